import { Enforcement, TO_INSTALL } from '../../src/model/client/client-updates.ts';
import {
  isRestartPending,
  messageOf,
  stateOf,
  subjectOf,
  topicOf,
} from '../../src/model/client/message-pool.ts';
import { USE_COUNT } from '../../src/model/content/network.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import { Topic } from '../../src/model/topics.ts';
import type { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { ImageWitness } from './image-witness.ts';
import { SessionWitness } from './session-witness.ts';

/** What a witness saw of one client's update. */
export interface UpdateEvent {
  readonly atMs: number;
  readonly client: number;
  readonly slot: number;
}

export interface Transition extends UpdateEvent {
  readonly from: Actual;
  readonly to: Actual;
}

export interface ClientEvent {
  readonly atMs: number;
  readonly client: number;
}

/** What a state message says: about an update (by slot), a deployment, or scans (0). */
export interface Contents {
  readonly topic: Topic;
  readonly subject: number;
  readonly state: number;
  readonly restartPending: boolean;
}

/** A state message when it was raised, or when it was stored. */
export interface Message extends ClientEvent, Contents {}

/** A top-level site has other updates or times of a deployment from here on. */
export interface Revised {
  readonly atMs: number;
  readonly deployment: number;
  readonly top: number;
  readonly revision: number;
}

export interface DeploymentEvent extends ClientEvent {
  readonly deployment: number;
  /** What it deploys to the client by the policy that this one has. */
  readonly slots: readonly number[];
}

/** From here on a client carries a deployment out. */
export interface Enforced extends DeploymentEvent {
  readonly byUser: boolean;
  /** By its policy, without what is drawn; Infinity: none. */
  readonly deadlineMs: number;
}

/** Bytes of the transfers of one use. */
export interface Traffic {
  sentBytes: number;
  /** Of those that arrived whole. */
  deliveredBytes: number;
  /** Of those broken off: their sizes, and what had arrived of them. */
  brokenOffBytes: number;
  savedBytes: number;
}

/**
 * Somebody who stands beside a fleet and writes down what happens, by listening to the calls between its parts. It
 * knows the history that the model itself forgets, and decides nothing.
 */
export class Witness {
  readonly transitions: Transition[] = [];
  readonly raised: Message[] = [];
  readonly stored: Message[] = [];
  /** Messages in files that could not be read. */
  readonly lost: Message[] = [];
  /** Those stored and those lost, in the order in which it happened. */
  readonly handled: (Message & { readonly isLost: boolean })[] = [];
  readonly revisions: Revised[] = [];
  readonly policies: DeploymentEvent[] = [];
  readonly enforced: Enforced[] = [];
  readonly scans: (ClientEvent & { readonly triggers: number })[] = [];
  /** Content that arrived whole at a client, wanted or not. */
  readonly cached: UpdateEvent[] = [];
  /** Per client: what it had of downloads that it gave up, because a scan found them not required any more. */
  readonly droppedBytes: Float64Array;
  readonly learned: (UpdateEvent & { readonly state: Compliance })[] = [];
  /** By use of the network. */
  readonly traffic: Traffic[] = Array.from({ length: USE_COUNT }, () => ({
    sentBytes: 0,
    deliveredBytes: 0,
    brokenOffBytes: 0,
    savedBytes: 0,
  }));
  /** The instants of everything above, in the order in which it happened. */
  readonly instants: number[] = [];
  readonly images: ImageWitness;
  /** Null without RemoteApp collections. */
  readonly sessions: SessionWitness | null;
  /** States at the start: actual, known and stored, by client and slot. */
  readonly start: { actual: Actual[][]; known: Compliance[][]; stored: Compliance[][] };
  readonly #fleet: Fleet;

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
    const { clients, updates, truth, known } = fleet.parts;
    const all = <T>(read: (client: number, slot: number) => T) =>
      Array.from({ length: clients.count }, (_, client) =>
        Array.from({ length: updates.slotCountOf(client) }, (_unused, slot) => read(client, slot)),
      );
    this.start = {
      actual: all((client, slot) => truth.actual(client, slot)),
      known: all((client, slot) => truth.known(client, slot)),
      stored: all((client, slot) => known.stored(client, slot)),
    };
    this.droppedBytes = new Float64Array(clients.count);
    this.#listenToUpdates();
    this.#listenToDownloads();
    this.#listenToPolicy();
    this.#listenToMessages();
    this.#listenToNetwork();
    this.images = new ImageWitness(fleet);
    const hosts = fleet.parts.remoteApp?.hosts ?? null;
    this.sessions = hosts === null ? null : new SessionWitness(fleet, hosts);
  }

  #now(): number {
    const atMs = this.#fleet.nowMs;
    this.instants.push(atMs);
    return atMs;
  }

  #listenToUpdates(): void {
    const { truth, updates, evaluation } = this.#fleet.parts;
    const setActual = truth.setActual.bind(truth);
    truth.setActual = (client, slot, to) => {
      const from = truth.actual(client, slot);
      this.transitions.push({ atMs: this.#now(), client, slot, from, to });
      setActual(client, slot, to);
    };
    const cache = updates.cache.bind(updates);
    updates.cache = (client, slot, nowMs) => {
      this.cached.push({ atMs: this.#now(), client, slot });
      cache(client, slot, nowMs);
    };
    const learn = updates.learn.bind(updates);
    updates.learn = (client, slot, state, nowMs) => {
      this.learned.push({ atMs: this.#now(), client, slot, state });
      learn(client, slot, state, nowMs);
    };
    const scanned = evaluation.scanned.bind(evaluation);
    evaluation.scanned = (client, triggers) => {
      this.scans.push({ atMs: this.#now(), client, triggers });
      scanned(client, triggers);
    };
  }

  #listenToDownloads(): void {
    const { downloads, updates } = this.#fleet.parts;
    const { updates: all } = updates.index.catalog;
    const consider = downloads.consider.bind(downloads);
    downloads.consider = (client) => {
      const [wasDownloading, slot] = [downloads.isDownloading(client), downloads.slot[client]!];
      const gotBytes = wasDownloading
        ? all[updates.updateAt(client, slot)]!.sizeBytes - downloads.restBytes[client]!
        : 0;
      const bookedBytes = downloads.downloadedBytes[client]!;
      consider(client);
      if (!wasDownloading || (downloads.isDownloading(client) && downloads.slot[client] === slot)) return;
      this.droppedBytes[client]! += gotBytes + downloads.downloadedBytes[client]! - bookedBytes;
    };
  }

  #listenToPolicy(): void {
    const { agent, updates } = this.#fleet.parts;
    const { deployments } = this.#fleet.parts;
    const setRevision = deployments.setRevision.bind(deployments);
    deployments.setRevision = (deployment, top, revision) => {
      this.revisions.push({ atMs: this.#now(), deployment, top, revision });
      setRevision(deployment, top, revision);
    };
    const assigned = agent.assigned.bind(agent);
    agent.assigned = (client, deployment) => {
      const slots = updates.slotsOf(deployment, client);
      this.policies.push({ atMs: this.#now(), client, deployment, slots });
      assigned(client, deployment);
    };
    const set = updates.set.bind(updates);
    updates.set = (deployment, client, bit) => {
      if ((bit & TO_INSTALL) !== 0) this.#noteEnforced(client, deployment, (bit & Enforcement.byUser) !== 0);
      set(deployment, client, bit);
    };
  }

  #noteEnforced(client: number, deployment: number, byUser: boolean): void {
    const { updates, deployments, clients } = this.#fleet.parts;
    const revision = updates.revisions.of(deployment, client);
    const { zone } = clients.groups[clients.groupOf[client]!]!;
    const deadlineMs = deployments.revisions.deadlineMs(revision, zone);
    const slots = updates.slotsOf(deployment, client);
    this.enforced.push({ atMs: this.#now(), client, deployment, slots, byUser, deadlineMs });
  }

  #listenToMessages(): void {
    const { messages, known, enforcementDatabase, memberships, store: sites } = this.#fleet.parts;
    const raise = messages.raise.bind(messages);
    messages.raise = (client, contents, soon) => {
      this.raised.push({ atMs: this.#now(), client, ...readMessage(contents) });
      raise(client, contents, soon);
    };
    const store = known.store.bind(known);
    known.store = (client, slot, state, restartPending) => {
      const contents = messageOf(Topic.updateDetection, slot, state, restartPending);
      this.#noteStored(client, contents);
      store(client, slot, state, restartPending);
    };
    const storeOther = enforcementDatabase.store.bind(enforcementDatabase);
    enforcementDatabase.store = (client, contents) => {
      this.#noteStored(client, contents);
      storeOther(client, contents);
    };
    const storeAny = sites.store.bind(sites);
    sites.store = (site, client, contents) => {
      // What comes of a client that is deleted goes no further.
      if (!memberships.isKnown(client)) this.#noteStored(client, contents);
      storeAny(site, client, contents);
    };
    const lose = sites.lose.bind(sites);
    sites.lose = (client, contents) => {
      const message = { atMs: this.#now(), client, ...readMessage(contents) };
      this.lost.push(message);
      this.handled.push({ ...message, isLost: true });
      lose(client, contents);
    };
  }

  #noteStored(client: number, contents: number): void {
    const message = { atMs: this.#now(), client, ...readMessage(contents) };
    this.stored.push(message);
    this.handled.push({ ...message, isLost: false });
  }

  #listenToNetwork(): void {
    const { network } = this.#fleet.parts;
    const { links } = network;
    const start = links.start.bind(links);
    links.start = (link, customer, tag, bytes) => {
      this.traffic[tag % USE_COUNT]!.sentBytes += bytes;
      return start(link, customer, tag, bytes);
    };
    const abort = links.abort.bind(links);
    links.abort = (flow) => {
      const traffic = this.traffic[links.tags[flow]! % USE_COUNT]!;
      const sizeBytes = links.bytes[flow]!;
      const restBytes = abort(flow);
      traffic.brokenOffBytes += sizeBytes;
      traffic.savedBytes += sizeBytes - restBytes;
      return restBytes;
    };
    const delivered = network.delivered.bind(network);
    network.delivered = (link, customer, tag, bytes) => {
      this.traffic[tag % USE_COUNT]!.deliveredBytes += bytes;
      delivered(link, customer, tag, bytes);
    };
  }
}

/** The contents of the messages in a ring of the pool, first to last. */
export function messagesOf(fleet: Fleet, last: number): Contents[] {
  if (last < 0) return [];
  const { pool } = fleet.parts;
  const contents: Contents[] = [];
  for (let message = pool.firstOf(last); ; message = pool.next[message]!) {
    contents.push(readMessage(pool.contents[message]!));
    if (message === last) return contents;
  }
}

function readMessage(contents: number): Contents {
  return {
    topic: topicOf(contents),
    subject: subjectOf(contents),
    state: stateOf(contents),
    restartPending: isRestartPending(contents),
  };
}
