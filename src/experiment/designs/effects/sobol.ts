import { fsum } from 'd3-array';
import type { Axis } from '../axis.ts';
import { designLuck } from '../luck.ts';
import { bootstrapIntervals } from './bootstrap.ts';
import { type Effect, unknown } from './effect.ts';
import { complete, meanOf, type Observed } from './observed.ts';

/** What each sample says: of the responses at A and B together, and for each axis. */
interface SampleTerms {
  readonly sums: readonly number[];
  readonly squares: readonly number[];
  /** f(B) (f(AB) - f(A)), whose mean is the variance that the axis makes alone. */
  readonly alone: readonly (readonly number[])[];
  /** Half the square of f(A) - f(AB), whose mean is the variance that the axis makes in all. */
  readonly inAll: readonly (readonly number[])[];
}

/**
 * Sobol indices: first-order by Saltelli et al. 2010 (table 2, b), total by Jansen 1999 (f), with intervals over the
 * choice of samples. Luck that differs from point to point would count as an interaction of every input: with two
 * replications and more it is taken off, so that the indices are those of the expected response.
 */
export function sobolIndices(
  axes: readonly Axis[],
  seed: string,
  pointOfRow: readonly number[],
  observed: Observed,
  confidence: number,
): readonly Effect[] {
  const { replications, values } = complete(observed, pointOfRow);
  const none = axes.flatMap((_, axis) => [
    unknown([axis], 'total index'),
    unknown([axis], 'first-order index'),
  ]);
  if (replications === 0) return none;
  const terms = termsOf(axes.length, values);
  const sampleCount = terms.sums.length;
  const estimates = indicesOf(
    terms,
    Array.from({ length: sampleCount }, (_, sample) => sample),
  );
  const intervals = bootstrapIntervals(
    sampleCount,
    (draws) => indicesOf(terms, draws),
    confidence,
    designLuck(seed),
  );
  return none.map((effect, at) => {
    const interval = intervals[at] ?? null;
    const isTold = interval === null ? null : interval.low > 0 || interval.high < 0;
    return {
      ...effect,
      estimate: estimates[at]!,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      isTold,
    };
  });
}

function termsOf(axisCount: number, values: readonly (readonly number[])[]): SampleTerms {
  const perSample = axisCount + 2;
  const firsts = values.flatMap((_, row) => (row % perSample === 0 ? [row] : []));
  const drawn = firsts.flatMap((row) => [row, row + 1]);
  const shared = values[0]!.map((_, r) => meanOf(drawn.map((row) => values[row]![r]!)));
  const at = (row: number) => values[row]!.map((value, r) => value - shared[r]!);
  const minus = (one: readonly number[], other: readonly number[]) =>
    one.map((value, r) => value - other[r]!);
  const ofAxes = (term: (a: readonly number[], b: readonly number[], mixed: readonly number[]) => number) =>
    Array.from({ length: axisCount }, (_, axis) =>
      firsts.map((row) => term(at(row), at(row + 1), at(row + 2 + axis))),
    );
  return {
    sums: firsts.map((row) => meanOf(at(row)) + meanOf(at(row + 1))),
    squares: firsts.map((row) => product(at(row), at(row)) + product(at(row + 1), at(row + 1))),
    alone: ofAxes((a, b, mixed) => product(b, minus(mixed, a))),
    inAll: ofAxes((a, _, mixed) => product(minus(a, mixed), minus(a, mixed)) / 2),
  };
}

/** The product of two expectations, from replications of both: that of the means less what their luck has in common. */
function product(first: readonly number[], second: readonly number[]): number {
  const [a, b] = [meanOf(first), meanOf(second)];
  const count = first.length;
  if (count === 1) return a * b;
  const inCommon = fsum(first, (value, r) => (value - a) * (second[r]! - b)) / (count - 1);
  return a * b - inCommon / count;
}

/** Total and first-order index of each axis in turn, of some of the samples; null where nothing varies. */
function indicesOf(
  { sums, squares, alone, inAll }: SampleTerms,
  samples: readonly number[],
): (number | null)[] {
  const meanOver = (terms: readonly number[]) =>
    samples.reduce((sum, sample) => sum + terms[sample]!, 0) / samples.length;
  const mean = meanOver(sums) / 2;
  const variance = meanOver(squares) / 2 - mean * mean;
  return alone.flatMap((terms, axis) =>
    variance > 0 ? [meanOver(inAll[axis]!) / variance, meanOver(terms) / variance] : [null, null],
  );
}
