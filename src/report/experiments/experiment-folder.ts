import type { Outcome } from '../../experiment/outcome.ts';
import { planId } from '../../experiment/plan/plan.ts';
import { type FileContent, REPORT_FILE, textFile, type WrittenFile, writeFolder } from '../folder.ts';
import type { Circumstance } from '../manifest.ts';
import { experimentSource } from '../page/experiment/experiment-source.ts';
import { reportText } from '../page/report.ts';
import { TablesOfTexts } from '../page/tables-of-texts.ts';
import { type FilledTable, filled, tableFiles } from '../table-files.ts';
import { JOB_TABLES } from './job-tables.ts';

export const PLAN_FILE = 'plan.json';
export const ANSWER_FILE = 'answer.txt';

/** Everything that the folder of an experiment is made from. */
export interface ExperimentReport {
  readonly outcome: Outcome;
  /** The tables of its answer, before those that every experiment has. */
  readonly tables: readonly FilledTable[];
  /** The answer in words: `answer.txt`. */
  readonly answer: string;
  /** Whether every table is written as Parquet too. */
  readonly parquet?: boolean;
  readonly circumstance: () => Circumstance;
}

/** Writes the folder of results of an experiment, as a whole or not at all. */
export function writeExperimentFolder(
  target: string,
  report: ExperimentReport,
  signal?: AbortSignal,
): Promise<void> {
  const manifest = (files: readonly WrittenFile[]) => ({
    identity: identityOf(report.outcome, files),
    circumstance: report.circumstance(),
  });
  return writeFolder(target, contents(report), manifest, signal);
}

function identityOf({ plan, indices, failures }: Outcome, files: readonly WrittenFile[]): object {
  const { program, format, version, timeZoneData, name, question, seed, responses, points } = plan;
  return {
    program,
    format,
    version,
    timeZoneData,
    experiment: name,
    planSha256: planId(plan),
    question,
    seed,
    responses,
    points,
    jobs: indices.length,
    failures,
    files,
  };
}

function* contents(report: ExperimentReport): Generator<FileContent> {
  const { outcome, tables, answer, parquet = false } = report;
  const { plan, indices, failures } = outcome;
  yield textFile(PLAN_FILE, `${JSON.stringify(plan, null, 2)}\n`);
  yield textFile(ANSWER_FILE, `${answer}\n`);
  const kept = new TablesOfTexts();
  for (const table of tables) yield* tableFiles(kept.keeping(table), parquet);
  for (const table of JOB_TABLES) yield* tableFiles(filled(table, outcome), parquet);
  const source = experimentSource(plan, answer, indices.length, failures.length, kept);
  yield textFile(REPORT_FILE, reportText(source, 'html'));
}
