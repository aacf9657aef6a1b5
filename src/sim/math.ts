/**
 * Elementary functions made only of + - * / and sqrt, which IEEE 754 rounds the same way everywhere. `Math.exp` and its
 * like may differ between engines in the last bit, and one bit is enough for two histories to part.
 *
 * Relative error below 1e-12 (usually below 1e-15), tested against reference values of high precision.
 */

/** ln 2 in two parts: the first has trailing zeros, so that its product with an exponent is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LN_SQRT_TWO_PI = 0.9189385332046728;

const EXPONENT_MIN = -1074;
const EXPONENT_MAX = 1023;

/** 2^-1074 … 2^1023, exact. */
const POWERS_OF_TWO = powersOfTwo();

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(EXPONENT_MAX - EXPONENT_MIN + 1);
  powers[-EXPONENT_MIN] = 1;
  for (let e = 1; e <= EXPONENT_MAX; e++) powers[e - EXPONENT_MIN] = powers[e - 1 - EXPONENT_MIN]! * 2;
  for (let e = -1; e >= EXPONENT_MIN; e--) powers[e - EXPONENT_MIN] = powers[e + 1 - EXPONENT_MIN]! / 2;
  return powers;
}

function powerOfTwo(exponent: number): number {
  return POWERS_OF_TWO[exponent - EXPONENT_MIN]!;
}

/** e^x: Infinity above 709.78, 0 below -745.13. */
export function exp(x: number): number {
  if (!(x > -745.2)) return Math.max(x, 0);
  if (x > 709.8) return Infinity;
  const exponent = Math.floor(x / Math.LN2 + 0.5);
  const mantissa = expNearZero(x - exponent * LN2_HIGH - exponent * LN2_LOW);
  if (exponent > EXPONENT_MAX) return mantissa * 2 * powerOfTwo(exponent - 1);
  if (exponent < EXPONENT_MIN) return mantissa * 0.5 * powerOfTwo(exponent + 1);
  return mantissa * powerOfTwo(exponent);
}

/** The Padé approximant of e^x of degrees 6 and 6: relative error 2e-19 where |x| <= ln 2 / 2. */
function expNearZero(x: number): number {
  const square = x * x;
  const even = 665280 + square * (75600 + square * (840 + square));
  const odd = x * (332640 + square * (10080 + square * 42));
  return 1 + (2 * odd) / (even - odd);
}

/** The natural logarithm: -Infinity of 0, NaN of what is negative. */
export function log(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? x : NaN;
  let mantissa = x;
  let exponent = 0;
  const largestStep = x > 2 ** -32 && x < 2 ** 32 ? 16 : 512;
  for (let step = largestStep; step >= 1; step /= 2) {
    if (mantissa >= powerOfTwo(step)) {
      mantissa *= powerOfTwo(-step);
      exponent += step;
    } else if (mantissa < powerOfTwo(1 - step)) {
      mantissa *= powerOfTwo(step);
      exponent -= step;
    }
  }
  while (mantissa < Math.SQRT1_2) {
    mantissa *= 2;
    exponent--;
  }
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  return exponent * LN2_HIGH + (logNearOne(mantissa) + exponent * LN2_LOW);
}

/**
 * log m = 2 artanh s with s = (m - 1) / (m + 1), |s| <= 0.172. The eighth convergent of the continued fraction of
 * artanh: a quotient of polynomials in s^2 whose denominator is Legendre's P8(1 / s).
 */
function logNearOne(mantissa: number): number {
  const s = (mantissa - 1) / (mantissa + 1);
  const z = s * s;
  const numerator = 75075 + z * (-95095 + z * (28941 - z * 1225));
  const denominator = 225225 + z * (-420420 + z * (242550 + z * (-44100 + z * 1225)));
  return 2 * s + (2 * s * z * numerator) / denominator;
}

/** x^y. A whole y up to 64 goes by multiplication; a negative x with another y gives NaN. */
export function pow(x: number, y: number): number {
  if (y === Math.floor(y) && Math.abs(y) <= 64) {
    const power = wholePower(x, Math.abs(y));
    return y < 0 ? 1 / power : power;
  }
  if (x === 0) return y > 0 ? 0 : Infinity;
  return exp(y * log(x));
}

function wholePower(x: number, y: number): number {
  let power = 1;
  let square = x;
  for (let rest = y; rest > 0; rest >>= 1) {
    if ((rest & 1) === 1) power *= square;
    square *= square;
  }
  return power;
}

/**
 * The standard normal quantile of p in (0, 1): rational approximations of about 16 digits.
 * Source: Wichura, « Algorithm AS 241: The Percentage Points of the Normal Distribution », Applied Statistics 37 (1988).
 */
export function inverseNormal(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(CENTRAL_NUMERATOR, r)) / polynomial(CENTRAL_DENOMINATOR, r);
  }
  const tail = Math.min(p, 1 - p);
  if (!(tail >= 0)) return NaN;
  if (tail === 0) return p === 0 ? -Infinity : Infinity;
  const r = Math.sqrt(-log(tail));
  const z =
    r <= 5
      ? polynomial(MIDDLE_NUMERATOR, r - 1.6) / polynomial(MIDDLE_DENOMINATOR, r - 1.6)
      : polynomial(FAR_NUMERATOR, r - 5) / polynomial(FAR_DENOMINATOR, r - 5);
  return q < 0 ? -z : z;
}

/** Coefficients of ascending powers, eight each. */
const CENTRAL_NUMERATOR = Float64Array.of(
  3.3871328727963665,
  133.14166789178438,
  1971.5909503065513,
  13731.69376550946,
  45921.95393154987,
  67265.7709270087,
  33430.57558358813,
  2509.0809287301227,
);
const CENTRAL_DENOMINATOR = Float64Array.of(
  1,
  42.31333070160091,
  687.1870074920579,
  5394.196021424751,
  21213.794301586597,
  39307.89580009271,
  28729.085735721943,
  5226.495278852854,
);
const MIDDLE_NUMERATOR = Float64Array.of(
  1.4234371107496835,
  4.630337846156546,
  5.769497221460691,
  3.6478483247632045,
  1.2704582524523684,
  0.2417807251774506,
  0.022723844989269184,
  0.0007745450142783414,
);
const MIDDLE_DENOMINATOR = Float64Array.of(
  1,
  2.053191626637759,
  1.6763848301838038,
  0.6897673349851,
  0.14810397642748008,
  0.015198666563616457,
  0.0005475938084995345,
  1.0507500716444169e-9,
);
const FAR_NUMERATOR = Float64Array.of(
  6.657904643501103,
  5.463784911164114,
  1.7848265399172913,
  0.29656057182850487,
  0.026532189526576124,
  0.0012426609473880784,
  2.7115555687434876e-5,
  2.0103343992922881e-7,
);
const FAR_DENOMINATOR = Float64Array.of(
  1,
  0.599832206555888,
  0.1369298809227358,
  0.014875361290850615,
  0.0007868691311456133,
  1.8463183175100548e-5,
  1.421511758316446e-7,
  2.0442631033899397e-15,
);

function polynomial(coefficients: Float64Array, x: number): number {
  let sum = coefficients[7]!;
  for (let power = 6; power >= 0; power--) sum = sum * x + coefficients[power]!;
  return sum;
}

/** Γ(x) for x > 0; Infinity above 171.6. */
export function gamma(x: number): number {
  if (x === Math.floor(x) && x <= 23) return wholeGamma(x);
  if (x >= STIRLING_FROM) return exp(logGamma(x));
  let shifted = positive(x);
  let product = 1;
  while (shifted < STIRLING_FROM) product *= shifted++;
  return exp(stirling(shifted)) / product;
}

/** (x - 1)!, exact in a double up to x = 23. */
function wholeGamma(x: number): number {
  let product = 1;
  for (let factor = positive(x) - 1; factor > 1; factor--) product *= factor;
  return product;
}

/** ln Γ(x) for x > 0. Near its zeros at 1 and 2 the error is absolute, not relative. */
export function logGamma(x: number): number {
  let shifted = positive(x);
  let product = 1;
  while (shifted < STIRLING_FROM) product *= shifted++;
  return stirling(shifted) - log(product);
}

function positive(x: number): number {
  if (!(x > 0)) throw new Error(`gamma of ${x}; it takes what is greater than 0`);
  return x;
}

/** From here on Stirling's series with seven terms is exact to 1e-17. */
const STIRLING_FROM = 16;

/** B(2k) / (2k (2k - 1)), k = 1 … 7, of the Bernoulli numbers B. */
const STIRLING_SERIES = Float64Array.of(
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
);

function stirling(x: number): number {
  const inverseSquare = 1 / (x * x);
  let sum = 0;
  for (let term = 6; term >= 0; term--) sum = sum * inverseSquare + STIRLING_SERIES[term]!;
  return (x - 0.5) * log(x) - x + LN_SQRT_TWO_PI + sum / x;
}
