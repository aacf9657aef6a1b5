import type { ResultStore } from './jobs/job-folder.ts';
import type { Failure } from './jobs/result.ts';
import type { Plan } from './plan/plan.ts';

/** An experiment whose jobs have come to an end: what its answer is made from. */
export interface Outcome {
  readonly plan: Plan;
  readonly results: ResultStore;
  /** The jobs that count, in order: of an adaptive experiment those up to where it was enough. */
  readonly indices: readonly number[];
  /** Those of them that failed: they have no result. */
  readonly failures: readonly Failure[];
}
