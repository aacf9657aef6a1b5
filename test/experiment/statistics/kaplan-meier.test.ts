import { describe, expect, it } from 'vitest';
import {
  kaplanMeier,
  type LifeTableRow,
  restrictedMean,
} from '../../../src/experiment/statistics/kaplan-meier.ts';

/** A row per time, in order, from subjects: when they enter, when they go, and whether by the event. */
function lifeTable(subjects: readonly (readonly [entry: number, exit: number, isEvent: 0 | 1])[]) {
  const times = [...new Set([...subjects.map(([entry]) => entry), ...subjects.map(([, exit]) => exit)])];
  times.sort((a, b) => a - b);
  const count = (of: (subject: (typeof subjects)[number]) => boolean) => subjects.filter(of).length;
  return times.map(
    (time): LifeTableRow => ({
      time,
      entered: count(([entry]) => entry === time),
      events: count(([, exit, isEvent]) => exit === time && isEvent === 1),
      censored: count(([, exit, isEvent]) => exit === time && isEvent === 0),
    }),
  );
}

/** Weeks of remission under 6-MP (Freireich and others 1963), 0: censored. */
const REMISSION = (
  [
    [6, 1],
    [6, 1],
    [6, 1],
    [6, 0],
    [7, 1],
    [9, 0],
    [10, 1],
    [10, 0],
    [11, 0],
    [13, 1],
    [16, 1],
    [17, 0],
    [19, 0],
    [20, 0],
    [22, 1],
    [23, 1],
    [25, 0],
    [32, 0],
    [32, 0],
    [34, 0],
    [35, 0],
  ] as const
).map(([exit, isEvent]) => [0, exit, isEvent] as const);

describe('the estimate of Kaplan and Meier', () => {
  it('is the one that scipy computes for times censored on the right', () => {
    // scipy 1.17.1: sf = stats.ecdf(stats.CensoredData.right_censored(times, censored)).sf; sf.probabilities, and
    // the variance from ((sf.confidence_interval(0.95).high.probabilities - sf.probabilities) / norm.ppf(0.975)) ** 2;
    // that of the first step, whose interval scipy cuts at 1, is the binomial one, 18/21 · 3/21 / 21.
    const expected = [
      [6, 21, 0.8571428571428571, 0.005830903790087464],
      [7, 17, 0.8067226890756302, 0.007557743809337869],
      [10, 15, 0.7529411764705881, 0.009283255632125976],
      [13, 12, 0.6901960784313724, 0.01140938179706074],
      [16, 11, 0.6274509803921567, 0.01300828418000546],
      [22, 7, 0.53781512605042, 0.016443895073270685],
      [23, 6, 0.4481792717086834, 0.01811486023163773],
    ] as const;
    const steps = kaplanMeier(lifeTable(REMISSION));
    expect(steps).toHaveLength(expected.length);
    expected.forEach(([time, atRisk, survival, variance], index) => {
      expect(steps[index]).toMatchObject({ time, atRisk });
      expect(steps[index]!.survival).toBeCloseTo(survival, 12);
      expect(steps[index]!.variance).toBeCloseTo(variance, 12);
    });
  });

  it('counts who enters late only from then on', () => {
    // At risk: 3 of 0 … 2; at 3 the two left of them and the one that entered at 2; at 5 the last two, with the entry
    // at 4 and without who enters at 5 itself.
    const steps = kaplanMeier(
      lifeTable([
        [0, 2, 1],
        [0, 3, 1],
        [0, 6, 0],
        [2, 5, 1],
        [4, 8, 1],
        [5, 9, 0],
      ]),
    );
    expect(steps.map(({ time, atRisk }) => [time, atRisk])).toEqual([
      [2, 3],
      [3, 3],
      [5, 3],
      [8, 2],
    ]);
    const survival = [
      2 / 3,
      (2 / 3) * (2 / 3),
      (2 / 3) * (2 / 3) * (2 / 3),
      (2 / 3) * (2 / 3) * (2 / 3) * (1 / 2),
    ];
    const greenwood = [1 / 6, 2 / 6, 3 / 6, 3 / 6 + 1 / 2];
    steps.forEach((step, index) => {
      expect(step.survival).toBeCloseTo(survival[index]!, 14);
      expect(step.variance).toBeCloseTo(survival[index]! * survival[index]! * greenwood[index]!, 14);
    });
  });

  it('with everybody there from the start to the end is the share that is left', () => {
    const exits = [1, 2, 2, 5, 8, 8, 8, 9];
    const steps = kaplanMeier(lifeTable(exits.map((exit) => [0, exit, 1] as const)));
    for (const { time, survival } of steps)
      expect(survival).toBeCloseTo(exits.filter((exit) => exit > time).length / exits.length, 14);
    expect(steps.at(-1)).toMatchObject({ survival: 0, variance: null });
  });

  it('refuses more ends than there are at risk', () => {
    expect(() => kaplanMeier([{ time: 1, entered: 1, events: 1, censored: 0 }])).toThrow('0 at risk at 1');
  });
});

describe('the restricted mean', () => {
  it('is the mean of the times, cut at the limit, when all are watched', () => {
    const exits = [1, 2, 2, 5, 8, 8, 8, 9];
    const steps = kaplanMeier(lifeTable(exits.map((exit) => [0, exit, 1] as const)));
    for (const tau of [0.5, 2, 6, 9, 20]) {
      const cut = exits.map((exit) => Math.min(exit, tau));
      expect(restrictedMean(steps, tau)).toBeCloseTo(cut.reduce((sum, x) => sum + x, 0) / cut.length, 12);
    }
  });

  it('is the area under the published curve of remission', () => {
    // Rectangles between the steps above, up to week 35.
    const area =
      6 +
      0.8571428571428571 * 1 +
      0.8067226890756302 * 3 +
      0.7529411764705881 * 3 +
      0.6901960784313724 * 3 +
      0.6274509803921567 * 6 +
      0.53781512605042 * 1 +
      0.4481792717086834 * 12;
    expect(restrictedMean(kaplanMeier(lifeTable(REMISSION)), 35)).toBeCloseTo(area, 10);
  });

  it('is the limit itself when nothing ever happens', () => {
    expect(restrictedMean([], 24)).toBe(24);
  });
});
