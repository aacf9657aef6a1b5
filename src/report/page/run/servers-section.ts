import { groupThousands } from '../../number.ts';
import { percent } from '../../summary/figures.ts';
import { formatDuration, formatMinute } from '../../time.ts';
import type { Block, DataTable, Section } from '../blocks.ts';
import { heatMap } from '../charts/heat-map.ts';
import type { RunSource, TableRow } from '../source.ts';
import {
  cellsOf,
  intervalName,
  type Load,
  loadsOf,
  queueMap,
  restWords,
  SHOWN_MAX,
  utilisationMap,
} from './loads.ts';

/** How busy every server is over time, and how long its queue: software update points, management points, state systems. */
export function serversSection(source: RunSource): Section | null {
  const { scenario, tables } = source;
  const loads = loadsOf(
    'server',
    tables.rows('servers'),
    tables.rows('server-totals'),
    utilisationOf,
    ({ served, refused }) => Number(served) + Number(refused),
  );
  if (loads.length === 0) return null;
  const shown = loads.slice(0, SHOWN_MAX);
  const table = tableOf(shown);
  const interval = intervalName(scenario);
  const blocks: Block[] = [
    { kind: 'text', text: `${refusedWords(loads)} ${waitWords(loads)}`.trim() },
    {
      kind: 'chart',
      chart: {
        title: `Busy share of servers: the busiest ${interval} in every cell`,
        description: `${peakWords(loads[0]!, source)}${restWords(loads, 'server')}`,
        draw: (canvas) =>
          heatMap(canvas, utilisationMap(shown, cellsOf(scenario, canvas.isNarrow), utilisationOf)),
        table,
      },
    },
  ];
  const queued = [...loads]
    .filter(({ total }) => Number(total.queueMax) > 0)
    .sort((a, b) => Number(b.total.queueMax) - Number(a.total.queueMax));
  if (queued.length > 0) {
    const most = queued.slice(0, SHOWN_MAX);
    blocks.push({
      kind: 'chart',
      chart: {
        title: 'Queues of servers: the most that waited at once in every cell',
        description: queueWords(queued, source),
        draw: (canvas) => heatMap(canvas, queueMap(most, cellsOf(scenario, canvas.isNarrow))),
        table: tableOf(most),
      },
    });
  }
  return { id: 'servers', title: 'Servers', blocks };
}

/** Queued work and offered load together. */
function utilisationOf({ utilisation, offeredUtilisation }: TableRow): number {
  return Number(utilisation) + Number(offeredUtilisation);
}

function peakWords({ name, peak, peakRow }: Load, { scenario }: RunSource): string {
  const end = formatMinute(scenario.startEpochMs, 1000 * Number(peakRow.elapsedSeconds));
  return `The busiest is ${name}: ${percent(peak)} of its capacity in the ${intervalName(scenario)} to ${end} UTC.`;
}

function queueWords(queued: readonly Load[], { scenario }: RunSource): string {
  const [first] = queued;
  const most = Number(first!.total.queueMax);
  const at = first!.rows.find(({ queueMax }) => Number(queueMax) === most) ?? first!.peakRow;
  const end = formatMinute(scenario.startEpochMs, 1000 * Number(at.elapsedSeconds));
  const rest = queued.length - SHOWN_MAX;
  const hidden = rest > 0 ? ` ${groupThousands(rest)} more with shorter ones are not shown.` : '';
  return `The longest queue is that of ${first!.name}: ${groupThousands(most)} at once in the ${intervalName(scenario)} to ${end} UTC.${hidden}`;
}

function refusedWords(loads: readonly Load[]): string {
  const refusing = loads.filter(({ total }) => Number(total.refused) > 0);
  if (refusing.length === 0) return 'No server refused a request.';
  const refused = refusing.reduce((sum, { total }) => sum + Number(total.refused), 0);
  const [most] = [...refusing].sort((a, b) => Number(b.total.refused) - Number(a.total.refused));
  const where =
    refusing.length === 1
      ? `all by ${most!.name}`
      : `${groupThousands(Number(most!.total.refused))} of them by ${most!.name}`;
  return `Servers refused ${requests(refused)}, ${where}, because the queue was full or the server down.`;
}

/** The longest 95th percentile; empty if nobody has one. */
function waitWords(loads: readonly Load[]): string {
  const waiting = loads.filter(({ total }) => Number(total.waitP95Seconds) > 0);
  const [longest] = waiting.sort((a, b) => Number(b.total.waitP95Seconds) - Number(a.total.waitP95Seconds));
  if (longest === undefined) return 'At every server at least 95 % of requests began at once.';
  return `The longest wait is at ${longest.name}, where 95 % of requests began within ${waitText(longest.total)}.`;
}

function tableOf(loads: readonly Load[]): DataTable {
  return {
    head: ['Server', 'busiest', 'mean', 'served', 'refused', 'given up', 'queue at most', 'wait p95'],
    rows: loads.map(({ name, peak, total }) => [
      name,
      percent(peak),
      percent(utilisationOf(total)),
      groupThousands(Number(total.served)),
      groupThousands(Number(total.refused)),
      groupThousands(Number(total.abandoned)),
      groupThousands(Number(total.queueMax)),
      total.waitP95Seconds === null ? '–' : waitText(total),
    ]),
    figures: [1, 2, 3, 4, 5, 6, 7],
    more: 'servers.csv and server-totals.csv',
  };
}

function waitText({ waitP95Seconds }: TableRow): string {
  return formatDuration(1000 * Number(waitP95Seconds));
}

function requests(count: number): string {
  return count === 1 ? '1 request' : `${groupThousands(count)} requests`;
}
