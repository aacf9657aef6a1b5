import { availableParallelism } from 'node:os';
import type { CommandModule } from 'yargs';
import { InProcess } from '../../experiment/executors/in-process.ts';
import { workQueue } from '../../experiment/executors/queue/worker.ts';
import { visible } from '../../scenario/issue.ts';
import { parseDuration } from '../../scenario/units.ts';
import { Ending, EXIT } from '../exit.ts';
import { interruptible } from '../interrupt.ts';
import { COMMON_OPTIONS, last } from '../options.ts';
import { wholeNumber } from '../submit/numbers.ts';
import { inWords, openConnection, REDIS_OPTION, sayOnStderr } from '../submit/queue.ts';
import { programVersion } from '../version.ts';

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
  const slots = options.jobs === undefined ? availableParallelism() : wholeNumber('--jobs', options.jobs);
  const lostAfterMs = duration('--lost-after', options.lostAfter, LOST_AFTER_MIN_MS);
  const untilIdleMs = options.untilIdle === undefined ? null : duration('--until-idle', options.untilIdle, 0);
  const say = options.quiet ? () => undefined : sayOnStderr;
  const connection = await openConnection(options.redis);
  const edition = { version: programVersion(), timeZoneData: process.versions.tz ?? 'unknown' };
  say(
    `fleetsim ${edition.version} takes jobs from ${connection.place}, ${slots} at once; Ctrl+C stops it and gives back what is under way`,
  );
  const doneCount = await inWords(() =>
    workQueue({
      connection,
      edition,
      slots,
      openExecutor: async (plan, stop) => new InProcess(plan, stop),
      lostAfterMs,
      untilIdleMs,
      signal,
      say,
    }),
  );
  say(`${doneCount} ${doneCount === 1 ? 'job' : 'jobs'} done`);
}

function duration(option: string, text: string, minMs: number): number {
  const parsed = parseDuration(text);
  if ('problem' in parsed) throw new Ending(EXIT.usage, `${option} ${visible(text)}: ${parsed.problem}`);
  if (parsed.value < minMs)
    throw new Ending(EXIT.usage, `${option} ${visible(text)}: write at least ${minMs} ms`);
  return parsed.value;
}
