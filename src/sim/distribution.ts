import { exp, gamma, inverseNormal, log, pow } from './math.ts';
import { type PurposeKey, uniform } from './random.ts';

/**
 * A named distribution of a duration or an amount, as scenarios write it. Parameters carry the unit of the value that
 * is drawn (milliseconds for durations). Drawn by inverse CDF from one uniform number.
 */
export type Distribution =
  | { readonly law: 'fixed'; readonly value: number }
  | { readonly law: 'uniform'; readonly min: number; readonly max: number }
  | { readonly law: 'exponential'; readonly mean: number }
  | { readonly law: 'lognormal'; readonly median: number; readonly p95: number }
  | { readonly law: 'weibull'; readonly shape: number; readonly scale: number }
  | { readonly law: 'triangular'; readonly min: number; readonly mode: number; readonly max: number }
  /** Values at equally spaced probabilities 0 … 1, ascending, at least two; linear between them. */
  | { readonly law: 'empirical'; readonly quantiles: readonly number[] };

/**
 * Draws from one distribution for one purpose: a pure function of the entity and the occasion (see `uniform`).
 * A fixed law draws nothing.
 */
export class Sampler {
  readonly #law: PreparedLaw;
  readonly #key: PurposeKey;

  constructor(distribution: Distribution, key: PurposeKey) {
    this.#law = prepared(distribution);
    this.#key = key;
  }

  /** A value in the unit of the distribution's parameters. */
  draw(entityHigh: number, entityLow: number, n: number): number {
    const law = this.#law;
    if (law.law === 'fixed') return law.location;
    return inverse(law, uniform(this.#key, entityHigh, entityLow, n));
  }

  /** A duration in whole milliseconds, rounded to the nearest, not below 0. */
  drawMs(entityHigh: number, entityLow: number, n: number): number {
    return Math.max(0, Math.floor(this.draw(entityHigh, entityLow, n) + 0.5));
  }
}

/** The value below which a share `u` of the distribution lies: its inverse CDF, for u in (0, 1). */
export function quantile(distribution: Distribution, u: number): number {
  return inverse(prepared(distribution), u);
}

/** The expectation, in closed form. */
export function mean(distribution: Distribution): number {
  const d = distribution;
  switch (d.law) {
    case 'fixed':
      return d.value;
    case 'uniform':
      return (d.min + d.max) / 2;
    case 'exponential':
      return d.mean;
    case 'lognormal': {
      const sigma = lognormalSigma(d.median, d.p95);
      return d.median * exp((sigma * sigma) / 2);
    }
    case 'weibull':
      return d.scale * gamma(1 + 1 / d.shape);
    case 'triangular':
      return (d.min + d.mode + d.max) / 3;
    case 'empirical': {
      const { quantiles } = d;
      let sum = 0;
      for (let index = 1; index < quantiles.length; index++) sum += quantiles[index - 1]! + quantiles[index]!;
      return sum / (2 * (quantiles.length - 1));
    }
  }
}

/** A law with its constants: one shape of object for all laws, so that drawing stays monomorphic. */
interface PreparedLaw {
  readonly law: Distribution['law'];
  readonly location: number;
  readonly scale: number;
  /** Lognormal: sigma. Weibull: 1 / shape. Triangular: the probability below the mode. */
  readonly shape: number;
  readonly quantiles: Float64Array;
}

const NO_QUANTILES = new Float64Array(0);

function prepared(distribution: Distribution): PreparedLaw {
  const d = distribution;
  switch (d.law) {
    case 'fixed':
      return lawOf(d, d.value, 0);
    case 'uniform':
      check(d, d.max >= d.min);
      return lawOf(d, d.min, d.max - d.min);
    case 'exponential':
      check(d, d.mean >= 0);
      return lawOf(d, 0, d.mean);
    case 'lognormal':
      check(d, d.median > 0 && d.p95 >= d.median);
      return lawOf(d, 0, d.median, lognormalSigma(d.median, d.p95));
    case 'weibull':
      check(d, d.shape > 0 && d.scale >= 0);
      return lawOf(d, 0, d.scale, 1 / d.shape);
    case 'triangular':
      check(d, d.max >= d.mode && d.mode >= d.min);
      return lawOf(d, d.min, d.max - d.min, d.max > d.min ? (d.mode - d.min) / (d.max - d.min) : 0);
    case 'empirical': {
      const { quantiles } = d;
      check(
        d,
        quantiles.length >= 2 && quantiles.every((value, at) => at === 0 || value >= quantiles[at - 1]!),
      );
      return lawOf(d, 0, 0, 0, Float64Array.from(quantiles));
    }
  }
}

function lawOf(
  d: Distribution,
  location: number,
  scale: number,
  shape = 0,
  quantiles = NO_QUANTILES,
): PreparedLaw {
  check(d, Number.isFinite(location) && Number.isFinite(scale) && Number.isFinite(shape));
  return { law: d.law, location, scale, shape, quantiles };
}

function check(distribution: Distribution, isValid: boolean): void {
  if (!isValid) throw new Error(`no such distribution: ${JSON.stringify(distribution)}`);
}

/** The standard normal quantile of 0.95. */
const Z95 = inverseNormal(0.95);

function lognormalSigma(median: number, p95: number): number {
  return log(p95 / median) / Z95;
}

function inverse(prepared: PreparedLaw, u: number): number {
  const { location, scale, shape } = prepared;
  switch (prepared.law) {
    case 'fixed':
      return location;
    case 'uniform':
      return location + scale * u;
    case 'exponential':
      return -scale * log(1 - u);
    case 'lognormal':
      return scale * exp(shape * inverseNormal(u));
    case 'weibull':
      return scale * pow(-log(1 - u), shape);
    case 'triangular':
      return u < shape
        ? location + scale * Math.sqrt(u * shape)
        : location + scale * (1 - Math.sqrt((1 - u) * (1 - shape)));
    case 'empirical':
      return betweenQuantiles(prepared.quantiles, u);
  }
}

function betweenQuantiles(quantiles: Float64Array, u: number): number {
  const position = u * (quantiles.length - 1);
  const index = Math.min(Math.floor(position), quantiles.length - 2);
  const low = quantiles[index]!;
  const high = quantiles[index + 1]!;
  return Math.min(high, low + (high - low) * (position - index));
}
