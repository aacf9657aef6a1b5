import { describe, expect, it } from 'vitest';
import { judgeRequirement } from '../../../src/experiment/capacity/judgement.ts';
import { isKept, OPERATORS, type Operator } from '../../../src/experiment/capacity/requirement.ts';

const requirement = (operator: Operator, bound: number) => ({
  response: 'servers.softwareUpdatePoint.waitP95Seconds',
  operator,
  bound,
  text: `wait ${operator} ${bound} s`,
});
const verdict = (operator: Operator, bound: number, values: readonly (number | null)[], confidence = 0.95) =>
  judgeRequirement(requirement(operator, bound), values, confidence).verdict;

/** Mean 50, standard deviation √2.5, n = 5: standard error √0.5, and t(4) at 95 % one-sided is 2.13184678 (tables). */
const VALUES = [48, 49, 50, 51, 52];
const HALF_WIDTH = Math.sqrt(0.5) * 2.13184678;

describe('A bound', () => {
  it('is kept by figures on its side, and by itself unless it is strict', () => {
    const kept = OPERATORS.map((operator) =>
      [59, 60, 61].map((value) => isKept(requirement(operator, 60), value)),
    );
    expect(kept).toEqual([
      [true, true, false],
      [false, true, true],
      [true, false, false],
      [false, false, true],
    ]);
  });

  it('is met when the one-sided confidence bound of the mean keeps it', () => {
    expect(verdict('<', 50 + HALF_WIDTH + 1e-6, VALUES)).toBe('yes');
    expect(verdict('<', 50 + HALF_WIDTH - 1e-6, VALUES)).toBe('cannotTell');
    expect(verdict('>', 50 - HALF_WIDTH - 1e-6, VALUES)).toBe('yes');
    expect(verdict('>', 50 - HALF_WIDTH + 1e-6, VALUES)).toBe('cannotTell');
  });

  it('is not met when the one on the other side breaks it', () => {
    expect(verdict('<', 50 - HALF_WIDTH - 1e-6, VALUES)).toBe('no');
    expect(verdict('<', 50 - HALF_WIDTH + 1e-6, VALUES)).toBe('cannotTell');
    expect(verdict('>', 50 + HALF_WIDTH + 1e-6, VALUES)).toBe('no');
  });

  it('asks for more with more confidence', () => {
    expect(verdict('<', 52, VALUES, 0.95)).toBe('yes');
    expect(verdict('<', 52, VALUES, 0.99)).toBe('cannotTell');
  });

  it('is decided by the figure alone where luck plays no part', () => {
    expect(verdict('<=', 60, [60, 60])).toBe('yes');
    expect(verdict('<', 60, [60, 60])).toBe('no');
  });

  it('cannot be told from one replication', () => {
    expect(verdict('<', 60, [1])).toBe('cannotTell');
  });

  it('is not met by a figure that has no value in a replication', () => {
    const { verdict, keptCount, interval } = judgeRequirement(requirement('<', 60), [1, 1, null], 0.95);
    expect(verdict).toBe('no');
    expect(keptCount).toBe(2);
    expect(interval.n).toBe(2);
  });
});
