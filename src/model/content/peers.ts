import type { Simulation } from '../../sim/simulation.ts';
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

/**
 * Content from other clients of a peer group (domain, peer technologies): from those that are reachable and hold the
 * whole file, each of which serves only so many at a time. Their traffic stays in their own network.
 */
export class Peers {
  /** Per peer group and update: clients that have it, and clients that fetch it from them. */
  holderCount: Int32Array;
  fetchingCount: Int32Array;

  readonly #clients: PeerClients;
  readonly #sharing: readonly (PeerSharing | null)[];
  readonly #updateCount: number;
  /** Per group: which of the peer groups, in the order in which they appear; −1: none. */
  readonly #peerGroupOf: readonly number[];
  readonly #members: readonly (readonly number[])[];

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
    this.holderCount = new Int32Array(numbers.length * updateCount);
    this.fetchingCount = new Int32Array(numbers.length * updateCount);
    simulation.state.own('peers', this, ['holderCount', 'fetchingCount']);
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

  begins(client: number, update: number): void {
    this.fetchingCount[this.#cell(client, update)]!++;
  }

  ends(client: number, update: number): void {
    this.fetchingCount[this.#cell(client, update)]!--;
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
