import type { CommandModule } from 'yargs';
import { mergeShards } from '../experiments/merge.ts';
import { interruptible } from '../interrupt.ts';
import { all, COMMON_OPTIONS, last, PARQUET_OPTION } from '../options.ts';

interface Arguments {
  readonly folders: string[];
  readonly out: string | undefined;
  readonly quiet: boolean;
  readonly parquet: boolean;
  readonly color: boolean | undefined;
}

/** `fleetsim merge OUT`: the results of an experiment from all of its shards. */
export const mergeCommand: CommandModule<object, Arguments> = {
  command: 'merge <folders..>',
  describe: 'Put the shards of an experiment together',
  builder: (yargs) =>
    yargs
      .positional('folders', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Folder of results whose shards lie beside it, or the folders of all shards',
        coerce: all,
      })
      .options({
        ...COMMON_OPTIONS,
        out: {
          type: 'string',
          requiresArg: true,
          describe: 'Folder of results; needed if the folders of shards are named',
          coerce: last,
        },
        ...PARQUET_OPTION,
        quiet: { type: 'boolean', default: false, describe: 'No summary, only errors' },
      }),
  handler: (options) => interruptible((signal) => mergeShards(options, signal)),
};
