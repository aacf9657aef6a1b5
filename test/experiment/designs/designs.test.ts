import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Axis, rangedAxis, textAt } from '../../../src/experiment/designs/axis.ts';
import { designProblem, expand, rowCountOf } from '../../../src/experiment/designs/design.ts';
import { latinHypercube } from '../../../src/experiment/designs/latin-hypercube.ts';
import { designLuck } from '../../../src/experiment/designs/luck.ts';
import { readAmount } from '../../../src/scenario/amounts.ts';

const delay: Axis = { path: 'clientSettings.delay', values: ['0 h', '2 h', '8 h'] };
const servers: Axis = { path: 'site.servers', values: ['1', '4'] };
const range = ranged('assumptions.scanTimeout', '1 h', '12 h');
const shares = ranged('assumptions.installFailure.LCU', '0 %', '10 %');

function ranged(path: string, min: string, max: string): Axis {
  const axis = rangedAxis(path, 'uniform', { min, max });
  if ('problem' in axis) throw new Error(axis.problem);
  return axis;
}

/** The places of the values of an axis in the order of rows, in the unit of the model. */
function column(axes: readonly Axis[], at: number, { points, pointOfRow }: ReturnType<typeof expand>) {
  expect(points.every((point) => point.length === axes.length)).toBe(true);
  return pointOfRow.map((point) => readAmount(points[point]![at]!)!.value);
}

describe('a full factorial', () => {
  it('has every combination once, the last axis changing fastest', () => {
    const { points, pointOfRow } = expand([delay, servers], { kind: 'fullFactorial' }, '1');
    const combinations = delay.values.flatMap((one) => servers.values.map((other) => [one, other]));
    expect(points).toEqual(combinations);
    expect(pointOfRow).toEqual(combinations.map((_, row) => row));
  });

  it('has as many rows as the product of the levels, counted before anything is expanded', () => {
    const axes = [delay, servers, range];
    const count = 3 * 2 * 2;
    expect(rowCountOf(axes, { kind: 'fullFactorial' })).toBe(count);
    expect(expand(axes, { kind: 'fullFactorial' }, '1').pointOfRow).toHaveLength(count);
    const many = Array.from({ length: 40 }, () => delay);
    expect(rowCountOf(many, { kind: 'fullFactorial' })).toBe(3 ** 40);
  });
});

describe('one at a time', () => {
  it('begins with the scenario as it is and changes one axis per row', () => {
    const { points, pointOfRow } = expand([delay, servers], { kind: 'oneAtATime', base: [null, null] }, '1');
    expect(points).toEqual([
      [null, null],
      ['0 h', null],
      ['2 h', null],
      ['8 h', null],
      [null, '1'],
      [null, '4'],
    ]);
    expect(pointOfRow).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('runs a level that the scenario has anyway only once, however it is written', () => {
    const design = { kind: 'oneAtATime', base: ['120 min', '4'] } as const;
    const { points, pointOfRow } = expand([delay, servers], design, '1');
    expect(points).toHaveLength(4);
    expect(pointOfRow).toEqual([0, 1, 0, 2, 3, 0]);
    expect(rowCountOf([delay, servers], design)).toBe(6);
  });
});

describe('a Latin hypercube', () => {
  it('has exactly one row in each stratum of each axis', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.string(), (points, seed) => {
        const rows = latinHypercube([range, shares], points, designLuck(seed));
        const all = Array.from({ length: points }, (_, stratum) => stratum);
        for (const axis of [0, 1]) {
          const strata = rows.map((row) => Math.floor(row[axis]! * points));
          expect(strata.sort((a, b) => a - b)).toEqual(all);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('gives each value of a list as often as the others', () => {
    const { points, pointOfRow } = expand([delay, range], { kind: 'latinHypercube', points: 30 }, '7');
    for (const value of delay.values) {
      expect(pointOfRow.filter((point) => points[point]![0] === value)).toHaveLength(10);
    }
  });

  it('draws the same for an axis whichever others there are', () => {
    const design = { kind: 'latinHypercube', points: 20 } as const;
    const alone = column([range], 0, expand([range], design, '1'));
    expect(column([shares, range], 1, expand([shares, range], design, '1'))).toEqual(alone);
    expect(column([range], 0, expand([range], design, '2'))).not.toEqual(alone);
  });
});

describe('an axis', () => {
  it('has the quantiles of its law, in the unit that it was written in', () => {
    expect(textAt(range, 0.5)).toBe('6.5 h');
    const log = rangedAxis('x', 'logUniform', { min: '1 MB', max: '100 MB' }) as Axis;
    expect(textAt(log, 0.5)).toBe('10 MB');
    const triangle = rangedAxis('x', 'triangular', { min: '0', mode: '0', max: '8' }) as Axis;
    expect(textAt(triangle, 0.75)).toBe('4'); // 8 - 8 √(1 - u)
    const skewed = rangedAxis('x', 'lognormal', { median: '10 min', p95: '40 min' }) as Axis;
    expect(textAt(skewed, 0.95)).toBe('40 min');
  });

  it('takes whole numbers where both ends are whole, and other numbers otherwise', () => {
    expect(textAt(rangedAxis('x', 'uniform', { min: '1', max: '10' }) as Axis, 0.27)).toBe('3');
    expect(textAt(rangedAxis('x', 'uniform', { min: '1', max: '2.5' }) as Axis, 0.5)).toBe('1.75');
  });

  it('takes decimals between whole ends too where its setting does', () => {
    const path = 'site.softwareUpdatePoints[SUP1].fullScanFactor';
    expect(textAt(rangedAxis(path, 'uniform', { min: '1', max: '2' }) as Axis, 0.25)).toBe('1.25');
    const servers = 'site.softwareUpdatePoints[SUP1].servers';
    expect(textAt(rangedAxis(servers, 'uniform', { min: '1', max: '2' }) as Axis, 0.25)).toBe('1');
  });

  it('says what is wrong with its law', () => {
    const problem = (law: Parameters<typeof rangedAxis>[1], parameters: Record<string, string>) =>
      (rangedAxis('x', law, parameters) as { problem: string }).problem;
    expect(problem('uniform', { min: '1 h' })).toContain('max has to be an amount');
    expect(problem('uniform', { min: '1 h', max: '1 MB' })).toContain('not of one kind');
    expect(problem('uniform', { min: '2 h', max: '60 min' })).toContain('min < max');
    expect(problem('logUniform', { min: '0 h', max: '1 h' })).toContain('more than 0');
    expect(problem('triangular', { min: '1', mode: '5', max: '4' })).toContain('mode');
    expect(problem('lognormal', { median: '5 h', p95: '4 h' })).toContain('p95');
  });

  it('without ends is refused by designs that need them', () => {
    const skewed = rangedAxis('x.y', 'lognormal', { median: '10 min', p95: '40 min' }) as Axis;
    expect(designProblem([range, skewed], { kind: 'fullFactorial' })).toContain('x.y');
    expect(designProblem([range, skewed], { kind: 'morris', trajectories: 4, levels: 4 })).toContain('x.y');
    expect(designProblem([range, skewed], { kind: 'latinHypercube', points: 9 })).toBeNull();
    expect(designProblem([range], { kind: 'morris', trajectories: 4, levels: 5 })).toContain('even');
  });
});

describe("Morris's trajectories", () => {
  const axes = [delay, servers, range, shares];
  const design = { kind: 'morris', trajectories: 20, levels: 4 } as const;

  it('change one axis from row to row, and each axis once', () => {
    const { points, pointOfRow } = expand(axes, design, '1');
    expect(pointOfRow).toHaveLength(rowCountOf(axes, design));
    for (let first = 0; first < pointOfRow.length; first += axes.length + 1) {
      const changed = axes.map((_, step) => {
        const before = points[pointOfRow[first + step]!]!;
        const after = points[pointOfRow[first + step + 1]!]!;
        return axes.flatMap((_, axis) => (before[axis] === after[axis] ? [] : [axis]));
      });
      expect(changed.flat().sort()).toEqual([0, 1, 2, 3]);
      expect(changed.every((one) => one.length === 1)).toBe(true);
    }
  });

  it('that meet at a point run it once', () => {
    const few = { kind: 'morris', trajectories: 50, levels: 2 } as const;
    const { points, pointOfRow } = expand([servers, shares], few, '1');
    expect(pointOfRow).toHaveLength(150);
    expect(points).toHaveLength(4);
  });
});

describe("Saltelli's samples", () => {
  it('are A, B, and A with one axis after the other from B', () => {
    const axes = [range, shares];
    const expansion = expand(axes, { kind: 'sobol', samples: 8 }, '1');
    const [first, second] = [column(axes, 0, expansion), column(axes, 1, expansion)];
    for (let row = 0; row < 8 * 4; row += 4) {
      expect([first[row + 2], second[row + 2]]).toEqual([first[row + 1], second[row]]);
      expect([first[row + 3], second[row + 3]]).toEqual([first[row], second[row + 1]]);
    }
    expect(new Set(first).size).toBe(16);
  });
});
