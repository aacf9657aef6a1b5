import { describe, expect, it } from 'vitest';
import { METRIC_FAMILIES, readMetrics } from '../../src/experiment/metrics/index.ts';
import { judge } from '../../src/experiment/metrics/thresholds.ts';
import { reachedText } from '../../src/report/thresholds.ts';
import { resultWarnings } from '../../src/report/warnings.ts';
import { BOUNDED_METRICS, readMetric } from '../../src/scenario/metrics.ts';
import { resultOf } from './run-result.ts';

const metrics = readMetrics(resultOf());
const value = (name: string) => metrics.find((metric) => metric.name === name)!.value;
const bound = (metric: string, limits: { atMost?: number; atLeast?: number }) => ({
  metric,
  ...limits,
  text: metric,
});

describe('the metrics of a run', () => {
  it('have names that differ and that a threshold can use', () => {
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
    for (const { name } of metrics) expect(readMetric(name)).not.toEqual([]);
  });

  it('are the ones that a scenario can bound, in the same units', () => {
    const families = METRIC_FAMILIES.map(({ pattern }) => pattern);
    expect([...families].sort()).toEqual([...BOUNDED_METRICS.keys()].sort());
    for (const { pattern, unit } of METRIC_FAMILIES) {
      const bound = BOUNDED_METRICS.get(pattern);
      if (bound === 'hours' || bound === 'seconds' || bound === 'bytes')
        expect([pattern, unit]).toEqual([pattern, bound]);
      if (bound === 'share') expect([pattern, unit]).toEqual([pattern, '1']);
    }
  });

  it('follow from the tables', () => {
    expect(value('clients')).toBe(60 + 40);
    expect(value('scans.refused')).toBe(10);
    expect(value('scans.online')).toBe(47 - 7);
    expect(value('restarts.outsideBusinessHours')).toBe(12 + 0);
    expect(value('exposure.clientHours')).toBe(60 * 24);
    expect(value('downloads.bytes')).toBe(42e9 + 28e9);
    expect(value('link.Shops.bytes')).toBe(1e9 + 5e8);
    expect(value('server.MP1.utilisation')).toBeCloseTo(0.5 + 0.1, 12);
    expect(value('server.MP1.utilisationMax')).toBeCloseTo(0.7 + 0.1, 12);
    expect(value('link.Shops.utilisationMax')).toBe(0.4);
    expect(value('compliance.April.actual.share')).toBe((54 + 36) / (60 + 40));
    expect(value('coverage.April.actual.p50.sinceReleaseHours')).toBe(12 * 24);
  });

  it('have no value where something never happened', () => {
    expect(value('coverage.April.actual.p95.sinceReleaseHours')).toBeNull();
    expect(value('timeToCompliant.April.p90Hours')).toBeNull();
    expect(value('server.MP1.waitP95Seconds')).toBeNull();
  });
});

describe('a server whose polls and queued work together pass 70 %', () => {
  it('is named in a warning, and no other is', () => {
    const warnings = resultWarnings(resultOf());
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('MP1');
  });
});

describe('a link that carries more than its capacity, because narrower ones hold its transfers', () => {
  it('is named in a warning', () => {
    const result = resultOf();
    expect(resultWarnings(result).join()).not.toContain('Shops');
    result.links.values[result.links.columns.indexOf('utilisation')] = 1.2;
    expect(resultWarnings(result).join()).toContain('Shops');
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

  it('tells what was reached in the unit in which its bound is written', () => {
    const reached = (value: number, unit: string, text: string, atMost: number) =>
      reachedText({
        threshold: { metric: 'm', atMost, text: `m ${text}` },
        value,
        unit,
        met: value <= atMost,
      });
    expect(reached(8.5 * 24, 'hours', 'at most 14 d', 14 * 24)).toBe('8.5 d');
    expect(reached(90, 'seconds', 'at most 5min', 5 * 60)).toBe('1.5 min');
    expect(reached(3e9, 'bytes', 'at least 1 GB and at most 2 TB', 2e12)).toBe('3 GB');
    expect(reached(0.5, '1', 'at most 95 %', 0.95)).toBe('50 %');
    expect(reached(7, 'scans', 'at most 10', 10)).toBe('7 scans');
    expect(reached(1, 'updates', 'at most 10', 10)).toBe('1 update');
  });

  it('is never rounded onto its bound when it is beyond it', () => {
    const threshold = { metric: 'm', atMost: 14 * 24, text: 'm at most 14 d' };
    expect(reachedText({ threshold, value: 14.00001 * 24, unit: 'hours', met: false })).toBe('14.00001 d');
  });

  it('is not met by a metric that has no value', () => {
    const [verdict] = judge([bound('coverage.April.actual.p95.sinceReleaseHours', { atMost: 1e9 })], metrics);
    expect(verdict).toMatchObject({ met: false, value: null });
  });
});
