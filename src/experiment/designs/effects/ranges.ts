import { meanInterval } from '../../statistics/mean-interval.ts';
import { simultaneousConfidence } from '../../statistics/simultaneous.ts';
import { type Effect, unknown } from './effect.ts';
import { meanOf } from './observed.ts';

/** A level of an axis: its number, and the mean response there in each replication. */
export interface LevelResponse {
  readonly level: number;
  readonly values: readonly number[];
}

/**
 * The difference between the levels with the highest and the lowest mean. Its interval, from differences within
 * replications, holds for all pairs of levels at once: the extremes were chosen by looking.
 */
export function rangeOf(axis: number, levels: readonly LevelResponse[], confidence: number): Effect {
  if (levels.length === 0 || levels[0]!.values.length === 0) return unknown([axis], 'range');
  const means = levels.map(({ values }) => meanOf(values));
  const lowest = levels[means.indexOf(Math.min(...means))]!;
  const highest = levels[means.indexOf(Math.max(...means))]!;
  const differences = highest.values.map((value, replication) => value - lowest.values[replication]!);
  const pairCount = (levels.length * (levels.length - 1)) / 2;
  const { mean, low, high } = meanInterval(differences, simultaneousConfidence(confidence, pairCount));
  return {
    axes: [axis],
    measure: 'range',
    estimate: mean,
    low,
    high,
    isTold: low === null ? null : low > 0,
    levels: [lowest.level, highest.level],
  };
}
