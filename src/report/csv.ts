import { stringify } from 'csv-stringify/sync';
import { formatNumber } from './number.ts';
import type { Cell, Table } from './table.ts';

/** Rows that are turned into text at a time: fast, and small in memory. */
const BATCH_ROWS = 2000;

/** A piece of a CSV file and the number of data rows in it. */
export interface CsvPart {
  readonly text: string;
  readonly rows: number;
}

/**
 * The text of a table, in parts: a header, then batches of rows. Lines end in LF. Texts that a spreadsheet
 * would take for a formula get an apostrophe in front. Null if the scenario switched the table off.
 */
export function csvParts<Source>(table: Table<Source>, source: Source): Iterable<CsvPart> | null {
  const rows = table.rows(source);
  return rows === null ? null : batches(table, rows);
}

function* batches(table: Pick<Table, 'columns'>, rows: Iterable<readonly Cell[]>): Generator<CsvPart> {
  yield { text: csvText([table.columns.map(({ name }) => name)]), rows: 0 };
  let batch: (readonly Cell[])[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length === BATCH_ROWS) {
      yield { text: csvText(batch), rows: batch.length };
      batch = [];
    }
  }
  if (batch.length > 0) yield { text: csvText(batch), rows: batch.length };
}

/** Rows as lines of CSV, as all tables are written. */
export function csvText(rows: readonly (readonly (Cell | bigint)[])[]): string {
  return stringify(rows as Cell[][], {
    escape_formulas: true,
    record_delimiter: 'unix',
    cast: { number: formatNumber, boolean: (value) => (value ? 'true' : 'false') },
  });
}
