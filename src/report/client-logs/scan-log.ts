import { Kind, Stage } from '../../model/client/scan-agent.ts';
import { FORCED_ONLINE, OFFLINE } from '../../model/client/scan-triggers.ts';
import { SCAN_TRIGGERS } from '../../model/results.ts';
import type { ScanFacts } from '../../model/stories/client-facts.ts';
import type { ClientChapter } from '../../model/stories/client-story.ts';
import { Compliance } from '../../model/updates/update-states.ts';
import { isAnother } from '../explain/scan-words.ts';
import type { StoryNames } from '../explain/story-names.ts';
import { TRIGGERS } from '../explain/triggers.ts';
import { type LogLine, line, updateText } from './client-log.ts';

/** Windows Update's codes for what can happen to a scan at its server (domain, errors that are retried and not). */
const CODES = {
  /** HTTP 503. */
  unavailable: '0x80244022',
  noConnection: '0x80072EFD',
  connectionAborted: '0x80072EFE',
  timeout: '0x80072EE2',
} as const;

/** How WUAHandler and the updates store name what a scan finds. */
const FOUND = {
  [Compliance.unknown]: 'Unknown',
  [Compliance.notRequired]: 'Not required',
  [Compliance.required]: 'Missing',
  [Compliance.installed]: 'Installed',
};

/** How the scan that was under way has ended, and what was found. */
export function scanEnds(names: StoryNames, chapter: ClientChapter): LogLine[] {
  const { before, after, atMs } = chapter;
  const [was, is] = [before.scan, after.scan];
  const isOver = was.running !== 0 && isAnother(was, is);
  const triggers = triggersOf(was.running);
  if (is.refusalCount > was.refusalCount || (isOver && is.retryMs !== Infinity && is.retryMs !== was.retryMs))
    return [...scanFails(names, chapter), ...learned(names, chapter)];
  if (!isOver) return learned(names, chapter);
  if ((is.failed & was.running) !== 0 && is.failed !== was.failed) {
    const text = `Search at ${names.point(was.pointToTry)} timed out, error = ${CODES.timeout}`;
    return [
      line('WUAHandler', text, 'error'),
      line('ScanAgent', `Scan (${triggers}) failed, not retried: waits for the next trigger`, 'error'),
    ];
  }
  const isOnline = is.lastOnlineMs === atMs && is.lastOnlineMs !== was.lastOnlineMs;
  const isComplete = isOnline || (was.stage === Stage.evaluating && (is.waiting & was.running) === 0);
  if (!isComplete) return [line('ScanAgent', `Scan (${triggers}) broken off, to begin anew`, 'warning')];
  return [
    line('WUAHandler', `Search completed (${isOnline ? 'online' : 'offline'})`),
    ...learned(names, chapter),
    line('ScanAgent', `Scan (${triggers}) completed, results are handed over`),
  ];
}

function scanFails(names: StoryNames, { atMs, before, after, around }: ClientChapter): LogLine[] {
  const { scan } = before;
  const point = names.point(scan.pointToTry);
  const other = after.scan.pointToTry === scan.pointToTry ? '' : ` at ${names.point(after.scan.pointToTry)}`;
  const retry = line(
    'ScanAgent',
    `Scan (${triggersOf(scan.running)}) failed, will retry at ${names.clockTime(after.scan.retryMs, atMs)} UTC${other}`,
    'warning',
  );
  const fails = (code: string, why: string) => [
    line('WUAHandler', `Search at ${point} failed, error = ${code}: ${why}`, 'error'),
    retry,
  ];
  if (around.isPointDown) return fails(CODES.noConnection, 'server is down');
  if (!around.isPointReachable) return fails(CODES.noConnection, 'no way to the server');
  if (after.scan.refusalCount > scan.refusalCount)
    return fails(CODES.unavailable, `queue is full (${around.waitingAtPoint} waiting)`);
  if (scan.stage === Stage.atServer) return fails(CODES.connectionAborted, 'no answer');
  return [
    line('LocationServices', `No WSUS location has the required version: ${point} lags`, 'warning'),
    retry,
  ];
}

/** What the client knows of updates and did not before. */
function learned(names: StoryNames, { before, after }: ClientChapter): LogLine[] {
  const found = after.updates.flatMap(({ known }, slot) =>
    known === before.updates[slot]!.known ? [] : [{ slot, state: FOUND[known] }],
  );
  return [
    ...found.map(({ slot, state }) => line('WUAHandler', `Update (${state}): ${updateText(names, slot)}`)),
    ...found.map(({ slot, state }) =>
      line('UpdatesStore', `Update status of (${names.catalogUpdate(slot).id}) changed, state (${state})`),
    ),
  ];
}

/** What asks for a scan, and how one begins and goes on. */
export function scanBegins(names: StoryNames, chapter: ClientChapter): LogLine[] {
  const { before, after } = chapter;
  const isNew = after.scan.running !== 0 && isAnother(before.scan, after.scan);
  return [
    ...asked(chapter),
    ...(isNew ? begins(names, chapter) : []),
    ...(after.scan.stage === before.scan.stage ? [] : goesOn(names, chapter)),
  ];
}

function asked({ before, after }: ClientChapter): LogLine[] {
  const had = before.scan.waiting | before.scan.running | before.scan.failed;
  const fresh = (after.scan.waiting | after.scan.running) & ~had;
  // A machine that is off writes nothing; the scan that begins on its return names what it is for.
  if (fresh === 0 || after.machine === 'shutdown' || after.machine === 'sleep') return [];
  const waits = (fresh & after.scan.running) === 0 ? ', has to wait' : '';
  return [line('ScanAgent', `Scan requested (${triggersOf(fresh)})${waits}`)];
}

function begins(names: StoryNames, { atMs, after }: ClientChapter): LogLine[] {
  const { scan } = after;
  const triggers = triggersOf(scan.running);
  if (scan.kind === Kind.offline) {
    const isAlways = (scan.running & ~OFFLINE) === 0;
    const why = isAlways
      ? 'such a scan asks no server'
      : `last online scan ${ageOf(names, scan, atMs)} ago, within TTL`;
    return [
      line('ScanAgent', `Offline scan (${triggers}): ${why}`),
      line('WUAHandler', 'Offline search started'),
    ];
  }
  const full = scan.kind === Kind.full ? ', full scan' : '';
  return [
    line('ScanAgent', `Online scan (${triggers})${full}: ${whyOnline(names, scan, atMs)}`),
    line('ScanAgent', 'Requesting WSUS server locations from LS'),
    line('LocationServices', `Sent WSUS location request to ${names.managementPoint}`),
  ];
}

function whyOnline(names: StoryNames, scan: ScanFacts, atMs: number): string {
  if ((scan.running & FORCED_ONLINE) !== 0) return 'forced, whatever the TTL';
  if (scan.lastOnlineMs === -Infinity) return 'never scanned online';
  const isOld = atMs - scan.lastOnlineMs > names.scenario.clientSettings.scanTtlMs;
  const why = isOld ? 'TTL exceeded' : 'policy names a newer content version';
  return `last online scan ${ageOf(names, scan, atMs)} ago, ${why}`;
}

function ageOf(names: StoryNames, scan: ScanFacts, atMs: number): string {
  return names.duration(atMs - scan.lastOnlineMs);
}

function goesOn(names: StoryNames, { before, after }: ClientChapter): LogLine[] {
  const { stage, pointToTry, metadataVersion } = after.scan;
  const was = before.scan.stage;
  const point = names.point(pointToTry);
  const isLocated = was === Stage.locating && (stage === Stage.settling || stage === Stage.atServer);
  const lines = isLocated
    ? [
        line('LocationServices', `WSUS location reply, Server='${point}'`),
        line('ScanAgent', `Received location ${point}, adding update source`),
      ]
    : [];
  if (stage === Stage.settling) {
    const settles = 'waiting for Group Policy and for the policy to take effect on WU Agent';
    return [...lines, line('WUAHandler', `New WSUS update source, use server ${point}: ${settles}`)];
  }
  if (stage === Stage.atServer)
    return [
      ...lines,
      line('ScanAgent', 'Scan requested of WUAHandler'),
      line('WUAHandler', `Search at ${point} started`),
    ];
  if (was === Stage.atServer && stage === Stage.transferring)
    return [line('WUAHandler', `${point} answers, metadata are transferred`)];
  if (stage === Stage.evaluating && (was === Stage.atServer || was === Stage.transferring))
    return [line('WUAHandler', `Evaluating applicability with content version ${metadataVersion}`)];
  return lines;
}

function triggersOf(bits: number): string {
  return SCAN_TRIGGERS.filter((_, bit) => (bits & (1 << bit)) !== 0)
    .map((trigger) => TRIGGERS[trigger])
    .join(' + ');
}
