import { describe, expect, it } from 'vitest';
import { Rows } from '../../src/sim/rows.ts';
import { StateBook } from '../../src/sim/state.ts';

describe('rows', () => {
  it('give back what was added, however many there are', () => {
    const rows = new Rows(['t', 'server', 'wait'] as const);
    const count = 1000;
    for (let n = 0; n < count; n++) rows.add(n, n % 3, n / 8);
    expect(rows.length).toBe(count);
    for (let n = 0; n < count; n++) {
      expect([rows.get(n, 't'), rows.get(n, 'server'), rows.get(n, 'wait')]).toEqual([n, n % 3, n / 8]);
    }
  });

  it('refuse a row of another width', () => {
    const rows = new Rows(['t', 'server'] as const);
    expect(() => rows.add(1)).toThrow('1 cells for 2 columns');
    expect(() => rows.add(1, 2, 3)).toThrow('3 cells for 2 columns');
    expect(rows.length).toBe(0);
  });

  it('change in one place, and only where there is one', () => {
    const rows = new Rows(['t', 'server'] as const);
    rows.add(1, 2);
    rows.add(3, 4);
    rows.set(1, 't', 5);
    expect([rows.get(0, 't'), rows.get(0, 'server'), rows.get(1, 't'), rows.get(1, 'server')]).toEqual([
      1, 2, 5, 4,
    ]);
    expect(() => rows.set(2, 't', 5)).toThrow('t of row 2 of 2');
  });

  it('are restored with the state of the simulation', () => {
    const build = () => {
      const book = new StateBook();
      return { book, rows: new Rows(['t'] as const, book, 'test') };
    };
    const original = build();
    for (let n = 0; n < 100; n++) original.rows.add(n);
    const snapshot = original.book.save();
    original.rows.add(-1);
    const copy = build();
    copy.book.restore(snapshot);
    expect([copy.rows.length, copy.rows.get(99, 't')]).toEqual([100, 99]);
    copy.rows.add(100);
    expect(copy.rows.get(100, 't')).toBe(100);
  });
});
