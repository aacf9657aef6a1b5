import { workerData } from 'node:worker_threads';
import { carryOut } from '../jobs/carry-out.ts';
import type { JobResult } from '../jobs/result.ts';
import { type Plan, PointLoader } from '../plan/plan.ts';
import { JobError } from './executor.ts';

/** What a job on a thread comes to: errors do not keep their class on the way between threads. */
export type ThreadAnswer = { readonly result: JobResult } | { readonly failed: string };

const plan = workerData as Plan;
const loader = new PointLoader(plan);
/** Whoever stops a thread ends it as a whole. */
const NEVER = new AbortController().signal;

/** Carries out a job of the plan that the thread was started with. */
export async function carryOutHere(index: number): Promise<ThreadAnswer> {
  try {
    return { result: await carryOut(plan, loader, index, () => undefined, NEVER) };
  } catch (error) {
    if (error instanceof JobError) return { failed: error.message };
    throw error;
  }
}
