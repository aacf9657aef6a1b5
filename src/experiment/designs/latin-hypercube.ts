import { entityKey, type Luck, uniform } from '../../sim/random.ts';
import type { Axis } from './axis.ts';

/**
 * Latin hypercube: [0, 1] is cut into as many strata as there are rows, and each axis has one row in each. A row holds
 * a number in (0, 1) per axis. Each axis draws for itself: another one more changes nothing about it. McKay, Beckman
 * and Conover 1979.
 */
export function latinHypercube(
  axes: readonly Axis[],
  rowCount: number,
  luck: Luck,
): readonly (readonly number[])[] {
  const places = luck.key('latin hypercube, place within a stratum');
  const columns = axes.map(({ path }) => {
    const axisKey = entityKey(path);
    return shuffled(path, rowCount, luck).map((stratum, row) => {
      return (stratum + uniform(places, axisKey, row, 0)) / rowCount;
    });
  });
  return Array.from({ length: rowCount }, (_, row) => columns.map((column) => column[row]!));
}

/** 0 … count - 1 in an order of the axis's own. */
function shuffled(path: string, count: number, luck: Luck): number[] {
  const key = luck.key('latin hypercube, order of strata');
  const axisKey = entityKey(path);
  const draws = Array.from({ length: count }, (_, stratum) => uniform(key, axisKey, stratum, 0));
  return draws.map((_, stratum) => stratum).sort((a, b) => draws[a]! - draws[b]! || a - b);
}
