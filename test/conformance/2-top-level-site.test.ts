import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/model/scenario.ts';
import {
  CAS,
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
import { DAY_MS, HOUR_MS, runFleet, SYNCHRONIZATION as SYNC, updatePoint } from '../model/small-fleet.ts';
import { hierarchyWith, loadText, mistakesOf, smallWith } from '../scenario/loading.ts';
import { alone, CAS_MS, down, point, servedBy, storedAt, up } from './sites.ts';

const SETTLED_MS = START_MS + wsusMs(NEW_COUNT) + SYNC.settleMs;
const resultOf = (scenario: Scenario) => runFleet(scenario).result();

describe('the criteria of synchronization', () => {
  test('S2.1 let in the metadata that match them, and no others', () => {
    const offered = (criteria: string) =>
      loadText(smallWith('20:00 UTC }', `20:00 UTC, ${criteria} }`)).scenario!.sites[0]!.synchronization
        .offeredMs;
    const { offeredMs } = loadText(smallWith('20:00 UTC }', '20:00 UTC }')).scenario!.sites[0]!
      .synchronization;
    expect(offered('classifications: [Security Updates], products: [Windows 11]')).toEqual(offeredMs);
    expect(offered('classifications: [Upgrades]')).toEqual([Infinity, Infinity]);
    const onlyJune = UPDATES.map(({ id, releasedMs }) => (id === 'june' ? releasedMs : Infinity));
    const { versions } = runFleet(alone({ offeredMs: onlyJune })).parts;
    expect(UPDATES.filter((_, update) => versions.hasUpdate(0, update)).map(({ id }) => id)).toEqual([
      'june',
    ]);
  });

  test('S2.2, D1.18 are set at the top-level site and nowhere else', () => {
    const criteria = (key: string) => `    synchronization: { ${key} }\n`;
    for (const key of ['classifications: [Security Updates]', 'products: [Windows 11]']) {
      const below = hierarchyWith('    parent: CAS\n', `    parent: CAS\n${criteria(key)}`);
      expect(mistakesOf(below)).toEqual([expect.stringContaining('at the top-level site only')]);
      expect(mistakesOf(hierarchyWith('20:00 UTC }', `20:00 UTC, ${key} }`))).toEqual([]);
    }
  });

  test('S2.3 let a WSUS server outside the hierarchy take the place of Microsoft Update', () => {
    const outside = '20:00 UTC, source: { wsus: upstream, delay: 3 h } }';
    const offered = (text: string) => loadText(text).scenario!.sites[0]!.synchronization.offeredMs;
    const ownMs = offered(hierarchyWith('20:00 UTC }', '20:00 UTC }'));
    const outsideMs = offered(hierarchyWith('20:00 UTC }', outside));
    expect(outsideMs).toEqual(ownMs.map((atMs) => atMs + 3 * HOUR_MS));
    const juneMs = START_MS - HOUR_MS;
    const offeredMs = UPDATES.map(({ id, releasedMs }) => (id === 'june' ? juneMs : releasedMs + DAY_MS));
    const [line] = linesOf(resultOf(alone({ offeredMs })), ['syncCompleted']);
    expect(line!.updates).toBe(1);
  });
});

describe('the synchronization of the top-level site', () => {
  const scenario = hierarchyScenario();
  const result = resultOf(scenario);
  const atTop = linesOf(result).filter(({ site }) => site === 'CAS');

  test('S2.4 starts', () => {
    expect(atTop[0]).toMatchObject({ atMs: START_MS, event: 'syncStarted' });
  });

  test('S2.5 has the WSUS server of the software update point synchronize', () => {
    expect(atTop[1]).toMatchObject({ atMs: START_MS, event: 'wsusSyncing', of: 'CAS SUP' });
    const without = resultOf({ ...scenario, actions: [down(point(CAS!), 0)], horizonMs: START_MS + 1 });
    expect(linesOf(without, ['wsusSyncing'])).toEqual([]);
    expect(instantsAt(without, 'CAS', 'syncFailed')).toEqual([START_MS]);
  });

  test('S2.6a takes WSUS as long as the metadata that travel need', () => {
    for (const count of [0, NEW_COUNT]) {
      const offeredMs = UPDATES.map(({ releasedMs }) => (count === 0 ? Infinity : releasedMs));
      const ended = instantsAt(resultOf(alone({ offeredMs })), 'P01', 'databaseSyncing');
      expect(ended).toEqual([START_MS + SYNC.wsusFixedMs + count * SYNC.wsusPerUpdateMs + SYNC.settleMs]);
    }
  });

  test('S2.6b changes the WSUS database by what has changed', () => {
    const held = (atMs: number) => runFleet(scenario, atMs).parts.updatePoints.updateCount(CAS!);
    expect([held(SETTLED_MS - 1), held(SETTLED_MS)]).toEqual([UPDATES.length - NEW_COUNT, UPDATES.length]);
  });

  test('S2.7a brings them to the site database only when WSUS has finished', () => {
    expect(instantsAt(result, 'CAS', 'databaseSyncing')).toEqual([SETTLED_MS]);
    const [before, after] = [CAS_MS - 1, CAS_MS].map((atMs) => storedAt(runFleet(scenario, atMs))[0]);
    expect([before, after]).toEqual([0, 1]);
    const broken = [down(point(CAS!), START_MS + 1)];
    expect(linesOf(resultOf({ ...scenario, actions: broken }), ['databaseSyncing'])).toEqual([]);
  });

  test('S2.7b brings there what has changed since the last one', () => {
    const startsMs = [START_MS, START_MS + DAY_MS];
    const offeredMs = UPDATES.map(({ id, releasedMs }) =>
      id === 'june-ssu' ? START_MS + HOUR_MS : releasedMs,
    );
    const lines = linesOf(resultOf(alone({ startsMs, offeredMs })), ['databaseSyncing', 'syncCompleted']);
    expect(lines.map(({ updates }) => updates)).toEqual([NEW_COUNT - 1, NEW_COUNT - 1, 1, 1]);
    expect(lines.filter((_, at) => at % 2 === 1).map(({ atMs }) => atMs)).toEqual([
      START_MS + topMs(NEW_COUNT - 1),
      START_MS + DAY_MS + topMs(1),
    ]);
    const instants = lines.map(({ atMs }) => atMs);
    expect(instants[3]! - instants[2]!).toBe(databaseMs(1));
  });

  test('S2.8, S2.9 sends a configuration item per update to the child sites by replication', () => {
    expect(linesOf(result, ['itemsReplicated'])).toMatchObject([{ site: 'P01', updates: NEW_COUNT }]);
    const [beforeMs] = instantsAt(result, 'P01', 'itemsReplicated');
    const stored = (atMs: number) => storedAt(runFleet(scenario, atMs), [P01!]);
    expect([stored(beforeMs! - 1), stored(beforeMs!)]).toEqual([[0], [1]]);
    expect(beforeMs).toBeGreaterThan(CAS_MS);
  });

  test('S2.10 ends with status message 6702, after success and only then', () => {
    expect(instantsAt(result, 'CAS', 'syncCompleted')).toEqual([CAS_MS]);
    const restoreMs = START_MS + SYNC.retryMs / 2;
    const failing = [down(point(CAS!), START_MS + 1), up(point(CAS!), restoreMs)];
    const late = resultOf({ ...scenario, actions: failing });
    const failedMs = START_MS + wsusMs(NEW_COUNT);
    expect(instantsAt(late, 'CAS', 'syncFailed')).toEqual([failedMs]);
    expect(instantsAt(late, 'CAS', 'syncCompleted')).toEqual([failedMs + SYNC.retryMs + topMs(NEW_COUNT)]);
  });

  test('S2.11 then asks every child site to synchronize', () => {
    const sites = [...scenario.sites, { ...scenario.sites[P01!]!, name: 'P02' }];
    const more = {
      ...scenario,
      sites,
      softwareUpdatePoints: [
        ...scenario.softwareUpdatePoints,
        updatePoint({ name: 'P02 SUP', site: 3, location: 1 }),
      ],
    };
    const asked = linesOf(resultOf(more), ['childRequested']).filter(({ site }) => site === 'CAS');
    expect(asked).toMatchObject([
      { atMs: CAS_MS, of: 'P01' },
      { atMs: CAS_MS, of: 'P02' },
    ]);
    const started = ['P01', 'P02'].map((name) => instantsAt(resultOf(more), name, 'syncStarted').length);
    expect(started).toEqual([1, 1]);
  });
});

describe('the other software update points of the top-level site', () => {
  const points = ['SUP1', 'SUP2', 'SUP3'].map((name, database) => updatePoint({ name, database }));
  const scenario = alone({}, { softwareUpdatePoints: points });
  const END_MS = START_MS + topMs(NEW_COUNT);

  test('S2.12 are asked after its end, one at a time', () => {
    const result = resultOf(scenario);
    const secondMs = END_MS + wsusMs(NEW_COUNT);
    expect(instantsAt(result, 'P01', 'replicaSyncing')).toEqual([END_MS, secondMs]);
    expect(instantsAt(result, 'P01', 'replicaSynced')).toEqual([secondMs, secondMs + wsusMs(NEW_COUNT)]);
  });

  test('S2.13 are replicas of the default one: they get what that holds, and nothing while it is away', () => {
    expect(servedBy(runFleet(scenario, END_MS - 1), points)).toEqual([1, 0, 0]);
    expect(servedBy(runFleet(scenario, END_MS + 2 * wsusMs(NEW_COUNT)), points)).toEqual([1, 1, 1]);
    const away = { ...scenario, actions: [down(point(0), END_MS - 1)], horizonMs: START_MS + HOUR_MS };
    expect(servedBy(runFleet(away), points)).toEqual([1, 0, 0]);
  });
});
