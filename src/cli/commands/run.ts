import type { CommandModule } from 'yargs';
import { memoryShortage } from '../../experiment/memory.ts';
import { readMetrics } from '../../experiment/metrics/index.ts';
import { judge, type Verdict } from '../../experiment/metrics/thresholds.ts';
import { runScenario } from '../../experiment/run.ts';
import type { Scenario } from '../../model/scenario.ts';
import { type RunReport, writeRunFolder } from '../../report/run-folder.ts';
import { colorsFor } from '../../report/summary/colors.ts';
import { runLine, terminalSummary } from '../../report/summary/terminal.ts';
import { resultWarnings } from '../../report/warnings.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { EXECUTION_OPTIONS, SHARD_OPTION } from '../experiments/execution-options.ts';
import { replicate } from '../experiments/replicate.ts';
import { isReplicated, REPLICATION_OPTIONS } from '../experiments/replication-options.ts';
import { currentSubmission } from '../experiments/submission.ts';
import { interruptible } from '../interrupt.ts';
import { memoryAvailableBytes, startClock } from '../machine.ts';
import { last, PARQUET_OPTION, SCENARIO_OPTIONS } from '../options.ts';
import { FROM_OPTION, openBranch, refuseOtherPast, replayed, sharedBy } from '../replay/branch.ts';
import { refuseFolder, resultsFolder, shortPath } from '../results-folder.ts';
import { openScenario, warningText } from '../scenario-file.ts';
import { simulating } from '../simulate.ts';
import { wantsColor, writeLines } from '../terminal.ts';
import { programEdition } from '../version.ts';
import { wholeNumber } from '../whole-number.ts';

interface Arguments {
  readonly file: string;
  readonly seed: string | undefined;
  readonly set: string[] | undefined;
  readonly replications: string | undefined;
  readonly precision: string[] | undefined;
  readonly budget: string | undefined;
  readonly confidence: string | undefined;
  readonly response: string[] | undefined;
  readonly replication: string | undefined;
  readonly jobs: string | undefined;
  readonly fresh: boolean;
  readonly shard: string | undefined;
  readonly out: string | undefined;
  readonly from: string | undefined;
  readonly parquet: boolean;
  readonly live: boolean;
  readonly quiet: boolean;
  readonly color: boolean | undefined;
}

/** `fleetsim run FILE`: one run of a scenario, its folder of results, and a summary. */
export const runCommand: CommandModule<object, Arguments> = {
  command: 'run <file>',
  describe: 'Run a scenario and write its results',
  builder: (yargs) =>
    yargs
      .positional('file', { type: 'string', demandOption: true, describe: 'Scenario file (YAML)' })
      .options({
        ...SCENARIO_OPTIONS,
        out: {
          type: 'string',
          requiresArg: true,
          describe: 'Folder of results [default: reports/<name of the scenario>]',
          coerce: last,
        },
        ...PARQUET_OPTION,
        ...REPLICATION_OPTIONS,
        ...EXECUTION_OPTIONS,
        ...SHARD_OPTION,
        replication: {
          type: 'string',
          requiresArg: true,
          describe: 'A single run with the luck of this replication, from 0: what an experiment ran, again',
          coerce: last,
        },
        ...FROM_OPTION,
        live: {
          type: 'boolean',
          default: false,
          describe: 'Watch the run in the terminal: compliance, busiest servers and links as they are',
        },
        quiet: { type: 'boolean', default: false, describe: 'No progress and no summary, only errors' },
      }),
  handler: (options) =>
    interruptible((signal) => {
      const { set = [], precision = [], response = [] } = options;
      const asks = { ...options, set, precision, response };
      const isExperiment = isReplicated(asks);
      refuseMixture(options, isExperiment);
      return isExperiment ? replicate(asks, signal) : run(options, signal);
    }),
};

/** Options of one run and of many say nothing to each other. */
function refuseMixture(
  { replication, from, jobs, fresh, shard, live, quiet }: Arguments,
  isExperiment: boolean,
): void {
  if (live && (isExperiment || quiet)) {
    const other = quiet ? '--quiet' : '--replications and --precision';
    throw new Ending(EXIT.usage, `--live watches one run: write it without ${other}`);
  }
  if (isExperiment && replication !== undefined) {
    throw new Ending(
      EXIT.usage,
      '--replication runs one replication again: write it without --replications and --precision',
    );
  }
  if (isExperiment && from !== undefined) {
    throw new Ending(EXIT.usage, '--from is for one run: write it without --replications and --precision');
  }
  if (!isExperiment && (jobs !== undefined || fresh || shard !== undefined)) {
    throw new Ending(
      EXIT.usage,
      '--jobs, --shard and --fresh are about many runs; write --replications or --precision too',
    );
  }
}

async function run(options: Arguments, signal: AbortSignal): Promise<void> {
  if (currentSubmission() !== undefined)
    throw new Ending(EXIT.usage, 'run: a single run is no experiment; add --replications');
  const clock = startClock();
  const loaded = openScenario(options.file, options.seed, options.set ?? []);
  const { scenario } = loaded;
  const branch = options.from === undefined ? null : openBranch(options.from);
  if (branch !== null) refuseOtherPast(branch, loaded, options.file);
  const replication = wholeNumber('replication', options.replication ?? `${branch?.replication ?? 0}`, 0);
  const folder = resultsFolder(options.out, scenario.name);
  refuseBeforeStart(scenario, folder);
  const past = branch === null ? null : await replayed(branch, replication, options.quiet, signal);
  const live = options.live ? colorsFor(wantsColor(options.color, process.stderr)) : null;
  const result = await simulating(
    scenario.name,
    scenario,
    options.quiet,
    (onSlice) => runScenario(scenario, replication, onSlice, signal, sharedBy(scenario, branch, past)),
    live,
  );
  const simulationSeconds = clock.seconds();
  const warnings = [...loaded.warnings.map(warningText), ...resultWarnings(result)];
  const verdicts = judge(scenario.thresholds, readMetrics(result));
  const report: RunReport = {
    result,
    origin: {
      ...programEdition(),
      resolvedYaml: loaded.resolvedYaml,
    },
    scenarioYaml: loaded.yaml,
    warnings,
    limits: loaded.limits,
    verdicts,
    parquet: options.parquet,
    circumstance: () => ({
      ...clock.circumstance(),
      simulationSeconds,
      stateBytes: result.stateBytes,
      overrides: options.set ?? [],
      ...(options.from === undefined ? {} : { branchedFrom: options.from }),
    }),
  };
  await writeRunFolder(folder, report, signal);
  if (!options.quiet) {
    const colors = colorsFor(wantsColor(options.color, process.stdout));
    process.stdout.write(`${runLine(result, simulationSeconds)}\n\n`);
    process.stdout.write(`${terminalSummary(result, verdicts, warnings, colors)}\n`);
    writeLines(process.stdout, `Results: ${visible(shortPath(folder))}`);
  }
  endByThresholds(verdicts);
}

/** What would make a run worthless is found before it starts. */
function refuseBeforeStart(scenario: Scenario, folder: string): void {
  refuseFolder(folder);
  const shortage = memoryShortage(scenario, memoryAvailableBytes());
  if (shortage !== null) throw new Ending(EXIT.scenarioInvalid, shortage);
}

function endByThresholds(verdicts: readonly Verdict[]): void {
  const unmet = verdicts.filter(({ met }) => !met).length;
  if (unmet === 0) return;
  const verb = unmet === 1 ? 'was' : 'were';
  throw new Ending(EXIT.thresholdNotMet, `${unmet} of ${verdicts.length} thresholds ${verb} not met`);
}
