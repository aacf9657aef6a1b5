import { describe, expect, test } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import type { Action, SoftwareUpdatePoint } from '../../src/model/scenario.ts';
import { LOCATION_MS } from '../model/one-client.ts';
import { DAY_MS, fixed, group, HOUR_MS, runFleet, SECOND_MS, updatePoint } from '../model/small-fleet.ts';
import { HIERARCHY, loadText, SMALL } from '../scenario/loading.ts';
import { ASSUMPTIONS, quiet, scanAt } from './one-client.ts';
import { point } from './sites.ts';

const AT_MS = 2 * DAY_MS;
const ASKED_MS = AT_MS + LOCATION_MS;
const [ofDefault] = loadText(SMALL).scenario!.softwareUpdatePoints;
const { scanTimeoutMs: TIMEOUT_MS, scanRetryMs: RETRY_MS } = ASSUMPTIONS;

/** Clients that all scan at one instant. */
const crowd = (count: number, of: Partial<SoftwareUpdatePoint>) =>
  quiet({
    groups: [group({ count })],
    softwareUpdatePoints: [updatePoint(of)],
    actions: [scanAt(AT_MS)],
  });
const totalOf = (fleet: Fleet, column: 'served' | 'refused' | 'servedInVain' | 'abandoned') =>
  fleet.result().serverTotals.get(0, column);

describe('a WSUS server', () => {
  test('D5.1 of four cores does 6 difference scans per second', () => {
    const { deltaScan, servers } = ofDefault!;
    expect(deltaScan).toEqual({ law: 'exponential', mean: 667 });
    expect((servers * SECOND_MS) / 667).toBeCloseTo(6, 2);
    const count = 600;
    const busyMs = (count / servers) * 667;
    const scenario = crowd(count, { servers, deltaScan: fixed(667) });
    expect(totalOf(runFleet(scenario, ASKED_MS + busyMs - 1), 'served')).toBe(count - servers);
    expect(totalOf(runFleet(scenario, ASKED_MS + busyMs), 'served')).toBe(count);
  });

  test('D5.2 lets 1000 requests wait unless configured, and refuses further ones', () => {
    expect(ofDefault!.queueLimit).toBe(1000);
    const refused = (queueLimit: number) =>
      totalOf(runFleet(crowd(1100, { queueLimit, deltaScan: fixed(HOUR_MS) }), ASKED_MS), 'refused');
    expect([refused(1000), refused(50)]).toEqual([1100 - 4 - 1000, 1100 - 4 - 50]);
  });

  test('D5.3 has as much work with a full scan as with 20 differences', () => {
    expect(ofDefault!.fullScanFactor).toBe(20);
    const fleet = new Fleet(crowd(1, { deltaScan: fixed(SECOND_MS) }), 0);
    fleet.parts.scans.metadataVersion.fill(-1);
    fleet.run(ASKED_MS + 20 * SECOND_MS - 1);
    expect(totalOf(fleet, 'served')).toBe(0);
    fleet.run(ASKED_MS + 20 * SECOND_MS);
    expect(totalOf(fleet, 'served')).toBe(1);
  });

  test('D5.4 loses clients that get no answer in time; whether it works for them in vain is a setting', () => {
    const workMs = TIMEOUT_MS + 5 * SECOND_MS;
    const lost = (abandonedWork: 'dropped' | 'done') => {
      const scenario = crowd(2, { servers: 1, deltaScan: fixed(workMs), abandonedWork });
      const fleet = runFleet(scenario, ASKED_MS + 2 * workMs);
      return (['abandoned', 'servedInVain'] as const).map((column) => totalOf(fleet, column));
    };
    expect(lost('done')).toEqual([2, 2]);
    expect(lost('dropped')).toEqual([1, 0]);
  });

  test('D5.5 that is overloaded recovers when its queue is limited, and the limit can be raised after that', () => {
    const fullMs = 20 * SECOND_MS;
    const inTime = TIMEOUT_MS / fullMs;
    const periodMs = TIMEOUT_MS + RETRY_MS + LOCATION_MS;
    const count = Math.ceil(periodMs / fullMs) + inTime + 50;
    const cutMs = AT_MS + 3 * periodMs;
    const limits: readonly Action[] = [inTime - 1, 2 * inTime, 1000].map((value, step) => ({
      verb: 'setQueueLimit',
      atMs: cutMs + step * 2 * DAY_MS,
      target: point(0),
      value,
    }));
    const stuck = (actions: readonly Action[]) => {
      const scenario = crowd(count, {
        servers: 1,
        deltaScan: fixed(fullMs / 20),
        queueLimit: 100_000,
        abandonedWork: 'done',
      });
      const fleet = new Fleet(
        {
          ...scenario,
          assumptions: { ...ASSUMPTIONS, timeoutIsRetried: true },
          actions: [scanAt(AT_MS), ...actions, scanAt(8 * DAY_MS)],
        },
        0,
      );
      fleet.parts.scans.metadataVersion.fill(-1);
      fleet.run(8 * DAY_MS + HOUR_MS);
      return fleet.parts.scans.onlineCount.filter((scans) => scans < 2).length;
    };
    expect(stuck([])).toBe(count);
    expect(stuck(limits)).toBe(0);
  });
});

describe('more than Microsoft supports', () => {
  /** Whether a text is warned of with these words. */
  const isWarned = (text: string, words: string) =>
    loadText(text).issues.some(({ severity, message }) => severity === 'warning' && message.includes(words));
  /** At the limit there is no warning, with one more there is. */
  const expectLimit = (textOf: (count: number) => string, max: number, words: string) => {
    expect([max, max + 1].map((count) => isWarned(textOf(count), words))).toEqual([false, true]);
  };
  /** A stand-alone site of so many clients, and a hierarchy with so many at its secondary or in all. */
  const alone = (count: number) => SMALL.replace('count: 100', `count: ${count - 50}`);
  const below = (count: number) => HIERARCHY.replace('count: 100', `count: ${count - 50}`);
  const branch = (count: number) => HIERARCHY.replace('count: 50', `count: ${count}`);
  const more = (count: number, siteOf: (at: number) => string) =>
    HIERARCHY.replace('sites:\n', `sites:\n${Array.from({ length: count }, (_, at) => siteOf(at)).join('')}`);

  test('D5.6 is, for a WSUS server on a machine of its own, 150000 clients', () => {
    expectLimit(alone, 150_000, 'clients per software update point');
  });

  test('D5.7 is a number of clients per site, management point and hierarchy, and of sites below a site', () => {
    expectLimit(alone, 150_000, 'clients per stand-alone primary site');
    expectLimit(below, 150_000, 'clients per child primary site');
    expectLimit(branch, 15_000, 'clients per secondary site');
    expectLimit(alone, 25_000, 'clients per management point');
    expectLimit(below, 700_000, 'desktops per hierarchy');
    const primary = (at: number) => `  - name: X${at}
    parent: CAS
    softwareUpdatePoints: [{ name: XS${at}, location: Paris }]
    managementPoints: [{ name: XM${at}, location: Paris }]
`;
    const secondary = (at: number) => `  - { name: Y${at}, type: secondary, parent: P02 }\n`;
    expectLimit((count) => more(count - 2, primary), 25, 'primary sites per central');
    expectLimit((count) => more(count, secondary), 250, 'secondary sites per primary');
  });
});
