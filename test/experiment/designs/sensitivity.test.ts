import { describe, expect, it } from 'vitest';
import { type Axis, rangedAxis } from '../../../src/experiment/designs/axis.ts';
import { type Design, expand } from '../../../src/experiment/designs/design.ts';
import type { Effect, Measure } from '../../../src/experiment/designs/effects/effect.ts';
import { sobolIndices } from '../../../src/experiment/designs/effects/sobol.ts';
import { effectsOf } from '../../../src/experiment/designs/effects.ts';
import { inverseNormal } from '../../../src/sim/math.ts';
import { Luck, uniform } from '../../../src/sim/random.ts';

type Model = (inputs: readonly number[], replication: number, point: number) => number;

function ranged(path: string, min: number, max: number): Axis {
  return rangedAxis(path, 'uniform', { min: min.toFixed(9), max: max.toFixed(9) }) as Axis;
}

function effectsFor(axes: readonly Axis[], design: Design, model: Model, seed = '1', replications = 1) {
  const expansion = expand(axes, design, seed);
  const observed = expansion.points.map((point, number) =>
    Array.from({ length: replications }, (_, replication) => model(point.map(Number), replication, number)),
  );
  return effectsOf(axes, design, seed, expansion, observed, 0.95).ranked;
}

function effectOf(effects: readonly Effect[], measure: Measure, axis: number): Effect {
  return effects.find((one) => one.measure === measure && one.axes[0] === axis)!;
}

const key = new Luck('noise', 0).key('noise');

describe('elementary effects', () => {
  const axes = ['a', 'b', 'c'].map((path) => ranged(path, 0, 1));
  const design = { kind: 'morris', trajectories: 10, levels: 4 } as const;

  it('of a linear response are its coefficients everywhere', () => {
    const effects = effectsFor(axes, design, ([a, b]) => 3 * a! - 7 * b!);
    [3, -7, 0].forEach((coefficient, axis) => {
      expect(effectOf(effects, 'mu', axis).estimate).toBeCloseTo(coefficient, 4);
      expect(effectOf(effects, 'mu star', axis).estimate).toBeCloseTo(Math.abs(coefficient), 4);
      expect(effectOf(effects, 'sigma', axis).estimate).toBeCloseTo(0, 4);
    });
    expect(effects[0]!.axes).toEqual([1]);
  });

  it('of inputs that multiply each other spread as the grid of the other does', () => {
    const many = { ...design, trajectories: 800 };
    const effects = effectsFor(axes, many, ([a, b]) => a! * b!);
    // The elementary effect of one is the other, which takes each level of the grid equally often.
    const levels = [0, 1 / 3, 2 / 3, 1];
    const variance = levels.reduce((sum, level) => sum + (level - 0.5) ** 2, 0) / 4;
    const error = 4 * Math.sqrt(variance / 800);
    expect(Math.abs(effectOf(effects, 'mu', 0).estimate! - 0.5)).toBeLessThan(error);
    expect(Math.abs(effectOf(effects, 'sigma', 1).estimate! - Math.sqrt(variance))).toBeLessThan(error);
    expect(effectOf(effects, 'mu star', 2).estimate).toBe(0);
  });

  it('of lists and whole numbers are those of the whole list, however many levels the grid has', () => {
    const few = [
      { path: 'two', values: ['0', '12'] },
      { path: 'three', values: ['0', '6', '12'] },
      { path: 'five', values: ['0', '3', '6', '9', '12'] },
      rangedAxis('whole', 'uniform', { min: '1', max: '3' }) as Axis,
    ];
    for (const levels of [2, 4, 6]) {
      const effects = effectsFor(few, { ...design, levels }, ([two, three, five, whole]) => {
        return two! + three! + five! + 6 * whole!;
      });
      for (const axis of [0, 1, 2, 3]) {
        expect(effectOf(effects, 'mu star', axis).estimate).toBeCloseTo(12, 9);
        expect(effectOf(effects, 'sigma', axis).estimate).toBeCloseTo(0, 9);
      }
    }
  });

  it('of opposite sign cancel in the mean, not in the mean of sizes', () => {
    const many = { ...design, trajectories: 400 };
    const effects = effectsFor(axes, many, ([a, b]) => (a! - 0.5) * (b! - 0.5) * 8);
    // The effect of a is 8 (b - 1/2) with b on the grid: ±4 or ±4/3.
    expect(Math.abs(effectOf(effects, 'mu', 0).estimate!)).toBeLessThan(0.6);
    expect(effectOf(effects, 'mu star', 0).estimate).toBeCloseTo((4 + 4 / 3) / 2, 0);
  });

  it("have a mean whose interval is Student's over the luck of replications", () => {
    const slopes = [2, 3, 7];
    const mu = effectOf(
      effectsFor(axes, design, ([a], replication) => slopes[replication]! * a!, '1', 3),
      'mu',
      0,
    );
    const sd = Math.sqrt((2 ** 2 + 1 ** 2 + 3 ** 2) / 2);
    const halfWidth = (4.302652729749462 * sd) / Math.sqrt(3); // scipy.stats.t.ppf(0.975, 2)
    expect(mu.estimate).toBeCloseTo(4, 4);
    expect(mu.low).toBeCloseTo(4 - halfWidth, 4);
    expect(mu.high).toBeCloseTo(4 + halfWidth, 4);
    expect(mu.isTold).toBe(false);
  });

  it('are told from luck where there is an effect, and seldom where there is none', () => {
    const told = Array.from({ length: 200 }, (_, experiment) => {
      const model: Model = ([a], replication, point) =>
        20 * a! + inverseNormal(uniform(key, experiment, point, replication));
      const effects = effectsFor(axes, { ...design, trajectories: 4 }, model, `${experiment}`, 4);
      expect(effectOf(effects, 'mu star', 0).isTold).toBe(true);
      return effectOf(effects, 'mu star', 1).isTold;
    });
    expect(told.filter((one) => one).length / 200).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 200));
    const single = effectsFor(axes, design, ([a]) => a!);
    expect(effectOf(single, 'mu star', 0).isTold).toBeNull();
  });
});

/** Ishigami and Homma 1990, with the constants that are usual since. */
const A = 7;
const B = 0.1;
const ishigami: Model = ([x1, x2, x3]) =>
  Math.sin(x1!) + A * Math.sin(x2!) ** 2 + B * x3! ** 4 * Math.sin(x1!);

/** Its indices in closed form. */
function ishigamiIndices() {
  const first = (1 + (B * Math.PI ** 4) / 5) ** 2 / 2;
  const second = A ** 2 / 8;
  const firstAndThird = B ** 2 * Math.PI ** 8 * (1 / 18 - 1 / 50);
  const total = first + second + firstAndThird;
  return {
    firstOrder: [first / total, second / total, 0],
    inAll: [(first + firstAndThird) / total, second / total, firstAndThird / total],
  };
}

describe('Sobol indices', () => {
  const axes = ['x1', 'x2', 'x3'].map((path) => ranged(path, -Math.PI, Math.PI));
  const { firstOrder, inAll } = ishigamiIndices();

  it('of the Ishigami function have the published values', () => {
    expect(firstOrder.map((index) => index.toFixed(4))).toEqual(['0.3139', '0.4424', '0.0000']);
    expect(inAll.map((index) => index.toFixed(4))).toEqual(['0.5576', '0.4424', '0.2437']);
  });

  it('of the Ishigami function are found within four standard errors, and these are small', () => {
    const effects = effectsFor(axes, { kind: 'sobol', samples: 3000 }, ishigami);
    for (const axis of [0, 1, 2]) {
      for (const [measure, truth] of [
        ['first-order index', firstOrder[axis]!],
        ['total index', inAll[axis]!],
      ] as const) {
        const { estimate, low, high } = effectOf(effects, measure, axis);
        const standardError = (high! - low!) / (2 * 1.96);
        expect(standardError).toBeLessThan(0.04);
        expect(Math.abs(estimate! - truth)).toBeLessThan(4 * standardError);
      }
    }
    expect(effects.map(({ axes }) => axes[0])).toEqual([0, 0, 1, 1, 2, 2]);
  });

  it('have intervals that cover the truth about as often as they say', () => {
    const experiments = 40;
    let covered = 0;
    for (let experiment = 0; experiment < experiments; experiment++) {
      const effects = effectsFor(axes, { kind: 'sobol', samples: 150 }, ishigami, `${experiment}`);
      for (const axis of [0, 1, 2]) {
        const { low, high } = effectOf(effects, 'total index', axis);
        if (low! <= inAll[axis]! && inAll[axis]! <= high!) covered++;
      }
    }
    expect(covered / (3 * experiments)).toBeGreaterThan(0.88);
    expect(covered / (3 * experiments)).toBeLessThan(1);
  });

  it('are those of scipy 1.17.1 for the same values', () => {
    // scipy.stats.sobol_indices(func={'f_A': [a], 'f_B': [b], 'f_AB': [[ab1], [ab2]]}, n=8)
    const a = [0.5, 2.0, -1.0, 3.5, 0.25, 1.75, -2.0, 4.0];
    const b = [1.5, -0.5, 2.25, 0.0, 3.0, -1.25, 0.75, 2.5];
    const ab1 = [1.0, 1.5, -0.25, 2.0, 1.25, 0.5, -1.0, 3.75];
    const ab2 = [0.75, -0.25, 1.5, 1.0, 2.0, 1.0, -0.5, 2.75];
    const rows = a.flatMap((value, sample) => [value, b[sample]!, ab1[sample]!, ab2[sample]!]);
    const effects = sobolIndices(
      [axes[0]!, axes[1]!],
      '1',
      rows.map((_, row) => row),
      rows.map((value) => [value]),
      0.95,
    );
    expect(effectOf(effects, 'first-order index', 0).estimate).toBeCloseTo(0.32554270980620476, 12);
    expect(effectOf(effects, 'first-order index', 1).estimate).toBeCloseTo(0.5161773267903186, 12);
    expect(effectOf(effects, 'total index', 0).estimate).toBeCloseTo(0.14771687598769026, 12);
    expect(effectOf(effects, 'total index', 1).estimate).toBeCloseTo(0.533643849288863, 12);
  });

  it('are those of the expected response: luck is no interaction, and not in the variance either', () => {
    // Luck that all points share, and more luck of each point's own than its input makes: 9 against π² / 3 = 3.3.
    const lucky = (experiment: number): Model => {
      return ([x1], replication, point) =>
        x1! +
        50 * inverseNormal(uniform(key, -1 - experiment, 0, replication)) +
        3 * inverseNormal(uniform(key, experiment, point, replication));
    };
    const design = { kind: 'sobol', samples: 100 } as const;
    const experiments = Array.from({ length: 20 }, (_, experiment) =>
      effectsFor(axes, design, lucky(experiment), `${experiment}`, 4),
    );
    const all = (measure: Measure, ...of: number[]) =>
      experiments.flatMap((effects) => of.map((axis) => effectOf(effects, measure, axis)));
    const meanEstimate = (effects: readonly Effect[]) =>
      effects.reduce((sum, { estimate }) => sum + estimate!, 0) / effects.length;
    expect(meanEstimate(all('total index', 0))).toBeCloseTo(1, 0.5);
    expect(meanEstimate(all('first-order index', 0))).toBeCloseTo(1, 0.5);
    expect(Math.abs(meanEstimate(all('total index', 1, 2)))).toBeLessThan(0.05);
    expect(all('total index', 0).every(({ isTold }) => isTold)).toBe(true);
    const toldShare = all('total index', 1, 2).filter(({ isTold }) => isTold).length / 40;
    expect(toldShare).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 40));
  });

  it('of a response that never changes are unknown', () => {
    const effects = effectsFor(axes, { kind: 'sobol', samples: 8 }, () => 5);
    expect(effects.every(({ estimate, isTold }) => estimate === null && isTold === null)).toBe(true);
  });
});
