import { describe, expect, it } from 'vitest';
import { meanInterval } from '../../../src/experiment/statistics/mean-interval.ts';
import { pairedDifference } from '../../../src/experiment/statistics/paired.ts';
import { proportion } from '../../../src/experiment/statistics/proportion.ts';
import { quantile } from '../../../src/experiment/statistics/quantile.ts';
import { simultaneousConfidence } from '../../../src/experiment/statistics/simultaneous.ts';
import { welchDifference } from '../../../src/experiment/statistics/welch.ts';
import { FIRST, SECOND, THIRD } from './samples.ts';

/* Values of scipy 1.17.1 and numpy; the call is named beside each. */

describe('the interval of a mean', () => {
  it('is the one that scipy computes', () => {
    const { n, mean, sd, low, high } = meanInterval(FIRST, 0.95);
    expect(n).toBe(FIRST.length);
    expect(mean).toBeCloseTo(15.05, 12);
    // np.std(FIRST, ddof=1)
    expect(sd).toBeCloseTo(4.226109321823087, 12);
    // stats.ttest_1samp(FIRST, 0).confidence_interval(0.95)
    expect(low).toBeCloseTo(11.51688418986155, 10);
    expect(high).toBeCloseTo(18.58311581013845, 10);
  });

  it('has no width when all values are the same', () => {
    const interval = meanInterval([0.1, 0.1, 0.1], 0.95);
    expect(interval).toEqual({ n: 3, mean: 0.1, sd: 0, halfWidth: 0, low: 0.1, high: 0.1 });
  });

  it('says nothing about what one value or none cannot tell', () => {
    const unknown = { sd: null, halfWidth: null, low: null, high: null };
    expect(meanInterval([7], 0.95)).toEqual({ n: 1, mean: 7, ...unknown });
    expect(meanInterval([], 0.95)).toEqual({ n: 0, mean: null, ...unknown });
  });
});

describe('the difference of pairs', () => {
  it('has the interval that scipy computes', () => {
    // stats.ttest_rel(SECOND, FIRST).confidence_interval(0.95), then 0.99
    const paired = pairedDifference(FIRST, SECOND, 0.95);
    expect(paired.mean).toBeCloseTo(-1.5, 12);
    expect(paired.low).toBeCloseTo(-2.6091070855731466, 10);
    expect(paired.high).toBeCloseTo(-0.3908929144268529, 10);
    expect(pairedDifference(FIRST, SECOND, 0.99).high).toBeCloseTo(0.14140316091316008, 10);
  });

  it('tells what it would be without the pairing', () => {
    const { welch, correlation } = pairedDifference(FIRST, SECOND, 0.95);
    // stats.ttest_ind(SECOND, FIRST, equal_var=False).confidence_interval(0.95)
    expect(welch?.low).toBeCloseTo(-5.610356337836598, 10);
    expect(welch?.high).toBeCloseTo(2.610356337836598, 10);
    // stats.pearsonr(FIRST, SECOND)
    expect(correlation).toBeCloseTo(0.9648381078999332, 12);
  });

  it('saves what the covariance takes away: 2 cov / (var + var)', () => {
    const { correlation, varianceSaved } = pairedDifference(FIRST, SECOND, 0.95);
    // np.var(FIRST, ddof=1), np.var(SECOND, ddof=1)
    const [a, b] = [17.86, 11.237142857142858];
    expect(varianceSaved).toBeCloseTo((2 * correlation! * Math.sqrt(a * b)) / (a + b), 12);
  });

  it('saves everything where both move alike, and costs where they move against each other', () => {
    expect(pairedDifference([1, 2, 4], [11, 12, 14], 0.95)).toMatchObject({
      mean: 10,
      halfWidth: 0,
      correlation: 1,
      varianceSaved: 1,
    });
    expect(pairedDifference([1, 2, 3], [3, 2, 1], 0.95)).toMatchObject({
      correlation: -1,
      varianceSaved: -1,
    });
  });

  it('leaves undefined what nothing can define', () => {
    const still = pairedDifference([5, 5], [6, 6], 0.95);
    expect(still).toMatchObject({ mean: 1, low: 1, high: 1, correlation: null, varianceSaved: null });
    expect(pairedDifference([5], [6], 0.95)).toMatchObject({ n: 1, mean: 1, low: null, welch: null });
    expect(() => pairedDifference([1, 2], [1], 0.95)).toThrow('paired');
  });
});

describe('the difference of independent samples', () => {
  it('is the one that scipy computes, for samples of any size and variance', () => {
    // w = stats.ttest_ind(THIRD, FIRST, equal_var=False): w.confidence_interval(0.95), w.df, w.pvalue
    const difference = welchDifference(FIRST, THIRD, 0.95);
    expect(difference?.low).toBeCloseTo(-14.74516795486789, 10);
    expect(difference?.high).toBeCloseTo(-6.154832045132112, 10);
    expect(difference?.df).toBeCloseTo(10.888538402922837, 10);
    expect(difference?.p).toBeCloseTo(0.00023786678025995586, 12);
    expect(welchDifference(FIRST, SECOND, 0.9)?.high).toBeCloseTo(1.8713860227476355, 10);
  });

  it('takes two values each, and has no p without any variation', () => {
    expect(welchDifference([1], [2, 3], 0.95)).toBeNull();
    expect(welchDifference([1, 1], [3, 3], 0.95)).toEqual({ mean: 2, low: 2, high: 2, df: null, p: null });
  });
});

describe('a share of replications', () => {
  /** `[k, n, confidence, *stats.binomtest(k, n).proportion_ci(confidence, method='wilson')]` */
  const WILSON = [
    [0, 20, 0.95, 0, 0.16112515805281935],
    [3, 20, 0.95, 0.05236874589621662, 0.3604188647407569],
    [20, 20, 0.95, 0.8388748419471808, 1],
    [7, 50, 0.99, 0.05614371860633749, 0.3082057874303547],
    [1, 3, 0.9, 0.07826572633372841, 0.7464661317187758],
  ] as const;

  it("has Wilson's interval as scipy computes it", () => {
    for (const [count, n, confidence, low, high] of WILSON) {
      const interval = proportion(count, n, confidence);
      expect(interval?.share).toBe(count / n);
      expect(interval?.low).toBeCloseTo(low, 12);
      expect(interval?.high).toBeCloseTo(high, 12);
    }
  });

  it('is nothing without replications', () => {
    expect(proportion(0, 0, 0.95)).toBeNull();
  });
});

describe('quantiles across replications', () => {
  it('are those of numpy, in whatever order the values come', () => {
    // np.quantile(FIRST, [0, .05, .25, .5, .9, 1])
    const expected = [9.8, 10.22, 11.825, 14.85, 19.55, 22.7];
    [0, 0.05, 0.25, 0.5, 0.9, 1].forEach((p, index) => {
      expect(quantile(FIRST, p)).toBeCloseTo(expected[index]!, 12);
      expect(quantile([...FIRST].reverse(), p)).toBe(quantile(FIRST, p));
    });
  });

  it('leave their values as they are, and are nothing without any', () => {
    const values = [3, 1, 2];
    expect(quantile(values, 0.5)).toBe(2);
    expect(values).toEqual([3, 1, 2]);
    expect(quantile([], 0.5)).toBeNull();
  });
});

describe('simultaneous intervals', () => {
  it('share the error among them', () => {
    expect(simultaneousConfidence(0.95, 1)).toBe(0.95);
    expect(simultaneousConfidence(0.95, 5)).toBeCloseTo(1 - 0.05 / 5, 14);
  });
});
