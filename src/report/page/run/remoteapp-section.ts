import { groupThousands } from '../../number.ts';
import { formatDuration } from '../../time.ts';
import type { Block, Chart, DataTable, Section } from '../blocks.ts';
import type { Canvas, SvgNode } from '../charts/canvas.ts';
import { panelsChart } from '../charts/panels.ts';
import type { RunSource, TableRow } from '../source.ts';
import { cellsOf } from './loads.ts';
import { largestPerBin } from './time-bins.ts';

/** Collections that a picture has room for, and updates of a table. */
const PANELS_MAX = 6;
const ROWS_MAX = 12;

interface Collection {
  readonly name: string;
  readonly rows: readonly TableRow[];
}

/** Collections of RemoteApp: their sessions and sign-ins over time, what updates did to users, and what hosts lacked. */
export function remoteAppSection(source: RunSource): Section | null {
  const { tables } = source;
  const rows = tables.rows('remoteapp-collections');
  const collections = [...new Set(rows.map(({ remoteAppCollection }) => String(remoteAppCollection)))].map(
    (name) => ({ name, rows: rows.filter(({ remoteAppCollection }) => remoteAppCollection === name) }),
  );
  if (collections.length === 0) return null;
  const largestFirst = [...collections].sort((a, b) => most(b.rows, 'sessions') - most(a.rows, 'sessions'));
  const blocks: Block[] = [
    { kind: 'text', text: toldWords(rows) },
    { kind: 'chart', chart: sessionsChart(source, largestFirst) },
    { kind: 'chart', chart: signInsChart(source, largestFirst) },
    ...tableBlock(
      'What updates of collections did to users',
      updatesTable(tables.rows('remoteapp-collection-updates')),
    ),
    ...tableBlock('When updates reached the last session', exposureTable(tables.rows('remoteapp-updates'))),
  ];
  return { id: 'remoteapp', title: 'RemoteApp', blocks };
}

function toldWords(rows: readonly TableRow[]): string {
  const told = sum(rows, 'told');
  const forced = sum(rows, 'forcedOff');
  const exposed = `Session hosts lacked released updates for ${groupThousands(sum(rows, 'exposedHostSeconds') / 3600)} host-hours.`;
  if (told === 0 && forced === 0) return `No update made anybody sign out. ${exposed}`;
  return `Updates told ${users(told)} to sign out; ${groupThousands(sum(rows, 'signedOutInTime'))} did so in time. ${sessions(forced)} ended by force, ${groupThousands(sum(rows, 'forcedOffActive'))} of them with somebody at work, and work was lost in ${groupThousands(sum(rows, 'workLost'))}. ${exposed}`;
}

function sessionsChart(source: RunSource, collections: readonly Collection[]): Chart {
  const left = collections.reduce((total, { rows }) => total + most(rows, 'sessionsOnOldImage'), 0);
  return {
    title: 'Sessions, and those on hosts that an update has left behind (shaded)',
    description: `${mostWords(collections, 'sessions', 'sessions')} ${left === 0 ? 'None was left on older hosts.' : `On older hosts there were at most ${groupThousands(left)}.`}`,
    draw: (canvas) => courses(source, canvas, collections, 'sessions', 'sessionsOnOldImage'),
    table: peaksTable(
      collections,
      ['sessions', 'sessionsOnOldImage', 'hosts'],
      ['sessions', 'on older hosts', 'hosts'],
    ),
  };
}

function signInsChart(source: RunSource, collections: readonly Collection[]): Chart {
  return {
    title: 'Sign-ins per minute, when they were most',
    description: mostWords(collections, 'signInsPerMinuteMax', 'sign-ins in a minute'),
    draw: (canvas) => courses(source, canvas, collections, 'signInsPerMinuteMax'),
    table: peaksTable(
      collections,
      ['signInsPerMinuteMax', 'reconnectionsPerMinuteMax'],
      ['sign-ins per minute', 'of users whom an update made leave'],
    ),
  };
}

function courses(
  { scenario }: RunSource,
  canvas: Canvas,
  collections: readonly Collection[],
  column: string,
  partColumn?: string,
): SvgNode {
  const bins = cellsOf(scenario, canvas.isNarrow);
  const course = (rows: readonly TableRow[], of: string) => {
    const largest = largestPerBin(rows, bins, (row) => Number(row[of]));
    return bins.spans.map(({ to }, bin) => ({ time: to, value: largest[bin] ?? null }));
  };
  return panelsChart(canvas, {
    label: column === 'sessions' ? 'sessions' : 'sign-ins per minute',
    panels: collections.slice(0, PANELS_MAX).map(({ name, rows }) => ({
      name,
      note: `at most ${groupThousands(most(rows, column))}`,
      values: course(rows, column),
      ...(partColumn === undefined ? {} : { part: course(rows, partColumn) }),
    })),
  });
}

function mostWords(collections: readonly Collection[], column: string, noun: string): string {
  const largest = collections.reduce((a, b) => (most(b.rows, column) > most(a.rows, column) ? b : a));
  const rest = collections.length - PANELS_MAX;
  const hidden = rest > 0 ? ` ${groupThousands(rest)} more collections are not shown.` : '';
  return `The most are in ${largest.name}: ${groupThousands(most(largest.rows, column))} ${noun}.${hidden}`;
}

function peaksTable(
  collections: readonly Collection[],
  columns: readonly string[],
  heads: readonly string[],
): DataTable {
  return {
    head: ['Collection', ...heads.map((head) => `${head}, at most`)],
    rows: collections
      .slice(0, ROWS_MAX)
      .map(({ name, rows }) => [name, ...columns.map((column) => groupThousands(most(rows, column)))]),
    figures: columns.map((_, at) => at + 1),
    more: 'remoteapp-collections.csv',
  };
}

/** The costliest first. */
function updatesTable(rows: readonly TableRow[]): DataTable {
  const costliest = [...rows].sort((a, b) => Number(b.lostSeconds) - Number(a.lostSeconds));
  const counts = ['told', 'signedOutInTime', 'forcedOff', 'forcedOffActive', 'workLost'];
  return {
    head: [
      'Collection',
      'to',
      'outcome',
      'told',
      'in time',
      'forced off',
      'at work',
      'work lost',
      'hours lost',
    ],
    rows: costliest
      .slice(0, ROWS_MAX)
      .map((row) => [
        String(row.remoteAppCollection),
        String(row.templateImage),
        String(row.outcome),
        ...counts.map((column) => groupThousands(Number(row[column]))),
        (Number(row.lostSeconds) / 3600).toFixed(1),
      ]),
    figures: [3, 4, 5, 6, 7, 8],
    more: 'remoteapp-collection-updates.csv',
  };
}

/** Those that session hosts lacked longest first. */
function exposureTable(rows: readonly TableRow[]): DataTable {
  const longest = [...rows].sort((a, b) => Number(b.exposedHostSeconds) - Number(a.exposedHostSeconds));
  return {
    head: ['Collection', 'update', 'last session without it ended', 'host-hours without it'],
    rows: longest
      .slice(0, ROWS_MAX)
      .map(({ remoteAppCollection, update, sinceReleaseSeconds, exposedHostSeconds }) => [
        String(remoteAppCollection),
        String(update),
        sinceReleaseSeconds === null
          ? 'not yet'
          : `${formatDuration(1000 * Math.max(0, Number(sinceReleaseSeconds)))} after release`,
        groupThousands(Number(exposedHostSeconds) / 3600),
      ]),
    figures: [3],
    more: 'remoteapp-updates.csv',
  };
}

function tableBlock(caption: string, table: DataTable): Block[] {
  return table.rows.length === 0 ? [] : [{ kind: 'table', caption, table }];
}

function most(rows: readonly TableRow[], column: string): number {
  return rows.reduce((largest, row) => Math.max(largest, Number(row[column])), 0);
}

function sum(rows: readonly TableRow[], column: string): number {
  return rows.reduce((total, row) => total + Number(row[column]), 0);
}

function users(count: number): string {
  return count === 1 ? '1 user' : `${groupThousands(count)} users`;
}

function sessions(count: number): string {
  return count === 1 ? '1 session was' : `${groupThousands(count)} sessions were`;
}
