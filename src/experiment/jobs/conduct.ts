import { type Executor, JobError } from '../executors/executor.ts';
import type { JobFolder } from './job-folder.ts';
import type { Failure, JobResult } from './result.ts';

/** How a job came to its end: carried out now, kept by an earlier attempt, or failed. */
export type JobEnd =
  | { readonly kind: 'done'; readonly result: JobResult }
  | { readonly kind: 'kept'; readonly index: number }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** Whether what is known is enough, asked of every job in order: its result, or null if it failed. */
export type EnoughRule = (index: number, result: JobResult | null) => boolean;

/** Jobs to be carried out. */
export interface Work {
  /** In the order in which they are started and settled. */
  readonly indices: readonly number[];
  /** What has run beyond the job that was enough counts for nothing. Without it, all are needed. */
  readonly isEnough?: EnoughRule | undefined;
  /** Told whenever a job has come to its end, in any order. */
  readonly onEnd?: (end: JobEnd) => void;
}

/** Jobs that have come to their end. */
export interface Conducted {
  /** Those that count, in order: up to the one that was enough. */
  readonly indices: readonly number[];
  /** Those of them that failed, in order: they have no result. */
  readonly failures: readonly Failure[];
}

/**
 * Has jobs carried out that have no result in `folder` yet and keeps each result there as soon as it is known. A job
 * that fails leaves the others alone. With a rule of when it is enough, jobs are started at most two for every slot
 * beyond the last that is settled; results wait in the folder, not in memory. Rejects when no job can go on; what is
 * in the folder then stays, and another call goes on from there.
 */
export function conduct(work: Work, executor: Executor, folder: JobFolder): Promise<Conducted> {
  return new Conductor(work, executor, folder).run();
}

class Conductor {
  readonly #work: Work;
  readonly #executor: Executor;
  readonly #folder: JobFolder;
  readonly #lookAhead: number;
  readonly #failures = new Map<number, Failure>();
  /** Ended, and waiting for one before them to be settled. */
  readonly #ended = new Set<number>();
  /** Wakes the slots that wait for jobs to be settled. */
  #wake: (() => void)[] = [];
  #next = 0;
  #settled = 0;
  /** It is enough, or no job can go on. */
  #over = false;
  /** No job can go on: what is under way is stopped, which is no fault of its jobs. */
  #isBroken = false;

  constructor(work: Work, executor: Executor, folder: JobFolder) {
    this.#work = work;
    this.#executor = executor;
    this.#folder = folder;
    this.#lookAhead = work.isEnough === undefined ? Number.POSITIVE_INFINITY : 2 * executor.slots;
  }

  async run(): Promise<Conducted> {
    await Promise.all(Array.from({ length: this.#executor.slots }, () => this.#slot()));
    const { indices, isEnough } = this.#work;
    const counted = isEnough === undefined ? indices : indices.slice(0, this.#settled);
    const failures = counted.flatMap((index) => this.#failures.get(index) ?? []);
    return { indices: counted, failures };
  }

  async #slot(): Promise<void> {
    const { indices } = this.#work;
    try {
      while (!this.#over && this.#next < indices.length) {
        if (this.#next - this.#settled >= this.#lookAhead)
          await new Promise<void>((go) => this.#wake.push(go));
        else await this.#one(indices[this.#next++]!);
      }
    } catch (error) {
      this.#over = true;
      this.#isBroken = true;
      this.#wakeAll();
      throw error;
    }
  }

  async #one(index: number): Promise<void> {
    const end = await this.#end(index);
    if (end.kind === 'failed') this.#failures.set(index, end.failure);
    this.#work.onEnd?.(end);
    this.#settle(index);
  }

  async #end(index: number): Promise<JobEnd> {
    if (this.#folder.has(index)) {
      await new Promise((resolve) => setImmediate(resolve));
      return { kind: 'kept', index };
    }
    try {
      const result = await this.#executor.execute(index);
      this.#folder.write(result);
      return { kind: 'done', result };
    } catch (error) {
      if (!(error instanceof JobError) || this.#isBroken) throw error;
      const failure = { index, message: error.message };
      this.#folder.writeFailure(failure);
      return { kind: 'failed', failure };
    }
  }

  #settle(index: number): void {
    const { indices, isEnough } = this.#work;
    if (isEnough === undefined) return;
    this.#ended.add(index);
    while (!this.#over && this.#settled < indices.length && this.#ended.delete(indices[this.#settled]!)) {
      const settled = indices[this.#settled++]!;
      this.#over = isEnough(settled, this.#failures.has(settled) ? null : this.#folder.read(settled));
    }
    this.#wakeAll();
  }

  #wakeAll(): void {
    const woken = this.#wake;
    this.#wake = [];
    for (const go of woken) go();
  }
}
