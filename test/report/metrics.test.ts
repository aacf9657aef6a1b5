import { describe, expect, it } from 'vitest';
import { fill, match } from '../../src/report/metrics/family.ts';
import { METRIC_FAMILIES, readMetrics } from '../../src/report/metrics/index.ts';
import { judge, thresholdMistakes } from '../../src/report/thresholds.ts';
import { resultOf, scenarioOf } from './run-result.ts';

const metrics = readMetrics(resultOf());
const value = (name: string) => metrics.find((metric) => metric.name === name)!.value;
const bound = (metric: string, limits: { atMost?: number; atLeast?: number }) => ({
  metric,
  ...limits,
  text: metric,
});

describe('the metrics of a run', () => {
  it('have names that differ and belong to their family', () => {
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
    for (const { name } of metrics) {
      expect(METRIC_FAMILIES.some(({ pattern }) => match(pattern, name) !== null)).toBe(true);
    }
  });

  it('follow from the tables', () => {
    expect(value('clients')).toBe(60 + 40);
    expect(value('scans.refused')).toBe(10);
    expect(value('scans.online')).toBe(47 - 7);
    expect(value('restarts.outsideWorkingHours')).toBe(12 + 0);
    expect(value('exposure.clientHours')).toBe(60 * 24);
    expect(value('downloads.bytes')).toBe(42e9 + 28e9);
    expect(value('link.Shops.bytes')).toBe(1e9 + 5e8);
    expect(value('server.MP1.utilisation')).toBeCloseTo(0.5 + 0.1, 12);
    expect(value('compliance.April.actual.share')).toBe((54 + 36) / (60 + 40));
    expect(value('coverage.April.actual.p50.sinceReleaseHours')).toBe(12 * 24);
  });

  it('have no value where something never happened', () => {
    expect(value('coverage.April.actual.p95.sinceReleaseHours')).toBeNull();
    expect(value('timeToCompliant.April.p90Hours')).toBeNull();
    expect(value('server.MP1.waitP95Seconds')).toBeNull();
  });

  it('have patterns whose places can hold any name', () => {
    const pattern = 'coverage.<deployment>.<reading>.<level>.sinceReleaseHours';
    const words = ['April 2024 (v1.0)', 'actual', 'p95'];
    expect(match(pattern, fill(pattern, words))!.map(({ word }) => word)).toEqual(words);
  });
});

describe('a threshold', () => {
  it('is met on its bound and not met beyond it', () => {
    const verdicts = judge(
      [
        bound('scans.refused', { atMost: 10 }),
        bound('scans.refused', { atMost: 9 }),
        bound('clients', { atLeast: 101 }),
      ],
      metrics,
    );
    expect(verdicts.map(({ met }) => met)).toEqual([true, false, false]);
  });

  it('is not met by a metric that has no value', () => {
    const [verdict] = judge([bound('coverage.April.actual.p95.sinceReleaseHours', { atMost: 1e9 })], metrics);
    expect(verdict).toMatchObject({ met: false, value: null });
  });

  it('is refused before the run when it bounds what no run has', () => {
    const thresholds = [
      bound('scans.refusd', { atMost: 1 }),
      bound('coverage.Apirl.actual.p95.sinceReleaseHours', { atMost: 1 }),
      bound('coverage.April.actual.p95.sinceReleaseHours', { atMost: 1 }),
      bound('server.anything.queueMax', { atMost: 1 }),
    ];
    const mistakes = thresholdMistakes(scenarioOf({ thresholds }));
    expect(mistakes).toHaveLength(2);
    expect(mistakes[0]).toContain('scans.refusd');
    expect(mistakes[1]).toContain('did you mean "April"?');
  });
});
