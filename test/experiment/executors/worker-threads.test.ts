import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { JobError } from '../../../src/experiment/executors/executor.ts';
import { WorkerThreads } from '../../../src/experiment/executors/worker-threads.ts';
import { tinyPlan } from './tiny-plan.ts';

const PLAN = tinyPlan(4);
/** Node tells of every thread that it starts. */
let onWorker: ((worker: Worker) => void) | undefined;

function whenStarted(told: (worker: Worker) => void): void {
  onWorker = told;
  process.on('worker', told);
}

afterEach(() => {
  if (onWorker !== undefined) process.off('worker', onWorker);
});

describe('worker threads', () => {
  it('go on without one that dies: its job has failed', async () => {
    const workers: Worker[] = [];
    whenStarted((worker) => workers.push(worker));
    const executor = new WorkerThreads(PLAN, 2, new AbortController().signal);
    const jobs = Promise.allSettled([0, 1].map((index) => executor.execute(index)));
    await new Promise((resolve) => setImmediate(resolve));
    expect(workers).toHaveLength(2);
    await workers[0]!.terminate();
    const ends = await jobs;
    const failed = ends.filter((end) => end.status === 'rejected');
    expect(failed.map(({ reason }) => [reason instanceof JobError, reason.message])).toEqual([
      [true, expect.stringMatching(/^its thread came to an end: worker exited with code: [01]$/)],
    ]);
    expect(await Promise.all([2, 3].map((index) => executor.execute(index)))).toMatchObject([
      { index: 2 },
      { index: 3 },
    ]);
    await executor.close();
  });

  it('that cannot be started end the experiment instead of letting it wait', async () => {
    whenStarted((worker) => setImmediate(() => worker.terminate()));
    const executor = new WorkerThreads(PLAN, 1, new AbortController().signal);
    const first = await executor.execute(0).catch((error: Error) => error);
    expect(first).toBeInstanceOf(JobError);
    const second = await executor.execute(1).catch((error: Error) => error);
    expect(second).toEqual(new Error('no thread can be started'));
    await executor.close();
  });

  it('end what is under way when they are interrupted, with the reason', async () => {
    const controller = new AbortController();
    const executor = new WorkerThreads(PLAN, 1, controller.signal);
    const jobs = Promise.allSettled([0, 1].map((index) => executor.execute(index)));
    const reason = new Error('interrupted');
    controller.abort(reason);
    expect((await jobs).map((end) => end.status === 'rejected' && end.reason)).toEqual([reason, reason]);
    await executor.close();
  });
});
