import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import { SITE_EVENTS } from '../../src/model/results.ts';
import type { Action, SoftwareUpdatePoint } from '../../src/model/scenario.ts';
import {
  DAY_MS,
  fixed,
  group,
  MINUTE_MS,
  runFleet,
  SECOND_MS,
  smallScenario,
  updatePoint,
} from './small-fleet.ts';

const STORM_MS = 2 * DAY_MS;
const LOCATION_MS = SECOND_MS;
const FULL_SCAN_MS = 20 * SECOND_MS;
const { clientSettings: SETTINGS, assumptions: ASSUMPTIONS } = smallScenario();
const { scanRetryMs: RETRY_MS, scanTimeoutMs: TIMEOUT_MS } = ASSUMPTIONS;
/** Clients that time out together come again together, this much later. */
const PERIOD_MS = TIMEOUT_MS + RETRY_MS + LOCATION_MS;
const SUP = { role: 'softwareUpdatePoint', index: 0 } as const;

/** Every client of the fleet needs a full scan at one instant, at a server that works on one at a time. */
function storm(count: number, point: Partial<SoftwareUpdatePoint>, actions: readonly Action[] = []): Fleet {
  const fleet = new Fleet(
    smallScenario({
      groups: [group({ count })],
      deployments: [],
      clientSettings: { ...SETTINGS, scanIntervalMs: 1_000_000 * DAY_MS },
      assumptions: { ...ASSUMPTIONS, timeoutIsRetried: true },
      softwareUpdatePoints: [
        updatePoint({ servers: 1, deltaScan: fixed(FULL_SCAN_MS / 20), queueLimit: Infinity, ...point }),
      ],
      actions: [{ verb: 'scanNow', atMs: STORM_MS, groups: [0] }, ...actions],
    }),
    0,
  );
  fleet.parts.scans.metadataVersion.fill(-1);
  return fleet;
}

const stuckCount = ({ parts }: Fleet) => parts.scans.metadataVersion.filter((version) => version < 0).length;

/** Clients without metadata once each of `waves` waves has been served or has timed out. */
function stuckAfterWaves(fleet: Fleet, waves: number): number[] {
  return Array.from({ length: waves }, (_, wave) => {
    fleet.run(STORM_MS + LOCATION_MS + wave * PERIOD_MS + TIMEOUT_MS + FULL_SCAN_MS);
    return stuckCount(fleet);
  });
}

/** The same worked out: what the server has left to do when a wave comes decides how many of it are in time. */
function expectedAfterWaves(count: number, waves: number): number[] {
  let stuck = count;
  let backlogMs = 0;
  return Array.from({ length: waves }, () => {
    const inTime = Math.max(0, Math.floor((TIMEOUT_MS - backlogMs) / FULL_SCAN_MS));
    backlogMs = Math.max(0, backlogMs + stuck * FULL_SCAN_MS - PERIOD_MS);
    stuck -= Math.min(stuck, inTime);
    return stuck;
  });
}

describe('a storm of full scans at a server that works for clients which have gone', () => {
  const WAVES = 12;
  /** Who is in time in the first wave, when the server has nothing else to do. */
  const FIRST = TIMEOUT_MS / FULL_SCAN_MS;
  /** Of how many clients the work fits into the time until they come again. */
  const CAPACITY = PERIOD_MS / FULL_SCAN_MS;

  it('lasts as long as those who come again bring more work than there is time for', () => {
    const count = Math.ceil(CAPACITY) + FIRST + 50;
    expect(count - FIRST).toBeGreaterThan(CAPACITY);
    const fleet = storm(count, { abandonedWork: 'done' });
    const stuck = stuckAfterWaves(fleet, WAVES);
    expect(stuck).toEqual(expectedAfterWaves(count, WAVES));
    expect(stuck.at(-1)).toBe(count - FIRST);
    fleet.run(9 * DAY_MS);
    expect(stuckCount(fleet)).toBe(count - FIRST);
    expect(fleet.parts.scans.onlineCount.reduce((sum, each) => sum + each, 0)).toBe(FIRST);
  });

  it('dies away by itself where they bring less', () => {
    const count = Math.floor(CAPACITY) + FIRST - 10;
    expect(count - FIRST).toBeLessThan(CAPACITY);
    const stuck = stuckAfterWaves(storm(count, { abandonedWork: 'done' }), WAVES);
    expect(stuck).toEqual(expectedAfterWaves(count, WAVES));
    expect(stuck.at(-1)).toBe(0);
  });

  it('does not outlast its first waves where the work of those who have gone is dropped', () => {
    const count = Math.ceil(CAPACITY) + FIRST + 50;
    /** Who waits for the time-out at most is served. */
    const perWave = TIMEOUT_MS / FULL_SCAN_MS + 1;
    const stuck = stuckAfterWaves(storm(count, { abandonedWork: 'dropped' }), WAVES);
    expect(stuck).toEqual(stuck.map((_, wave) => Math.max(0, count - (wave + 1) * perWave)));
    expect(stuck.at(-1)).toBe(0);
  });

  it('ends when the queue is cut so short that waits stay below the time-out', () => {
    const count = Math.ceil(CAPACITY) + FIRST + 50;
    const cutMs = STORM_MS + 6 * PERIOD_MS;
    const queueLimit = FIRST - 1;
    const cut: Action = { verb: 'setQueueLimit', atMs: cutMs, target: SUP, value: queueLimit };
    const fleet = storm(count, { abandonedWork: 'done' }, [cut]);
    fleet.run(cutMs);
    expect(stuckCount(fleet)).toBe(count - FIRST);
    const backlogMs = fleet.parts.servers.stations.waitingCount(0) * FULL_SCAN_MS;
    /** The old work has to be done first; then each wave, half an hour apart, leaves one queue full behind. */
    const waves = Math.ceil((count - FIRST) / (queueLimit + 1)) + 1;
    const boundMs = backlogMs + PERIOD_MS + waves * (RETRY_MS + LOCATION_MS) + TIMEOUT_MS;
    fleet.run(cutMs + boundMs);
    expect(stuckCount(fleet)).toBe(0);
    const { events } = fleet.result();
    const row = Array.from({ length: events.length }, (_, index) => index).find(
      (index) => events.get(index, 'code') === SITE_EVENTS.indexOf('queueLimitSet'),
    );
    expect([events.get(row!, 't'), events.get(row!, 'detail')]).toEqual([cutMs, queueLimit]);
  });

  it('counts what was done in vain: every request that was given up, once it has been worked off', () => {
    const count = Math.floor(CAPACITY) + FIRST - 10;
    const row = (abandonedWork: 'done' | 'dropped') => {
      const fleet = storm(count, { abandonedWork });
      fleet.run(9 * DAY_MS);
      const { serverTotals } = fleet.result();
      return (['arrivals', 'served', 'abandoned', 'servedInVain', 'present'] as const).map((column) =>
        serverTotals.get(0, column),
      );
    };
    const [arrivals, served, abandoned, servedInVain, present] = row('done');
    expect([served, servedInVain, present]).toEqual([count, abandoned, 0]);
    expect(arrivals).toBe(count + abandoned!);
    expect(abandoned).toBeGreaterThan(0);
    expect(row('dropped')[3]).toBe(0);
  });
});

describe('the time-out of a scan', () => {
  const SERVICE_MS = TIMEOUT_MS + 5 * MINUTE_MS;
  const oneClient = (abandonedWork: 'done' | 'dropped') => {
    const fleet = storm(1, { abandonedWork, deltaScan: fixed(SERVICE_MS), fullScanFactor: 1 });
    fleet.run(STORM_MS + LOCATION_MS + SERVICE_MS);
    return fleet;
  };

  it('is of the wait alone where work is dropped, and of service too where it is done in vain', () => {
    expect(stuckCount(oneClient('dropped'))).toBe(0);
    expect(stuckCount(oneClient('done'))).toBe(1);
  });

  it('takes no part of the work back that is being done', () => {
    const fleet = oneClient('done');
    const spanMs = 3 * DAY_MS;
    fleet.run(STORM_MS + spanMs);
    const { serverTotals } = fleet.result();
    expect(serverTotals.get(0, 'served')).toBe(0);
    const tries = Math.floor((spanMs - LOCATION_MS - SERVICE_MS) / PERIOD_MS) + 1;
    expect(serverTotals.get(0, 'servedInVain')).toBe(tries);
  });
});

describe('a queue limit that is changed during a run', () => {
  it('refuses who comes from its instant on, and keeps who waits', () => {
    const cut: Action = { verb: 'setQueueLimit', atMs: STORM_MS + 5 * MINUTE_MS, target: SUP, value: 0 };
    const later: Action = { verb: 'scanNow', atMs: cut.atMs, groups: [1] };
    const scenario = smallScenario({
      groups: [group({ count: 3 }), group({ name: 'others', count: 2 })],
      deployments: [],
      clientSettings: { ...SETTINGS, scanIntervalMs: 1_000_000 * DAY_MS },
      softwareUpdatePoints: [updatePoint({ servers: 1, deltaScan: fixed(8 * MINUTE_MS) })],
      actions: [{ verb: 'scanNow', atMs: STORM_MS, groups: [0] }, cut, later],
    });
    const { serverTotals } = runFleet(scenario, cut.atMs + MINUTE_MS).result();
    expect(serverTotals.get(0, 'refused')).toBe(2);
    expect(serverTotals.get(0, 'present')).toBe(3);
  });
});
