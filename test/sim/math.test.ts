// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: reference values are written as they were computed
import { describe, expect, it } from 'vitest';
import { exp, gamma, inverseNormal, log, logGamma, pow } from '../../src/sim/math.ts';

/**
 * Reference values: arguments as the doubles that they are, results as the nearest double, computed with mpmath at 60 digits
 * (the normal quantile by Newton's method on its erfc).
 */
const EXP: readonly (readonly number[])[] = [
  [-745, 5e-324],
  [-700, 9.85967654375977e-305],
  [-100.5, 2.256340135917036e-44],
  [-20.25, 1.6052280551856116e-9],
  [-1, 0.36787944117144233],
  [-0.5, 0.6065306597126334],
  [-0.34657359, 0.7071067813845181],
  [-1e-5, 0.9999900000499998],
  [-1e-10, 0.9999999999],
  [0, 1.0],
  [1e-10, 1.0000000001],
  [1e-5, 1.00001000005],
  [0.1, 1.1051709180756477],
  [0.5, 1.6487212707001282],
  [1, 2.718281828459045],
  [2.5, 12.182493960703473],
  [10, 22026.465794806718],
  [33.3, 289738526663660.5],
  [100.125, 3.0460357809113723e43],
  [500.7, 2.82648762888561e217],
  [700, 1.0142320547350045e304],
  [709.7, 1.6549840276802644e308],
];
const LOG: readonly (readonly number[])[] = [
  [5e-324, -744.4400719213812],
  [1e-310, -713.8013788281542],
  [1e-300, -690.7755278982137],
  [1e-20, -46.051701859880914],
  [1.1102230246251565e-16, -36.7368005696771],
  [0.001, -6.907755278982137],
  [0.1, -2.3025850929940455],
  [0.5, -0.6931471805599453],
  [0.7, -0.35667494393873245],
  [0.70710678, -0.3465735919580042],
  [0.72, -0.3285040669720361],
  [0.9, -0.10536051565782628],
  [0.999, -0.0010005003335835344],
  [0.9999999, -1.0000000494736474e-7],
  [1.0000001, 9.999999505838704e-8],
  [1.001, 0.0009995003330834232],
  [1.1, 0.09531017980432493],
  [1.41421356, 0.3465735886019411],
  [1.42, 0.35065687161316933],
  [2, 0.6931471805599453],
  [2.718281828, 0.9999999998311266],
  [3, 1.0986122886681098],
  [10, 2.302585092994046],
  [1000.5, 6.908255154023788],
  [10000000000.0, 23.025850929940457],
  [1e100, 230.25850929940458],
  [1.7e308, 709.7268368932282],
];
const POW: readonly (readonly number[])[] = [
  [2, 0.5, 1.4142135623730951],
  [10, 0.3, 1.9952623149688795],
  [10, -7.25, 5.6234132519034905e-8],
  [0.001, 0.123, 0.4275628861515862],
  [1.5, 200.5, 2.0244051835589006e35],
  [3, -300.25, 5.550642676060132e-144],
  [10000000000.0, 20.1, 1.0000000000000327e201],
  [0.9999, 100000.5, 4.5374965040588825e-5],
  [1.0001, 0.5, 1.0000499987500624],
  [7, 3, 343.0],
  [1.1, 64, 445.79156845259257],
  [1.1, 65, 490.37072529785183],
  [0.3, -12, 1881676.4231589215],
];
const INVERSE_NORMAL: readonly (readonly number[])[] = [
  [1e-300, -37.0470962993612],
  [1e-100, -21.273453560965326],
  [1e-20, -9.262340089798407],
  [1.1102230246251565e-16, -8.209536151601387],
  [1e-10, -6.361340902404057],
  [1e-5, -4.264890793922825],
  [0.001, -3.0902323061678136],
  [0.01, -2.326347874040841],
  [0.05, -1.6448536269514726],
  [0.074, -1.4466320671589785],
  [0.075, -1.439531470938456],
  [0.076, -1.4325027208258116],
  [0.1, -1.2815515655446004],
  [0.25, -0.6744897501960817],
  [0.4, -0.2533471031357997],
  [0.49, -0.025068908258711057],
  [0.4999, -0.00025066283008800747],
  [0.5001, 0.00025066283008800747],
  [0.6, 0.2533471031357997],
  [0.75, 0.6744897501960817],
  [0.9, 1.2815515655446006],
  [0.924, 1.4325027208258119],
  [0.926, 1.4466320671589787],
  [0.95, 1.6448536269514722],
  [0.975, 1.9599639845400538],
  [0.99, 2.3263478740408408],
  [0.999, 3.090232306167813],
  [0.9999, 3.7190164854557084],
];
const GAMMA: readonly (readonly number[])[] = [
  [1e-5, 99999.42279422555],
  [0.1, 9.51350769866873],
  [0.25, 3.625609908221908],
  [0.5, 1.772453850905516],
  [0.9, 1.0686287021193193],
  [1, 1.0],
  [1.1, 0.9513507698668732],
  [1.25, 0.906402477055477],
  [1.4616321449683622, 0.8856031944108887],
  [1.5, 0.886226925452758],
  [1.75, 0.9190625268488832],
  [2, 1.0],
  [2.5, 1.329340388179137],
  [3.7, 4.170651783796604],
  [5, 24.0],
  [7.25, 1155.3810139199898],
  [10, 362880.0],
  [15.9, 994487349969.1031],
  [16, 1307674368000.0],
  [16.1, 1720600536276.4983],
  [23, 1.1240007277776077e21],
  [24, 2.585201673888498e22],
  [30.5, 4.822696933490909e31],
  [60.25, 3.853735378055335e80],
  [100, 9.332621544394415e155],
  [170.5, 5.56209241456e305],
  [171.5, 9.4833675668248e307],
];
const LOG_GAMMA: readonly (readonly number[])[] = [
  [1e-5, 11.512919692895826],
  [0.1, 2.252712651734206],
  [0.5, 0.5723649429247001],
  [0.9, 0.06637623973474295],
  [1.1, -0.049872441259839764],
  [1.4616, -0.12148629003589732],
  [1.9, -0.03898427592308336],
  [2.1, 0.04543773854448518],
  [3.7, 1.428072326665388],
  [10, 12.801827480081469],
  [15.9, 27.625493215168692],
  [16, 27.89927138384089],
  [100.5, 361.4355404677776],
  [1000, 5905.220423209181],
  [123456.789, 1323902.0187950633],
  [10000000000.0, 220258509288.81058],
];

function worstError(rows: readonly (readonly number[])[], f: (...args: number[]) => number): number {
  let worst = 0;
  for (const row of rows) {
    const expected = row.at(-1)!;
    const error = Math.abs(f(...row.slice(0, -1)) - expected) / (expected === 0 ? 1 : Math.abs(expected));
    worst = Math.max(worst, Number.isNaN(error) ? Infinity : error);
  }
  return worst;
}

describe('elementary functions agree with references of high precision to 1e-12', () => {
  it('exp', () => expect(worstError(EXP, exp)).toBeLessThan(1e-12));
  it('log', () => expect(worstError(LOG, log)).toBeLessThan(1e-12));
  it('pow', () => expect(worstError(POW, pow)).toBeLessThan(1e-12));
  it('the normal quantile', () => expect(worstError(INVERSE_NORMAL, inverseNormal)).toBeLessThan(1e-12));
  it('gamma', () => expect(worstError(GAMMA, gamma)).toBeLessThan(1e-12));
  it('the logarithm of gamma', () => expect(worstError(LOG_GAMMA, logGamma)).toBeLessThan(1e-12));
});

describe('identities', () => {
  const grid = Array.from({ length: 2001 }, (_, index) => 0.0037 + index * 0.0211);

  it('exp undoes log and log undoes exp', () => {
    for (const x of grid) {
      expect(Math.abs(exp(log(x)) / x - 1)).toBeLessThan(1e-14);
      expect(Math.abs(log(exp(x)) / x - 1)).toBeLessThan(1e-13);
    }
  });

  it('exp turns sums into products', () => {
    for (const x of grid) expect(Math.abs((exp(x) * exp(-x / 3)) / exp((2 * x) / 3) - 1)).toBeLessThan(1e-13);
  });

  it('powers of two are exact, and their logarithms are proportional', () => {
    for (let exponent = -1074; exponent <= 1023; exponent++) {
      const power = exponent < -1022 ? 2 ** -1022 * 2 ** (exponent + 1022) : 2 ** exponent;
      const expected = exponent * Math.LN2;
      expect(Math.abs(log(power) - expected)).toBeLessThanOrEqual(1e-15 * Math.abs(expected));
    }
  });

  it('a whole power is the product, whose exact value is kept where a double holds it', () => {
    expect(pow(10, 15)).toBe(1_000_000_000_000_000);
    expect(pow(3, 33)).toBe(5_559_060_566_555_523);
    expect(pow(2, -10)).toBe(1 / 1024);
    expect(pow(-3, 3)).toBe(-27);
  });

  it('gamma of x + 1 is x times gamma of x', () => {
    for (const x of grid) {
      expect(Math.abs(gamma(x + 1) / (x * gamma(x)) - 1)).toBeLessThan(1e-12);
      expect(Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x))).toBeLessThan(1e-12);
    }
  });

  it("gamma obeys the reflection formula at one half and Legendre's duplication formula", () => {
    expect(Math.abs(gamma(0.5) / Math.sqrt(Math.PI) - 1)).toBeLessThan(1e-14);
    for (const x of grid) {
      const left = logGamma(x) + logGamma(x + 0.5);
      const right = (1 - 2 * x) * Math.LN2 + 0.5 * Math.log(Math.PI) + logGamma(2 * x);
      expect(Math.abs(left - right)).toBeLessThan(1e-12 * Math.max(1, Math.abs(right)));
    }
  });

  it('whole arguments of gamma give exact factorials', () => {
    let factorial = 1;
    for (let n = 1; n <= 22; n++) {
      factorial *= n;
      expect(gamma(n + 1)).toBe(factorial);
    }
  });

  it('the normal quantile is odd around one half and rises', () => {
    let before = -Infinity;
    for (let step = 1; step < 4096; step++) {
      const p = step / 4096;
      const z = inverseNormal(p);
      expect(z + inverseNormal(1 - p)).toBe(0);
      expect(z).toBeGreaterThan(before);
      before = z;
    }
  });
});

describe('extremes', () => {
  it('exp overflows to Infinity, underflows through the subnormal numbers to 0', () => {
    expect(exp(709.78)).toBeLessThan(Infinity);
    expect(exp(709.79)).toBe(Infinity);
    expect(exp(Infinity)).toBe(Infinity);
    expect(exp(-745.13)).toBe(Number.MIN_VALUE);
    expect(exp(-746)).toBe(0);
    expect(exp(-Infinity)).toBe(0);
    expect(exp(0)).toBe(1);
    expect(exp(NaN)).toBeNaN();
  });

  it('log of 1 is 0, of 0 is -Infinity, of a negative number is not a number', () => {
    expect(log(1)).toBe(0);
    expect(log(0)).toBe(-Infinity);
    expect(log(Infinity)).toBe(Infinity);
    expect(log(-1)).toBeNaN();
    expect(log(NaN)).toBeNaN();
  });

  it('pow of 0 and of negative numbers follows the usual rules', () => {
    expect(pow(0, 0)).toBe(1);
    expect(pow(0, 0.5)).toBe(0);
    expect(pow(0, -0.5)).toBe(Infinity);
    expect(pow(-2, 0.5)).toBeNaN();
    expect(pow(10, 400.5)).toBe(Infinity);
    expect(pow(10, -400.5)).toBe(0);
  });

  it('the normal quantile of 0 and 1 is infinite, outside it is not a number', () => {
    expect(inverseNormal(0)).toBe(-Infinity);
    expect(inverseNormal(1)).toBe(Infinity);
    expect(inverseNormal(0.5)).toBe(0);
    expect(inverseNormal(-0.1)).toBeNaN();
    expect(inverseNormal(1.1)).toBeNaN();
  });

  it('gamma overflows above 171.6 and refuses what is not positive', () => {
    expect(gamma(171.7)).toBe(Infinity);
    expect(() => gamma(0)).toThrow('greater than 0');
    expect(() => logGamma(-0.5)).toThrow('greater than 0');
  });
});
