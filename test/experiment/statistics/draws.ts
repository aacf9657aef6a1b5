import { inverseNormal, log } from '../../../src/sim/math.ts';
import { Luck, uniform } from '../../../src/sim/random.ts';

/** Values of one experiment, drawn purely: `experiment` and `purpose` name it, the rest is its number in the row. */
export function draws(
  purpose: string,
  experiment: number,
  n: number,
  ofUniform: (u: number) => number,
): number[] {
  const key = new Luck('coverage', 0).key(purpose);
  return Array.from({ length: n }, (_, index) => ofUniform(uniform(key, 0, experiment, index)));
}

export const normal = (mean: number, sd: number) => (u: number) => mean + sd * inverseNormal(u);

/** Of mean 1, and skewed by 2. */
export const exponential = (u: number): number => -log(u);

/** The share of `count` experiments whose interval holds the truth. */
export function coverage(
  count: number,
  truth: number,
  intervalOf: (experiment: number) => { readonly low: number | null; readonly high: number | null },
): number {
  let covered = 0;
  for (let experiment = 0; experiment < count; experiment++) {
    const { low, high } = intervalOf(experiment);
    if (low !== null && high !== null && low <= truth && truth <= high) covered++;
  }
  return covered / count;
}
