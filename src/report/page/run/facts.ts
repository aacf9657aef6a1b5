import { groupThousands } from '../../number.ts';
import { intervalWord } from '../../summary/figures.ts';
import { formatDuration } from '../../time.ts';
import type { RunSource, TableRow } from '../source.ts';
import { CAUSE_WORDS } from './cause-words.ts';
import { FORCED_CAUSES } from './restarts-section.ts';

const HOUR_MS = 3_600_000;
/** Shorter waits are told as this one: `at most 0.1 s`. */
const WAIT_MIN_MS = 100;

/** What somebody who plans would ask next: each a sentence, and none where nothing of the kind happened. */
export function factsOf(source: RunSource): string[] {
  return [unfinished, forcedRestarts, refusedScans, longestQueue, exposure].flatMap(
    (fact) => fact(source) ?? [],
  );
}

function unfinished({ scenario, tables }: RunSource): string | null {
  const rows = tables.rows('unfinished');
  const total = sumOf(rows, 'count');
  if (total === 0) return null;
  const counts = new Map<string, number>();
  for (const { cause, count } of rows)
    counts.set(String(cause), (counts.get(String(cause)) ?? 0) + Number(count));
  const [cause, count] = [...counts].reduce((most, each) => (each[1] > most[1] ? each : most));
  const words = CAUSE_WORDS[cause as keyof typeof CAUSE_WORDS] ?? cause;
  const each = scenario.deployments.length > 1 ? ', counted for each deployment' : '';
  const members = `${groupThousands(total)} member${total === 1 ? '' : 's'}`;
  return `Not compliant at the end: ${members}${each}. The largest part, ${groupThousands(count)}: ${words}.`;
}

function forcedRestarts({ tables }: RunSource): string | null {
  const rows = tables.rows('restarts');
  if (rows.length === 0) return null;
  const forced = rows.filter(({ cause }) => FORCED_CAUSES.has(String(cause)));
  const count = sumOf(forced, 'count');
  const met = sumOf(rows, 'countdownMetUser');
  const inside = count - sumOf(forced, 'outsideBusinessHours');
  const words =
    count === 0
      ? 'None was forced'
      : `${groupThousands(count)} were forced, ${groupThousands(inside)} of these in business hours`;
  const disturbed = met === 0 ? '' : `; ${groupThousands(met)} countdowns met a signed-in user`;
  return `Restarts: ${groupThousands(sumOf(rows, 'count'))}. ${words}${disturbed}.`;
}

function refusedScans({ scenario, tables }: RunSource): string | null {
  const rows = tables.rows('scans');
  const refused = rows.filter(({ outcome }) => outcome === 'refused');
  const total = sumOf(refused, 'count');
  if (total === 0) return null;
  const started = sumOf(
    rows.filter(({ outcome }) => outcome === 'started'),
    'count',
  );
  const byTime = new Map<string, number>();
  for (const { time, count } of refused)
    byTime.set(String(time), (byTime.get(String(time)) ?? 0) + Number(count));
  const [time, most] = [...byTime].reduce((top, each) => (each[1] > top[1] ? each : top));
  const interval = intervalWord(scenario.output.intervalMs);
  return `Refused scans: ${groupThousands(total)} of ${groupThousands(started)} started, the most, ${groupThousands(most)}, in the ${interval} before ${minuteOf(time)}.`;
}

function longestQueue({ scenario, tables }: RunSource): string | null {
  const longest = tables
    .rows('server-totals')
    .reduce<TableRow | null>(
      (most, row) => (most === null || Number(row.queueMax) > Number(most.queueMax) ? row : most),
      null,
    );
  if (longest === null || Number(longest.queueMax) === 0) return null;
  const wait = longest.waitP95Seconds;
  const waits =
    wait === null
      ? ''
      : `; 95 % of all that it served waited at most ${formatDuration(Math.max(WAIT_MIN_MS, 1000 * Number(wait)))}`;
  const when = tables
    .rows('servers')
    .find(({ server, queueMax }) => server === longest.server && queueMax === longest.queueMax);
  const interval = intervalWord(scenario.output.intervalMs);
  const at = when === undefined ? '' : ` in the ${interval} before ${minuteOf(String(when.time))}`;
  return `Longest queue: ${groupThousands(Number(longest.queueMax))} ${longest.role === 'stateSystem' ? 'files' : 'requests'} at ${longest.server}${at}${waits}.`;
}

function exposure({ tables, clientCount }: RunSource): string | null {
  const seconds = sumOf(tables.rows('exposure'), 'clientSeconds');
  if (seconds === 0) return null;
  return `Exposure: ${groupThousands((1000 * seconds) / HOUR_MS)} client-hours with a required update not installed, ${formatDuration((1000 * seconds) / clientCount)} for each client, updates added up.`;
}

/** `2024-04-09T17:00:00Z` → `2024-04-09 17:00 UTC`. */
function minuteOf(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

function sumOf(rows: readonly TableRow[], column: string): number {
  return rows.reduce((sum, row) => sum + Number(row[column]), 0);
}
