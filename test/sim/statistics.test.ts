import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StateBook } from '../../src/sim/state.ts';
import { Counts } from '../../src/sim/statistics/counts.ts';
import { LogHistogram } from '../../src/sim/statistics/histogram.ts';
import { Levels } from '../../src/sim/statistics/levels.ts';
import { Tally, TallySet } from '../../src/sim/statistics/tally.ts';

/** Integers of every magnitude up to 2^53 - 1. */
const integers = fc
  .tuple(fc.integer({ min: 0, max: 52 }), fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }))
  .map(([bits, part]) => Math.floor(2 ** bits * (1 + part)) - (bits === 0 ? 1 : 0));
const samples = fc.array(integers, { minLength: 1, maxLength: 200 });
const seeded = { seed: 20240213, numRuns: 300 };

function histogramOf(values: readonly number[]): LogHistogram {
  const histogram = new LogHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

const PROBABILITIES = [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 1];

describe('a histogram', () => {
  it('gives quantiles less than one part in 512 below the exact ones and never above', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const histogram = histogramOf(values);
        const sorted = Float64Array.from(values).sort();
        for (const p of PROBABILITIES) {
          const exact = sorted[Math.max(1, Math.ceil(p * values.length)) - 1]!;
          const quantile = histogram.quantile(p);
          expect(quantile).toBeLessThanOrEqual(exact);
          expect(exact - quantile).toBeLessThanOrEqual(exact / 512);
        }
      }),
      seeded,
    );
  });

  it('is exact below 1,024 and at every power of two', () => {
    for (let value = 0; value < 1024; value++) expect(histogramOf([value]).quantile(0.5)).toBe(value);
    for (let bits = 0; bits <= 52; bits++) expect(histogramOf([2 ** bits]).quantile(0.5)).toBe(2 ** bits);
  });

  it('reaches up to the largest exact integer', () => {
    const largest = Number.MAX_SAFE_INTEGER;
    expect(histogramOf([largest]).quantile(1)).toBeGreaterThan(largest * 0.99);
  });

  it('merged from parts in any order equals the histogram of all', () => {
    fc.assert(
      fc.property(samples, samples, samples, (x, y, z) => {
        const all = histogramOf([...x, ...y, ...z]);
        const forth = histogramOf(x);
        forth.merge(histogramOf(y));
        forth.merge(histogramOf(z));
        const back = histogramOf(z);
        back.merge(histogramOf(y));
        back.merge(histogramOf(x));
        for (const p of PROBABILITIES) {
          expect(forth.quantile(p)).toBe(all.quantile(p));
          expect(back.quantile(p)).toBe(all.quantile(p));
        }
        expect([forth.count, back.count]).toEqual([all.count, all.count]);
      }),
      seeded,
    );
  });

  it('is empty again after a reset', () => {
    const histogram = histogramOf([5, 2 ** 40]);
    histogram.reset();
    expect([histogram.count, histogram.quantile(0.5)]).toEqual([0, 0]);
    histogram.add(3);
    expect(histogram.quantile(1)).toBe(3);
  });

  it('refuses what is not a non-negative integer, and what is not a probability', () => {
    for (const value of [-1, 0.5, Number.NaN, Infinity, 2 ** 53]) {
      expect(() => new LogHistogram().add(value)).toThrow('not an integer');
    }
    for (const p of [-0.1, 1.1, Number.NaN])
      expect(() => histogramOf([1]).quantile(p)).toThrow('probability');
  });
});

describe('a tally', () => {
  it('has the count, sum, extremes and mean of its sample, however it was put together', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), fc.nat(100), (values, cut) => {
        const whole = new Tally();
        for (const value of values) whole.add(value);
        const first = new Tally();
        const second = new Tally();
        values.forEach((value, index) => {
          (index < cut ? first : second).add(value);
        });
        second.merge(first);
        const sum = values.reduce((x, y) => x + y, 0);
        for (const tally of [whole, second]) {
          expect(tally.count).toBe(values.length);
          expect(tally.sum).toBe(sum);
          expect(tally.mean).toBe(sum / values.length);
          expect(tally.min).toBe(Math.min(...values));
          expect(tally.max).toBe(Math.max(...values));
        }
        expect([second.p50, second.p90, second.p95, second.p99]).toEqual([
          whole.p50,
          whole.p90,
          whole.p95,
          whole.p99,
        ]);
      }),
      seeded,
    );
  });

  it('reads 0 everywhere when it is empty, also after a reset', () => {
    const tally = new Tally();
    tally.add(7);
    tally.reset();
    const { count, sum, mean, min, max, p50, p99 } = tally;
    expect([count, sum, mean, min, max, p50, p99]).toEqual([0, 0, 0, 0, 0, 0, 0]);
  });

  it('refuses a sum that doubles cannot hold exactly', () => {
    const tally = new Tally();
    tally.add(Number.MAX_SAFE_INTEGER);
    expect(() => tally.add(1)).toThrow('beyond exact integers');
  });

  it('of a set is restored with the state of the simulation', () => {
    const build = () => {
      const book = new StateBook();
      return { book, set: new TallySet('waits', 2, book) };
    };
    const original = build();
    for (const value of [1, 10, 100_000]) original.set.add(1, value);
    const copy = build();
    copy.book.restore(original.book.save());
    original.set.add(1, 2 ** 40);
    expect(copy.set.get(0).count).toBe(0);
    expect([copy.set.get(1).count, copy.set.get(1).sum, copy.set.get(1).min]).toEqual([3, 100_011, 1]);
    copy.set.add(1, 2 ** 40);
    expect(copy.set.get(1).p99).toBe(original.set.get(1).p99);
    copy.set.reset();
    expect(copy.set.get(1).count).toBe(0);
  });
});

describe('levels', () => {
  const steps = fc.array(fc.record({ afterMs: fc.nat(10_000), value: fc.nat(1_000) }), { minLength: 1 });

  it('have the integral of a step function, and cutting time into intervals loses nothing of it', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 5_000 }), (changes, intervalMs) => {
        const levels = new Levels('test', 2, new StateBook());
        let nowMs = 0;
        let value = 0;
        let expected = 0;
        let sliced = 0;
        let nextMs = intervalMs;
        for (const change of changes) {
          const atMs = nowMs + change.afterMs;
          for (; nextMs <= atMs; nextMs += intervalMs) {
            sliced += levels.integral(1, 'interval', nextMs);
            levels.restart('interval', nextMs);
          }
          expected += value * change.afterMs;
          nowMs = atMs;
          value = change.value;
          levels.set(1, nowMs, value);
        }
        sliced += levels.integral(1, 'interval', nowMs);
        expect(levels.integral(1, 'total', nowMs)).toBe(expected);
        expect(sliced).toBe(expected);
        expect(levels.maximum(1, 'total')).toBe(Math.max(...changes.map((change) => change.value)));
        if (nowMs > 0) expect(levels.mean(1, 'total', nowMs)).toBe(expected / nowMs);
        expect(levels.integral(0, 'total', nowMs)).toBe(0);
      }),
      seeded,
    );
  });

  it('keep exact integrals beyond what a double can hold', () => {
    const levels = new Levels('clients', 1, new StateBook());
    const yearMs = 31_536_000_001;
    const clients = 1_000_003;
    levels.set(0, 0, clients);
    levels.set(0, yearMs, clients + 1);
    levels.restart('interval', yearMs + 1);
    expect(clients * yearMs).toBeGreaterThan(2 ** 53);
    const exact = BigInt(levels.high[0]!) * 2n ** 52n + BigInt(levels.low[0]!);
    expect(exact).toBe(BigInt(clients) * BigInt(yearMs) + BigInt(clients + 1));
    levels.set(0, yearMs + 3, 0);
    expect(levels.integral(0, 'interval', yearMs + 3)).toBe(2 * (clients + 1));
  });

  it('count the present level as the maximum of a new interval', () => {
    const levels = new Levels('test', 1, new StateBook());
    levels.set(0, 10, 8);
    levels.add(0, 20, -5);
    levels.restart('interval', 30);
    expect(levels.maximum(0, 'interval')).toBe(3);
    expect(levels.maximum(0, 'total')).toBe(8);
    expect(levels.mean(0, 'interval', 30)).toBe(3);
    expect(levels.value(0)).toBe(3);
  });

  it('refuse negative levels, fractions, and time that goes back', () => {
    const levels = new Levels('test', 1, new StateBook());
    levels.set(0, 10, 1);
    expect(() => levels.add(0, 10, -2)).toThrow('not a level');
    expect(() => levels.set(0, 10, 0.5)).toThrow('not a level');
    expect(() => levels.set(0, 9, 2)).toThrow('goes back');
  });
});

describe('counts', () => {
  it('tell the interval from the total, and the intervals add up', () => {
    const counts = new Counts('scans', 2, new StateBook());
    counts.add(0);
    counts.restart('total');
    counts.restart('interval');
    counts.add(0, 5);
    const first = counts.since('interval', 0);
    counts.restart('interval');
    counts.add(0, 2);
    counts.add(1);
    expect([first, counts.since('interval', 0), counts.since('total', 0)]).toEqual([5, 2, 7]);
    expect([counts.ever(0), counts.ever(1)]).toEqual([8, 1]);
  });

  it('refuse to go on when they are beyond exact integers', () => {
    const counts = new Counts('bytes', 1, new StateBook());
    counts.add(0, Number.MAX_SAFE_INTEGER);
    counts.add(0);
    expect(() => counts.ever(0)).toThrow('bytes');
  });
});
