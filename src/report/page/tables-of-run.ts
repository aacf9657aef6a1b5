import type { RunResult } from '../../model/results.ts';
import { formatNumber } from '../number.ts';
import type { Cell } from '../table.ts';
import { TABLES } from '../tables/index.ts';
import type { ResultTables, TableRow } from './source.ts';

/** The tables of a run that has just ended: cell by cell what its folder holds. */
export class TablesOfRun implements ResultTables {
  readonly #result: RunResult;
  readonly #read = new Map<string, readonly TableRow[]>();

  constructor(result: RunResult) {
    this.#result = result;
  }

  rows(table: string): readonly TableRow[] {
    let rows = this.#read.get(table);
    if (rows === undefined) {
      rows = this.#rowsOf(table);
      this.#read.set(table, rows);
    }
    return rows;
  }

  #rowsOf(name: string): readonly TableRow[] {
    const table = TABLES.find((each) => each.name === name);
    if (table === undefined) throw new Error(`there is no table "${name}"`);
    const names = table.columns.map((column) => column.name);
    return Array.from(table.rows(this.#result) ?? [], (cells) =>
      Object.fromEntries(cells.map((cell, at) => [names[at]!, asWritten(cell)])),
    );
  }
}

/** A cell as somebody finds it who reads the file. */
function asWritten(cell: Cell): Cell {
  if (cell === '') return null;
  if (typeof cell !== 'number') return cell;
  const text = formatNumber(cell);
  return text === '' ? null : Number(text);
}
