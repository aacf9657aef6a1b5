import type { LinkColumn, RunResult, ServerColumn } from '../../model/results.ts';
import { rowsWhere } from '../fold.ts';
import { QUANTILE_ERROR } from '../quantiles.ts';
import type { MetricFamily } from './family.ts';

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
    read: ({ servers, serverNames }) =>
      serverNames.map(({ name }, number) => [[name], serverPeak(servers, number)]),
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
    read: ({ links, linkNames }) => linkNames.map(({ name }, number) => [[name], linkPeak(links, number)]),
  },
  link(
    'bytes',
    'bytes',
    'Bytes that passed, held by this link or booked on it.',
    (get) => get('bytes') + get('bookedBytes'),
  ),
];

/** The busiest interval of a server, offered load included. */
export function serverPeak(servers: RunResult['servers'], number: number): number {
  return rowsWhere(servers, { server: number }).reduce(
    (peak, row) => Math.max(peak, servers.get(row, 'utilisation') + servers.get(row, 'offeredUtilisation')),
    0,
  );
}

/** The busiest interval of a link. */
export function linkPeak(links: RunResult['links'], number: number): number {
  return rowsWhere(links, { link: number }).reduce(
    (peak, row) => Math.max(peak, links.get(row, 'utilisation')),
    0,
  );
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
