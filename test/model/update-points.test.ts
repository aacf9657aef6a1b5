import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import { SCAN_KINDS, SCAN_OUTCOMES } from '../../src/model/results.ts';
import type { Action, Scenario, SoftwareUpdatePoint, UpdatePointList } from '../../src/model/scenario.ts';
import { mixedScenario } from './mixed-fleet.ts';
import {
  DAY_MS,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  runFleet,
  SECOND_MS,
  SYNCHRONIZATION,
  smallScenario,
  updatePoint,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

const FORCED_MS = 2 * DAY_MS;
const LOCATION_MS = SECOND_MS;
const EVALUATION_MS = 10 * SECOND_MS;
const DELTA_MS = 667;
const FULL_MS = 20 * DELTA_MS;
const { clientSettings: SETTINGS, assumptions: ASSUMPTIONS } = smallScenario();
const RETRY_MS = ASSUMPTIONS.scanRetryMs;
const QUIET = { ...SETTINGS, scanIntervalMs: 1_000_000 * DAY_MS };

const scanNow = (atMs: number): Action => ({ verb: 'scanNow', atMs, groups: [0] });
const turn = (verb: 'outage' | 'restore', atMs: number, points: readonly number[]): Action[] =>
  points.map((index) => ({ verb, atMs, target: { role: 'softwareUpdatePoint', index } }));

/** `count` software update points, each with a database of its own. */
const points = (count: number, changes: Partial<SoftwareUpdatePoint> = {}): SoftwareUpdatePoint[] =>
  Array.from({ length: count }, (_, number) =>
    updatePoint({ name: `SUP${number + 1}`, database: number, ...changes }),
  );

/** One client that scans only when a test asks for it, and several software update points. */
function scenarioWith(pointCount: number, changes: Partial<Scenario> = {}): Scenario {
  return smallScenario({
    deployments: [],
    clientSettings: QUIET,
    softwareUpdatePoints: points(pointCount),
    actions: [scanNow(FORCED_MS)],
    ...changes,
  });
}

/** The only client's list: its own points, and those of neighbours with their fallback time. */
function listed(own: readonly number[], neighbours: UpdatePointList['neighbours'] = []) {
  return { groups: [group({ updatePoints: { own, neighbours } })] };
}

/** The points of a client's list in the order in which it takes them, from the one that it is given. */
function orderOf(scenario: Scenario): number[] {
  const { parts } = new Fleet(scenario, 0);
  const order = [parts.selection.pointOf[0]!];
  const { switchAtNextScan, beginScan } = parts.selection;
  const all = new Set(scenario.groups[0]!.updatePoints!.own);
  while (order.length < all.size) {
    switchAtNextScan.call(parts.selection, 0);
    beginScan.call(parts.selection, 0, -1);
    order.push(parts.selection.pointToTry[0]!);
  }
  return order;
}

/** When the client's tries began, and at which point, in a span. */
function triesOf(scenario: Scenario, untilMs: number): { readonly atMs: number; readonly point: number }[] {
  const read = ({ parts }: Fleet) => {
    const isLocating = parts.scans.stage[0] === 1;
    return isLocating ? String(parts.selection.pointToTry[0]) : 'no';
  };
  return storyOf(scenario, read, FORCED_MS - 1, untilMs)
    .filter(({ is }) => is !== 'no')
    .map(({ atMs, is }) => ({ atMs, point: Number(is) }));
}

/** Instants that follow from the waits between tries, each of which fails as it is located. */
function instantsAfter(firstMs: number, waitsMs: readonly number[]): number[] {
  const instants = [firstMs];
  for (const waitMs of waitsMs) instants.push(instants.at(-1)! + LOCATION_MS + waitMs);
  return instants;
}

const { switchExtraMs: EXTRA_MS, shortCycleMs: SHORT_MS, scanRetriesMax: RETRIES } = ASSUMPTIONS;
const AT_HOME = new Array<number>(RETRIES).fill(RETRY_MS);

/** Scans of a run by outcome and kind. */
function countOf(fleet: Fleet, outcome: (typeof SCAN_OUTCOMES)[number], kind?: (typeof SCAN_KINDS)[number]) {
  const { scans } = fleet.result();
  let count = 0;
  for (let row = 0; row < scans.length; row++) {
    if (scans.get(row, 'outcome') !== SCAN_OUTCOMES.indexOf(outcome)) continue;
    if (kind !== undefined && scans.get(row, 'kind') !== SCAN_KINDS.indexOf(kind)) continue;
    count += scans.get(row, 'count');
  }
  return count;
}

describe('a client whose software update point fails', () => {
  it('tries it again after 30, 60, 90 and 120 minutes, and the next one after 122', () => {
    const down = turn('outage', FORCED_MS - 1, [0, 1]);
    const scenario = scenarioWith(2, { actions: [...down, scanNow(FORCED_MS)] });
    const [home, other] = orderOf(scenario);
    expect(AT_HOME.reduce((sum, waitMs) => sum + waitMs, EXTRA_MS)).toBe(122 * MINUTE_MS);
    const tries = triesOf(scenario, FORCED_MS + 3 * HOUR_MS);
    /** Both have failed: half an hour, then one try at each, two minutes apart, and round again. */
    const waits = [...AT_HOME, EXTRA_MS, RETRY_MS, SHORT_MS];
    expect(tries.map(({ atMs }) => atMs)).toEqual(instantsAfter(FORCED_MS, waits));
    expect(tries.map(({ point }) => point)).toEqual([home, home, home, home, home, other, home, other]);
  });

  it('goes round the others of its list in its own order, one try each two minutes apart', () => {
    const down = turn('outage', FORCED_MS - 1, [0, 1, 2, 3]);
    const scenario = scenarioWith(4, { actions: [...down, scanNow(FORCED_MS)] });
    const [home, second, third, fourth] = orderOf(scenario);
    const tries = triesOf(scenario, FORCED_MS + 190 * MINUTE_MS);
    const waits = [...AT_HOME, EXTRA_MS, SHORT_MS, SHORT_MS, RETRY_MS, SHORT_MS, SHORT_MS, SHORT_MS];
    expect(tries.map(({ atMs }) => atMs)).toEqual(instantsAfter(FORCED_MS, waits));
    const taken = tries.slice(RETRIES).map(({ point }) => point);
    expect(taken).toEqual([home, second, third, fourth, home, second, third, fourth]);
  });

  it('stays with the one that serves it, and starts to count anew', () => {
    const base = scenarioWith(2);
    const [home, other] = orderOf(base);
    const againMs = FORCED_MS + DAY_MS;
    const scenario = scenarioWith(2, {
      actions: [
        ...turn('outage', FORCED_MS - 1, [home!]),
        scanNow(FORCED_MS),
        ...turn('restore', FORCED_MS + 12 * HOUR_MS, [home!]),
        ...turn('outage', againMs - 1, [other!]),
        scanNow(againMs),
      ],
    });
    const tries = triesOf(scenario, againMs + 3 * HOUR_MS);
    const first = instantsAfter(FORCED_MS, [...AT_HOME, EXTRA_MS]);
    const second = instantsAfter(againMs, [...AT_HOME, EXTRA_MS]);
    expect(tries.map(({ atMs }) => atMs)).toEqual([...first, ...second]);
    const at = (point: number | undefined) => first.slice(1).map(() => point);
    expect(tries.map(({ point }) => point)).toEqual([...at(home), other, ...at(other), home]);
    const fleet = runFleet(scenario);
    expect(fleet.parts.selection.pointOf[0]).toBe(home);
    expect(fleet.parts.selection.switchCount[0]).toBe(2);
    const { clients } = fleet.result();
    expect(clients!.get(0, 'updatePointSwitches')).toBe(2);
    expect(clients!.get(0, 'failedScans')).toBe(2 * (RETRIES + 1));
    expect(countOf(fleet, 'refused')).toBe(2 * (RETRIES + 1));
  });

  it('goes on every 30 minutes for ever when there is no other', () => {
    const down = turn('outage', FORCED_MS - 1, [0]);
    const scenario = scenarioWith(1, { actions: [...down, scanNow(FORCED_MS)] });
    const tries = triesOf(scenario, FORCED_MS + 5 * HOUR_MS);
    const waits = new Array<number>(tries.length - 1).fill(RETRY_MS);
    expect(tries.length).toBe(10);
    expect(tries.map(({ atMs }) => atMs)).toEqual(instantsAfter(FORCED_MS, waits));
  });

  it('does not count what was broken off because the machine was switched off', () => {
    const scenario = scenarioWith(2, { softwareUpdatePoints: points(2, { deltaScan: fixed(HOUR_MS) }) });
    const fleet = runFleet(scenario, FORCED_MS + MINUTE_MS);
    for (let time = 0; time <= RETRIES + 1; time++) {
      fleet.parts.scans.onLeave(0, 'shutdown');
      fleet.parts.scans.onReturn(0);
      fleet.run(FORCED_MS + (time + 2) * MINUTE_MS);
    }
    expect(countOf(fleet, 'interrupted') + countOf(fleet, 'refused')).toBe(0);
    expect([...fleet.parts.selection.tries]).toEqual([0]);
    expect(fleet.parts.selection.pointToTry[0]).toBe(fleet.parts.selection.pointOf[0]);
  });

  it('has the same history from a copy made between two tries', () => {
    const down = turn('outage', FORCED_MS - 1, [0, 1, 2]);
    const up = turn('restore', FORCED_MS + 4 * HOUR_MS, [1]);
    const scenario = scenarioWith(3, {
      ...listed([0, 2], [{ afterMs: 130 * MINUTE_MS, points: [1] }]),
      actions: [...down, scanNow(FORCED_MS), ...up],
    });
    const whole = runFleet(scenario);
    expect(whole.parts.selection.pointOf[0]).toBe(1);
    for (const minutes of [1, 121, 123, 140]) {
      const copy = new Fleet(scenario, 0);
      copy.restore(runFleet(scenario, FORCED_MS + minutes * MINUTE_MS).save());
      copy.run(scenario.horizonMs);
      expect(copy.result().fingerprint).toBe(whole.result().fingerprint);
      expect(copy.parts.selection.pointOf[0]).toBe(1);
    }
  });
});

describe('a neighbour of the boundary group', () => {
  const down = turn('outage', FORCED_MS - 1, [0, 1, 2]);
  const triesWith = (changes: Partial<Scenario>, minutes: number) =>
    triesOf(
      scenarioWith(3, { actions: [...down, scanNow(FORCED_MS)], ...changes }),
      FORCED_MS + minutes * MINUTE_MS,
    );

  it('joins after its fallback time, but not before the last good one was tried for 120 minutes', () => {
    const tries = triesWith(
      listed(
        [0],
        [
          { afterMs: 10 * MINUTE_MS, points: [1] },
          { afterMs: 130 * MINUTE_MS, points: [2] },
        ],
      ),
      158,
    );
    const waits = [...AT_HOME, EXTRA_MS, RETRY_MS, SHORT_MS, SHORT_MS];
    expect(tries.map(({ atMs }) => atMs)).toEqual(instantsAfter(FORCED_MS, waits));
    expect(tries.slice(0, RETRIES + 2).map(({ point }) => point)).toEqual([0, 0, 0, 0, 0, 1]);
    expect(new Set(tries.slice(RETRIES + 2).map(({ point }) => point))).toEqual(new Set([0, 1, 2]));
  });

  it('is not turned to before its own time, however often the other has failed', () => {
    const afterMs = 200 * MINUTE_MS;
    const tries = triesWith(listed([0], [{ afterMs, points: [1, 2] }]), 213);
    const atHome = tries.filter(({ point }) => point === 0);
    expect(atHome).toHaveLength(Math.ceil(afterMs / RETRY_MS) + 1);
    expect(tries.at(-1)!.point).not.toBe(0);
    expect(tries.at(-1)!.atMs).toBe(atHome.at(-1)!.atMs + LOCATION_MS + EXTRA_MS);
  });

  it('is scanned at from the start by clients whose own boundary group has no point', () => {
    const list = listed(
      [],
      [
        { afterMs: 3 * HOUR_MS, points: [0] },
        { afterMs: 2 * HOUR_MS, points: [2] },
      ],
    );
    const fleet = runFleet(scenarioWith(3, list));
    expect(fleet.parts.selection.pointOf[0]).toBe(2);
    expect(countOf(fleet, 'completed', 'delta')).toBe(1);
  });

  it('does not hold back the points of the own list', () => {
    const assumptions = { ...ASSUMPTIONS, scanRetriesMax: 0 };
    const own = triesWith({ ...listed([0, 1]), assumptions }, 3);
    expect(own.map(({ atMs }) => atMs)).toEqual(instantsAfter(FORCED_MS, [EXTRA_MS]));
    const neighbour = triesWith({ ...listed([0], [{ afterMs: 0, points: [1] }]), assumptions }, 123);
    expect(neighbour.map(({ atMs }) => atMs)).toEqual(instantsAfter(FORCED_MS, [...AT_HOME, EXTRA_MS]));
  });
});

describe('a switch of the software update point', () => {
  const SWITCH_MS = FORCED_MS - HOUR_MS;
  const byHand: Action = { verb: 'switchUpdatePoint', atMs: SWITCH_MS, groups: [0] };
  const secondMs = FORCED_MS + HOUR_MS;

  function switched(changes: Partial<Scenario> = {}) {
    const base = scenarioWith(2, changes);
    const scenario = { ...base, actions: [byHand, scanNow(FORCED_MS), scanNow(secondMs)] };
    return { scenario, before: orderOf(base)[0], fleet: runFleet(scenario) };
  }

  it('by hand takes effect at the next scan at WSUS, once', () => {
    const { scenario, before, fleet } = switched();
    const between = runFleet(scenario, FORCED_MS - 1).parts.selection;
    expect([between.pointOf[0], between.pointToTry[0]]).toEqual([before, before]);
    expect(fleet.parts.selection.pointOf[0]).toBe(1 - before!);
    expect(fleet.parts.selection.switchCount[0]).toBe(1);
  });

  it('needs another one in the list', () => {
    const { before, fleet } = switched(listed([0]));
    expect(fleet.parts.selection.pointOf[0]).toBe(before);
    expect(fleet.parts.selection.switchCount[0]).toBe(0);
  });

  it('to another database costs one full scan, and none if the database is the same', () => {
    const own = switched().fleet;
    expect([countOf(own, 'completed', 'full'), countOf(own, 'completed', 'delta')]).toEqual([1, 1]);
    expect(own.parts.scans.lastOnlineMs[0]).toBe(secondMs + LOCATION_MS + DELTA_MS + EVALUATION_MS);
    const shared = switched({ softwareUpdatePoints: points(2, { database: 0 }) }).fleet;
    expect([countOf(shared, 'completed', 'full'), countOf(shared, 'completed', 'delta')]).toEqual([0, 2]);
    const { scenario } = switched();
    const once = runFleet({ ...scenario, actions: scenario.actions.slice(0, 2) });
    expect(once.parts.scans.lastOnlineMs[0]).toBe(FORCED_MS + LOCATION_MS + FULL_MS + EVALUATION_MS);
  });

  it('moves the bytes of all metadata over the link', () => {
    const link = { bytesPerSecond: 1_000_000, latencyMs: 0, flowBytesPerSecondMax: 1_000_000 };
    const bytesWith = (database: Partial<SoftwareUpdatePoint>) => {
      const { fleet } = switched({
        locations: [
          { name: 'head office', link: null },
          { name: 'branch', link },
        ],
        groups: [group({ location: 1 })],
        softwareUpdatePoints: points(2, database),
      });
      return fleet.result().linkTotals.get(0, 'bytes');
    };
    const { deltaMetadataBytes, deltaMetadataBytesPerUpdate, fullMetadataBytes } = ASSUMPTIONS;
    expect(bytesWith({})).toBe(fullMetadataBytes + deltaMetadataBytes);
    expect(bytesWith({ database: 0 })).toBe(2 * deltaMetadataBytes + deltaMetadataBytesPerUpdate);
  });

  it('is counted in the interval of the scan, at both points', () => {
    const { before, fleet } = switched();
    const { updatePoints } = fleet.result();
    const rows = Array.from({ length: updatePoints.length }, (_, row) =>
      (['t', 'server', 'clients', 'came', 'left'] as const).map((column) => updatePoints.get(row, column)),
    );
    const t = FORCED_MS + HOUR_MS;
    expect(rows.filter(([at]) => at === t)).toEqual(
      [0, 1].map((point) => (point === before ? [t, point, 0, 0, 1] : [t, point, 1, 1, 0])),
    );
    const moved = rows.filter(([, , , came, left]) => came! + left! > 0);
    expect(moved).toHaveLength(2);
    expect(updatePoints.get(updatePoints.length - 1, 'updates')).toBe(2);
  });
});

describe('a new source of updates', () => {
  const assumptions = { ...ASSUMPTIONS, sourceWait: fixed(90 * SECOND_MS), sourceSettleMs: 30 * SECOND_MS };
  const WAIT_MS = 120 * SECOND_MS;

  it('is waited for by a client that is new to its server, and by no other', () => {
    const again = scanNow(FORCED_MS + HOUR_MS);
    const byHand: Action = { verb: 'switchUpdatePoint', atMs: FORCED_MS + 2 * HOUR_MS, groups: [0] };
    const last = scanNow(FORCED_MS + 3 * HOUR_MS);
    const scenario = scenarioWith(2, { assumptions, actions: [again, byHand, last] });
    const read = ({ parts }: Fleet) => String(parts.scans.stage[0]);
    const story = storyOf(scenario, read, FORCED_MS, FORCED_MS + 4 * HOUR_MS);
    const settling = story.findIndex(({ is }) => is === '5');
    expect(story[settling]!.atMs).toBe(last.atMs + LOCATION_MS);
    expect(story[settling + 1]).toEqual({ atMs: last.atMs + LOCATION_MS + WAIT_MS, is: '2' });
    expect(story.filter(({ is }) => is === '5')).toHaveLength(1);
  });

  it('is what a first scan meets', () => {
    const scenario = scenarioWith(1, {
      assumptions,
      initial: { mode: 'enrolment', patchedShareByLag: [1] },
    });
    const read = ({ parts }: Fleet) => String(parts.scans.stage[0]);
    const story = storyOf(scenario, read, 0, 4 * HOUR_MS);
    expect(instantOf(story, '2') - instantOf(story, '5')).toBe(WAIT_MS);
    expect(runFleet(scenario).parts.selection.marks[0]).toBe(0);
  });
});

describe('a location reply', () => {
  /** Every WSUS step takes five hours, so for five hours the database is ahead of the second server. */
  const STEP_MS = 5 * HOUR_MS;
  const synchronization = { ...SYNCHRONIZATION, wsusFixedMs: STEP_MS, wsusPerUpdateMs: 0 };
  const { startsMs, settleMs, databaseFixedMs, databasePerUpdateMs } = synchronization;
  const storedMs = startsMs[0]! + STEP_MS + settleMs + databaseFixedMs + databasePerUpdateMs;
  const servedMs = storedMs + STEP_MS;
  const askedMs = storedMs + 2 * HOUR_MS;
  /** The client has the second point in its list; with `own` [0, 1] the first is there too, and up to date. */
  const scenarioOf = (own: readonly number[]) =>
    scenarioWith(2, {
      ...listed(own),
      siteChanges: { synchronization },
      actions: [scanNow(askedMs)],
    } as Partial<Scenario>);

  it('does not name a server that lacks the version which policy requires: tried again every 30 minutes', () => {
    const scenario = scenarioOf([1]);
    const fleet = runFleet(scenario);
    const tries = Math.ceil((servedMs - askedMs) / (RETRY_MS + LOCATION_MS));
    expect(countOf(fleet, 'notLocated')).toBe(tries);
    const beganMs = askedMs + tries * (RETRY_MS + LOCATION_MS);
    expect(fleet.parts.scans.lastOnlineMs[0]).toBe(beganMs + LOCATION_MS + DELTA_MS + EVALUATION_MS);
    expect(fleet.parts.scans.metadataVersion[0]).toBe(1);
  });

  it('makes a client turn to another server that has it, after the four retries', () => {
    const scenario = scenarioOf([0, 1]);
    const clients = 20;
    const groups = scenario.groups.map((each) => ({ ...each, count: clients }));
    const fleet = runFleet({ ...scenario, groups }, askedMs);
    const { selection, scans } = fleet.parts;
    const atSecond = selection.pointOf.filter((point) => point === 1).length;
    expect(atSecond).toBeGreaterThan(0);
    expect(atSecond).toBeLessThan(clients);
    const { scanRetriesMax, switchExtraMs } = ASSUMPTIONS;
    const triesMs = (scanRetriesMax + 1) * LOCATION_MS + scanRetriesMax * RETRY_MS;
    fleet.run(askedMs + triesMs);
    expect(scans.onlineCount.reduce((sum, count) => sum + count, 0)).toBe(clients - atSecond);
    const turnedMs = askedMs + triesMs + switchExtraMs + RETRY_MS;
    expect(servedMs).toBeGreaterThan(turnedMs);
    fleet.run(turnedMs);
    expect(scans.onlineCount.reduce((sum, count) => sum + count, 0)).toBe(clients);
    expect(new Set(selection.pointOf)).toEqual(new Set([0]));
    fleet.run(turnedMs + HOUR_MS);
    expect(countOf(fleet, 'notLocated')).toBe(atSecond * (scanRetriesMax + 1));
  });
});

describe('a replica that fails before a synchronization', () => {
  it('lags because it is down: its clients turn to a server that has the news, after its four retries', () => {
    const target = { role: 'softwareUpdatePoint', index: 1 } as const;
    const outageMs = SYNCHRONIZATION.startsMs[0]! - HOUR_MS;
    const fleet = runFleet(
      scenarioWith(2, {
        ...listed([0, 1]),
        groups: [group({ count: 20 })],
        actions: [{ verb: 'outage', atMs: outageMs, target }, scanNow(FORCED_MS)],
      } as Partial<Scenario>),
      FORCED_MS + 3 * HOUR_MS,
    );
    const { scans, selection } = fleet.parts;
    expect(countOf(fleet, 'notLocated')).toBe(0);
    expect(new Set(selection.pointOf)).toEqual(new Set([0]));
    expect(new Set(scans.metadataVersion)).toEqual(new Set([1]));
  });
});

describe('clients without any software update point', () => {
  it('never scan, whatever asks for it', () => {
    for (const updatePoints of [null, { own: [], neighbours: [] }]) {
      const cycle = fixed(HOUR_MS);
      const groups = [group({ count: 3, updatePoints, scanCycle: cycle, evaluationCycle: cycle })];
      const scenario = smallScenario({
        groups,
        clientSettings: { ...SETTINGS, scanIntervalMs: DAY_MS, reevaluationIntervalMs: DAY_MS },
        actions: [scanNow(FORCED_MS), { verb: 'switchUpdatePoint', atMs: FORCED_MS, groups: [0] }],
      });
      const fleet = runFleet(scenario);
      expect(countOf(fleet, 'started')).toBe(0);
      const { clients, updatePoints: table } = fleet.result();
      expect(clients!.get(0, 'updatePoint')).toBe(-1);
      expect(table.get(0, 'clients')).toBe(0);
    }
  });
});

describe('the software update points of a fleet', () => {
  it('share out its clients at every instant', () => {
    const scenario = mixedScenario();
    const { updatePoints, clientCount } = runFleet(scenario).result();
    const perInterval = new Map<number, number>();
    for (let row = 0; row < updatePoints.length; row++) {
      const t = updatePoints.get(row, 't');
      perInterval.set(t, (perInterval.get(t) ?? 0) + updatePoints.get(row, 'clients'));
    }
    expect(new Set(perInterval.values())).toEqual(new Set([clientCount]));
  });
});
