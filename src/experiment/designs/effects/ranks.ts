import { fsum } from 'd3-array';
import { meanOf } from './observed.ts';

/** Ranks from 1 on; equal values share the mean of their ranks. */
export function midranks(values: readonly number[]): number[] {
  const order = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]!);
  const ranks = new Array<number>(values.length);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1]!] === values[order[first]!]) last++;
    for (let at = first; at <= last; at++) ranks[order[at]!] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return ranks;
}

/** Spearman's rank correlation, ties sharing their ranks; null when one of the two does not vary. */
export function rankCorrelation(first: readonly number[], second: readonly number[]): number | null {
  const [a, b] = [midranks(first), midranks(second)];
  const mean = meanOf(a);
  const products = (one: readonly number[], other: readonly number[]) =>
    fsum(one, (rank, at) => (rank - mean) * (other[at]! - mean));
  const size = Math.sqrt(products(a, a)) * Math.sqrt(products(b, b));
  return size === 0 ? null : Math.max(-1, Math.min(1, products(a, b) / size));
}
