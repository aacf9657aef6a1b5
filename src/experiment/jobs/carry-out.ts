import { JobError } from '../executors/executor.ts';
import { jobAt, type Plan, type PointLoader } from '../plan/plan.ts';
import { type Progress, runScenario } from '../run.ts';
import { type JobResult, jobResultOf } from './result.ts';

/**
 * Runs one job of a plan to its end, as `runScenario` does. Throws what `signal` was aborted with, and a JobError for
 * whatever else goes wrong: no fault of one job keeps the others from being carried out.
 */
export async function carryOut(
  plan: Plan,
  loader: PointLoader,
  index: number,
  onSlice: (progress: Progress) => Promise<void> | void,
  signal: AbortSignal,
): Promise<JobResult> {
  const job = jobAt(plan, index);
  try {
    const scenario = loader.load(job.point);
    const past = await loader.past.of(scenario, job.replication, onSlice, signal);
    const result = await runScenario(scenario, job.replication, onSlice, signal, past);
    return jobResultOf(job, result, plan.question);
  } catch (error) {
    if (signal.aborted) throw error;
    throw new JobError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
