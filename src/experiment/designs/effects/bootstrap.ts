import { type Luck, uniform } from '../../../sim/random.ts';
import type { Interval } from '../../statistics/mean-interval.ts';
import { quantile } from '../../statistics/quantile.ts';

/** How often what was drawn is drawn again. */
const RESAMPLE_COUNT = 1000;

/**
 * Percentile intervals of statistics of `count` independent draws, by drawing as many of them again, with replacement.
 * `statistics` gives its figures from the numbers of the draws; null for a figure that has no value.
 */
export function bootstrapIntervals(
  count: number,
  statistics: (draws: readonly number[]) => readonly (number | null)[],
  confidence: number,
  luck: Luck,
): readonly (Interval | null)[] {
  const key = luck.key('bootstrap');
  const figures = Array.from({ length: RESAMPLE_COUNT }, (_, resample) => {
    return statistics(
      Array.from({ length: count }, (_, at) => Math.floor(uniform(key, 0, at, resample) * count)),
    );
  });
  return figures[0]!.map((_, figure) => {
    const values = figures.map((one) => one[figure]!).filter((value) => value !== null);
    if (values.length < RESAMPLE_COUNT) return null;
    return { low: quantile(values, (1 - confidence) / 2)!, high: quantile(values, (1 + confidence) / 2)! };
  });
}
