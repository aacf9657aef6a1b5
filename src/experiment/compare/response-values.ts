import type { JobResult } from '../jobs/result.ts';
import type { Plan } from '../plan/plan.ts';
import { substitutesOf } from './substitutes.ts';

/** The values of a response at one point, by replication. */
export interface PointValues {
  /** Whether its runs have such a metric: a server of the name, a deployment. */
  hasMetric: boolean;
  /** Null: none in this replication, such as the time to a level that was not reached; undefined: the run failed. */
  readonly values: (number | null | undefined)[];
}

/** A response over all points of a plan. */
export interface ResponseValues {
  readonly response: string;
  unit: string;
  readonly points: readonly PointValues[];
}

/** The values of a plan's responses, and of what can stand in for them: told job by job, in any order. */
export class ValueBook {
  /** The declared responses first, in their order; then what can stand in for them and is not declared. */
  readonly responses: readonly ResponseValues[];

  constructor({ responses, points }: Pick<Plan, 'responses' | 'points'>) {
    const names = new Set([...responses, ...responses.flatMap(substitutesOf)]);
    this.responses = [...names].map((response) => ({
      response,
      unit: '',
      points: points.map(() => ({ hasMetric: false, values: [] })),
    }));
  }

  add({ point, replication, metrics }: Pick<JobResult, 'point' | 'replication' | 'metrics'>): void {
    const byName = new Map(metrics.map((metric) => [metric.name, metric]));
    for (const entry of this.responses) {
      const metric = byName.get(entry.response);
      if (metric === undefined) continue;
      const own = entry.points[point]!;
      own.hasMetric = true;
      own.values[replication] = metric.value;
      entry.unit = metric.unit;
    }
  }
}
