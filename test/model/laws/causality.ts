import { Topic } from '../../../src/model/topics.ts';
import { Actual, Compliance } from '../../../src/model/updates/update-states.ts';
import {
  byClient,
  DownloadStage,
  isOfJoining,
  type Law,
  losesState,
  ScanStage,
  type Story,
} from './story.ts';

/** Causes before effects, and nothing by a machine that is away. */
export const CAUSALITY_LAWS: readonly Law[] = [
  {
    number: 5,
    text: 'Policy ≤ scan ≤ download ≤ installation ≤ restart ≤ report, for every client and update.',
    broken: effectsBeforeCauses,
  },
  {
    number: 6,
    text: 'Nothing is installed before its deadline, unless a user starts it.',
    broken: installedTooEarly,
  },
  {
    number: 7,
    text: 'A machine that is off, asleep or restarting does nothing; one off the network reaches nobody.',
    broken: workWhileAbsent,
  },
];

function* effectsBeforeCauses({ scenario, fleet, witness }: Story): Iterable<string> {
  const policies = byClient(witness.policies);
  const scans = byClient(witness.scans);
  const enforced = byClient(witness.enforced);
  const key = (client: number, slot: number) => client * 1000 + slot;
  const [cachedMs, waitingMs, installedMs] = [new Map(), new Map(), new Map()] as Map<number, number>[];
  for (const { atMs, client, slot, from, to } of witness.transitions) {
    const name = `client ${client}, slot ${slot} at ${atMs}`;
    const scannedMs = lastBy(scans.get(client) ?? [], atMs);
    const at = key(client, slot);
    if (isOfJoining(fleet, { client, atMs })) {
      if (to === Actual.installed) installedMs!.set(at, atMs);
    } else if (to === Actual.cached) {
      cachedMs!.set(at, atMs);
      const isCaused = (policies.get(client) ?? []).some(
        (policy) => policy.slots.includes(slot) && policy.atMs <= scannedMs,
      );
      if (!isCaused) yield `${name}: downloaded without policy and scan`;
    } else if (to === Actual.pendingRestart || (to === Actual.installed && from !== Actual.pendingRestart)) {
      const scanned = (enforced.get(client) ?? []).some(
        (begin) => begin.slots.includes(slot) && begin.atMs <= scannedMs,
      );
      if (!((cachedMs!.get(at) ?? Infinity) <= atMs)) yield `${name}: installed without content`;
      if (!scanned) yield `${name}: installed without a scan at the deadline`;
      noteFirst(to === Actual.installed ? installedMs! : waitingMs!, at, atMs);
    } else if (to === Actual.installed) {
      if (!((waitingMs!.get(at) ?? Infinity) < atMs)) yield `${name}: restarted before the installation`;
      noteFirst(installedMs!, at, atMs);
    }
  }
  for (const { atMs, client, topic, subject: slot, state, restartPending } of witness.raised) {
    if (topic !== Topic.updateDetection) continue;
    const at = key(client, slot);
    const name = `client ${client}, slot ${slot} at ${atMs}`;
    const wasInstalled = witness.start.actual[client]![slot] === Actual.installed;
    if (state === Compliance.installed && !wasInstalled && !((installedMs!.get(at) ?? Infinity) <= atMs)) {
      yield `${name}: reported before it was installed`;
    }
    if (restartPending && !((waitingMs!.get(at) ?? Infinity) <= atMs)) yield `${name}: waits for nothing`;
  }
  if (scenario.initial.mode === 'steadyState') return;
  const scanned = new Set(witness.scans.map(({ client, atMs }) => `${client} ${atMs}`));
  for (const { client, atMs, state } of witness.learned) {
    if (state === Compliance.unknown && losesState(scenario, fleet, client)) continue;
    if (!scanned.has(`${client} ${atMs}`)) yield `client ${client}: guesses`;
  }
}

/** The last of instants, which are in order, up to one; −Infinity: none. */
function lastBy(events: readonly { readonly atMs: number }[], atMs: number): number {
  let [low, high] = [0, events.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle]!.atMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? -Infinity : events[low - 1]!.atMs;
}

/** What is lost and installed again has been installed since the first time. */
function noteFirst(firstMs: Map<number, number>, at: number, atMs: number): void {
  if (!firstMs.has(at)) firstMs.set(at, atMs);
}

function* installedTooEarly({ scenario, fleet, witness }: Story): Iterable<string> {
  const { lookAheadMs } = scenario.clientSettings;
  const enforced = byClient(witness.enforced);
  for (const { atMs, client, slot, from, to } of witness.transitions) {
    if (to !== Actual.pendingRestart && (to !== Actual.installed || from === Actual.pendingRestart)) continue;
    if (isOfJoining(fleet, { client, atMs })) continue;
    const isDue = (enforced.get(client) ?? []).some(
      (begin) =>
        begin.atMs < atMs &&
        begin.slots.includes(slot) &&
        (begin.byUser || begin.deadlineMs < begin.atMs + lookAheadMs + 1),
    );
    if (!isDue) yield `client ${client}, slot ${slot}: installed at ${atMs}`;
  }
}

function* workWhileAbsent({ fleet, state }: Story): Iterable<string> {
  const { clients, scans, downloads, machines } = fleet.parts;
  const ends = state.get('timer installation ends.dueMs') as Float64Array;
  for (let client = 0; client < clients.count; client++) {
    const scan = scans.stage[client]!;
    const isRunning = machines.isRunning(client);
    const isReachable = machines.isReachable(client);
    if (scan !== ScanStage.idle && !isRunning) yield `client ${client}: scans`;
    if (scan !== ScanStage.idle && scan !== ScanStage.evaluating && !isReachable) {
      yield `client ${client}: scans online`;
    }
    if (downloads.stage[client] === DownloadStage.transferring && !isReachable) {
      yield `client ${client}: downloads`;
    }
    if (ends[client] !== Infinity && !isRunning) yield `client ${client}: installs`;
  }
}
