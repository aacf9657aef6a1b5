import { shortNames } from '../../../experiment/sweep/names.ts';
import { sweepQuestionOf } from '../../../experiment/sweep/question.ts';
import { intervalText } from '../../experiments/figures.ts';
import type { Block, Chart, DataTable, Section } from '../blocks.ts';
import { type IntervalPanel, intervalChart } from '../charts/interval-chart.ts';
import type { ExperimentSource, TableRow } from '../source.ts';
import { levelsChart } from './levels-chart.ts';
import {
  byText,
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

const RESPONSES_MAX = 6;
const INPUTS_MAX = 12;

/** By which measure the inputs of each design are ranked. */
const MEASURES: Readonly<Record<string, string>> = {
  range: 'the difference between the highest and the lowest mean over their values',
  'rank correlation': 'their rank correlation with the response (Spearman)',
  'mu star': 'the mean change over their whole range (Morris’s μ*)',
  'total index': 'their share of the variance, alone and together with others (Sobol’s total index)',
};

/** Which inputs of a sweep matter for each response, and which cannot be told from luck. */
export function effectsSection(source: ExperimentSource): Section | null {
  const { plan, tables } = source;
  const rows = tables.rows('effects');
  if (plan.question.kind !== 'sweep' || rows.length === 0) return null;
  const { design, axes } = sweepQuestionOf(plan);
  const responses = [...byText(rows, 'response')].slice(0, RESPONSES_MAX);
  const names = new Map(axes.map(({ path }, axis) => [path, shortNames(axes)[axis]!]));
  const blocks: Block[] = [{ kind: 'text', text: introduction(textAt(rows[0]!, 'measure')) }];
  for (const [response, own] of responses) {
    // One at a time, the tornado shows the same and more.
    if (design.kind !== 'oneAtATime') blocks.push({ kind: 'chart', chart: chartOf(response, own, names) });
    const levels = levelsChart(source, response, names);
    if (levels !== null) blocks.push({ kind: 'chart', chart: levels });
  }
  const together = togetherText(rows, names);
  if (together.length > 0) blocks.push({ kind: 'list', items: together });
  return blocks.length === 1 ? null : { id: 'effects', title: 'Which inputs matter', blocks };
}

function introduction(measure: string): string {
  return `Inputs by ${MEASURES[measure] ?? measure}, the largest first. A hollow dot is one that cannot be told from luck.`;
}

/** The measure by which inputs are ranked is the first of each. */
function rankedRows(rows: readonly TableRow[]): TableRow[] {
  const measure = textAt(rows[0]!, 'measure');
  return rows.filter((row) => numberAt(row, 'rank') !== null && row.measure === measure);
}

function chartOf(response: string, rows: readonly TableRow[], names: ReadonlyMap<string, string>): Chart {
  const ranked = rankedRows(rows);
  const told = ranked.filter((row) => row.told !== false && (numberAt(row, 'estimate') ?? 0) !== 0);
  const [first] = told;
  const lead =
    first === undefined
      ? 'No input can be told from luck.'
      : `${names.get(textAt(first, 'input'))} matters most: ${estimateText(first)}.`;
  const rest = ranked.length - told.length;
  const panel = panelOf(response, ranked, names);
  return {
    title: `${titleOf(response)}: what moves it`,
    description: `${lead}${rest === 0 || first === undefined ? '' : ` ${rest} of ${ranked.length} inputs cannot be told from luck or make no difference.`}`,
    draw: (canvas) => intervalChart(canvas, [panel]),
    table: tableOf(rows, names),
  };
}

function panelOf(
  response: string,
  ranked: readonly TableRow[],
  names: ReadonlyMap<string, string>,
): IntervalPanel {
  const shown = ranked.slice(0, INPUTS_MAX);
  const unit = unitOf(ranked[0]!);
  const scale = sharedScale(
    unit,
    shown.map((row) => numberAt(row, 'estimate')),
  );
  const left = ranked.length - shown.length;
  return {
    title: left === 0 ? titleOf(response) : `${titleOf(response)} (${left} more inputs in effects.csv)`,
    unit: scale.unit,
    rows: shown.map((row) => ({
      label: names.get(textAt(row, 'input')) ?? textAt(row, 'input'),
      ...placed(meanIntervalOf(row, 'estimate'), scale),
      standing: row.told === false ? 'open' : 'neutral',
      note: noteOf(meanIntervalOf(row, 'estimate'), unit),
    })),
    lines: [{ at: 0, text: '' }],
  };
}

function estimateText(row: TableRow): string {
  return intervalText(meanIntervalOf(row, 'estimate'), unitOf(row));
}

function tableOf(rows: readonly TableRow[], names: ReadonlyMap<string, string>): DataTable {
  const told = { true: 'yes', false: 'cannot be told', '': '-' } as const;
  return {
    head: ['Input', 'measure', 'estimate and interval', 'told from luck', 'lowest at', 'highest at'],
    rows: rows
      .slice(0, 3 * INPUTS_MAX)
      .map((row) => [
        inputText(row, names),
        textAt(row, 'measure'),
        estimateText(row),
        told[textAt(row, 'told') as keyof typeof told],
        textAt(row, 'lowestAt'),
        textAt(row, 'highestAt'),
      ]),
    figures: [2],
    more: 'effects.csv',
  };
}

function inputText(row: TableRow, names: ReadonlyMap<string, string>): string {
  return textAt(row, 'input')
    .split(' × ')
    .map((path) => names.get(path) ?? path)
    .join(' × ');
}

/** Inputs that act together, and the part of luck, where designs tell them. */
function togetherText(rows: readonly TableRow[], names: ReadonlyMap<string, string>): string[] {
  return [...byText(rows, 'response')].flatMap(([response, own]) => {
    const largest = own
      .filter((row) => numberAt(row, 'rank') === null && textAt(row, 'input') !== '(luck)')
      .toSorted((a, b) => (numberAt(b, 'estimate') ?? 0) - (numberAt(a, 'estimate') ?? 0))[0];
    const luck = own.find((row) => textAt(row, 'input') === '(luck)');
    const share = (row: TableRow | undefined) => (row === undefined ? null : numberAt(row, 'estimate'));
    const [together, byLuck] = [share(largest), share(luck)];
    if (together === null && byLuck === null) return [];
    const parts = [
      together === null || largest === undefined
        ? ''
        : `the largest share of the variance between points that inputs make together is ${shareText(together)} (${inputText(largest, names)})`,
      byLuck === null ? '' : `luck makes ${shareText(byLuck)}`,
    ];
    return [`${titleOf(response)}: ${parts.filter((part) => part !== '').join('; ')}.`];
  });
}

function shareText(share: number): string {
  return share > 0 && share < 0.0005 ? 'less than 0.1 %' : percentText(Number(share.toPrecision(2)));
}
