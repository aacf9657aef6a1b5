import type { Fleet } from '../../src/model/fleet.ts';
import type { Action, Scenario, ServerTarget } from '../../src/model/scenario.ts';
import {
  BRANCH,
  CAS,
  childMs,
  hierarchyScenario,
  NEW_COUNT,
  P01,
  POINTS,
  REGION,
  S01,
  START_MS,
  topMs,
  UPDATES,
} from '../model/hierarchy.ts';
import { group, SYNCHRONIZATION, smallScenario } from '../model/small-fleet.ts';

/** The instants of the hierarchy of tests if nothing disturbs it, from the start at its top. */
export const CAS_MS = START_MS + topMs(NEW_COUNT);
export const P01_START_MS = CAS_MS + REGION.latencyMs;
export const P01_MS = P01_START_MS + childMs(NEW_COUNT, REGION.bytesPerSecond, REGION.latencyMs);
const BRANCH_LATENCY_MS = REGION.latencyMs + BRANCH.latencyMs;
export const S01_START_MS = P01_MS + BRANCH_LATENCY_MS;
export const S01_MS = S01_START_MS + childMs(NEW_COUNT, BRANCH.bytesPerSecond, BRANCH_LATENCY_MS);

/** A stand-alone primary site with the updates of the hierarchy of tests. */
export function alone(
  changes: Partial<typeof SYNCHRONIZATION> = {},
  others: Parameters<typeof smallScenario>[0] = {},
): Scenario {
  return smallScenario({
    catalog: { products: ['Windows'], updates: UPDATES, origin: 'made for tests' },
    deployments: [],
    siteChanges: { synchronization: { ...SYNCHRONIZATION, ...changes } },
    ...others,
  });
}

/** The hierarchy of tests, whose primary and secondary sites have no software update point. */
export function withoutPointsBelow(changes: Parameters<typeof hierarchyScenario>[0] = {}): Scenario {
  const { softwareUpdatePoints, ...scenario } = hierarchyScenario(changes);
  return {
    ...scenario,
    softwareUpdatePoints: [softwareUpdatePoints[CAS!]!],
    groups: [
      group({ site: P01!, location: 1, updatePoints: { own: [], neighbours: [] }, managementPoints: [0] }),
    ],
  };
}

/** The hierarchy of tests, where configuration items go down as rarely as this. */
export function withGlobalInterval(globalIntervalMs: number): Scenario {
  const scenario = hierarchyScenario();
  const sites = scenario.sites.map((site) => ({
    ...site,
    replication: site.replication && { ...site.replication, globalIntervalMs },
  }));
  return { ...scenario, sites };
}

export const point = (index: number): ServerTarget => ({ role: 'softwareUpdatePoint', index });

export const down = (target: ServerTarget, atMs: number): Action => ({ verb: 'outage', atMs, target });
export const up = (target: ServerTarget, atMs: number): Action => ({ verb: 'restore', atMs, target });
export const syncNow = (site: number, atMs: number, full = false): Action => ({
  verb: 'syncNow',
  site,
  atMs,
  full,
});

/** The metadata version that each software update point of the hierarchy serves. */
export const servedBy = ({ parts }: Fleet, points: readonly unknown[] = POINTS): number[] =>
  points.map((_, number) => parts.updatePoints.versionOf(number));

/** The metadata version in the database of each site. */
export const storedAt = ({ parts }: Fleet, sites: readonly number[] = [CAS!, P01!, S01!]): number[] =>
  sites.map((site) => parts.versions.stored[site]!);
