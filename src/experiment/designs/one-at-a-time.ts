import { type Axis, levelsOf } from './axis.ts';

/** A row of a design that changes one input at a time. */
export interface Change {
  /** The axis that is changed; -1 in the first row, where nothing is. */
  readonly axis: number;
  /** The number of its level; -1 in the first row. */
  readonly level: number;
}

/** The scenario as it is, then each level of each axis alone. */
export function oneAtATime(axes: readonly Axis[]): readonly Change[] {
  const changes = axes.flatMap((one, axis) => levelsOf(one).map((_, level) => ({ axis, level })));
  return [{ axis: -1, level: -1 }, ...changes];
}

export function oneAtATimeCount(axes: readonly Axis[]): number {
  return axes.reduce((count, axis) => count + levelsOf(axis).length, 1);
}
