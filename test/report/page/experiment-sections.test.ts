import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import type { Block, Section } from '../../../src/report/page/blocks.ts';
import { answerSection } from '../../../src/report/page/experiment/answer-section.ts';
import { triedSection } from '../../../src/report/page/experiment/capacity-section.ts';
import { changesSection } from '../../../src/report/page/experiment/changes-section.ts';
import { curvesSection } from '../../../src/report/page/experiment/curves-section.ts';
import { differencesSection } from '../../../src/report/page/experiment/differences-section.ts';
import { effectsSection } from '../../../src/report/page/experiment/effects-section.ts';
import { experimentReport } from '../../../src/report/page/experiment/experiment-report.ts';
import { loadsSection } from '../../../src/report/page/experiment/loads-section.ts';
import { rankingSection } from '../../../src/report/page/experiment/ranking-section.ts';
import { responsesSection } from '../../../src/report/page/experiment/responses-section.ts';
import { tornadoSection } from '../../../src/report/page/experiment/tornado-section.ts';
import { figuresCsvOf } from '../../../src/report/page/render/figures-csv.ts';
import { htmlOf } from '../../../src/report/page/render/html.ts';
import type { TableRow } from '../../../src/report/page/source.ts';
import { loadText, SMALL } from '../../scenario/loading.ts';
import { experimentWith } from './experiment-source.ts';
import { attributesOf, chartsOf, drawn, wordsOf } from './run-source.ts';

const HOSTILE = '<b onload=x>"=1+1</b>';
const P95 = 'coverage.June.actual.p95.sinceReleaseHours';

/** A response whose four runs have a mean of 100 and an interval of 98 to 102. */
function response(name: string, changes: TableRow = {}): TableRow {
  return {
    point: 'today',
    response: name,
    unit: 'hours',
    declared: true,
    replications: 4,
    values: 4,
    mean: 100,
    low: 98,
    high: 102,
    p10: 95,
    p90: 105,
    ...changes,
  };
}

function difference(changes: TableRow = {}): TableRow {
  return {
    response: P95,
    unit: 'hours',
    point: 'sooner',
    first: 'today',
    replications: 4,
    verdict: 'less',
    better: 'less',
    firstMean: 100,
    mean: 90,
    difference: -10,
    low: -12,
    high: -8,
    confidence: 0.95,
    varianceSaved: 0.75,
    ...changes,
  };
}

const only = (section: Section | null, kind: Block['kind']) =>
  section!.blocks.filter((block) => block.kind === kind);
const verdicts = (low: number, high: number, changes: TableRow = {}) => {
  const source = experimentWith(
    { kind: 'replications' },
    { responses: [response(P95, { low, high, ...changes })] },
    { thresholds: [{ metric: P95, atMost: 100, text: 'at most 100 h' }] },
  );
  const [block] = only(answerSection(source), 'verdicts');
  return block?.kind === 'verdicts' ? block.items.map(({ mark }) => mark) : [];
};

describe('the answer of an experiment', () => {
  it('judges a threshold by the whole interval of the mean', () => {
    expect(verdicts(90, 99)).toEqual(['met']);
    expect(verdicts(101, 110)).toEqual(['notMet']);
    expect(verdicts(99, 101)).toEqual(['cannotTell']);
  });

  it('does not meet a threshold whose figure some run does not have, and cannot tell without an interval', () => {
    expect(verdicts(90, 99, { values: 3 })).toEqual(['notMet']);
    expect(verdicts(90, 99, { low: null, high: null })).toEqual(['cannotTell']);
    expect(verdicts(90, 99, { values: 0, mean: null })).toEqual(['cannotTell']);
  });

  it('begins with the sentences of a comparison and keeps all that the terminal told', () => {
    const answer = 'sooner is better.\nlater is worse.\n\nfour replications.\n\nA table';
    const section = answerSection(experimentWith({ kind: 'comparison' }, {}, { answer }));
    expect(section.blocks.slice(0, 3)).toEqual([
      { kind: 'lead', text: 'sooner is better.' },
      { kind: 'lead', text: 'later is worse.' },
      { kind: 'text', text: 'four replications.' },
    ]);
    expect(section.blocks.at(-1)).toMatchObject({ kind: 'code', text: answer });
  });

  it('says of a sweep what matters most for each response first', () => {
    const answer = `a sweep\n\n${P95}\n  1. deadline moves it by 96 h.\n  2. mode moves it by 1 h.`;
    const section = answerSection(experimentWith({ kind: 'sweep' }, {}, { answer }));
    expect(section.blocks.slice(0, 2)).toEqual([
      { kind: 'lead', text: 'Time to 95 % of June: deadline moves it by 96 h.' },
      { kind: 'list', items: ['mode moves it by 1 h.'] },
    ]);
  });
});

describe('responses over replications', () => {
  it('tell mean, interval and where eight in ten runs lie, of the declared ones alone', () => {
    const rows = [response(P95), response('scans.refused', { declared: false })];
    const [chart] = chartsOf(responsesSection(experimentWith({ kind: 'replications' }, { responses: rows })));
    expect(chart!.table.rows).toEqual([[P95, '100.0 h [98.0, 102.0]', '95.0 to 105.0 h', '4 of 4']]);
    expect(chart!.table.more).toBe('responses.csv');
  });

  it('are drawn on their own axis: the dot in the middle of its interval', () => {
    const source = experimentWith({ kind: 'replications' }, { responses: [response(P95)] });
    for (const svg of chartsOf(responsesSection(source)).flatMap(drawn)) {
      const [x] = attributesOf(svg, 'circle', 'cx') as [number];
      const ends = attributesOf(svg, 'line', 'x2');
      const lines = attributesOf(svg, 'line', 'x1').map((from, at) => [from, ends[at]!] as const);
      const around = lines.filter(([from, to]) => from < x && to > x);
      // The band of eight in ten runs, 95 to 105, and the interval, 98 to 102: widths as 10 to 4, both around 100.
      const widths = around.map(([from, to]) => to - from).sort((a, b) => b - a);
      expect(widths[0]! / widths[1]!).toBeCloseTo(10 / 4, 6);
      for (const [from, to] of around) expect((from + to) / 2).toBeCloseTo(x, 6);
    }
  });
});

describe('differences', () => {
  const section = (...rows: TableRow[]) =>
    differencesSection(
      experimentWith({ kind: 'comparison' }, { differences: rows }, { points: ['today', 'sooner'] }),
    );

  it('count what can be told, for the better and for the worse', () => {
    const [chart] = chartsOf(
      section(
        difference(),
        difference({
          response: 'restarts.deadline',
          unit: 'restarts',
          verdict: 'more',
          difference: 5,
          low: 4,
          high: 6,
        }),
        difference({
          response: 'scans.refused',
          unit: 'scans',
          verdict: 'cannotTell',
          difference: 0,
          low: -1,
          high: 1,
        }),
        difference({ response: 'exposure.clientHours', verdict: 'same', difference: 0, low: 0, high: 0 }),
      ),
    );
    expect(chart!.description).toBe(
      'Of 4 differences 2 can be told from luck: 1 for the better, 1 for the worse. 1 are the same in every replication.',
    );
    expect(chart!.table.rows[0]).toEqual([
      P95,
      'sooner',
      '100.0 h',
      '90.0 h',
      '-10.0 h [-12.0, -8.0]',
      '75 %',
    ]);
  });

  it('have a hollow dot where luck could have made them, and none without a value', () => {
    const dots = (row: TableRow) =>
      chartsOf(section(row)).flatMap((chart) =>
        [...drawn(chart)[0]!.matchAll(/<circle [^>]*>/g)].map(([dot]) => dot),
      );
    expect(dots(difference())[0]).toContain('--good');
    expect(dots(difference({ verdict: 'more', difference: 10, low: 8, high: 12 }))[0]).toContain('--bad');
    expect(dots(difference({ verdict: 'cannotTell', low: -30, high: 10 }))[0]).toContain('fill="var(--paper');
    expect(dots(difference({ verdict: 'incomplete', difference: null, low: null, high: null }))).toEqual([]);
  });

  it('tell what the same luck is worth', () => {
    expect(wordsOf(section(difference(), difference({ varianceSaved: 0.5 })))).toContain(
      'saves 50 % to 75 %',
    );
  });
});

describe('compliance curves of an experiment', () => {
  const at = (hour: number, point: string, reading: string, mean: number): TableRow => ({
    time: new Date(Date.UTC(2024, 5, 12, hour)).toISOString(),
    point,
    deployment: 'June',
    reading,
    mean,
    low: mean - 0.01,
    high: mean + 0.01,
    p10: mean - 0.05,
    p90: mean + 0.05,
  });

  it('are drawn side by side, and tell where actual and shown are farthest apart', () => {
    const curves = ['today', 'sooner'].flatMap((point) =>
      [0.1, 0.5, 0.9].flatMap((mean, hour) => [
        at(hour, point, 'actual', mean),
        at(hour, point, 'shown', hour === 1 ? 0.2 : mean),
      ]),
    );
    const source = experimentWith({ kind: 'comparison' }, { curves }, { points: ['today', 'sooner'] });
    const [chart] = chartsOf(curvesSection(source));
    expect(chart!.description).toContain(
      'sooner: at the end 90 % are compliant on average and the console shows 90 %; the two are farthest apart on 2024-06-12 01:00 UTC, by 30 percentage points.',
    );
    const [wide] = drawn(chart!);
    expect(wide!.match(/today, % of members/g)?.length).toBe(1);
    expect(wide!.match(/sooner, % of members/g)?.length).toBe(1);
  });
});

describe('effects of a sweep', () => {
  const axes = [
    { path: 'a.deadline', values: ['1 d', '2 d'] },
    { path: 'a.mode', values: ['on', 'off'] },
  ];
  const question = { kind: 'sweep', axes, design: { kind: 'fullFactorial' }, leftOut: null } as const;
  const effect = (input: string, rank: number, told: boolean): TableRow => ({
    response: P95,
    rank,
    input,
    measure: 'range',
    unit: 'hours',
    estimate: 10 / rank,
    low: told ? 9 / rank : -1,
    high: 11 / rank,
    told,
  });
  /** 100 and 10 more on the second day; the mode adds nothing. */
  const points = axes[0]!.values.flatMap((day) =>
    axes[1]!.values.map((mode) => ({
      'a.deadline': day,
      'a.mode': mode,
      response: P95,
      unit: 'hours',
      mean: day === '2 d' ? 110 : 100,
    })),
  );
  const effects = [effect('a.deadline', 1, true), effect('a.mode', 2, false)];

  it('name what matters most and count what cannot be told from luck', () => {
    const [ranked] = chartsOf(effectsSection(experimentWith(question as never, { effects, points })));
    expect(ranked!.description).toBe(
      'deadline matters most: 10.0 h [9.0, 11.0]. 1 of 2 inputs cannot be told from luck or make no difference.',
    );
    expect(ranked!.table.rows.map((row) => row[3])).toEqual(['yes', 'cannot be told']);
  });

  it('show the mean at each value of an input over all values of the others', () => {
    const charts = chartsOf(effectsSection(experimentWith(question as never, { effects, points })));
    expect(charts[1]!.table.rows).toEqual([
      ['deadline', '1 d', '100.0 h'],
      ['deadline', '2 d', '110.0 h'],
      ['mode', 'on', '105.0 h'],
      ['mode', 'off', '105.0 h'],
    ]);
  });
});

describe('the tornado of a sweep', () => {
  const axes = [{ path: 'a.wide', values: ['1', '3'] }];
  const question = {
    kind: 'sweep',
    axes,
    design: { kind: 'oneAtATime', base: ['2'] },
    leftOut: [{ path: 'a.x', value: null, reason: 'no images' }],
  };
  const swing = {
    ...{
      response: P95,
      unit: 'hours',
      rank: 1,
      input: 'a.wide',
      lowValue: '1',
      baseValue: '2',
      highValue: '3',
    },
    ...{ atLow: 90, atBase: 100, atHigh: 120, swing: 30, swingLow: 28, swingHigh: 32 },
    ...{ told: true, grade: 'assumed', source: 'nobody' },
  };

  it('draws a bar from the lowest to the highest mean, with grade and source beside its figures', () => {
    const section = tornadoSection(
      experimentWith(question as never, {
        tornado: [swing],
        'left-out': [{ setting: 'a.x', value: null, reason: 'no images' }],
      }),
    );
    const [chart] = chartsOf(section);
    expect(chart!.description).toBe(
      'wide moves it most, by 30.0 h [28.0, 32.0]. 1 of 1 inputs can be told from luck, 0 make no difference at all.',
    );
    expect(chart!.table.rows[0]!.slice(-2)).toEqual(['assumed', 'nobody']);
    const [svg] = drawn(chart!);
    expect(svg!.match(/<rect /g)?.length).toBe(1);
    expect(only(section, 'table')).toMatchObject([{ table: { rows: [['no images', '1', 'a.x']] } }]);
  });
});

describe('a search for capacity', () => {
  const question = {
    kind: 'capacity',
    vary: 'servers',
    goal: 'smallest',
    requirements: [{ response: P95, operator: '<', bound: 100, text: 'p95 < 100 h' }],
  };
  const step = (value: string, mean: number, met: string): TableRow => ({
    ...{ value, bound: 'p95 < 100 h', response: P95, unit: 'hours', replications: 4, kept: 4, met },
    ...{ mean, low: mean - 1, high: mean + 1, confidenceOfEach: 0.975 },
  });

  it('shows the values in the order of the setting, whatever the order of trying', () => {
    const steps = [step('4', 50, 'yes'), step('1', 150, 'no'), step('2', 100, 'cannot tell')];
    const source = experimentWith(question as never, { steps }, { points: ['1', '2', '4'] });
    const [chart] = chartsOf(triedSection(source));
    expect(chart!.table.rows.map(([value]) => value)).toEqual(['1', '2', '4']);
    expect(chart!.description).toBe('p95 < 100 h: met with 4; not met with 1; cannot be told with 2.');
  });

  it('ranks limits by how much of them is used and says what is beyond', () => {
    const limit = (name: string, count: number): TableRow => ({
      ...{
        value: '2',
        name,
        limit: 'clients',
        count,
        supported: 100,
        used: count / 100,
        headRoom: 100 - count,
      },
      source: 'Microsoft',
    });
    const source = experimentWith(question as never, { limits: [limit('A', 20), limit('B', 120)] });
    const [chart] = chartsOf(loadsSection(source));
    expect(chart!.table.rows.map(([name]) => name)).toEqual(['B', 'A']);
    expect(chart!.description).toBe('1 of 2 are beyond what Microsoft supports.');
  });
});

describe('a report of an experiment', () => {
  it('leaves out what has nothing to tell', () => {
    const empty = experimentWith({ kind: 'comparison' }, {});
    for (const section of [responsesSection, differencesSection, rankingSection, curvesSection]) {
      expect(section(empty)).toBeNull();
    }
    for (const section of [effectsSection, tornadoSection, triedSection, loadsSection, changesSection]) {
      expect(section(experimentWith({ kind: 'replications' }, {}))).toBeNull();
    }
    expect(experimentReport(empty).sections.map(({ id }) => id)).toEqual(['answer', 'changes', 'reproduce']);
  });

  it('shows hostile names as text and no figure that is none', () => {
    const names = { points: [HOSTILE, `${HOSTILE}2`], answer: HOSTILE };
    const own = { point: `${HOSTILE}2`, first: HOSTILE, response: `server.${HOSTILE}.queueMax` };
    const change = {
      ...own,
      deployment: HOSTILE,
      from: 'notTargeted',
      to: 'compliantLate',
      clients: 2,
      low: 1,
      high: 3,
    };
    const source = experimentWith(
      { kind: 'comparison' },
      {
        differences: [
          difference(own),
          difference({ ...own, difference: 0, low: 0, high: 0, verdict: 'same' }),
        ],
        ranking: [{ ...own, unit: 'hours', rank: 1, mean: 5, low: 5, high: 5, probabilityBest: 1 }],
        changes: [{ ...change, exampleGroup: HOSTILE, exampleNumberInGroup: 3, exampleBuild: 0 }],
      },
      names,
    );
    const report = experimentReport(source);
    const html = htmlOf(report);
    const { document } = parseHTML(html);
    expect(document.querySelectorAll('b').length).toBe(0);
    expect(document.body.textContent).toContain(`${HOSTILE}2`);
    expect(html).not.toContain('NaN');
    expect(html).not.toContain('undefined');
  });

  it('tells the assumptions of its scenario, unless a sweep over all of them has told which matter', () => {
    const sections = (question: object) => {
      const source = experimentWith(question as never, {}, { answer: 'a sweep' });
      const { resolvedYaml } = loadText(SMALL);
      const loadedOf = () => ({ ...source.loadedOf(0)!, resolvedYaml });
      return experimentReport({ ...source, loadedOf }).sections.map(({ id }) => id);
    };
    const design = { kind: 'fullFactorial' };
    expect(sections({ kind: 'sweep', axes: [], design, leftOut: null })).toContain('assumptions');
    expect(sections({ kind: 'sweep', axes: [], design, leftOut: [] })).not.toContain('assumptions');
  });

  it('names figures as a table by all texts that tell them apart', () => {
    const rows = [difference(), difference({ point: 'later' })];
    const source = experimentWith(
      { kind: 'comparison' },
      { differences: rows },
      { points: ['today', 'sooner', 'later'] },
    );
    const csv = figuresCsvOf(experimentReport(source));
    for (const point of ['sooner', 'later']) {
      const line = `What differs,Differences from today,${P95} · ${point},first,100.0 h`;
      expect(csv.split('\n').filter((each) => each === line).length).toBe(1);
    }
  });
});
