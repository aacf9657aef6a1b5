import { describe, expect, it } from 'vitest';
import { mannWhitney } from '../../../src/experiment/statistics/mann-whitney.ts';
import { upperNormalTail } from '../../../src/experiment/statistics/normal.ts';
import { FIRST, SECOND, THIRD } from './samples.ts';

describe('the normal distribution', () => {
  /** scipy 1.17.1: `[z, stats.norm.sf(z)]`. */
  const TAILS = [
    [0, 0.5],
    [0.3, 0.3820885778110474],
    [1, 0.15865525393145707],
    [1.96, 0.024997895148220435],
    [2.999, 0.0013543365337271057],
    [3, 0.0013498980316300933],
    [4.5, 3.3976731247300535e-6],
    [8, 6.22096057427174e-16],
    [20, 2.7536241186061556e-89],
    [-1.5, 0.9331927987311419],
  ] as const;

  it('has the tails that scipy computes', () => {
    for (const [z, tail] of TAILS) expect(Math.abs(upperNormalTail(z) / tail - 1)).toBeLessThan(1e-12);
  });
});

describe('the Mann-Whitney test', () => {
  it('counts every arrangement of small samples, as scipy does', () => {
    // stats.mannwhitneyu(THIRD, FIRST, method='exact') and (SHIFTED, FIRST, …)
    expect(mannWhitney(FIRST, THIRD)).toMatchObject({ u: 0, isExact: true });
    expect(mannWhitney(FIRST, THIRD)?.p).toBeCloseTo(0.001554001554001554, 14);
    const shifted = SECOND.map((value) => value + 0.05);
    expect(mannWhitney(FIRST, shifted)).toMatchObject({ u: 24, isExact: true });
    expect(mannWhitney(FIRST, shifted)?.p).toBeCloseTo(0.4418026418026417, 14);
    const [long, longer] = [
      [1, 4, 6, 9, 10, 13, 17, 22, 25, 28],
      [2, 3, 5, 7, 8, 11, 12, 14, 15, 16, 18, 19],
    ];
    // stats.mannwhitneyu(long, longer, method='exact'): statistic 68 is of the first sample.
    expect(mannWhitney(long!, longer!)?.u).toBe(10 * 12 - 68);
    expect(mannWhitney(long!, longer!)?.p).toBeCloseTo(0.6277375874899096, 12);
  });

  it('approximates with ties and continuity where counting has no end, as scipy does', () => {
    const [first, second] = [
      [1, 2, 2, 3, 5, 5, 5, 8, 9, 13],
      [2, 3, 5, 6, 6, 8, 10, 11, 14, 14, 20],
    ];
    // stats.mannwhitneyu(first, second, method='asymptotic'): statistic 29.5 is of the first sample.
    const result = mannWhitney(first!, second!);
    expect(result).toMatchObject({ u: 10 * 11 - 29.5, isExact: false });
    expect(result?.p).toBeCloseTo(0.076589577816257, 12);
  });

  it('is the same question from both sides', () => {
    const there = mannWhitney(FIRST, SECOND)!;
    const back = mannWhitney(SECOND, FIRST)!;
    expect(there.u + back.u).toBe(FIRST.length * SECOND.length);
    expect(there.p).toBe(back.p);
  });

  it('has one arrangement out of six of two and two that is as extreme on each side', () => {
    expect(mannWhitney([1, 2], [3, 4])?.p).toBeCloseTo(2 / 6, 14);
  });

  it('says nothing of samples that are empty or all the same', () => {
    expect(mannWhitney([], [1])).toBeNull();
    expect(mannWhitney([1, 1], [1, 1, 1])).toEqual({ u: 3, p: null, isExact: false });
  });
});
