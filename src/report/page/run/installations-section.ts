import type { Scenario } from '../../../model/scenario.ts';
import { groupThousands } from '../../number.ts';
import { percent } from '../../summary/figures.ts';
import type { Block, Chart, Section } from '../blocks.ts';
import { type WaitingRow, waitingChart } from '../charts/waiting-chart.ts';
import type { ResultTables, RunSource, TableRow } from '../source.ts';
import { minuteText } from './courses.ts';

const HOUR_S = 3600;
const BINS_MAX = 200;
const TABLE_BINS = 12;

/** What may go wrong with an installation, as the table has it and in words. */
const TROUBLES = [
  ['failed', 'failed'],
  ['timedOut', 'given up at the maximum run time'],
  ['interrupted', 'broken off by a shutdown'],
  ['outsideWindow', 'started outside the maintenance windows of their client'],
] as const;
const WAITS = [
  ['waitingForWindow', 'Installations that wait for a maintenance window (clients)'],
  ['restartWaitingForWindow', 'Restarts that wait for a maintenance window (clients)'],
] as const;

/** Installations in brief, and who waits for maintenance windows. */
export function installationsSection({ scenario, tables }: RunSource): Section | null {
  const rows = tables.rows('installations');
  const started = sumOf(rows, 'started');
  if (started === 0) return null;
  const troubles = TROUBLES.flatMap(([column, words]) => {
    const count = sumOf(rows, column);
    return count === 0 ? [] : [`${groupThousands(count)} ${words} (${percent(count / started)})`];
  });
  const blocks: Block[] = [
    {
      kind: 'text',
      text: `${groupThousands(started)} installations started, one for each update and try, and ${groupThousands(sumOf(rows, 'completed'))} ended well. Installing took ${groupThousands(sumOf(rows, 'busySeconds') / HOUR_S)} client-hours.${troubles.length === 0 ? ' None failed.' : ''}`,
    },
  ];
  if (troubles.length > 0) blocks.push({ kind: 'list', items: troubles });
  const waits = WAITS.filter(([column]) => sumOf(rows, column) > 0);
  if (waits.length > 0) blocks.push({ kind: 'chart', chart: windowsChart(waits, scenario, tables) });
  return { id: 'installations', title: 'Installations and maintenance windows', blocks };
}

function windowsChart(
  waits: readonly (typeof WAITS)[number][],
  scenario: Scenario,
  tables: ResultTables,
): Chart {
  const courses = waits.map(([column, label]) => ({ label, counts: countsOf(column, scenario, tables) }));
  const first = courses[0]!;
  const most = first.counts.reduce((top, each) => (each.count > top.count ? each : top));
  const drawn = (binsMax: number): WaitingRow[] =>
    courses.map(({ label, counts }) => ({
      label,
      points: binned(counts, binsMax).map(({ timeMs, count }) => ({
        time: new Date(scenario.startEpochMs + timeMs),
        count,
      })),
    }));
  const instants = binned(first.counts, TABLE_BINS);
  return {
    title: 'Clients that wait for a maintenance window',
    description: `The most at the end of an interval, ${groupThousands(most.count)}, on ${minuteText(scenario, most.timeMs)}.`,
    draw: (canvas) => waitingChart(canvas, drawn(canvas.isNarrow ? BINS_MAX / 2 : BINS_MAX)),
    table: {
      head: ['Until', ...courses.map(({ label }) => `${label}, at most`)],
      rows: instants.map(({ timeMs }, bin) => [
        minuteText(scenario, timeMs),
        ...courses.map(({ counts }) => groupThousands(binned(counts, TABLE_BINS)[bin]!.count)),
      ]),
      figures: courses.map((_, at) => at + 1),
      more: 'installations.csv',
    },
  };
}

interface CountAt {
  readonly timeMs: number;
  readonly count: number;
}

/** Groups together at the end of every interval; those that the table leaves out have nobody. */
function countsOf(
  column: string,
  { measureFromMs, horizonMs, output }: Scenario,
  tables: ResultTables,
): CountAt[] {
  const counts = new Map<number, number>();
  for (const row of tables.rows('installations')) {
    const timeMs = Math.round(1000 * Number(row.elapsedSeconds));
    counts.set(timeMs, (counts.get(timeMs) ?? 0) + Number(row[column]));
  }
  const intervals = Math.ceil((horizonMs - measureFromMs) / output.intervalMs);
  return Array.from({ length: intervals }, (_, index) => {
    const timeMs = Math.min(horizonMs, measureFromMs + (index + 1) * output.intervalMs);
    return { timeMs, count: counts.get(timeMs) ?? 0 };
  });
}

/** So many stretches at most, each with its largest count. */
function binned(counts: readonly CountAt[], binsMax: number): CountAt[] {
  const width = Math.max(1, Math.ceil(counts.length / binsMax));
  return Array.from({ length: Math.ceil(counts.length / width) }, (_, bin) => {
    const inside = counts.slice(bin * width, (bin + 1) * width);
    return { timeMs: inside.at(-1)!.timeMs, count: Math.max(...inside.map(({ count }) => count)) };
  });
}

function sumOf(rows: readonly TableRow[], column: string): number {
  return rows.reduce((sum, row) => sum + Number(row[column]), 0);
}
