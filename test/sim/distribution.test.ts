import { describe, expect, it } from 'vitest';
import { type Distribution, mean, quantile, Sampler } from '../../src/sim/distribution.ts';
import { gamma, inverseNormal } from '../../src/sim/math.ts';
import { entityKey, Luck, uniform } from '../../src/sim/random.ts';

const HOUR_MS = 3_600_000;
const laws = {
  fixed: { law: 'fixed', value: 1234.5 },
  uniform: { law: 'uniform', min: 100, max: 400 },
  exponential: { law: 'exponential', mean: HOUR_MS },
  lognormal: { law: 'lognormal', median: 10, p95: 25 },
  'weibull, falling hazard': { law: 'weibull', shape: 0.7, scale: 50 },
  'weibull, rising hazard': { law: 'weibull', shape: 3.5, scale: 50 },
  triangular: { law: 'triangular', min: 2, mode: 3, max: 10 },
  'triangular, mode at the start': { law: 'triangular', min: 2, mode: 2, max: 10 },
  'triangular, mode at the end': { law: 'triangular', min: 2, mode: 10, max: 10 },
  empirical: { law: 'empirical', quantiles: [0, 1, 1, 4, 20] },
} satisfies Record<string, Distribution>;
const names = Object.keys(laws) as (keyof typeof laws)[];

const probabilities = [
  2 ** -53,
  1e-9,
  0.001,
  0.05,
  0.124,
  0.126,
  0.25,
  0.4,
  0.5,
  0.6,
  0.75,
  0.9,
  0.95,
  0.999,
];

/** The CDFs by their formulae; `undefined` where the law has jumps or flat parts. */
const cumulative: Partial<Record<keyof typeof laws, (x: number) => number>> = {
  uniform: (x) => (x - 100) / 300,
  exponential: (x) => -Math.expm1(-x / HOUR_MS),
  'weibull, falling hazard': (x) => -Math.expm1(-((x / 50) ** 0.7)),
  'weibull, rising hazard': (x) => -Math.expm1(-((x / 50) ** 3.5)),
  triangular: (x) => (x < 3 ? (x - 2) ** 2 / (8 * 1) : 1 - (10 - x) ** 2 / (8 * 7)),
  'triangular, mode at the start': (x) => 1 - (10 - x) ** 2 / 64,
  'triangular, mode at the end': (x) => (x - 2) ** 2 / 64,
};

/** Variances in closed form. The empirical law is a mixture of four uniform ones of equal weight. */
const sigmaOfLognormal = Math.log(25 / 10) / inverseNormal(0.95);
const weibullVariance = (shape: number) => 50 ** 2 * (gamma(1 + 2 / shape) - gamma(1 + 1 / shape) ** 2);
const triangularVariance = (a: number, c: number, b: number) =>
  (a * a + b * b + c * c - a * b - a * c - b * c) / 18;
const variances: Record<keyof typeof laws, number> = {
  fixed: 0,
  uniform: 300 ** 2 / 12,
  exponential: HOUR_MS ** 2,
  lognormal: 10 ** 2 * Math.exp(sigmaOfLognormal ** 2) * (Math.exp(sigmaOfLognormal ** 2) - 1),
  'weibull, falling hazard': weibullVariance(0.7),
  'weibull, rising hazard': weibullVariance(3.5),
  triangular: triangularVariance(2, 3, 10),
  'triangular, mode at the start': triangularVariance(2, 2, 10),
  'triangular, mode at the end': triangularVariance(2, 10, 10),
  empirical: (1 / 3 + 1 + (1 + 4 + 16) / 3 + (16 + 80 + 400) / 3) / 4 - ((0.5 + 1 + 2.5 + 12) / 4) ** 2,
};

const group = entityKey('group');
const keyOf = (name: string) => new Luck('distributions', 0).key(name);

describe('quantiles', () => {
  it.each(Object.keys(cumulative) as (keyof typeof laws)[])(
    '%s: the CDF of a quantile is its probability',
    (name) => {
      for (const u of probabilities) {
        const back = cumulative[name]!(quantile(laws[name], u));
        expect(Math.abs(back - u)).toBeLessThan(1e-12);
      }
    },
  );

  it('a lognormal law has its median, its 95th percentile and symmetry on the logarithmic scale', () => {
    expect(quantile(laws.lognormal, 0.5)).toBe(10);
    expect(quantile(laws.lognormal, 0.95)).toBeCloseTo(25, 10);
    for (const u of [0.0625, 0.25, 0.375]) {
      const product = quantile(laws.lognormal, u) * quantile(laws.lognormal, 1 - u);
      expect(product).toBeCloseTo(10 * 10, 9);
    }
  });

  it('an empirical law passes through its values and is linear between them', () => {
    expect([0.25, 0.5, 0.75].map((u) => quantile(laws.empirical, u))).toEqual([1, 1, 4]);
    expect(quantile(laws.empirical, 0.125)).toBe(0.5);
    expect(quantile(laws.empirical, 0.875)).toBe((4 + 20) / 2);
  });

  it.each(names)('%s: never falls as the probability rises', (name) => {
    let before = -Infinity;
    for (let step = 0; step < 20_000; step++) {
      const value = quantile(laws[name], (step + 0.5) / 20_000);
      expect(value >= before, `step ${step}`).toBe(true);
      before = value;
    }
  });

  it('stay within the bounds of bounded laws at the extreme draws, and finite elsewhere', () => {
    for (const u of [2 ** -53, 1 - 2 ** -53]) {
      for (const [name, min, max] of [
        ['uniform', 100, 400],
        ['triangular', 2, 10],
        ['empirical', 0, 20],
      ] as const) {
        expect(quantile(laws[name], u)).toBeGreaterThanOrEqual(min);
        expect(quantile(laws[name], u)).toBeLessThanOrEqual(max);
      }
      for (const name of ['exponential', 'lognormal', 'weibull, falling hazard'] as const) {
        expect(quantile(laws[name], u)).toBeGreaterThan(0);
        expect(quantile(laws[name], u)).toBeLessThan(Infinity);
      }
    }
  });
});

describe('samplers', () => {
  const count = 40_000;

  it.each(names)('%s: the sample mean is the closed form within five standard errors', (name) => {
    const sampler = new Sampler(laws[name], keyOf(name));
    let sum = 0;
    for (let entity = 0; entity < count; entity++) sum += sampler.draw(group, entity, 0);
    const standardError = Math.sqrt(variances[name] / count);
    expect(Math.abs(sum / count - mean(laws[name]))).toBeLessThanOrEqual(5 * standardError);
  });

  it.each(names)("%s: a draw is the quantile of the decision's uniform number", (name) => {
    const key = keyOf(name);
    const sampler = new Sampler(laws[name], key);
    for (let n = 0; n < 50; n++) {
      expect(sampler.draw(group, 5, n)).toBe(quantile(laws[name], uniform(key, group, 5, n)));
    }
  });

  it('durations are rounded to the nearest millisecond and never negative', () => {
    const key = keyOf('rounding');
    expect(new Sampler({ law: 'fixed', value: 1234.5 }, key).drawMs(group, 0, 0)).toBe(1235);
    expect(new Sampler({ law: 'fixed', value: 1234.49 }, key).drawMs(group, 0, 0)).toBe(1234);
    expect(new Sampler({ law: 'fixed', value: -7 }, key).drawMs(group, 0, 0)).toBe(0);
    const sampler = new Sampler({ law: 'uniform', min: -5, max: 5 }, key);
    for (let entity = 0; entity < 1000; entity++) {
      const drawn = sampler.draw(group, entity, 0);
      const rounded = sampler.drawMs(group, entity, 0);
      expect(Number.isInteger(rounded) && rounded >= 0).toBe(true);
      if (drawn > 0) expect(Math.abs(rounded - drawn)).toBeLessThanOrEqual(0.5);
      else expect(rounded).toBe(0);
    }
  });

  it('a fixed law draws nothing: it does not even read its key', () => {
    const unread = {
      get a(): number {
        throw new Error('drawn');
      },
      b: 0,
    };
    expect(new Sampler({ law: 'fixed', value: 3 }, unread).draw(group, 0, 0)).toBe(3);
    expect(() => new Sampler({ law: 'uniform', min: 0, max: 1 }, unread).draw(group, 0, 0)).toThrow('drawn');
  });

  it('laws of no width are constants', () => {
    const key = keyOf('constants');
    const constants: Distribution[] = [
      { law: 'uniform', min: 4, max: 4 },
      { law: 'triangular', min: 4, mode: 4, max: 4 },
      { law: 'lognormal', median: 4, p95: 4 },
      { law: 'empirical', quantiles: [4, 4] },
    ];
    for (const law of constants) {
      expect(new Sampler(law, key).draw(group, 0, 0)).toBe(4);
      expect(mean(law)).toBe(4);
    }
  });

  it('impossible laws are refused', () => {
    const impossible: Distribution[] = [
      { law: 'fixed', value: NaN },
      { law: 'uniform', min: 2, max: 1 },
      { law: 'exponential', mean: -1 },
      { law: 'lognormal', median: 0, p95: 1 },
      { law: 'lognormal', median: 2, p95: 1 },
      { law: 'weibull', shape: 0, scale: 1 },
      { law: 'triangular', min: 0, mode: 3, max: 2 },
      { law: 'empirical', quantiles: [1] },
      { law: 'empirical', quantiles: [2, 1] },
      { law: 'exponential', mean: Infinity },
    ];
    for (const law of impossible)
      expect(() => new Sampler(law, keyOf('none'))).toThrow('no such distribution');
  });
});
