import { describe, expect, it } from 'vitest';
import { rowsByNumber, rowsWhere } from '../../../src/experiment/metrics/fold.ts';
import { Rows } from '../../../src/sim/rows.ts';

const COLUMNS = ['t', 'server', 'group'] as const;

/** Rows of servers 0 to 4 in mixed order, of single groups and of all together (group −1). */
function mixed(): Rows<(typeof COLUMNS)[number]> {
  const rows = new Rows(COLUMNS);
  for (let row = 0; row < 60; row++) rows.add(row, (row * row + 3) % 5, (row % 4) - 1);
  return rows;
}

describe('The rows of each number of a column', () => {
  it('are those that a plain filter finds for it, in the same order', () => {
    const rows = mixed();
    const count = 6;
    const found = rowsByNumber(rows, 'server', count);
    expect(found).toEqual(Array.from({ length: count }, (_, server) => rowsWhere(rows, { server })));
    expect(found.flat().length).toBeGreaterThan(30);
  });

  it('are none of a number beyond the count, and none for a number without rows', () => {
    const rows = new Rows(['t', 'server']);
    rows.add(0, 2);
    rows.add(1, 0);
    expect(rowsByNumber(rows, 'server', 2)).toEqual([[1], []]);
  });

  it('are found in one pass, however many numbers there are', () => {
    const count = 2_000;
    const rows = new Rows(['t', 'server']);
    for (let row = 0; row < 3 * count; row++) rows.add(row, row % count);
    let read = 0;
    const get = (row: number, column: 't' | 'server') => {
      read++;
      return rows.get(row, column);
    };
    const counting: typeof rows = Object.create(rows, { get: { value: get } });
    rowsByNumber(counting, 'server', count);
    expect(read).toBe(rows.length);
  });
});
