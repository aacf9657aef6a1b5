import { describe, expect, it } from 'vitest';
import { type RunResult, SITE_EVENTS } from '../../src/model/results.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { Compliance } from '../../src/model/updates/update-states.ts';
import {
  DAY_MS,
  deployment,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  runFleet,
  SECOND_MS,
  SYNCHRONIZATION,
  smallScenario,
  update,
  updatePoint,
} from './small-fleet.ts';

type SiteEvent = (typeof SITE_EVENTS)[number];

/** The steps of the site's synchronizations, one line each: what, on which server, at which instant. */
function syncEvents({ events }: RunResult) {
  const rows = Array.from({ length: events.length }, (_, row) => ({
    event: SITE_EVENTS[events.get(row, 'code')]!,
    server: events.get(row, 'subject'),
    updates: events.get(row, 'detail'),
    atMs: events.get(row, 't'),
  }));
  return rows.filter(({ event }) => /sync|Sync|replica/.test(event));
}

const instantsOf = (result: RunResult, event: SiteEvent) =>
  syncEvents(result)
    .filter((row) => row.event === event)
    .map(({ atMs }) => atMs);

const SUP = { role: 'softwareUpdatePoint', index: 0 } as const;
const START_MS = DAY_MS + 2 * HOUR_MS;

/** Three updates are new at the first synchronization: June and two small ones. */
const UPDATES = [
  MAY,
  JUNE,
  update({ id: 'june-net', kb: 'KB0000007', kind: 'DotNetCU', releasedMs: DAY_MS }),
  update({ id: 'june-ssu', kb: 'KB0000008', kind: 'SSU', releasedMs: DAY_MS + HOUR_MS }),
];
const NEW_COUNT = 3;

function syncScenario(
  changes: Parameters<typeof smallScenario>[0] = {},
  actions: readonly Action[] = [],
): Scenario {
  return smallScenario({
    catalog: { products: ['Windows'], updates: UPDATES, origin: 'made for tests' },
    deployments: [],
    actions,
    ...changes,
  });
}

const SYNC = SYNCHRONIZATION;
const wsusMs = (updateCount: number) => SYNC.wsusFixedMs + SYNC.wsusPerUpdateMs * updateCount;
const databaseMs = (updateCount: number) => SYNC.databaseFixedMs + SYNC.databasePerUpdateMs * updateCount;
/** From the start of a synchronization until the site database has it. */
const syncMs = (updateCount: number) => wsusMs(updateCount) + SYNC.settleMs + databaseMs(updateCount);

describe('a synchronization of the site', () => {
  it('takes the WSUS step, two minutes to settle, and the step to the site database', () => {
    expect(syncEvents(runFleet(syncScenario()).result())).toEqual([
      { event: 'syncStarted', server: -1, updates: 0, atMs: START_MS },
      { event: 'wsusSyncing', server: 0, updates: NEW_COUNT, atMs: START_MS },
      {
        event: 'databaseSyncing',
        server: -1,
        updates: NEW_COUNT,
        atMs: START_MS + wsusMs(NEW_COUNT) + SYNC.settleMs,
      },
      { event: 'syncCompleted', server: -1, updates: NEW_COUNT, atMs: START_MS + syncMs(NEW_COUNT) },
    ]);
  });

  it('gives the default server its new version after settling, and the site database a step later', () => {
    const scenario = syncScenario();
    const served = (atMs: number) => runFleet(scenario, atMs).parts.updatePoints.versionOf(0);
    const stored = (atMs: number) => runFleet(scenario, atMs).parts.versions.stored[0];
    const settledMs = START_MS + wsusMs(NEW_COUNT) + SYNC.settleMs;
    expect([served(settledMs - 1), served(settledMs)]).toEqual([0, 1]);
    const storedMs = settledMs + databaseMs(NEW_COUNT);
    expect([stored(storedMs - 1), stored(storedMs)]).toEqual([0, 1]);
    const { versions } = runFleet(scenario).parts;
    expect([versions.namedAt(0, storedMs - 1), versions.namedAt(0, storedMs)]).toEqual([0, 1]);
  });

  it('holds what was released up to its start, and nothing later', () => {
    const startsMs = [DAY_MS, DAY_MS + 12 * HOUR_MS];
    const result = runFleet(syncScenario({ siteChanges: { synchronization: { ...SYNC, startsMs } } }));
    const found = syncEvents(result.result()).filter(({ event }) => event === 'syncCompleted');
    expect(found.map(({ updates }) => updates)).toEqual([2, 1]);
    expect(result.parts.versions.of(0).updateCount(1)).toBe(1 + 2);
    expect(result.parts.versions.of(0).updateCount(2)).toBe(1 + 3);
  });

  it('makes a new version of expiries alone, and clients learn that nothing is required any more', () => {
    const expired = update({ expiresMs: 3 * DAY_MS });
    const scenario = smallScenario({
      catalog: { products: ['Windows'], updates: [MAY, expired], origin: 'made for tests' },
      deployments: [],
      siteChanges: {
        synchronization: {
          ...SYNC,
          startsMs: [DAY_MS + HOUR_MS, 3 * DAY_MS + HOUR_MS],
        },
      },
      actions: [
        { verb: 'scanNow', atMs: 2 * DAY_MS, groups: [0] },
        { verb: 'scanNow', atMs: 4 * DAY_MS, groups: [0] },
      ],
    });
    const { parts: before } = runFleet(scenario, 2 * DAY_MS + HOUR_MS);
    expect(before.updates.states.known(0, 1)).toBe(Compliance.required);
    const { parts: after } = runFleet(scenario, 4 * DAY_MS + HOUR_MS);
    expect(after.versions.stored[0]).toBe(2);
    expect(after.updates.states.known(0, 1)).toBe(Compliance.notRequired);
  });

  it('makes no new version when it finds nothing', () => {
    const startsMs = [2 * HOUR_MS, START_MS, START_MS + DAY_MS];
    const fleet = runFleet(syncScenario({ siteChanges: { synchronization: { ...SYNC, startsMs } } }));
    expect(instantsOf(fleet.result(), 'syncCompleted')).toEqual([
      2 * HOUR_MS + syncMs(0),
      START_MS + syncMs(NEW_COUNT),
      START_MS + DAY_MS + syncMs(0),
    ]);
    expect(fleet.parts.versions.of(0).count).toBe(1 + 1);
    expect(fleet.parts.updatePoints.versionOf(0)).toBe(1);
  });

  it('starts at every instant of its schedule, and by hand', () => {
    const startsMs = [2 * DAY_MS, 4 * DAY_MS, 6 * DAY_MS];
    const byHandMs = 5 * DAY_MS;
    const scenario = syncScenario({ siteChanges: { synchronization: { ...SYNC, startsMs } } }, [
      { verb: 'syncNow', site: 0, full: false, atMs: byHandMs },
    ]);
    expect(instantsOf(runFleet(scenario).result(), 'syncStarted')).toEqual(
      [...startsMs, byHandMs].sort((x, y) => x - y),
    );
  });

  it('runs alone: what is asked for meanwhile, however often, is done once after it and finds what came later', () => {
    const late = update({ id: 'july', kb: 'KB0000009', releasedMs: START_MS + 1 });
    const catalog = { products: ['Windows'], updates: [...UPDATES, late], origin: 'made for tests' };
    const byHand = (atMs: number): Action => ({ verb: 'syncNow', site: 0, full: false, atMs });
    const result = runFleet(
      syncScenario({ catalog }, [byHand(START_MS + MINUTE_MS), byHand(START_MS + MINUTE_MS + 1)]),
    ).result();
    const endMs = START_MS + syncMs(NEW_COUNT);
    expect(instantsOf(result, 'syncStarted')).toEqual([START_MS, endMs]);
    expect(instantsOf(result, 'syncCompleted')).toEqual([endMs, endMs + syncMs(1)]);
  });

  it('is followed by one on the new default server when that was replaced meanwhile', () => {
    const target = { role: 'softwareUpdatePoint', index: 1 } as const;
    const result = runFleet(
      syncScenario({ softwareUpdatePoints: [updatePoint(), updatePoint({ name: 'SUP2', database: 1 })] }, [
        { verb: 'makeDefault', atMs: START_MS + MINUTE_MS, target },
      ]),
    ).result();
    const wsus = syncEvents(result).filter(({ event }) => event === 'wsusSyncing');
    expect(wsus.map(({ server }) => server)).toEqual([0, 1]);
    expect(wsus[1]!.atMs).toBe(instantsOf(result, 'replicaSynced')[0]);
  });
});

describe('the other software update points', () => {
  const points = ['SUP1', 'SUP2', 'SUP3'].map((name, database) => updatePoint({ name, database }));
  const secondSup = { role: 'softwareUpdatePoint', index: 1 } as const;

  it('follow as replicas, one after another', () => {
    const fleet = runFleet(syncScenario({ softwareUpdatePoints: points }));
    const result = fleet.result();
    const firstMs = START_MS + syncMs(NEW_COUNT);
    const secondMs = firstMs + wsusMs(NEW_COUNT);
    expect(instantsOf(result, 'replicaSyncing')).toEqual([firstMs, secondMs]);
    expect(instantsOf(result, 'replicaSynced')).toEqual([secondMs, secondMs + wsusMs(NEW_COUNT)]);
    expect([0, 1, 2].map((point) => fleet.parts.updatePoints.versionOf(point))).toEqual([1, 1, 1]);
  });

  it('are passed over while they are down, and catch up when the site tries again an hour later', () => {
    const scenario = syncScenario({ softwareUpdatePoints: points }, [
      { verb: 'outage', atMs: START_MS, target: secondSup },
      { verb: 'restore', atMs: START_MS + HOUR_MS, target: secondSup },
    ]);
    const between = runFleet(scenario, START_MS + HOUR_MS).parts.updatePoints;
    expect([0, 1, 2].map((point) => between.versionOf(point))).toEqual([1, 0, 1]);
    const fleet = runFleet(scenario);
    expect([0, 1, 2].map((point) => fleet.parts.updatePoints.versionOf(point))).toEqual([1, 1, 1]);
    const replicas = syncEvents(fleet.result()).filter(({ event }) => event === 'replicaSynced');
    const firstEndMs = START_MS + syncMs(NEW_COUNT) + wsusMs(NEW_COUNT);
    const caughtUpMs = firstEndMs + SYNC.retryMs + syncMs(0) + wsusMs(NEW_COUNT);
    expect(replicas.map(({ server, atMs }) => [server, atMs])).toEqual([
      [2, firstEndMs],
      [1, caughtUpMs],
      [2, caughtUpMs + wsusMs(0)],
    ]);
  });
});

describe('a synchronization that fails', () => {
  it('because the default server is down is tried again every hour until it works', () => {
    const restoreMs = START_MS + 90 * MINUTE_MS;
    const scenario = syncScenario({}, [
      { verb: 'outage', atMs: START_MS - MINUTE_MS, target: SUP },
      { verb: 'restore', atMs: restoreMs, target: SUP },
    ]);
    const result = runFleet(scenario).result();
    const tries = [0, 1, 2].map((number) => START_MS + number * SYNC.retryMs);
    expect(instantsOf(result, 'syncStarted')).toEqual(tries);
    expect(instantsOf(result, 'syncFailed')).toEqual(tries.slice(0, 2));
    expect(instantsOf(result, 'syncCompleted')).toEqual([tries[2]! + syncMs(NEW_COUNT)]);
  });

  it('during its WSUS step fails at the end of the step', () => {
    const scenario = syncScenario({}, [
      { verb: 'outage', atMs: START_MS + SECOND_MS, target: SUP },
      { verb: 'restore', atMs: START_MS + HOUR_MS, target: SUP },
    ]);
    const result = runFleet(scenario).result();
    const failedMs = START_MS + wsusMs(NEW_COUNT);
    expect(instantsOf(result, 'syncFailed')).toEqual([failedMs]);
    expect(instantsOf(result, 'syncCompleted')).toEqual([failedMs + SYNC.retryMs + syncMs(NEW_COUNT)]);
  });

  it('is tried again once, and not at all when the schedule comes first and succeeds', () => {
    const startsMs = [START_MS, START_MS + 30 * MINUTE_MS, START_MS + DAY_MS];
    const scenario = syncScenario({ siteChanges: { synchronization: { ...SYNC, startsMs } } }, [
      { verb: 'outage', atMs: START_MS - MINUTE_MS, target: SUP },
      { verb: 'restore', atMs: START_MS + 2 * HOUR_MS, target: SUP },
    ]);
    const restored = syncScenario({ siteChanges: { synchronization: { ...SYNC, startsMs } } }, [
      { verb: 'outage', atMs: START_MS - MINUTE_MS, target: SUP },
      { verb: 'restore', atMs: START_MS + 20 * MINUTE_MS, target: SUP },
    ]);
    expect(instantsOf(runFleet(restored).result(), 'syncStarted')).toEqual(startsMs);
    const tries = [0, 1, 2].map((number) => startsMs[1]! + number * SYNC.retryMs);
    expect(instantsOf(runFleet(scenario).result(), 'syncStarted')).toEqual([START_MS, ...tries, startsMs[2]]);
  });
});

describe('a deployment', () => {
  it('that is created before its updates are synchronized waits for the synchronization', () => {
    const scenario = smallScenario({ deployments: [deployment({ createdMs: DAY_MS + HOUR_MS })] });
    const { events } = runFleet(scenario).result();
    const created = Array.from({ length: events.length }, (_, row) => row).filter(
      (row) => events.get(row, 'code') === SITE_EVENTS.indexOf('deploymentCreated'),
    );
    expect(created.map((row) => events.get(row, 't'))).toEqual([START_MS + syncMs(1)]);
  });
});
