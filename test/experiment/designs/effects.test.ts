import { describe, expect, it } from 'vitest';
import { type Axis, rangedAxis } from '../../../src/experiment/designs/axis.ts';
import { type Design, type DesignPoint, expand } from '../../../src/experiment/designs/design.ts';
import type { Effect, Measure } from '../../../src/experiment/designs/effects/effect.ts';
import { midranks, rankCorrelation } from '../../../src/experiment/designs/effects/ranks.ts';
import { effectsOf } from '../../../src/experiment/designs/effects.ts';
import { inverseNormal } from '../../../src/sim/math.ts';
import { entityKey, Luck, uniform } from '../../../src/sim/random.ts';

/** What a run with these inputs gives in a replication. */
type Model = (inputs: readonly number[], replication: number, point: number) => number | null;

const unit = (path: string) => rangedAxis(path, 'uniform', { min: '0.0', max: '1.0' }) as Axis;
const coded = (path: string): Axis => ({ path, values: ['-1', '1'] });

/** Every point of a design carried out by a model: the effects of its inputs. */
function effectsFor(
  axes: readonly Axis[],
  design: Design,
  model: Model,
  { replications = 1, seed = '1', base = 0 } = {},
) {
  const expansion = expand(axes, design, seed);
  const inputsOf = (point: DesignPoint) => point.map((text) => (text === null ? base : Number(text)));
  const observed = expansion.points.map((point, number) =>
    Array.from({ length: replications }, (_, replication) => model(inputsOf(point), replication, number)),
  );
  return effectsOf(axes, design, seed, expansion, observed, 0.95);
}

function effectOf(effects: readonly Effect[], measure: Measure, ...axes: number[]): Effect {
  return effects.find((one) => one.measure === measure && one.axes.join() === axes.join())!;
}

const key = new Luck('noise', 0).key('noise');
/** Normal noise of its own at every point and replication. */
const noise = (experiment: number, point: number, replication: number) =>
  inverseNormal(uniform(key, entityKey(`${experiment}`), point, replication));

const FACTORIAL: Design = { kind: 'fullFactorial' };
const TORNADO: Design = { kind: 'oneAtATime', base: [null, null] };

describe('the effects of a full factorial', () => {
  it('of an additive response are the ranges of its terms, ranked, and their shares of variance sum to 1', () => {
    const levels = { path: 'b', values: ['0', '1', '5'] };
    const { ranked } = effectsFor([coded('a'), levels], FACTORIAL, ([a, b]) => 2 * a! + 3 * b!);
    expect(effectOf(ranked, 'range', 0)).toMatchObject({ estimate: 2 * 2, levels: [0, 1] });
    expect(effectOf(ranked, 'range', 1)).toMatchObject({ estimate: 3 * 5, levels: [0, 2] });
    expect(ranked[0]!.axes).toEqual([1]);
    const varianceOfA = 2 ** 2;
    const varianceOfB = 9 * ((0 + 1 + 25) / 3 - 2 ** 2);
    const total = varianceOfA + varianceOfB;
    expect(effectOf(ranked, 'variance share', 0).estimate).toBeCloseTo(varianceOfA / total, 12);
    expect(effectOf(ranked, 'variance share', 1).estimate).toBeCloseTo(varianceOfB / total, 12);
    expect(effectOf(ranked, 'variance share', 0, 1).estimate).toBeCloseTo(0, 12);
  });

  it('shares variance by the squares of the coefficients of orthogonal contrasts', () => {
    const model: Model = ([a, b, c]) => 4 * a! + 2 * b! + 3 * a! * c! + 1 * a! * b! * c!;
    const { ranked } = effectsFor([coded('a'), coded('b'), coded('c')], FACTORIAL, model);
    const total = 16 + 4 + 9 + 1;
    const shares: [number[], number][] = [
      [[0], 16],
      [[1], 4],
      [[2], 0],
      [[0, 1], 0],
      [[0, 2], 9],
      [[1, 2], 0],
      [[], 1],
    ];
    for (const [axes, squares] of shares) {
      expect(effectOf(ranked, 'variance share', ...axes).estimate).toBeCloseTo(squares / total, 12);
    }
  });

  it('says how much of the variance luck alone would make, not counting luck that all points share', () => {
    const shared: Model = ([a], replication) => a! + 100 * noise(0, 0, replication);
    expect(effectsFor([coded('a'), coded('b')], FACTORIAL, shared).luckShare).toBeNull();
    const withShared = effectsFor([coded('a'), coded('b')], FACTORIAL, shared, { replications: 5 });
    expect(withShared.luckShare).toBeCloseTo(0, 12);
    expect(effectOf(withShared.ranked, 'range', 0).isTold).toBe(true);

    const many = Array.from({ length: 300 }, (_, experiment) => {
      const model: Model = ([a], replication, point) => 0.5 * a! + noise(experiment, point, replication);
      return effectsFor([coded('a'), coded('b')], FACTORIAL, model, { replications: 4 }).luckShare!;
    });
    // Between the means of 4 points: 4 · 0.25 from the input, 3 · 1/4 from luck.
    expect(median(many)).toBeGreaterThan(0.3);
    expect(median(many)).toBeLessThan(0.55);
  });

  it('without a value everywhere are unknown, and no point is left out in silence', () => {
    const never: Model = ([a, b]) => (a! > 0 && b! > 0 ? null : 1);
    const { ranked } = effectsFor([coded('a'), coded('b')], FACTORIAL, never, { replications: 3 });
    expect(ranked.every(({ estimate, isTold }) => estimate === null && isTold === null)).toBe(true);
    const once: Model = ([a], replication) => (replication === 1 && a! > 0 ? null : a! + replication ** 2);
    const { ranked: rest } = effectsFor([coded('a'), coded('b')], FACTORIAL, once, { replications: 3 });
    expect(effectOf(rest, 'range', 0).estimate).toBe(2);
  });
});

describe('the effects of changes one at a time', () => {
  it('are the swings about the scenario as it is, which may itself be an extreme', () => {
    const axes = [coded('a'), coded('b')];
    const { ranked } = effectsFor(axes, TORNADO, ([a, b]) => a! ** 2 + 5 * b!);
    expect(ranked.map(({ axes }) => axes[0])).toEqual([1, 0]);
    expect(effectOf(ranked, 'range', 1)).toMatchObject({ estimate: 10, levels: [0, 1] });
    expect(effectOf(ranked, 'range', 0)).toMatchObject({ estimate: 1, levels: [-1, 0] });
  });

  it('without effect are told from luck in no more experiments than the confidence allows', () => {
    const told = Array.from({ length: 500 }, (_, experiment) => {
      const model: Model = ([, b], replication, point) => 9 * b! + noise(experiment, point, replication);
      const { ranked } = effectsFor([coded('a'), coded('b')], TORNADO, model, { replications: 5 });
      expect(effectOf(ranked, 'range', 1).isTold).toBe(true);
      return effectOf(ranked, 'range', 0).isTold;
    });
    expect(told.filter((one) => one).length / 500).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / 500));
  });

  it('cannot be judged with one replication', () => {
    const { ranked } = effectsFor([coded('a'), coded('b')], TORNADO, ([a]) => a!);
    expect(effectOf(ranked, 'range', 0)).toMatchObject({ estimate: 2, low: null, high: null, isTold: null });
  });
});

describe('ranks', () => {
  it('of equal values are shared, and correlate as scipy 1.17.1 has it', () => {
    expect(midranks([5, 1, 5, 0])).toEqual([3.5, 2, 3.5, 1]);
    // scipy.stats.spearmanr([1, 2, 2, 4, 5, 6, 7], [2, 1, 4, 4, 3, 7, 7])
    expect(rankCorrelation([1, 2, 2, 4, 5, 6, 7], [2, 1, 4, 4, 3, 7, 7])).toBeCloseTo(0.7798493336311721, 14);
    expect(rankCorrelation([1, 2, 3], [4, 4, 4])).toBeNull();
  });
});

describe('the effects of a Latin hypercube', () => {
  const design = { kind: 'latinHypercube', points: 40 } as const;

  it('are rank correlations: 1 for what rises in any form, 0 within its interval for what does nothing', () => {
    const { ranked } = effectsFor([unit('a'), unit('b')], design, ([a]) => Math.exp(5 * a!));
    expect(effectOf(ranked, 'rank correlation', 0)).toMatchObject({ estimate: 1, isTold: true });
    expect(effectOf(ranked, 'rank correlation', 1).isTold).toBe(false);
    const { ranked: falling } = effectsFor([unit('a')], design, ([a]) => -(a! ** 3));
    expect(effectOf(falling, 'rank correlation', 0)).toMatchObject({ estimate: -1, low: -1, high: -1 });
  });

  it('without effect are told from luck in 5 % of experiments', () => {
    const told = Array.from({ length: 400 }, (_, experiment) => {
      const model: Model = (_, replication, point) => noise(experiment, point, replication);
      const { ranked } = effectsFor([unit('a')], design, model, { seed: `${experiment}` });
      return ranked[0]!.isTold;
    });
    const share = told.filter((one) => one).length / 400;
    expect(Math.abs(share - 0.05)).toBeLessThan(3 * Math.sqrt((0.05 * 0.95) / 400) + 0.01);
  });
});

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
