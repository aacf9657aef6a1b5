import type { Scenario } from '../../src/model/scenario.ts';
import {
  completed,
  contentFrom,
  DAY_MS,
  deployment,
  distributionPoint,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  managementPoint,
  SECOND_MS,
  SYNCHRONIZATION,
  smallScenario,
  uniform,
  update,
  updatePoint,
} from './small-fleet.ts';

const lognormal = (median: number, p95: number) => ({ law: 'lognormal', median, p95 }) as const;

/** Comes and goes around the hours of an office. */
function office(absence: 'shutdown' | 'sleep' | 'offNetwork', attendance: number) {
  return {
    pattern: 'officeHours',
    weekdays: 0b11111,
    fromMs: 8 * HOUR_MS,
    toMs: 17 * HOUR_MS,
    jitter: uniform(0, 2 * HOUR_MS),
    attendance,
    absence,
  } as const;
}

const USER = {
  ...group().user,
  signedIn: 'officeHours',
  restartShare: 0.3,
  restartAfter: uniform(0, HOUR_MS),
} as const;

/**
 * 860 clients with every kind of absence, two WSUS servers and two management points with small queues, a slow branch,
 * refusals, outages of every role, and two deployments of which one supersedes.
 */
export function mixedScenario(changes: Partial<Scenario> = {}): Scenario {
  const base = smallScenario();
  const fleet = smallScenario({
    horizonMs: 13 * DAY_MS + 5 * HOUR_MS,
    initial: { mode: 'steadyState', patchedShareByLag: [0.8, 0.2] },
    catalog: {
      products: ['Windows', 'Windows Server'],
      updates: [
        MAY,
        update({ ...JUNE, sizeBytes: 60_000_000 }),
        update({
          id: 'net',
          kb: 'KB0000007',
          kind: 'DotNetCU',
          sizeBytes: 30_000_000,
          expiresMs: 9 * DAY_MS,
        }),
        update({ id: 'server', kb: 'KB0000008', product: 1 }),
        update({ id: 'stack', kb: 'KB0000009', kind: 'SSU', sizeBytes: 5_000_000 }),
        update({ id: 'out of band', kb: 'KB0000010', releasedMs: 6 * DAY_MS, supersedes: [1] }),
      ],
      origin: 'made for tests',
    },
    locations: [
      { name: 'head office', link: null },
      {
        name: 'branch',
        link: { bytesPerSecond: 2_500_000, latencyMs: 40, flowBytesPerSecondMax: 1_000_000 },
      },
    ],
    softwareUpdatePoints: [
      updatePoint({ servers: 1, deltaScan: lognormal(2000, 30_000), queueLimit: 5 }),
      updatePoint({ name: 'SUP2', location: 1, servers: 2, queueLimit: 0, database: 1 }),
    ],
    managementPoints: [
      managementPoint({ servers: 2, request: lognormal(50, 2000), queueLimit: 3 }),
      managementPoint({
        name: 'MP2',
        location: 1,
        servers: 1,
        request: lognormal(500, 20_000),
        fileMoverMs: 0,
      }),
    ],
    distributionPoints: [
      distributionPoint(),
      distributionPoint({ name: 'DP2', location: 1, bytesPerSecond: 3_000_000 }),
    ],
    siteChanges: {
      synchronization: {
        ...SYNCHRONIZATION,
        startsMs: Array.from({ length: 13 }, (_, day) => day * DAY_MS + 2 * HOUR_MS),
      },
    },
    groups: [
      group({ name: 'sleepers', count: 200, presence: office('sleep', 1), user: USER }),
      group({ name: 'office', count: 200, presence: office('shutdown', 1), user: USER, location: 1 }),
      group({ name: 'roaming', count: 150, presence: office('offNetwork', 0.6), user: USER }),
      group({
        name: 'lab',
        kind: 'server',
        count: 150,
        user: { ...USER, signedIn: 'always' },
        location: 1,
        content: contentFrom(1),
        presence: {
          pattern: 'upDown',
          up: lognormal(6 * HOUR_MS, 2 * DAY_MS),
          down: { law: 'exponential', mean: 3 * HOUR_MS },
          absence: 'shutdown',
        },
      }),
      group({ name: 'kiosks', count: 100, location: 1, user: { ...USER, signedIn: 'always' } }),
      group({ name: 'servers', count: 60, product: 1, kind: 'server' }),
    ],
    deployments: [
      deployment({
        updates: [1, 2, 3, 4],
        groups: [0, 1, 2, 3, 4, 5],
        deadlineDelay: uniform(0, 2 * HOUR_MS),
        verbosity: 'all',
      }),
      deployment({
        name: 'out of band',
        updates: [5],
        groups: [0, 1, 3],
        createdMs: 6 * DAY_MS + 6 * HOUR_MS,
        availableMs: [6 * DAY_MS + 6 * HOUR_MS],
        deadlineMs: [8 * DAY_MS + 12 * HOUR_MS],
        releasedMs: 6 * DAY_MS,
        verbosity: 'successAndErrors',
      }),
    ],
    actions: [
      { verb: 'outage', atMs: 2 * DAY_MS + 9 * HOUR_MS, target: { role: 'softwareUpdatePoint', index: 0 } },
      { verb: 'restore', atMs: 2 * DAY_MS + 10 * HOUR_MS, target: { role: 'softwareUpdatePoint', index: 0 } },
      { verb: 'outage', atMs: 2 * DAY_MS + 11 * HOUR_MS, target: { role: 'distributionPoint', index: 0 } },
      { verb: 'restore', atMs: 2 * DAY_MS + 14 * HOUR_MS, target: { role: 'distributionPoint', index: 0 } },
      { verb: 'scanNow', atMs: 3 * DAY_MS + 11 * HOUR_MS, groups: [0, 4] },
      {
        verb: 'outage',
        atMs: 3 * DAY_MS + 11 * HOUR_MS + 2000,
        target: { role: 'softwareUpdatePoint', index: 1 },
      },
      { verb: 'restore', atMs: 4 * DAY_MS, target: { role: 'softwareUpdatePoint', index: 1 } },
      { verb: 'outage', atMs: 4 * DAY_MS + 9 * HOUR_MS, target: { role: 'link', index: 1 } },
      { verb: 'restore', atMs: 4 * DAY_MS + 12 * HOUR_MS, target: { role: 'link', index: 1 } },
      {
        verb: 'outage',
        atMs: 5 * DAY_MS + 12 * HOUR_MS + 20 * MINUTE_MS,
        target: { role: 'managementPoint', index: 1 },
      },
      { verb: 'restore', atMs: 5 * DAY_MS + 16 * HOUR_MS, target: { role: 'managementPoint', index: 1 } },
      { verb: 'setCapacity', atMs: 6 * DAY_MS, target: { role: 'link', index: 1 }, value: 500_000 },
      { verb: 'syncNow', site: 0, full: false, atMs: 6 * DAY_MS + HOUR_MS },
    ],
    clientSettings: { ...base.clientSettings, scanTtlMs: 12 * HOUR_MS },
    assumptions: {
      ...base.assumptions,
      scanTimeoutMs: 20 * SECOND_MS,
      fullMetadataBytes: 4_000_000,
      scanEvaluation: lognormal(MINUTE_MS, 10 * MINUTE_MS),
      restartDuration: lognormal(3 * MINUTE_MS, 10 * MINUTE_MS),
      installDuration: {
        LCU: lognormal(15 * MINUTE_MS, 45 * MINUTE_MS),
        DotNetCU: lognormal(4 * MINUTE_MS, 12 * MINUTE_MS),
        SSU: uniform(MINUTE_MS, 3 * MINUTE_MS),
        other: uniform(0, MINUTE_MS),
      },
    },
  });
  return completed({ ...fleet, ...changes });
}

/**
 * The same clients below a central administration site: a primary site at head office, and a secondary site with its
 * own software update point and management point in the branch, over whose link everything travels between them.
 */
export function mixedHierarchy(): Scenario {
  const fleet = mixedScenario();
  const [top] = fleet.sites;
  const below = { ...top!.synchronization, startsMs: [], offeredMs: [] };
  const replication = {
    globalIntervalMs: 2 * MINUTE_MS,
    itemBytes: 50_000,
    stateIntervalMs: 5 * MINUTE_MS,
    fileIntervalMs: MINUTE_MS,
    messageBytes: 500,
  };
  const [primary, secondary] = [1, 2];
  const siteAt = (location: number) => (location === 0 ? primary : secondary);
  const points = fleet.softwareUpdatePoints.map((point) => ({ ...point, site: siteAt(point.location) }));
  return {
    ...fleet,
    sites: [
      { ...top!, name: 'CAS', kind: 'centralAdministration', stateSystem: null },
      { ...top!, parent: 0, synchronization: below, replication },
      {
        ...top!,
        name: 'S01',
        kind: 'secondary',
        parent: primary,
        location: 1,
        synchronization: below,
        stateSystem: null,
        replication,
      },
    ],
    softwareUpdatePoints: [...points, updatePoint({ name: 'SUP3', site: 0, database: 2 })],
    managementPoints: fleet.managementPoints.map((point) => ({ ...point, site: siteAt(point.location) })),
    distributionPoints: fleet.distributionPoints.map((point) => ({ ...point, site: siteAt(point.location) })),
    groups: fleet.groups.map((each) => ({
      ...each,
      site: siteAt(each.location),
      updatePoints: { own: [each.location], neighbours: [] },
      managementPoints: [each.location],
    })),
  };
}
