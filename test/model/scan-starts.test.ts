import { describe, expect, it } from 'vitest';
import { SCAN_KINDS, SCAN_OUTCOMES, SCAN_TRIGGERS } from '../../src/model/results.ts';
import { scanStageOf } from './one-client.ts';
import {
  DAY_MS,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  runFleet,
  smallScenario,
  uniform,
  updatePoint,
} from './small-fleet.ts';
import { storyOf } from './story.ts';

describe('the scan starts of many clients', () => {
  it('of new clients after the site policy are a trapezoid over three hours', () => {
    const count = 6000;
    const scenario = smallScenario({
      horizonMs: 3 * HOUR_MS + MINUTE_MS,
      initial: { mode: 'enrolment', patchedShareByLag: [1] },
      groups: [group({ count })],
      deployments: [],
      softwareUpdatePoints: [updatePoint({ servers: 1000, deltaScan: fixed(1), fullScanFactor: 1 })],
      output: { intervalMs: 10 * MINUTE_MS, clients: false, servicingLog: false },
    });
    const { scans } = runFleet(scenario).result();
    const startsUpTo = (minutes: number) => {
      let starts = 0;
      for (let row = 0; row < scans.length; row++) {
        if (scans.get(row, 'outcome') !== SCAN_OUTCOMES.indexOf('started')) continue;
        expect(scans.get(row, 'trigger')).toBe(SCAN_TRIGGERS.indexOf('firstScan'));
        if (scans.get(row, 't') <= minutes * MINUTE_MS) starts += scans.get(row, 'count');
      }
      return starts;
    };
    /** Sum of a uniform policy poll in 60 minutes and a uniform delay in 120: its distribution function. */
    const share = (minutes: number) => {
      if (minutes <= 60) return minutes ** 2 / (2 * 60 * 120);
      if (minutes <= 120) return (minutes - 30) / 120;
      return 1 - (180 - minutes) ** 2 / (2 * 60 * 120);
    };
    expect([share(60), share(120)]).toEqual([0.25, 0.75]);
    const within = (measured: number, p: number) =>
      expect(Math.abs(measured - count * p)).toBeLessThanOrEqual(4 * Math.sqrt(count * p * (1 - p)));
    for (let minutes = 10; minutes < 180; minutes += 10) within(startsUpTo(minutes), share(minutes));
    expect(startsUpTo(181)).toBe(count);
    const perMinuteAtPeak = (startsUpTo(120) - startsUpTo(60)) / 60;
    expect(Math.abs(perMinuteAtPeak - count / 120)).toBeLessThanOrEqual((4 * Math.sqrt(count * 0.25)) / 60);
  });

  it('of a fleet in its steady state have no trend in uneventful weeks', () => {
    const count = 3000;
    const weekMs = 7 * DAY_MS;
    const scenario = smallScenario({
      horizonMs: 3 * weekMs,
      groups: [group({ count })],
      catalog: { ...smallScenario().catalog, updates: [smallScenario().catalog.updates[0]!] },
      deployments: [],
      output: { intervalMs: HOUR_MS, clients: false, servicingLog: false },
    });
    const { scans } = runFleet(scenario).result();
    const perHour = new Array<number>((3 * weekMs) / HOUR_MS).fill(0);
    for (let row = 0; row < scans.length; row++) {
      if (scans.get(row, 'outcome') !== SCAN_OUTCOMES.indexOf('started')) continue;
      expect(scans.get(row, 'kind')).toBe(SCAN_KINDS.indexOf('delta'));
      perHour[scans.get(row, 't') / HOUR_MS - 1]! += scans.get(row, 'count');
    }
    const week = (number: number) =>
      perHour.slice(number * 168, (number + 1) * 168).reduce((sum, each) => sum + each, 0);
    /** A week's count differs from N by those whose delay of at most two hours carries them over its ends. */
    const carried = count * (HOUR_MS / weekMs);
    expect(Math.abs(week(0) - count)).toBeLessThanOrEqual(4 * Math.sqrt(2 * carried));
    expect(Math.abs(week(2) - week(0))).toBeLessThanOrEqual(4 * Math.sqrt(4 * carried));

    const { slope, standardError } = trendOf(perHour);
    expect(Math.abs(slope)).toBeLessThanOrEqual(4 * standardError);
  });

  it("come once a week each, up to two hours after the client's own time", () => {
    const base = smallScenario();
    const jitter = uniform(0, 2 * HOUR_MS);
    const scenario = smallScenario({
      horizonMs: 28 * DAY_MS,
      deployments: [],
      clientSettings: { ...base.clientSettings, scanJitter: jitter },
    });
    const starts = storyOf(scenario, scanStageOf)
      .filter(({ is }) => is === 'locating')
      .map(({ atMs }) => atMs);
    expect(starts).toHaveLength(4);
    for (let number = 1; number < starts.length; number++) {
      const gapMs = starts[number]! - starts[number - 1]!;
      expect(Math.abs(gapMs - 7 * DAY_MS)).toBeLessThanOrEqual(jitter.max - jitter.min);
    }
  });
});

/** Least squares of a series against its index. */
function trendOf(series: readonly number[]): { readonly slope: number; readonly standardError: number } {
  const n = series.length;
  const middle = (n - 1) / 2;
  const mean = series.reduce((sum, each) => sum + each, 0) / n;
  const spread = series.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
  const slope = series.reduce((sum, each, index) => sum + (index - middle) * (each - mean), 0) / spread;
  const residual = series.reduce(
    (sum, each, index) => sum + (each - mean - slope * (index - middle)) ** 2,
    0,
  );
  return { slope, standardError: Math.sqrt(residual / (n - 2) / spread) };
}
