import { fsum } from 'd3-array';
import type { Rows } from '../../sim/rows.ts';

type Where<Name extends string> = Readonly<Partial<Record<Name, number>>>;

/**
 * Indices of the rows in which every column of `where` has its value. Rows that speak of all groups together
 * (group −1) are left out unless asked for, so that sums count nobody twice.
 */
export function rowsWhere<Name extends string>(rows: Rows<Name>, where?: Where<Name>): number[] {
  const wanted = Object.entries<number | undefined>(where ?? {}) as [Name, number][];
  const groupColumn = rows.columns.find((column) => column === 'group');
  const perGroup = groupColumn !== undefined && where?.[groupColumn] === undefined;
  const found: number[] = [];
  for (let index = 0; index < rows.length; index++) {
    if (perGroup && rows.get(index, groupColumn) === -1) continue;
    if (wanted.every(([column, value]) => rows.get(index, column) === value)) found.push(index);
  }
  return found;
}

/** Per number of `column` from 0 to `count` − 1, the indices of its rows: what `rowsWhere` finds for each, in one pass. */
export function rowsByNumber<Name extends string>(rows: Rows<Name>, column: Name, count: number): number[][] {
  const found: number[][] = Array.from({ length: count }, () => []);
  for (const index of rowsWhere(rows)) found[rows.get(index, column)]?.push(index);
  return found;
}

/** Sum of a column over the rows that `where` selects: to the last bit, whatever their order. */
export function sumWhere<Name extends string>(rows: Rows<Name>, column: Name, where?: Where<Name>): number {
  return fsum(rowsWhere(rows, where), (index) => rows.get(index, column));
}
