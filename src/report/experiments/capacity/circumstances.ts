import { group } from 'd3-array';
import type { ServerLoad } from '../../../experiment/capacity/server-loads.ts';
import type { CapacityStudy } from '../../../experiment/capacity/study.ts';
import type { LimitUse } from '../../../scenario/limits.ts';
import { groupThousands } from '../../number.ts';
import { clip } from '../../summary/display-width.ts';
import { textTable } from '../../summary/text-table.ts';
import { figureText } from '../figures.ts';

const NAME_WIDTH = 36;
const SERVERS_MAX = 5;
const LIMITS_MAX = 4;

/** The busiest servers at the answer, by their busiest interval. */
export function busiestLines({ plan, at }: CapacityStudy): string[] {
  if (at === null) return [];
  const byServer = group(at.servers, ({ server }) => server);
  const mean = (loads: readonly ServerLoad[], figure: ServerLoad['figure']) =>
    loads.find((load) => load.figure === figure)?.interval.mean ?? null;
  const busiest = [...byServer]
    .toSorted(([, a], [, b]) => (mean(b, 'utilisationMax') ?? 0) - (mean(a, 'utilisationMax') ?? 0))
    .slice(0, SERVERS_MAX);
  const cell = (loads: readonly ServerLoad[], figure: ServerLoad['figure'], unit: string) => {
    const value = mean(loads, figure);
    return value === null ? '-' : figureText(value, unit);
  };
  const rows = busiest.map(([server, loads]) => [
    clip(server, NAME_WIDTH),
    cell(loads, 'utilisation', '1'),
    cell(loads, 'utilisationMax', '1'),
    cell(loads, 'queueMax', ''),
    cell(loads, 'waitP95Seconds', 'seconds'),
  ]);
  const head = [
    `Busiest with ${plan.points[at.candidate]!.name}`,
    'utilisation',
    'busiest interval',
    'queue max',
    'wait p95',
  ];
  return ['', ...textTable(head, rows)];
}

/** What comes closest to what Microsoft supports, and all that is beyond. */
export function limitLines({ at }: CapacityStudy): string[] {
  const used = (at?.limits ?? [])
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => shareOf(b) - shareOf(a));
  if (used.length === 0) return [];
  const shown = used.filter((use, rank) => rank < LIMITS_MAX || shareOf(use) > 1).slice(0, 2 * LIMITS_MAX);
  const rows = shown.map((use) => [
    clip(use.name, NAME_WIDTH),
    groupThousands(use.count),
    groupThousands(use.limit.max),
    headRoom(use),
    use.limit.of,
  ]);
  return ['', ...textTable(['Supported by Microsoft', 'here', 'at most', 'head-room', ''], rows, true)];
}

function headRoom(use: LimitUse): string {
  const share = shareOf(use);
  return share > 1 ? 'none: not supported' : figureText(1 - share, '1');
}

function shareOf({ count, limit }: LimitUse): number {
  return count / limit.max;
}
