import { Enforcement, Standing } from '../../src/model/client/client-updates.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import { COVERAGE_LEVELS, READINGS, type RunResult } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import type { Rows } from '../../src/sim/rows.ts';
import type { Snapshot } from '../../src/sim/state.ts';
import { messagesOf, Witness } from './witness.ts';

/** A fleet at an instant, with what a witness wrote down since the start. */
export interface Story {
  readonly scenario: Scenario;
  readonly fleet: Fleet;
  readonly witness: Witness;
  readonly result: RunResult;
  readonly state: Snapshot;
}

export interface Law {
  readonly number: number;
  readonly text: string;
  /** What breaks the law, in words; empty while it holds. */
  readonly broken: (story: Story) => Iterable<string>;
}

/** Tells the story of a witnessed fleet up to now. Measurement has to start at the start. */
export function storyOf(scenario: Scenario, fleet: Fleet, witness: Witness): Story {
  if (scenario.measureFromMs !== 0) throw new Error('the witness counts from the start');
  return { scenario, fleet, witness, result: fleet.result(), state: fleet.save() };
}

/** Every law that does not hold, with the first things that break it. */
export function brokenLaws(story: Story): string[] {
  return LAWS.flatMap(({ number, broken }) =>
    [...broken(story)].slice(0, 3).map((what) => `law ${number}: ${what}`),
  );
}

/** Scan, download and restart stages, by the numbers that the agents keep. */
const ScanStage = { idle: 0, locating: 1, atServer: 2, transferring: 3, evaluating: 4 } as const;
const DownloadStage = { idle: 0, waitingForContent: 1, locating: 2, transferring: 3, waitingForReturn: 4 };
const RestartStage = { none: 0, restarting: 3 } as const;

/** From each state of an update, the states that it may go to. */
const LEGAL: Readonly<Record<Actual, readonly Actual[]>> = {
  // The last two: it expired while it was being installed.
  [Actual.notRequired]: [Actual.required, Actual.pendingRestart, Actual.installed],
  [Actual.required]: [Actual.cached, Actual.notRequired],
  [Actual.cached]: [Actual.pendingRestart, Actual.installed, Actual.notRequired],
  [Actual.pendingRestart]: [Actual.installed],
  [Actual.installed]: [],
};

export const LAWS: readonly Law[] = [
  { number: 1, text: 'Time never goes back.', broken: timeGoesBack },
  {
    number: 2,
    text: 'An update on a client is in one state, and moves only along legal ways.',
    broken: illegalTransitions,
  },
  {
    number: 3,
    text: 'Every member of a deployment is compliant, or unfinished for exactly one cause.',
    broken: membersInNoneOrTwoStates,
  },
  {
    number: 4,
    text: 'What each agent of a client is doing agrees with what it holds.',
    broken: confusedAgents,
  },
  {
    number: 5,
    text: 'Policy ≤ scan ≤ download ≤ installation ≤ restart ≤ report, for every client and update.',
    broken: effectsBeforeCauses,
  },
  { number: 6, text: 'Nothing is installed before its deadline.', broken: installedTooEarly },
  {
    number: 7,
    text: 'A machine that is off, asleep or restarting does nothing; one off the network reaches nobody.',
    broken: workWhileAbsent,
  },
  {
    number: 8,
    text: 'The books of every server balance: arrivals = served + refused + abandoned + present.',
    broken: unbalancedServers,
  },
  {
    number: 9,
    text: 'The books of every link balance, and bytes sent = bytes received + bytes on the way + bytes given up.',
    broken: unbalancedLinks,
  },
  {
    number: 10,
    text: 'A client has downloaded the bytes of what reached its cache and of what is on its way, no others.',
    broken: wrongDownloads,
  },
  {
    number: 11,
    text: 'Messages raised = at the clients + on the way + stored.',
    broken: lostMessages,
  },
  {
    number: 12,
    text: 'Stored states change only by delivered messages, each stored once and in the order in which it was raised.',
    broken: storedWithoutMessage,
  },
  {
    number: 13,
    text: 'A client of which no message is on its way is stored as it knows itself.',
    broken: storedOtherwiseThanKnown,
  },
  {
    number: 14,
    text: 'A client knows exactly the updates of the metadata that it holds, and these come from its server.',
    broken: knowledgeWithoutMetadata,
  },
  {
    number: 15,
    text: 'Counts per deployment and group equal a recount over the clients.',
    broken: wrongCounts,
  },
  { number: 16, text: 'What is shown is what was stored at the last summary.', broken: wrongSummaries },
  {
    number: 17,
    text: 'A level of coverage is reached at the first instant at which the share is there; higher levels not sooner.',
    broken: wrongCoverage,
  },
  {
    number: 18,
    text: 'Members = compliant at release + became compliant + censored.',
    broken: wrongTimesToCompliant,
  },
  {
    number: 19,
    text: 'Exposure is the time from becoming required to installed or not required, added up.',
    broken: wrongExposure,
  },
  {
    number: 20,
    text: 'Every restart completes an installation, and leaves none that waits for one.',
    broken: idleRestarts,
  },
  {
    number: 21,
    text: 'Scans started = completed + refused + timed out + interrupted + running.',
    broken: lostScans,
  },
  {
    number: 22,
    text: 'Downloads started = completed + dropped + begun and not complete.',
    broken: lostDownloads,
  },
  { number: 23, text: 'The intervals of a table add up to its total.', broken: intervalsBesideTotals },
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

function* membersInNoneOrTwoStates({ scenario, fleet, result }: Story): Iterable<string> {
  const { deployments, measures } = fleet.parts;
  for (const [deployment, { groups }] of scenario.deployments.entries()) {
    for (const group of groups) {
      const compliant = measures.count(0, deployments.cell(deployment, group));
      const unfinished = sumOf(
        result.unfinished,
        'count',
        (row) => row('deployment') === deployment && row('group') === group,
      );
      const members = scenario.groups[group]!.count;
      if (compliant + unfinished !== members) {
        yield `deployment ${deployment}, group ${group}: ${compliant} + ${unfinished} of ${members}`;
      }
    }
  }
}

function* confusedAgents({ fleet, state }: Story): Iterable<string> {
  const { clients, scans, downloads, installation, restart, machines, network } = fleet.parts;
  const isDue = (timer: string, client: number) =>
    (state.get(`timer ${timer}.dueMs`) as Float64Array)[client] !== Infinity;
  for (let client = 0; client < clients.count; client++) {
    const scan = scans.stage[client]!;
    const steps = scan === ScanStage.locating || scan === ScanStage.evaluating;
    if ((scan === ScanStage.idle) !== (scans.running[client] === 0)) yield `client ${client}: scan ${scan}`;
    if (steps !== isDue('scan: next step', client)) yield `client ${client}: scan ${scan} and its timer`;
    if (scan === ScanStage.transferring && network.links.customers[scans.handle[client]!] !== client) {
      yield `client ${client}: the metadata of somebody else`;
    }
    const download = downloads.stage[client]!;
    const isMoving = download === DownloadStage.transferring;
    if (isMoving !== downloads.flow[client]! >= 0)
      yield `client ${client}: download ${download} and its flow`;
    if (isMoving && network.links.customers[downloads.flow[client]!] !== client) {
      yield `client ${client}: the content of somebody else`;
    }
    if ((download === DownloadStage.locating) !== isDue('download: content is located', client)) {
      yield `client ${client}: download ${download} and its timer`;
    }
    const isPaused = installation.restMs[client]! >= 0;
    const installs = isDue('installation ends', client);
    if (installation.slot[client]! < 0 && (isPaused || installs)) yield `client ${client}: installs nothing`;
    if (isPaused && installs) yield `client ${client}: installs while paused`;
    const restarts = restart.stage[client] === RestartStage.restarting;
    if (restarts !== (machines.restarting[client] === 1)) yield `client ${client}: half a restart`;
    if (restarts && !isDue('restart: next step', client)) yield `client ${client}: restarts without end`;
    if (restart.isPending(client) && installation.isInstalling(client)) {
      yield `client ${client}: a restart is pending while it installs`;
    }
  }
}

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
    if (to === Actual.cached) {
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
  for (const { atMs, client, slot, state, restartPending } of witness.raised) {
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
  for (const { atMs, client, slot, from, to } of witness.transitions) {
    if (to !== Actual.pendingRestart && (to !== Actual.installed || from === Actual.pendingRestart)) continue;
    const { zone } = scenario.groups[clients.groupOf[client]!]!;
    const isDue = updates
      .deploymentsOf(client)
      .some(
        (deployment) =>
          updates.slotsOf(deployment, client).includes(slot) &&
          updates.is(deployment, client, Enforcement.deadline) &&
          scenario.deployments[deployment]!.deadlineMs[zone]! < atMs,
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

function* unbalancedServers({ fleet, result }: Story): Iterable<string> {
  const { serverTotals, serverNames } = result;
  for (const row of rowsOf(serverTotals)) {
    const left = row('served') + row('refused') + row('abandoned') + row('present');
    if (row('arrivals') !== left) yield `${serverNames[row('server')]!.name}: ${row('arrivals')}, ${left}`;
  }
  const { scans, updatePoints, servers } = fleet.parts;
  const atServers = count(scans.stage, (stage) => stage === ScanStage.atServer);
  let present = 0;
  for (let point = 0; point < updatePoints.version.length; point++) {
    present += servers.stations.presentCount(updatePoints.firstStation + point);
  }
  if (atServers !== present) yield `${atServers} clients at software update points that hold ${present}`;
}

function* unbalancedLinks({ fleet, witness, result }: Story): Iterable<string> {
  const { downloads, scans, network } = fleet.parts;
  let flows = 0;
  for (const row of rowsOf(result.linkTotals)) {
    const present = network.links.flowCount(row('link'));
    flows += present;
    if (row('started') !== row('completed') + row('aborted') + present) yield `link ${row('link')}: flows`;
  }
  const sum = (read: (traffic: Witness['traffic'][number]) => number) =>
    witness.traffic.reduce((total, traffic) => total + read(traffic), 0);
  const received = sum(({ deliveredBytes, savedBytes }) => deliveredBytes + savedBytes);
  const open = sum(
    ({ sentBytes, deliveredBytes, brokenOffBytes }) => sentBytes - deliveredBytes - brokenOffBytes,
  );
  const moved = sumOf(result.linkTotals, 'bytes', () => true);
  if (moved < received || moved > received + open) yield `${moved} bytes moved, ${received} received`;
  if (flows === 0 && open !== 0) yield `${open} bytes are on the way of no flow`;
  const [download, metadata] = witness.traffic;
  const onTheWay = count(downloads.stage, (stage) => stage === DownloadStage.transferring);
  if (onTheWay === 0 && download!.sentBytes !== download!.deliveredBytes + download!.brokenOffBytes) {
    yield 'content is on the way to nobody';
  }
  const fetching = count(scans.stage, (stage) => stage === ScanStage.transferring);
  if (fetching === 0 && metadata!.sentBytes !== metadata!.deliveredBytes + metadata!.brokenOffBytes) {
    yield 'metadata are on the way to nobody';
  }
}

function* wrongDownloads({ scenario, fleet, witness }: Story): Iterable<string> {
  const { clients, downloads, updates, measures } = fleet.parts;
  const sizeOf = (client: number, slot: number) =>
    scenario.catalog.updates[updates.updateAt(client, slot)]!.sizeBytes;
  const expected = new Float64Array(clients.count);
  for (const { client, slot } of witness.cached) expected[client]! += sizeOf(client, slot);
  let total = 0;
  for (let client = 0; client < clients.count; client++) {
    if (downloads.isDownloading(client)) {
      expected[client]! += sizeOf(client, downloads.slot[client]!) - downloads.restBytes[client]!;
    }
    total += expected[client]!;
    if (downloads.downloadedBytes.length > 0 && downloads.downloadedBytes[client] !== expected[client]) {
      yield `client ${client}: ${downloads.downloadedBytes[client]} bytes instead of ${expected[client]}`;
    }
  }
  const { deliveredBytes, savedBytes } = witness.traffic[0]!;
  if (deliveredBytes + savedBytes !== total)
    yield `${total} bytes received, ${deliveredBytes + savedBytes} sent`;
  if (measures.standingCount.some((standing) => standing < 0)) yield 'a negative count';
}

function* lostMessages({ fleet, witness }: Story): Iterable<string> {
  const { messageMeasures, messages, pool, clients } = fleet.parts;
  const { raisedCount, sentCount, arrivedCount, storedCount } = messageMeasures;
  let [waiting, unsent] = [0, 0];
  for (let client = 0; client < clients.count; client++) {
    waiting += messagesOf(fleet, messages.outbox[client]!).length;
    unsent += messages.serial[client]! - messages.sentSerial[client]!;
  }
  if (raisedCount !== witness.raised.length) yield `${raisedCount} counted as raised`;
  if (storedCount !== witness.stored.length) yield `${storedCount} counted as stored`;
  if (waiting !== unsent || raisedCount - sentCount !== waiting)
    yield `${waiting} at clients, ${unsent} unsent`;
  if (pool.liveCount !== raisedCount - storedCount) yield `${pool.liveCount} in the pool`;
  if (!(raisedCount >= sentCount && sentCount >= arrivedCount && arrivedCount >= storedCount)) {
    yield `${raisedCount} raised, ${sentCount} sent, ${arrivedCount} arrived, ${storedCount} stored`;
  }
}

function* storedWithoutMessage({ fleet, witness }: Story): Iterable<string> {
  const raised = byClient(witness.raised);
  const next = new Map<number, number>();
  const now = witness.start.stored.map((states) => states.slice());
  for (const { atMs, client, slot, state, restartPending } of witness.stored) {
    const index = next.get(client) ?? 0;
    const message = (raised.get(client) ?? [])[index];
    const isIt =
      message?.slot === slot && message.state === state && message.restartPending === restartPending;
    if (!isIt || message.atMs >= atMs) yield `client ${client}, slot ${slot}: not its message at ${atMs}`;
    next.set(client, index + 1);
    now[client]![slot] = state;
  }
  for (const [client, states] of now.entries()) {
    for (const [slot, state] of states.entries()) {
      if (fleet.parts.known.stored(client, slot) !== state) yield `client ${client}, slot ${slot}: unsaid`;
    }
  }
}

function* storedOtherwiseThanKnown({ fleet, witness }: Story): Iterable<string> {
  const { known, truth } = fleet.parts;
  const open = new Map<number, number>();
  for (const { client } of witness.raised) open.set(client, (open.get(client) ?? 0) + 1);
  for (const { client } of witness.stored) open.set(client, open.get(client)! - 1);
  for (const [client, states] of witness.start.actual.entries()) {
    if ((open.get(client) ?? 0) > 0) continue;
    for (const slot of states.keys()) {
      const [stored, knows] = [known.stored(client, slot), truth.known(client, slot)];
      if (stored !== knows) yield `client ${client}, slot ${slot}: stored ${stored}, known ${knows}`;
    }
  }
}

function* knowledgeWithoutMetadata({ scenario, fleet }: Story): Iterable<string> {
  const { clients, updates, truth, scans, synchronization, updatePoints } = fleet.parts;
  for (let client = 0; client < clients.count; client++) {
    const version = scans.metadataVersion[client]!;
    if (version > updatePoints.versionFor(client)) yield `client ${client}: version ${version}`;
    const cutoffMs = version < 0 ? -Infinity : synchronization.cutoffMs(version);
    const mayBeNewer = scans.stage[client] !== ScanStage.idle || scans.waiting[client] !== 0;
    for (let slot = 0; slot < updates.slotCountOf(client); slot++) {
      const { releasedMs } = scenario.catalog.updates[updates.updateAt(client, slot)]!;
      const isKnown = truth.known(client, slot) !== Compliance.unknown;
      if (isKnown && releasedMs > cutoffMs) yield `client ${client}, slot ${slot}: known by no metadata`;
      if (!isKnown && releasedMs <= cutoffMs && !mayBeNewer)
        yield `client ${client}, slot ${slot}: overlooked`;
    }
  }
}

function* wrongCounts({ scenario, fleet, witness }: Story): Iterable<string> {
  const { clients, deployments, measures, truth, known, database, updates } = fleet.parts;
  const names = [
    ...['actual', 'pending', 'known', 'unknown', 'downloaded', 'replaced'],
    ...['stored', 'stored unknown', 'stored pending', 'policy'],
  ];
  const cells = scenario.deployments.map(() => scenario.groups.map(() => names.map(() => 0)));
  for (let client = 0; client < clients.count; client++) {
    const group = clients.groupOf[client]!;
    for (const deployment of deployments.ofGroup[group]!) {
      const slots = deployments.slots(deployment, group);
      const actual = slots.map((slot) => truth.actual(client, slot));
      const knows = slots.map((slot) => truth.known(client, slot));
      const stored = slots.map((slot) => known.stored(client, slot));
      const isDone = actual.every((state) => state === Actual.installed || state === Actual.notRequired);
      const lacks = actual.some((state) => state === Actual.required || state === Actual.cached);
      const unknown = knows.includes(Compliance.unknown);
      const storedUnknown = stored.includes(Compliance.unknown);
      const facts = [
        isDone,
        !lacks && actual.includes(Actual.pendingRestart),
        !unknown && !knows.includes(Compliance.required),
        unknown,
        !unknown && !actual.includes(Actual.required),
        isDone && actual.includes(Actual.notRequired),
        !storedUnknown && !stored.includes(Compliance.required),
        storedUnknown,
        slots.some((slot) => known.isRestartPending(client, slot)),
        updates.is(deployment, client, Enforcement.policy),
      ];
      facts.forEach((holds, fact) => {
        if (holds) cells[deployment]![group]![fact]!++;
      });
    }
  }
  const bits = Object.keys(Standing).length;
  for (const [deployment, { groups }] of scenario.deployments.entries()) {
    for (const group of groups) {
      const cell = deployments.cell(deployment, group);
      const counted = [0, 1, 2, 3, 4, 5].map((bit) => measures.count(bit, cell));
      counted.push(database.compliantCount(cell), database.unknownCount(cell));
      counted.push(database.pendingRestartCount(cell), measures.policyCount[cell]!);
      for (const [fact, name] of names.entries()) {
        const recount = cells[deployment]![group]![fact]!;
        if (counted[fact] !== recount) {
          yield `deployment ${deployment}, group ${group}, ${name}: ${counted[fact]} counted, ${recount} there`;
        }
      }
    }
  }
  if (bits !== 6) yield `${bits} bits of standing`;
  const policies = sumOf(fleet.result().compliance, 'policyReceived', () => false);
  if (policies > witness.policies.length) yield 'policies from nowhere';
}

/** Stored compliance of each deployment and group at the last summary, replayed from the messages. */
function* wrongSummaries({ scenario, fleet, witness }: Story): Iterable<string> {
  const { clients, deployments, summaries } = fleet.parts;
  const { intervalMs } = scenario.site.summarization;
  const lastMs = Math.floor(fleet.nowMs / intervalMs) * intervalMs;
  const then = witness.start.stored.map((states) => states.slice());
  for (const { atMs, client, slot, state } of witness.stored) {
    if (atMs <= lastMs) then[client]![slot] = state;
  }
  for (const [deployment, { groups }] of scenario.deployments.entries()) {
    for (const group of groups) {
      const cell = deployments.cell(deployment, group);
      let [compliant, unknown] = [0, 0];
      for (let client = 0; client < clients.count; client++) {
        if (clients.groupOf[client] !== group) continue;
        const states = deployments.slots(deployment, group).map((slot) => then[client]![slot]);
        if (states.includes(Compliance.unknown)) unknown++;
        else if (!states.includes(Compliance.required)) compliant++;
      }
      const shown = [summaries.compliantCount[cell], summaries.unknownCount[cell]];
      if (shown[0] !== compliant || shown[1] !== unknown) {
        yield `deployment ${deployment}, group ${group}: ${shown} shown, ${[compliant, unknown]} stored`;
      }
    }
  }
}

function* wrongCoverage({ scenario, result }: Story): Iterable<string> {
  const columns = ['actualCompliant', 'knownCompliant', 'storedCompliant', 'shownCompliant'] as const;
  const shares = new Map<string, number>();
  for (const row of rowsOf(result.compliance)) {
    const members = scenario.deployments[row('deployment')]!.groups.reduce(
      (sum, group) => sum + scenario.groups[group]!.count,
      0,
    );
    for (const [reading, column] of columns.entries()) {
      const key = `${row('deployment')} ${reading} ${row('t')}`;
      shares.set(key, (shares.get(key) ?? 0) + row(column) / members);
    }
  }
  const reached = rowsOf(result.coverage);
  for (const row of reached) {
    const { releasedMs } = scenario.deployments[row('deployment')]!;
    const name = `deployment ${row('deployment')}, ${READINGS[row('reading')]}, ${row('level')}`;
    const atMs = row('reachedMs');
    if (atMs >= 0 && atMs < releasedMs) yield `${name}: before the release`;
    for (const lower of reached) {
      const isSame = lower('deployment') === row('deployment') && lower('reading') === row('reading');
      if (!isSame || lower('level') >= row('level') || atMs < 0) continue;
      if (lower('reachedMs') < 0 || lower('reachedMs') > atMs) yield `${name}: before ${lower('level')}`;
    }
    for (const [key, share] of shares) {
      const [deployment, reading, t] = key.split(' ').map(Number) as [number, number, number];
      if (deployment !== row('deployment') || reading !== row('reading') || t < releasedMs) continue;
      const isThere = share >= row('level') - 1e-9;
      if (isThere && (atMs < 0 || atMs > t)) yield `${name}: not seen at ${t}`;
      if (share >= row('level') + 1e-9 !== isThere) continue;
      if (!isThere && atMs === t) yield `${name}: seen too early`;
    }
  }
  if (reached.length !== scenario.deployments.length * READINGS.length * COVERAGE_LEVELS.length) {
    yield 'rows are missing';
  }
}

function* wrongTimesToCompliant({ scenario, result, fleet }: Story): Iterable<string> {
  for (const row of rowsOf(result.timeToCompliant)) {
    const name = `deployment ${row('deployment')}, group ${row('group')}`;
    if (scenario.deployments[row('deployment')]!.releasedMs > fleet.nowMs) continue;
    const sum = row('compliantAtRelease') + row('becameCompliant') + row('censored');
    if (row('members') !== sum || row('censored') < 0) yield `${name}: ${sum} of ${row('members')}`;
    if (row('bySuperseding') > row('becameCompliant')) yield `${name}: more superseded than compliant`;
    const steps = [row('p50Ms'), row('p90Ms'), row('p95Ms'), row('p99Ms')].filter((ms) => ms >= 0);
    if (steps.some((ms, index) => index > 0 && ms < steps[index - 1]!)) yield `${name}: quantiles`;
    const unfinished = sumOf(
      result.unfinished,
      'count',
      (other) =>
        other('deployment') === row('deployment') && (row('group') === -1 || other('group') === row('group')),
    );
    if (unfinished < row('censored')) yield `${name}: ${row('censored')} censored, ${unfinished} unfinished`;
  }
}

function* wrongExposure({ scenario, fleet, witness, result }: Story): Iterable<string> {
  const { clients, updates } = fleet.parts;
  const isOpen = (state: Actual) => state !== Actual.notRequired && state !== Actual.installed;
  const groupCount = scenario.groups.length;
  const cellCount = scenario.catalog.updates.length * groupCount;
  const clientMs = new Float64Array(cellCount);
  const open = new Float64Array(cellCount);
  const add = (client: number, slot: number, delta: number, atMs: number) => {
    const cell = updates.updateAt(client, slot) * groupCount + clients.groupOf[client]!;
    clientMs[cell]! += delta * (fleet.nowMs - atMs);
    open[cell]! += delta;
  };
  for (const [client, states] of witness.start.actual.entries()) {
    for (const [slot, state] of states.entries()) if (isOpen(state)) add(client, slot, 1, 0);
  }
  for (const { atMs, client, slot, from, to } of witness.transitions) {
    add(client, slot, Number(isOpen(to)) - Number(isOpen(from)), atMs);
  }
  for (const row of rowsOf(result.exposure)) {
    const cell = row('update') * groupCount + row('group');
    if (row('clientMs') !== clientMs[cell]) yield `update ${row('update')}: ${row('clientMs')} client ms`;
    if (row('requiredAtEnd') !== open[cell])
      yield `update ${row('update')}: ${row('requiredAtEnd')} at the end`;
    clientMs[cell] = 0;
  }
  if (clientMs.some((ms) => ms !== 0)) yield 'a row is missing';
}

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
    if (restart.count[client] !== completed) {
      yield `client ${client}: ${restart.count[client]} restarts, ${completed} of use`;
    }
    ended += restart.count[client]!;
    if (restart.stage[client] === RestartStage.restarting) running++;
  }
  if (fleet.nowMs < lastRowMs(result.compliance)) yield 'rows of the future';
  const counted =
    sumOf(result.restarts, 'count', () => true) + sum(fleet.save().get('restart measures.counts'), 3);
  if (counted !== ended + running) yield `${counted} restarts counted, ${ended} ended, ${running} running`;
}

function* lostScans({ fleet, result, state }: Story): Iterable<string> {
  const { scans, clients } = fleet.parts;
  const outcomes = [0, 0, 0, 0, 0];
  for (const row of rowsOf(result.scans)) outcomes[row('outcome')]! += row('count');
  const since = state.get('scan measures.counts') as Int32Array;
  since.forEach((scansCount, at) => {
    outcomes[at % outcomes.length]! += scansCount;
  });
  const running = count(scans.running, (triggers) => triggers !== 0);
  const [started, ...others] = outcomes as [number, ...number[]];
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
    since.reduce((total, value, index) => total + (index % 5 === at ? value : 0), 0);
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
  if (fleet.nowMs !== scenario.horizonMs) return;
  for (const column of ['arrivals', 'served', 'refused', 'abandoned'] as const) {
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

type Row<Column extends string> = (column: Column) => number;

function rowsOf<Column extends string>(rows: Rows<Column>): Row<Column>[] {
  return Array.from({ length: rows.length }, (_, index) => (column: Column) => rows.get(index, column));
}

function sumOf<Column extends string>(
  rows: Rows<Column>,
  column: Column,
  matches: (row: Row<Column>) => boolean,
): number {
  return rowsOf(rows).reduce((total, row) => total + (matches(row) ? row(column) : 0), 0);
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

function count(values: Uint8Array, matches: (value: number) => boolean): number {
  return values.reduce((total, value) => total + (matches(value) ? 1 : 0), 0);
}

function byClient<Event extends { readonly client: number }>(events: readonly Event[]): Map<number, Event[]> {
  const map = new Map<number, Event[]>();
  for (const event of events) {
    const list = map.get(event.client);
    if (list === undefined) map.set(event.client, [event]);
    else list.push(event);
  }
  return map;
}

export { Witness };
