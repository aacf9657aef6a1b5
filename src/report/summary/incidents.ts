import { RESTART_CAUSES, type RunResult, SCAN_OUTCOMES } from '../../model/results.ts';
import { rowsWhere, sumWhere } from '../fold.ts';
import { groupThousands } from '../number.ts';
import { formatMinute } from '../time.ts';
import { intervalWord } from './figures.ts';
import { withTotal } from './total.ts';

const REFUSED = SCAN_OUTCOMES.indexOf('refused');

/** `Restarts: 25,000 (deadline 20,000 · user 5,000)`, and beneath whom they disturbed. */
export function restartLines({ restarts }: RunResult): string[] {
  const causes = RESTART_CAUSES.map((name, cause) => ({
    name,
    count: sumWhere(restarts, 'count', { cause }),
  }));
  const outside = groupThousands(sumWhere(restarts, 'outsideBusinessHours'));
  const metUser = groupThousands(sumWhere(restarts, 'countdownMetUser'));
  return [
    `Restarts: ${withTotal(causes)}`,
    `          ${outside} outside business hours · ${metUser} countdowns met a signed-in user`,
  ];
}

/** How many scans were refused, and when and where most of them. No line if none was. */
export function refusalLine({ scans, servers, serverNames, scenario }: RunResult): string[] {
  const total = sumWhere(scans, 'count', { outcome: REFUSED });
  if (total === 0) return [];
  const refusals = new Map<number, number>();
  for (const row of rowsWhere(scans, { outcome: REFUSED })) {
    const t = scans.get(row, 't');
    refusals.set(t, (refusals.get(t) ?? 0) + scans.get(row, 'count'));
  }
  const [worst] = largestFirst(refusals);
  const points = rowsWhere(servers, { t: worst! }).filter(
    (row) => serverNames[servers.get(row, 'server')]!.role === 'softwareUpdatePoint',
  );
  const refusedAt = new Map(points.map((row) => [servers.get(row, 'server'), servers.get(row, 'refused')]));
  const [point] = largestFirst(refusedAt);
  const place = point === undefined ? '' : `, at ${serverNames[point]!.name}`;
  const interval = intervalWord(scenario.output.intervalMs);
  const end = formatMinute(scenario.startEpochMs, worst!);
  return [`Scans refused: ${groupThousands(total)}, most in the ${interval} to ${end} UTC${place}`];
}

function largestFirst(amounts: ReadonlyMap<number, number>): number[] {
  return [...amounts].sort(([, a], [, b]) => b - a).map(([key]) => key);
}
