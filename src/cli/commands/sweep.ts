import type { CommandModule } from 'yargs';
import { EXPERIMENT_OPTIONS, type ExperimentOptions } from '../experiments/experiment.ts';
import { sweep } from '../experiments/sweep.ts';
import { interruptible } from '../interrupt.ts';
import { last } from '../options.ts';

interface Arguments extends ExperimentOptions {
  readonly file: string;
  readonly replications: string | undefined;
  readonly seed: string | undefined;
}

/** `fleetsim sweep FILE`: the points of an experiment file, and which of its inputs matter. */
export const sweepCommand: CommandModule<object, Arguments> = {
  command: 'sweep <file>',
  describe: 'Vary settings of a scenario as an experiment file says, and tell which of them matter',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'Experiment file (YAML)' })
      .options({
        ...EXPERIMENT_OPTIONS,
        replications: {
          type: 'string',
          requiresArg: true,
          describe: 'Runs of every point, in place of what the file says',
          coerce: last,
        },
        seed: {
          type: 'string',
          requiresArg: true,
          describe: 'Seed of the random draws, in place of that of the file or its base',
          coerce: last,
        },
      }),
  handler: (options) => interruptible((signal) => sweep(options, signal)),
};
