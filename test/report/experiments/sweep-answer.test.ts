import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Axis } from '../../../src/experiment/designs/axis.ts';
import { type Design, expand } from '../../../src/experiment/designs/design.ts';
import type { Outcome } from '../../../src/experiment/outcome.ts';
import { jobAt, type Plan } from '../../../src/experiment/plan/plan.ts';
import { sweepAnswer } from '../../../src/report/experiments/sweep/answer.ts';

const AXES: readonly Axis[] = [
  { path: 'a.wide', values: ['1', '2', '3'] },
  { path: 'a.narrow', values: ['1', '2'] },
  { path: 'a.idle', values: ['1', '2'] },
];
const BASE = { wide: 2, narrow: 1, idle: 1 };

type Model = (inputs: typeof BASE, replication: number) => number | null;

/** The outcome of an experiment whose runs do nothing but compute `model`, in hours. */
function outcomeOf(design: Design, count: number, model: Model): Outcome {
  const { points, pointOfRow } = expand(AXES, design, '1');
  const plan: Plan = {
    program: 'fleetsim',
    format: 1,
    version: '1.0.0',
    timeZoneData: '2024a',
    name: 'a sweep',
    question: {
      kind: 'sweep',
      replications: { kind: 'count', count },
      confidence: 0.95,
      axes: AXES,
      settings: [{ grade: 'assumed', source: 'nothing published' }, null, null],
      design,
      leftOut: null,
      designSeed: '1',
      values: points,
      pointOfRow,
    },
    responses: ['delay'],
    seed: null,
    points: points.map((_, at) => ({ name: `point ${at}`, file: 'a.yaml', set: [] })),
    sources: { files: [], links: [] },
  };
  const read = (index: number) => {
    const job = jobAt(plan, index);
    const [wide, narrow, idle] = points[job.point]!;
    const inputs = {
      wide: Number(wide ?? BASE.wide),
      narrow: Number(narrow ?? BASE.narrow),
      idle: Number(idle ?? BASE.idle),
    };
    const metrics = [{ name: 'delay', unit: 'hours', value: model(inputs, job.replication) }];
    return { ...job, fingerprint: '', eventCount: 0, startEpochMs: 0, clientCount: 0, metrics, curves: [] };
  };
  const indices = Array.from({ length: points.length * count }, (_, index) => index);
  return { plan, results: { has: () => true, read }, indices, failures: [] };
}

/** A table of the answer, by columns. */
function tableOf(outcome: Outcome, name: string): Record<string, string>[] | null {
  const table = sweepAnswer(outcome).tables.find((each) => each.name === name)!;
  const parts = table.parts();
  return parts === null ? null : parse([...parts].map(({ text }) => text).join(''), { columns: true });
}

const FACTORIAL: Design = { kind: 'fullFactorial' };
const ONE_AT_A_TIME: Design = { kind: 'oneAtATime', base: ['2', '1', '1'] };
/** Additive; the same luck everywhere, so that differences have none. */
const additive: Model = ({ wide, narrow }, replication) => 100 + 10 * wide + narrow + replication;

describe('points.csv', () => {
  it('has a row per point and response, with a column per axis', () => {
    const rows = tableOf(outcomeOf(FACTORIAL, 3, additive), 'points')!;
    expect(rows.length).toBe(3 * 2 * 2);
    const row = rows.find((each) => each['a.wide'] === '3' && each['a.narrow'] === '2')!;
    // Replications 0, 1, 2: their mean is 1, their standard deviation 1.
    expect(row).toMatchObject({ n: '3', valueShare: '1', mean: String(100 + 30 + 2 + 1), sd: '1' });
  });

  it('leaves empty what is as in the base', () => {
    const rows = tableOf(outcomeOf(ONE_AT_A_TIME, 1, additive), 'points')!;
    expect(rows[0]).toMatchObject({ 'a.wide': '', 'a.narrow': '', 'a.idle': '' });
  });

  it('says in which share of the replications a response has a value', () => {
    const model: Model = (inputs, replication) => (replication < 3 ? additive(inputs, 0) : null);
    const rows = tableOf(outcomeOf(FACTORIAL, 4, model), 'points')!;
    expect(new Set(rows.map(({ n, valueShare }) => `${n} ${valueShare}`))).toEqual(new Set(['3 0.75']));
  });
});

describe('effects.csv', () => {
  it('ranks the inputs of an additive model by how far each moves it', () => {
    const rows = tableOf(outcomeOf(FACTORIAL, 3, additive), 'effects')!;
    const ranges = rows.filter(({ measure }) => measure === 'range');
    expect(
      ranges.map(({ rank, input, estimate, lowestAt, highestAt }) => [
        rank,
        input,
        estimate,
        lowestAt,
        highestAt,
      ]),
    ).toEqual([
      ['1', 'a.wide', String(10 * (3 - 1)), '1', '3'],
      ['2', 'a.narrow', String(2 - 1), '1', '2'],
      ['3', 'a.idle', '0', '1', '1'],
    ]);
    expect(ranges.map(({ told }) => told)).toEqual(['true', 'true', 'false']);
  });

  it('says nothing of luck with a single replication', () => {
    const rows = tableOf(outcomeOf(FACTORIAL, 1, additive), 'effects')!;
    expect(new Set(rows.map(({ told }) => told))).toEqual(new Set(['']));
  });
});

describe('tornado.csv', () => {
  it('tells of each input the response at its ends and in the base, the widest swing first', () => {
    const rows = tableOf(outcomeOf(ONE_AT_A_TIME, 3, additive), 'tornado')!;
    // The mean of the luck of three replications is 1.
    const atBase = 100 + 10 * BASE.wide + BASE.narrow + 1;
    expect(
      rows.map(({ input, atLow, atBase, atHigh, swing }) => [input, atLow, atBase, atHigh, swing]),
    ).toEqual([
      ['a.wide', atBase - 10, atBase, atBase + 10, 20].map(String),
      ['a.narrow', atBase, atBase, atBase + 1, 1].map(String),
      ['a.idle', atBase, atBase, atBase, 0].map(String),
    ]);
    expect(rows[0]).toMatchObject({ baseValue: '2', grade: 'assumed', source: 'nothing published' });
  });

  it('is there for sweeps one at a time only', () => {
    expect(tableOf(outcomeOf(FACTORIAL, 2, additive), 'tornado')).toBeNull();
  });
});

describe('The answer', () => {
  const linesOf = (design: Design, count: number, model: Model) =>
    sweepAnswer(outcomeOf(design, count, model)).text.split('\n');

  it('names what matters most, in sentences, and what makes no difference', () => {
    expect(linesOf(ONE_AT_A_TIME, 3, additive)).toEqual([
      'a sweep: 3 inputs, one at a time: 5 points with 3 replications each, intervals of 95 % confidence',
      '',
      'delay',
      '  1. wide moves it by 20.00 h [20.00, 20.00]: least with 1, most with 3.',
      '  2. narrow moves it by 1.000 h [1.000, 1.000]: least with 1 (base), most with 2.',
      '  Makes no difference to the mean: idle.',
    ]);
  });

  it('says what cannot be told from luck', () => {
    const noisy: Model = ({ wide, narrow }, r) => 10 * wide + [0, 3, -2][r]! * narrow;
    expect(linesOf(FACTORIAL, 3, noisy).join('\n')).toContain('Cannot be told from luck: narrow.');
  });

  it('says which inputs act together', () => {
    const product: Model = ({ wide, narrow }) => (wide - 2) * (narrow - 1.5);
    expect(linesOf(FACTORIAL, 2, product).join('\n')).toContain(
      'wide and narrow act together: 100.0 % of the variance',
    );
  });

  it('says so when a single replication lets nobody know luck', () => {
    expect(linesOf(FACTORIAL, 1, additive)[1]).toContain('nobody can say what is luck');
  });

  it('warns of chance where there are many inputs', () => {
    const outcome = outcomeOf(FACTORIAL, 3, additive);
    const question = { ...outcome.plan.question, confidence: 0.5 };
    const { text } = sweepAnswer({ ...outcome, plan: { ...outcome.plan, question } });
    // Half of three inputs, rounded.
    expect(text).toContain('of so many inputs some 2 may seem to matter by luck');
  });

  it('says that a response never varies, where no share of it can be told', () => {
    for (const design of [
      { kind: 'latinHypercube', points: 8 },
      { kind: 'sobol', samples: 4 },
    ] as const) {
      expect(linesOf(design, 2, (_, replication) => replication).at(-1)).toBe(
        '  It is the same at all points.',
      );
    }
  });

  it('tells a change of a share in percentage points, and shares of the variance as shares', () => {
    const share: Model = ({ wide }) => wide / 4;
    const inShares = (design: Design) => {
      const outcome = outcomeOf(design, 2, share);
      const read = (index: number) => {
        const result = outcome.results.read(index);
        return { ...result, metrics: result.metrics.map((metric) => ({ ...metric, unit: '1' })) };
      };
      return sweepAnswer({ ...outcome, results: { has: () => true, read } }).text;
    };
    expect(inShares(FACTORIAL)).toContain('wide moves it by 50.00 percentage points [50.00, 50.00]');
    // The only input that does anything makes all of the variance, and alone.
    expect(inShares({ kind: 'sobol', samples: 2000 })).toMatch(
      /wide makes (9\d|10\d)\.\d % \[\S+ \S+\] of its variance, (9\d|10\d)\.\d % alone\./,
    );
  });

  it('says where a response has no value, and about which inputs that leaves nothing to say', () => {
    const model: Model = ({ wide, narrow }) => (narrow === 2 ? null : wide);
    expect(linesOf(ONE_AT_A_TIME, 2, model).join('\n')).toContain(
      'It has no value in some runs of 1 of 5 points. Nothing can be said about narrow.',
    );
  });
});
