import { describe, expect, it } from 'vitest';
import type { ComplianceCurve, JobResult } from '../../../src/experiment/jobs/result.ts';
import { curveBands } from '../../../src/experiment/replications/curve-bands.ts';
import { summarizeMetrics } from '../../../src/experiment/replications/response-summary.ts';
import { resultOf } from '../jobs/plan-of.ts';

function withMetric(values: readonly (number | null)[]): JobResult[] {
  return values.map((value, replication) => ({
    ...resultOf({ index: replication, point: 0, replication }),
    metrics: [{ name: 'a', unit: 'hours', value }],
  }));
}

describe('the summary of a metric over replications', () => {
  it('has mean, standard deviation, Student’s interval and quantiles across replications', () => {
    const [summary] = summarizeMetrics(withMetric([1, 2, 3, 4, 5]), 0.95);
    const { interval, spread } = summary!;
    const sd = Math.sqrt(10 / 4);
    expect(interval.mean).toBe(3);
    expect(interval.sd).toBeCloseTo(sd, 12);
    // scipy.stats.t.ppf(0.975, 4) of SciPy 1.17
    expect(interval.halfWidth).toBeCloseTo((2.7764451051977987 * sd) / Math.sqrt(5), 10);
    // Type 7: the quantile p lies at position 1 + (n − 1) p of the sorted values.
    expect(spread).toEqual({ min: 1, p10: 1.4, median: 3, p90: 4.6, max: 5 });
  });

  it('speaks only of the replications that have a value, and says how many these are', () => {
    const [summary] = summarizeMetrics(withMetric([null, 4, null, 6]), 0.95);
    expect(summary).toMatchObject({ replications: 4, interval: { n: 2, mean: 5 } });
    const [none] = summarizeMetrics(withMetric([null, null]), 0.95);
    expect(none).toMatchObject({ replications: 2, interval: { n: 0, mean: null }, spread: null });
  });

  it('has no interval for a single replication', () => {
    const [summary] = summarizeMetrics(withMetric([4]), 0.95);
    expect(summary!.interval).toMatchObject({ mean: 4, sd: null, halfWidth: null, low: null, high: null });
  });
});

describe('the band of a compliance curve', () => {
  const curve = (members: number, actual: readonly number[]): ComplianceCurve => ({
    deployment: 'June',
    timesMs: actual.map((_, hour) => 3_600_000 * (hour + 1)),
    members: actual.map(() => members),
    actual,
    known: actual.map(() => 0),
    stored: actual.map(() => 0),
    shown: actual.map(() => 0),
  });
  const withCurve = (curves: readonly ComplianceCurve[]): JobResult[] =>
    curves.map((each, replication) => ({
      ...resultOf({ index: replication, point: 0, replication }),
      curves: [each],
    }));

  it('is made of shares at each instant, replications counting the same whatever their members', () => {
    const bands = [...curveBands(withCurve([curve(10, [0, 5]), curve(1000, [0, 1000])]), 0.95)];
    const actual = bands.filter(({ reading }) => reading === 'actual');
    expect(actual.map(({ timeMs, interval }) => [timeMs, interval.mean])).toEqual([
      [3_600_000, 0],
      [7_200_000, 0.75],
    ]);
    expect(actual[1]).toMatchObject({ p10: 0.5 + 0.1 * 0.5, p90: 0.5 + 0.9 * 0.5 });
  });

  it('leaves out replications without members, and instants at which none has any', () => {
    const bands = [...curveBands(withCurve([curve(0, [0]), curve(4, [1])]), 0.95)];
    expect(bands.filter(({ reading }) => reading === 'actual').map(({ interval }) => interval)).toMatchObject(
      [{ n: 1, mean: 0.25 }],
    );
    expect([...curveBands(withCurve([curve(0, [0])]), 0.95)]).toEqual([]);
  });
});
