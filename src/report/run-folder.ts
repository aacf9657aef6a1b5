import type { Verdict } from '../experiment/metrics/thresholds.ts';
import type { RunResult } from '../model/results.ts';
import type { LimitUse } from '../scenario/limits.ts';
import { type FileContent, REPORT_FILE, textFile, type WrittenFile, writeFolder } from './folder.ts';
import { logText } from './log.ts';
import { type Circumstance, manifestOf, type RunOrigin } from './manifest.ts';
import { reportText } from './page/report.ts';
import type { RunSource } from './page/source.ts';
import { TablesOfRun } from './page/tables-of-run.ts';
import { SERVICING_LOG_FILE, servicingLogText } from './servicing-log.ts';
import { filled, tableFiles } from './table-files.ts';
import { TABLES } from './tables/index.ts';

export const SCENARIO_FILE = 'scenario.yaml';
export const RESOLVED_FILE = 'scenario.resolved.yaml';
export const LOG_FILE = 'log.txt';

/** Everything that a folder of results is made from. */
export interface RunReport {
  readonly result: RunResult;
  readonly origin: RunOrigin;
  /** The scenario file as it was given. */
  readonly scenarioYaml: string;
  readonly warnings: readonly string[];
  /** How much of what Microsoft supports the scenario uses; left out: nothing is known of it. */
  readonly limits?: readonly LimitUse[];
  readonly verdicts: readonly Verdict[];
  /** Whether every table is written as Parquet too. */
  readonly parquet?: boolean;
  /** Asked last, when all but the manifest is written. */
  readonly circumstance: () => Circumstance;
}

/** Writes the folder of results of a run, as a whole or not at all. */
export function writeRunFolder(target: string, report: RunReport, signal?: AbortSignal): Promise<void> {
  const manifest = (files: readonly WrittenFile[]) =>
    manifestOf(report.result, report.origin, files, report.circumstance());
  return writeFolder(target, contents(report), manifest, signal);
}

function* contents(report: RunReport): Generator<FileContent> {
  const { result, origin, scenarioYaml, warnings, verdicts } = report;
  yield textFile(SCENARIO_FILE, scenarioYaml);
  yield textFile(RESOLVED_FILE, origin.resolvedYaml);
  for (const table of TABLES) yield* tableFiles(filled(table, result), report.parquet === true);
  yield textFile(LOG_FILE, logText(result, origin.version, warnings, verdicts));
  yield textFile(REPORT_FILE, reportText(runSourceOfResult(report), 'html'));
  const servicingLog = servicingLogText(result);
  if (servicingLog !== null) yield textFile(SERVICING_LOG_FILE, servicingLog);
}

function runSourceOfResult({ result, origin, warnings, limits = [] }: RunReport): RunSource {
  return {
    kind: 'run',
    scenario: result.scenario,
    ...origin,
    replication: result.replication,
    clientCount: result.clientCount,
    eventCount: result.eventCount,
    fingerprint: result.fingerprint,
    warnings,
    limits,
    tables: new TablesOfRun(result),
  };
}
