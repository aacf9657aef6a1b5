import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import type { Action, Scenario, SoftwareUpdatePoint } from '../../src/model/scenario.ts';
import { mixedScenario } from './mixed-fleet.ts';
import { DAY_MS, fixed, group, HOUR_MS, MINUTE_MS, runFleet, smallScenario } from './small-fleet.ts';
import {
  ASSUMPTIONS,
  AT_HOME,
  countOf,
  DELTA_MS,
  EVALUATION_MS,
  EXTRA_MS,
  FORCED_MS,
  FULL_MS,
  instantsAfter,
  LOCATION_MS,
  listed,
  orderOf,
  points,
  RETRIES,
  RETRY_MS,
  SETTINGS,
  SHORT_MS,
  scanNow,
  scenarioWith,
  triesOf,
  turn,
} from './update-point-clients.ts';

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
