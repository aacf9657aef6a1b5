import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import type { ColumnDescription, ColumnType } from '../../src/report/table.ts';

/** A value of a table as both kinds of files can have it; instants in ms since 1970. */
export type StoredValue = string | number | bigint | boolean | null;

/** The rows of Parquet files, as another program reads them. */
export class ParquetReader {
  readonly #connection = DuckDBInstance.create(':memory:').then((instance) => instance.connect());

  async rows(path: string, columns: readonly ColumnDescription[]): Promise<StoredValue[][]> {
    const connection = await this.#connection;
    const read = columns.map(({ name, type }) =>
      type === 'timestamp' ? `epoch_ms("${name}")` : `"${name}"`,
    );
    const result = await connection.run(`select ${read.join(', ')} from read_parquet('${path}')`);
    return (await result.getRowsJS()) as StoredValue[][];
  }

  /** How a file stores its columns, in the words of DuckDB. */
  async types(path: string): Promise<Record<string, string>> {
    const connection = await this.#connection;
    const result = await connection.run(`describe select * from read_parquet('${path}')`);
    return Object.fromEntries((await result.getRowsJS()).map(([name, type]) => [name, type]));
  }

  async rowGroups(path: string): Promise<number[]> {
    const connection = await this.#connection;
    const result = await connection.run(
      `select distinct row_group_id, row_group_num_rows from parquet_metadata('${path}') order by all`,
    );
    return (await result.getRowsJS()).map(([, rows]) => Number(rows));
  }
}

/** The rows of a CSV file by what is declared of its columns, without the apostrophes before formulas. */
export function csvRows(text: string, columns: readonly ColumnDescription[]): StoredValue[][] {
  const [, ...lines] = parse(text) as string[][];
  return lines.map((line) => columns.map(({ type }, column) => storedValue(type, line[column]!)));
}

function storedValue(type: ColumnType, cell: string): StoredValue {
  if (cell === '') return null;
  if (type === 'timestamp') return BigInt(Date.parse(cell));
  if (type === 'integer') return BigInt(cell);
  if (type === 'number') return Number(cell);
  if (type === 'boolean') return cell === 'true';
  return cell.replace(/^'(?=[=+\-@\t\r＝＋－＠])/, '');
}
