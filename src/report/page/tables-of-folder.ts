import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rowsOfCsv } from './csv-rows.ts';
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
      const path = join(this.#path, `${table}.csv`);
      rows = existsSync(path) ? rowsOfCsv(table, readFileSync(path, 'utf8')) : [];
      this.#read.set(table, rows);
    }
    return rows;
  }
}
