import { Phase } from '../../sim/phase.ts';
import type { PurposeKey } from '../../sim/random.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { ContentListener, DistributionPoints } from '../content/distribution-points.ts';
import { type Network, type Receiver, Use } from '../content/network.ts';
import type { DownloadMeasures } from '../measures/download-measures.ts';
import { Actual } from '../updates/update-states.ts';
import type { Agent } from './agent.ts';
import type { ClientContext } from './client-context.ts';
import { type ClientUpdates, Enforcement } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { EnforcementReports } from './enforcement-reports.ts';
import type { Machines } from './machines.ts';
import type { PresenceWatch } from './presence-watch.ts';

const Stage = { idle: 0, waitingForContent: 1, locating: 2, transferring: 3, waitingForReturn: 4 } as const;

/** Told when the content of an update has arrived at a client. */
export interface DownloadListener {
  downloaded(client: number): void;
}

/**
 * The content downloads of every client: one update after another from its distribution point into its cache. What an
 * absence interrupts goes on later where it stopped (BITS); content that is not there yet is waited for.
 */
export class Downloads implements Agent, ContentListener, Receiver {
  stage: Uint8Array;
  /** The slot being downloaded, and its bytes still to come. */
  slot: Int16Array;
  restBytes: Float64Array;
  flow: Int32Array;
  downloadedBytes: Float64Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #machines: Machines;
  readonly #watch: PresenceWatch;
  readonly #updates: ClientUpdates;
  readonly #points: DistributionPoints;
  readonly #network: Network;
  readonly #measures: DownloadMeasures;
  readonly #reports: EnforcementReports;
  readonly #locationRequestMs: number;
  readonly #contentRetryMs: number;
  readonly #retryKey: PurposeKey;
  readonly #located: Timer;
  #listener: DownloadListener | null = null;

  constructor(
    context: ClientContext,
    updates: ClientUpdates,
    points: DistributionPoints,
    network: Network,
    measures: DownloadMeasures,
    reports: EnforcementReports,
  ) {
    const { scenario, simulation, luck, clients, machines, watch } = context;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#machines = machines;
    this.#watch = watch;
    this.#updates = updates;
    this.#points = points;
    this.#network = network;
    this.#measures = measures;
    this.#reports = reports;
    this.#locationRequestMs = scenario.assumptions.locationRequestMs;
    this.#contentRetryMs = scenario.assumptions.contentRetryMs;
    this.#retryKey = luck.key('content retry');
    this.stage = new Uint8Array(clients.count);
    this.slot = new Int16Array(clients.count).fill(-1);
    this.restBytes = new Float64Array(clients.count);
    this.flow = new Int32Array(clients.count).fill(-1);
    this.downloadedBytes = new Float64Array(scenario.output.clients ? clients.count : 0);
    simulation.state.own('downloads', this, ['stage', 'slot', 'restBytes', 'flow', 'downloadedBytes']);
    this.#located = simulation.declareTimer({
      name: 'download: content is located',
      phase: Phase.activity,
      owner: this as Downloads,
      entityCount: clients.count,
      run: Downloads.prototype.onLocated,
    });
    network.connect(Use.download, this);
  }

  connect(listener: DownloadListener): void {
    this.#listener = listener;
  }

  isDownloading(client: number): boolean {
    return this.stage[client] !== Stage.idle;
  }

  isWaitingForContent(client: number): boolean {
    return this.stage[client] === Stage.waitingForContent;
  }

  /**
   * Starts to download what the client requires, may download and lacks, unless it is at it already. One that waits
   * for content of which it has nothing yet takes other content first, if there is any.
   */
  consider(client: number): void {
    this.#dropWhatIsNotRequired(client);
    const waiting = this.stage[client] === Stage.waitingForContent;
    if (this.stage[client] !== Stage.idle && !waiting) return;
    const slot = this.#nextSlot(client);
    if (slot < 0) return;
    if (waiting) {
      const begun = this.restBytes[client]! < this.#updateAt(client, this.slot[client]!).sizeBytes;
      if (begun || !this.#isAvailable(client, slot)) return;
    } else {
      this.#measures.started(this.#clients.groupOf[client]!);
    }
    this.slot[client] = slot;
    this.restBytes[client] = this.#updateAt(client, slot).sizeBytes;
    this.#locate(client);
  }

  /** What is being downloaded is not required any more, or no deployment contains it now: it is given up. */
  #dropWhatIsNotRequired(client: number): void {
    const stage = this.stage[client]!;
    if (stage === Stage.idle) return;
    const slot = this.slot[client]!;
    if (this.#updates.isRequired(client, slot, Actual.required) && this.#updates.mayDownload(client, slot))
      return;
    if (stage === Stage.transferring) this.#abort(client);
    else this.#located.cancel(client);
    this.stage[client] = Stage.idle;
    this.#measures.dropped(this.#clients.groupOf[client]!);
  }

  /** The first slot to download whose content is there, else the first to download; −1: none. */
  #nextSlot(client: number): number {
    let first = -1;
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#updates.is(deployment, client, Enforcement.mayDownload)) continue;
      for (const slot of this.#updates.slotsOf(deployment, client)) {
        if (!this.#updates.isRequired(client, slot, Actual.required)) continue;
        if (this.#isAvailable(client, slot)) return slot;
        if (first < 0) first = slot;
      }
    }
    return first;
  }

  #isAvailable(client: number, slot: number): boolean {
    return this.#points.isAvailable(this.#clients.groupOf[client]!, this.#updates.updateAt(client, slot));
  }

  #locate(client: number): void {
    this.#watch.watch(client);
    if (!this.#machines.isReachable(client)) {
      this.stage[client] = Stage.waitingForReturn;
      return;
    }
    this.stage[client] = Stage.locating;
    const roundTripMs = 2 * this.#points.pathFor(this.#clients.groupOf[client]!).latencyMs;
    const requestMs = Math.max(1, this.#locationRequestMs + roundTripMs);
    this.#located.at(this.#simulation.nowMs + requestMs, client);
  }

  onLocated(client: number): void {
    if (!this.#machines.isReachable(client)) return this.#locate(client);
    if (!this.#isAvailable(client, this.slot[client]!)) {
      this.stage[client] = Stage.waitingForContent;
      this.#reports.waitsForContent(client, this.slot[client]!);
      return this.consider(client);
    }
    this.stage[client] = Stage.transferring;
    const path = this.#points.pathFor(this.#clients.groupOf[client]!);
    this.flow[client] = this.#network.send(path, Use.download, client, this.restBytes[client]!);
    this.#reports.downloadBegins(client, this.slot[client]!);
  }

  /** Content has reached a distribution point, or a way to it is open again: its waiting clients look once more. */
  contentMayBeThere(groups: readonly boolean[], occasion: number): void {
    const nowMs = this.#simulation.nowMs;
    for (let client = 0; client < this.#clients.count; client++) {
      if (this.stage[client] !== Stage.waitingForContent || !groups[this.#clients.groupOf[client]!]) continue;
      const delay = this.#clients.draw(this.#retryKey, client, occasion) * this.#contentRetryMs;
      this.stage[client] = Stage.locating;
      this.#located.at(nowMs + Math.max(1, Math.ceil(delay)), client);
      this.#watch.watch(client);
    }
  }

  /** A way to content has failed: downloads of the groups that use it stop and wait. */
  pathFailed(groups: readonly boolean[]): void {
    for (let client = 0; client < this.#clients.count; client++) {
      if (this.stage[client] !== Stage.transferring || !groups[this.#clients.groupOf[client]!]) continue;
      this.#stopAndWait(client);
    }
  }

  /** Content has left a distribution point: downloads of it stop and wait. */
  contentMayBeGone(groups: readonly boolean[]): void {
    for (let client = 0; client < this.#clients.count; client++) {
      if (this.stage[client] !== Stage.transferring || !groups[this.#clients.groupOf[client]!]) continue;
      if (!this.#isAvailable(client, this.slot[client]!)) this.#stopAndWait(client);
    }
  }

  #stopAndWait(client: number): void {
    this.#abort(client);
    this.stage[client] = Stage.waitingForContent;
    this.#reports.waitsForContent(client, this.slot[client]!);
  }

  delivered(client: number): void {
    const nowMs = this.#simulation.nowMs;
    this.#book(client, this.restBytes[client]!);
    this.#measures.completed(this.#clients.groupOf[client]!);
    this.stage[client] = Stage.idle;
    this.flow[client] = -1;
    this.#updates.cache(client, this.slot[client]!, nowMs);
    this.#reports.downloadEnds(client, this.slot[client]!);
    this.consider(client);
    this.#listener!.downloaded(client);
  }

  isBusy(client: number): boolean {
    const stage = this.stage[client]!;
    return stage === Stage.locating || stage === Stage.transferring || stage === Stage.waitingForReturn;
  }

  onLeave(client: number): void {
    this.interrupt(client);
  }

  onReturn(client: number): void {
    if (this.stage[client] === Stage.waitingForReturn) this.#locate(client);
  }

  /** The client cannot go on now; what it has it keeps. */
  interrupt(client: number): void {
    if (this.stage[client] === Stage.transferring) this.#abort(client);
    else if (this.stage[client] === Stage.locating) this.#located.cancel(client);
    else return;
    this.stage[client] = Stage.waitingForReturn;
  }

  #abort(client: number): void {
    const path = this.#points.pathFor(this.#clients.groupOf[client]!);
    const restBytes = this.#network.abort(this.flow[client]!, path);
    this.#book(client, this.restBytes[client]! - restBytes);
    this.restBytes[client] = restBytes;
    this.flow[client] = -1;
    this.#measures.interrupted(this.#clients.groupOf[client]!);
  }

  #book(client: number, bytes: number): void {
    this.#measures.moved(this.#clients.groupOf[client]!, bytes);
    if (this.downloadedBytes.length > 0) this.downloadedBytes[client]! += bytes;
  }

  #updateAt(client: number, slot: number) {
    return this.#updates.index.catalog.updates[this.#updates.updateAt(client, slot)]!;
  }
}
