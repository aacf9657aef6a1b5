import { describe, expect, it } from 'vitest';
import { type Goal, nextStep, type Step, triesMax } from '../../../src/experiment/capacity/search.ts';

/** Searches among `count` values with a known answer to each; the values that were tried, and the end. */
function search(count: number, goal: Goal, isMet: (candidate: number) => boolean) {
  const tried: number[] = [];
  for (;;) {
    const step: Step = nextStep(count, goal, (candidate) =>
      tried.includes(candidate) ? isMet(candidate) : undefined,
    );
    if (step.kind !== 'try') return { tried, end: step };
    expect(step.candidates.length).toBeGreaterThan(0);
    for (const candidate of step.candidates) {
      expect(tried).not.toContain(candidate);
      tried.push(candidate);
    }
  }
}

const COUNTS = [1, 2, 3, 4, 5, 8, 16, 17, 100];

describe('A search among values in order', () => {
  it('finds the smallest that meets the bounds, wherever it is, and the next smaller that does not', () => {
    for (const count of COUNTS) {
      for (let answer = 0; answer < count; answer++) {
        const { end, tried } = search(count, 'smallest', (candidate) => candidate >= answer);
        expect(end).toEqual({ kind: 'found', candidate: answer, better: answer === 0 ? null : answer - 1 });
        expect(tried.length).toBeLessThanOrEqual(triesMax(count));
      }
    }
  });

  it('finds the largest alike', () => {
    for (const count of COUNTS) {
      for (let answer = 0; answer < count; answer++) {
        const { end, tried } = search(count, 'largest', (candidate) => candidate <= answer);
        const better = answer === count - 1 ? null : answer + 1;
        expect(end).toEqual({ kind: 'found', candidate: answer, better });
        expect(tried.length).toBeLessThanOrEqual(triesMax(count));
      }
    }
  });

  it('tries as many values as it says at most, and no fewer for some answer', () => {
    for (const count of COUNTS) {
      const answers = Array.from({ length: count + 1 }, (_, answer) => answer);
      const most = answers.map((answer) => search(count, 'smallest', (each) => each >= answer).tried.length);
      expect(Math.max(...most)).toBe(triesMax(count));
    }
  });

  it('halves: 16 values take six tries at most, 100 take nine', () => {
    expect(triesMax(16)).toBe(2 + 4);
    expect(triesMax(100)).toBe(2 + 7);
  });

  it('says so when no value does', () => {
    expect(search(16, 'smallest', () => false).end).toEqual({ kind: 'none', best: 15 });
    expect(search(16, 'largest', () => false).end).toEqual({ kind: 'none', best: 0 });
    expect(search(1, 'smallest', () => false).end).toEqual({ kind: 'none', best: 0 });
  });

  it('does not take a hollow between two walls for a wall', () => {
    const { end } = search(15, 'smallest', (candidate) => candidate > 4 && candidate < 10);
    expect(end).toEqual({ kind: 'outOfOrder', best: 14, meeting: 7 });
  });
});
