import { describe, expect, it } from 'vitest';
import { judgeRequirement } from '../../../src/experiment/capacity/judgement.ts';
import { contradictions, type Trial } from '../../../src/experiment/capacity/order.ts';

const BOUND = {
  response: 'servers.softwareUpdatePoint.waitP95Seconds',
  operator: '<',
  bound: 60,
  text: 'scan wait p95 < 60 s',
} as const;

/** Values tried in this order of numbers, each with the response of four replications around a mean. */
function tried(means: Readonly<Record<number, number>>, spread: readonly number[] = [-2, -1, 1, 2]): Trial[] {
  return Object.entries(means).map(([candidate, mean]) => ({
    candidate: Number(candidate),
    judgements: [
      judgeRequirement(
        BOUND,
        spread.map((luck) => mean + luck),
        0.95,
      ),
    ],
  }));
}
const found = (trials: readonly Trial[]) =>
  contradictions(trials, 0.95).map(({ from, to, matters }) => [from, to, matters]);

describe('Responses of tried values', () => {
  it('are in order when they fall all the way, or rise all the way', () => {
    expect(found(tried({ 0: 200, 3: 90, 5: 70, 7: 41 }))).toEqual([]);
    expect(found(tried({ 0: 10, 3: 30, 5: 70, 7: 200 }))).toEqual([]);
  });

  it('contradict each other where they move against the direction between the ends', () => {
    expect(found(tried({ 0: 95, 3: 200, 7: 41 }))).toEqual([[0, 3, true]]);
    expect(found(tried({ 0: 95, 3: 30, 5: 80, 7: 41 }))).toEqual([
      [3, 5, true],
      [3, 7, false],
    ]);
  });

  it('do so too when the ends are alike and something else is between them', () => {
    expect(found(tried({ 0: 41, 3: 200, 7: 41 }))).toEqual([
      [0, 3, true],
      [3, 7, true],
    ]);
    expect(found(tried({ 0: 95, 3: 70, 7: 95 }, [-1, 0, 0, 1]))).toEqual([
      [0, 3, true],
      [3, 7, true],
    ]);
  });

  it('may do so by less than what separates them from the bound: the answer stays', () => {
    expect(found(tried({ 0: 300, 3: 310, 7: 41 }))).toEqual([[0, 3, false]]);
    expect(found(tried({ 0: 300, 3: 0.21, 7: 0.212 }))).toEqual([[3, 7, false]]);
  });

  it('that differ by no more than luck contradict nothing', () => {
    const noisy = (candidate: number, values: readonly number[]): Trial => ({
      candidate,
      judgements: [judgeRequirement(BOUND, values, 0.95)],
    });
    const trials = [noisy(0, [200, 210, 190]), noisy(1, [50, 70, 57]), noisy(2, [61, 55, 64])];
    expect(found(trials)).toEqual([]);
    const paired = [noisy(0, [200, 210, 190]), noisy(1, [50, 70, 57]), noisy(2, [53, 73.01, 59.99])];
    expect(found(paired)).toEqual([[1, 2, true]]);
  });

  it('are compared in the replications in which both have a value', () => {
    const missing = tried({ 0: 95, 7: 41 });
    missing.splice(1, 0, {
      candidate: 3,
      judgements: [judgeRequirement(BOUND, [null, 199, 201, null], 0.95)],
    });
    expect(found(missing)).toEqual([[0, 3, true]]);
    const empty = { candidate: 5, judgements: [judgeRequirement(BOUND, [null, null, null, null], 0.95)] };
    expect(found([...tried({ 0: 95, 7: 41 }), empty])).toEqual([]);
  });
});
