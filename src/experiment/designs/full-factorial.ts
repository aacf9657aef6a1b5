import { type Axis, levelsOf } from './axis.ts';

/** Every combination of levels: a row holds the number of a level per axis. The last axis changes fastest. */
export function fullFactorial(axes: readonly Axis[]): readonly (readonly number[])[] {
  let rows: readonly (readonly number[])[] = [[]];
  for (const axis of axes) {
    rows = rows.flatMap((row) => levelsOf(axis).map((_, level) => [...row, level]));
  }
  return rows;
}

export function fullFactorialCount(axes: readonly Axis[]): number {
  return axes.reduce((count, axis) => count * levelsOf(axis).length, 1);
}
