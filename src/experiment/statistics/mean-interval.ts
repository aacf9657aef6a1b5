import { type Moments, momentsOf } from './moments.ts';
import { tQuantile } from './student-t.ts';

/** Both ends belong to it. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Mean and sample standard deviation of independent values, and Student's interval of their expectation. Null is what
 * takes more values than there are: the mean one, all else two.
 */
export interface MeanInterval {
  readonly n: number;
  readonly mean: number | null;
  readonly sd: number | null;
  readonly halfWidth: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** The interval of `confidence`, such as 0.95, of one figure over replications, in their order. */
export function meanInterval(values: readonly number[], confidence: number): MeanInterval {
  return intervalOfMoments(momentsOf(values), confidence);
}

/** The same of values that were told one by one. */
function intervalOfMoments(moments: Moments, confidence: number): MeanInterval {
  const { count: n, mean, variance } = moments;
  if (mean === null || variance === null)
    return { n, mean, sd: null, halfWidth: null, low: null, high: null };
  const halfWidth = studentHalfWidth(Math.sqrt(variance / n), n - 1, confidence);
  return { n, mean, sd: Math.sqrt(variance), halfWidth, low: mean - halfWidth, high: mean + halfWidth };
}

/** Half of the width of Student's interval around an estimate, both tails together 1 − `confidence`. */
export function studentHalfWidth(standardError: number, df: number, confidence: number): number {
  return standardError * tQuantile((1 + confidence) / 2, df);
}
