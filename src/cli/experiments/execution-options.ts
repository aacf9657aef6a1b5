import { SHARDS_MAX, type Shard } from '../../experiment/jobs/job-folder.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { last } from '../options.ts';

/** How and where the jobs of an experiment are carried out: no answer depends on it. */
export const EXECUTION_OPTIONS = {
  jobs: {
    type: 'string',
    requiresArg: true,
    describe: 'How many runs to carry out at once [default: one per processor, as far as memory goes]',
    coerce: last,
  },
  fresh: {
    type: 'boolean',
    default: false,
    describe: 'Forget what an earlier attempt has kept beside the folder of results',
  },
} as const;

/** For experiments whose jobs can be parted between machines. */
export const SHARD_OPTION = {
  shard: {
    type: 'string',
    requiresArg: true,
    describe: 'Carry out shard i of n of the runs only, such as 2/5; fleetsim merge puts the shards together',
    coerce: last,
  },
} as const;

export interface ExecutionOptions {
  readonly jobs?: string | undefined;
  readonly fresh?: boolean;
  readonly shard?: string | undefined;
}

/** The part of the jobs that `--shard` names; null for all of them. */
export function shardOption(written: string | undefined): Shard | null {
  if (written === undefined) return null;
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(written);
  const [shard, of] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  if (shard >= 1 && shard <= of && of <= SHARDS_MAX) return { shard, of };
  throw new Ending(
    EXIT.usage,
    `--shard ${visible(written)}: write which of how many shards, such as 1/4, 2/4, 3/4 and 4/4`,
  );
}
