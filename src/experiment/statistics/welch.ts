import type { Interval } from './mean-interval.ts';
import { studentHalfWidth } from './mean-interval.ts';
import { momentsOf } from './moments.ts';
import { tCdf } from './student-t.ts';

/** The difference of two expectations, estimated from independent samples of any two variances. */
export interface WelchDifference extends Interval {
  /** Of `second` − `first`. */
  readonly mean: number;
  /** Degrees of freedom by Welch and Satterthwaite; null when neither sample varies. */
  readonly df: number | null;
  /** Two-sided, of no difference; null when neither sample varies. */
  readonly p: number | null;
}

/** Null when a sample has fewer than two values. Source: Welch 1947. */
export function welchDifference(
  first: readonly number[],
  second: readonly number[],
  confidence: number,
): WelchDifference | null {
  const [a, b] = [momentsOf(first), momentsOf(second)];
  if (a.mean === null || b.mean === null || a.variance === null || b.variance === null) return null;
  const mean = b.mean - a.mean;
  const [errorA, errorB] = [a.variance / a.count, b.variance / b.count];
  const square = errorA + errorB;
  if (square === 0) return { mean, low: mean, high: mean, df: null, p: null };
  const [shareA, shareB] = [errorA / square, errorB / square];
  const df = 1 / ((shareA * shareA) / (a.count - 1) + (shareB * shareB) / (b.count - 1));
  const standardError = Math.sqrt(square);
  const halfWidth = studentHalfWidth(standardError, df, confidence);
  const p = 2 * tCdf(-Math.abs(mean / standardError), df);
  return { mean, low: mean - halfWidth, high: mean + halfWidth, df, p };
}
