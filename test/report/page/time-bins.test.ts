import fc from 'fast-check';
import { expect, test } from 'vitest';
import { largestPerBin, timeBins } from '../../../src/report/page/run/time-bins.ts';
import { DAY_MS, HOUR_MS, scenarioOf } from '../run-result.ts';

const output = (intervalMs: number) => ({ intervalMs, clients: false, servicingLog: false });

test('Bins cover the measured span without a gap, are no more than there is room for, and have every interval once', () => {
  const cases = fc.record({
    startHours: fc.integer({ min: 0, max: 40 }),
    fromHours: fc.integer({ min: 0, max: 30 }),
    intervalMinutes: fc.constantFrom(1, 7, 10, 60, 90, 1440),
    intervals: fc.integer({ min: 1, max: 900 }),
    countMax: fc.integer({ min: 5, max: 170 }),
  });
  fc.assert(
    fc.property(cases, ({ startHours, fromHours, intervalMinutes, intervals, countMax }) => {
      const intervalMs = 60_000 * intervalMinutes;
      const measureFromMs = fromHours * HOUR_MS;
      const scenario = scenarioOf({
        startEpochMs: Date.UTC(2024, 3, 1) + startHours * HOUR_MS,
        measureFromMs,
        horizonMs: measureFromMs + intervals * intervalMs,
        output: output(intervalMs),
      });
      const { spans, binAt } = timeBins(scenario, countMax);
      expect(spans.length).toBeLessThanOrEqual(countMax);
      expect(spans[0]!.from.getTime()).toBe(scenario.startEpochMs + measureFromMs);
      expect(spans.at(-1)!.to.getTime()).toBe(scenario.startEpochMs + scenario.horizonMs);
      for (let at = 1; at < spans.length; at++) expect(spans[at]!.from).toEqual(spans[at - 1]!.to);
      for (let interval = 0; interval < intervals; interval++) {
        const endMs = measureFromMs + (interval + 1) * intervalMs;
        const { from, to } = spans[binAt(endMs / 1000)]!;
        expect(from.getTime()).toBeLessThanOrEqual(scenario.startEpochMs + endMs - intervalMs);
        expect(to.getTime()).toBeGreaterThanOrEqual(scenario.startEpochMs + endMs);
      }
    }),
    { numRuns: 60 },
  );
});

test('Bins begin with the day in UTC where days divide into them', () => {
  const scenario = scenarioOf({
    startEpochMs: Date.UTC(2024, 3, 1),
    measureFromMs: 17 * HOUR_MS,
    horizonMs: 28 * DAY_MS,
    output: output(HOUR_MS),
  });
  const hours = timeBins(scenario, 60)
    .spans.slice(1)
    .map(({ from }) => from.getUTCHours());
  expect(new Set(hours.map((hour) => hour % 12))).toEqual(new Set([0]));
});

test('A bin has the largest value of its intervals, and none where they have none', () => {
  const scenario = scenarioOf({ measureFromMs: 0, horizonMs: 4 * HOUR_MS, output: output(HOUR_MS) });
  const bins = timeBins(scenario, 3);
  const rows = [3, 7, 5].map((value, at) => ({ elapsedSeconds: 3600 * (at + 1), value }));
  expect(bins.spans).toHaveLength(2);
  expect(largestPerBin(rows, bins, ({ value }) => Number(value))).toEqual([7, 5]);
  expect(largestPerBin(rows.slice(0, 1), bins, ({ value }) => Number(value))).toEqual([3, null]);
});
