import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Executor, JobError } from '../../../src/experiment/executors/executor.ts';
import { conduct, type JobEnd } from '../../../src/experiment/jobs/conduct.ts';
import { JobFolder } from '../../../src/experiment/jobs/job-folder.ts';
import { jobAt } from '../../../src/experiment/plan/plan.ts';
import { planOf, resultOf } from './plan-of.ts';

/** Jobs that end when they are told to. */
class ByHand implements Executor {
  readonly slots: number;
  readonly started: number[] = [];
  readonly #under = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();

  constructor(slots: number) {
    this.slots = slots;
  }

  execute(index: number) {
    this.started.push(index);
    return new Promise<ReturnType<typeof resultOf>>((resolve, reject) => {
      this.#under.set(index, { resolve: () => resolve(resultOf(jobAt(plan, index))), reject });
    });
  }

  async end(index: number, error?: Error): Promise<void> {
    const job = this.#under.get(index)!;
    if (error === undefined) job.resolve();
    else job.reject(error);
    for (let turn = 0; turn < 3; turn++) await new Promise((go) => setImmediate(go));
  }

  async close(): Promise<void> {}
}

const plan = planOf(1, 100);
const firstOf = (count: number) => Array.from({ length: count }, (_, index) => index);
let path: string;
let folder: JobFolder;

beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), 'fleetsim-conduct-'));
  folder = new JobFolder(join(path, 'jobs'), plan);
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

describe('conducting jobs', () => {
  it('keeps as many under way as there are slots', async () => {
    const executor = new ByHand(3);
    const conducted = conduct({ indices: firstOf(5) }, executor, folder);
    expect(executor.started).toEqual([0, 1, 2]);
    await executor.end(1);
    expect(executor.started).toEqual([0, 1, 2, 3]);
    for (const index of [3, 0, 2, 4]) await executor.end(index);
    expect(await conducted).toEqual({ indices: firstOf(5), failures: [] });
    expect(firstOf(6).map((index) => folder.has(index))).toEqual([true, true, true, true, true, false]);
  });

  it('asks whether it is enough in the order of jobs, whatever the order in which they end', async () => {
    const executor = new ByHand(2);
    const asked: number[] = [];
    const isEnough = (index: number) => {
      asked.push(index);
      return index === 3;
    };
    const conducted = conduct({ indices: firstOf(100), isEnough }, executor, folder);
    for (const index of [1, 2, 0]) await executor.end(index);
    expect(asked).toEqual([0, 1, 2]);
    for (const index of [4, 5, 3, 6]) if (executor.started.includes(index)) await executor.end(index);
    expect(asked).toEqual([0, 1, 2, 3]);
    expect((await conducted).indices).toEqual([0, 1, 2, 3]);
  });

  it('goes no further than two jobs for each slot beyond the first that is under way', async () => {
    const executor = new ByHand(2);
    const conducted = conduct({ indices: firstOf(100), isEnough: () => false }, executor, folder);
    for (const index of [1, 2, 3]) await executor.end(index);
    expect(executor.started).toEqual([0, 1, 2, 3]);
    await executor.end(0);
    expect(executor.started).toEqual([0, 1, 2, 3, 4, 5]);
    for (let index = 4; index < 100; index++) await executor.end(index);
    expect((await conducted).indices).toHaveLength(100);
  });

  it('forgets failures beyond the job that was enough', async () => {
    const executor = new ByHand(3);
    const isEnough = (index: number) => index === 1;
    const conducted = conduct({ indices: firstOf(9), isEnough }, executor, folder);
    await executor.end(2, new JobError('beyond'));
    await executor.end(0, new JobError('within'));
    await executor.end(3);
    await executor.end(1);
    for (const index of [4, 5]) if (executor.started.includes(index)) await executor.end(index);
    expect(await conducted).toEqual({ indices: [0, 1], failures: [{ index: 0, message: 'within' }] });
  });

  it('tells of every end once: carried out, kept or failed', async () => {
    folder.write(resultOf(jobAt(plan, 1)));
    const executor = new ByHand(1);
    const ends: JobEnd[] = [];
    const conducted = conduct({ indices: [0, 1, 2], onEnd: (end) => ends.push(end) }, executor, folder);
    await executor.end(0);
    await executor.end(2, new JobError('for want of memory'));
    expect((await conducted).failures).toEqual([{ index: 2, message: 'for want of memory' }]);
    expect(executor.started).toEqual([0, 2]);
    expect(ends.map(({ kind }) => kind)).toEqual(['done', 'kept', 'failed']);
  });

  it('starts nothing more once no job can go on, and keeps what has ended', async () => {
    const executor = new ByHand(2);
    const conducted = conduct({ indices: firstOf(10) }, executor, folder);
    conducted.catch(() => undefined);
    await executor.end(0);
    await executor.end(2, new Error('the queue is gone'));
    await executor.end(1);
    await expect(conducted).rejects.toThrow('the queue is gone');
    expect(executor.started).toEqual([0, 1, 2]);
    expect(readdirSync(folder.path)).toEqual(expect.arrayContaining(['job-000000.json', 'job-000001.json']));
  });

  it('takes a job that is stopped because no job can go on for none that failed', async () => {
    const executor = new ByHand(2);
    const conducted = conduct({ indices: firstOf(10) }, executor, folder);
    conducted.catch(() => undefined);
    await executor.end(0, new Error('the disk is full'));
    await executor.end(1, new JobError('its thread came to an end'));
    await expect(conducted).rejects.toThrow('the disk is full');
    expect(readdirSync(folder.path).sort()).toEqual(['lock.json', 'plan.json']);
  });
});
