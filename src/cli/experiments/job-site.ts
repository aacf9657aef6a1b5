import { OutputError } from '../../experiment/errors.ts';
import type { Executor } from '../../experiment/executors/executor.ts';
import { type Conducted, conduct, type Work } from '../../experiment/jobs/conduct.ts';
import { JobFolder, JobFolderError, type JobFolderOptions } from '../../experiment/jobs/job-folder.ts';
import type { Failure } from '../../experiment/jobs/result.ts';
import { counted } from '../../report/log.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';
import { Interrupted } from '../interrupt.ts';
import { shortPath } from '../results-folder.ts';
import type { ExecutionOptions } from './execution-options.ts';
import { type JobProgress, showJobProgress } from './job-progress.ts';
import { openLocalExecutor } from './local-executor.ts';
import type { ConductedPlan } from './plans.ts';
import { currentSubmission } from './submission.ts';

/** Where the jobs of an experiment are carried out and kept. */
export interface JobSite {
  readonly folder: JobFolder;
  readonly conduct: (work: Omit<Work, 'onEnd'>) => Promise<Conducted>;
  /** Jobs in rounds, until no further are needed: which ones is asked before every round, by the failures so far. */
  readonly conductRounds: (
    nextJobs: (failures: readonly Failure[]) => readonly number[],
  ) => Promise<Conducted>;
}

export interface JobSiteRequest {
  /** Folder of the jobs. */
  readonly path: string;
  /** How many jobs there are at most. */
  readonly jobCount: number;
  readonly options: ExecutionOptions & { readonly quiet: boolean };
  readonly shard?: JobFolderOptions['shard'];
}

/**
 * Does work at a site that is closed in the end, whatever becomes of it. What carries the jobs out is opened before
 * the folder that keeps them: a queue that is not there leaves no trace. Ends with advice if it is interrupted.
 */
export async function atJobSite<T>(
  opened: ConductedPlan,
  request: JobSiteRequest,
  signal: AbortSignal,
  work: (site: JobSite) => Promise<T>,
): Promise<T> {
  const executor = await openExecutor(opened, request, signal);
  let folder: JobFolder | undefined;
  try {
    folder = openJobFolder(opened, request);
    return await workAt(opened, request, executor, folder, work);
  } finally {
    await executor.close();
    folder?.close();
  }
}

async function workAt<T>(
  { plan }: ConductedPlan,
  { path, jobCount, options }: JobSiteRequest,
  executor: Executor,
  folder: JobFolder,
  work: (site: JobSite) => Promise<T>,
): Promise<T> {
  const atOnce = executor.slots === 1 ? '' : `, ${executor.slots} at a time`;
  const title = `fleetsim: ${plan.name}, ${counted(jobCount, 'run')}${atOnce}`;
  const progress = showJobProgress(title, jobCount, options.quiet);
  const one = (jobs: Omit<Work, 'onEnd'>) => conduct({ ...jobs, onEnd: progress.onEnd }, executor, folder);
  try {
    return await work({
      folder,
      conduct: (jobs) => one(jobs).finally(progress.stop),
      conductRounds: (nextJobs) => inRounds(one, nextJobs).finally(progress.stop),
    });
  } catch (error) {
    if (error instanceof Interrupted)
      throw new Ending(EXIT.interrupted, `interrupted; ${goingOn(path, progress)}`);
    if (error instanceof OutputError)
      throw new Ending(EXIT.notWritten, `${error.message}; ${goingOn(path, progress)}`);
    throw error;
  } finally {
    progress.stop();
  }
}

async function inRounds(
  one: JobSite['conduct'],
  nextJobs: (failures: readonly Failure[]) => readonly number[],
): Promise<Conducted> {
  let all: Conducted = { indices: [], failures: [] };
  for (;;) {
    const indices = nextJobs(all.failures);
    if (indices.length === 0) return all;
    const round = await one({ indices });
    all = {
      indices: [...all.indices, ...round.indices],
      failures: [...all.failures, ...round.failures],
    };
  }
}

/** What an experiment that was stopped leaves behind, and how to go on. */
function goingOn(path: string, progress: JobProgress): string {
  const finished = progress.finished();
  if (finished === 0) return 'no run was finished';
  const are = finished === 1 ? 'is' : 'are';
  return `${counted(finished, 'finished run')} ${are} kept in ${visible(shortPath(path))}: the same command goes on from there`;
}

async function openExecutor(
  { plan, memoryNeedBytes }: ConductedPlan,
  { jobCount, options }: JobSiteRequest,
  signal: AbortSignal,
): Promise<Executor> {
  const submission = currentSubmission();
  if (submission !== undefined) return submission.openExecutor(plan, signal);
  return openLocalExecutor(plan, { jobs: options.jobs, jobCount, memoryNeedBytes }, signal);
}

function openJobFolder({ plan }: ConductedPlan, { path, options, shard }: JobSiteRequest): JobFolder {
  try {
    return new JobFolder(path, plan, { fresh: options.fresh ?? false, shard });
  } catch (error) {
    if (!(error instanceof JobFolderError)) throw error;
    const advice = error.discardable ? '; --fresh forgets them, --out names another folder' : '';
    throw new Ending(EXIT.usage, `${visible(error.message)}${advice}`);
  }
}
