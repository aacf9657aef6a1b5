import { availableParallelism } from 'node:os';
import type { Executor } from '../../experiment/executors/executor.ts';
import { InProcess } from '../../experiment/executors/in-process.ts';
import type { Plan } from '../../experiment/plan/plan.ts';
import { Ending, EXIT } from '../exit.ts';
import { memoryAvailableBytes } from '../machine.ts';
import { wholeNumber } from '../whole-number.ts';

/** What decides how many jobs are carried out at once. */
export interface LocalWork {
  /** As `--jobs` says; by default as many as there are processors. */
  readonly jobs: string | undefined;
  readonly jobCount: number;
  /** Memory that the largest job needs. */
  readonly memoryNeedBytes: number;
}

/** Opens what carries out jobs on this machine: its threads, or this process for one at a time. */
export async function openLocalExecutor(plan: Plan, work: LocalWork, signal: AbortSignal): Promise<Executor> {
  const slots = slotsOf(work, memoryAvailableBytes(), availableParallelism());
  if (slots === 1) return new InProcess(plan, signal);
  const { WorkerThreads } = await import('../../experiment/executors/worker-threads.ts');
  return new WorkerThreads(plan, slots, signal);
}

/**
 * How many jobs a machine carries out at once: no more than fit into its memory together. Ends for a number that was
 * asked for and does not fit, and if not even one does.
 */
export function slotsOf(
  { jobs, jobCount, memoryNeedBytes }: LocalWork,
  availableBytes: number,
  processors: number,
): number {
  const asked = jobs === undefined ? undefined : wholeNumber('jobs', jobs);
  const wanted = Math.max(1, Math.min(asked ?? processors, jobCount));
  const fitting = Math.floor(availableBytes / memoryNeedBytes);
  if (fitting >= wanted) return wanted;
  if (fitting >= 1 && asked === undefined) return fitting;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const atOnce = fitting < 1 ? 'a run needs' : `${wanted} runs at once need`;
  const need = gigabytes(memoryNeedBytes * (fitting < 1 ? 1 : wanted));
  const advice = fitting < 1 ? 'use fewer clients or a larger machine' : `write --jobs ${fitting}`;
  throw new Ending(
    EXIT.scenarioInvalid,
    `${atOnce} about ${need} of memory and this machine has ${gigabytes(availableBytes)}; ${advice}`,
  );
}
