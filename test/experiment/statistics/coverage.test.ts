import { describe, expect, it } from 'vitest';
import { meanInterval } from '../../../src/experiment/statistics/mean-interval.ts';
import { pairedDifference } from '../../../src/experiment/statistics/paired.ts';
import { proportion } from '../../../src/experiment/statistics/proportion.ts';
import { welchDifference } from '../../../src/experiment/statistics/welch.ts';
import { coverage, draws, exponential, normal } from './draws.ts';

const EXPERIMENTS = 1000;
const NONE = { low: null, high: null };

/** Of 1,000 experiments, the standard deviation of the share that covers is 0.7 %. */
function expectCoverage(truth: number, intervalOf: Parameters<typeof coverage>[2]): void {
  const share = coverage(EXPERIMENTS, truth, intervalOf);
  expect(share).toBeGreaterThanOrEqual(0.93);
  expect(share).toBeLessThanOrEqual(0.97);
}

/** What replications give: means of 20 exponential times of mean 1, skewed by 2 / √20. */
function meanOfTwenty(purpose: string, experiment: number, n: number): number[] {
  const times = draws(purpose, experiment, 20 * n, exponential);
  return Array.from({ length: n }, (_, index) => {
    const own = times.slice(20 * index, 20 * (index + 1));
    return own.reduce((sum, time) => sum + time, 0) / 20;
  });
}

const [ARRIVAL_RATE, SERVICE_RATE, CUSTOMERS] = [0.3, 1, 300];

/**
 * Mean waits at a server M/M/1 by Lindley's recursion. The first customer meets the server as it stays, so that the
 * expectation of every wait is that of the textbook, whatever the number of customers.
 */
function meanWaits(experiment: number, n: number): number[] {
  const [load, slack] = [ARRIVAL_RATE / SERVICE_RATE, SERVICE_RATE - ARRIVAL_RATE];
  const first = draws('M/M/1 first', experiment, n, (u) => (u < load ? exponential(u / load) / slack : 0));
  const steps = (purpose: string, rate: number) =>
    draws(purpose, experiment, n * CUSTOMERS, (u) => exponential(u) / rate);
  const [arrivals, services] = [steps('M/M/1 arrival', ARRIVAL_RATE), steps('M/M/1 service', SERVICE_RATE)];
  return first.map((firstWait, replication) => {
    let [wait, sum] = [firstWait, 0];
    for (let customer = replication * CUSTOMERS; customer < (replication + 1) * CUSTOMERS; customer++) {
      sum += wait;
      wait = Math.max(0, wait + services[customer]! - arrivals[customer]!);
    }
    return sum / CUSTOMERS;
  });
}

describe('95 % intervals of 1,000 experiments cover the truth in 93 to 97 %', () => {
  it('for a mean of normal values, from three replications on', () => {
    for (const n of [3, 10, 30])
      expectCoverage(8, (experiment) => meanInterval(draws(`n${n}`, experiment, n, normal(8, 3)), 0.95));
  });

  it('for a mean of skewed values', () => {
    for (const n of [10, 20])
      expectCoverage(1, (experiment) => meanInterval(meanOfTwenty(`skewed ${n}`, experiment, n), 0.95));
  });

  it('for the mean wait of M/M/1, which is λ / (μ (μ − λ))', () => {
    const truth = ARRIVAL_RATE / (SERVICE_RATE * (SERVICE_RATE - ARRIVAL_RATE));
    expectCoverage(truth, (experiment) => meanInterval(meanWaits(experiment, 10), 0.95));
  });

  it('for the difference of pairs that share much of their luck', () => {
    expectCoverage(-2, (experiment) => {
      const shared = draws('shared', experiment, 10, normal(20, 5));
      const own = draws('own', experiment, 10, normal(-2, 1));
      const second = shared.map((value, index) => value + own[index]!);
      return pairedDifference(shared, second, 0.95);
    });
  });

  it('for the difference of skewed pairs', () => {
    expectCoverage(0.5, (experiment) => {
      const first = meanOfTwenty('skewed pairs', experiment, 12);
      return pairedDifference(
        first,
        first.map((value) => 1.5 * value),
        0.95,
      );
    });
  });

  it('for the difference of independent samples of unequal size and variance', () => {
    expectCoverage(3, (experiment) => {
      const first = draws('welch first', experiment, 10, normal(5, 1));
      const second = draws('welch second', experiment, 16, normal(8, 6));
      return welchDifference(first, second, 0.95) ?? NONE;
    });
  });

  it('for a probability', () => {
    for (const [truth, n] of [
      [0.3, 40],
      [0.85, 50],
    ] as const)
      expectCoverage(truth, (experiment) => {
        const hits = draws(`share ${n}`, experiment, n, (u) => (u < truth ? 1 : 0));
        return proportion(hits.filter((hit) => hit === 1).length, n, 0.95) ?? NONE;
      });
  });
});
