import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PointLoader } from '../../experiment/plan/plan.ts';
import type { Scenario } from '../../model/scenario.ts';
import { warningsOfLog } from '../log.ts';
import type { ExperimentFolder, RunFolder } from '../opened-folder.ts';
import { LOG_FILE } from '../run-folder.ts';
import type { ExperimentSource, RunSource } from './source.ts';
import { TablesOfFolder } from './tables-of-folder.ts';

/** What the report of a run is made from, out of its folder; `scenario`: the folder's resolved one. */
export function runSourceOf({ path, identity, resolvedYaml }: RunFolder, scenario: Scenario): RunSource {
  return {
    kind: 'run',
    scenario,
    resolvedYaml,
    version: identity.version,
    timeZoneData: identity.timeZoneData,
    replication: identity.replication,
    clientCount: identity.clients,
    eventCount: identity.events,
    fingerprint: identity.fingerprint.end,
    warnings: warningsOfLog(readFileSync(join(path, LOG_FILE), 'utf8')),
    tables: new TablesOfFolder(path),
  };
}

/** The same of an experiment. */
export function experimentSourceOf(
  { path, plan, identity }: ExperimentFolder,
  loader: PointLoader,
): ExperimentSource {
  return {
    kind: 'experiment',
    plan,
    scenarioOf: (point) => loader.load(point),
    answer: readFileSync(join(path, 'answer.txt'), 'utf8').trimEnd(),
    jobCount: identity.jobs,
    failureCount: identity.failures.length,
    tables: new TablesOfFolder(path),
  };
}
