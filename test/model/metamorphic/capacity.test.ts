import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import {
  DAY_MS,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  SECOND_MS,
  smallScenario,
  updatePoint,
} from '../small-fleet.ts';
import { Witness } from '../witness.ts';

const { clientSettings: SETTINGS, assumptions: ASSUMPTIONS } = smallScenario();

/** By client, name and number: when each of its scans ended, in order. */
function completionsOf(fleet: Fleet, horizonMs: number): Map<string, number[]> {
  const witness = new Witness(fleet);
  fleet.run(horizonMs);
  const { clients } = fleet.parts;
  const ends = new Map<string, number[]>();
  for (const { client, atMs } of witness.scans) {
    const name = `${clients.groups[clients.groupOf[client]!]!.name} ${clients.numberInGroup[client]}`;
    ends.set(name, [...(ends.get(name) ?? []), atMs]);
  }
  return ends;
}

const COUNT = 300;
const HORIZON_MS = 14 * DAY_MS;

/** Always-on clients that scan at WSUS once a day, each time with a work of its own, and wait as long as it takes. */
function patientFleet(servers: number, seed: string): Map<string, number[]> {
  const scenario = smallScenario({
    seed,
    horizonMs: HORIZON_MS,
    groups: [group({ count: COUNT })],
    softwareUpdatePoints: [
      updatePoint({
        servers,
        queueLimit: Infinity,
        deltaScan: { law: 'lognormal', median: 3 * MINUTE_MS, p95: 12 * MINUTE_MS },
      }),
    ],
    deployments: [],
    clientSettings: { ...SETTINGS, scanIntervalMs: DAY_MS, scanTtlMs: 0 },
    assumptions: { ...ASSUMPTIONS, scanTimeoutMs: Infinity },
  });
  const fleet = new Fleet(scenario, 0);
  const ends = completionsOf(fleet, HORIZON_MS);
  expect([...fleet.parts.scans.onlineCount].reduce((sum, count) => sum + count, 0)).toBe(
    [...ends.values()].flat().length,
  );
  return ends;
}

describe('With one software update point that is always on and refuses nobody, and clients who wait as long as it takes', () => {
  for (const seed of ['1', '2', '3']) {
    it(`more capacity makes no scan of any client later, and some earlier (seed ${seed})`, () => {
      const runs = [1, 2, 3, 8].map((servers) => patientFleet(servers, seed));
      const earlier = runs.slice(1).map((more, at) => {
        let count = 0;
        for (const [name, ends] of runs[at]!) {
          // What is still in the queue at the end with less capacity has ended with more.
          const sooner = more.get(name)!.slice(0, ends.length);
          const late = ends.filter((endMs, scan) => !(sooner[scan]! <= endMs));
          expect([name, late]).toEqual([name, []]);
          count += ends.filter((endMs, scan) => sooner[scan]! < endMs).length;
        }
        return count;
      });
      expect(earlier[0]).toBeGreaterThan(COUNT);
      expect(Math.min(...earlier)).toBeGreaterThan(0);
    });
  }
});

const START_MS = 2 * DAY_MS;
const SERVICE_MS = MINUTE_MS;
const FULL_MS = HOUR_MS;
const SEARCH_MS = 10 * SECOND_MS;
const LOCATE_MS = SECOND_MS;
/** Who comes to the server when; of the early and the late one all metadata have to be fetched. */
const COMES_MS = { first: 0, second: 6_000, early: 12_000, third: 72_000, late: 90_000, last: 300_000 };
const NAMES = Object.keys(COMES_MS) as (keyof typeof COMES_MS)[];

/** When the scan of each ended, since the first came to the server, at a server in whose queue one request may wait. */
function crowdedServer(servers: number): Record<keyof typeof COMES_MS, number> {
  const scenario: Scenario = smallScenario({
    groups: NAMES.map((name) => group({ name })),
    softwareUpdatePoints: [
      updatePoint({
        servers,
        queueLimit: 1,
        deltaScan: fixed(SERVICE_MS),
        fullScanFactor: FULL_MS / SERVICE_MS,
      }),
    ],
    deployments: [],
    actions: NAMES.map((name, at) => ({ verb: 'scanNow', atMs: START_MS + COMES_MS[name], groups: [at] })),
    clientSettings: { ...SETTINGS, scanIntervalMs: 1_000_000 * DAY_MS },
    assumptions: {
      ...ASSUMPTIONS,
      scanTimeoutMs: Infinity,
      locationRequestMs: LOCATE_MS,
      scanEvaluation: fixed(SEARCH_MS),
    },
  });
  const fleet = new Fleet(scenario, 0);
  const { clients, scans } = fleet.parts;
  for (let client = 0; client < clients.count; client++) {
    const name = clients.groups[clients.groupOf[client]!]!.name;
    if (name === 'early' || name === 'late') scans.metadataVersion[client] = -1;
  }
  const ends = completionsOf(fleet, 4 * DAY_MS);
  return Object.fromEntries(
    NAMES.map((name) => [name, ends.get(`${name} 0`)![0]! - START_MS - LOCATE_MS]),
  ) as Record<keyof typeof COMES_MS, number>;
}

describe('With a queue that refuses and clients who come again', () => {
  it('more capacity can make a scan later: it lets two long scans in that were sent away, and they stand in the way', () => {
    const { scanRetryMs, locationRequestMs } = ASSUMPTIONS;
    const againMs = scanRetryMs + locationRequestMs;
    const [one, two] = [crowdedServer(1), crowdedServer(2)];
    // One server: first, second and third one after the other; the long ones are refused and come half an hour later.
    expect(one).toEqual({
      first: SERVICE_MS + SEARCH_MS,
      second: 2 * SERVICE_MS + SEARCH_MS,
      third: 3 * SERVICE_MS + SEARCH_MS,
      last: COMES_MS.last + SERVICE_MS + SEARCH_MS,
      early: COMES_MS.early + againMs + FULL_MS + SEARCH_MS,
      late: COMES_MS.early + againMs + 2 * FULL_MS + SEARCH_MS,
    });
    // Two servers: nobody is refused. When the last one comes, a long scan runs on either.
    const earlyMs = SERVICE_MS + FULL_MS;
    expect(two).toEqual({
      first: SERVICE_MS + SEARCH_MS,
      second: COMES_MS.second + SERVICE_MS + SEARCH_MS,
      third: COMES_MS.third + SERVICE_MS + SEARCH_MS,
      early: earlyMs + SEARCH_MS,
      late: COMES_MS.third + SERVICE_MS + FULL_MS + SEARCH_MS,
      last: earlyMs + SERVICE_MS + SEARCH_MS,
    });
    expect(two.last - one.last).toBe(56 * MINUTE_MS);
  });
});
