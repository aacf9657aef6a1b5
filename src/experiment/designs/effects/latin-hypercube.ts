import { exp, inverseNormal, log } from '../../../sim/math.ts';
import { type Axis, placeAt } from '../axis.ts';
import { latinHypercube } from '../latin-hypercube.ts';
import { designLuck } from '../luck.ts';
import { type Effect, unknown } from './effect.ts';
import { complete, type Observed } from './observed.ts';
import { rankCorrelation } from './ranks.ts';

/** How the response goes up and down with each input, whatever the form, as long as it goes one way only. */
export function correlations(
  axes: readonly Axis[],
  seed: string,
  pointOfRow: readonly number[],
  observed: Observed,
  confidence: number,
): readonly Effect[] {
  const rows = latinHypercube(axes, pointOfRow.length, designLuck(seed));
  const { means } = complete(observed, pointOfRow);
  return axes.map((one, axis) => {
    const inputs = rows.map((row) => placeAt(one, row[axis]!));
    const estimate = means.length === 0 ? null : rankCorrelation(inputs, means);
    if (estimate === null) return unknown([axis], 'rank correlation');
    const interval = correlationInterval(estimate, rows.length, confidence);
    const isTold = interval === null ? null : interval.low > 0 || interval.high < 0;
    return {
      ...unknown([axis], 'rank correlation'),
      estimate,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      isTold,
    };
  });
}

/**
 * By Fisher's transformation with the variance (1 + r² / 2) / (n - 3): Bonett and Wright 2000, Sample Size Requirements
 * for Estimating Pearson, Kendall and Spearman Correlations. Null with fewer than five points, of which even ranks in one order are no surprise.
 */
function correlationInterval(r: number, count: number, confidence: number) {
  if (count < 5) return null;
  if (Math.abs(r) === 1) return { low: r, high: r };
  const z = log((1 + r) / (1 - r)) / 2;
  const half = inverseNormal((1 + confidence) / 2) * Math.sqrt((1 + (r * r) / 2) / (count - 3));
  return { low: hyperbolicTangent(z - half), high: hyperbolicTangent(z + half) };
}

function hyperbolicTangent(z: number): number {
  const power = exp(-2 * Math.abs(z));
  const size = (1 - power) / (1 + power);
  return z < 0 ? -size : size;
}
