import { describe, test } from 'vitest';
import { Clients } from '../../src/model/client/clients.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { Action, Location, Replication, Scenario } from '../../src/model/scenario.ts';
import { Luck } from '../../src/sim/random.ts';
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
  nineToFive,
  runFleet,
  SECOND_MS,
  SYNCHRONIZATION,
  site,
  update,
  updatePoint,
} from '../model/small-fleet.ts';
import { ASSUMPTIONS, NEW, quiet, scanAt, tickAfter } from './one-client.ts';
import { expectTrace, traceOf } from './trace.ts';

/** June's update has come with the synchronization of day one; on day two nothing else happens by itself. */
const AT_MS = 2 * DAY_MS;
const LEARNS_MS = 1.5 * DAY_MS;

const outage = (index: number, fromMs: number, toMs: number): Action[] => {
  const target = { role: 'softwareUpdatePoint', index } as const;
  return [
    { verb: 'outage', atMs: fromMs, target },
    { verb: 'restore', atMs: toMs, target },
  ];
};

const SCHEDULE = { scanIntervalMs: 5 * DAY_MS, scanJitter: fixed(0) };

/** When the client of a scenario scans on its schedule, first after an instant. */
function scheduledMs(scenario: Scenario, afterMs: number): number {
  const { calendar } = new Fleet(scenario, 0).parts;
  return tickAfter(afterMs, calendar.schedule.anchorMs[0]!, scenario.clientSettings.scanIntervalMs);
}

describe('one scan', () => {
  test('S9.3 of the schedule, outside the time to live', () => {
    const scenario = quiet({ clientSettings: SCHEDULE });
    const dueMs = scheduledMs(scenario, AT_MS);
    expectTrace('schedule-outside', traceOf(scenario, { fromMs: dueMs - 1, untilMs: dueMs + HOUR_MS }));
  });

  test('S6.12 of the schedule, inside the time to live', () => {
    const dueMs = scheduledMs(quiet({ clientSettings: SCHEDULE }), AT_MS);
    const scenario = quiet({ clientSettings: SCHEDULE, actions: [scanAt(dueMs - 10 * HOUR_MS)] });
    expectTrace('schedule-inside', traceOf(scenario, { fromMs: dueMs - 1, untilMs: dueMs + HOUR_MS }));
  });

  test('S9.4b of a user inside the time to live, which begins anew', () => {
    const users = { groups: [group({ scanCycle: fixed(7 * DAY_MS) })] };
    const actMs = firstActMs(quiet(users));
    const scenario = quiet({
      ...users,
      actions: [scanAt(actMs - 10 * HOUR_MS)],
      deployments: [
        deployment({
          name: 'May updates',
          updates: [0],
          createdMs: actMs,
          deadlineMs: [actMs + 20 * HOUR_MS],
        }),
      ],
    });
    expectTrace('user-scan', traceOf(scenario, { fromMs: actMs - 1, untilMs: actMs + 21 * HOUR_MS }));
  });

  test('S9.5 of the re-evaluation schedule, after which a deployment goes on', () => {
    const scenario = quiet({
      clientSettings: { reevaluationIntervalMs: 6 * DAY_MS, reevaluationJitter: fixed(0) },
      deployments: [deployment({ deadlineMs: [9 * DAY_MS] })],
      actions: [scanAt(DAY_MS + HOUR_MS)],
    });
    const { reevaluation } = new Fleet(scenario, 0).parts.calendar;
    const dueMs = tickAfter(3 * DAY_MS, reevaluation.anchorMs[0]!, 6 * DAY_MS);
    expectTrace('re-evaluation', traceOf(scenario, { fromMs: dueMs - 1, untilMs: dueMs + HOUR_MS }));
  });

  test('S6.2 of a new client, the first of its life, with all metadata', () => {
    const scenario = quiet({
      initial: NEW,
      locations: [
        { name: 'head office', link: null },
        {
          name: 'branch',
          link: { bytesPerSecond: 10_000_000, latencyMs: 20, flowBytesPerSecondMax: 10_000_000 },
        },
      ],
      groups: [group({ location: 1 })],
      assumptions: { ...ASSUMPTIONS, sourceWait: fixed(90 * SECOND_MS), sourceSettleMs: 30 * SECOND_MS },
    });
    expectTrace('new-client', traceOf(scenario, { untilMs: 4 * HOUR_MS }));
  });
});

/** When the user of the only client starts the scan cycle for the first time. */
function firstActMs(scenario: Scenario): number {
  const fleet = new Fleet(scenario, 0);
  while (fleet.parts.scans.running[0] === 0) fleet.run(fleet.nowMs + SECOND_MS);
  const slow = new Fleet(scenario, 0);
  slow.run(fleet.nowMs - SECOND_MS);
  while (slow.parts.scans.running[0] === 0) slow.run(slow.nowMs + 1);
  return slow.nowMs;
}

describe('a deployment', () => {
  test('S7.4a that is required, from its policy to the report that it is installed', () => {
    const scenario = quiet({
      groups: [group({ user: { ...NOBODY, signedIn: 'always' } })],
      deployments: [deployment()],
      actions: [scanAt(LEARNS_MS)],
    });
    expectTrace('deployment', traceOf(scenario, { fromMs: AT_MS - 1, untilMs: 5 * DAY_MS + 15 * HOUR_MS }));
  });

  test('D2.4 of an update that another one replaces: a scan hides the old one', () => {
    const july = update({
      id: 'july',
      kb: 'KB0000007',
      title: 'July',
      releasedMs: 2.5 * DAY_MS,
      supersedes: [1],
    });
    const scenario = quiet({
      catalog: { products: ['Windows'], updates: [MAY, JUNE, july], origin: 'made for tests' },
      siteChanges: {
        synchronization: { ...SYNCHRONIZATION, startsMs: [DAY_MS + 2 * HOUR_MS, 3 * DAY_MS] },
      },
      deployments: [deployment({ deadlineMs: [5 * DAY_MS] })],
      actions: [scanAt(LEARNS_MS), scanAt(3.5 * DAY_MS)],
    });
    expectTrace('superseded', traceOf(scenario, { fromMs: 3 * DAY_MS - 1, untilMs: 5 * DAY_MS + HOUR_MS }));
  });
});

describe('a scan in trouble', () => {
  const twoPoints = [updatePoint(), updatePoint({ name: 'SUP2', database: 1 })];

  test('D4.4 is refused, and tried again every half hour', () => {
    const scenario = quiet({
      actions: [...outage(0, AT_MS - MINUTE_MS, AT_MS + 40 * MINUTE_MS), scanAt(LEARNS_MS), scanAt(AT_MS)],
    });
    expectTrace('refused', traceOf(scenario, { fromMs: AT_MS - 1, untilMs: AT_MS + 2 * HOUR_MS }));
  });

  test('D4.5 turns to the next server when the fourth retry has failed', () => {
    const base = quiet({ softwareUpdatePoints: twoPoints });
    const home = new Fleet(base, 0).parts.selection.pointOf[0]!;
    const actions = [...outage(home, AT_MS - MINUTE_MS, 9 * DAY_MS), scanAt(LEARNS_MS), scanAt(AT_MS)];
    expectTrace(
      'next-server',
      traceOf({ ...base, actions }, { fromMs: AT_MS - 1, untilMs: AT_MS + 3 * HOUR_MS }),
    );
  });

  test('D4.8 turns to a neighbour after 120 minutes', () => {
    const scenario = quiet({
      softwareUpdatePoints: twoPoints,
      groups: [group({ updatePoints: { own: [0], neighbours: [{ afterMs: 10 * MINUTE_MS, points: [1] }] } })],
      actions: [...outage(0, AT_MS - MINUTE_MS, 9 * DAY_MS), scanAt(LEARNS_MS), scanAt(AT_MS)],
    });
    expectTrace('neighbour', traceOf(scenario, { fromMs: AT_MS - 1, untilMs: AT_MS + 3 * HOUR_MS }));
  });

  test('D4.15 gets no answer in time, and waits for the next trigger', () => {
    const scenario = quiet({
      groups: [group({ count: 2 })],
      softwareUpdatePoints: [updatePoint({ servers: 1, deltaScan: fixed(15 * MINUTE_MS) })],
      deployments: [
        deployment({
          name: 'May updates',
          updates: [0],
          createdMs: AT_MS + HOUR_MS,
          deadlineMs: [9 * DAY_MS],
        }),
      ],
      actions: [scanAt(AT_MS)],
    });
    const { failed } = runFleet(scenario, AT_MS + HOUR_MS).parts.scans;
    const client = failed.findIndex((triggers) => triggers !== 0);
    expectTrace('timed-out', traceOf(scenario, { fromMs: AT_MS - 1, untilMs: AT_MS + 3 * HOUR_MS, client }));
  });

  test('D4.11 waits while its laptop is off the network', () => {
    const scenario = quiet({
      groups: [group({ kind: 'laptop', presence: nineToFive('offNetwork') })],
      actions: [scanAt(LEARNS_MS), scanAt(AT_MS + 20 * HOUR_MS)],
    });
    expectTrace(
      'off-network',
      traceOf(scenario, { fromMs: AT_MS + 16 * HOUR_MS, untilMs: AT_MS + 34 * HOUR_MS }),
    );
  });

  test('D4.12 is broken off by a shutdown, and made anew after the boot', () => {
    const leavesMs = AT_MS + 17 * HOUR_MS;
    const scenario = quiet({
      groups: [group({ presence: nineToFive('shutdown') })],
      actions: [scanAt(LEARNS_MS), scanAt(leavesMs - 5 * SECOND_MS)],
    });
    expectTrace(
      'shutdown',
      traceOf(scenario, { fromMs: leavesMs - MINUTE_MS, untilMs: leavesMs + 17 * HOUR_MS }),
    );
  });
});

const LOCATIONS: readonly Location[] = [
  { name: 'head office', link: null },
  { name: 'branch', link: { bytesPerSecond: 10_000, latencyMs: 40, flowBytesPerSecondMax: 10_000 } },
];
const REPLICATION: Replication = {
  globalIntervalMs: 2 * MINUTE_MS,
  itemBytes: 20_000,
  stateIntervalMs: 5 * MINUTE_MS,
  fileIntervalMs: MINUTE_MS,
  messageBytes: 2000,
};
const BELOW = {
  synchronization: { ...SYNCHRONIZATION, startsMs: [], offeredMs: [] },
  replication: REPLICATION,
};
const CENTRAL = site({ name: 'CAS', kind: 'centralAdministration', stateSystem: null });
const SYNC_MS = SYNCHRONIZATION.startsMs[0]!;

/** June's update is small enough for the links of these tests. */
const SMALL_JUNE: Pick<Scenario, 'catalog'> = {
  catalog: {
    products: ['Windows'],
    updates: [MAY, { ...JUNE, sizeBytes: 10_000 }],
    origin: 'made for tests',
  },
};

describe('what a site knows', () => {
  test('D7.10 becomes whole again 48 hours after a damaged file left a gap', () => {
    const july = update({ id: 'july', kb: 'KB7', title: 'July', releasedMs: 3 * DAY_MS, supersedes: [] });
    const scenarioOf = (seed: string, corruptShare: number) =>
      quiet({
        seed,
        catalog: { products: ['Windows'], updates: [MAY, JUNE, july], origin: 'made for tests' },
        siteChanges: {
          synchronization: { ...SYNCHRONIZATION, startsMs: [DAY_MS + 2 * HOUR_MS, 3 * DAY_MS + 2 * HOUR_MS] },
          stateSystem: { corruptShare },
        },
        actions: [scanAt(AT_MS), scanAt(4 * DAY_MS)],
      });
    expectTrace(
      'damaged-file',
      traceOf(firstFileDamaged(scenarioOf), { fromMs: AT_MS - 1, untilMs: 6 * DAY_MS + 3 * HOUR_MS }),
    );
  });

  test('D8.3 reaches the central administration site by replication', () => {
    const scenario = quiet({
      ...SMALL_JUNE,
      locations: LOCATIONS,
      sites: [CENTRAL, site({ ...BELOW, parent: 0, location: 1 })],
      softwareUpdatePoints: [updatePoint(), updatePoint({ name: 'SUP2', site: 1, location: 1 })],
      managementPoints: [managementPoint({ site: 1, location: 1 })],
      distributionPoints: [distributionPoint({ site: 1, location: 1 })],
      groups: [group({ site: 1, location: 1 })],
      deployments: [deployment({ createdMs: 9 * DAY_MS })],
      actions: [scanAt(SYNC_MS + HOUR_MS)],
    });
    expectTrace('central', traceOf(scenario, { fromMs: SYNC_MS - 1, untilMs: SYNC_MS + 2 * HOUR_MS }));
  });

  test('D7.15 comes from a client of a secondary site by way of its parent', () => {
    const scenario = quiet({
      ...SMALL_JUNE,
      locations: LOCATIONS,
      sites: [
        site(),
        site({ ...BELOW, name: 'S01', kind: 'secondary', parent: 0, location: 1, stateSystem: null }),
      ],
      softwareUpdatePoints: [updatePoint(), updatePoint({ name: 'SUP2', site: 1, location: 1 })],
      managementPoints: [managementPoint({ name: 'MP2', site: 1, location: 1, fileMoverMs: 0 })],
      distributionPoints: [distributionPoint({ site: 1, location: 1 })],
      groups: [group({ site: 1, location: 1 })],
      actions: [scanAt(SYNC_MS + HOUR_MS)],
    });
    expectTrace('secondary', traceOf(scenario, { fromMs: SYNC_MS - 1, untilMs: SYNC_MS + 2 * HOUR_MS }));
  });
});

describe('a client that cannot scan', () => {
  test('S1.6a for updates are disabled for its collection', () => {
    const scenario = quiet({
      initial: NEW,
      groups: [group({ updatePoints: null })],
      deployments: [deployment({ createdMs: AT_MS, deadlineMs: [AT_MS + 12 * HOUR_MS] })],
    });
    expectTrace('disabled', traceOf(scenario, { untilMs: 4 * DAY_MS }));
  });

  test('S1.15a for its site has no software update point', () => {
    const scenario = quiet({
      ...SMALL_JUNE,
      initial: NEW,
      sites: [CENTRAL, site({ ...BELOW, parent: 0 })],
      softwareUpdatePoints: [updatePoint()],
      managementPoints: [managementPoint({ site: 1 })],
      distributionPoints: [distributionPoint({ site: 1 })],
      groups: [group({ site: 1, updatePoints: { own: [], neighbours: [] } })],
      deployments: [deployment({ createdMs: AT_MS, deadlineMs: [AT_MS + 12 * HOUR_MS] })],
    });
    expectTrace('no-server', traceOf(scenario, { untilMs: 4 * DAY_MS }));
  });
});

/** The scenario with a seed and a share of damaged files by which only the first file of the client is damaged. */
function firstFileDamaged(scenarioOf: (seed: string, corruptShare: number) => Scenario): Scenario {
  for (let number = 1; ; number++) {
    const seed = String(number);
    const luck = new Luck(seed, 0);
    const clients = new Clients(scenarioOf(seed, 0).groups, luck);
    const draw = (serial: number) => clients.draw(luck.key('state file is damaged'), 0, serial);
    const rest = Math.min(draw(1), draw(2));
    if (draw(0) < rest) return scenarioOf(seed, (draw(0) + rest) / 2);
  }
}
