import { probabilityOfBest } from '../statistics/best.ts';
import { type MeanInterval, meanInterval } from '../statistics/mean-interval.ts';
import { betterOf } from './better.ts';
import type { ResponseValues } from './response-values.ts';

/** The place of a scenario by one response. */
export interface Place {
  /** From 1; those with the same mean share it. */
  readonly rank: number;
  readonly point: number;
  readonly interval: MeanInterval;
  /** Of having the best mean, had other luck been drawn; null with one replication. */
  readonly probabilityBest: number | null;
}

/** All scenarios by one response, best first. */
export interface Ranking {
  readonly response: string;
  readonly unit: string;
  readonly places: readonly Place[];
}

/**
 * Ranks all points by a response, over the replications that have run at all of them. Null for a response of which
 * neither more nor less is better, and for one that has no value somewhere. `name` is what the experiment is called.
 */
export function rankingOf(
  { response, unit, points }: ResponseValues,
  confidence: number,
  name: string,
): Ranking | null {
  const better = betterOf(response);
  if (better === null) return null;
  const values: number[][] = points.map(() => []);
  const count = Math.max(...points.map((point) => point.values.length));
  for (let replication = 0; replication < count; replication++) {
    const row = points.map((point) => point.values[replication]);
    if (row.includes(null) || points.some(({ hasMetric }) => !hasMetric)) return null;
    if (row.includes(undefined)) continue;
    row.forEach((value, point) => {
      values[point]!.push(value!);
    });
  }
  if (values[0]!.length === 0) return null;
  const chances = probabilityOfBest(values, better === 'less' ? 'smaller' : 'larger', `${name}: ${response}`);
  const places = values.map((own, point) => ({
    point,
    interval: meanInterval(own, confidence),
    probabilityBest: chances?.[point] ?? null,
  }));
  const key = ({ interval }: { interval: MeanInterval }) =>
    better === 'less' ? interval.mean! : -interval.mean!;
  return {
    response,
    unit,
    places: places
      .map((place) => ({ rank: 1 + places.filter((each) => key(each) < key(place)).length, ...place }))
      .sort((a, b) => a.rank - b.rank || a.point - b.point),
  };
}
