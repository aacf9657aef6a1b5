import type { loadPoint, Plan } from '../../experiment/plan/plan.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { LimitUse } from '../../scenario/limits.ts';
import type { Cell } from '../table.ts';

/** A row of a table of results by its columns: what its CSV file holds, rounded as there. */
export type TableRow = Readonly<Record<string, Cell>>;

/** The tables of a folder of results. */
export interface ResultTables {
  /** The rows of a table; none if the folder does not have it. */
  rows(table: string): readonly TableRow[];
}

/** What the report of a run is made from: nothing that is not in its folder. */
export interface RunSource {
  readonly kind: 'run';
  readonly scenario: Scenario;
  readonly resolvedYaml: string;
  readonly version: string;
  readonly timeZoneData: string;
  readonly replication: number;
  readonly clientCount: number;
  readonly eventCount: number;
  readonly fingerprint: string;
  readonly warnings: readonly string[];
  /** How much of what Microsoft supports the scenario uses. */
  readonly limits: readonly LimitUse[];
  readonly tables: ResultTables;
}

export type LoadedPoint = ReturnType<typeof loadPoint>;

/** The same of an experiment. */
export interface ExperimentSource {
  readonly kind: 'experiment';
  readonly plan: Plan;
  /** The scenario of a point, and what is known of it beside; null: it is not valid here, and its jobs have failed. */
  readonly loadedOf: (point: number) => LoadedPoint | null;
  /** In words: `answer.txt`. */
  readonly answer: string;
  readonly jobCount: number;
  readonly failureCount: number;
  readonly tables: ResultTables;
}

export type ReportSource = RunSource | ExperimentSource;
