import { figureText } from '../../experiments/figures.ts';
import { groupThousands } from '../../number.ts';
import type { Block, Chart, Section } from '../blocks.ts';
import { type IntervalPanel, intervalChart } from '../charts/interval-chart.ts';
import type { ExperimentSource, TableRow } from '../source.ts';
import { byText, meanIntervalOf, noteOf, numberAt, percentText, placed, textAt } from './rows.ts';

const ROWS_MAX = 12;
const PERCENT = { unit: '%', factor: 100, decimals: 0 };

/** How busy servers are at the answer of a search for capacity, and how far the limits of Microsoft are. */
export function loadsSection({ plan, tables }: ExperimentSource): Section | null {
  const { question } = plan;
  const [loads, limits] = [tables.rows('server-loads'), tables.rows('limits')];
  if (question.kind !== 'capacity' || loads.length + limits.length === 0) return null;
  const value = `${question.vary} = ${textAt((loads[0] ?? limits[0])!, 'value')}`;
  const blocks: Block[] = [];
  if (loads.length > 0) blocks.push({ kind: 'chart', chart: busiestChart(value, loads) });
  if (limits.length > 0) blocks.push({ kind: 'chart', chart: limitsChart(value, limits) });
  return { id: 'loads', title: 'Servers and limits', blocks };
}

function busiestChart(value: string, rows: readonly TableRow[]): Chart {
  const servers = [...byText(rows, 'server')]
    .map(([server, own]) => ({ server, figures: byText(own, 'figure') }))
    .toSorted((a, b) => peakOf(b.figures) - peakOf(a.figures));
  const shown = servers.slice(0, ROWS_MAX);
  const peaks = shown.flatMap(({ server, figures }) => {
    const [row] = figures.get('utilisationMax') ?? [];
    return row === undefined ? [] : [{ server, row }];
  });
  const panel: IntervalPanel = {
    title: 'Utilisation in the busiest interval',
    unit: '% of capacity',
    rows: peaks.map(({ server, row }) => ({
      label: server,
      ...placed(meanIntervalOf(row), PERCENT),
      standing: 'neutral',
      note: noteOf(meanIntervalOf(row), '1'),
    })),
    lines: [
      { at: 0, text: '' },
      { at: 100, text: 'full' },
    ],
  };
  const [busiest] = peaks;
  const lead =
    busiest === undefined
      ? ''
      : `${busiest.server} is the busiest, ${shareText(numberAt(busiest.row, 'mean') ?? 0)} in its busiest interval.`;
  const left = servers.length - shown.length;
  return {
    title: `How busy the servers are with ${value}`,
    description: `${lead}${left === 0 ? '' : ` ${left} less busy ones are in server-loads.csv.`}`,
    draw: (canvas) => intervalChart(canvas, [panel]),
    table: {
      head: ['Server', 'utilisation', 'busiest interval', 'queue max', 'wait p95', 'refused'],
      rows: shown.map(({ server, figures }) => [
        server,
        ...['utilisation', 'utilisationMax', 'queueMax', 'waitP95Seconds', 'refused'].map((figure) =>
          meanText(figures.get(figure)?.[0]),
        ),
      ]),
      figures: [1, 2, 3, 4, 5],
      more: 'server-loads.csv',
    },
  };
}

function peakOf(figures: ReadonlyMap<string, readonly TableRow[]>): number {
  const [row] = figures.get('utilisationMax') ?? [];
  return row === undefined ? 0 : (numberAt(row, 'mean') ?? 0);
}

function meanText(row: TableRow | undefined): string {
  const mean = row === undefined ? null : numberAt(row, 'mean');
  if (mean === null) return '-';
  const unit = textAt(row!, 'unit');
  return unit === '1' ? shareText(mean) : figureText(mean, unit);
}

function shareText(share: number): string {
  return percentText(Number(share.toPrecision(3)));
}

function limitsChart(value: string, rows: readonly TableRow[]): Chart {
  const ranked = rows
    .filter((row) => numberAt(row, 'count')! > 0)
    .toSorted((a, b) => numberAt(b, 'used')! - numberAt(a, 'used')!);
  const shown = ranked.slice(0, ROWS_MAX);
  const beyond = ranked.filter((row) => numberAt(row, 'used')! > 1).length;
  const panel: IntervalPanel = {
    title: 'Used of what Microsoft supports',
    unit: '% of the supported number',
    rows: shown.map((row) => {
      const used = numberAt(row, 'used')!;
      return {
        label: `${textAt(row, 'name')}: ${textAt(row, 'limit')}`,
        value: 100 * used,
        interval: [0, 100 * used],
        standing: used > 1 ? 'bad' : 'neutral',
        note: `${groupThousands(numberAt(row, 'count')!)} of ${groupThousands(numberAt(row, 'supported')!)}`,
      };
    }),
    lines: [
      { at: 0, text: '' },
      { at: 100, text: 'supported' },
    ],
  };
  return {
    title: `Head-room against documented limits with ${value}`,
    description:
      beyond === 0
        ? `Nothing is beyond what Microsoft supports; closest is ${textAt(shown[0]!, 'name')} with ${shareText(numberAt(shown[0]!, 'used')!)} of its ${textAt(shown[0]!, 'limit')}.`
        : `${beyond} of ${ranked.length} are beyond what Microsoft supports.`,
    draw: (canvas) => intervalChart(canvas, [panel]),
    table: {
      head: ['Server or site', 'limit', 'here', 'supported', 'head-room', 'source'],
      rows: ranked.map((row) => [
        textAt(row, 'name'),
        textAt(row, 'limit'),
        groupThousands(numberAt(row, 'count')!),
        groupThousands(numberAt(row, 'supported')!),
        groupThousands(numberAt(row, 'headRoom')!),
        textAt(row, 'source'),
      ]),
      figures: [2, 3, 4],
      more: 'limits.csv',
    },
  };
}
