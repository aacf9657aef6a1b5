import { entityKey, type Luck, uniform } from '../../sim/random.ts';
import type { Axis } from './axis.ts';

/**
 * Saltelli's design for Sobol indices. Each sample draws two independent rows A and B, and gives, one after another:
 * A, B, and for each axis A with the value of that axis from B. A row holds a number in (0, 1) per axis. Samples draw
 * independently, so that the interval of an index can be had by drawing samples again. Saltelli et al. 2010,
 * Variance Based Sensitivity Analysis of Model Output.
 */
export function sobolSamples(
  axes: readonly Axis[],
  sampleCount: number,
  luck: Luck,
): readonly (readonly number[])[] {
  const key = luck.key('sobol, place');
  const axisKeys = axes.map(({ path }) => entityKey(path));
  return Array.from({ length: sampleCount }, (_, sample) => {
    const a = axisKeys.map((axisKey) => uniform(key, axisKey, sample, 0));
    const b = axisKeys.map((axisKey) => uniform(key, axisKey, sample, 1));
    const mixed = axes.map((_, axis) => a.map((value, at) => (at === axis ? b[at]! : value)));
    return [a, b, ...mixed];
  }).flat();
}
