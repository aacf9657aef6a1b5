import { Enforcement } from '../../../src/model/client/client-updates.ts';
import { Topic } from '../../../src/model/topics.ts';
import { Actual, Compliance } from '../../../src/model/updates/update-states.ts';
import { byClient, DownloadStage, isOfJoining, type Law, ScanStage, type Story } from './story.ts';

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
  const { updates } = fleet.parts;
  const policies = byClient(witness.policies);
  const scans = byClient(witness.scans);
  const deadlines = byClient(witness.deadlines);
  const key = (client: number, slot: number) => client * 1000 + slot;
  const [cachedMs, waitingMs, installedMs] = [new Map(), new Map(), new Map()] as Map<number, number>[];
  for (const { atMs, client, slot, from, to } of witness.transitions) {
    const name = `client ${client}, slot ${slot} at ${atMs}`;
    const concerned = updates
      .deploymentsOf(client)
      .filter((deployment) => updates.slotsOf(deployment, client).includes(slot));
    const at = key(client, slot);
    if (isOfJoining(fleet, { client, atMs })) {
      if (to === Actual.installed) installedMs!.set(at, atMs);
    } else if (to === Actual.cached) {
      cachedMs!.set(at, atMs);
      const isCaused = (policies.get(client) ?? []).some(
        (policy) =>
          concerned.includes(policy.deployment) &&
          (scans.get(client) ?? []).some((scan) => policy.atMs <= scan.atMs && scan.atMs <= atMs),
      );
      if (!isCaused) yield `${name}: downloaded without policy and scan`;
    } else if (to === Actual.pendingRestart || (to === Actual.installed && from !== Actual.pendingRestart)) {
      const scanned = (deadlines.get(client) ?? []).some(
        (deadline) =>
          concerned.includes(deadline.deployment) &&
          (scans.get(client) ?? []).some((scan) => deadline.atMs <= scan.atMs && scan.atMs <= atMs),
      );
      if (!((cachedMs!.get(at) ?? Infinity) <= atMs)) yield `${name}: installed without content`;
      if (!scanned) yield `${name}: installed without a scan at the deadline`;
      (to === Actual.installed ? installedMs! : waitingMs!).set(at, atMs);
    } else if (to === Actual.installed) {
      if (!((waitingMs!.get(at) ?? Infinity) < atMs)) yield `${name}: restarted before the installation`;
      installedMs!.set(at, atMs);
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
  for (const { client, atMs } of witness.learned) {
    if (!(scans.get(client) ?? []).some((scan) => scan.atMs === atMs)) yield `client ${client}: guesses`;
  }
}

function* installedTooEarly({ scenario, fleet, witness }: Story): Iterable<string> {
  const { clients, updates } = fleet.parts;
  const { lookAheadMs } = scenario.clientSettings;
  for (const { atMs, client, slot, from, to } of witness.transitions) {
    if (to !== Actual.pendingRestart && (to !== Actual.installed || from === Actual.pendingRestart)) continue;
    if (isOfJoining(fleet, { client, atMs })) continue;
    const { zone } = scenario.groups[clients.groupOf[client]!]!;
    const isDue = updates
      .deploymentsOf(client)
      .some(
        (deployment) =>
          updates.slotsOf(deployment, client).includes(slot) &&
          (updates.is(deployment, client, Enforcement.byUser | Enforcement.again) ||
            (updates.is(deployment, client, Enforcement.deadline) &&
              scenario.deployments[deployment]!.deadlineMs![zone]! < atMs + lookAheadMs)),
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
