import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { JobResult } from '../../jobs/result.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Connection } from './connect.ts';

/** What programs must share so that the jobs of one can be carried out by the other, to the same bytes. */
export interface Edition {
  readonly version: string;
  readonly timeZoneData: string;
}

/** What the queue holds for a job. */
export interface QueuedJob {
  readonly planId: string;
  readonly index: number;
}

/** What a worker hands in for a job: its result, or why it failed. Twice the same is the same. */
export type Delivery =
  | { readonly index: number; readonly result: JobResult }
  | { readonly index: number; readonly failure: string };

/** The programs that share a queue are those of one edition: a job never meets another. */
export function queueName({ version, timeZoneData }: Edition): string {
  return `fleetsim-${version}-${timeZoneData}`;
}

/** The same name, whoever puts a job in: adding it twice does nothing. */
export function jobId({ planId, index }: QueuedJob): string {
  return `${planId}-${index}`;
}

/** The experiments that wait for results, by the ids of their plans: a set. */
export const EXPERIMENTS = 'fleetsim:experiments';
/** A hash: the plan, and what a worker must know before it reads it. */
export const experimentKey = (planId: string) => `fleetsim:experiment:${planId}`;
/** A list of deliveries; the coordinator takes them from its head. */
export const resultsKey = (planId: string) => `fleetsim:results:${planId}`;
/** Who conducts the experiment; runs out soon after it was last renewed. */
export const coordinatorKey = (planId: string) => `fleetsim:coordinator:${planId}`;

/** A few small keys of the queue itself stay for good; its journal is kept short. */
const JOURNAL_MAX = 100;

export function openQueue({ bullmq }: Connection, line: Redis, edition: Edition): Queue<QueuedJob> {
  const queue = new bullmq.Queue<QueuedJob>(queueName(edition), {
    connection: line,
    skipVersionCheck: true,
    streams: { events: { maxLen: JOURNAL_MAX } },
  });
  queue.on('error', () => undefined);
  return queue;
}

/** How long Redis keeps an experiment that nobody conducts any more. */
export const ABANDONED_SECONDS = 7 * 24 * 3600;

/** Makes an experiment known to workers. */
export async function putExperiment(line: Redis, planId: string, plan: Plan, text: string): Promise<void> {
  const { version, timeZoneData, name } = plan;
  await line
    .multi()
    .hset(experimentKey(planId), { version, timeZoneData, name, plan: text })
    .expire(experimentKey(planId), ABANDONED_SECONDS)
    .sadd(EXPERIMENTS, planId)
    .exec();
}

/** Forgets an experiment but for its jobs in the queue. */
export async function removeExperiment(line: Redis, planId: string): Promise<void> {
  await line
    .multi()
    .del(experimentKey(planId), resultsKey(planId), coordinatorKey(planId))
    .srem(EXPERIMENTS, planId)
    .exec();
}

/** Nothing may stay of an experiment that has ended while a job of it was still under way. */
const DELIVER = `
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('RPUSH', KEYS[2], ARGV[1])
redis.call('EXPIRE', KEYS[2], ARGV[2])
return 1`;

/** Hands in what became of a job, if anybody still asks for it. */
export async function deliver(line: Redis, planId: string, delivery: Delivery): Promise<void> {
  const text = JSON.stringify(delivery);
  await line.eval(DELIVER, 2, experimentKey(planId), resultsKey(planId), text, ABANDONED_SECONDS);
}
