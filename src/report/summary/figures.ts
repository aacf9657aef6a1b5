import { RESTART_CAUSES, type RunResult, UNFINISHED_CAUSES } from '../../model/results.ts';
import { rowsWhere, sumWhere } from '../fold.ts';
import { groupThousands } from '../number.ts';
import { formatDuration } from '../time.ts';
import { clip, textTable } from './text-table.ts';

const NAME_WIDTH = 36;

/** The servers that were busiest, most utilised first. */
export function busiestServers({ serverTotals, serverNames }: RunResult, limit: number): string[] {
  const get = (row: number, column: (typeof serverTotals.columns)[number]) => serverTotals.get(row, column);
  const load = (row: number) => get(row, 'utilisation') + get(row, 'offeredUtilisation');
  const rows = rowsWhere(serverTotals)
    .sort((a, b) => load(b) - load(a) || a - b)
    .slice(0, limit);
  return textTable(
    ['Busiest servers', 'utilisation', 'served', 'refused', 'queue max', 'wait p95'],
    rows.map((row) => [
      clip(serverNames[get(row, 'server')]!.name, NAME_WIDTH),
      percent(load(row)),
      groupThousands(get(row, 'served')),
      groupThousands(get(row, 'refused')),
      groupThousands(get(row, 'queueMax')),
      get(row, 'waitP95Ms') >= 0 ? formatDuration(get(row, 'waitP95Ms')) : '-',
    ]),
  );
}

/** The links that were busiest, most utilised first. */
export function busiestLinks({ linkTotals, linkNames }: RunResult, limit: number): string[] {
  const get = (row: number, column: (typeof linkTotals.columns)[number]) => linkTotals.get(row, column);
  const rows = rowsWhere(linkTotals)
    .sort((a, b) => get(b, 'utilisation') - get(a, 'utilisation') || a - b)
    .slice(0, limit);
  return textTable(
    ['Busiest links', 'utilisation', 'GB', 'transfers max'],
    rows.map((row) => [
      clip(linkNames[get(row, 'link')]!.name, NAME_WIDTH),
      percent(get(row, 'utilisation')),
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
