import { QUANTILE_ERROR } from '../../experiment/metrics/quantiles.ts';
import type { ServerColumn } from '../../model/results.ts';
import { count, intervalEnd, measure, named, seconds } from '../columns.ts';
import { type Column, tableOf } from '../table.ts';

const columns: readonly Column<ServerColumn>[] = [
  ...intervalEnd<ServerColumn>('t'),
  named('server', 'server', 'Name of the server.', (result) => result.serverNames),
  {
    name: 'role',
    type: 'text',
    meaning: '`softwareUpdatePoint`, `managementPoint` or `stateSystem`.',
    read: ({ get, result }) => result.serverNames[get('server')]?.role ?? null,
  },
  count('arrivals', 'Requests that arrived.'),
  count('served', 'Requests that were served to the end; of a state system, files.'),
  count('refused', 'Requests refused because the queue was full or the server down.'),
  count('abandoned', 'Requests whose client gave up or went away.'),
  count(
    'present',
    'Requests queued or in service at the end: arrivals = served + refused + abandoned + growth of present.',
  ),
  count(
    'servedInVain',
    'Requests that the server worked off for clients that had given up; of arrivals they are abandoned ones.',
  ),
  measure('queueMean', 'Mean number of waiting requests, weighted by time.'),
  count('queueMax', 'Most requests that waited at once; of a state system, files.'),
  measure('utilisation', 'Mean busy share of the server’s capacity, 0 to 1, queued work.'),
  measure(
    'offeredUtilisation',
    'Further share offered by requests that never queue (policy polls without news).',
  ),
  seconds('waitMeanSeconds', 'waitMeanMs', 'Mean wait before service.'),
  seconds('waitP50Seconds', 'waitP50Ms', `Median wait before service; ${QUANTILE_ERROR}.`),
  seconds('waitP95Seconds', 'waitP95Ms', '95th percentile of the wait, likewise.'),
  seconds('waitP99Seconds', 'waitP99Ms', '99th percentile of the wait, likewise.'),
];

export const serversTable = tableOf<ServerColumn>({
  name: 'servers',
  meaning: 'Books and queues of every server over time.',
  rowIs: 'an interval and server',
  source: (result) => result.servers,
  columns,
});

export const serverTotalsTable = tableOf<ServerColumn>({
  name: 'server-totals',
  meaning: 'The same over the whole measured span: quantiles cannot be added up from intervals.',
  rowIs: 'a server',
  source: (result) => result.serverTotals,
  columns,
});
