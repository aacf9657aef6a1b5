import { jobAt, type Plan, type PointLoader } from '../plan/plan.ts';
import { type Progress, runScenario } from '../run.ts';
import { type JobResult, jobResultOf } from './result.ts';

/** Runs one job of a plan to its end, as `runScenario` does. */
export async function carryOut(
  plan: Plan,
  loader: PointLoader,
  index: number,
  onSlice: (progress: Progress) => Promise<void> | void,
  signal: AbortSignal,
): Promise<JobResult> {
  const job = jobAt(plan, index);
  const result = await runScenario(loader.load(job.point), job.replication, onSlice, signal);
  return jobResultOf(job, result, plan.question);
}
