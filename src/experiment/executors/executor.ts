import type { JobResult } from '../jobs/result.ts';

/** Where the jobs of one plan are carried out: this process, its threads, other machines. All give the same results. */
export interface Executor {
  /** How many jobs it can have under way at once. */
  readonly slots: number;
  /**
   * Carries out the job with this index. Rejects with a JobError when the job itself fails, with anything else when no
   * job can go on, such as a queue that is gone or an interrupt.
   */
  execute(index: number): Promise<JobResult>;
  /** Stops what is under way and gives back what it holds. */
  close(): Promise<void>;
}

/** A job that failed, by a fault of the model or for want of memory; the other jobs can go on. */
export class JobError extends Error {
  override readonly name = 'JobError';
}
