import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Action, Scenario, UpdatePointList } from '../../src/model/scenario.ts';
import { LOCATION_MS } from '../model/one-client.ts';
import {
  DAY_MS,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  nineToFive,
  runFleet,
  updatePoint,
} from '../model/small-fleet.ts';
import { storyOf } from '../model/story.ts';
import { HIERARCHY, hierarchyWith, loadText } from '../scenario/loading.ts';
import { ASSUMPTIONS, contactCount, NEW, quiet, scanAt, scanCount } from './one-client.ts';
import { down, point, up } from './sites.ts';

const AT_MS = 2 * DAY_MS;
const {
  scanRetryMs: RETRY_MS,
  switchExtraMs: EXTRA_MS,
  shortCycleMs: SHORT_MS,
  scanTimeoutMs: TIMEOUT_MS,
} = ASSUMPTIONS;
/** From the first failure at a server to the failure of the last retry there. */
const AT_HOME = new Array<number>(ASSUMPTIONS.scanRetriesMax).fill(RETRY_MS);

/** One client that scans when a test asks for it, and servers with a database each; some of them are down. */
function withPoints(
  count: number,
  downPoints: readonly number[],
  changes: Parameters<typeof quiet>[0] = {},
): Scenario {
  const points = Array.from({ length: count }, (_, at) =>
    updatePoint({ name: `SUP${at + 1}`, database: at }),
  );
  const outages = downPoints.map((at) => down(point(at), AT_MS - 1));
  return quiet({
    softwareUpdatePoints: points,
    ...changes,
    actions: [...outages, ...(changes.actions ?? [scanAt(AT_MS)])],
  });
}

const listed = (own: readonly number[], neighbours: UpdatePointList['neighbours'] = []) => ({
  groups: [group({ updatePoints: { own, neighbours } })],
});
const pointOf = ({ parts }: Fleet) => parts.selection.pointOf[0]!;
const homeOf = (scenario: Scenario) => pointOf(runFleet(scenario, 0));

/** When the client's tries began, and at which server. */
function triesOf(scenario: Scenario, untilMs: number): { readonly atMs: number; readonly point: number }[] {
  const read = ({ parts }: Fleet) =>
    parts.scans.stage[0] === 1 ? String(parts.selection.pointToTry[0]) : 'none';
  return storyOf(scenario, read, AT_MS - 1, untilMs)
    .filter(({ is }) => is !== 'none')
    .map(({ atMs, is }) => ({ atMs, point: Number(is) }));
}

/** The instants of tries with these waits between them, each of which fails when it is located. */
function instants(waitsMs: readonly number[]): number[] {
  const all = [AT_MS];
  for (const waitMs of waitsMs) all.push(all.at(-1)! + LOCATION_MS + waitMs);
  return all;
}

describe('the list of software update points', () => {
  test('D4.1 is given to a client with the policy that enables updates, and again when its server fails', () => {
    const early = withPoints(2, [], { initial: NEW, actions: [scanAt(1)] });
    expect(scanCount(runFleet(early, HOUR_MS), { outcome: 'started' })).toBe(0);
    const list = listed([0], [{ afterMs: 2 * HOUR_MS, points: [1] }]);
    expect(triesOf(withPoints(2, [], list), AT_MS + 3 * HOUR_MS).map(({ point }) => point)).toEqual([0]);
    const failing = triesOf(withPoints(2, [0], list), AT_MS + 3 * HOUR_MS);
    expect(failing.at(-1)!.point).toBe(1);
  });

  test('D4.2 is picked from at random', () => {
    const count = 3000;
    const { selection } = runFleet(withPoints(3, [], { groups: [group({ count })], actions: [] }), 0).parts;
    const sigma = Math.sqrt(count * (1 / 3) * (2 / 3));
    for (const at of [0, 1, 2]) {
      const share = selection.pointOf.filter((point) => point === at).length;
      expect(Math.abs(share - count / 3)).toBeLessThan(4 * sigma);
    }
  });

  test('D4.14 of clients of a secondary site without a software update point is that of its primary', () => {
    const ownOf = (text: string) => {
      const { scenario } = loadText(text);
      const branch = scenario!.groups.find(({ name }) => name === 'branch')!;
      return branch.updatePoints!.own.map((at) => scenario!.softwareUpdatePoints[at]!.name);
    };
    expect(ownOf(HIERARCHY)).toEqual(['SUP-S01']);
    const bare = hierarchyWith('    softwareUpdatePoints: [{ name: SUP-S01, location: Tokyo }]\n', '');
    expect(ownOf(bare)).toEqual(['SUP1', 'SUP2']);
  });

  test('D4.16 that is empty leaves a client without scans', () => {
    const empty = runFleet(withPoints(1, [], listed([])));
    expect(scanCount(empty, { outcome: 'started' })).toBe(0);
    expect(scanCount(runFleet(withPoints(1, [], listed([0]))))).toBe(1);
  });
});

describe('a failure worth a retry', () => {
  test('D4.4 lets the client try the same server again every 30 minutes', () => {
    const scenario = withPoints(1, [0]);
    const tries = triesOf(scenario, AT_MS + 4.5 * RETRY_MS);
    expect(RETRY_MS).toBe(30 * MINUTE_MS);
    expect(tries).toEqual(instants(AT_HOME).map((atMs) => ({ atMs, point: 0 })));
  });

  test('D4.5 for the fifth time lets it turn to another server 2 minutes later, after 122 minutes in all', () => {
    const scenario = withPoints(2, [0, 1]);
    const home = homeOf(scenario);
    const tries = triesOf(scenario, AT_MS + 130 * MINUTE_MS);
    expect(AT_HOME.reduce((sum, waitMs) => sum + waitMs, EXTRA_MS)).toBe(122 * MINUTE_MS);
    expect(tries.map(({ atMs }) => atMs)).toEqual(instants([...AT_HOME, EXTRA_MS]));
    expect(tries.map(({ point }) => point)).toEqual([home, home, home, home, home, 1 - home]);
  });

  test('D4.6 at further servers gets one try each, 2 minutes apart, and after all of them a wait of 30 minutes', () => {
    const scenario = withPoints(3, [0, 1, 2]);
    const waits = [...AT_HOME, EXTRA_MS, SHORT_MS, RETRY_MS, SHORT_MS, SHORT_MS];
    const tries = triesOf(scenario, instants(waits).at(-1)! + 1);
    expect(SHORT_MS).toBe(2 * MINUTE_MS);
    expect(tries.map(({ atMs }) => atMs)).toEqual(instants(waits));
    const rounds = [tries.slice(4, 7), tries.slice(7)].map((round) => round.map(({ point }) => point));
    expect(rounds[0]).toEqual(rounds[1]);
    expect([...rounds[0]!].sort()).toEqual([0, 1, 2]);
  });

  test('D4.15 is a refusal; after a time-out the scan ends, and the next trigger tries again', () => {
    const refused = withPoints(1, [], { softwareUpdatePoints: [updatePoint({ servers: 0, queueLimit: 0 })] });
    expect(triesOf(refused, AT_MS + HOUR_MS).length).toBe(2);
    const laterMs = AT_MS + 5 * HOUR_MS;
    const busy = withPoints(1, [], {
      softwareUpdatePoints: [updatePoint({ servers: 0 })],
      actions: [scanAt(AT_MS), scanAt(laterMs)],
    });
    expect(triesOf(busy, laterMs + HOUR_MS).map(({ atMs }) => atMs)).toEqual([AT_MS, laterMs]);
    expect(TIMEOUT_MS).toBeLessThan(laterMs - AT_MS);
    expect(scanCount(runFleet(busy), { outcome: 'timedOut' })).toBe(2);
  });
});

describe('the last good server', () => {
  test('D4.3, D4.10 is the one that last served the client, which stays with it even as a neighbour', () => {
    const restoreMs = AT_MS + 6 * HOUR_MS;
    const againMs = AT_MS + DAY_MS;
    const scenario = withPoints(2, [0], {
      ...listed([0], [{ afterMs: 2 * HOUR_MS, points: [1] }]),
      actions: [scanAt(AT_MS), up(point(0), restoreMs), scanAt(againMs)],
    });
    expect(homeOf(scenario)).toBe(0);
    expect(pointOf(runFleet(scenario, restoreMs))).toBe(1);
    const tries = triesOf(scenario, againMs + HOUR_MS);
    expect(tries.at(-1)).toEqual({ atMs: againMs, point: 1 });
    expect(contactCount(runFleet(scenario), 1)).toBe(2);
  });

  test('D4.7 is kept for 120 minutes before any fallback to a neighbour', () => {
    expect(ASSUMPTIONS.lastKnownGoodMs).toBe(120 * MINUTE_MS);
    const assumptions = { ...ASSUMPTIONS, scanRetriesMax: 0 };
    const first = (neighbours: UpdatePointList['neighbours']) =>
      triesOf(withPoints(2, [0, 1], { ...listed([0], neighbours), assumptions }), AT_MS + 3 * HOUR_MS).find(
        ({ point }) => point === 1,
      )!.atMs;
    const changedMs = first([{ afterMs: 0, points: [1] }]) - AT_MS;
    expect(changedMs).toBeGreaterThanOrEqual(120 * MINUTE_MS);
    expect(changedMs).toBeLessThan(120 * MINUTE_MS + RETRY_MS);
  });
});

describe('a neighbour', () => {
  test('D4.8 with 10 minutes joins after 120, one with 130 after 130', () => {
    const neighbours = [
      { afterMs: 10 * MINUTE_MS, points: [1] },
      { afterMs: 130 * MINUTE_MS, points: [2] },
    ];
    // Without retries at home nothing but the last good server's 120 minutes keeps the client there.
    const assumptions = { ...ASSUMPTIONS, scanRetriesMax: 0 };
    const scenario = withPoints(3, [0, 1, 2], { ...listed([0], neighbours), assumptions });
    const tries = triesOf(scenario, AT_MS + 158 * MINUTE_MS);
    const firstAt = (at: number) => tries.find(({ point }) => point === at)!.atMs - AT_MS;
    expect(firstAt(1)).toBe(instants([...AT_HOME, EXTRA_MS]).at(-1)! - AT_MS);
    expect(firstAt(2)).toBeGreaterThanOrEqual(130 * MINUTE_MS);
    const alone = withPoints(3, [0, 1, 2], listed([0], [{ afterMs: 200 * MINUTE_MS, points: [1, 2] }]));
    const atHome = triesOf(alone, AT_MS + 199 * MINUTE_MS);
    expect(atHome.every(({ point }) => point === 0)).toBe(true);
  });

  test('D4.9 has a fallback time of 120 minutes unless configured, and may be used never', () => {
    const neighboursOf = (after: string) => {
      const text = `${HIERARCHY}boundaryGroups:
  - { name: A, locations: [Paris], softwareUpdatePoints: [SUP1] }
  - { name: B, locations: [Tokyo], softwareUpdatePoints: [SUP-S01], neighbours: [{ group: A${after} }] }
`;
      const { neighbours } = loadText(text).scenario!.groups[1]!.updatePoints!;
      return neighbours.map(({ afterMs }) => afterMs);
    };
    expect(neighboursOf('')).toEqual([120 * MINUTE_MS]);
    expect(neighboursOf(', after: 5 h')).toEqual([5 * HOUR_MS]);
    expect(neighboursOf(', after: never')).toEqual([]);
  });
});

describe('what is no failure of a server', () => {
  const home = nineToFive('offNetwork');

  test('D4.11 being off the network: the client turns to no other server', () => {
    const leftMs = AT_MS + 18 * HOUR_MS;
    const scenario = withPoints(2, [], {
      groups: [group({ presence: home })],
      actions: Array.from({ length: 12 }, (_, number) => scanAt(leftMs + number * HOUR_MS)),
    });
    const before = homeOf(scenario);
    const fleet = runFleet(scenario, AT_MS + DAY_MS + 12 * HOUR_MS);
    expect(scanCount(fleet)).toBe(1);
    expect([fleet.parts.scans.failureCount[0], pointOf(fleet)]).toEqual([0, before]);
  });

  test('D4.12 switching the machine off in the middle of a scan', () => {
    const scenario = withPoints(2, [], {
      groups: [group({ presence: nineToFive('shutdown') })],
      softwareUpdatePoints: [0, 1].map((at) =>
        updatePoint({ name: `SUP${at + 1}`, database: at, deltaScan: fixed(9 * HOUR_MS) }),
      ),
      horizonMs: 14 * DAY_MS,
    });
    const fleet = runFleet(scenario);
    const interrupted = scanCount(fleet, { outcome: 'interrupted' });
    expect(interrupted).toBeGreaterThan(ASSUMPTIONS.scanRetriesMax + 1);
    expect(fleet.parts.selection.tries[0]).toBe(0);
    expect(fleet.parts.selection.pointToTry[0]).toBe(homeOf(scenario));
    expect(fleet.parts.scans.failureCount[0]).toBe(0);
  });
});

describe('an administrator', () => {
  test('D4.13 can make clients take the next server, from their next scan on and if there is another', () => {
    const byHand: Action = { verb: 'switchUpdatePoint', atMs: AT_MS - HOUR_MS, groups: [0] };
    const switched = (changes: Parameters<typeof quiet>[0]) => {
      const scenario = withPoints(2, [], { ...changes, actions: [byHand, scanAt(AT_MS)] });
      return [homeOf(scenario), pointOf(runFleet(scenario, AT_MS - 1)), pointOf(runFleet(scenario))];
    };
    const [before, between, now] = switched({});
    expect([between, now]).toEqual([before, 1 - before!]);
    expect(switched(listed([0]))).toEqual([0, 0, 0]);
  });
});
