import { Topic } from '../../../src/model/topics.ts';
import { Compliance } from '../../../src/model/updates/update-states.ts';
import { messagesOf } from '../witness.ts';
import { byClient, type Law, losesState, ScanStage, type Story } from './story.ts';

/** What clients know, what they say of it, and what the site stores. */
export const KNOWLEDGE_LAWS: readonly Law[] = [
  {
    number: 11,
    text: 'Messages raised = at the clients + on the way + stored + lost in damaged files.',
    broken: lostMessages,
  },
  {
    number: 12,
    text: 'Stored states change only by delivered messages, each stored or lost once, in the order in which it was raised.',
    broken: storedWithoutMessage,
  },
  {
    number: 13,
    text: 'A client of which no message is on its way, and none was lost, is stored as it knows itself.',
    broken: storedOtherwiseThanKnown,
  },
  {
    number: 14,
    text: 'A client knows exactly the updates of the metadata that it holds, and these come from its server.',
    broken: knowledgeWithoutMetadata,
  },
];

function* lostMessages({ fleet, witness }: Story): Iterable<string> {
  const { messageMeasures, messages, pool, clients } = fleet.parts;
  const { raisedCount, sentCount, arrivedCount, storedCount, lostCount } = messageMeasures;
  let [waiting, unsent] = [0, 0];
  for (let client = 0; client < clients.count; client++) {
    waiting += messagesOf(fleet, messages.outbox[client]!).length;
    unsent += messages.serial[client]! - messages.sentSerial[client]!;
  }
  if (raisedCount !== witness.raised.length) yield `${raisedCount} counted as raised`;
  if (storedCount !== witness.stored.length) yield `${storedCount} counted as stored`;
  if (waiting !== unsent || raisedCount - sentCount !== waiting)
    yield `${waiting} at clients, ${unsent} unsent`;
  if (lostCount !== witness.lost.length) yield `${lostCount} counted as lost`;
  if (pool.liveCount !== raisedCount - storedCount - lostCount) yield `${pool.liveCount} in the pool`;
  if (!(raisedCount >= sentCount && sentCount >= arrivedCount && arrivedCount >= storedCount + lostCount)) {
    yield `${raisedCount} raised, ${sentCount} sent, ${arrivedCount} arrived, ${storedCount} stored`;
  }
}

function* storedWithoutMessage({ fleet, witness }: Story): Iterable<string> {
  const raised = byClient(witness.raised);
  const next = new Map<number, number>();
  const now = witness.start.stored.map((states) => states.slice());
  for (const { atMs, client, topic, subject, state, restartPending, isLost } of witness.handled) {
    const index = next.get(client) ?? 0;
    const message = (raised.get(client) ?? [])[index];
    const isIt =
      message?.topic === topic &&
      message.subject === subject &&
      message.state === state &&
      message.restartPending === restartPending;
    if (!isIt || message.atMs >= atMs)
      yield `client ${client}, subject ${subject}: not its message at ${atMs}`;
    next.set(client, index + 1);
    if (!isLost && topic === Topic.updateDetection) now[client]![subject] = state as Compliance;
  }
  const { lifetimes, memberships } = fleet.parts;
  for (const [client, states] of now.entries()) {
    const isDeleted = lifetimes.hasLeft(client) && !memberships.isKnown(client);
    for (const [slot, last] of states.entries()) {
      const state = isDeleted ? Compliance.unknown : last;
      if (fleet.parts.known.stored(client, slot) !== state) yield `client ${client}, slot ${slot}: unsaid`;
    }
  }
}

function* storedOtherwiseThanKnown({ scenario, fleet, witness }: Story): Iterable<string> {
  const { known, truth, memberships } = fleet.parts;
  const open = new Map<number, number>();
  for (const { client } of witness.raised) open.set(client, (open.get(client) ?? 0) + 1);
  for (const { client } of witness.stored) open.set(client, open.get(client)! - 1);
  for (const [client, states] of witness.start.actual.entries()) {
    if ((open.get(client) ?? 0) > 0 || !memberships.isKnown(client)) continue;
    for (const slot of states.keys()) {
      const [stored, knows] = [known.stored(client, slot), truth.known(client, slot)];
      if (knows === Compliance.unknown && losesState(scenario, fleet, client)) continue;
      if (stored !== knows) yield `client ${client}, slot ${slot}: stored ${stored}, known ${knows}`;
    }
  }
}

function* knowledgeWithoutMetadata({ fleet }: Story): Iterable<string> {
  const { clients, updates, truth, scans, versions: ofSites, updatePoints, selection } = fleet.parts;
  for (let client = 0; client < clients.count; client++) {
    const version = scans.metadataVersion[client]!;
    if (version > updatePoints.versionOf(selection.pointOf[client]!))
      yield `client ${client}: version ${version}`;
    const versions = ofSites.of(clients.groups[clients.groupOf[client]!]!.site);
    const cutoffMs = versions.cutoffMs(version);
    const mayBeNewer = scans.stage[client] !== ScanStage.idle || scans.waiting[client] !== 0;
    for (let slot = 0; slot < updates.slotCountOf(client); slot++) {
      const offeredMs = versions.offeredMs[updates.updateAt(client, slot)]!;
      const isKnown = truth.known(client, slot) !== Compliance.unknown;
      if (isKnown && offeredMs > cutoffMs) yield `client ${client}, slot ${slot}: known by no metadata`;
      if (!isKnown && offeredMs <= cutoffMs && !mayBeNewer)
        yield `client ${client}, slot ${slot}: overlooked`;
    }
  }
}
