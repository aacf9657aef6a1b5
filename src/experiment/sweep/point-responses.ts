import type { Outcome } from '../outcome.ts';
import { replicationsMax } from '../plan/question.ts';
import { resultsByPoint } from '../replications/by-point.ts';

/** A response of an experiment over its points and replications. */
export interface PointResponse {
  readonly response: string;
  readonly unit: string;
  /**
   * By point, by replication: null where the run had no value, such as a level that it never reached, undefined where
   * it failed.
   */
  readonly values: readonly (readonly (number | null | undefined)[])[];
}

/** Reads the responses of a plan out of the results of its jobs, those of one point in memory at a time. */
export function pointResponses(outcome: Outcome): PointResponse[] {
  const { responses, points, question } = outcome.plan;
  const count = replicationsMax(question.replications);
  const read = responses.map((response) => ({
    response,
    unit: '',
    values: points.map(() => new Array<number | null | undefined>(count).fill(undefined)),
  }));
  for (const { point, replications } of resultsByPoint(outcome)) {
    for (const { replication, metrics } of replications) {
      const byName = new Map(metrics.map((metric) => [metric.name, metric]));
      for (const each of read) {
        const metric = byName.get(each.response);
        if (metric !== undefined) each.unit = metric.unit;
        each.values[point]![replication] = metric?.value ?? null;
      }
    }
  }
  return read;
}
