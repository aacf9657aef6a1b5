import { upperNormalTail } from './normal.ts';

/** How often `second` exceeds `first`, whatever the shape of their distributions. */
export interface MannWhitney {
  /** Pairs in which the value of `second` is the larger one; a tie counts one half. */
  readonly u: number;
  /** Two-sided, of « neither tends to be larger »; null when all values are the same. */
  readonly p: number | null;
  /** Whether p counts every arrangement, or comes from the normal approximation with ties and continuity. */
  readonly isExact: boolean;
}

/** Up to so many values in all, every arrangement is counted: their number is an exact integer. */
const EXACT_MAX = 50;

/** Null when a sample is empty. Source: Mann and Whitney 1947; correction for ties as in Lehmann 1975. */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitney | null {
  const [m, n] = [first.length, second.length];
  if (m === 0 || n === 0) return null;
  const { u, tiedCubes } = rankedPairs(first, second);
  const further = Math.max(u, m * n - u);
  if (tiedCubes === 0 && m + n <= EXACT_MAX) return { u, p: exactP(further, m, n), isExact: true };
  const count = m + n;
  const variance = ((m * n) / 12) * (count + 1 - tiedCubes / (count * (count - 1)));
  if (variance === 0) return { u, p: null, isExact: false };
  const z = (further - (m * n) / 2 - 0.5) / Math.sqrt(variance);
  return { u, p: Math.min(1, 2 * upperNormalTail(z)), isExact: false };
}

/** U, and Σ (t³ − t) over groups of t equal values. */
function rankedPairs(first: readonly number[], second: readonly number[]) {
  const sorted = [
    ...first.map((value) => ({ value, isSecond: 0 })),
    ...second.map((value) => ({ value, isSecond: 1 })),
  ].sort((a, b) => a.value - b.value);
  let [u, tiedCubes, firstBelow] = [0, 0, 0];
  for (let start = 0; start < sorted.length; ) {
    let end = start;
    let ofSecond = 0;
    for (; end < sorted.length && sorted[end]!.value === sorted[start]!.value; end++)
      ofSecond += sorted[end]!.isSecond;
    const tied = end - start;
    const ofFirst = tied - ofSecond;
    u += ofSecond * (firstBelow + ofFirst / 2);
    tiedCubes += tied * tied * tied - tied;
    firstBelow += ofFirst;
    start = end;
  }
  return { u, tiedCubes };
}

/** Twice the share of arrangements whose U is at least `u`, which is half of m·n or more. */
function exactP(u: number, m: number, n: number): number {
  const counts = arrangements(m, n);
  const all = counts.reduce((sum, count) => sum + count, 0);
  const further = counts.slice(u).reduce((sum, count) => sum + count, 0);
  return Math.min(1, (2 * further) / all);
}

/**
 * Per U from 0 to m·n: how many of the orders of m and n values have it. They are the coefficients of the Gaussian
 * binomial, the product over i of (1 − q^(n+i)) / (1 − q^i), i = 1 … m: integers throughout.
 */
function arrangements(m: number, n: number): number[] {
  const counts = new Array<number>(m * n + 1).fill(0);
  counts[0] = 1;
  for (let i = 1; i <= m; i++) {
    for (let u = m * n; u >= n + i; u--) counts[u]! -= counts[u - n - i]!;
    for (let u = i; u <= m * n; u++) counts[u]! += counts[u - i]!;
  }
  return counts;
}
