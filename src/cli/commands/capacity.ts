import type { CommandModule } from 'yargs';
import { type CapacityOptions, capacity } from '../experiments/capacity.ts';
import { EXPERIMENT_OPTIONS } from '../experiments/experiment.ts';
import { REPLICATION_OPTIONS } from '../experiments/replication-options.ts';
import { interruptible } from '../interrupt.ts';
import { all, last, SCENARIO_OPTIONS } from '../options.ts';

const text = (describe: string) => ({ type: 'string', requiresArg: true, describe, coerce: last }) as const;

interface Arguments extends Omit<CapacityOptions, 'set' | 'until'> {
  readonly set: string[] | undefined;
  readonly until: string[] | undefined;
}

/** `fleetsim capacity FILE`: how much of something is enough. */
export const capacityCommand: CommandModule<object, Arguments> = {
  command: 'capacity <file>',
  describe: 'Find the smallest or largest value of a setting that meets a set of bounds',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'Scenario file (YAML)' })
      .options({
        ...SCENARIO_OPTIONS,
        ...EXPERIMENT_OPTIONS,
        vary: {
          ...text(
            'Path of the setting to search over, as for --set; of a list such as site.softwareUpdatePoints: how many alike it has',
          ),
          demandOption: true,
        },
        values: text('Values to choose from: "1,2,4,8", "100 Mbit/s, 1 Gbit/s"'),
        from: text('In place of --values: the first value'),
        to: text('The last value'),
        step: text('From value to value [default: 1, of the unit of --from]'),
        until: {
          type: 'string',
          requiresArg: true,
          describe:
            'What has to hold, such as "scan wait p95 < 60 s" or "server.SUP1.queueMax <= 500"; can be repeated [default: the thresholds of the scenario]',
          coerce: all,
        },
        largest: { type: 'boolean', default: false, describe: 'Find the largest value, not the smallest' },
        replications: {
          ...REPLICATION_OPTIONS.replications,
          default: '10',
          describe: 'Replications of every value that is tried, each with another luck',
        },
        confidence: REPLICATION_OPTIONS.confidence,
        // Named to be refused with the reason.
        shard: { ...EXPERIMENT_OPTIONS.shard, hidden: true },
      }) as never,
  handler: (options) =>
    interruptible((signal) => {
      const { set = [], until = [] } = options;
      return capacity({ ...options, set, until }, signal);
    }),
};
