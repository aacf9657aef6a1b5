import { type Executor, JobError } from '../executors/executor.ts';
import type { JobFolder } from './job-folder.ts';
import type { JobResult } from './result.ts';

/** A job that failed, and why. */
export interface Failure {
  readonly index: number;
  readonly message: string;
}

/** Jobs to be carried out. */
export interface Work {
  /** In the order in which they are started and settled. */
  readonly indices: readonly number[];
  /**
   * Told of every job in that order, null if it failed; whether what is known now is enough. What has run beyond the
   * job that was enough counts for nothing.
   */
  readonly isEnough?: (index: number, result: JobResult | null) => boolean;
  /** Told whenever a job has come to an end. */
  readonly onDone?: (index: number, result: JobResult | null) => void;
}

/**
 * Has jobs carried out that have no result in `folder` yet, keeps each result there as soon as it is known, and settles
 * them in order, whatever the order in which they end. A job that fails leaves the others alone. Rejects when no job
 * can go on; what is in the folder then stays, and another call goes on from there.
 */
export async function conduct(work: Work, executor: Executor, folder: JobFolder): Promise<Failure[]> {
  const { indices, isEnough, onDone } = work;
  const failures = new Map<number, Failure>();
  const ended = new Set<number>();
  const lookAhead = isEnough === undefined ? indices.length : 2 * executor.slots;
  let next = 0;
  let settled = 0;
  let enough = false;

  const settle = () => {
    for (; settled < indices.length && ended.has(indices[settled]!) && !enough; settled++) {
      const index = indices[settled]!;
      if (isEnough !== undefined) enough = isEnough(index, failures.has(index) ? null : folder.read(index));
    }
  };

  const one = async (index: number): Promise<void> => {
    let result: JobResult | null = null;
    try {
      if (folder.has(index)) result = onDone === undefined ? null : folder.read(index);
      else {
        result = await executor.execute(index);
        folder.write(result);
      }
    } catch (error) {
      if (!(error instanceof JobError)) throw error;
      failures.set(index, { index, message: error.message });
    }
    ended.add(index);
    onDone?.(index, result);
    settle();
  };

  const slot = async (): Promise<void> => {
    while (next < indices.length && !enough && next - settled < lookAhead) await one(indices[next++]!);
  };

  while (next < indices.length && !enough) {
    await Promise.all(Array.from({ length: executor.slots }, slot));
  }
  return [...failures.values()].sort((a, b) => a.index - b.index);
}
