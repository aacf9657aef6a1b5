import { rowsWhere, sumWhere } from '../../experiment/metrics/fold.ts';
import { RESTART_CAUSES, type RunResult, SCAN_OUTCOMES, SITE_EVENTS } from '../../model/results.ts';
import { groupThousands } from '../number.ts';
import { formatMinute } from '../time.ts';
import { intervalWord } from './figures.ts';
import { withTotal } from './total.ts';

/** What can go wrong with a scan at a server: its outcome, the server's count of it, and what the summary calls it. */
const SCAN_TROUBLES = [
  { outcome: SCAN_OUTCOMES.indexOf('refused'), column: 'refused', words: 'Scans refused' },
  {
    outcome: SCAN_OUTCOMES.indexOf('timedOut'),
    column: 'abandoned',
    words: 'Scans without an answer in time',
  },
] as const;
const SYNC_FAILED = SITE_EVENTS.indexOf('syncFailed');
/** Orchestration groups that a line names. */
const NAMED_MAX = 2;

/** `Restarts: 25,000 (deadline 20,000 · user 5,000)`, and beneath whom they disturbed, if there were any. */
export function restartLines({ restarts }: RunResult): string[] {
  const causes = RESTART_CAUSES.map((name, cause) => ({
    name,
    count: sumWhere(restarts, 'count', { cause }),
  }));
  const outside = sumWhere(restarts, 'outsideBusinessHours');
  const metUser = sumWhere(restarts, 'countdownMetUser');
  const restarted = `Restarts: ${withTotal(causes)}`;
  if (outside + metUser === 0) return [restarted];
  const words = `${groupThousands(outside)} outside business hours · ${groupThousands(metUser)} countdowns met a signed-in user`;
  return [restarted, `          ${words}`];
}

/** What else an administrator has to know: each a line, and none if nothing of the kind happened. */
export function troubleLines(result: RunResult): string[] {
  const { events, stateMessages, installations, scenario } = result;
  const nameOfSite = ({ key, count }: { key: number; count: number }) => ({
    name: scenario.sites[key]!.name,
    count,
  });
  const failures = countsBy(rowsWhere(events, { code: SYNC_FAILED }), (row) => events.get(row, 'site'));
  const lost = sumWhere(stateMessages, 'lost');
  const failed = sumWhere(installations, 'failed');
  const started = groupThousands(sumWhere(installations, 'started'));
  const files = groupThousands(sumWhere(stateMessages, 'corruptFiles'));
  return [
    ...SCAN_TROUBLES.flatMap((trouble) => scanTroubleLine(result, trouble)),
    ...(failures.length === 0 ? [] : [`Synchronizations failed: ${withTotal(failures.map(nameOfSite))}`]),
    ...(failed === 0 ? [] : [`Installations failed: ${groupThousands(failed)} of ${started}`]),
    ...orchestrationStops(result),
    ...(lost === 0 ? [] : [`State messages lost: ${groupThousands(lost)}, in ${files} damaged files`]),
  ];
}

/** Which orchestration groups stopped how often: until a reset their members wait. */
function orchestrationStops({ orchestrationGroups, scenario }: RunResult): string[] {
  const stops = scenario.orchestrationGroups.map(({ name }, orchestrationGroup) => ({
    name,
    count: sumWhere(orchestrationGroups, 'stopped', { orchestrationGroup }),
  }));
  const any = stops.filter(({ count }) => count > 0);
  return any.length === 0 ? [] : [`Orchestration groups stopped: ${withTotal(any, NAMED_MAX)}`];
}

/** How many scans ended so, and when and where most of them did. */
function scanTroubleLine(
  { scans, servers, serverNames, scenario }: RunResult,
  { outcome, column, words }: (typeof SCAN_TROUBLES)[number],
): string[] {
  const total = sumWhere(scans, 'count', { outcome });
  if (total === 0) return [];
  const counts = new Map<number, number>();
  for (const row of rowsWhere(scans, { outcome })) {
    const t = scans.get(row, 't');
    counts.set(t, (counts.get(t) ?? 0) + scans.get(row, 'count'));
  }
  const [worst] = largestFirst(counts);
  const points = rowsWhere(servers, { t: worst! }).filter(
    (row) => serverNames[servers.get(row, 'server')]!.role === 'softwareUpdatePoint',
  );
  const countAt = new Map(points.map((row) => [servers.get(row, 'server'), servers.get(row, column)]));
  const [point] = largestFirst(countAt);
  const place = point === undefined ? '' : `, at ${serverNames[point]!.name}`;
  const interval = intervalWord(scenario.output.intervalMs);
  const end = formatMinute(scenario.startEpochMs, worst!);
  return [`${words}: ${groupThousands(total)}, most in the ${interval} to ${end} UTC${place}`];
}

/** How many rows have each key, by key. */
function countsBy(rows: readonly number[], keyOf: (row: number) => number): { key: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => a - b).map(([key, count]) => ({ key, count }));
}

function largestFirst(amounts: ReadonlyMap<number, number>): number[] {
  return [...amounts].sort(([, a], [, b]) => b - a).map(([key]) => key);
}
