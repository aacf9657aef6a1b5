import type { CsvPart } from '../csv.ts';
import type { FilledTable } from '../table-files.ts';
import { rowsOfCsv } from './csv-rows.ts';
import type { ResultTables, TableRow } from './source.ts';

/** Tables that are just being written, kept as text on their way to their files: read as if from these. */
export class TablesOfTexts implements ResultTables {
  readonly #texts = new Map<string, string[]>();
  readonly #read = new Map<string, readonly TableRow[]>();

  /** The same table, whose text is kept as it is written. */
  keeping(table: FilledTable): FilledTable {
    return {
      ...table,
      parts: () => {
        const parts = table.parts();
        return parts === null ? null : this.#keep(table.name, parts);
      },
    };
  }

  *#keep(table: string, parts: Iterable<CsvPart>): Generator<CsvPart> {
    const texts: string[] = [];
    this.#texts.set(table, texts);
    for (const part of parts) {
      texts.push(part.text);
      yield part;
    }
  }

  rows(table: string): readonly TableRow[] {
    let rows = this.#read.get(table);
    if (rows === undefined) {
      rows = rowsOfCsv(table, (this.#texts.get(table) ?? []).join(''));
      this.#read.set(table, rows);
    }
    return rows;
  }
}
