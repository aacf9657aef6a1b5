import type { CapacityQuestion } from '../../../experiment/capacity/question.ts';
import type { Requirement } from '../../../experiment/capacity/requirement.ts';
import { intervalText } from '../../experiments/figures.ts';
import type { Chart, DataTable, Section } from '../blocks.ts';
import { type IntervalPanel, intervalChart, type Standing } from '../charts/interval-chart.ts';
import type { ExperimentSource, TableRow } from '../source.ts';
import {
  byText,
  meanIntervalOf,
  numberAt,
  percentText,
  placed,
  sharedScale,
  textAt,
  unitOf,
} from './rows.ts';

const STANDINGS: Readonly<Record<string, Standing>> = { yes: 'good', no: 'bad', 'cannot tell': 'open' };
const VERDICTS: Readonly<Record<string, string>> = {
  yes: '✓ met',
  no: '✗ not met',
  'cannot tell': '? cannot tell',
};

/** The values that a search for capacity tried, against each of its bounds. */
export function triedSection({ plan, tables }: ExperimentSource): Section | null {
  const rows = tables.rows('steps');
  const { question } = plan;
  if (question.kind !== 'capacity' || rows.length === 0) return null;
  const order = new Map(plan.points.map(({ name }, at) => [name, at]));
  const sorted = rows.toSorted((a, b) => order.get(textAt(a, 'value'))! - order.get(textAt(b, 'value'))!);
  const each = percentText(numberAt(rows[0]!, 'confidenceOfEach')!);
  return {
    id: 'tried',
    title: 'The values that were tried',
    blocks: [
      {
        kind: 'text',
        text: `A dot is the mean over replications, its line goes from the lower to the upper confidence bound (one-sided, ${each} each, so that the search as a whole keeps ${percentText(question.confidence)}). A bound is met when the whole line keeps it, not met when none of it does; a hollow dot is one of which nobody can tell.`,
      },
      { kind: 'chart', chart: chartOf(question, sorted) },
    ],
  };
}

function chartOf(question: CapacityQuestion, rows: readonly TableRow[]): Chart {
  const bounds = [...byText(rows, 'bound')];
  const panels = bounds.map(([bound, own]) =>
    panelOf(
      bound,
      own,
      question.requirements.find(({ text }) => text === bound),
    ),
  );
  return {
    title: `Each bound over the values of ${question.vary}`,
    description: bounds.map(([bound, own]) => sentenceOf(bound, own)).join(' '),
    draw: (canvas) => intervalChart(canvas, panels),
    table: tableOf(rows),
  };
}

function panelOf(
  bound: string,
  rows: readonly TableRow[],
  requirement: Requirement | undefined,
): IntervalPanel {
  const unit = unitOf(rows[0]!);
  const scale = sharedScale(unit, [...rows.map((row) => numberAt(row, 'mean')), requirement?.bound ?? null]);
  return {
    title: bound,
    unit: scale.unit,
    rows: rows.map((row) => ({
      label: textAt(row, 'value'),
      ...placed(meanIntervalOf(row), scale),
      standing: STANDINGS[textAt(row, 'met')] ?? 'open',
      note: VERDICTS[textAt(row, 'met')] ?? '',
    })),
    lines:
      requirement === undefined
        ? []
        : [{ at: requirement.bound * scale.factor, text: `${requirement.operator} bound` }],
  };
}

function sentenceOf(bound: string, rows: readonly TableRow[]): string {
  const values = (met: string) => rows.filter((row) => row.met === met).map((row) => textAt(row, 'value'));
  const told = (met: string, words: string) =>
    values(met).length === 0 ? [] : [`${words} with ${values(met).join(', ')}`];
  return `${bound}: ${[...told('yes', 'met'), ...told('no', 'not met'), ...told('cannot tell', 'cannot be told')].join('; ')}.`;
}

function tableOf(rows: readonly TableRow[]): DataTable {
  return {
    head: ['Value', 'bound', 'mean and bounds', 'runs that keep it', 'met'],
    rows: rows.map((row) => [
      textAt(row, 'value'),
      textAt(row, 'bound'),
      intervalText(meanIntervalOf(row), unitOf(row)),
      `${textAt(row, 'kept')} of ${textAt(row, 'replications')}`,
      textAt(row, 'met'),
    ]),
    figures: [2, 3],
    more: 'steps.csv',
  };
}
