import { rowsWhere } from '../../experiment/metrics/fold.ts';
import { linkPeaks, serverPeaks } from '../../experiment/metrics/servers.ts';
import type { RunResult } from '../../model/results.ts';
import { groupThousands } from '../number.ts';
import { formatDuration } from '../time.ts';
import { clip } from './display-width.ts';
import { textTable } from './text-table.ts';

const NAME_WIDTH = 36;
const HOUR_MS = 3_600_000;

/** The servers with the busiest interval, busiest first; of those equally busy, the one with more requests. */
export function busiestServers(result: RunResult, limit: number): string[] {
  const { serverTotals, serverNames } = result;
  const get = (row: number, column: (typeof serverTotals.columns)[number]) => serverTotals.get(row, column);
  const peaks = serverPeaks(result);
  const peak = (row: number) => peaks[get(row, 'server')]!;
  const requests = (row: number) => get(row, 'served') + get(row, 'refused');
  const rows = rowsWhere(serverTotals)
    .sort((a, b) => tenths(peak(b)) - tenths(peak(a)) || requests(b) - requests(a) || a - b)
    .slice(0, limit);
  return textTable(
    ['Busiest servers', 'utilisation', busiest(result), 'served', 'refused', 'queue max', 'wait p95'],
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

/** The links with the busiest interval, busiest first; of those equally busy, the one with more bytes. */
export function busiestLinks(result: RunResult, limit: number): string[] {
  const { linkTotals, linkNames } = result;
  const get = (row: number, column: (typeof linkTotals.columns)[number]) => linkTotals.get(row, column);
  const peaks = linkPeaks(result);
  const peak = (row: number) => peaks[get(row, 'link')]!;
  const bytes = (row: number) => get(row, 'bytes') + get(row, 'bookedBytes');
  const rows = rowsWhere(linkTotals)
    .sort((a, b) => tenths(peak(b)) - tenths(peak(a)) || bytes(b) - bytes(a) || a - b)
    .slice(0, limit);
  return textTable(
    ['Busiest links', 'utilisation', busiest(result), 'GB', 'transfers max'],
    rows.map((row) => [
      clip(linkNames[get(row, 'link')]!.name, NAME_WIDTH),
      percent(get(row, 'utilisation')),
      percent(peak(row)),
      gigabytes(bytes(row)),
      groupThousands(get(row, 'flowsMax')),
    ]),
  );
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** A share in tenths of a per cent: two that look the same are the same. */
function tenths(share: number): number {
  return Math.round(1000 * share);
}

function busiest({ scenario }: RunResult): string {
  return `busiest ${intervalWord(scenario.output.intervalMs)}`;
}

/** What to call the intervals of the tables. */
export function intervalWord(intervalMs: number): string {
  return intervalMs === HOUR_MS ? 'hour' : 'interval';
}

export function gigabytes(bytes: number): string {
  const tenthsOfGigabytes = Math.round(bytes / 1e8);
  return `${groupThousands(Math.floor(tenthsOfGigabytes / 10))}.${tenthsOfGigabytes % 10}`;
}
