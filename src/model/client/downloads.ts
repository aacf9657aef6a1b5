import { Phase } from '../../sim/phase.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import { type Network, type Receiver, Use } from '../content/network.ts';
import type { PeerReceiver, Peers } from '../content/peers.ts';
import type { DownloadMeasures } from '../measures/download-measures.ts';
import { Actual } from '../updates/update-states.ts';
import type { Agent } from './agent.ts';
import type { ClientContext } from './client-context.ts';
import type { ClientUpdates } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { ContentCache } from './content-cache.ts';
import { type ContentSearch, NOWHERE } from './content-search.ts';
import type { ContentTransfers } from './content-transfers.ts';
import { Stage } from './download-stages.ts';
import type { EnforcementReports } from './enforcement-reports.ts';
import type { Machines } from './machines.ts';
import type { PresenceWatch } from './presence-watch.ts';
import { SetAsideDownloads } from './set-aside-downloads.ts';
import type { WantedContent } from './wanted-content.ts';

/** Told when the content of an update has arrived at a client. */
export interface DownloadListener {
  downloaded(client: number): void;
}

/** What is known of content around the clients. */
export interface ContentParts {
  readonly network: Network;
  readonly search: ContentSearch;
  readonly transfers: ContentTransfers;
  readonly peers: Peers;
  readonly cache: ContentCache;
  readonly wanted: WantedContent;
}

/**
 * The content downloads of every client: one update after another into its cache, from peers, a distribution point or
 * Microsoft Update. What an absence interrupts goes on later where it stopped (BITS); content that is not there yet is
 * waited for.
 */
export class Downloads implements Agent, Receiver, PeerReceiver {
  stage: Uint8Array;
  /** The slot being downloaded, and its bytes still to come. */
  slot: Int16Array;
  restBytes: Float64Array;
  downloadedBytes: Float64Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #machines: Machines;
  readonly #watch: PresenceWatch;
  readonly #updates: ClientUpdates;
  readonly #content: ContentParts;
  readonly #measures: DownloadMeasures;
  readonly #reports: EnforcementReports;
  readonly #locationRequestMs: number;
  readonly #contentRetryMs: number;
  readonly #stalledTransferMs: number;
  readonly #retryKey: PurposeKey;
  readonly #setAside: SetAsideDownloads;
  readonly #located: Timer;
  readonly #tries: Timer;
  #listener: DownloadListener | null = null;
  #waits: (client: number) => void = () => {};

  constructor(
    context: ClientContext,
    updates: ClientUpdates,
    content: ContentParts,
    measures: DownloadMeasures,
    reports: EnforcementReports,
  ) {
    const { scenario, simulation, luck, clients, machines, watch } = context;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#machines = machines;
    this.#watch = watch;
    this.#updates = updates;
    this.#content = content;
    this.#measures = measures;
    this.#reports = reports;
    this.#locationRequestMs = scenario.assumptions.locationRequestMs;
    this.#contentRetryMs = scenario.assumptions.contentRetryMs;
    this.#stalledTransferMs = scenario.assumptions.stalledTransferMs;
    this.#retryKey = luck.key('content retry');
    this.stage = new Uint8Array(clients.count);
    this.slot = new Int16Array(clients.count).fill(-1);
    this.restBytes = new Float64Array(clients.count);
    this.downloadedBytes = new Float64Array(scenario.output.clients ? clients.count : 0);
    this.#setAside = new SetAsideDownloads(clients.count, simulation.state);
    simulation.state.own('downloads', this, ['stage', 'slot', 'restBytes', 'downloadedBytes']);
    const common = { phase: Phase.activity, owner: this as Downloads };
    this.#located = simulation.declareTimer({
      ...common,
      name: 'download: content is located',
      of: 'client',
      entityCount: clients.count,
      run: Downloads.prototype.onLocated,
    });
    this.#tries = simulation.declareTimer({
      ...common,
      name: 'download: another distribution point is tried',
      of: 'client',
      entityCount: content.search.isUsed ? clients.count : 1,
      run: Downloads.prototype.onTry,
    });
    content.transfers.connect(this);
    content.network.connect(Use.download, this);
    content.peers.connect(this);
  }

  /** `waits`: told when a client can get nothing that it wants. */
  connect(listener: DownloadListener, waits: (client: number) => void): void {
    this.#listener = listener;
    this.#waits = waits;
  }

  isDownloading(client: number): boolean {
    return this.stage[client] !== Stage.idle;
  }

  isWaitingForContent(client: number): boolean {
    return this.stage[client] === Stage.waitingForContent;
  }

  /**
   * Starts to download what the client requires, may download and lacks, unless it is at it already. One that waits
   * for content takes other content first, if there is any: every update has its own transfer job (domain, content
   * transfer on the client).
   */
  consider(client: number): void {
    this.#dropWhatIsNotRequired(client);
    const waiting = this.stage[client] === Stage.waitingForContent;
    if (this.stage[client] !== Stage.idle && !waiting) return;
    const slot = this.#nextSlot(client);
    if (slot < 0) return;
    if (waiting && !this.#isAvailable(client, slot)) return this.#arrangeTry(client);
    if (!waiting) this.#measures.started(this.#clients.groupOf[client]!);
    this.#take(client, slot);
    this.#locate(client);
  }

  /** The client turns to the content of an update, if it is not what it waits for; a part that it has is kept. */
  #take(client: number, slot: number): void {
    const hasBegun = this.#hasBegun(client);
    if (hasBegun && slot === this.slot[client]) return;
    const sizeBytes = this.#updateAt(client, slot).sizeBytes;
    const restBytes = this.#setAside.take(client, slot) ?? sizeBytes;
    if (hasBegun) this.#setAside.put(client, this.slot[client]!, this.restBytes[client]!);
    this.slot[client] = slot;
    this.restBytes[client] = restBytes;
    this.#content.transfers.forget(client);
  }

  /** Whether the client waits for content of which it has a part. */
  #hasBegun(client: number): boolean {
    if (this.stage[client] !== Stage.waitingForContent) return false;
    return this.restBytes[client]! < this.#updateAt(client, this.slot[client]!).sizeBytes;
  }

  /** What is being downloaded is not required any more, or no deployment contains it now: it is given up. */
  #dropWhatIsNotRequired(client: number): void {
    const aside = this.#setAside.slot[client]!;
    if (aside >= 0 && !this.#isToDownload(client, aside)) this.#giveUpSetAside(client, aside);
    const slot = this.slot[client]!;
    if (this.stage[client] === Stage.idle || this.#isToDownload(client, slot)) return;
    if (this.#isMoving(client)) this.#abort(client);
    else this.#located.cancel(client);
    this.#leaveWaiting(client, Stage.idle);
    this.#content.search.end(client, slot);
    this.#measures.dropped(this.#clients.groupOf[client]!);
  }

  #isToDownload(client: number, slot: number): boolean {
    return this.#updates.isRequired(client, slot, Actual.required) && this.#updates.mayDownload(client, slot);
  }

  #giveUpSetAside(client: number, slot: number): void {
    this.#setAside.take(client, slot);
    this.#content.search.end(client, slot);
  }

  /** The first slot to download whose content is there, else the first to download; −1: none. */
  #nextSlot(client: number): number {
    const slots = this.#slotsOf(client);
    return slots.find((slot) => this.#isAvailable(client, slot)) ?? slots[0] ?? -1;
  }

  /** What the client may download now, first what it waits for with a part of it. */
  #slotsOf(client: number): number[] {
    const slots = this.#content.wanted.slotsOf(client);
    if (!this.#hasBegun(client)) return slots;
    const current = this.slot[client]!;
    return [current, ...slots.filter((slot) => slot !== current)];
  }

  #isAvailable(client: number, slot: number): boolean {
    return this.#sourceNow(client, slot) !== NOWHERE;
  }

  #sourceNow(client: number, slot: number): number {
    const isCurrent = this.stage[client] !== Stage.idle && slot === this.slot[client];
    return this.#content.transfers.sourceNow(client, slot, isCurrent);
  }

  #locate(client: number): void {
    this.#watch.watch(client);
    if (!this.#machines.isReachable(client)) return this.#leaveWaiting(client, Stage.waitingForReturn);
    this.#leaveWaiting(client, Stage.locating);
    const ms = this.#locationRequestMs + 2 * this.#content.search.latencyMs(this.#clients.groupOf[client]!);
    this.#located.at(this.#simulation.nowMs + Math.max(1, ms), client);
  }

  onLocated(client: number): void {
    if (!this.#machines.isReachable(client)) return this.#locate(client);
    this.#content.search.begin(client, this.slot[client]!, this.#simulation.nowMs);
    if (this.#begin(client)) return;
    this.#wait(client);
  }

  #wait(client: number): void {
    this.#leaveWaiting(client, Stage.waitingForContent);
    this.#reports.waitsForContent(client, this.slot[client]!);
    this.consider(client);
    if (this.isWaitingForContent(client)) this.#waits(client);
  }

  looksAgain(client: number): boolean {
    this.onLocated(client);
    return this.stage[client] !== Stage.waitingForPeers;
  }

  /** Another distribution point has its turn, and it has something that the client wants. */
  onTry(client: number): void {
    if (!this.#machines.isReachable(client)) return this.#locate(client);
    const slot = this.#nextSlot(client);
    if (slot >= 0 && slot !== this.slot[client]) this.#take(client, slot);
    if (!this.#begin(client)) this.#arrangeTry(client);
  }

  /** A client with a choice of distribution points wakes when it meets content at the next of them. */
  #arrangeTry(client: number): void {
    const { search } = this.#content;
    if (!search.hasChoice(client) || !this.#machines.isReachable(client)) return;
    const nowMs = this.#simulation.nowMs;
    let nextMs = Infinity;
    for (const slot of this.#slotsOf(client)) {
      search.begin(client, slot, nowMs);
      nextMs = Math.min(
        nextMs,
        this.#isAvailable(client, slot) ? nowMs : search.meetsMs(client, slot, nowMs),
      );
    }
    if (nextMs < Infinity) this.#tries.at(Math.max(nowMs + 1, nextMs), client);
    else this.#tries.cancel(client);
  }

  #leaveWaiting(client: number, stage: number): void {
    if (this.stage[client] === Stage.waitingForContent && this.#content.search.isUsed) {
      this.#tries.cancel(client);
    }
    if (this.stage[client] === Stage.waitingForPeers) this.#content.peers.waitsNoMore(client);
    this.stage[client] = stage;
  }

  /** Moves bytes from wherever they can be had now, or waits for peers to have them. False: they are nowhere. */
  #begin(client: number): boolean {
    const slot = this.slot[client]!;
    const source = this.#sourceNow(client, slot);
    if (source === NOWHERE) return false;
    const { transfers, peers } = this.#content;
    if (transfers.waitsForPeers(client, slot, source)) {
      this.#leaveWaiting(client, Stage.waitingForPeers);
      peers.waits(client, this.#updates.updateAt(client, slot));
    } else {
      const isFlow = transfers.begin(client, slot, source, this.restBytes[client]!);
      this.#leaveWaiting(client, isFlow ? Stage.transferring : Stage.fetching);
    }
    this.#reports.downloadBegins(client, slot);
    return true;
  }

  /** Content has reached a distribution point, or a way to it is open again: its waiting clients look once more. */
  contentMayBeThere(groups: readonly boolean[], occasion: number): void {
    const nowMs = this.#simulation.nowMs;
    for (let client = 0; client < this.#clients.count; client++) {
      if (this.stage[client] !== Stage.waitingForContent || !groups[this.#clients.groupOf[client]!]) continue;
      if (this.#content.search.hasChoice(client)) {
        this.#arrangeTry(client);
        continue;
      }
      const delay = this.#clients.draw(this.#retryKey, client, occasion) * this.#contentRetryMs;
      this.stage[client] = Stage.locating;
      this.#located.at(nowMs + Math.max(1, Math.ceil(delay)), client);
      this.#watch.watch(client);
    }
  }

  /** A way to content has failed: downloads over it stop and wait, for the way or, in the end, for another. */
  pathFailed(groups: readonly boolean[]): void {
    for (let client = 0; client < this.#clients.count; client++) {
      const group = this.#clients.groupOf[client]!;
      if (this.stage[client] !== Stage.transferring || !groups[group]) continue;
      if (this.#content.transfers.isUp(client)) continue;
      const untilMs = this.#simulation.nowMs + this.#stalledTransferMs;
      this.#content.search.stall(client, this.slot[client]!, untilMs);
      this.#abort(client);
      this.#wait(client);
    }
  }

  /** Content has left a distribution point: downloads of it stop and wait. */
  contentMayBeGone(groups: readonly boolean[]): void {
    for (let client = 0; client < this.#clients.count; client++) {
      const group = this.#clients.groupOf[client]!;
      if (this.stage[client] !== Stage.transferring || !groups[group]) continue;
      if (this.#content.transfers.isThere(client, this.slot[client]!)) continue;
      this.#content.search.end(client, this.slot[client]!);
      this.#abort(client);
      this.#wait(client);
    }
  }

  delivered(client: number): void {
    this.#content.transfers.end(client, this.slot[client]!);
    this.#book(client, this.restBytes[client]!);
    this.#complete(client);
  }

  /** What peers or Microsoft Update give has come. */
  arrived(client: number, bytes: number): void {
    this.#book(client, bytes);
    this.#content.transfers.end(client, this.slot[client]!);
    if (!this.#content.transfers.isFromPeers(client)) return this.#complete(client);
    this.restBytes[client]! -= bytes;
    if (this.restBytes[client] === 0) return this.#complete(client);
    this.stage[client] = Stage.locating;
    this.onLocated(client);
  }

  #complete(client: number): void {
    const nowMs = this.#simulation.nowMs;
    const slot = this.slot[client]!;
    const { search, cache, peers } = this.#content;
    this.#measures.completed(this.#clients.groupOf[client]!);
    this.stage[client] = Stage.idle;
    search.end(client, slot);
    if (!cache.holds(client, slot)) peers.holds(client, this.#updates.updateAt(client, slot), 1);
    cache.received(client, slot, nowMs);
    this.#updates.cache(client, slot, nowMs);
    this.#reports.downloadEnds(client, slot);
    this.consider(client);
    this.#listener!.downloaded(client);
  }

  isBusy(client: number): boolean {
    const stage = this.stage[client]!;
    return stage !== Stage.idle && stage !== Stage.waitingForContent;
  }

  onLeave(client: number): void {
    this.interrupt(client);
  }

  onReturn(client: number): void {
    if (this.stage[client] === Stage.waitingForReturn) this.#locate(client);
  }

  /** The client cannot go on now; what it has it keeps. */
  interrupt(client: number): void {
    if (this.#isMoving(client)) this.#abort(client);
    else if (this.stage[client] === Stage.locating) this.#located.cancel(client);
    else if (this.stage[client] !== Stage.waitingForPeers) return;
    this.#leaveWaiting(client, Stage.waitingForReturn);
  }

  #isMoving(client: number): boolean {
    const stage = this.stage[client]!;
    return stage === Stage.transferring || stage === Stage.fetching;
  }

  #abort(client: number): void {
    const restBytes = this.restBytes[client]!;
    const movedBytes = this.#content.transfers.abort(client, this.slot[client]!, restBytes);
    this.#book(client, movedBytes);
    this.restBytes[client] = restBytes - movedBytes;
    this.#measures.interrupted(this.#clients.groupOf[client]!);
  }

  #book(client: number, bytes: number): void {
    this.#measures.moved(this.#clients.groupOf[client]!, bytes, this.#content.transfers.kindOf(client));
    if (this.downloadedBytes.length > 0) this.downloadedBytes[client]! += bytes;
  }

  #updateAt(client: number, slot: number) {
    return this.#updates.index.catalog.updates[this.#updates.updateAt(client, slot)]!;
  }
}
