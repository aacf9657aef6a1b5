import { describe, expect, test } from 'vitest';
import { Enforcement } from '../../src/model/client/client-updates.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Topic } from '../../src/model/topics.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import {
  CAS,
  hierarchyScenario,
  instantsAt,
  linesOf,
  NEW_COUNT,
  P01,
  S01,
  START_MS,
  topMs,
  UPDATES,
  wsusMs,
} from '../model/hierarchy.ts';
import { witnessed } from '../model/reports.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  MINUTE_MS,
  runFleet,
  updatePoint,
} from '../model/small-fleet.ts';
import { instantOf, storyOf } from '../model/story.ts';
import { HIERARCHY, loadText, SMALL, smallWith } from '../scenario/loading.ts';
import { NEW, phasesOf, quiet, SETTINGS, scanAt, scanCount, tickAfter } from './one-client.ts';
import {
  alone,
  CAS_MS,
  down,
  P01_MS,
  P01_START_MS,
  point,
  S01_MS,
  S01_START_MS,
  servedBy,
  storedAt,
  syncNow,
  withGlobalInterval,
  withoutPointsBelow,
} from './sites.ts';

const STARTS = ['syncStarted'] as const;
const startsOf = (scenario: Scenario) =>
  linesOf(runFleet(scenario).result(), STARTS).map(({ atMs, site }) => [atMs, site]);

describe('a synchronization', () => {
  test('S1.1 brings the metadata of updates: before it nobody knows what Microsoft has released', () => {
    const scenario = alone();
    const known = (atMs: number) => {
      const { versions } = runFleet(scenario, atMs).parts;
      return UPDATES.map((_, update) => versions.hasUpdate(0, update));
    };
    const endMs = START_MS + topMs(NEW_COUNT);
    expect(UPDATES.every(({ releasedMs }) => releasedMs < START_MS)).toBe(true);
    expect(known(endMs - 1)).toEqual([true, false, false, false]);
    expect(known(endMs)).toEqual([true, true, true, true]);
  });

  test('S1.2a is made with Microsoft Update by the central administration site, or by a primary site that stands alone', () => {
    expect(startsOf(alone())).toEqual([[START_MS, 'P01']]);
    expect(startsOf(hierarchyScenario())[0]).toEqual([START_MS, 'CAS']);
    const withoutTop = hierarchyScenario({ actions: [down(point(CAS!), START_MS - 1)] });
    expect(servedBy(runFleet(withoutTop))).toEqual([0, 0, 0, 0]);
  });

  test('S1.2b starts on its schedule', () => {
    const startsMs = [START_MS, 3 * DAY_MS, 5 * DAY_MS + HOUR_MS];
    expect(startsOf(alone({ startsMs })).map(([atMs]) => atMs)).toEqual(startsMs);
  });

  test('S1.2c starts when an administrator asks for it by hand', () => {
    const byHandMs = 4 * DAY_MS;
    const scenario = alone({ startsMs: [] }, { actions: [syncNow(0, byHandMs)] });
    expect(startsOf(scenario)).toEqual([[byHandMs, 'P01']]);
    expect(servedBy(runFleet(scenario), [0])).toEqual([1]);
  });

  test('S1.3 starts at the child sites once the top-level site is done, if it has any', () => {
    expect(startsOf(hierarchyScenario())).toEqual([
      [START_MS, 'CAS'],
      [P01_START_MS, 'P01'],
      [S01_START_MS, 'S01'],
    ]);
    expect(CAS_MS).toBeLessThan(P01_START_MS);
    expect(linesOf(runFleet(alone()).result(), ['childRequested'])).toEqual([]);
  });
});

describe('the policy for a whole site', () => {
  test('S1.4a names what was synchronized once the synchronization of the site is complete', () => {
    const named = (atMs: number) => runFleet(hierarchyScenario(), atMs).parts.versions.named(P01!);
    expect([named(P01_MS - 1), named(P01_MS)]).toEqual([0, 1]);
    const done = runFleet(hierarchyScenario()).parts.versions.completed;
    const before = runFleet(hierarchyScenario(), S01_MS - 1).parts.versions.completed;
    expect([before[S01!], done[S01!]]).toEqual([0, 1]);
  });

  test('S1.4b tells the clients of a site of its software update points, and of no others', () => {
    const count = 12;
    const atMs = START_MS + HOUR_MS;
    const scenario = hierarchyScenario({
      initial: NEW,
      groups: [
        group({ count, site: P01!, location: 1 }),
        group({ name: 'branch', count, site: S01!, location: 2, managementPoints: [0] }),
      ],
      actions: [{ verb: 'scanNow', atMs, groups: [0, 1] }],
    });
    const fleet = runFleet(scenario);
    const { selection, clients, scans } = fleet.parts;
    const used = [0, 1].map((number) => [
      ...new Set([...selection.pointOf].filter((_, client) => clients.groupOf[client] === number)),
    ]);
    expect(used.map((points) => points.sort((a, b) => a - b))).toEqual([[1, 2], [3]]);
    expect(scans.onlineCount.every((scanned) => scanned > 0)).toBe(true);
    expect(fleet.result().serverTotals.get(CAS!, 'arrivals')).toBe(0);
  });

  test('S1.7a has a client that receives it scan for compliance', () => {
    const scenario = quiet({ initial: NEW, horizonMs: 4 * HOUR_MS });
    const { scans } = witnessed(scenario).witness;
    expect(scans.map(({ client }) => client)).toEqual([0]);
    const toldMs = tickAfter(0, phasesOf(scenario).pollMs, SETTINGS.policyPollMs);
    expect(scans[0]!.atMs).toBeGreaterThan(toldMs);
    const untold = quiet({ initial: NEW, groups: [group({ updatePoints: null })], horizonMs: 4 * HOUR_MS });
    expect(witnessed(untold).witness.scans).toEqual([]);
  });
});

describe('software updates', () => {
  const disabled = smallWith('kind: workstation', 'kind: workstation\n    softwareUpdates: false');

  test('S1.5 are enabled in the settings of clients unless a scenario says otherwise', () => {
    const isEnabled = (text: string) =>
      loadText(text).scenario!.groups.map(({ updatePoints }) => updatePoints !== null);
    expect(isEnabled(SMALL)).toEqual([true, true]);
    expect(isEnabled(disabled)).toEqual([false, true]);
  });

  test('S1.6a when disabled for a collection, leave its clients without a software update point, and no others', () => {
    const scenario = loadText(disabled).scenario!;
    const { parts } = runFleet({ ...scenario, initial: NEW }, 4 * HOUR_MS);
    const told = [0, 1].map((number) =>
      [...parts.policy.enabled].filter((_, client) => parts.clients.groupOf[client] === number),
    );
    expect(told[0]!.every((enabled) => enabled === 0)).toBe(true);
    expect(told[1]!.some((enabled) => enabled === 1)).toBe(true);
  });

  test('S1.6b when disabled for all, leave every client without one', () => {
    const scenario = loadText(disabled.replace('kind: laptop', 'kind: laptop\n    softwareUpdates: false'))
      .scenario!;
    const { parts } = runFleet({ ...scenario, initial: NEW }, DAY_MS);
    expect(parts.policy.enabled.every((enabled) => enabled === 0)).toBe(true);
    expect(parts.scans.onlineCount.every((scanned) => scanned === 0)).toBe(true);
  });
});

describe('compliance that a client has found', () => {
  const AT_MS = 2 * DAY_MS;

  test('S1.8a goes to its management point', () => {
    const scenario = quiet({ actions: [scanAt(AT_MS)] });
    const batches = (actions: Scenario['actions']) => {
      const fleet = runFleet(quiet({ actions }), AT_MS + HOUR_MS);
      const { serverNames, serverTotals } = fleet.result();
      const mp = serverNames.findIndex(({ role }) => role === 'managementPoint');
      return serverTotals.get(mp, 'served');
    };
    expect(batches(scenario.actions) - batches([])).toBe(1);
  });

  test('S1.8b goes on from there to the server of the site', () => {
    const read = ({ parts }: ReturnType<typeof runFleet>) =>
      String(parts.known.stored(0, 1) === Compliance.required);
    const scenario = quiet({ actions: [scanAt(AT_MS)] });
    const story = storyOf(scenario, read, AT_MS, AT_MS + HOUR_MS);
    const { fileMoverMs } = scenario.managementPoints[0]!;
    const { wakeDelayMs } = scenario.sites[0]!.stateSystem!;
    const storedMs = instantOf(story, 'true');
    const sentMs = tickAfter(AT_MS, phasesOf(scenario).stateMs, SETTINGS.stateCycleMs);
    expect(storedMs).toBeGreaterThan(sentMs + fileMoverMs + wakeDelayMs);
    expect(storedMs).toBeLessThan(sentMs + fileMoverMs + wakeDelayMs + MINUTE_MS);
  });
});

describe('the software update points of a site', () => {
  const points = ['SUP1', 'SUP2', 'SUP3'].map((name, database) => updatePoint({ name, database }));
  const scenario = alone({}, { softwareUpdatePoints: points });
  const result = runFleet(scenario).result();
  const LINES = ['wsusSyncing', 'replicaSyncing', 'replicaSynced'] as const;

  test('S1.9 may be several at a primary site', () => {
    const { scenario: loaded, issues } = loadText(HIERARCHY);
    expect(issues).toEqual([]);
    const p01 = loaded!.sites.findIndex(({ name }) => name === 'P01');
    const ofP01 = loaded!.softwareUpdatePoints.filter(({ site }) => site === p01);
    expect(ofP01.map(({ name }) => name)).toEqual(['SUP1', 'SUP2']);
  });

  test('S1.10, S1.11a have the first one as the source, which synchronizes with Microsoft Update', () => {
    expect(linesOf(result, ['wsusSyncing'])).toMatchObject([{ atMs: START_MS, of: 'SUP1' }]);
    const served = (actions: Scenario['actions']) => servedBy(runFleet({ ...scenario, actions }), points);
    expect(served([down(point(0), START_MS - 1)])).toEqual([0, 0, 0]);
    expect(served([down(point(1), START_MS - 1)])).toEqual([1, 0, 1]);
  });

  test('S1.11b synchronize with a WSUS server outside the hierarchy if a scenario names one: they get what it offers', () => {
    const offers = (source: string) =>
      loadText(smallWith('20:00 UTC }', `20:00 UTC${source} }`)).scenario!.sites[0]!.synchronization;
    const late = offers(', source: { wsus: upstream, delay: 2 d }');
    expect(late.offeredMs).toEqual(offers('').offeredMs.map((atMs) => atMs + 2 * DAY_MS));
    const offeredMs = UPDATES.map(({ releasedMs }) => releasedMs + 2 * DAY_MS);
    const startsMs = [START_MS, START_MS + 3 * DAY_MS];
    const found = linesOf(runFleet(alone({ startsMs, offeredMs })).result(), ['syncCompleted']);
    expect(found.map(({ updates }) => updates)).toEqual([0, NEW_COUNT]);
  });

  test('S1.12 synchronize with the first one, all but that', () => {
    const endMs = START_MS + topMs(NEW_COUNT);
    expect(linesOf(result, LINES).map(({ atMs, event, of }) => [atMs, event, of])).toEqual([
      [START_MS, 'wsusSyncing', 'SUP1'],
      [endMs, 'replicaSyncing', 'SUP2'],
      [endMs + wsusMs(NEW_COUNT), 'replicaSynced', 'SUP2'],
      [endMs + wsusMs(NEW_COUNT), 'replicaSyncing', 'SUP3'],
      [endMs + 2 * wsusMs(NEW_COUNT), 'replicaSynced', 'SUP3'],
    ]);
  });
});

describe('what the top-level site has synchronized', () => {
  test('S1.13 reaches the databases of child sites by replication, after the end and however their servers fare', () => {
    const intervalMs = 3 * HOUR_MS;
    const scenario = withGlobalInterval(intervalMs);
    const result = runFleet({ ...scenario, actions: [down(point(P01!), 0)] }).result();
    const [arrivesMs] = instantsAt(result, 'P01', 'itemsReplicated');
    const tickMs = Math.ceil(CAS_MS / intervalMs) * intervalMs;
    expect(arrivesMs).toBeGreaterThan(tickMs);
    expect(arrivesMs).toBeLessThan(tickMs + MINUTE_MS);
    expect(instantsAt(result, 'P01', 'syncCompleted')).toEqual([]);
  });

  test('S1.14 is in the database of a child site even where that has no software update point', () => {
    expect(storedAt(runFleet(withoutPointsBelow()), [CAS!, P01!])).toEqual([1, 1]);
  });
});

describe('at a site without a software update point', () => {
  const AT_MS = 3 * DAY_MS;
  const witness = witnessed(
    withoutPointsBelow({
      deployments: [deployment({ deadlineMs: [5 * DAY_MS] })],
      actions: [scanAt(AT_MS)],
    }),
  );
  const { parts } = witness.fleet;

  test('S1.15a clients do not scan', () => {
    expect(witness.witness.scans).toEqual([]);
    expect(scanCount(witness.fleet, { outcome: 'started' })).toBe(0);
  });

  test('S1.15b clients report no compliance', () => {
    expect(witness.witness.raised.filter(({ topic }) => topic === Topic.updateDetection)).toEqual([]);
    expect(UPDATES.map((_, slot) => parts.known.stored(0, slot))).toEqual(
      UPDATES.map(() => Compliance.unknown),
    );
  });

  test('S1.15c updates that are deployed are not installed, though clients hear of the deployment', () => {
    expect(parts.updates.is(0, 0, Enforcement.policy)).toBe(true);
    expect(parts.truth.actual(0, 1)).toBe(Actual.required);
    const served = runFleet(
      hierarchyScenario({
        deployments: [deployment({ deadlineMs: [5 * DAY_MS] })],
        actions: [scanAt(AT_MS)],
      }),
    ).parts.truth;
    expect(served.actual(0, 1)).toBe(Actual.installed);
  });
});
