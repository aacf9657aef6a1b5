import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readMetrics } from '../../experiment/metrics/index.ts';
import { judge } from '../../experiment/metrics/thresholds.ts';
import type { Point } from '../../experiment/plan/plan.ts';
import { runScenario } from '../../experiment/run.ts';
import { warningsOfLog } from '../../report/log.ts';
import { type ExperimentFolder, openResults, type RunFolder } from '../../report/opened-folder.ts';
import { LOG_FILE, SCENARIO_FILE, writeRunFolder } from '../../report/run-folder.ts';
import { isParquet } from '../../report/table-files.ts';
import { Ending } from '../exit.ts';
import { conductExperiment } from '../experiments/experiment.ts';
import { startClock } from '../machine.ts';
import { simulating } from '../simulate.ts';
import { largestNeedBytes } from '../submit/memory.ts';
import { scenarioOf } from './run-folder.ts';

/** Does work with a folder for what is made again; it is gone afterwards. */
export async function inPassing<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'fleetsim-again-'));
  const discard = () => rmSync(folder, { recursive: true, force: true });
  process.on('exit', discard);
  try {
    return await work(folder);
  } finally {
    discard();
    process.off('exit', discard);
  }
}

/**
 * Makes the results of a run again from nothing but their folder, and writes them to `target`. What the scenario file
 * was and what was warned of in it are taken as they are told there: a resolved scenario no longer shows them.
 */
export async function runAgain(
  folder: RunFolder,
  target: string,
  quiet: boolean,
  signal: AbortSignal,
): Promise<RunFolder> {
  const clock = startClock();
  const { scenario, resolvedYaml, limits } = scenarioOf(folder);
  const { version, timeZoneData, replication } = folder.identity;
  const result = await simulating(`${scenario.name} again`, scenario, quiet, (onSlice) =>
    runScenario(scenario, replication, onSlice, signal),
  );
  const circumstance = () => ({
    ...clock.circumstance(),
    simulationSeconds: 0,
    stateBytes: 0,
    overrides: [],
  });
  const report = {
    result,
    origin: { version, timeZoneData, resolvedYaml },
    scenarioYaml: textOf(folder, SCENARIO_FILE),
    warnings: warningsOfLog(textOf(folder, LOG_FILE)),
    limits,
    verdicts: judge(scenario.thresholds, readMetrics(result)),
    parquet: hasParquet(folder),
    circumstance,
  };
  await writeRunFolder(target, report, signal);
  return openResults(target) as RunFolder;
}

/** Whether the tables were written as Parquet too. */
function hasParquet({ identity }: RunFolder | ExperimentFolder): boolean {
  return identity.files.some(({ file }) => isParquet(file));
}

/** Nothing, where the file is gone: that it is missing is told elsewhere. */
function textOf({ path }: RunFolder, file: string): string {
  try {
    return readFileSync(join(path, file), 'utf8');
  } catch {
    return '';
  }
}

/** Carries out all jobs of an experiment again and writes its results to `target`. */
export async function experimentAgain(
  folder: ExperimentFolder,
  target: string,
  { quiet, jobs }: { readonly quiet: boolean; readonly jobs: string | undefined },
  signal: AbortSignal,
): Promise<ExperimentFolder> {
  const { plan } = folder;
  const pathOf = ({ file }: Point) => file;
  const conducted = { plan, memoryNeedBytes: largestNeedBytes(plan), pathOf };
  if (!quiet) process.stderr.write(`fleetsim: ${plan.name} again\n`);
  try {
    await conductExperiment(
      conducted,
      { out: target, parquet: hasParquet(folder), quiet: true, color: undefined, jobs },
      signal,
    );
  } catch (error) {
    signal.throwIfAborted();
    // An answer with another code than 0 is one too, and jobs that fail do so again: the tables tell the same.
    if (!(error instanceof Ending) || !existsSync(target)) throw error;
  }
  return openResults(target) as ExperimentFolder;
}
