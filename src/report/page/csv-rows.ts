import { parse } from 'csv-parse/sync';
import { EXPERIMENT_TABLES } from '../experiments/tables.ts';
import type { Cell, ColumnDescription, ColumnType } from '../table.ts';
import { TABLES } from '../tables/index.ts';
import type { TableRow } from './source.ts';

/** The rows of a table of results out of the text of its file. */
export function rowsOfCsv(table: string, text: string): readonly TableRow[] {
  const [head = [], ...lines] = parse(text) as string[][];
  const types = head.map((name) => typeOf(table, name));
  return lines.map((line) =>
    Object.fromEntries(line.map((cell, at) => [head[at]!, cellOf(cell, types[at]!)])),
  );
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
  return /^'[=+\-@\t\r＝＋－＠]/.test(text) ? text.slice(1) : text;
}
