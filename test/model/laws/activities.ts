import { SOURCE_KINDS } from '../../../src/model/measures/download-measures.ts';
import { type RunResult, SCAN_OUTCOMES } from '../../../src/model/results.ts';
import { Actual } from '../../../src/model/updates/update-states.ts';
import type { Rows } from '../../../src/sim/rows.ts';
import type { Snapshot } from '../../../src/sim/state.ts';
import {
  count,
  DownloadStage,
  type Law,
  RestartStage,
  rowsOf,
  ScanStage,
  type Story,
  sumOf,
} from './story.ts';

/** How much is counted of the downloads of a group. */
const DOWNLOAD_COUNTS = 6 + SOURCE_KINDS.length;

/** Every restart, scan and download is accounted for, in the intervals as in the totals. */
export const ACTIVITY_LAWS: readonly Law[] = [
  {
    number: 20,
    text: 'Every restart completes an installation, and leaves none that waits for one.',
    broken: idleRestarts,
  },
  {
    number: 21,
    text: 'Scans started = completed + failed in any way + interrupted + running.',
    broken: lostScans,
  },
  {
    number: 22,
    text: 'Downloads started = completed + dropped + begun and not complete.',
    broken: lostDownloads,
  },
  { number: 23, text: 'The intervals of a table add up to its total.', broken: intervalsBesideTotals },
];

function* idleRestarts({ fleet, witness, result }: Story): Iterable<string> {
  const { clients, restart } = fleet.parts;
  const completions = new Map<number, Set<number>>();
  for (const { atMs, client, from, to } of witness.transitions) {
    if (from !== Actual.pendingRestart || to !== Actual.installed) continue;
    completions.set(client, (completions.get(client) ?? new Set()).add(atMs));
  }
  let [ended, running] = [0, 0];
  for (let client = 0; client < clients.count; client++) {
    const completed = completions.get(client)?.size ?? 0;
    const hasFilter = clients.groups[clients.groupOf[client]!]!.writeFilter !== null;
    if (!hasFilter && restart.count[client] !== completed) {
      yield `client ${client}: ${restart.count[client]} restarts, ${completed} of use`;
    }
    ended += restart.count[client]!;
    if (restart.stage[client] === RestartStage.restarting) running++;
  }
  if (fleet.nowMs < lastRowMs(result.compliance)) yield 'rows of the future';
  const counted =
    sumOf(result.restarts, 'count', () => true) + sum(fleet.save().get('restart measures.counts'), 4);
  if (counted !== ended + running) yield `${counted} restarts counted, ${ended} ended, ${running} running`;
}

function* lostScans({ fleet, result, state }: Story): Iterable<string> {
  const { scans, clients } = fleet.parts;
  const outcomes = SCAN_OUTCOMES.map(() => 0);
  for (const row of rowsOf(result.scans)) outcomes[row('outcome')]! += row('count');
  const since = state.get('scan measures.counts') as Int32Array;
  since.forEach((scansCount, at) => {
    outcomes[at % outcomes.length]! += scansCount;
  });
  const running = count(scans.running, (triggers) => triggers !== 0);
  const [started, ...others] = outcomes;
  const ended = others.reduce((total, value) => total + value, 0);
  if (started !== ended + running) yield `${started} started, ${ended} ended, ${running} running`;
  for (let client = 0; client < clients.count; client++) {
    if ((scans.running[client]! & scans.waiting[client]!) !== 0 && scans.stage[client] === ScanStage.idle) {
      yield `client ${client}: waits for itself`;
    }
  }
}

function* lostDownloads({ fleet, result, state }: Story): Iterable<string> {
  const { downloads, downloadMeasures } = fleet.parts;
  const since = state.get('download measures.counts') as Float64Array;
  const now = (at: number) =>
    since.reduce((total, value, index) => total + (index % DOWNLOAD_COUNTS === at ? value : 0), 0);
  const started = sumOf(result.downloads, 'started', () => true) + now(0);
  const completed = sumOf(result.downloads, 'completed', () => true) + now(1);
  const dropped = sumOf(result.downloads, 'dropped', () => true) + now(3);
  const active = count(downloads.stage, (stage) => stage !== DownloadStage.idle);
  if (started !== completed + dropped + active) {
    yield `${started} started, ${completed} completed, ${dropped} dropped, ${active} active`;
  }
  const counted = downloadMeasures.activeCount.reduce((total, value) => total + value, 0);
  if (counted !== active) yield `${counted} counted as active, ${active} are`;
}

function* intervalsBesideTotals({ scenario, fleet, result }: Story): Iterable<string> {
  yield* lostByUpdatePoints(fleet, result);
  if (fleet.nowMs !== scenario.horizonMs) return;
  for (const column of ['arrivals', 'served', 'refused', 'abandoned', 'servedInVain'] as const) {
    const [parts, total] = [result.servers, result.serverTotals].map((rows) =>
      sumOf(rows, column, () => true),
    );
    if (parts !== total) yield `servers, ${column}: ${parts} in the intervals, ${total} in total`;
  }
  for (const column of ['bytes', 'bookedBytes', 'started', 'completed', 'aborted'] as const) {
    const [parts, total] = [result.links, result.linkTotals].map((rows) => sumOf(rows, column, () => true));
    if (parts !== total) yield `links, ${column}: ${parts} in the intervals, ${total} in total`;
  }
}

/** Clients of a software update point now = clients at the end of the interval before + came − left. */
function* lostByUpdatePoints({ parts }: Story['fleet'], { updatePoints }: RunResult): Iterable<string> {
  const { clients, lifetimes, selection, updatePointMeasures } = parts;
  const { clientCount, cameCount, leftCount } = updatePointMeasures;
  const counted = new Int32Array(clientCount.length);
  for (let client = 0; client < clients.count; client++) {
    if (selection.hasPoint(client) && lifetimes.isInFleet(client)) counted[selection.pointOf[client]!]!++;
  }
  const before = new Map<number, number>();
  for (const row of rowsOf(updatePoints)) {
    const expected = (before.get(row('server')) ?? row('clients')) + row('came') - row('left');
    if (before.has(row('server')) && row('clients') !== expected) yield `${row('clients')}, not ${expected}`;
    before.set(row('server'), row('clients'));
  }
  for (const [point, count] of clientCount.entries()) {
    const now = (before.get(point) ?? count) + cameCount[point]! - leftCount[point]!;
    if (count !== counted[point] || (before.has(point) && count !== now)) {
      yield `software update point ${point}: ${count} clients, counted ${counted[point]}, added up ${now}`;
    }
  }
}

function lastRowMs(rows: Rows<'t' | 'deployment'> | RunResult['compliance']): number {
  return rows.length === 0 ? 0 : (rows as RunResult['compliance']).get(rows.length - 1, 't');
}

/** Sum of every `step`-th value. */
function sum(
  values: Snapshot extends ReadonlyMap<string, infer V> ? V | undefined : never,
  step: number,
): number {
  return (values as Int32Array).reduce((total, value, at) => total + (at % step === 0 ? value : 0), 0);
}
