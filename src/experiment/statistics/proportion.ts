import { inverseNormal } from '../../sim/math.ts';
import type { Interval } from './mean-interval.ts';

/** A share of replications, and the interval of the probability behind it. */
export interface Proportion extends Interval {
  readonly n: number;
  readonly share: number;
}

/**
 * Wilson's score interval for `count` of `n`: it stays within 0 and 1, and says something even when all or none did.
 * Null without any. Source: Wilson 1927.
 */
export function proportion(count: number, n: number, confidence: number): Proportion | null {
  if (n === 0) return null;
  const share = count / n;
  const z = -inverseNormal((1 - confidence) / 2);
  const weight = (z * z) / n;
  const center = (share + weight / 2) / (1 + weight);
  const halfWidth = (z / (1 + weight)) * Math.sqrt((share * (1 - share)) / n + weight / (4 * n));
  return {
    n,
    share,
    low: count === 0 ? 0 : Math.max(0, center - halfWidth),
    high: count === n ? 1 : Math.min(1, center + halfWidth),
  };
}
