import { setTimeout as pause } from 'node:timers/promises';
import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Plan } from '../../plan/plan.ts';
import { type Executor, JobError } from '../executor.ts';
import { type Connection, inWordsOfQueue } from './connect.ts';
import {
  type Delivery,
  deliver,
  type Edition,
  EXPERIMENTS,
  experimentKey,
  type QueuedJob,
  queueName,
} from './protocol.ts';

export interface QueueWorkerOptions {
  readonly connection: Connection;
  readonly edition: Edition;
  /** Jobs at once. */
  readonly slots: number;
  /** Opens what carries out the jobs of a plan, `slots` at once, until `signal` stops it. */
  readonly openExecutor: (plan: Plan, signal: AbortSignal) => Promise<Executor>;
  /** A worker that was not heard of for this long is lost: its jobs go to others. */
  readonly lostAfterMs: number;
  /** Ends when there was nothing to do for this long; null: never. */
  readonly untilIdleMs: number | null;
  /** Stops it: what is under way goes back to the queue. */
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** A job whose workers died so often goes to no other. */
const LOST_MAX = 3;
/** How many experiments are kept ready: their jobs take turns. */
const KEPT_MAX = 4;
const LOOK_MS = 250;
/** How often it looks for experiments that it cannot serve. */
const OTHERS_EVERY_MS = 5000;
const CLOSE_MS = 5000;

/** Carries out jobs from a queue until it is stopped or idle; resolves to how many it has handed in. */
export async function workQueue(options: QueueWorkerOptions): Promise<number> {
  const worker = new QueueWorker(options);
  try {
    await worker.untilEnd();
  } finally {
    await worker.close();
  }
  return worker.doneCount;
}

/** An experiment whose jobs are carried out here. */
interface Ready {
  readonly executor: Promise<Executor | null>;
  underWay: number;
}

class QueueWorker {
  doneCount = 0;
  readonly #options: QueueWorkerOptions;
  readonly #line: Redis;
  readonly #worker: Worker<QueuedJob>;
  /** By plan, the one used last at the end. */
  readonly #ready = new Map<string, Ready>();
  readonly #refused = new Set<string>();
  #underWay = 0;
  #busyAtMs = performance.now();
  /** Aborted when no job can be carried out any more, with the reason. */
  readonly #ending = new AbortController();

  constructor(options: QueueWorkerOptions) {
    this.#options = options;
    const { connection, edition, slots, lostAfterMs, signal, say } = options;
    if (signal.aborted) this.#ending.abort(signal.reason);
    signal.addEventListener('abort', () => this.#ending.abort(signal.reason), { once: true });
    this.#line = connection.open(say);
    this.#worker = new connection.bullmq.Worker<QueuedJob>(
      queueName(edition),
      (job, token) => this.#carryOut(job, token),
      {
        connection: this.#line,
        concurrency: slots,
        lockDuration: lostAfterMs,
        stalledInterval: lostAfterMs / 2,
        maxStalledCount: LOST_MAX,
        removeOnComplete: { count: 0 },
        skipVersionCheck: true,
        drainDelay: 1,
      },
    );
    this.#worker.on('error', () => undefined);
  }

  async untilEnd(): Promise<void> {
    const { signal } = this.#ending;
    const { untilIdleMs } = this.#options;
    let lookedAtMs = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      const nowMs = performance.now();
      if (this.#underWay > 0) this.#busyAtMs = nowMs;
      if (untilIdleMs !== null && nowMs - this.#busyAtMs >= untilIdleMs) return;
      if (nowMs - lookedAtMs >= OTHERS_EVERY_MS && this.#line.status === 'ready') {
        lookedAtMs = nowMs;
        await this.#refuseOthers().catch(() => undefined);
      }
      await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
    if (!this.#options.signal.aborted) throw signal.reason;
  }

  /** Takes no more jobs, gives back what is under way, and leaves; does not wait long for a Redis that is gone. */
  async close(): Promise<void> {
    const late = new AbortController();
    await Promise.race([
      this.#worker.close(),
      pause(CLOSE_MS, undefined, { signal: late.signal }).catch(() => undefined),
    ]);
    late.abort();
    for (const { executor } of this.#ready.values()) await (await executor)?.close();
    this.#worker.disconnect().catch(() => undefined);
    this.#line.disconnect();
  }

  async #carryOut(job: Job<QueuedJob>, token: string | undefined): Promise<void> {
    const { planId, index } = job.data;
    const ready = this.#readyFor(planId);
    ready.underWay++;
    this.#underWay++;
    try {
      const executor = await ready.executor;
      // A job that was on its way when this worker was stopped goes back too.
      this.#ending.signal.throwIfAborted();
      // Nobody asks for it any more.
      if (executor === null) return;
      await deliver(this.#line, planId, await delivered(executor, index));
      this.doneCount++;
    } catch (error) {
      this.#ending.abort(inWordsOfQueue(error, this.#options.connection));
      await job.moveToWait(token);
      throw new this.#options.connection.bullmq.WaitingError();
    } finally {
      ready.underWay--;
      this.#underWay--;
      this.#busyAtMs = performance.now();
      if ((await ready.executor.catch(() => null)) === null) this.#ready.delete(planId);
    }
  }

  #readyFor(planId: string): Ready {
    const ready = this.#ready.get(planId) ?? { executor: this.#open(planId), underWay: 0 };
    this.#ready.delete(planId);
    this.#ready.set(planId, ready);
    for (const [id, { executor, underWay }] of this.#ready) {
      if (this.#ready.size <= KEPT_MAX) break;
      if (underWay > 0 || id === planId) continue;
      this.#ready.delete(id);
      executor.then((opened) => opened?.close()).catch(() => undefined);
    }
    return ready;
  }

  async #open(planId: string): Promise<Executor | null> {
    const { openExecutor, say } = this.#options;
    const text = await this.#line.hget(experimentKey(planId), 'plan');
    if (text === null) return null;
    const plan = JSON.parse(text) as Plan;
    say(`takes jobs of "${plan.name}" (${planId.slice(0, 12)})`);
    return openExecutor(plan, this.#ending.signal);
  }

  /** Says once of every experiment of another edition why its jobs are left to others. */
  async #refuseOthers(): Promise<void> {
    const { edition, say } = this.#options;
    for (const planId of await this.#line.smembers(EXPERIMENTS)) {
      if (this.#refused.has(planId)) continue;
      const [version, timeZoneData, name] = await this.#line.hmget(
        experimentKey(planId),
        'version',
        'timeZoneData',
        'name',
      );
      if (version == null || timeZoneData == null) continue;
      if (version === edition.version && timeZoneData === edition.timeZoneData) continue;
      this.#refused.add(planId);
      say(
        `"${name}" is an experiment of fleetsim ${version} with time-zone data ${timeZoneData}: this worker is ${edition.version} with ${edition.timeZoneData} and leaves its jobs to others`,
      );
    }
  }
}

/** What becomes of a job. Rejects when it was not the job that failed. */
async function delivered(executor: Executor, index: number): Promise<Delivery> {
  try {
    return { index, result: await executor.execute(index) };
  } catch (error) {
    if (error instanceof JobError) return { index, failure: error.message };
    throw error;
  }
}
