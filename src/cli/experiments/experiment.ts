import type { Executor } from '../../experiment/executors/executor.ts';
import { InProcess } from '../../experiment/executors/in-process.ts';
import { conduct, type Work } from '../../experiment/jobs/conduct.ts';
import { JobFolder, JobFolderError } from '../../experiment/jobs/job-folder.ts';
import type { Outcome } from '../../experiment/outcome.ts';
import { jobCountMax, type Plan } from '../../experiment/plan/plan.ts';
import { writeExperimentFolder } from '../../report/experiments/experiment-folder.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { startClock } from '../machine.ts';
import { COMMON_OPTIONS, last } from '../options.ts';
import { refuseFolder, resultsFolder, shortPath } from '../results-folder.ts';
import { writeLines } from '../terminal.ts';
import { answerRuleOf } from './answers.ts';
import type { ConductedPlan } from './plans.ts';
import { currentSubmission } from './submission.ts';

/** What every command takes that conducts an experiment. */
export const EXPERIMENT_OPTIONS = {
  ...COMMON_OPTIONS,
  out: {
    type: 'string',
    requiresArg: true,
    describe: 'Folder of results [default: reports/<name of the experiment>]',
    coerce: last,
  },
  quiet: { type: 'boolean', default: false, describe: 'No progress and no summary, only errors' },
} as const;

export interface ExperimentOptions {
  readonly out: string | undefined;
  readonly quiet: boolean;
  readonly color: boolean | undefined;
}

/**
 * Conducts an experiment and writes its folder: jobs are kept beside it until the tables are written, so that an
 * experiment that was stopped goes on where it was. Ends with code 4 if jobs failed.
 */
export async function conductExperiment(
  { plan }: ConductedPlan,
  options: ExperimentOptions,
  signal: AbortSignal,
): Promise<void> {
  const clock = startClock();
  const target = resultsFolder(options.out, plan.name);
  refuseFolder(target);
  const indices = Array.from({ length: jobCountMax(plan) }, (_, index) => index);
  const { answerOf, enoughOf } = answerRuleOf(plan);
  const work = { indices, isEnough: enoughOf?.(plan) };
  const { folder, conducted } = await conductIn(`${target}.jobs`, plan, work, signal);
  const outcome: Outcome = { plan, results: folder, ...conducted };
  const { tables, text } = answerOf(outcome);
  const simulationSeconds = clock.seconds();
  const circumstance = () => ({
    ...clock.circumstance(),
    simulationSeconds,
    stateBytes: 0,
    overrides: [],
  });
  await writeExperimentFolder(target, { outcome, tables, answer: text, circumstance }, signal);
  if (!options.quiet) {
    process.stdout.write(`${text}\n`);
    writeLines(process.stdout, `Results: ${visible(shortPath(target))}`);
  }
  const failed = conducted.failures.length;
  if (failed > 0) throw new Ending(EXIT.incomplete, `${failed} jobs failed`);
  folder.remove();
}

/** Opens what carries the jobs out before the folder that keeps them: a queue that is not there leaves no trace. */
async function conductIn(path: string, plan: Plan, work: Work, signal: AbortSignal) {
  const submission = currentSubmission();
  const executor: Executor = await (submission?.openExecutor(plan, signal) ?? new InProcess(plan, signal));
  try {
    const folder = openJobFolder(path, plan);
    return { folder, conducted: await conduct(work, executor, folder) };
  } finally {
    await executor.close();
  }
}

function openJobFolder(path: string, plan: Plan): JobFolder {
  try {
    return new JobFolder(path, plan);
  } catch (error) {
    if (error instanceof JobFolderError) throw new Ending(EXIT.usage, visible(error.message));
    throw error;
  }
}
