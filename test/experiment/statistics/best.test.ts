import { describe, expect, it } from 'vitest';
import { probabilityOfBest, RESAMPLES } from '../../../src/experiment/statistics/best.ts';
import { FIRST, SECOND } from './samples.ts';

describe('the probability of being best', () => {
  it('is certain for who is better in every replication', () => {
    const worse = FIRST.map((value) => value + 1);
    expect(probabilityOfBest([worse, FIRST], 'smaller', 'a')).toEqual([0, 1]);
    expect(probabilityOfBest([worse, FIRST], 'larger', 'a')).toEqual([1, 0]);
  });

  it('is shared by who ties', () => {
    expect(probabilityOfBest([FIRST, FIRST], 'smaller', 'a')).toEqual([0.5, 0.5]);
    const shares = probabilityOfBest([FIRST, FIRST, FIRST], 'larger', 'a')!;
    for (const share of shares) expect(share).toBeCloseTo(1 / 3, 10);
  });

  it('follows the binomial law of two replications of which each scenario wins one', () => {
    // Drawn are both, or one of them twice: the sums tie in half of the cases, and in a quarter each scenario wins.
    const [a, b] = probabilityOfBest(
      [
        [0, 1],
        [1, 0],
      ],
      'larger',
      'law',
    )!;
    const standardError = Math.sqrt(0.125 / RESAMPLES);
    expect(Math.abs(a! - 0.5)).toBeLessThan(4 * standardError);
    expect(a! + b!).toBeCloseTo(1, 10);
    // Of three against one: 1 − P(at least two draws of three hit the replication that the second wins by as much).
    const [often] = probabilityOfBest(
      [
        [1, 1, 0],
        [0, 0, 1],
      ],
      'larger',
      'law',
    )!;
    const law = 1 - (3 * (1 / 9) * (2 / 3) + 1 / 27);
    expect(Math.abs(often! - law)).toBeLessThan(4 * Math.sqrt((law * (1 - law)) / RESAMPLES));
  });

  it('adds up to one, and is the same every time for what has the same name', () => {
    const values = [FIRST, SECOND, [...SECOND].reverse()];
    const once = probabilityOfBest(values, 'smaller', 'a')!;
    expect(once.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 10);
    expect(probabilityOfBest(values, 'smaller', 'a')).toEqual(once);
    expect(
      probabilityOfBest(
        [
          [0, 1, 5],
          [1, 0, 5.1],
        ],
        'smaller',
        'a',
      ),
    ).not.toEqual(
      probabilityOfBest(
        [
          [0, 1, 5],
          [1, 0, 5.1],
        ],
        'smaller',
        'b',
      ),
    );
  });

  it('is not told by one replication, nor by unequal numbers of them', () => {
    expect(probabilityOfBest([[1], [2]], 'smaller', 'a')).toBeNull();
    expect(() => probabilityOfBest([[1, 2], [2]], 'smaller', 'a')).toThrow('unequal');
  });
});
