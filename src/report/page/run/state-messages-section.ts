import { groupThousands } from '../../number.ts';
import { formatDuration, formatMinute } from '../../time.ts';
import type { Block, Chart, DataTable, Section } from '../blocks.ts';
import type { Canvas } from '../charts/canvas.ts';
import { type Panel, panelsChart, type ValueAt } from '../charts/panels.ts';
import type { RunSource, TableRow } from '../source.ts';
import { cellsOf, intervalName } from './loads.ts';
import { largestPerBin } from './time-bins.ts';

/** Of an axis: the largest of which there are two. */
const MINUTES = { unit: 'minutes', seconds: 60 };
const AGE_UNITS = [{ unit: 'days', seconds: 86_400 }, { unit: 'hours', seconds: 3600 }, MINUTES];

/** Where state messages wait on their way to the site database, in its order. */
const PLACES = [
  { column: 'backlogAtClients', name: 'at clients' },
  { column: 'backlogAtManagementPoints', name: 'at management points or on the way from them' },
  { column: 'backlogAtSite', name: 'in the inboxes of primary sites' },
  { column: 'backlogToParent', name: 'stored, but not yet at the central administration site' },
] as const;

/** How many state messages waited where, and how old they were when the site stored them. */
export function stateMessagesSection(source: RunSource): Section | null {
  const rows = source.tables.rows('state-messages');
  const emitted = sum(rows, 'emitted');
  if (emitted === 0) return null;
  const blocks: Block[] = [{ kind: 'text', text: booksWords(rows, emitted) }];
  const backlog = backlogChart(source, rows);
  if (backlog !== null) blocks.push({ kind: 'chart', chart: backlog });
  const age = ageChart(source, rows);
  if (age !== null) blocks.push({ kind: 'chart', chart: age });
  return { id: 'state-messages', title: 'State messages', blocks };
}

function booksWords(rows: readonly TableRow[], emitted: number): string {
  const [stored, lost, refused] = [sum(rows, 'stored'), sum(rows, 'lost'), sum(rows, 'batchesRefused')];
  const gaps = Number(rows.at(-1)!.gapsOpen);
  const parts = [
    `Clients emitted ${groupThousands(emitted)} state messages, and sites stored ${groupThousands(stored)}.`,
    refused === 0 ? '' : `${groupThousands(refused)} times no management point took a batch.`,
    lost === 0 ? '' : `${groupThousands(lost)} messages were lost with files that could not be read.`,
    gaps === 0 ? '' : `At the end ${groupThousands(gaps)} clients have a gap in their serial numbers.`,
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function backlogChart(source: RunSource, rows: readonly TableRow[]): Chart | null {
  const places = PLACES.map((place) => ({ ...place, most: rowOfMost(rows, place.column) })).filter(
    ({ most, column }) => Number(most[column]) > 0,
  );
  if (places.length === 0) return null;
  const largest = places.reduce((a, b) => (Number(b.most[b.column]) > Number(a.most[a.column]) ? b : a));
  const at = (row: TableRow) =>
    `${formatMinute(source.scenario.startEpochMs, 1000 * Number(row.elapsedSeconds))} UTC`;
  const atEnd = places.map(({ name, column }) => `${groupThousands(Number(rows.at(-1)![column]))} ${name}`);
  return {
    title: 'State messages that wait, by place',
    description: `The most wait ${largest.name}: ${groupThousands(Number(largest.most[largest.column]))} on ${at(largest.most)}. At the end ${atEnd.join(', ')}.`,
    draw: (canvas) =>
      panelsChart(canvas, {
        label: 'messages',
        panels: places.map(({ name, column, most }) => ({
          name,
          note: `at most ${groupThousands(Number(most[column]))}`,
          values: courseOf(source, canvas, rows, column, 1),
        })),
      }),
    table: backlogTable(places, rows.at(-1)!, at),
  };
}

function backlogTable(
  places: readonly { readonly name: string; readonly column: string; readonly most: TableRow }[],
  last: TableRow,
  at: (row: TableRow) => string,
): DataTable {
  return {
    head: ['Where', 'at most', 'then', 'at the end'],
    rows: places.map(({ name, column, most }) => [
      name,
      groupThousands(Number(most[column])),
      at(most),
      groupThousands(Number(last[column])),
    ]),
    figures: [1, 3],
    more: 'state-messages.csv',
  };
}

function ageChart(source: RunSource, rows: readonly TableRow[]): Chart | null {
  const aged = rows.filter(({ ageP95Seconds }) => ageP95Seconds !== null);
  if (aged.length === 0) return null;
  const most = rowOfMost(aged, 'ageP95Seconds');
  const oldest = rowOfMost(aged, 'ageMaxSeconds');
  const { unit, seconds } =
    AGE_UNITS.find((each) => Number(most.ageP95Seconds) >= 2 * each.seconds) ?? MINUTES;
  const interval = intervalName(source.scenario);
  const end = (row: TableRow) =>
    `${formatMinute(source.scenario.startEpochMs, 1000 * Number(row.elapsedSeconds))} UTC`;
  const text = (row: TableRow, column: string) => formatDuration(1000 * Number(row[column]));
  const panelOf = (canvas: Canvas): Panel => ({
    name: '95 % of the messages were younger',
    note: `at most ${text(most, 'ageP95Seconds')}`,
    values: courseOf(source, canvas, rows, 'ageP95Seconds', 1 / seconds),
  });
  return {
    title: `Age of state messages when they were stored, ${interval} by ${interval}`,
    description: `In the worst ${interval}, to ${end(most)}, 5 % were older than ${text(most, 'ageP95Seconds')}. The oldest of all was ${text(oldest, 'ageMaxSeconds')}.`,
    draw: (canvas) => panelsChart(canvas, { label: unit, panels: [panelOf(canvas)] }),
    table: {
      head: ['', 'age', `${interval} to`],
      rows: [
        ['95th percentile, at most', text(most, 'ageP95Seconds'), end(most)],
        ['oldest', text(oldest, 'ageMaxSeconds'), end(oldest)],
      ],
      figures: [1],
      more: 'state-messages.csv',
    },
  };
}

/** The largest values of a column over time, in so many parts as a picture has room for. */
function courseOf(
  { scenario }: RunSource,
  canvas: Canvas,
  rows: readonly TableRow[],
  column: string,
  factor: number,
): readonly ValueAt[] {
  const bins = cellsOf(scenario, canvas.isNarrow);
  const largest = largestPerBin(rows, bins, (row) =>
    row[column] === null ? null : factor * Number(row[column]),
  );
  return bins.spans.map(({ to }, bin) => ({ time: to, value: largest[bin] ?? null }));
}

function rowOfMost(rows: readonly TableRow[], column: string): TableRow {
  return rows.reduce((most, row) => (Number(row[column]) > Number(most[column]) ? row : most));
}

function sum(rows: readonly TableRow[], column: string): number {
  return rows.reduce((total, row) => total + Number(row[column]), 0);
}
