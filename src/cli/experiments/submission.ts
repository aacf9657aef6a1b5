import { AsyncLocalStorage } from 'node:async_hooks';
import type { Executor } from '../../experiment/executors/executor.ts';
import type { Plan } from '../../experiment/plan/plan.ts';

/** What an experiment's command does otherwise when it was given to `fleetsim submit`. */
export interface Submission {
  /**
   * In place of this machine's processors. Called when the plan is known and before anything is written; rejects if
   * nothing shall be conducted.
   */
  readonly openExecutor: (plan: Plan, signal: AbortSignal) => Promise<Executor>;
}

const SUBMISSION = new AsyncLocalStorage<Submission>();

/** Runs a command of an experiment as submitted. */
export function asSubmitted<T>(submission: Submission, command: () => Promise<T>): Promise<T> {
  return SUBMISSION.run(submission, command);
}

/** How the command that runs now was submitted; undefined if it was given directly. */
export function currentSubmission(): Submission | undefined {
  return SUBMISSION.getStore();
}
