import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { EXPERIMENT_TABLES } from '../experiments/tables.ts';
import type { Cell, ColumnDescription, ColumnType } from '../table.ts';
import { TABLES } from '../tables/index.ts';
import type { ResultTables, TableRow } from './source.ts';

/** The tables of a folder of results, read from their files. */
export class TablesOfFolder implements ResultTables {
  readonly #path: string;
  readonly #read = new Map<string, readonly TableRow[]>();

  constructor(path: string) {
    this.#path = path;
  }

  rows(table: string): readonly TableRow[] {
    let rows = this.#read.get(table);
    if (rows === undefined) {
      rows = this.#rowsOf(table);
      this.#read.set(table, rows);
    }
    return rows;
  }

  #rowsOf(table: string): readonly TableRow[] {
    const path = join(this.#path, `${table}.csv`);
    if (!existsSync(path)) return [];
    const [head = [], ...lines] = parse(readFileSync(path, 'utf8')) as string[][];
    const types = head.map((name) => typeOf(table, name));
    return lines.map((line) =>
      Object.fromEntries(line.map((text, at) => [head[at]!, cellOf(text, types[at]!)])),
    );
  }
}

/** Columns that no declaration knows, such as the axes of a sweep, hold text. */
function typeOf(table: string, column: string): ColumnType {
  const columns: readonly ColumnDescription[] = [...TABLES, ...EXPERIMENT_TABLES]
    .filter(({ name }) => name === table)
    .flatMap((each) => each.columns);
  return columns.find(({ name }) => name === column)?.type ?? 'text';
}

function cellOf(text: string, type: ColumnType): Cell {
  if (text === '') return null;
  if (type === 'integer' || type === 'number') return Number(text);
  if (type === 'boolean') return text === 'true';
  return withoutGuard(text);
}

/** Files have an apostrophe before what a spreadsheet would take for a formula. */
function withoutGuard(text: string): string {
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}
