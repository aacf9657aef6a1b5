import { exp, inverseNormal, log } from '../../sim/math.ts';

const SQRT_PI = 1.772453850905516;
const STEPS_MAX = 1000;

/** P(T ≤ t) of Student's t with `df` degrees of freedom, a real number of at least 1; relative error below 1e-10. */
export function tCdf(t: number, df: number): number {
  const tail = upperTail(Math.abs(t), df);
  return t > 0 ? 1 - tail : tail;
}

/**
 * The t with P(T ≤ t) = p, 0 < p < 1; relative error below 1e-10. It starts from the normal quantile, which lies before
 * it since t has the heavier tails; from there Newton's steps, on a tail that is convex, never overshoot.
 */
export function tQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1)) throw new Error(`${p} is not a probability between 0 and 1`);
  const tail = Math.min(p, 1 - p);
  let t = -inverseNormal(tail);
  for (let step = 0; step < STEPS_MAX; step++) {
    const next = t + (upperTail(t, df) - tail) / density(t, df);
    if (!(next > t)) break;
    t = next;
  }
  return p < 0.5 ? -t : t;
}

/**
 * P(T ≥ t) for t ≥ 0: half the regularized incomplete beta function of x = df / (df + t²) with df / 2 and 1 / 2, by its
 * continued fraction, on the side where that converges fast.
 */
function upperTail(t: number, df: number): number {
  if (!(df >= 1 && df < Infinity)) throw new Error(`${df} degrees of freedom; it takes at least 1`);
  const square = t * t;
  const y = square / (df + square);
  const a = df / 2;
  const front = (t / Math.sqrt(df + square)) * powerOfX(square, df) * (gammaRatio(a) / SQRT_PI);
  return y * (a + 2.5) > 1.5
    ? (front * betaFraction(df / (df + square), a, 0.5)) / (2 * a)
    : 0.5 - front * betaFraction(y, 0.5, a);
}

function density(t: number, df: number): number {
  const square = t * t;
  const scale = gammaRatio(df / 2) / (SQRT_PI * Math.sqrt(df));
  return (scale * powerOfX(square, df)) / Math.sqrt(1 + square / df);
}

/** x^(df / 2). */
function powerOfX(square: number, df: number): number {
  return exp((-df / 2) * log(1 + square / df));
}

/** From here on six terms of the series are exact to 1e-16. */
const SERIES_FROM = 16;

/**
 * Γ(a + 1/2) / Γ(a). Its logarithm has the asymptotic series ½ ln a − 1/(8a) + 1/(192a³) − 1/(640a⁵) + …
 * (from Stirling's series of the two), which loses nothing where the difference of two large logarithms would.
 */
function gammaRatio(a: number): number {
  let shifted = a;
  let factor = 1;
  for (; shifted < SERIES_FROM; shifted++) factor *= shifted / (shifted + 0.5);
  const z = 1 / (shifted * shifted);
  const series =
    -1 / 8 + z * (1 / 192 + z * (-1 / 640 + z * (17 / 14336 + z * (-31 / 18432 + z * (691 / 180224)))));
  return factor * Math.sqrt(shifted) * exp(series / shifted);
}

const FRACTION_TERMS_MAX = 100_000;
const TINY = 1e-300;

/**
 * The continued fraction of the incomplete beta function, evaluated from its front.
 * Source: DLMF 8.17.22; Lentz's method as modified by Thompson and Barnett.
 */
function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / notZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= FRACTION_TERMS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 / notZero(1 + term * d);
      c = notZero(1 + term / c);
      change *= c * d;
    }
    fraction *= change;
    if (Math.abs(change - 1) < 1e-15) return fraction;
  }
  throw new Error(`the incomplete beta function of ${x}, ${a}, ${b} does not converge`);
}

function notZero(x: number): number {
  return Math.abs(x) < TINY ? TINY : x;
}
