import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { EXPERIMENT_TABLES } from '../experiments/tables.ts';
import type { WrittenFile } from '../folder.ts';
import { type ExperimentFolder, ResultsError, type RunFolder } from '../opened-folder.ts';
import type { ColumnDescription } from '../table.ts';
import { TABLES } from '../tables/index.ts';

const EXTENSION = '.csv';
/** A header is far shorter, also that of a sweep over many axes. */
const HEADER_BYTES_MAX = 1_000_000;

/** A table of a folder of results, as it can be asked. */
export interface ResultTable {
  /** The name of its file without the extension: `image-updates`. */
  readonly name: string;
  /** The same as SQL takes it without quotes: `image_updates`. */
  readonly sqlName: string;
  readonly path: string;
  readonly rows: number;
  /** What one row stands for; null for a table that this version does not know. */
  readonly rowIs: string | null;
  /** Those that the file has, in its order; what this version does not know is text. */
  readonly columns: readonly ColumnDescription[];
}

/** The tables of a folder of results, in the order of its manifest. Throws a ResultsError if one is not there. */
export function resultTables({ path, identity, kind }: RunFolder | ExperimentFolder): ResultTable[] {
  const declared = kind === 'run' ? TABLES : EXPERIMENT_TABLES;
  const files = identity.files.filter(({ file, rows }) => rows !== null && file.endsWith(EXTENSION));
  return files.map(({ file, rows }: WrittenFile) => {
    const name = file.slice(0, -EXTENSION.length);
    const table = declared.find((each) => each.name === name);
    const target = join(path, file);
    const columns = headerOf(target).map(
      (column) => table?.columns.find((each) => each.name === column) ?? unknownColumn(column),
    );
    const sqlName = name.replaceAll('-', '_');
    return { name, sqlName, path: target, rows: rows!, rowIs: table?.rowIs ?? null, columns };
  });
}

function unknownColumn(name: string): ColumnDescription {
  return { name, type: 'text', meaning: '' };
}

function headerOf(path: string): string[] {
  if (!existsSync(path)) throw new ResultsError(`the folder is incomplete: ${path} is missing`);
  const bytes = Buffer.alloc(HEADER_BYTES_MAX);
  const file = openSync(path, 'r');
  try {
    const length = readSync(file, bytes, 0, bytes.length, 0);
    return (parse(bytes.subarray(0, length), { to: 1 }) as string[][])[0] ?? [];
  } finally {
    closeSync(file);
  }
}
