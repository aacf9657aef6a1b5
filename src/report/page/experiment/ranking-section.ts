import { intervalText } from '../../experiments/figures.ts';
import type { DataTable, Section } from '../blocks.ts';
import { type IntervalPanel, intervalChart } from '../charts/interval-chart.ts';
import type { ExperimentSource, TableRow } from '../source.ts';
import {
  byText,
  meanIntervalOf,
  numberAt,
  percentText,
  placed,
  sharedScale,
  textAt,
  titleOf,
  unitOf,
} from './rows.ts';

const PANELS_MAX = 12;
const ROWS_MAX = 12;

/** Which of three scenarios or more is best by every response, and how sure that is. */
export function rankingSection({ tables }: ExperimentSource): Section | null {
  const rows = tables.rows('ranking');
  if (rows.length === 0) return null;
  const responses = [...byText(rows, 'response')];
  const panels = responses.slice(0, PANELS_MAX).map(([response, own]) => panelOf(response, own));
  return {
    id: 'ranking',
    title: 'Which is best',
    blocks: [
      {
        kind: 'text',
        text: 'Scenarios by their means, the best first. The probability of being the best is that of other replications drawn from these. Intervals are those of each scenario alone: with the same luck, differences are known better than these suggest.',
      },
      {
        kind: 'chart',
        chart: {
          title: 'Means of the scenarios, the best first, with the probability of being the best',
          description: responses.map(([response, own]) => bestText(response, own)).join(' '),
          draw: (canvas) => intervalChart(canvas, panels),
          table: tableOf(rows),
        },
      },
    ],
  };
}

function panelOf(response: string, rows: readonly TableRow[]): IntervalPanel {
  const scale = sharedScale(
    unitOf(rows[0]!),
    rows.flatMap((row) => [numberAt(row, 'low'), numberAt(row, 'high'), numberAt(row, 'mean')]),
  );
  return {
    title: titleOf(response),
    unit: scale.unit,
    rows: rows.slice(0, ROWS_MAX).map((row) => ({
      label: textAt(row, 'point'),
      ...placed(meanIntervalOf(row), scale),
      standing: numberAt(row, 'rank') === 1 ? 'good' : 'neutral',
      note: chanceText(row),
    })),
    lines: [],
  };
}

function chanceText(row: TableRow): string {
  const chance = numberAt(row, 'probabilityBest');
  return chance === null ? '-' : `best: ${percentText(Number(chance.toPrecision(3)))}`;
}

function bestText(response: string, rows: readonly TableRow[]): string {
  const best = rows.filter((row) => numberAt(row, 'rank') === 1).map((row) => textAt(row, 'point'));
  const who = best.length === rows.length ? 'all the same' : best.join(' and ');
  return `${titleOf(response)}: ${who}.`;
}

function tableOf(rows: readonly TableRow[]): DataTable {
  return {
    head: ['Response', 'rank', 'scenario', 'mean and interval', 'probability of being the best'],
    rows: rows.map((row) => [
      textAt(row, 'response'),
      textAt(row, 'rank'),
      textAt(row, 'point'),
      intervalText(meanIntervalOf(row), unitOf(row)),
      chanceText(row).replace('best: ', ''),
    ]),
    figures: [1, 3, 4],
    more: 'ranking.csv',
  };
}
