import { exp } from '../../sim/math.ts';

const SQRT_TWO_PI = 2.5066282746310002;
const SERIES_UP_TO = 3;
/** Of the continued fraction: at 3 and beyond, as many as double precision can tell. */
const FRACTION_TERMS = 100;
/** Of the series: up to 3, likewise. */
const SERIES_TERMS = 60;

/** P(Z ≥ z) of the standard normal distribution; relative error below 1e-12 for z ≥ 0. */
export function upperNormalTail(z: number): number {
  if (z < 0) return 1 - upperNormalTail(-z);
  const density = exp((-z * z) / 2) / SQRT_TWO_PI;
  return z < SERIES_UP_TO ? 0.5 - density * centralSeries(z) : density / tailFraction(z);
}

/** z + z³/3 + z⁵/(3·5) + … Source: Marsaglia 2004. */
function centralSeries(z: number): number {
  let sum = 0;
  let term = z;
  for (let odd = 3; odd <= 2 * SERIES_TERMS + 1; odd += 2) {
    sum += term;
    term *= (z * z) / odd;
  }
  return sum;
}

/** z + 1/(z + 2/(z + 3/(z + …))). Source: DLMF 7.9.3. */
function tailFraction(z: number): number {
  let fraction = z;
  for (let term = FRACTION_TERMS; term >= 1; term--) fraction = z + term / fraction;
  return fraction;
}
