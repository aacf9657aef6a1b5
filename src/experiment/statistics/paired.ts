import { fsum } from 'd3-array';
import { type Interval, type MeanInterval, meanInterval } from './mean-interval.ts';
import { momentsOf } from './moments.ts';
import { welchDifference } from './welch.ts';

/** The mean difference `second` − `first` of pairs that shared their luck, and what the sharing is worth. */
export interface PairedDifference extends MeanInterval {
  /** The interval if the pairs had not shared their luck; null with fewer than two pairs. */
  readonly welch: Interval | null;
  /** Pearson's; null when one of the two does not vary. */
  readonly correlation: number | null;
  /**
   * 1 − var(mean of differences) / var(difference of independent means): 0.9 saves nine replications of ten, below 0
   * pairing costs some. Null when neither varies.
   */
  readonly varianceSaved: number | null;
}

/** Of replications in their order; `first[i]` and `second[i]` are a pair. Throws when the lengths differ. */
export function pairedDifference(
  first: readonly number[],
  second: readonly number[],
  confidence: number,
): PairedDifference {
  if (first.length !== second.length) throw new Error(`${first.length} values paired with ${second.length}`);
  const differences = second.map((value, index) => value - first[index]!);
  const welch = welchDifference(first, second, confidence);
  return {
    ...meanInterval(differences, confidence),
    welch: welch === null ? null : { low: welch.low, high: welch.high },
    correlation: correlation(first, second),
    varianceSaved: varianceSaved(first, second, differences),
  };
}

function correlation(first: readonly number[], second: readonly number[]): number | null {
  const [a, b] = [momentsOf(first), momentsOf(second)];
  if (!a.variance || !b.variance) return null;
  const products = fsum(first, (value, index) => (value - a.mean!) * (second[index]! - b.mean!));
  const r = products / (a.count - 1) / (Math.sqrt(a.variance) * Math.sqrt(b.variance));
  return Math.max(-1, Math.min(1, r));
}

function varianceSaved(
  first: readonly number[],
  second: readonly number[],
  differences: readonly number[],
): number | null {
  const [a, b, d] = [first, second, differences].map((values) => momentsOf(values).variance);
  if (a == null || b == null || d == null || a + b === 0) return null;
  return 1 - d / (a + b);
}
