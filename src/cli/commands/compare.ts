import type { CommandModule } from 'yargs';
import { COMPARED_REPLICATIONS, compareScenarios } from '../experiments/compare.ts';
import { EXPERIMENT_OPTIONS, type ExperimentOptions } from '../experiments/experiment.ts';
import { REPLICATION_OPTIONS } from '../experiments/replication-options.ts';
import { interruptible } from '../interrupt.ts';
import { all, SCENARIO_OPTIONS } from '../options.ts';
import { FROM_OPTION } from '../replay/branch.ts';

interface Arguments extends ExperimentOptions {
  readonly files: string[];
  readonly seed: string | undefined;
  readonly set: string[] | undefined;
  readonly with: string[] | undefined;
  readonly from: string | undefined;
  readonly replications: string | undefined;
  readonly precision: string[] | undefined;
  readonly budget: string | undefined;
  readonly confidence: string | undefined;
  readonly response: string[] | undefined;
}

/** `fleetsim compare A B …`: what differs between scenarios, with the same luck in all of them. */
export const compareCommand: CommandModule<object, Arguments> = {
  command: 'compare <files..>',
  describe: 'Say how scenarios differ from the first, replication by replication with the same luck',
  builder: (yargs) =>
    yargs
      .positional('files', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'Scenario files (YAML); the first is what the others are compared with',
      })
      .options({
        ...SCENARIO_OPTIONS,
        ...EXPERIMENT_OPTIONS,
        set: { ...SCENARIO_OPTIONS.set, describe: 'Override a setting of all scenarios; can be repeated' },
        with: {
          type: 'string',
          requiresArg: true,
          describe:
            'Compare the first scenario with itself where a setting differs, such as "clientSettings.scanTimeToLive=12 h" (several: "a=1; b=2"); each --with is another scenario',
          coerce: all,
        },
        ...FROM_OPTION,
        ...REPLICATION_OPTIONS,
        replications: {
          ...REPLICATION_OPTIONS.replications,
          describe: `${REPLICATION_OPTIONS.replications.describe} [default: ${COMPARED_REPLICATIONS}]`,
        },
      }),
  handler: (options) =>
    interruptible((signal) => {
      const { set = [], precision = [], response = [], with: whatIfs = [] } = options;
      return compareScenarios({ ...options, set, precision, response, with: whatIfs }, signal);
    }),
};
