import type { LinkColumn, RunResult, ServerColumn } from '../../model/results.ts';
import type { MetricFamily } from './family.ts';
import { rowsByNumber, rowsWhere } from './fold.ts';
import { QUANTILE_ERROR } from './quantiles.ts';

type Get<Name extends string> = (column: Name) => number;

export const SERVER_METRICS: readonly MetricFamily[] = [
  server(
    'utilisation',
    '1',
    'Busy share of the server: queued work and offered load together.',
    (get) => get('utilisation') + get('offeredUtilisation'),
  ),
  {
    pattern: 'server.<server>.utilisationMax',
    unit: '1',
    meaning: 'Largest utilisation of any interval: how busy the server was in its busiest hour.',
    read: (result) => serverPeaks(result).map((peak, number) => [[result.serverNames[number]!.name], peak]),
  },
  server('waitMeanSeconds', 'seconds', 'Mean wait before service.', (get) => toSeconds(get('waitMeanMs'))),
  server('waitP95Seconds', 'seconds', `95th percentile of the wait; ${QUANTILE_ERROR}.`, (get) =>
    toSeconds(get('waitP95Ms')),
  ),
  server('queueMax', 'requests', 'Most requests that waited at once.', (get) => get('queueMax')),
  server('served', 'requests', 'Requests that were served.', (get) => get('served')),
  server('refused', 'requests', 'Requests that were refused.', (get) => get('refused')),
  link('utilisation', '1', 'Used share of the capacity.', (get) => get('utilisation')),
  {
    pattern: 'link.<link>.utilisationMax',
    unit: '1',
    meaning: 'Largest utilisation of any interval.',
    read: (result) => linkPeaks(result).map((peak, number) => [[result.linkNames[number]!.name], peak]),
  },
  link(
    'bytes',
    'bytes',
    'Bytes that passed, held by this link or booked on it.',
    (get) => get('bytes') + get('bookedBytes'),
  ),
];

/** Per server: its busiest interval, offered load included. */
export function serverPeaks({ servers, serverNames }: RunResult): number[] {
  const busy = (row: number) => servers.get(row, 'utilisation') + servers.get(row, 'offeredUtilisation');
  return rowsByNumber(servers, 'server', serverNames.length).map((rows) => largest(rows.map(busy)));
}

/** Per link: its busiest interval. */
export function linkPeaks({ links, linkNames }: RunResult): number[] {
  const busy = (row: number) => links.get(row, 'utilisation');
  return rowsByNumber(links, 'link', linkNames.length).map((rows) => largest(rows.map(busy)));
}

function largest(shares: readonly number[]): number {
  return shares.reduce((peak, share) => Math.max(peak, share), 0);
}

function server(
  figure: string,
  unit: string,
  meaning: string,
  read: (get: Get<ServerColumn>) => number | null,
): MetricFamily {
  return {
    pattern: `server.<server>.${figure}`,
    unit,
    meaning,
    read: ({ serverTotals, serverNames }: RunResult) =>
      rowsWhere(serverTotals).map((row) => [
        [serverNames[serverTotals.get(row, 'server')]!.name],
        read((column) => serverTotals.get(row, column)),
      ]),
  };
}

function link(
  figure: string,
  unit: string,
  meaning: string,
  read: (get: Get<LinkColumn>) => number | null,
): MetricFamily {
  return {
    pattern: `link.<link>.${figure}`,
    unit,
    meaning,
    read: ({ linkTotals, linkNames }: RunResult) =>
      rowsWhere(linkTotals).map((row) => [
        [linkNames[linkTotals.get(row, 'link')]!.name],
        read((column) => linkTotals.get(row, column)),
      ]),
  };
}

/** −1 and NaN say that nobody waited. */
function toSeconds(waitMs: number): number | null {
  return waitMs >= 0 ? waitMs / 1000 : null;
}
