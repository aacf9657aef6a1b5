import type { JobResult } from '../jobs/result.ts';
import { type MeanInterval, meanInterval } from '../statistics/mean-interval.ts';
import { quantile } from '../statistics/quantile.ts';

/** A metric over the replications of a point. Replications in which it has no value count only in `replications`. */
export interface ResponseSummary {
  readonly metric: string;
  readonly unit: string;
  readonly replications: number;
  /** Of those that have a value, by replication. */
  readonly interval: MeanInterval;
  /** Across replications; null without a value. */
  readonly spread: {
    readonly min: number;
    readonly p10: number;
    readonly median: number;
    readonly p90: number;
    readonly max: number;
  } | null;
}

/** Every metric that the results have, in the order of the first that has it. */
export function summarizeMetrics(results: readonly JobResult[], confidence: number): ResponseSummary[] {
  const found = new Map<string, { unit: string; values: number[] }>();
  for (const { metrics } of results) {
    for (const { name, unit, value } of metrics) {
      let entry = found.get(name);
      if (entry === undefined) {
        entry = { unit, values: [] };
        found.set(name, entry);
      }
      if (value !== null) entry.values.push(value);
    }
  }
  return [...found].map(([metric, { unit, values }]) => ({
    metric,
    unit,
    replications: results.length,
    interval: meanInterval(values, confidence),
    spread: spreadOf(values),
  }));
}

function spreadOf(values: readonly number[]): ResponseSummary['spread'] {
  if (values.length === 0) return null;
  const at = (p: number) => quantile(values, p)!;
  return { min: at(0), p10: at(0.1), median: at(0.5), p90: at(0.9), max: at(1) };
}
