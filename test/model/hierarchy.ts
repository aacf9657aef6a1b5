import { type RunResult, SITE_EVENTS } from '../../src/model/results.ts';
import type { Scenario, Site } from '../../src/model/scenario.ts';
import {
  DAY_MS,
  distributionPoint,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  managementPoint,
  SYNCHRONIZATION as SYNC,
  site,
  smallScenario,
  update,
  updatePoint,
} from './small-fleet.ts';

type SiteEvent = (typeof SITE_EVENTS)[number];

export const START_MS = DAY_MS + 2 * HOUR_MS;

/** Three updates are new at the first synchronization. */
export const UPDATES = [
  MAY,
  JUNE,
  update({ id: 'june-net', kb: 'KB0000007', kind: 'DotNetCU', releasedMs: DAY_MS }),
  update({ id: 'june-ssu', kb: 'KB0000008', kind: 'SSU', releasedMs: DAY_MS + HOUR_MS }),
];
export const NEW_COUNT = 3;

/** Of the links to the region, where the primary site is, and to the branch, where the secondary site is. */
export const REGION = { bytesPerSecond: 1_000_000, latencyMs: 50, flowBytesPerSecondMax: 1_000_000 };
export const BRANCH = { bytesPerSecond: 100_000, latencyMs: 20, flowBytesPerSecondMax: 100_000 };

export const REPLICATION: NonNullable<Site['replication']> = {
  globalIntervalMs: 2 * MINUTE_MS,
  itemBytes: 10_000,
  stateIntervalMs: 5 * MINUTE_MS,
  fileIntervalMs: MINUTE_MS,
  messageBytes: 500,
};

export const [CAS, P01, S01] = [0, 1, 2];
export const POINTS = ['CAS SUP', 'P01 SUP', 'P01 SUP 2', 'S01 SUP'];

const BELOW: Site['synchronization'] = { ...SYNC, startsMs: [], offeredMs: [] };

/** A central administration site, a primary site with two software update points, and a secondary site below it. */
export function hierarchyScenario(
  changes: Partial<Scenario> & {
    readonly top?: Partial<Site['synchronization']>;
    readonly below?: Partial<Site['synchronization']>;
  } = {},
): Scenario {
  const { top, below, ...others } = changes;
  const synchronization = { ...BELOW, ...below };
  return smallScenario({
    catalog: { products: ['Windows'], updates: UPDATES, origin: 'made for tests' },
    locations: [
      { name: 'head office', link: null },
      { name: 'region', link: REGION },
      { name: 'branch', link: BRANCH },
    ],
    sites: [
      site({
        name: 'CAS',
        kind: 'centralAdministration',
        stateSystem: null,
        synchronization: { ...SYNC, ...top },
      }),
      site({ name: 'P01', parent: CAS!, location: 1, synchronization, replication: REPLICATION }),
      site({
        name: 'S01',
        kind: 'secondary',
        parent: P01!,
        location: 2,
        stateSystem: null,
        synchronization,
        replication: REPLICATION,
      }),
    ],
    softwareUpdatePoints: [0, 1, 1, 2].map((place, number) =>
      updatePoint({ name: POINTS[number]!, site: place, location: place, database: number }),
    ),
    managementPoints: [managementPoint({ site: P01!, location: 1 })],
    distributionPoints: [distributionPoint({ site: P01! })],
    groups: [group({ site: P01!, location: 1 })],
    deployments: [],
    ...others,
  });
}

export interface Line {
  readonly atMs: number;
  readonly site: string;
  readonly event: SiteEvent;
  /** Name of a server, site or deployment; empty where the event has none. */
  readonly of: string;
  readonly updates: number;
  readonly full: boolean;
}

/** What happened at the sites, one line per event; of one site, or of chosen kinds, if wanted. */
export function linesOf({ events, scenario }: RunResult, kinds?: readonly SiteEvent[]): Line[] {
  const { sites, softwareUpdatePoints, deployments } = scenario;
  return Array.from({ length: events.length }, (_, row) => {
    const event = SITE_EVENTS[events.get(row, 'code')]!;
    const names =
      event === 'childRequested' ? sites : /eployment/.test(event) ? deployments : softwareUpdatePoints;
    return {
      atMs: events.get(row, 't'),
      site: sites[events.get(row, 'site')]?.name ?? '',
      event,
      of: /sync|replica|child|eployment|default/i.test(event)
        ? (names[events.get(row, 'subject')]?.name ?? '')
        : '',
      updates: events.get(row, 'detail'),
      full: events.get(row, 'full') === 1,
    };
  }).filter(({ event }) => kinds === undefined || kinds.includes(event));
}

/** When an event happened at a site, in order. */
export const instantsAt = (result: RunResult, site: string, event: SiteEvent): number[] =>
  linesOf(result, [event]).flatMap((line) => (line.site === site ? [line.atMs] : []));

export const wsusMs = (updateCount: number) => SYNC.wsusFixedMs + SYNC.wsusPerUpdateMs * updateCount;
export const databaseMs = (updateCount: number) =>
  SYNC.databaseFixedMs + SYNC.databasePerUpdateMs * updateCount;
/** From the start of a top-level synchronization until it is complete. */
export const topMs = (updateCount: number) => wsusMs(updateCount) + SYNC.settleMs + databaseMs(updateCount);
/** From the start of a child's until it is complete: round trip, transfer, WSUS, settling. */
export const childMs = (updateCount: number, bytesPerSecond: number, latencyMs: number) =>
  2 * latencyMs +
  (updateCount * SYNC.updateBytes * 1000) / bytesPerSecond +
  wsusMs(updateCount) +
  SYNC.settleMs;
export const tickAfter = (atMs: number) =>
  (Math.floor(atMs / REPLICATION.globalIntervalMs) + 1) * REPLICATION.globalIntervalMs;
