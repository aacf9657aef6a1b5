import { figure, figureScale, intervalText } from '../../experiments/figures.ts';
import type { Block, Chart, DataTable, Section } from '../blocks.ts';
import {
  type IntervalPanel,
  type IntervalRow,
  intervalChart,
  type Standing,
} from '../charts/interval-chart.ts';
import type { ExperimentSource, TableRow } from '../source.ts';
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

const PANELS_MAX = 12;
const ROWS_MAX = 12;

const UNTOLD: Readonly<Record<string, string>> = {
  same: 'the same',
  incomplete: 'no value in some runs',
  notComparable: 'not comparable',
};

/** How every scenario differs from the first, response by response, with the same luck in both. */
export function differencesSection({ plan, tables }: ExperimentSource): Section | null {
  const rows = tables.rows('differences');
  const [first] = rows;
  if (first === undefined) return null;
  const name = textAt(first, 'first');
  const own = numberAt(first, 'confidence')!;
  const together = plan.points.length > 2 ? ' of each, so that all of a response hold together' : '';
  const blocks: Block[] = [
    {
      kind: 'text',
      text: `Differences from ${name}, replication by replication with the same luck in both. Lines are intervals of ${percentText(own)} confidence${together}: where one crosses 0, luck could have made the difference, and the dot is hollow.`,
    },
    { kind: 'chart', chart: chartOf(rows, name) },
  ];
  const saved = savedText(rows);
  if (saved !== null) blocks.push({ kind: 'text', text: saved });
  return { id: 'differences', title: 'What differs', blocks };
}

function chartOf(rows: readonly TableRow[], first: string): Chart {
  const responses = [...byText(rows, 'response')].slice(0, PANELS_MAX);
  const panels = responses.map(([response, own]) => panelOf(response, own));
  return {
    title: `Differences from ${first}`,
    description: descriptionOf(rows),
    draw: (canvas) => intervalChart(canvas, panels),
    table: tableOf(rows),
  };
}

function panelOf(response: string, rows: readonly TableRow[]): IntervalPanel {
  const [row] = rows;
  const unit = unitOf(row!);
  const scale = sharedScale(
    unit,
    rows.flatMap((each) => [numberAt(each, 'low'), numberAt(each, 'high'), numberAt(each, 'difference')]),
  );
  const words = scale.unit === '%' ? 'percentage points' : scale.unit;
  const better = { less: ' (← better)', more: ' (better →)' }[textAt(row!, 'better')] ?? '';
  return {
    title: titleOf(response),
    unit: `difference in ${words}${better}`,
    rows: rows.slice(0, ROWS_MAX).map(
      (each): IntervalRow => ({
        label: textAt(each, 'point'),
        ...placed(differenceOf(each), scale),
        standing: standingOf(each),
        note: UNTOLD[textAt(each, 'verdict')] ?? noteOf(differenceOf(each), unit),
      }),
    ),
    lines: [{ at: 0, text: 'no difference' }],
  };
}

function differenceOf(row: TableRow) {
  return meanIntervalOf(row, 'difference');
}

function standingOf(row: TableRow): Standing {
  const verdict = textAt(row, 'verdict');
  if (verdict !== 'more' && verdict !== 'less') return 'open';
  const better = textAt(row, 'better');
  return better === '' ? 'neutral' : better === verdict ? 'good' : 'bad';
}

function descriptionOf(rows: readonly TableRow[]): string {
  const count = (...verdicts: string[]) =>
    rows.filter((row) => verdicts.includes(textAt(row, 'verdict'))).length;
  const told = rows.filter((row) => ['good', 'bad'].includes(standingOf(row)));
  const better = told.filter((row) => standingOf(row) === 'good').length;
  const parts = [
    `Of ${rows.length} differences ${count('more', 'less')} can be told from luck: ${better} for the better, ${told.length - better} for the worse.`,
    count('same') === 0 ? '' : `${count('same')} are the same in every replication.`,
    count('incomplete', 'notComparable') === 0
      ? ''
      : `${count('incomplete', 'notComparable')} lack a value in some runs and have no difference.`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function tableOf(rows: readonly TableRow[]): DataTable {
  return {
    head: ['Response', 'scenario', 'first', 'mean', 'difference', 'saved by pairing'],
    rows: rows.map((row) => [
      textAt(row, 'response'),
      textAt(row, 'point'),
      meanText(row, 'firstMean'),
      meanText(row, 'mean'),
      UNTOLD[textAt(row, 'verdict')] ?? intervalText(differenceOf(row), unitOf(row)),
      savedOf(row) === null ? '-' : percentText(Number(savedOf(row)!.toPrecision(3))),
    ]),
    figures: [2, 3, 4, 5],
    more: 'differences.csv',
  };
}

/** A mean with as many digits as its difference is known to. */
function meanText(row: TableRow, column: string): string {
  const mean = numberAt(row, column);
  if (mean === null) return 'no value';
  const scale = figureScale(unitOf(row), mean, differenceOf(row).halfWidth);
  return `${figure(mean, scale)} ${scale.unit}`.trimEnd();
}

function savedOf(row: TableRow): number | null {
  return numberAt(row, 'varianceSaved');
}

/** What the same luck is worth, where there is anything to save. */
function savedText(rows: readonly TableRow[]): string | null {
  const saved = rows.flatMap((row) => (textAt(row, 'verdict') === 'same' ? [] : (savedOf(row) ?? [])));
  if (saved.length === 0) return null;
  const [least, most] = [Math.min(...saved), Math.max(...saved)].map((share) =>
    percentText(Number(share.toPrecision(3))),
  );
  const share = least === most ? least : `${least} to ${most}`;
  return `The same luck in both saves ${share} of the variance that differences would have had with independent luck: so many fewer replications do.`;
}
