import { csvParts } from './csv.ts';
import type { FileContent } from './folder.ts';
import { parquetParts } from './parquet.ts';
import type { Table } from './table.ts';

/** A table and what fills it, ready to be written; its parts are null if the scenario switched it off. */
export interface FilledTable {
  readonly name: string;
  readonly parts: () => ReturnType<typeof csvParts>;
  readonly parquetParts: () => ReturnType<typeof parquetParts>;
}

/** Binds a table to what fills it. */
export function filled<Source>(table: Table<Source>, source: Source): FilledTable {
  return {
    name: table.name,
    parts: () => csvParts(table, source),
    parquetParts: () => parquetParts(table, source),
  };
}

/** The files of a table: CSV, and Parquet beside it where that was asked for. */
export function* tableFiles(table: FilledTable, withParquet: boolean): Generator<FileContent> {
  const csv = table.parts();
  if (csv !== null) yield { file: `${table.name}.csv`, table: true, parts: csv };
  const parquet = withParquet ? table.parquetParts() : null;
  if (parquet !== null) yield { file: `${table.name}.parquet`, table: true, parts: parquet };
}

/** Whether a file is a table in Parquet. */
export function isParquet(file: string): boolean {
  return file.endsWith('.parquet');
}
