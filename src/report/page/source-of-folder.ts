import type { Scenario } from '../../model/scenario.ts';
import type { LimitUse } from '../../scenario/limits.ts';
import { ANSWER_FILE } from '../experiments/experiment-folder.ts';
import { warningsOfLog } from '../log.ts';
import { type ExperimentFolder, type RunFolder, readPart } from '../opened-folder.ts';
import { LOG_FILE } from '../run-folder.ts';
import { experimentSource } from './experiment/experiment-source.ts';
import type { ExperimentSource, RunSource } from './source.ts';
import { TablesOfFolder } from './tables-of-folder.ts';

/** What the report of a run is made from, out of its folder; `loaded`: the folder's resolved scenario. */
export function runSourceOf(
  { path, identity, resolvedYaml }: RunFolder,
  loaded: { readonly scenario: Scenario; readonly limits: readonly LimitUse[] },
): RunSource {
  return {
    kind: 'run',
    scenario: loaded.scenario,
    limits: loaded.limits,
    resolvedYaml,
    version: identity.version,
    timeZoneData: identity.timeZoneData,
    replication: identity.replication,
    clientCount: identity.clients,
    eventCount: identity.events,
    fingerprint: identity.fingerprint.end,
    warnings: warningsOfLog(readPart(path, LOG_FILE)),
    tables: new TablesOfFolder(path, identity.files),
  };
}

/** The same of an experiment. */
export function experimentSourceOf({ path, plan, identity }: ExperimentFolder): ExperimentSource {
  const answer = readPart(path, ANSWER_FILE);
  const { jobs, failures } = identity;
  return experimentSource(plan, answer, jobs, failures.length, new TablesOfFolder(path, identity.files));
}
