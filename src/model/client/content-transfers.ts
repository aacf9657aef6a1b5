import type { DistributionPoints } from '../content/distribution-points.ts';
import { type Network, Use } from '../content/network.ts';
import type { Peers } from '../content/peers.ts';
import type { SourceKind } from '../measures/download-measures.ts';
import type { ClientContext } from './client-context.ts';
import type { ClientUpdates } from './client-updates.ts';
import type { Clients } from './clients.ts';
import { type ContentSearch, MICROSOFT_UPDATE, NOWHERE, PEERS } from './content-search.ts';
import { type DirectReceiver, DirectTransfers } from './direct-transfers.ts';

/** How much of the rest comes from peers is not decided yet. */
const UNDECIDED = -1;

/**
 * How the bytes of a download come to a client: first the peers' part from them (ASSUME-DOSHARE), the others from a
 * distribution point over the links between, or from Microsoft Update.
 */
export class ContentTransfers {
  flow: Int32Array;
  /** Where a client's last bytes came from: a distribution point, or what is beside them. */
  source: Int16Array;
  /** Of the bytes still to come, those from peers; empty where nobody shares. */
  peerBytes: Float64Array;

  readonly #clients: Clients;
  readonly #updates: ClientUpdates;
  readonly #points: DistributionPoints;
  readonly #network: Network;
  readonly #search: ContentSearch;
  readonly #peers: Peers;
  readonly #direct: DirectTransfers;
  readonly #nowMs: () => number;

  constructor(
    { simulation, clients }: ClientContext,
    updates: ClientUpdates,
    points: DistributionPoints,
    network: Network,
    search: ContentSearch,
    peers: Peers,
  ) {
    this.#clients = clients;
    this.#updates = updates;
    this.#points = points;
    this.#network = network;
    this.#search = search;
    this.#peers = peers;
    this.#nowMs = () => simulation.nowMs;
    this.flow = new Int32Array(clients.count).fill(-1);
    this.source = new Int16Array(clients.count).fill(NOWHERE);
    this.peerBytes = new Float64Array(peers.isUsed ? clients.count : 0);
    simulation.state.own('client content transfers', this, ['flow', 'source', 'peerBytes']);
    this.#direct = new DirectTransfers(simulation, search.isUsed || peers.isUsed ? clients.count : 0);
  }

  connect(receiver: DirectReceiver): void {
    this.#direct.connect(receiver);
  }

  /** The client turns to other content. */
  forget(client: number): void {
    this.source[client] = NOWHERE;
    if (this.peerBytes.length > 0) this.peerBytes[client] = UNDECIDED;
  }

  /** Where content of an update can be had at this instant; `isCurrent`: it is what the client is at. */
  sourceNow(client: number, slot: number, isCurrent: boolean): number {
    if (this.#peersServe(client, slot, isCurrent)) return PEERS;
    const held = isCurrent ? this.source[client]! : NOWHERE;
    return this.#search.sourceNow(client, slot, held, this.#nowMs());
  }

  /** Where the bytes that come at the moment, or came last, are from. */
  kindOf(client: number): SourceKind {
    return this.#search.kindOf(client, this.source[client]!);
  }

  isFromPeers(client: number): boolean {
    return this.source[client] === PEERS;
  }

  /** Whether the way to where a client fetches is open. */
  isUp(client: number): boolean {
    return this.#points.isUp(this.#clients.groupOf[client]!, this.source[client]!);
  }

  /** Whether the distribution point where a client fetches has the content still. */
  isThere(client: number, slot: number): boolean {
    return this.#points.has(this.source[client]!, this.#updates.updateAt(client, slot));
  }

  /** Whether the client waits for peers to have what another source could give it now. */
  waitsForPeers(client: number, slot: number, source: number): boolean {
    if (source === PEERS || !this.#wantsFromPeers(client, slot, true)) return false;
    return this.#peers.isOnTheWay(client, this.#updates.updateAt(client, slot));
  }

  /** Moves bytes from a source. False: they go over none of our links. */
  begin(client: number, slot: number, source: number, restBytes: number): boolean {
    this.#decideShareOfPeers(client, source === PEERS, restBytes);
    this.source[client] = source;
    this.#peers.begins(client, this.#updates.updateAt(client, slot), source === PEERS);
    const { internetBytesPerSecond, peers } = this.#clients.groups[this.#clients.groupOf[client]!]!.content;
    if (source === MICROSOFT_UPDATE) {
      this.#direct.start(client, restBytes, internetBytesPerSecond);
    } else if (source === PEERS) {
      this.peerBytes[client] = Math.min(this.peerBytes[client]!, restBytes);
      this.#direct.start(client, this.peerBytes[client]!, peers!.bytesPerSecond);
    } else {
      const path = this.#points.pathFor(this.#clients.groupOf[client]!, source);
      this.flow[client] = this.#network.send(path, Use.download, client, restBytes);
    }
    return source >= 0;
  }

  /** What was to come from the source has come: of peers their part, of others everything. */
  end(client: number, slot: number): void {
    const fromPeers = this.isFromPeers(client);
    this.#peers.ends(client, this.#updates.updateAt(client, slot), fromPeers);
    if (fromPeers) this.peerBytes[client] = 0;
    this.flow[client] = -1;
  }

  /** Ends a transfer early. Returns the bytes that have come. */
  abort(client: number, slot: number, restBytes: number): number {
    const source = this.source[client]!;
    this.#peers.ends(client, this.#updates.updateAt(client, slot), source === PEERS);
    if (source >= 0) {
      const leftBytes = this.#network.abort(this.flow[client]!);
      this.flow[client] = -1;
      return restBytes - leftBytes;
    }
    const movedBytes = this.#direct.abort(client);
    if (source === PEERS) this.peerBytes[client]! -= movedBytes;
    return movedBytes;
  }

  #peersServe(client: number, slot: number, isCurrent: boolean): boolean {
    if (!this.#wantsFromPeers(client, slot, isCurrent)) return false;
    return this.#peers.canServe(client, this.#updates.updateAt(client, slot), this.#nowMs());
  }

  /** Whether a part is to come from peers: of what the client is at, what is left of theirs. */
  #wantsFromPeers(client: number, slot: number, isCurrent: boolean): boolean {
    const sharing = this.#peers.sharingOf(client);
    if (sharing === null || (isCurrent && this.peerBytes[client] === 0)) return false;
    const { sizeBytes } = this.#updates.catalogUpdateAt(client, slot);
    return sizeBytes >= sharing.fileBytesMin && Math.floor(sharing.share * sizeBytes) > 0;
  }

  /** The peers' part is what they can give when the download begins. */
  #decideShareOfPeers(client: number, peersServe: boolean, restBytes: number): void {
    if (this.peerBytes.length === 0 || this.peerBytes[client] !== UNDECIDED) return;
    const { share } = this.#peers.sharingOf(client) ?? { share: 0 };
    this.peerBytes[client] = peersServe ? Math.floor(share * restBytes) : 0;
  }
}
