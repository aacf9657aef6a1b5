import type { Conducted } from '../../experiment/jobs/conduct.ts';
import type { Shard } from '../../experiment/jobs/job-folder.ts';
import { shardIndices, shardPath } from '../../experiment/jobs/shards.ts';
import type { Outcome } from '../../experiment/outcome.ts';
import { jobCountMax, type Plan, type Point } from '../../experiment/plan/plan.ts';
import { writeExperimentFolder } from '../../report/experiments/experiment-folder.ts';
import { visible } from '../../scenario/issue.ts';
import { argumentsWithout, commandText } from '../command-line.ts';
import { Ending, EXIT } from '../exit.ts';
import { startClock } from '../machine.ts';
import { COMMON_OPTIONS, last, PARQUET_OPTION } from '../options.ts';
import { refuseFolder, resultsFolder, shortPath } from '../results-folder.ts';
import { writeLines } from '../terminal.ts';
import { answerRuleOf } from './answers.ts';
import { EXECUTION_OPTIONS, type ExecutionOptions, SHARD_OPTION, shardOption } from './execution-options.ts';
import { failureEnding } from './failures.ts';
import { atJobSite, type JobSite } from './job-site.ts';
import type { ConductedPlan } from './plans.ts';

/** What every command takes that conducts an experiment. */
export const EXPERIMENT_OPTIONS = {
  ...COMMON_OPTIONS,
  out: {
    type: 'string',
    requiresArg: true,
    describe: 'Folder of results [default: reports/<name of the experiment>]',
    coerce: last,
  },
  ...PARQUET_OPTION,
  ...EXECUTION_OPTIONS,
  ...SHARD_OPTION,
  quiet: { type: 'boolean', default: false, describe: 'No progress and no summary, only errors' },
} as const;

export interface ExperimentOptions extends ExecutionOptions {
  readonly out: string | undefined;
  readonly parquet?: boolean;
  readonly quiet: boolean;
  readonly color: boolean | undefined;
}

/**
 * Conducts an experiment and writes its folder: jobs are kept beside it until the tables are written, so that an
 * experiment that was stopped goes on where it was. Ends with code 4 if jobs failed. With `--shard`: a part of the
 * jobs and nothing else.
 */
export async function conductExperiment(
  opened: ConductedPlan,
  options: ExperimentOptions,
  signal: AbortSignal,
): Promise<void> {
  const shard = shardOption(options.shard);
  const target = resultsFolder(options.out, opened.plan.name);
  if (shard === null) await conductWhole(opened, target, options, signal);
  else await conductShard(opened, target, shard, options, signal);
}

async function conductWhole(
  opened: ConductedPlan,
  target: string,
  options: ExperimentOptions,
  signal: AbortSignal,
): Promise<void> {
  const { plan } = opened;
  const clock = startClock();
  refuseFolder(target);
  const jobCount = answerRuleOf(plan).rounds?.jobCountMax(plan) ?? jobCountMax(plan);
  await atJobSite(opened, { path: `${target}.jobs`, jobCount, options }, signal, async (site) => {
    const outcome = { plan, results: site.folder, ...(await conductAll(plan, site)) };
    const { quiet, parquet } = options;
    const telling = { clock, pathOf: opened.pathOf, quiet, parquet };
    const ending = await writeAnswer(target, outcome, telling, signal);
    site.folder.remove();
    if (ending !== null) throw ending;
  });
}

/** All jobs of a plan, or as many as turn out to be needed. */
function conductAll(plan: Plan, site: JobSite): Promise<Conducted> {
  const { enoughOf, rounds } = answerRuleOf(plan);
  if (rounds !== undefined) {
    const known = { plan, results: site.folder };
    return site.conductRounds((failures) => rounds.nextJobs({ ...known, failures }));
  }
  const indices = Array.from({ length: jobCountMax(plan) }, (_, index) => index);
  return site.conduct({ indices, isEnough: enoughOf?.(plan) });
}

/** How an answer is told, and to whom. */
export interface Telling {
  readonly clock: ReturnType<typeof startClock>;
  /** The scenario file of a point, as somebody here would write it. */
  readonly pathOf: (point: Point) => string;
  readonly quiet: boolean;
  readonly parquet: boolean | undefined;
}

/**
 * Makes the answer of an experiment from its jobs and writes its folder; ends with code 4 if jobs failed. Resolves to
 * how else the program is to end, null for well.
 */
export async function writeAnswer(
  target: string,
  outcome: Outcome,
  { clock, pathOf, quiet, parquet = false }: Telling,
  signal: AbortSignal,
): Promise<Ending | null> {
  const { plan, indices, failures } = outcome;
  if (failures.length === indices.length) throw failureEnding(plan, pathOf, indices.length, failures);
  const { tables, text, ending = null } = await answerRuleOf(plan).answerOf(outcome, signal);
  const simulationSeconds = clock.seconds();
  const circumstance = () => ({
    ...clock.circumstance(),
    simulationSeconds,
    stateBytes: 0,
    overrides: [],
  });
  await writeExperimentFolder(target, { outcome, tables, answer: text, parquet, circumstance }, signal);
  if (!quiet) {
    writeLines(process.stdout, text);
    writeLines(process.stdout, `Results: ${visible(shortPath(target))}`);
  }
  if (failures.length > 0) throw failureEnding(plan, pathOf, indices.length, failures);
  return ending;
}

async function conductShard(
  opened: ConductedPlan,
  target: string,
  shard: Shard,
  options: ExperimentOptions,
  signal: AbortSignal,
): Promise<void> {
  const { plan, pathOf } = opened;
  if (options.parquet === true)
    throw new Ending(EXIT.usage, '--parquet: a shard writes no tables; write it with fleetsim merge');
  const path = shardPath(target, shard);
  const indices = shardIndices(shard, jobCountMax(plan));
  const command = argumentsWithout(['--shard', '--jobs'], ['--fresh']);
  const paths = new Map(plan.points.map((point) => [point.file, pathOf(point)]));
  const part = { ...shard, command, paths: [...paths] };
  const request = { path, jobCount: indices.length, options, shard: part };
  const { failures } = await atJobSite(opened, request, signal, (site) => site.conduct({ indices }));
  if (failures.length > 0) throw failureEnding(plan, pathOf, indices.length, failures);
  if (options.quiet) return;
  writeLines(process.stdout, `Shard ${shard.shard} of ${shard.of}: ${visible(shortPath(path))}`);
  writeLines(process.stdout, `With all shards there: ${commandText(['merge', shortPath(target)])}`);
}
