import { availableParallelism } from 'node:os';
import type { CommandModule } from 'yargs';
import type { Executor } from '../../experiment/executors/executor.ts';
import { workQueue } from '../../experiment/executors/queue/worker.ts';
import type { Plan } from '../../experiment/plan/plan.ts';
import { visible } from '../../scenario/issue.ts';
import { parseDuration } from '../../scenario/units.ts';
import { Ending, EXIT } from '../exit.ts';
import { slotsOf } from '../experiments/local-executor.ts';
import { interruptible } from '../interrupt.ts';
import { memoryAvailableBytes } from '../machine.ts';
import { COMMON_OPTIONS, last } from '../options.ts';
import { largestNeedBytes } from '../submit/memory.ts';
import { inWords, openConnection, REDIS_OPTION, sayOnStderr } from '../submit/queue.ts';
import { programEdition } from '../version.ts';
import { wholeNumber } from '../whole-number.ts';

interface Arguments {
  readonly redis: string | undefined;
  readonly jobs: string | undefined;
  readonly lostAfter: string;
  readonly untilIdle: string | undefined;
  readonly quiet: boolean;
}

/** A lock that is renewed more often than this would keep Redis busy with little else. */
const LOST_AFTER_MIN_MS = 1000;

/** `fleetsim worker`: carries out jobs that others submit, until it is stopped. */
export const workerCommand: CommandModule<object, Arguments> = {
  command: 'worker',
  describe: 'Carry out jobs of experiments from a queue, until stopped',
  builder: (yargs) =>
    yargs.options({
      ...COMMON_OPTIONS,
      ...REDIS_OPTION,
      jobs: {
        type: 'string',
        requiresArg: true,
        describe: 'Jobs at once, each on a thread [default: as many as there are processors]',
        coerce: last,
      },
      'until-idle': {
        type: 'string',
        requiresArg: true,
        describe: 'End when there was nothing to do for this long, such as "30 s" [default: never]',
        coerce: last,
      },
      'lost-after': {
        type: 'string',
        requiresArg: true,
        default: '30 s',
        describe: 'A worker that was not heard of for this long is lost, and its jobs go to others',
        coerce: (value: unknown) => last(value) ?? '',
      },
      quiet: { type: 'boolean', default: false, describe: 'Nothing but errors' },
    }) as never,
  handler: (options) => interruptible((signal) => work(options, signal)),
};

async function work(options: Arguments, signal: AbortSignal): Promise<void> {
  const slots = options.jobs === undefined ? availableParallelism() : wholeNumber('jobs', options.jobs);
  const lostAfterMs = duration('--lost-after', options.lostAfter, LOST_AFTER_MIN_MS);
  const untilIdleMs = options.untilIdle === undefined ? null : duration('--until-idle', options.untilIdle, 0);
  const say = options.quiet ? () => undefined : sayOnStderr;
  const connection = await openConnection(options.redis);
  const edition = programEdition();
  say(
    `fleetsim ${edition.version} takes jobs from ${connection.place}, ${slots} at once; Ctrl+C stops it and gives back what is under way`,
  );
  const doneCount = await inWords(() =>
    workQueue({
      connection,
      edition,
      slots,
      openExecutor: (plan, stop) => openThreads(plan, options.jobs, slots, stop),
      lostAfterMs,
      untilIdleMs,
      signal,
      say,
    }),
  );
  say(`${doneCount} ${doneCount === 1 ? 'job' : 'jobs'} done`);
}

/**
 * Threads for the jobs of a plan, even for one at a time: this process keeps telling the queue that it lives. As many
 * as there is memory for; ends the program if that is fewer than were asked for.
 */
async function openThreads(
  plan: Plan,
  jobs: string | undefined,
  slots: number,
  signal: AbortSignal,
): Promise<Executor> {
  const work = { jobs, jobCount: slots, memoryNeedBytes: largestNeedBytes(plan) };
  const threads = slotsOf(work, memoryAvailableBytes(), slots);
  const { WorkerThreads } = await import('../../experiment/executors/worker-threads.ts');
  return new WorkerThreads(plan, threads, signal);
}

function duration(option: string, text: string, minMs: number): number {
  const parsed = parseDuration(text);
  if ('problem' in parsed) throw new Ending(EXIT.usage, `${option} ${visible(text)}: ${parsed.problem}`);
  if (parsed.value < minMs)
    throw new Ending(EXIT.usage, `${option} ${visible(text)}: write at least ${minMs} ms`);
  return parsed.value;
}
