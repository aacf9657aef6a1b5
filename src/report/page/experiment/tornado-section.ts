import { shortNames } from '../../../experiment/sweep/names.ts';
import { sweepQuestionOf } from '../../../experiment/sweep/question.ts';
import { figureText, intervalText } from '../../experiments/figures.ts';
import type { Block, Chart, DataTable, Section } from '../blocks.ts';
import { type Swing, tornadoChart } from '../charts/tornado-chart.ts';
import type { ExperimentSource, TableRow } from '../source.ts';
import { byText, meanIntervalOf, numberAt, sharedScale, textAt, titleOf, unitOf } from './rows.ts';

const RESPONSES_MAX = 6;
const ROWS_MAX = 12;
const TABLE_ROWS_MAX = 30;

/** How far each input, changed alone, moves each response from where the scenario has it. */
export function tornadoSection({ plan, tables }: ExperimentSource): Section | null {
  const rows = tables.rows('tornado');
  if (plan.question.kind !== 'sweep' || rows.length === 0) return null;
  const { axes, leftOut } = sweepQuestionOf(plan);
  const short = shortNames(axes);
  const names = new Map(axes.map(({ path }, axis) => [path, short[axis]!]));
  const charts = [...byText(rows, 'response')]
    .slice(0, RESPONSES_MAX)
    .map(([response, own]): Block => ({ kind: 'chart', chart: chartOf(response, own, names) }));
  const assumed = leftOut === null ? '' : ' They are settings that nobody documents.';
  return {
    id: 'tornado',
    title: leftOut === null ? 'What each input does alone' : 'Which assumptions the answer depends on',
    blocks: [
      {
        kind: 'text',
        text: `Each input is changed alone, all others as in the scenario.${assumed} Bars go from the mean response with its first value to that with its last one; the upright line is the scenario as it is. Pale bars cannot be told from luck.`,
      },
      ...charts,
      ...leftOutBlocks(tables.rows('left-out')),
    ],
  };
}

function chartOf(response: string, rows: readonly TableRow[], names: ReadonlyMap<string, string>): Chart {
  const moving = rows.filter((row) => (numberAt(row, 'swing') ?? 0) > 0);
  const told = moving.filter((row) => row.told !== false);
  const shown = moving.slice(0, ROWS_MAX);
  const unit = unitOf(rows[0]!);
  const [first] = told;
  const lead =
    first === undefined
      ? 'No input can be told from luck.'
      : `${names.get(textAt(first, 'input'))} moves it most, by ${swingText(first)}.`;
  const still = rows.length - moving.length;
  const scale = sharedScale(
    unit,
    shown.flatMap((row) => ['atLow', 'atBase', 'atHigh'].map((column) => numberAt(row, column))),
  );
  const base = rows.map((row) => numberAt(row, 'atBase')).find((value) => value !== null) ?? null;
  return {
    title: `${titleOf(response)}: how far each input moves it`,
    description: `${lead} ${told.length} of ${rows.length} inputs can be told from luck, ${still} make no difference at all${moving.length > shown.length ? `; the ${shown.length} widest are drawn` : ''}.`,
    draw: (canvas) =>
      tornadoChart(canvas, {
        unit: scale.unit,
        base: base === null ? null : base * scale.factor,
        swings: shown.map((row) => swingOf(row, names, scale.factor)),
      }),
    table: tableOf(rows),
  };
}

function swingOf(row: TableRow, names: ReadonlyMap<string, string>, factor: number): Swing {
  const scaled = (column: string) => {
    const value = numberAt(row, column);
    return value === null ? null : value * factor;
  };
  return {
    label: names.get(textAt(row, 'input')) ?? textAt(row, 'input'),
    ends: [
      { value: textAt(row, 'lowValue'), at: scaled('atLow') },
      { value: textAt(row, 'highValue'), at: scaled('atHigh') },
    ],
    base: scaled('atBase'),
    isTold: row.told !== false,
  };
}

function swingText(row: TableRow): string {
  return intervalText(meanIntervalOf(row, 'swing', 'swingLow', 'swingHigh'), unitOf(row));
}

function tableOf(rows: readonly TableRow[]): DataTable {
  return {
    head: [
      'Input',
      'values',
      'base',
      'at the first',
      'in the base',
      'at the last',
      'swing',
      'told',
      'grade',
      'source',
    ],
    rows: rows.slice(0, TABLE_ROWS_MAX).map((row) => {
      const unit = unitOf(row);
      const at = (column: string) => {
        const value = numberAt(row, column);
        return value === null ? 'no value' : figureText(value, unit);
      };
      return [
        textAt(row, 'input'),
        `${textAt(row, 'lowValue')} to ${textAt(row, 'highValue')}`,
        textAt(row, 'baseValue'),
        ...['atLow', 'atBase', 'atHigh'].map(at),
        swingText(row),
        row.told === false ? 'no' : 'yes',
        textAt(row, 'grade'),
        textAt(row, 'source'),
      ];
    }),
    figures: [3, 4, 5, 6],
    more: 'tornado.csv',
  };
}

/** What a sweep over all assumed settings does not vary, by why. */
function leftOutBlocks(rows: readonly TableRow[]): Block[] {
  if (rows.length === 0) return [];
  const reasons = [...byText(rows, 'reason')].map(([reason, own]) => [
    reason,
    own.map((row) => `${textAt(row, 'setting')}${row.value === null ? '' : ` = ${textAt(row, 'value')}`}`),
  ]) as [string, string[]][];
  return [
    {
      kind: 'table',
      caption: `What is not varied: ${rows.length} settings or values of settings`,
      table: {
        head: ['Why', 'how many', 'which'],
        rows: reasons.map(([reason, settings]) => [
          reason,
          String(settings.length),
          `${settings.slice(0, 4).join(', ')}${settings.length > 4 ? ' …' : ''}`,
        ]),
        figures: [1],
        more: 'left-out.csv',
      },
    },
  ];
}
