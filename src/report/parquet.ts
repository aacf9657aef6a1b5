import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import { formatNumber } from './number.ts';
import type { Cell, ColumnDescription, ColumnType, Table } from './table.ts';

/** Rows of a row group: what is held in memory of a table, and what a reader has to read at least. */
const ROW_GROUP_ROWS = 20_000;

/** A piece of a binary file and the number of data rows in it. */
export interface BytesPart {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** How Parquet stores a cell of each type. Instants are UTC to the millisecond; every column may lack values. */
const STORED: Readonly<Record<ColumnType, Omit<SchemaElement, 'name' | 'repetition_type'>>> = {
  timestamp: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' },
  },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8', logical_type: { type: 'STRING' } },
  integer: { type: 'INT64' },
  number: { type: 'DOUBLE' },
  boolean: { type: 'BOOLEAN' },
};

/**
 * A table as a Parquet file, in parts: a row group at a time. It has the values of the CSV file, numbers rounded as
 * there; texts are as they are, since nothing takes them for formulas. Null if the scenario switched the table off.
 *
 * Compressed by Snappy in JavaScript: the zlib and zstd of the system may give other bytes on another machine.
 */
export function parquetParts<Source>(table: Table<Source>, source: Source): Iterable<BytesPart> | null {
  const rows = table.rows(source);
  return rows === null ? null : rowGroups(table, rows);
}

function* rowGroups(
  { name, columns }: Pick<Table, 'name' | 'columns'>,
  rows: Iterable<readonly Cell[]>,
): Generator<BytesPart> {
  const drain = new ByteWriter();
  const writer = new ParquetWriter({ writer: drain, schema: schemaOf(name, columns), createdBy: 'fleetsim' });
  let group: (readonly Cell[])[] = [];
  for (const row of rows) {
    group.push(row);
    if (group.length < ROW_GROUP_ROWS) continue;
    yield { bytes: written(writer, drain, columns, group), rows: group.length };
    group = [];
  }
  yield { bytes: written(writer, drain, columns, group), rows: group.length };
  writer.finish();
  yield { bytes: taken(drain), rows: 0 };
}

function schemaOf(name: string, columns: readonly ColumnDescription[]): SchemaElement[] {
  const elements = columns.map((column): SchemaElement => {
    return { name: column.name, repetition_type: 'OPTIONAL', ...STORED[column.type] };
  });
  return [{ name, num_children: columns.length }, ...elements];
}

/** The bytes of a row group. */
function written(
  writer: ParquetWriter,
  drain: ByteWriter,
  columns: readonly ColumnDescription[],
  rows: readonly (readonly Cell[])[],
): Uint8Array {
  const columnData = columns.map(({ name, type }, column) => ({
    name,
    data: rows.map((row) => storedValue(type, row[column]!)),
  }));
  writer.write({ columnData, rowGroupSize: ROW_GROUP_ROWS });
  return taken(drain);
}

/** What has been written since, so that no more than a row group is kept. */
function taken(drain: ByteWriter): Uint8Array {
  const bytes = drain.getBytes().slice();
  drain.index = 0;
  return bytes;
}

/** What is an empty cell in CSV is no value here, an empty text as well. */
function storedValue(type: ColumnType, cell: Cell): string | number | bigint | boolean | null {
  if (cell === null || cell === '') return null;
  if (typeof cell !== 'number') return type === 'timestamp' ? BigInt(Date.parse(String(cell))) : cell;
  if (Number.isNaN(cell)) return null;
  return type === 'integer' ? BigInt(cell) : Number(formatNumber(cell));
}
