import type { Axis } from '../axis.ts';
import { type Change, oneAtATime } from '../one-at-a-time.ts';
import { type Effect, unknown } from './effect.ts';
import { complete, type Observed } from './observed.ts';
import { rangeOf } from './ranges.ts';

/** How far each input moves the response from where the scenario is: the bars of a tornado. */
export function changeEffects(
  axes: readonly Axis[],
  pointOfRow: readonly number[],
  observed: Observed,
  confidence: number,
): readonly Effect[] {
  const changes = oneAtATime(axes);
  return axes.map((_, axis) => {
    const rows = rowsAbout(axis, changes);
    const points = rows.map((row) => pointOfRow[row]!);
    const { replications, values } = complete(observed, points);
    if (replications === 0) return unknown([axis], 'range');
    const levels = rows.map((row, at) => ({ level: changes[row]!.level, values: values[at]! }));
    const isNew = (at: number) => points.indexOf(points[at]!) === at;
    return rangeOf(
      axis,
      levels.filter((_, at) => isNew(at)),
      confidence,
    );
  });
}

/** The row in which nothing is changed, and those that change the axis. */
function rowsAbout(axis: number, changes: readonly Change[]): number[] {
  return changes.flatMap((change, row) => (change.axis === axis || change.axis === -1 ? [row] : []));
}
