import { fsum } from 'd3-array';
import { type Axis, levelsOf } from '../axis.ts';
import { fullFactorial } from '../full-factorial.ts';
import { type Effect, unknown } from './effect.ts';
import { complete, meanOf, type Observed } from './observed.ts';
import { rangeOf } from './ranges.ts';

/** What a full factorial says about a response. */
export interface FactorialEffects {
  /** A range and a share of variance per axis, then the shares of pairs of axes and of all other interactions. */
  readonly effects: readonly Effect[];
  /** Which share of the variance between points is to be expected from luck alone; null with one replication. */
  readonly luckShare: number | null;
}

export function factorialEffects(
  axes: readonly Axis[],
  pointOfRow: readonly number[],
  observed: Observed,
  confidence: number,
): FactorialEffects {
  const rows = fullFactorial(axes);
  const { replications, values, means } = complete(observed, pointOfRow);
  if (replications === 0) {
    const effects = axes.flatMap((_, axis) => [unknown([axis], 'range'), unknown([axis], 'variance share')]);
    return { effects, luckShare: null };
  }
  const ranges = axes.map((one, axis) => {
    const levels = levelsOf(one).map((_, level) => {
      const at = rows.flatMap((row, number) => (row[axis] === level ? [number] : []));
      return { level, values: values[0]!.map((_, r) => meanOf(at.map((row) => values[row]![r]!))) };
    });
    return rangeOf(axis, levels, confidence);
  });
  const total = squaresAbout(means);
  return {
    effects: [...ranges, ...varianceShares(rows, means, total)],
    luckShare: luckShare(values, means, total),
  };
}

/** Analysis of variance of the means of a balanced design: shares of the sum of squares between points. */
function varianceShares(
  rows: readonly (readonly number[])[],
  means: readonly number[],
  total: number,
): Effect[] {
  const axisNumbers = rows[0]!.map((_, axis) => axis);
  const alone = axisNumbers.map((axis) => squaresBetween(rows, means, [axis]));
  const single = axisNumbers.map((axis) => shareOf([axis], alone[axis]!, total));
  const pairs = axisNumbers.flatMap((a) =>
    axisNumbers.slice(a + 1).map((b) => {
      return shareOf([a, b], squaresBetween(rows, means, [a, b]) - alone[a]! - alone[b]!, total);
    }),
  );
  if (axisNumbers.length < 3) return [...single, ...pairs];
  const rest = total - fsum([...single, ...pairs], ({ estimate }) => (estimate ?? 0) * total);
  return [...single, ...pairs, shareOf([], rest, total)];
}

function shareOf(axes: readonly number[], squares: number, total: number): Effect {
  if (total === 0) return unknown(axes, 'variance share');
  return { ...unknown(axes, 'variance share'), estimate: Math.max(0, squares / total) };
}

/** The sum of squares that the combinations of levels of some axes explain. */
function squaresBetween(
  rows: readonly (readonly number[])[],
  means: readonly number[],
  axes: readonly number[],
): number {
  const cells = new Map<string, number[]>();
  rows.forEach((row, number) => {
    const cell = axes.map((axis) => row[axis]).join(' ');
    const members = cells.get(cell) ?? [];
    members.push(means[number]!);
    cells.set(cell, members);
  });
  const grand = meanOf(means);
  return fsum([...cells.values()], (members) => {
    const deviation = meanOf(members) - grand;
    return members.length * deviation * deviation;
  });
}

function squaresAbout(values: readonly number[]): number {
  const mean = meanOf(values);
  return fsum(values, (value) => (value - mean) * (value - mean));
}

/**
 * With replications as blocks (they share their luck), what is neither of the point nor of the replication is luck. It
 * adds to the sum of squares of means its mean square, divided by the replications, per degree of freedom.
 */
function luckShare(
  values: readonly (readonly number[])[],
  means: readonly number[],
  total: number,
): number | null {
  const replications = values[0]!.length;
  if (replications < 2 || total === 0) return null;
  const grand = meanOf(means);
  const ofReplication = values[0]!.map((_, r) => meanOf(values.map((one) => one[r]!)));
  const residual = fsum(values, (one, point) =>
    fsum(one, (value, r) => {
      const left = value - means[point]! - ofReplication[r]! + grand;
      return left * left;
    }),
  );
  return Math.min(1, residual / ((replications - 1) * replications) / total);
}
