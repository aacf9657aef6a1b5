import { RESTART_CAUSES, type RunResult, UNFINISHED_CAUSES } from '../../model/results.ts';
import { rowsWhere, sumWhere } from '../fold.ts';
import { linkPeak, serverPeak } from '../metrics/servers.ts';
import { groupThousands } from '../number.ts';
import { formatDuration } from '../time.ts';
import { clip, textTable } from './text-table.ts';

const NAME_WIDTH = 36;

/** The servers with the busiest interval, busiest first. */
export function busiestServers(result: RunResult, limit: number): string[] {
  const { serverTotals, serverNames, servers } = result;
  const get = (row: number, column: (typeof serverTotals.columns)[number]) => serverTotals.get(row, column);
  const peaks = serverNames.map((_, number) => serverPeak(servers, number));
  const peak = (row: number) => peaks[get(row, 'server')]!;
  const rows = rowsWhere(serverTotals)
    .sort((a, b) => peak(b) - peak(a) || a - b)
    .slice(0, limit);
  return textTable(
    ['Busiest servers', 'utilisation', 'at most', 'served', 'refused', 'queue max', 'wait p95'],
    rows.map((row) => [
      clip(serverNames[get(row, 'server')]!.name, NAME_WIDTH),
      percent(get(row, 'utilisation') + get(row, 'offeredUtilisation')),
      percent(peak(row)),
      groupThousands(get(row, 'served')),
      groupThousands(get(row, 'refused')),
      groupThousands(get(row, 'queueMax')),
      get(row, 'waitP95Ms') >= 0 ? formatDuration(get(row, 'waitP95Ms')) : '-',
    ]),
  );
}

/** The links with the busiest interval, busiest first. */
export function busiestLinks(result: RunResult, limit: number): string[] {
  const { linkTotals, linkNames, links } = result;
  const get = (row: number, column: (typeof linkTotals.columns)[number]) => linkTotals.get(row, column);
  const peaks = linkNames.map((_, number) => linkPeak(links, number));
  const peak = (row: number) => peaks[get(row, 'link')]!;
  const rows = rowsWhere(linkTotals)
    .sort((a, b) => peak(b) - peak(a) || a - b)
    .slice(0, limit);
  return textTable(
    ['Busiest links', 'utilisation', 'at most', 'GB', 'transfers max'],
    rows.map((row) => [
      clip(linkNames[get(row, 'link')]!.name, NAME_WIDTH),
      percent(get(row, 'utilisation')),
      percent(peak(row)),
      ((get(row, 'bytes') + get(row, 'bookedBytes')) / 1e9).toFixed(1),
      groupThousands(get(row, 'flowsMax')),
    ]),
  );
}

/** `Restarts: 25,000 (deadline 20,000 · user 5,000), 1,200 outside working hours`. */
export function restartLine({ restarts }: RunResult): string {
  const causes = RESTART_CAUSES.map((name, cause) => ({
    name,
    count: sumWhere(restarts, 'count', { cause }),
  }));
  const outside = groupThousands(sumWhere(restarts, 'outsideWorkingHours'));
  return `Restarts: ${withTotal(causes)}, ${outside} outside working hours`;
}

/** The clients that are not compliant with a deployment at the end, by cause, the most frequent first. */
export function unfinishedLine({ unfinished }: RunResult, deployment: number): string {
  const causes = UNFINISHED_CAUSES.map((name, cause) => ({
    name,
    count: sumWhere(unfinished, 'count', { deployment, cause }),
  })).sort((a, b) => b.count - a.count);
  return `Not compliant at the end: ${withTotal(causes)}`;
}

function withTotal(parts: readonly { readonly name: string; readonly count: number }[]): string {
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  const details = parts
    .filter(({ count }) => count > 0)
    .map(({ name, count }) => `${name} ${groupThousands(count)}`);
  return groupThousands(total) + (details.length > 0 ? ` (${details.join(' · ')})` : '');
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
