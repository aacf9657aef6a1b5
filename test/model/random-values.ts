import fc from 'fast-check';
import type { Distribution } from '../../src/sim/distribution.ts';
import { fixed, HOUR_MS, MINUTE_MS, uniform } from './small-fleet.ts';

/** Durations of which many are equal, so that much falls on the same instant. */
export const wait = (maxMs: number): fc.Arbitrary<Distribution> =>
  fc.oneof(
    fc.constantFrom(0, 1, MINUTE_MS, HOUR_MS).map((ms) => fixed(Math.min(ms, maxMs))),
    fc.nat(maxMs).map((ms) => uniform(0, ms)),
    fc.integer({ min: 1, max: maxMs }).map((mean) => ({ law: 'exponential', mean }) as const),
  );

/** An instant up to `maxMs`, often a full hour. */
export const instant = (maxMs: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.nat(Math.floor(maxMs / HOUR_MS)).map((hour) => hour * HOUR_MS),
    fc.nat(maxMs),
  );

/** Mostly nothing: a feature that everything has would hide what happens without it. */
export const sometimes = <T>(arbitrary: fc.Arbitrary<T>, weight = 2): fc.Arbitrary<T | null> =>
  fc.oneof({ weight: 10 - weight, arbitrary: fc.constant(null) }, { weight, arbitrary });

/** True in `tenths` of ten. */
export const inTenths = (tenths: number): fc.Arbitrary<boolean> =>
  sometimes(fc.constant(true), tenths).map((drawn) => drawn !== null);

export const indices = (count: number) => Array.from({ length: count }, (_, index) => index);
export const someOf = (count: number, minLength = 1): fc.Arbitrary<number[]> =>
  fc.subarray(indices(count), { minLength });
