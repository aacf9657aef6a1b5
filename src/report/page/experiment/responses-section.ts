import type { Threshold } from '../../../model/scenario.ts';
import { type FigureScale, figure, figureScale, intervalText } from '../../experiments/figures.ts';
import type { Chart, DataTable, Section } from '../blocks.ts';
import { type IntervalPanel, intervalChart } from '../charts/interval-chart.ts';
import type { ExperimentSource, TableRow } from '../source.ts';
import {
  meanIntervalOf,
  noteOf,
  numberAt,
  percentText,
  placed,
  sharedScale,
  textAt,
  titleOf,
  unitOf,
} from './rows.ts';

/** Pictures of more responses would not be looked at. */
const PANELS_MAX = 12;

/** The declared responses over the replications of the only scenario. */
export function responsesSection(source: ExperimentSource): Section | null {
  const { plan, loadedOf, tables } = source;
  const rows = tables
    .rows('responses')
    .filter(({ declared, mean }) => declared === true && typeof mean === 'number');
  if (rows.length === 0) return null;
  const thresholds = loadedOf(0)?.scenario.thresholds ?? [];
  const confidence = percentText(plan.question.confidence);
  return {
    id: 'responses',
    title: 'How it comes out, over replications',
    blocks: [
      {
        kind: 'text',
        text: `Each replication is the same scenario with another luck. A dot is the mean, its line the interval that holds the true mean with ${confidence} confidence; in the broad band lie eight in ten runs. What a single Patch Tuesday brings is told by the band, not by the line.`,
      },
      { kind: 'chart', chart: chartOf(rows, thresholds) },
    ],
  };
}

function chartOf(rows: readonly TableRow[], thresholds: readonly Threshold[]): Chart {
  const shown = rows.slice(0, PANELS_MAX);
  const panels = shown.map((row) => panelOf(row, thresholds));
  return {
    title: 'Responses: mean, its interval and where eight in ten runs lie',
    description: shown.map(sentenceOf).join(' '),
    draw: (canvas) => intervalChart(canvas, panels),
    table: tableOf(rows),
  };
}

function panelOf(row: TableRow, thresholds: readonly Threshold[]): IntervalPanel {
  const response = textAt(row, 'response');
  const unit = unitOf(row);
  const interval = meanIntervalOf(row);
  const [p10, p90] = [numberAt(row, 'p10')!, numberAt(row, 'p90')!];
  const scale = sharedScale(unit, [interval.mean, p10, p90]);
  return {
    title: titleOf(response),
    unit: scale.unit,
    rows: [
      {
        label: 'mean',
        ...placed(interval, scale),
        band: [p10 * scale.factor, p90 * scale.factor],
        standing: 'neutral',
        note: noteOf(interval, unit),
      },
    ],
    lines: thresholds.filter(({ metric }) => metric === response).flatMap((each) => linesOf(each, scale)),
  };
}

function linesOf({ atMost, atLeast }: Threshold, { factor }: FigureScale): IntervalPanel['lines'] {
  const line = (at: number | undefined, text: string) =>
    at === undefined ? [] : [{ at: at * factor, text }];
  return atMost === atLeast
    ? line(atMost, 'exactly')
    : [...line(atLeast, 'at least'), ...line(atMost, 'at most')];
}

function sentenceOf(row: TableRow): string {
  const unit = unitOf(row);
  return `${titleOf(textAt(row, 'response'))}: ${intervalText(meanIntervalOf(row), unit)} on average, ${spreadText(row)} in eight of ten runs.`;
}

/** `303 to 356 scans`. */
function spreadText(row: TableRow): string {
  const [mean, p10, p90] = [numberAt(row, 'mean')!, numberAt(row, 'p10')!, numberAt(row, 'p90')!];
  const scale = figureScale(unitOf(row), mean, (p90 - p10) / 2);
  return `${figure(p10, scale)} to ${figure(p90, scale)} ${scale.unit}`.trimEnd();
}

function tableOf(rows: readonly TableRow[]): DataTable {
  return {
    head: ['Response', 'mean and interval', '8 in 10 runs', 'runs with a value'],
    rows: rows.map((row) => [
      textAt(row, 'response'),
      intervalText(meanIntervalOf(row), unitOf(row)),
      spreadText(row),
      `${textAt(row, 'values')} of ${textAt(row, 'replications')}`,
    ]),
    figures: [1, 2, 3],
    more: 'responses.csv',
  };
}
