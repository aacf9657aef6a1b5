import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Moments, momentsOf } from '../../../src/experiment/statistics/moments.ts';

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 60 });

describe('moments', () => {
  it('of any cuts merged in order are those of one pass', () => {
    fc.assert(
      fc.property(values, fc.array(fc.nat(60), { maxLength: 8 }), (all, cuts) => {
        const whole = momentsOf(all);
        const edges = [0, ...cuts.map((cut) => cut % all.length).sort((a, b) => a - b), all.length];
        const merged = new Moments();
        for (let part = 1; part < edges.length; part++)
          merged.merge(momentsOf(all.slice(edges[part - 1], edges[part])));
        const size = Math.max(1, ...all.map(Math.abs));
        expect(merged.count).toBe(whole.count);
        expect(Math.abs(merged.mean! - whole.mean!)).toBeLessThanOrEqual(1e-12 * size);
        expect(Math.abs(merged.variance! - whole.variance!)).toBeLessThanOrEqual(1e-12 * size * size);
      }),
    );
  });

  it('told one by one are the same bytes however often the telling paused', () => {
    fc.assert(
      fc.property(values, fc.nat(60), (all, cut) => {
        const told = momentsOf(all.slice(0, cut));
        for (const value of all.slice(cut)) told.add(value);
        expect([told.count, told.mean, told.variance]).toEqual([
          all.length,
          momentsOf(all).mean,
          momentsOf(all).variance,
        ]);
      }),
    );
  });

  it('keep their digits where the mean is large and the spread small', () => {
    // Variance of 4, 7, 13, 16 around their mean of 10: (36 + 9 + 9 + 36) / 3.
    const { mean, variance } = momentsOf([4, 7, 13, 16].map((value) => value + 1e9));
    expect(mean).toBe(1e9 + 10);
    expect(variance).toBeCloseTo(30, 6);
  });

  it('have no mean without values and no variance with one', () => {
    expect(momentsOf([])).toMatchObject({ count: 0, mean: null, variance: null });
    expect(momentsOf([3])).toMatchObject({ count: 1, mean: 3, variance: null });
  });
});
