import type { JobResult } from '../jobs/result.ts';
import type { Outcome } from '../outcome.ts';
import { jobAt } from '../plan/plan.ts';

/**
 * The results of each point in the order of its replications, point after point: those of one point are in memory at a
 * time, and jobs that failed are left out.
 */
export function* resultsByPoint({
  plan,
  results,
  indices,
  failures,
}: Outcome): Generator<{ readonly point: number; readonly replications: readonly JobResult[] }> {
  const failed = new Set(failures.map(({ index }) => index));
  const jobsOf: number[][] = plan.points.map(() => []);
  for (const index of indices) if (!failed.has(index)) jobsOf[jobAt(plan, index).point]!.push(index);
  for (const [point, jobs] of jobsOf.entries()) {
    yield { point, replications: jobs.map((index) => results.read(index)) };
  }
}
