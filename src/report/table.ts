import type { RunResult } from '../model/results.ts';
import type { Rows } from '../sim/rows.ts';

/** What a cell can hold; null is written as an empty cell: never, not applicable. */
export type Cell = string | number | boolean | null;

export type ColumnType = 'timestamp' | 'text' | 'integer' | 'number' | 'boolean';

/** What `docs/outputs.md` says of a column. */
export interface ColumnDescription {
  /** Ends in its SI unit where it has one: `waitMeanSeconds`, `sizeBytes`. */
  readonly name: string;
  readonly type: ColumnType;
  readonly meaning: string;
}

/** One row of numbers while it is read. */
export interface Row<Name extends string> {
  readonly result: RunResult;
  readonly get: (column: Name) => number;
}

export interface Column<Name extends string> extends ColumnDescription {
  readonly read: (row: Row<Name>) => Cell;
}

/** A table of results: one CSV file, its columns, and how what it is made from fills it: a run, unless said otherwise. */
export interface Table<Source = RunResult> {
  /** The file is `<name>.csv`. */
  readonly name: string;
  readonly meaning: string;
  /** What one row stands for. */
  readonly rowIs: string;
  readonly columns: readonly ColumnDescription[];
  /** Null when the scenario switched the table off. */
  readonly rows: (source: Source) => Iterable<readonly Cell[]> | null;
}

interface TableDeclaration<Name extends string> {
  readonly name: string;
  readonly meaning: string;
  readonly rowIs: string;
  readonly source: (result: RunResult) => Rows<Name> | null;
  readonly columns: readonly Column<Name>[];
}

/** A table with one row per row of numbers of a run. */
export function tableOf<Name extends string>(declaration: TableDeclaration<Name>): Table {
  const { name, meaning, rowIs, source, columns } = declaration;
  const rows = (result: RunResult): Iterable<readonly Cell[]> | null => {
    const numbers = source(result);
    return numbers === null ? null : readRows(name, numbers, columns, result);
  };
  return { name, meaning, rowIs, columns, rows };
}

function* readRows<Name extends string>(
  table: string,
  numbers: Rows<Name>,
  columns: readonly Column<Name>[],
  result: RunResult,
): Generator<readonly Cell[]> {
  let index = 0;
  const row: Row<Name> = { result, get: (column) => numbers.get(index, column) };
  for (; index < numbers.length; index++) {
    const cells: Cell[] = [];
    for (const column of columns) {
      const cell = column.read(row);
      if (column.type === 'integer' && cell !== null && !Number.isSafeInteger(cell)) {
        throw new Error(`table ${table}, row ${index + 1}: ${column.name} is ${cell}, not an integer`);
      }
      cells.push(cell);
    }
    yield cells;
  }
}
