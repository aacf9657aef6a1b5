import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WrittenFile } from '../folder.ts';
import { ResultsError } from '../opened-folder.ts';
import { rowsOfCsv } from './csv-rows.ts';
import type { ResultTables, TableRow } from './source.ts';

/**
 * The tables of a folder of results, read from their files; `written`: the files that its manifest names. A table
 * that was written and is missing or damaged is a ResultsError: a report without it would tell something else.
 */
export class TablesOfFolder implements ResultTables {
  readonly #path: string;
  readonly #written: ReadonlySet<string>;
  readonly #read = new Map<string, readonly TableRow[]>();

  constructor(path: string, written: readonly WrittenFile[]) {
    this.#path = path;
    this.#written = new Set(written.map(({ file }) => file));
  }

  rows(table: string): readonly TableRow[] {
    let rows = this.#read.get(table);
    if (rows === undefined) {
      rows = this.#rowsOfFile(table);
      this.#read.set(table, rows);
    }
    return rows;
  }

  #rowsOfFile(table: string): readonly TableRow[] {
    const file = `${table}.csv`;
    const path = join(this.#path, file);
    if (!existsSync(path)) {
      if (this.#written.has(file)) throw new ResultsError(`${this.#path} is incomplete: ${file} is missing`);
      return [];
    }
    try {
      return rowsOfCsv(table, readFileSync(path, 'utf8'));
    } catch (error) {
      throw new ResultsError(`${path} cannot be read as a table any more`, { cause: error });
    }
  }
}
