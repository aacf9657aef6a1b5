import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Executor, JobError } from '../../../src/experiment/executors/executor.ts';
import { InProcess } from '../../../src/experiment/executors/in-process.ts';
import { connectRedis, placeOf, QueueError } from '../../../src/experiment/executors/queue/connect.ts';
import { QueueExecutor } from '../../../src/experiment/executors/queue/coordinator.ts';
import { deliver, queueName } from '../../../src/experiment/executors/queue/protocol.ts';
import { type QueueWorkerOptions, workQueue } from '../../../src/experiment/executors/queue/worker.ts';
import type { JobResult } from '../../../src/experiment/jobs/result.ts';
import { type Plan, planId } from '../../../src/experiment/plan/plan.ts';
import { describeConformance, through } from './conformance.ts';
import { REDIS_MISSING, RedisServer } from './redis-server.ts';
import { tinyPlan } from './tiny-plan.ts';

const NEVER = new AbortController().signal;

/** What the jobs of a plan come to in this process. */
async function inProcess(plan: Plan, count: number): Promise<JobResult[]> {
  const executor = new InProcess(plan, NEVER);
  const results: JobResult[] = [];
  for (let index = 0; index < count; index++) results.push(await executor.execute(index));
  return results;
}

describe('the address of a queue', () => {
  it('is shown without user and password', () => {
    expect(placeOf('redis://user:secret@redis.example:7000/2')).toBe('redis.example:7000/2');
    expect(placeOf('rediss://:secret@redis.example')).toBe('redis.example:6379');
    expect(placeOf('/run/redis/socket?password=secret')).toBe('/run/redis/socket');
  });

  it('is refused if it is not that of a Redis, without repeating it', () => {
    for (const url of ['http://:secret@redis.example', 'secret', '//secret', ''])
      expect(() => placeOf(url)).toThrow(/^the address of the queue is not that of a Redis: (?!.*secret)/);
  });

  it('where nobody answers leads to one line', async () => {
    const connecting = connectRedis('redis://user:secret@127.0.0.1:1');
    await expect(connecting).rejects.toEqual(
      new QueueError('no queue at 127.0.0.1:1: no Redis answers there'),
    );
  });
});

describe.skipIf(REDIS_MISSING !== null)(`a queue in Redis ${REDIS_MISSING ?? ''}`, () => {
  let redis: RedisServer;
  const said: string[] = [];
  const say = (line: string) => said.push(line);

  beforeAll(async () => {
    redis = new RedisServer();
    await redis.start();
  });
  afterAll(() => redis?.remove());

  async function coordinate(plan: Plan, signal = NEVER): Promise<QueueExecutor> {
    const connection = await connectRedis(redis.url);
    return new QueueExecutor({ connection, plan, slots: 8, signal, say });
  }

  /** A worker of this process, until it is stopped; `stop` resolves to how many jobs it has done. */
  async function startWorker(plan: Plan, changes: Partial<QueueWorkerOptions> = {}) {
    const controller = new AbortController();
    const working = workQueue({
      connection: await connectRedis(redis.url),
      edition: plan,
      slots: 2,
      openExecutor: async (its, signal) => new InProcess(its, signal),
      lostAfterMs: 2000,
      untilIdleMs: null,
      signal: controller.signal,
      say,
      ...changes,
    });
    const stop = () => {
      controller.abort(new Error('stopped'));
      return working;
    };
    return { working, stop };
  }

  describe('with two workers', () => {
    let workers: Awaited<ReturnType<typeof startWorker>>[];
    beforeAll(async () => {
      workers = await Promise.all([1, 2].map(() => startWorker(tinyPlan(1), { slots: 1 })));
    });
    afterAll(() => Promise.all(workers.map(({ stop }) => stop())));

    describeConformance('carried out over a queue', () =>
      through((plan, signal) => coordinate(plan, signal)),
    );
  });

  it('carries out two experiments at once as this process would, and nothing is left of them', async () => {
    const plans = [tinyPlan(4), tinyPlan(4, { seed: 'another' })];
    const worker = await startWorker(plans[0]!);
    const outcomes = await Promise.all(
      plans.map(async (plan) => {
        const executor = await coordinate(plan);
        const results = await Promise.all([3, 1, 0, 2].map((index) => executor.execute(index)));
        await executor.close();
        return results.sort((a, b) => a.index - b.index);
      }),
    );
    expect(await worker.stop()).toBe(8);
    expect(outcomes).toEqual([await inProcess(plans[0]!, 4), await inProcess(plans[1]!, 4)]);
    expect(outcomes[0]).not.toEqual(outcomes[1]);
    expect(await redis.experimentKeys()).toEqual([]);
  });

  it('puts in again what a Redis that was killed has lost', async () => {
    const plan = tinyPlan(3);
    const executor = await coordinate(plan);
    const results = [0, 1, 2].map((index) => executor.execute(index));
    await redis.until(
      (line) => line.keys(`bull:*:${planId(plan)}-*`),
      (keys) => keys.length === 3,
    );
    await redis.kill();
    await redis.start();
    expect(await redis.experimentKeys()).toEqual([]);
    const worker = await startWorker(plan);
    expect(await Promise.all(results)).toEqual(await inProcess(plan, 3));
    await executor.close();
    await worker.stop();
    expect(said.filter((line) => line.endsWith('is back'))).toHaveLength(1);
  });

  it('takes a result that comes twice for the one that it is', async () => {
    const plan = tinyPlan(2);
    const [first, second] = await inProcess(plan, 2);
    const executor = await coordinate(plan);
    const results = [executor.execute(0), executor.execute(1)];
    await redis.until(
      (line) => line.exists(`fleetsim:experiment:${planId(plan)}`),
      (count) => count === 1,
    );
    await redis.ask(async (line) => {
      for (const result of [second!, second!, first!, second!])
        await deliver(line, planId(plan), { index: result.index, result });
    });
    expect(await Promise.all(results)).toEqual([first, second]);
    await executor.close();
    expect(await redis.experimentKeys()).toEqual([]);
  });

  it('tells a job that fails from the others', async () => {
    const plan = tinyPlan(3);
    const failing = (executor: Executor): Executor => ({
      slots: 1,
      execute: (index) =>
        index === 1 ? Promise.reject(new JobError('the second one fails')) : executor.execute(index),
      close: () => executor.close(),
    });
    const worker = await startWorker(plan, {
      openExecutor: async (its, signal) => failing(new InProcess(its, signal)),
    });
    const executor = await coordinate(plan);
    const ends = await Promise.allSettled([0, 1, 2].map((index) => executor.execute(index)));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(ends[1]).toMatchObject({ reason: new JobError('the second one fails') });
    await executor.close();
    await worker.stop();
  });

  it('fails a job that the queue has given up', async () => {
    const plan = tinyPlan(1);
    const { bullmq, open } = await connectRedis(redis.url);
    const executor = await coordinate(plan);
    const result = executor.execute(0);
    const line = open();
    const giveUp = async () => {
      throw new Error('stalled too often');
    };
    const worker = new bullmq.Worker(queueName(plan), giveUp, { connection: line });
    await expect(result).rejects.toEqual(new JobError('no worker survived it: stalled too often'));
    await worker.close();
    line.disconnect();
    await executor.close();
    expect(await redis.experimentKeys()).toEqual([]);
  });

  it('gives back the job that a worker holds when it is stopped', async () => {
    const plan = tinyPlan(1);
    const executor = await coordinate(plan);
    const result = executor.execute(0);
    let started = () => {};
    const hasStarted = new Promise<void>((resolve) => {
      started = resolve;
    });
    const endless = await startWorker(plan, {
      openExecutor: async (_, signal) => ({
        slots: 1,
        execute: () => {
          started();
          return new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
          });
        },
        close: async () => {},
      }),
    });
    await hasStarted;
    expect(await endless.stop()).toBe(0);
    const queue = `bull:fleetsim-${plan.version}-${plan.timeZoneData}`;
    expect(await redis.ask((line) => line.lrange(`${queue}:wait`, 0, -1))).toEqual([`${planId(plan)}-0`]);
    const worker = await startWorker(plan);
    expect([await result]).toEqual(await inProcess(plan, 1));
    await executor.close();
    await worker.stop();
  });

  it('leaves the jobs of another version to others, and says so', async () => {
    const plan = tinyPlan(1, { version: '0.0.1-test' });
    const executor = await coordinate(plan);
    const result = executor.execute(0);
    result.catch(() => undefined);
    await redis.until(
      (line) => line.keys(`bull:*:${planId(plan)}-0`),
      (keys) => keys.length === 1,
    );
    const other = await startWorker(tinyPlan(1), { untilIdleMs: 500 });
    expect(await other.working).toBe(0);
    expect(said).toContainEqual(
      expect.stringMatching(
        /^"tiny" is an experiment of fleetsim 0\.0\.1-test .* this worker is 0\.0\.0-test /,
      ),
    );
    const same = await startWorker(plan);
    expect((await result).fingerprint).toBe((await inProcess(plan, 1))[0]!.fingerprint);
    await executor.close();
    await same.stop();
  });

  it('lets one process at a time conduct an experiment, and forgets an interrupted one', async () => {
    const plan = tinyPlan(2);
    const controller = new AbortController();
    const first = await coordinate(plan, controller.signal);
    const result = first.execute(0);
    result.catch(() => undefined);
    const second = await coordinate(plan);
    await expect(second.execute(1)).rejects.toThrow(/conducted already .* process \d+$/);
    await second.close();
    expect(await redis.experimentKeys()).not.toEqual([]);
    controller.abort(new Error('enough'));
    await expect(result).rejects.toThrow('enough');
    await first.close();
    expect(await redis.experimentKeys()).toEqual([]);
  });

  it('leaves an experiment to the process that has overtaken a silent one', async () => {
    const plan = tinyPlan(1, { seed: 'overtaken' });
    const executor = await coordinate(plan);
    const result = executor.execute(0);
    result.catch(() => undefined);
    const experiment = `fleetsim:experiment:${planId(plan)}`;
    await redis.until(
      (line) => line.exists(experiment),
      (count) => count === 1,
    );
    await redis.ask((line) => line.set(`fleetsim:coordinator:${planId(plan)}`, 'rival, process 7 (token)'));
    await expect(result).rejects.toThrow('another process conducts this experiment now: rival, process 7');
    await executor.close();
    expect(await redis.experimentKeys()).toContain(experiment);
    await redis.ask((line) => line.flushall());
  });

  it('says what a Redis refuses whose memory is full', async () => {
    const plan = tinyPlan(1, { seed: 'full' });
    await redis.ask((line) => line.config('SET', 'maxmemory', '1'));
    const executor = await coordinate(plan);
    try {
      await expect(executor.execute(0)).rejects.toEqual(
        new QueueError(
          `the queue at ${redis.url} does not do its work: OOM command not allowed when used memory > 'maxmemory'.`,
        ),
      );
    } finally {
      await redis.ask((line) => line.config('SET', 'maxmemory', '0'));
      await executor.close();
    }
  });

  it('warns of a Redis that may throw jobs away', async () => {
    expect((await connectRedis(redis.url)).warnings).toEqual([]);
    await redis.ask((line) => line.config('SET', 'maxmemory-policy', 'allkeys-lru'));
    expect((await connectRedis(redis.url)).warnings).toEqual([expect.stringContaining('allkeys-lru')]);
    await redis.ask((line) => line.config('SET', 'maxmemory-policy', 'noeviction'));
  });
});
