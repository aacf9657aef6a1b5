import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import { SCAN_OUTCOMES } from '../../../src/model/results.ts';
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

const HORIZON_MS = 60 * DAY_MS;
const COUNT = 200;
const COMPLETED = SCAN_OUTCOMES.indexOf('completed');
const [LOCATE_MS, SERVE_MS, SEARCH_MS] = [SECOND_MS, 2 * SECOND_MS, 10 * SECOND_MS];
/** From the start of a scan at WSUS to its end: nobody waits, and metadata are there at once. */
const ONLINE_MS = LOCATE_MS + SERVE_MS + SEARCH_MS;

/** A fleet of always-on clients that scan every `intervalMs` to the millisecond, and of whom nothing else is asked. */
function fleetOf(intervalMs: number, scanTtlMs: number): Fleet {
  const { clientSettings, assumptions } = smallScenario();
  const scenario = smallScenario({
    horizonMs: HORIZON_MS,
    groups: [group({ count: COUNT })],
    softwareUpdatePoints: [updatePoint({ servers: COUNT, deltaScan: fixed(SERVE_MS) })],
    deployments: [],
    clientSettings: { ...clientSettings, scanIntervalMs: intervalMs, scanJitter: fixed(0), scanTtlMs },
    assumptions: { ...assumptions, locationRequestMs: LOCATE_MS, scanEvaluation: fixed(SEARCH_MS) },
  });
  const fleet = new Fleet(scenario, 0);
  fleet.run(HORIZON_MS);
  return fleet;
}

/**
 * Scans at WSUS of a client whose schedule counts from `anchorMs`, at or before the start. The nth scan goes to WSUS
 * when the last one that did is older than the time to live: the first time that of before the start, of which only the
 * occurrence counts, then a scan that ended `ONLINE_MS` after its start.
 */
function contactsOf(anchorMs: number, intervalMs: number, ttlMs: number): number {
  const scans = Math.floor((HORIZON_MS - ONLINE_MS - anchorMs) / intervalMs);
  const first = Math.floor(ttlMs / intervalMs) + 1;
  const step = Math.floor((ttlMs + ONLINE_MS) / intervalMs) + 1;
  return scans < first ? 0 : 1 + Math.floor((scans - first) / step);
}

const onlineCounts = ({ parts }: Fleet) => [...parts.scans.onlineCount];
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

/** Intervals and times to live, and how many scans it takes from one contact to the next. */
const PAIRS: readonly (readonly [name: string, intervalMs: number, ttlMs: number, each: number])[] = [
  ['a day, none', DAY_MS, 0, 1],
  ['a day, half a day', DAY_MS, 12 * HOUR_MS, 1],
  ['a day, a day less the length of a scan', DAY_MS, DAY_MS - ONLINE_MS - 1, 1],
  ['a day, a day less a second', DAY_MS, DAY_MS - SECOND_MS, 2],
  ['a day, a day', DAY_MS, DAY_MS, 2],
  ['a day, 36 hours', DAY_MS, 36 * HOUR_MS, 2],
  ['a day, three days and a minute', DAY_MS, 3 * DAY_MS + MINUTE_MS, 4],
  ['eight hours, a day', 8 * HOUR_MS, DAY_MS, 4],
  ['a week, ten days', 7 * DAY_MS, 10 * DAY_MS, 2],
  ['a week, a day', 7 * DAY_MS, DAY_MS, 1],
];

describe('With a scan interval and a time to live of', () => {
  for (const [name, intervalMs, ttlMs, each] of PAIRS) {
    it(`${name}: every client contacts WSUS at one scan in ${each}, no more and no less`, () => {
      const fleet = fleetOf(intervalMs, ttlMs);
      const { anchorMs } = fleet.parts.calendar.schedule;
      const expected = Array.from(anchorMs, (ms) => contactsOf(ms, intervalMs, ttlMs));
      expect(onlineCounts(fleet)).toEqual(expected);
      expect(Math.floor((ttlMs + ONLINE_MS) / intervalMs) + 1).toBe(each);
      expect(new Set(anchorMs).size).toBeGreaterThan(COUNT / 2);
    });
  }

  it('a day, 36 hours: half of the contacts are gone, and each has become a scan of what the client holds', () => {
    const [all, half] = [fleetOf(DAY_MS, 0).result(), fleetOf(DAY_MS, 36 * HOUR_MS).result()];
    const completed = ({ scans }: typeof all, kind: number) =>
      sum(
        Array.from({ length: scans.length }, (_, row) =>
          scans.get(row, 'outcome') === COMPLETED && scans.get(row, 'kind') === kind
            ? scans.get(row, 'count')
            : 0,
        ),
      );
    expect([completed(all, 0), completed(half, 0)]).toEqual([0, COUNT * 30]);
    expect(completed(half, 1)).toBe(completed(all, 1) - completed(half, 0));
  });
});
