import { Phase } from '../../sim/phase.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { PeerSharing, Scenario } from '../scenario.ts';

/** How long the cache of Delivery Optimization keeps a file for others (domain, peer technologies). */
const DELIVERY_OPTIMIZATION_KEEPS_MS = 259_200_000;

/** What peer sharing has to know of clients and their caches. */
export interface PeerClients {
  readonly count: number;
  groupOf(client: number): number;
  isReachable(client: number): boolean;
  /** When the content of an update came into the client's cache; negative: it is not there. */
  cameMs(client: number, update: number): number;
}

/** Told when a client that waits for its peers may get what it waits for from them, or has to look elsewhere. */
export interface PeerReceiver {
  /** False: the client has to wait on. */
  looksAgain(client: number): boolean;
}

const NOTHING = -1;

/**
 * Content from other clients of a peer group (domain, peer technologies): from those that are reachable and hold the
 * whole file, each of which serves only so many at a time. Their traffic stays in their own network. Where parts of files are shared,
 * clients wait while a peer fetches the file, until it has the whole (domain, partial files; MA-PEER-ORDER).
 */
export class Peers {
  /** Per peer group and update: clients that have it, and clients that fetch it from them. */
  holderCount: Int32Array;
  fetchingCount: Int32Array;
  /** The same, for those to whom its bytes come from anywhere, and for those who wait for one of these. */
  movingCount: Int32Array;
  waitingCount: Int32Array;
  /** Per client: for which update it waits until a peer has it; NOTHING. Empty where nobody shares. */
  waitsFor: Int32Array;

  readonly #clients: PeerClients;
  readonly #sharing: readonly (PeerSharing | null)[];
  readonly #updateCount: number;
  /** Per group: which of the peer groups, in the order in which they appear; −1: none. */
  readonly #peerGroupOf: readonly number[];
  readonly #members: readonly (readonly number[])[];
  readonly #simulation: Simulation;
  readonly #news: Timer;
  #receiver: PeerReceiver | null = null;

  constructor({ groups, catalog }: Scenario, simulation: Simulation, clients: PeerClients) {
    const updateCount = catalog.updates.length;
    this.#clients = clients;
    this.#updateCount = updateCount;
    this.#sharing = groups.map(({ content }) => content.peers);
    const numbers = [...new Set(this.#sharing.flatMap((sharing) => sharing?.peerGroup ?? []))];
    this.#peerGroupOf = this.#sharing.map((sharing) =>
      sharing === null ? -1 : numbers.indexOf(sharing.peerGroup),
    );
    this.#members = membersOf(numbers.length, this.#peerGroupOf, clients);
    const cellCount = numbers.length * updateCount;
    this.holderCount = new Int32Array(cellCount);
    this.fetchingCount = new Int32Array(cellCount);
    this.movingCount = new Int32Array(cellCount);
    this.waitingCount = new Int32Array(cellCount);
    this.waitsFor = new Int32Array(cellCount > 0 ? clients.count : 0).fill(NOTHING);
    const counts = ['holderCount', 'fetchingCount', 'movingCount', 'waitingCount'] as const;
    simulation.state.own('peers', this, [...counts, 'waitsFor']);
    this.#simulation = simulation;
    this.#news = simulation.declareTimer({
      name: 'download: peers may have content',
      of: 'peerGroup',
      phase: Phase.activity,
      owner: this as Peers,
      entityCount: Math.max(1, cellCount),
      run: Peers.prototype.onNews,
    });
  }

  connect(receiver: PeerReceiver): void {
    this.#receiver = receiver;
  }

  get isUsed(): boolean {
    return this.#members.length > 0;
  }

  /** How the client shares; null: it does not. */
  sharingOf(client: number): PeerSharing | null {
    return this.#sharing[this.#clients.groupOf(client)]!;
  }

  /** A client has the file of an update, or has it no more. */
  holds(client: number, update: number, difference: 1 | -1): void {
    const cell = this.#cell(client, update);
    if (cell >= 0) this.holderCount[cell]! += difference;
  }

  /** Whether enough peers have the file to serve one client more. */
  canServe(client: number, update: number, nowMs: number): boolean {
    const cell = this.#cell(client, update);
    if (cell < 0 || this.holderCount[cell] === 0) return false;
    const { clientsPerSource } = this.sharingOf(client)!;
    let needed = Math.floor(this.fetchingCount[cell]! / clientsPerSource) + 1;
    for (const peer of this.#members[this.#peerGroupOf[this.#clients.groupOf(client)]!]!) {
      if (peer === client || !this.#serves(peer, update, nowMs)) continue;
      needed--;
      if (needed === 0) return true;
    }
    return false;
  }

  /** Whether a peer will have the file, or a place, and the technology makes clients wait for it. */
  isOnTheWay(client: number, update: number): boolean {
    const isShared = this.sharingOf(client)!.technology !== 'peerCache';
    return isShared && this.movingCount[this.#cell(client, update)]! > 0;
  }

  /** Bytes begin to come to a client. */
  begins(client: number, update: number, fromPeers: boolean): void {
    const cell = this.#cell(client, update);
    if (cell < 0) return;
    this.movingCount[cell]!++;
    if (fromPeers) this.fetchingCount[cell]!++;
  }

  /** They have come, or come no more: those who wait look again when everything of this instant has happened. */
  ends(client: number, update: number, fromPeers: boolean): void {
    const cell = this.#cell(client, update);
    if (cell < 0) return;
    this.movingCount[cell]!--;
    if (fromPeers) this.fetchingCount[cell]!--;
    if (this.waitingCount[cell]! > 0) this.#news.at(this.#simulation.nowMs + 1, cell);
  }

  waits(client: number, update: number): void {
    this.waitsFor[client] = update;
    this.waitingCount[this.#cell(client, update)]!++;
  }

  waitsNoMore(client: number): void {
    this.waitingCount[this.#cell(client, this.waitsFor[client]!)]!--;
    this.waitsFor[client] = NOTHING;
  }

  /** Whoever finds no place leaves none to those after it; whoever has to fetch from elsewhere leads the others. */
  onNews(cell: number): void {
    const update = cell % this.#updateCount;
    for (const client of this.#members[Math.floor(cell / this.#updateCount)]!) {
      if (this.waitsFor[client] === update && !this.#receiver!.looksAgain(client)) return;
    }
  }

  #serves(peer: number, update: number, nowMs: number): boolean {
    const cameMs = this.#clients.cameMs(peer, update);
    if (cameMs < 0) return false;
    const isKept =
      this.sharingOf(peer)!.technology !== 'deliveryOptimization' ||
      nowMs - cameMs < DELIVERY_OPTIMIZATION_KEEPS_MS;
    return isKept && this.#clients.isReachable(peer);
  }

  #cell(client: number, update: number): number {
    const peerGroup = this.#peerGroupOf[this.#clients.groupOf(client)]!;
    return peerGroup < 0 ? -1 : peerGroup * this.#updateCount + update;
  }
}

function membersOf(count: number, peerGroupOf: readonly number[], clients: PeerClients): number[][] {
  const members: number[][] = Array.from({ length: count }, () => []);
  if (count === 0) return members;
  for (let client = 0; client < clients.count; client++) {
    members[peerGroupOf[clients.groupOf(client)]!]?.push(client);
  }
  return members;
}
