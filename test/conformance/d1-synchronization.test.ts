import { describe, expect, test } from 'vitest';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import {
  databaseMs,
  hierarchyScenario,
  instantsAt,
  linesOf,
  NEW_COUNT,
  P01,
  START_MS,
  topMs,
  UPDATES,
  wsusMs,
} from '../model/hierarchy.ts';
import {
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  runFleet,
  SECOND_MS,
  SYNCHRONIZATION as SYNC,
  updatePoint,
} from '../model/small-fleet.ts';
import { hierarchyWith, loadText, mistakesOf, SMALL, smallWith } from '../scenario/loading.ts';
import { alone, CAS_MS, down, P01_MS, point, servedBy, storedAt, syncNow, up } from './sites.ts';

const END_MS = START_MS + topMs(NEW_COUNT);
const resultOf = (scenario: Scenario) => runFleet(scenario).result();
const points = ['SUP1', 'SUP2', 'SUP3'].map((name, database) => updatePoint({ name, database }));
const synchronizationOf = (text: string) => loadText(text).scenario!.sites[0]!.synchronization;
/** How many updates the synchronizations of a stand-alone site carried, and which were full. */
const carried = (scenario: Scenario) =>
  linesOf(resultOf(scenario), ['syncCompleted']).map(({ updates, full }) => [updates, full]);

describe('the status messages of a synchronization', () => {
  test('D1.1 begin with its start, 6701', () => {
    expect(linesOf(resultOf(alone()))[0]).toMatchObject({ atMs: START_MS, event: 'syncStarted' });
  });

  test('D1.2 tell of the WSUS step, 6704, then of the site database, 6705, and last of the replicas, 6706', () => {
    const lines = linesOf(resultOf(alone({}, { softwareUpdatePoints: points.slice(0, 2) })), [
      'wsusSyncing',
      'databaseSyncing',
      'replicaSyncing',
    ]);
    expect(lines.map(({ event, atMs }) => [event, atMs])).toEqual([
      ['wsusSyncing', START_MS],
      ['databaseSyncing', START_MS + wsusMs(NEW_COUNT) + SYNC.settleMs],
      ['replicaSyncing', END_MS],
    ]);
  });

  test('D1.3 tell of a failure, 6703', () => {
    const failing = alone({}, { actions: [down(point(0), START_MS + 1)], horizonMs: START_MS + HOUR_MS });
    expect(instantsAt(resultOf(failing), 'P01', 'syncFailed')).toEqual([START_MS + wsusMs(NEW_COUNT)]);
    expect(instantsAt(resultOf(alone()), 'P01', 'syncFailed')).toEqual([]);
  });
});

describe('a synchronization', () => {
  test('D1.4 lets the results of its WSUS step settle for 2 minutes, also at a child site', () => {
    expect(synchronizationOf(SMALL).settleMs).toBe(2 * MINUTE_MS);
    const atTop = instantsAt(resultOf(alone()), 'P01', 'databaseSyncing')[0]!;
    expect(atTop - START_MS - wsusMs(NEW_COUNT)).toBe(SYNC.settleMs);
    const completedMs = (settleMs: number) =>
      instantsAt(resultOf(hierarchyScenario({ below: { settleMs } })), 'P01', 'syncCompleted')[0]!;
    expect(completedMs(2 * SYNC.settleMs) - completedMs(SYNC.settleMs)).toBe(SYNC.settleMs);
  });

  test('D1.5 takes longer the more it brings: 130 updates take WSUS 71 s, and 3 min 53 s in all', () => {
    const { wsusFixedMs, wsusPerUpdateMs, settleMs, databaseFixedMs, databasePerUpdateMs } =
      synchronizationOf(SMALL);
    const inWsusMs = wsusFixedMs + 130 * wsusPerUpdateMs;
    expect(inWsusMs).toBe(71 * SECOND_MS);
    expect(inWsusMs + settleMs + databaseFixedMs + 130 * databasePerUpdateMs).toBe(
      3 * MINUTE_MS + 53 * SECOND_MS,
    );
    const endMs = (changes: Partial<typeof SYNC>) =>
      instantsAt(resultOf(alone(changes)), 'P01', 'syncCompleted')[0];
    expect(endMs({})).toBe(START_MS + wsusMs(NEW_COUNT) + SYNC.settleMs + databaseMs(NEW_COUNT));
    expect(endMs({ offeredMs: UPDATES.map(() => Infinity) })).toBe(START_MS + topMs(0));
  });

  test('D1.6 of a child site is its WSUS step alone: its database has what was replicated', () => {
    const result = resultOf(hierarchyScenario());
    expect(linesOf(result, ['databaseSyncing']).map(({ site }) => site)).toEqual(['CAS']);
    const [arrivesMs] = instantsAt(result, 'P01', 'itemsReplicated');
    expect(arrivesMs).toBeLessThan(P01_MS);
    const away = hierarchyScenario({ actions: [down(point(P01!), CAS_MS - 1)] });
    expect(storedAt(runFleet(away), [P01!])).toEqual([1]);
  });

  test('D1.7 raises the content version that policy names if it changes anything, else it does not', () => {
    const startsMs = [START_MS, START_MS + DAY_MS];
    const named = (atMs: number) => runFleet(alone({ startsMs }), atMs).parts.versions.named(0);
    expect([named(END_MS - 1), named(END_MS), named(START_MS + 2 * DAY_MS)]).toEqual([0, 1, 1]);
    const later = alone({
      startsMs,
      offeredMs: UPDATES.map(({ id, releasedMs }) => (id === 'june' ? END_MS : releasedMs)),
    });
    expect(runFleet(later).parts.versions.named(0)).toBe(2);
  });

  test('D1.8 asks the child sites before the replicas of its own site', () => {
    const result = resultOf(hierarchyScenario());
    const lines = linesOf(result, ['childRequested', 'replicaSyncing']).filter(({ site }) => site === 'P01');
    expect(lines.map(({ event, atMs }) => [event, atMs])).toEqual([
      ['childRequested', P01_MS],
      ['replicaSyncing', P01_MS],
    ]);
    const [startedMs] = instantsAt(result, 'S01', 'syncStarted');
    expect(startedMs).toBeLessThan(instantsAt(result, 'P01', 'replicaSynced')[0]!);
  });

  test('D1.13 carries only what has changed since the last success', () => {
    const startsMs = [START_MS, 3 * DAY_MS];
    const actions = [syncNow(0, 4 * DAY_MS)];
    expect(carried(alone({ startsMs }, { actions }))).toEqual([
      [NEW_COUNT, false],
      [0, false],
      [0, false],
    ]);
    const failed = [down(point(0), START_MS - 1), up(point(0), START_MS + 1)];
    expect(carried(alone({ startsMs }, { actions: failed }))[0]).toEqual([NEW_COUNT, false]);
  });

  test('D1.14 is full when the last full one is 7 days old', () => {
    expect(synchronizationOf(SMALL).fullEveryMs).toBe(7 * DAY_MS);
    const [fullEveryMs, beforeMs] = [7 * DAY_MS, 7 * DAY_MS - HOUR_MS];
    expect(carried(alone({ startsMs: [beforeMs, fullEveryMs], fullEveryMs }))).toEqual([
      [NEW_COUNT, false],
      [UPDATES.length, true],
    ]);
  });

  test('D1.15a is full after another software update point has become the default one', () => {
    const actions: Action[] = [{ verb: 'makeDefault', atMs: START_MS - 1, target: point(1) }];
    const scenario = alone({}, { softwareUpdatePoints: points });
    expect(carried({ ...scenario, actions })).toEqual([[UPDATES.length, true]]);
    expect(carried(scenario)).toEqual([[NEW_COUNT, false]]);
  });

  test('D1.16 that is asked for by hand is full if it is asked to be', () => {
    const byHand = (full: boolean) =>
      carried(alone({ startsMs: [] }, { actions: [syncNow(0, START_MS, full)] }));
    expect(byHand(false)).toEqual([[NEW_COUNT, false]]);
    expect(byHand(true)).toEqual([[UPDATES.length, true]]);
    const asked = (more: string) =>
      loadText(`${SMALL}actions: [{ at: start, do: syncNow${more} }]\n`).scenario!.actions;
    expect(asked('')).toMatchObject([{ verb: 'syncNow', full: false }]);
    expect(asked(', full: true')).toMatchObject([{ verb: 'syncNow', full: true }]);
  });

  test('D1.17 that failed is tried again after 60 minutes', () => {
    expect(synchronizationOf(SMALL).retryMs).toBe(HOUR_MS);
    for (const retryMs of [HOUR_MS, 20 * MINUTE_MS]) {
      const actions = [down(point(0), START_MS - 1), up(point(0), START_MS + 1)];
      const result = resultOf(alone({ retryMs }, { actions }));
      expect(instantsAt(result, 'P01', 'syncStarted')).toEqual([START_MS, START_MS + retryMs]);
    }
  });

  test('D1.19 brings the updates of an outside publisher too, without the delay of another source', () => {
    const publisher = '\n      publisher: Updates Publisher';
    const offered = (more: string) =>
      synchronizationOf(
        smallWith('size: 750 MB', `size: 750 MB${more}`).replace(
          '20:00 UTC }',
          '20:00 UTC, source: { wsus: upstream, delay: 36 h } }',
        ),
      ).offeredMs;
    const own = synchronizationOf(SMALL).offeredMs;
    const delayed = own.map((atMs) => atMs + 36 * HOUR_MS);
    expect(offered('')).toEqual(delayed);
    expect(offered(publisher)).toEqual([delayed[0], own[1]]);
  });
});

describe('the default software update point', () => {
  test('D1.10 when it has failed lets every synchronization fail until another one is made the default', () => {
    const actions: Action[] = [
      down(point(0), START_MS - 1),
      { verb: 'makeDefault', atMs: START_MS + 1.5 * HOUR_MS, target: point(1) },
    ];
    const scenario = alone({}, { softwareUpdatePoints: points, actions, horizonMs: START_MS + 3 * HOUR_MS });
    const result = resultOf(scenario);
    expect(instantsAt(result, 'P01', 'syncFailed')).toEqual([START_MS, START_MS + SYNC.retryMs]);
    expect(instantsAt(result, 'P01', 'syncCompleted')).toEqual([
      START_MS + 2 * SYNC.retryMs + topMs(UPDATES.length),
    ]);
    expect(servedBy(runFleet(scenario), points)).toEqual([0, 1, 1]);
  });
});

describe('a scenario', () => {
  test('D1.9 has at most one software update point at a secondary site', () => {
    const one = '[{ name: SUP-S01, location: Tokyo }]';
    const two = '[{ name: SUP-S01, location: Tokyo }, { name: SUP-S02, location: Tokyo }]';
    expect(mistakesOf(hierarchyWith(one, one))).toEqual([]);
    expect(mistakesOf(hierarchyWith(one, two))).toEqual([
      expect.stringContaining('a secondary site has at most one'),
    ]);
  });

  test('D1.11 has a schedule at the top-level site only, and may switch it off', () => {
    const off = hierarchyWith('schedule: daily at 20:00 UTC', 'schedule: off');
    const starts = (text: string) =>
      loadText(text).scenario!.sites.map(({ synchronization }) => synchronization.startsMs.length > 0);
    expect(starts(hierarchyWith('20:00 UTC', '20:00 UTC'))).toEqual([true, false, false, false]);
    expect(starts(off)).toEqual([false, false, false, false]);
    const below = '    parent: CAS\n    synchronization: { schedule: daily at 20:00 UTC }\n';
    expect(mistakesOf(hierarchyWith('    parent: CAS\n', below))).toEqual([
      expect.stringContaining('at the top-level site only'),
    ]);
  });

  test('D1.12 that says no schedule synchronizes every 7 days', () => {
    const { startsMs } = synchronizationOf(
      smallWith('  synchronization: { schedule: daily at 20:00 UTC }\n', ''),
    );
    expect(startsMs.length).toBeGreaterThan(1);
    const [firstMs] = startsMs;
    expect(startsMs).toEqual(startsMs.map((_, number) => firstMs! + number * 7 * DAY_MS));
  });

  test('D1.23 has up to four software update points of one site share a database: one synchronizes for all', () => {
    const shared = (count: number) =>
      Array.from({ length: count }, (_, at) => `    - { name: SUP${at + 1}, location: Paris, database: DB }`);
    const load = (count: number) =>
      loadText(smallWith('    - { name: SUP1, location: Paris }', shared(count).join('\n')));
    expect(load(5).scenario).toBe(null);
    const four = load(4).scenario!.softwareUpdatePoints;
    expect(new Set(four.map(({ database }) => database)).size).toBe(1);
    const fleet = runFleet(
      alone({}, { softwareUpdatePoints: points.map((each) => ({ ...each, database: 0 })) }),
      END_MS,
    );
    expect(servedBy(fleet, points)).toEqual([1, 1, 1]);
    expect(linesOf(fleet.result(), ['replicaSyncing'])).toEqual([]);
  });
});
