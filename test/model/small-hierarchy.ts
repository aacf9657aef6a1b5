import type { Action, Location, Replication, Scenario } from '../../src/model/scenario.ts';
import {
  DAY_MS,
  distributionPoint,
  fixed,
  group,
  JUNE,
  MAY,
  MINUTE_MS,
  managementPoint,
  site,
  smallScenario,
  updatePoint,
} from './small-fleet.ts';

export const SCAN_NOW_MS = 2 * DAY_MS;
export const SCAN_NOW: Action = { verb: 'scanNow', atMs: SCAN_NOW_MS, groups: [0] };
export const LATENCY_MS = 40;
export const RATE = 1000;

/** Head office, the primary site's own network, and the branch of a secondary site; the last two behind links. */
const LOCATIONS: readonly Location[] = [
  { name: 'head office', link: null },
  { name: 'north', link: { bytesPerSecond: RATE, latencyMs: LATENCY_MS, flowBytesPerSecondMax: RATE } },
  { name: 'branch', link: { bytesPerSecond: RATE, latencyMs: LATENCY_MS, flowBytesPerSecondMax: RATE } },
];
export const REPLICATION: Replication = {
  globalIntervalMs: 2 * MINUTE_MS,
  itemBytes: 20_000,
  stateIntervalMs: 5 * MINUTE_MS,
  messageBytes: 2000,
};

interface Tree {
  /** Of the primary site, towards the central administration site. */
  readonly north?: Partial<Replication>;
  readonly branch?: Partial<Replication>;
  readonly primaryLocation?: number;
  readonly count?: number;
  readonly atBranch?: boolean;
}

/** A central administration site, a primary site below it, a secondary site below that, and clients of one of them. */
export function hierarchy(tree: Tree = {}, changes: Parameters<typeof smallScenario>[0] = {}): Scenario {
  const base = smallScenario();
  const { north = {}, branch = {}, primaryLocation = 1, count = 1, atBranch = false } = tree;
  const clients = atBranch ? { site: 2, location: 2 } : { site: 1, location: primaryLocation };
  const work = { servers: count, request: fixed(20), fileMoverMs: 0 };
  return smallScenario({
    locations: LOCATIONS,
    catalog: {
      products: ['Windows'],
      updates: [MAY, { ...JUNE, sizeBytes: 1000 }],
      origin: 'made for tests',
    },
    sites: [
      site({
        name: 'CAS',
        kind: 'centralAdministration',
        stateSystem: null,
        summarization: { intervalMs: 30 * MINUTE_MS },
      }),
      site({ name: 'P01', parent: 0, location: primaryLocation, replication: { ...REPLICATION, ...north } }),
      site({
        name: 'S01',
        kind: 'secondary',
        parent: 1,
        location: 2,
        stateSystem: null,
        replication: { ...REPLICATION, ...branch },
      }),
    ],
    softwareUpdatePoints: [
      updatePoint({ servers: count }),
      updatePoint({ name: 'SUP2', site: 1, servers: count, location: primaryLocation }),
      updatePoint({ name: 'SUP3', site: 2, servers: count, location: 2 }),
    ],
    managementPoints: [
      managementPoint({ ...work, site: 1, location: primaryLocation }),
      managementPoint({ ...work, name: 'MP2', site: 2, location: 2 }),
    ],
    distributionPoints: [distributionPoint({ site: clients.site, location: clients.location })],
    groups: [group({ count, ...clients })],
    deployments: [],
    clientSettings: { ...base.clientSettings, scanIntervalMs: 100_000 * DAY_MS },
    assumptions: { ...base.assumptions, deltaMetadataBytes: 0, deltaMetadataBytesPerUpdate: 0 },
    actions: [SCAN_NOW],
    horizonMs: 3 * DAY_MS,
    ...changes,
  });
}
