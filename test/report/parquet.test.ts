import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { csvParts } from '../../src/report/csv.ts';
import { parquetParts } from '../../src/report/parquet.ts';
import type { Cell, ColumnType, Table } from '../../src/report/table.ts';
import { csvRows, ParquetReader } from './reading-tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'fleetsim-parquet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const reader = new ParquetReader();

function tableOf(
  types: Readonly<Record<string, ColumnType>>,
  rows: Iterable<readonly Cell[]> | null,
): Table<null> {
  const columns = Object.entries(types).map(([name, type]) => ({ name, type, meaning: '' }));
  return { name: 'made', meaning: '', rowIs: '', columns, rows: () => rows };
}

function written(table: Table<null>) {
  const parts = [...parquetParts(table, null)!];
  const path = join(folder, `${table.name}.parquet`);
  writeFileSync(path, Buffer.concat(parts.map(({ bytes }) => bytes)));
  return { path, parts };
}

const csvOf = (table: Table<null>) => [...csvParts(table, null)!].map(({ text }) => text).join('');

describe('a table in Parquet', () => {
  it('has the values of the CSV, whatever the cells', async () => {
    const instant = '2024-04-09T17:00:00.001Z';
    const table = tableOf({ at: 'timestamp', n: 'integer', x: 'number', is: 'boolean', text: 'text' }, [
      [instant, 0, 0.1, true, 'plain'],
      ['2024-04-09T17:00:00Z', Number.MAX_SAFE_INTEGER, 1 / 3, false, '=1+2'],
      ['1969-12-31T23:59:59Z', -5, -1e-7, true, '-5'],
      [null, null, null, null, null],
      [instant, 7, Number.NaN, false, ''],
      [instant, 7, 1e21, false, 'a,"b"\r\n\u001b[31m𝄞\u202e'],
      [instant, 7, -0, false, '＠'],
    ]);
    const { path } = written(table);
    expect(await reader.rows(path, table.columns)).toEqual(csvRows(csvOf(table), table.columns));
  });

  it('says of every column what it is, instants as UTC', async () => {
    const types = { at: 'timestamp', n: 'integer', x: 'number', is: 'boolean', text: 'text' } as const;
    expect(await reader.types(written(tableOf(types, [])).path)).toEqual({
      at: 'TIMESTAMP WITH TIME ZONE',
      n: 'BIGINT',
      x: 'DOUBLE',
      is: 'BOOLEAN',
      text: 'VARCHAR',
    });
  });

  it('holds no more in memory than a row group, and counts all rows', async () => {
    const count = 45_000;
    let made = 0;
    function* rows(): Generator<readonly Cell[]> {
      for (; made < count; made++) yield [made, `client ${made % 7}`];
    }
    const table = tableOf({ n: 'integer', text: 'text' }, rows());
    const parts: number[] = [];
    for (const part of parquetParts(table, null)!) {
      parts.push(part.rows);
      // Nothing was read ahead of what has been handed on.
      expect(made).toBeLessThanOrEqual(parts.reduce((sum, each) => sum + each, 1));
    }
    expect(parts.reduce((sum, each) => sum + each, 0)).toBe(count);

    made = 0;
    const { path } = written(tableOf({ n: 'integer', text: 'text' }, rows()));
    expect(await reader.rowGroups(path)).toEqual([20_000, 20_000, 5_000]);
    const read = await reader.rows(path, table.columns);
    expect(read).toEqual(Array.from({ length: count }, (_, n) => [BigInt(n), `client ${n % 7}`]));
  });

  it('is not there when the scenario switched it off', () => {
    expect(parquetParts(tableOf({ n: 'integer' }, null), null)).toBeNull();
  });
});
