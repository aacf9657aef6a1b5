import { Actual } from '../../../src/model/updates/update-states.ts';
import { DownloadStage, isCounted, type Law, RestartStage, ScanStage, type Story, sumOf } from './story.ts';

/** From each state of an update, the states that it may go to. */
const LEGAL: Readonly<Record<Actual, readonly Actual[]>> = {
  // The last two: it expired while it was being installed.
  [Actual.notRequired]: [Actual.required, Actual.pendingRestart, Actual.installed],
  [Actual.required]: [Actual.cached, Actual.notRequired],
  [Actual.cached]: [Actual.pendingRestart, Actual.installed, Actual.notRequired, Actual.required],
  // The last: its content had to go from the cache, or an overlay was emptied; so below.
  [Actual.pendingRestart]: [Actual.installed, Actual.required],
  // Or it went missing.
  [Actual.installed]: [Actual.required],
};

/** Time, and the state that every client, update and agent is in. */
export const STATE_LAWS: readonly Law[] = [
  { number: 1, text: 'Time never goes back.', broken: timeGoesBack },
  {
    number: 2,
    text: 'An update on a client is in one state, and moves only along legal ways.',
    broken: illegalTransitions,
  },
  {
    number: 3,
    text: 'Every member of a deployment that holds updates is compliant, or unfinished for exactly one cause.',
    broken: membersInNoneOrTwoStates,
  },
  {
    number: 4,
    text: 'What each agent of a client is doing agrees with what it holds.',
    broken: confusedAgents,
  },
];

function* timeGoesBack({ witness, fleet }: Story): Iterable<string> {
  const { instants } = witness;
  for (let index = 1; index < instants.length; index++) {
    if (instants[index]! < instants[index - 1]!) yield `${instants[index]} after ${instants[index - 1]}`;
  }
  if (instants.length > 0 && instants.at(-1)! > fleet.nowMs) yield `${instants.at(-1)} lies in the future`;
}

function* illegalTransitions({ witness, fleet }: Story): Iterable<string> {
  const { clients, updates, truth } = fleet.parts;
  const now = witness.start.actual.map((states) => states.slice());
  for (const { atMs, client, slot, from, to } of witness.transitions) {
    if (now[client]![slot] !== from) yield `client ${client}, slot ${slot}: two states at ${atMs}`;
    if (!LEGAL[from].includes(to)) yield `client ${client}, slot ${slot}: ${from} → ${to} at ${atMs}`;
    now[client]![slot] = to;
  }
  for (let client = 0; client < clients.count; client++) {
    for (let slot = 0; slot < updates.slotCountOf(client); slot++) {
      const state = truth.actual(client, slot);
      if (now[client]![slot] !== state) yield `client ${client}, slot ${slot}: ${state} by no way`;
    }
  }
}

function* membersInNoneOrTwoStates({ fleet, result }: Story): Iterable<string> {
  const { clients, deployments, measures, memberships } = fleet.parts;
  for (const [deployment, groups] of deployments.groupsOf.entries()) {
    for (const group of groups) {
      if (!isCounted(fleet, deployment, group)) continue;
      const compliant = measures.count(0, deployments.cell(deployment, group));
      const unfinished = sumOf(
        result.unfinished,
        'count',
        (row) => row('deployment') === deployment && row('group') === group,
      );
      let members = 0;
      for (let client = 0; client < clients.count; client++) {
        if (clients.groupOf[client] === group && memberships.isTargeted(client, deployment)) members++;
      }
      if (compliant + unfinished !== members) {
        yield `deployment ${deployment}, group ${group}: ${compliant} + ${unfinished} of ${members}`;
      }
    }
  }
}

function* confusedAgents({ fleet, state }: Story): Iterable<string> {
  const { clients, lifetimes, scans, downloads, installation, restart, machines, network, transfers } =
    fleet.parts;
  const isDue = (timer: string, client: number) =>
    ((state.get(`timer ${timer}.dueMs`) as Float64Array)[client] ?? Infinity) !== Infinity;
  for (let client = 0; client < clients.count; client++) {
    const scan = scans.stage[client]!;
    const steps = scan === ScanStage.locating || scan === ScanStage.settling || scan === ScanStage.evaluating;
    if ((scan === ScanStage.idle) !== (scans.running[client] === 0)) yield `client ${client}: scan ${scan}`;
    if (steps !== isDue('scan: next step', client)) yield `client ${client}: scan ${scan} and its timer`;
    if (scan === ScanStage.transferring && network.links.customers[scans.handle[client]!] !== client) {
      yield `client ${client}: the metadata of somebody else`;
    }
    const download = downloads.stage[client]!;
    const isMoving = download === DownloadStage.transferring;
    if (isMoving !== transfers.flow[client]! >= 0)
      yield `client ${client}: download ${download} and its flow`;
    if (isMoving && network.links.customers[transfers.flow[client]!] !== client) {
      yield `client ${client}: the content of somebody else`;
    }
    if ((download === DownloadStage.locating) !== isDue('download: content is located', client)) {
      yield `client ${client}: download ${download} and its timer`;
    }
    if (
      (download === DownloadStage.fetching) !==
      isDue('download: content from elsewhere is there', client)
    ) {
      yield `client ${client}: fetches ${download} and its timer`;
    }
    const waitsForTry = isDue('download: another distribution point is tried', client);
    if (waitsForTry && download !== DownloadStage.waitingForContent) {
      yield `client ${client}: download ${download} and another distribution point`;
    }
    const isPaused = installation.restMs[client]! >= 0;
    const installs = isDue('installation ends', client);
    if (installation.slot[client]! < 0 && (isPaused || installs)) yield `client ${client}: installs nothing`;
    if (isPaused && installs) yield `client ${client}: installs while paused`;
    const restarts = restart.stage[client] === RestartStage.restarting;
    if (restarts !== (machines.restarting[client] === 1)) yield `client ${client}: half a restart`;
    // A machine that leaves the fleet while it restarts never comes up again.
    const ends = isDue('restart: next step', client) || lifetimes.hasLeft(client);
    if (restarts && !ends) yield `client ${client}: restarts without end`;
    if (restart.isPending(client) && installation.isInstalling(client)) {
      yield `client ${client}: a restart is pending while it installs`;
    }
  }
}
