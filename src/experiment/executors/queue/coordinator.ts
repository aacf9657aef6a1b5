import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { JobResult } from '../../jobs/result.ts';
import { type Plan, planId, planText } from '../../plan/plan.ts';
import { type Executor, JobError } from '../executor.ts';
import { type Connection, inWordsOfQueue, QueueError } from './connect.ts';
import {
  ABANDONED_SECONDS,
  coordinatorKey,
  type Delivery,
  experimentKey,
  jobId,
  openQueue,
  putExperiment,
  type QueuedJob,
  removeExperiment,
  resultsKey,
} from './protocol.ts';

export interface QueueExecutorOptions {
  readonly connection: Connection;
  readonly plan: Plan;
  /** Jobs in the queue at once, under way or waiting for a worker. */
  readonly slots: number;
  readonly signal: AbortSignal;
  /** Hears what whoever waits should know. */
  readonly say: (line: string) => void;
}

/** A job that was asked for and has no result yet. */
interface Asked {
  readonly resolve: (result: JobResult) => void;
  readonly reject: (error: unknown) => void;
  /** How often in a row the queue did not know it. */
  missing: number;
}

/** How often the coordinator looks whether the queue still has what it shall have. */
const LOOK_MS = 1500;
/** The claim of a coordinator that is gone runs out after this. */
const CLAIM_MS = 6000;
/** A job is put in again when it was missed this often: a result that was just handed in may still be on its way. */
const MISSING_MAX = 2;
const LISTEN_SECONDS = 2;
const CLOSE_MS = 3000;

/**
 * Carries out jobs by workers on other machines, over a queue in Redis. Whatever Redis loses is put in again, and a
 * job may be carried out more than once: the results are the same.
 */
export class QueueExecutor implements Executor {
  readonly slots: number;
  readonly #options: QueueExecutorOptions;
  readonly #id: string;
  readonly #token = `${hostname()}, process ${process.pid} (${randomUUID()})`;
  readonly #line: Redis;
  /** A line of its own: whoever listens on it says nothing else. */
  readonly #listening: Redis;
  readonly #queue: Queue<QueuedJob>;
  readonly #asked = new Map<number, Asked>();
  /** Handed in before anybody asked: by jobs of a coordinator that was killed. */
  readonly #early = new Map<number, Delivery>();
  /** Aborted when no job can go on, with the reason. */
  readonly #ending = new AbortController();
  #started: Promise<void> | null = null;
  #loops: Promise<void>[] = [];

  constructor(options: QueueExecutorOptions) {
    const { connection, plan, slots, signal, say } = options;
    this.slots = slots;
    this.#options = options;
    this.#id = planId(plan);
    this.#line = connection.open(say);
    this.#listening = connection.open();
    this.#queue = openQueue(connection, this.#line, plan);
    this.#ending.signal.addEventListener('abort', () => this.#rejectAll());
    if (signal.aborted) this.#ending.abort(signal.reason);
    signal.addEventListener('abort', () => this.#ending.abort(signal.reason), { once: true });
  }

  async execute(index: number): Promise<JobResult> {
    this.#started ??= this.#start().catch((error) => {
      throw inWordsOfQueue(error, this.#options.connection);
    });
    await this.#started;
    this.#ending.signal.throwIfAborted();
    const result = new Promise<JobResult>((resolve, reject) => {
      this.#asked.set(index, { resolve, reject, missing: 0 });
    });
    const early = this.#early.get(index);
    if (early === undefined)
      this.#add(index).catch((error) =>
        this.#asked.get(index)?.reject(inWordsOfQueue(error, this.#options.connection)),
      );
    else {
      this.#early.delete(index);
      this.#accept(early);
    }
    return result;
  }

  /** Takes everything of the experiment out of Redis, if it can be reached within seconds. */
  async close(): Promise<void> {
    this.#ending.abort(new QueueError('the queue is closed'));
    this.#listening.disconnect();
    const late = new AbortController();
    if (this.#started !== null)
      await Promise.race([
        this.#started.then(() => this.#clear()).catch(() => undefined),
        pause(CLOSE_MS, undefined, { signal: late.signal }).catch(() => undefined),
      ]);
    late.abort();
    this.#line.disconnect();
    await Promise.allSettled(this.#loops);
  }

  async #start(): Promise<void> {
    await this.#claim();
    await this.#put();
    const workers = await this.#queue.getWorkersCount().catch(() => 1);
    const { place } = this.#options.connection;
    if (workers === 0)
      this.#options.say(`no worker is there yet; start some: fleetsim worker --redis … (${place})`);
    this.#loops = [this.#listen(), this.#watch()];
  }

  /** Two coordinators of the same experiment would take each other's results: the second is refused. */
  async #claim(): Promise<void> {
    const key = coordinatorKey(this.#id);
    for (let waitedMs = 0; ; waitedMs += LOOK_MS / 3) {
      this.#ending.signal.throwIfAborted();
      if ((await this.#line.set(key, this.#token, 'PX', CLAIM_MS, 'NX')) === 'OK') return;
      if (waitedMs > CLAIM_MS + LOOK_MS) break;
      await this.#pause(LOOK_MS / 3);
    }
    const rival = (await this.#line.get(key))?.replace(/ \([^)]*\)$/, '');
    throw new QueueError(`this experiment is conducted already over this queue, by ${rival ?? 'another'}`);
  }

  #put(): Promise<void> {
    const { plan } = this.#options;
    return putExperiment(this.#line, this.#id, plan, planText(plan));
  }

  async #add(index: number): Promise<void> {
    const job = { planId: this.#id, index };
    await this.#queue.add('job', job, { jobId: jobId(job), removeOnComplete: true, removeOnFail: false });
  }

  /** Takes results as they are handed in. */
  async #listen(): Promise<void> {
    while (!this.#hasEnded) {
      try {
        const taken = await this.#listening.blpop(resultsKey(this.#id), LISTEN_SECONDS);
        if (taken !== null) this.#accept(JSON.parse(taken[1]) as Delivery);
      } catch {
        await this.#pause(LOOK_MS / 3);
      }
    }
  }

  #accept(delivery: Delivery): void {
    const asked = this.#asked.get(delivery.index);
    if (asked === undefined) {
      if (this.#early.size < this.slots) this.#early.set(delivery.index, delivery);
      return;
    }
    this.#asked.delete(delivery.index);
    if ('failure' in delivery) asked.reject(new JobError(delivery.failure));
    else asked.resolve(delivery.result);
  }

  /** Looks now and then whether Redis still has everything, and puts in again what it has lost. */
  async #watch(): Promise<void> {
    while (!this.#hasEnded) {
      await this.#pause(LOOK_MS);
      if (this.#hasEnded || this.#line.status !== 'ready') continue;
      try {
        await this.#renew();
        for (const [index, asked] of this.#asked) await this.#look(index, asked);
      } catch (error) {
        if (error instanceof QueueError) this.#ending.abort(error);
      }
    }
  }

  async #renew(): Promise<void> {
    const claim = coordinatorKey(this.#id);
    const owner = await this.#line.get(claim);
    if (owner !== null && owner !== this.#token)
      throw new QueueError(
        `another process conducts this experiment now: ${owner.replace(/ \([^)]*\)$/, '')}`,
      );
    await this.#line.set(claim, this.#token, 'PX', CLAIM_MS);
    if ((await this.#line.expire(experimentKey(this.#id), ABANDONED_SECONDS)) === 0) await this.#put();
  }

  async #look(index: number, asked: Asked): Promise<void> {
    const id = jobId({ planId: this.#id, index });
    const state = await this.#queue.getJobState(id);
    if (this.#hasEnded || this.#asked.get(index) !== asked) return;
    if (state === 'failed') {
      const job = await this.#queue.getJob(id);
      await job?.remove();
      this.#accept({ index, failure: `no worker survived it: ${job?.failedReason ?? 'lost'}` });
    } else if (state !== 'unknown') asked.missing = 0;
    else if (++asked.missing >= MISSING_MAX) {
      asked.missing = 0;
      await this.#add(index);
    }
  }

  get #hasEnded(): boolean {
    return this.#ending.signal.aborted;
  }

  /** Waits, but not beyond the end. */
  async #pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#ending.signal }).catch(() => undefined);
  }

  #rejectAll(): void {
    for (const { reject } of this.#asked.values()) reject(this.#ending.signal.reason);
  }

  async #clear(): Promise<void> {
    // A process that was silent for too long has been overtaken: what is there now is another one's.
    const owner = await this.#line.get(coordinatorKey(this.#id));
    if (owner !== null && owner !== this.#token) return;
    await removeExperiment(this.#line, this.#id);
    // A job can be there although it was done: one that was taken for lost. What is under way goes when it ends.
    for (const job of await this.#queue.getJobs(['waiting', 'failed']))
      if (job?.data.planId === this.#id) await this.#queue.remove(job.id!);
  }
}
