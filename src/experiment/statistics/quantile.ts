import { ascending, quantileSorted } from 'd3-array';

/**
 * Quantile of one figure across replications, by linear interpolation between order statistics; null without values.
 * Source: Hyndman and Fan 1996, type 7.
 */
export function quantile(values: readonly number[], p: number): number | null {
  return quantileSorted([...values].sort(ascending), p) ?? null;
}
