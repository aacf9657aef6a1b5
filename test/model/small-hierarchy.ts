import type { Action, Location, Replication, Scenario, ServerTarget } from '../../src/model/scenario.ts';
import {
  DAY_MS,
  deployment,
  distributionPoint,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  managementPoint,
  NOBODY,
  SECOND_MS,
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
  fileIntervalMs: MINUTE_MS,
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

/**
 * Clients at the primary and at the secondary site, one file in ten damaged, state systems and links that fail, and
 * summaries and replication at intervals that do not fit each other.
 */
export function troubledHierarchy(): Scenario {
  const outages: readonly {
    readonly target: ServerTarget;
    readonly fromMs: number;
    readonly hours: number;
  }[] = [
    { target: { role: 'stateSystem', index: 1 }, fromMs: SCAN_NOW_MS + 9 * MINUTE_MS, hours: 3 },
    { target: { role: 'link', index: 1 }, fromMs: SCAN_NOW_MS + 20 * MINUTE_MS, hours: 2 },
    { target: { role: 'stateSystem', index: 1 }, fromMs: 5 * DAY_MS + 14 * HOUR_MS, hours: 7 },
    { target: { role: 'link', index: 2 }, fromMs: 5 * DAY_MS + 13 * HOUR_MS, hours: 5 },
    { target: { role: 'softwareUpdatePoint', index: 2 }, fromMs: SCAN_NOW_MS - 1, hours: 2 },
  ];
  const scenario = hierarchy(
    { north: { stateIntervalMs: 37 * MINUTE_MS, messageBytes: 100 }, branch: { messageBytes: 50 } },
    {
      deployments: [deployment({ groups: [0, 1], createdMs: 3 * DAY_MS })],
      horizonMs: 12 * DAY_MS,
      groups: [
        group({ count: 60, site: 1, location: 1, name: 'north', user: { ...NOBODY, signedIn: 'always' } }),
        group({ count: 40, site: 2, location: 2, name: 'branch' }),
      ],
      actions: [
        ...[2, 3, 4, 7, 9].map((day): Action => ({ verb: 'scanNow', atMs: day * DAY_MS, groups: [0, 1] })),
        ...outages.flatMap(({ target, fromMs, hours }): Action[] => [
          { verb: 'outage', atMs: fromMs, target },
          { verb: 'restore', atMs: fromMs + hours * HOUR_MS, target },
        ]),
      ],
    },
  );
  const sites = scenario.sites.map((each) => ({
    ...each,
    summarization: { intervalMs: each.kind === 'primary' ? 47 * MINUTE_MS : 31 * MINUTE_MS },
    stateSystem: each.stateSystem && {
      ...each.stateSystem,
      corruptShare: 0.1,
      recordMs: 2 * SECOND_MS,
      chunkFiles: 3,
      chunksMax: 2,
    },
  }));
  return { ...scenario, sites };
}
