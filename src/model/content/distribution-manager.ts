import { Phase } from '../../sim/phase.ts';
import type { Luck } from '../../sim/random.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { SiteEvents } from '../measures/site-events.ts';
import type { Scenario } from '../scenario.ts';
import type { SiteTree } from '../site/site-tree.ts';
import { ContentTransfers } from './content-transfers.ts';
import type { DistributedContents } from './distributed-contents.ts';
import type { DistributedPackages } from './distributed-packages.ts';
import type { Network, Receiver } from './network.ts';
import { PullSources } from './pull-sources.ts';
import { SendingThreads } from './sending-threads.ts';
import { SendingTurns } from './sending-turns.ts';

/** What becomes of a content at a distribution point, beside the version that it has there. */
export const TransferStage = { none: 0, queued: 1, sending: 2, pulling: 3, waiting: 4, failed: 5 } as const;

/** Distribution points that are to have a content: all, with its current version, on the way there, waiting, given up. */
export interface Standing {
  readonly points: number;
  readonly current: number;
  readonly onTheWay: number;
  readonly waiting: number;
  readonly failed: number;
}

/**
 * How sites bring contents, packages and images, to their distribution points (domain, site-side distribution
 * machinery). Each works on few contents at a time and on few points of each; the higher priority goes first, then the
 * earlier request. A point with hours or a limit takes one transfer at a time. Only what a point lacks is sent. What
 * fails is tried again.
 */
export class DistributionManager implements Receiver {
  /** Per transfer (content and distribution point). */
  stage: Uint8Array;
  isTarget: Uint8Array;
  /** The version at the point, and the one that is on the way. */
  heldVersion: Uint16Array;
  comingVersion: Uint16Array;
  failures: Uint16Array;

  readonly transfers: ContentTransfers;
  readonly threads: SendingThreads;
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #contents: DistributedContents;
  readonly #packages: DistributedPackages;
  readonly #events: SiteEvents;
  readonly #turns: SendingTurns;
  readonly #sources: PullSources;
  readonly #again: Timer;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    luck: Luck,
    tree: SiteTree,
    network: Network,
    contents: DistributedContents,
    packages: DistributedPackages,
    events: SiteEvents,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#contents = contents;
    this.#packages = packages;
    this.#events = events;
    this.transfers = new ContentTransfers(scenario, simulation, tree, network, contents);
    this.transfers.connect(this);
    const count = contents.count * scenario.distributionPoints.length;
    this.stage = new Uint8Array(count);
    this.isTarget = new Uint8Array(count);
    this.heldVersion = new Uint16Array(count);
    this.comingVersion = new Uint16Array(count);
    this.failures = new Uint16Array(count);
    const { state } = simulation;
    state.own('distribution', this, ['stage', 'isTarget', 'heldVersion', 'comingVersion', 'failures']);
    this.threads = new SendingThreads(scenario, contents.count, state);
    this.#sources = new PullSources(scenario, luck);
    this.#again = simulation.declareTimer({
      name: 'distribution of a package is tried again',
      of: 'distribution',
      phase: Phase.activity,
      owner: this as DistributionManager,
      entityCount: Math.max(1, count),
      run: DistributionManager.prototype.onAgain,
    });
    this.#turns = new SendingTurns(scenario, simulation, contents, this.transfers, this.threads);
    this.#turns.connect((transfer) => this.#send(transfer));
  }

  /** A content of the start is on its distribution points. */
  begin(content: number): void {
    const version = this.#contents.versionOf(content);
    for (const point of this.#contents.specifications[content]!.distributionPoints) {
      this.isTarget[this.#transfer(content, point)] = 1;
      this.heldVersion[this.#transfer(content, point)] = version;
      this.#contents.brought(content, point, 0, version);
    }
  }

  /** Further distribution points are to get a content. */
  addPoints(content: number, points: readonly number[]): void {
    for (const point of points) {
      this.isTarget[this.#transfer(content, point)] = 1;
      this.#request(this.#transfer(content, point));
    }
    this.#turns.dispatch();
  }

  /** A content has a new version: its distribution points are to get it. */
  update(content: number): void {
    this.#scenario.distributionPoints.forEach((_, point) => {
      const transfer = this.#transfer(content, point);
      if (this.isTarget[transfer] === 1) this.#request(transfer);
    });
    this.#turns.dispatch();
  }

  /** A package is deleted: distribution points lose what no other one brought them. */
  remove(pack: number): void {
    const lostUpdates = this.#scenario.distributionPoints.map((_, point) =>
      this.#removeAt(this.#transfer(pack, point)),
    );
    const lost = lostUpdates.flatMap((updates, point) => (updates.length > 0 ? [point] : []));
    this.#stopWithout(lostUpdates);
    this.#stopPullsWithoutSource(lost);
    for (const point of lost) this.#packages.lost(point);
    this.#turns.dispatch();
  }

  /** A link or distribution point goes down: what goes over it fails. */
  linkFailed(link: number): void {
    this.#failWhere((transfer) => this.transfers.uses(transfer, link));
    this.#turns.dispatch();
  }

  delivered(transfer: number): void {
    this.#release(transfer);
    this.#arrived(transfer, this.comingVersion[transfer]!, this.transfers.bytes[transfer]!);
    this.#request(transfer);
    this.#turns.dispatch();
  }

  onAgain(transfer: number): void {
    this.stage[transfer] = TransferStage.none;
    this.#enter(transfer);
    this.#turns.dispatch();
  }

  /** The distribution points that are to have a content: how many, and of these how many stand how. */
  standingOf(content: number): Standing {
    const version = this.#contents.versionOf(content);
    const standing = { points: 0, current: 0, onTheWay: 0, waiting: 0, failed: 0 };
    this.#scenario.distributionPoints.forEach((_, point) => {
      const transfer = this.#transfer(content, point);
      if (this.isTarget[transfer] === 0) return;
      standing.points++;
      if (this.heldVersion[transfer] === version) standing.current++;
      const stage = this.stage[transfer]!;
      if (stage === TransferStage.failed) standing.failed++;
      else if (this.#isUnderWay(transfer)) standing.onTheWay++;
      else if (stage !== TransferStage.none) standing.waiting++;
    });
    return standing;
  }

  /** The version that a distribution point has of a content; 0: none. */
  heldVersionOf(content: number, point: number): number {
    return this.heldVersion[this.#transfer(content, point)]!;
  }

  /** Bytes that the point lacks of the current version. */
  missingBytes(transfer: number): number {
    return this.#contents.missingBytes(
      this.transfers.contentOf(transfer),
      this.transfers.pointOf(transfer),
      this.heldVersion[transfer]!,
    );
  }

  isPulled(transfer: number): boolean {
    return this.#pointOf(transfer).delivery.kind === 'pulled';
  }

  #transfer(content: number, point: number): number {
    return content * this.#scenario.distributionPoints.length + point;
  }

  /** The version of its content that the point of a transfer is to have. */
  #versionOf(transfer: number): number {
    return this.#contents.versionOf(this.transfers.contentOf(transfer));
  }

  #pointOf(transfer: number) {
    return this.#scenario.distributionPoints[this.transfers.pointOf(transfer)]!;
  }

  /** Asks for the current version at a point, unless that is being seen to. */
  #request(transfer: number): void {
    const stage = this.stage[transfer]!;
    if (stage !== TransferStage.none && stage !== TransferStage.failed) return;
    if (this.heldVersion[transfer] === this.#versionOf(transfer)) return;
    this.failures[transfer] = 0;
    this.#enter(transfer);
  }

  #enter(transfer: number): void {
    if (this.missingBytes(transfer) === 0) return this.#arrivedAtOnce(transfer);
    if (this.isPulled(transfer)) return this.#pull(transfer);
    this.stage[transfer] = TransferStage.queued;
    this.#turns.append(transfer);
  }

  #send(transfer: number): void {
    const bytes = this.missingBytes(transfer);
    if (bytes === 0) return this.#arrivedAtOnce(transfer);
    if (!this.transfers.canReach(transfer)) return this.#fail(transfer);
    this.#begin(transfer, TransferStage.sending);
    this.threads.begin(this.transfers.contentOf(transfer), this.transfers.pointOf(transfer));
    this.transfers.start(transfer, bytes);
  }

  /** Pull-distribution points fetch by themselves, beside hours, limits and threads of the site. */
  #pull(transfer: number): void {
    const key = this.#contents.keys[this.transfers.contentOf(transfer)]!;
    const point = this.transfers.pointOf(transfer);
    const source = this.#sources.choose(
      point,
      key,
      this.#versionOf(transfer),
      (each) => this.#canServe(transfer, each) && this.transfers.canReach(transfer, each),
    );
    if (source < 0) return this.#fail(transfer);
    this.#begin(transfer, TransferStage.pulling);
    this.transfers.start(transfer, this.missingBytes(transfer), source);
  }

  /** Whether a source has all that the point of a transfer lacks. */
  #canServe(transfer: number, source: number): boolean {
    const content = this.transfers.contentOf(transfer);
    const point = this.transfers.pointOf(transfer);
    const heldAtSource = this.heldVersionOf(content, source);
    return this.#contents.canServe(content, point, this.heldVersion[transfer]!, source, heldAtSource);
  }

  #begin(transfer: number, stage: number): void {
    this.stage[transfer] = stage;
    this.comingVersion[transfer] = this.#versionOf(transfer);
  }

  /** A transfer is over, whatever became of it. */
  #release(transfer: number): void {
    const wasSending = this.stage[transfer] === TransferStage.sending;
    this.stage[transfer] = TransferStage.none;
    if (!wasSending) return;
    this.threads.end(this.transfers.contentOf(transfer), this.transfers.pointOf(transfer));
  }

  /** Another try after the wait; those of the site are counted, a pull-distribution point asks until it has it. */
  #fail(transfer: number): void {
    const { site } = this.#pointOf(transfer);
    const { retriesMax, retryMs, pullRetryMs } = this.#scenario.sites[site]!.contentDistribution;
    const isPulled = this.isPulled(transfer);
    if (!isPulled && ++this.failures[transfer]! > retriesMax) {
      this.stage[transfer] = TransferStage.failed;
      const point = this.transfers.pointOf(transfer);
      const content = this.transfers.contentOf(transfer);
      this.#events.note('distributionFailed', point, this.missingBytes(transfer), site, { content });
      return;
    }
    this.stage[transfer] = TransferStage.waiting;
    this.#again.at(this.#simulation.nowMs + (isPulled ? pullRetryMs : retryMs), transfer);
  }

  #arrivedAtOnce(transfer: number): void {
    this.stage[transfer] = TransferStage.none;
    this.#arrived(transfer, this.#versionOf(transfer), 0);
  }

  #arrived(transfer: number, version: number, bytes: number): void {
    const content = this.transfers.contentOf(transfer);
    const point = this.transfers.pointOf(transfer);
    const from = this.heldVersion[transfer]!;
    this.heldVersion[transfer] = version;
    this.#contents.brought(content, point, from, version);
    this.#events.note('contentDistributed', point, bytes, this.#pointOf(transfer).site, { content });
    if (bytes > 0) this.#contents.announce(content, point, this.#simulation.nowMs);
  }

  /** Returns the updates whose files the point has lost. The package is still known. */
  #removeAt(transfer: number): number[] {
    const pack = this.transfers.contentOf(transfer);
    const point = this.transfers.pointOf(transfer);
    if (this.stage[transfer] === TransferStage.queued) this.#turns.remove(transfer);
    if (this.#isUnderWay(transfer)) this.transfers.stop(transfer);
    this.#again.cancel(transfer);
    this.#release(transfer);
    const lostUpdates = this.#packages.removeFrom(pack, point, this.heldVersion[transfer]!);
    this.heldVersion[transfer] = 0;
    return lostUpdates;
  }

  /** A transfer sends only what its point lacks as it begins: without the rest the package would not be whole there. */
  #stopWithout(lostUpdates: readonly (readonly number[])[]): void {
    this.#failWhere((transfer) => {
      const content = this.transfers.contentOf(transfer);
      const lost = lostUpdates[this.transfers.pointOf(transfer)]!;
      if (lost.length === 0 || !this.#contents.isPackage(content)) return false;
      return this.#packages.brings(content, this.heldVersion[transfer]!, this.comingVersion[transfer]!, lost);
    });
  }

  #stopPullsWithoutSource(points: readonly number[]): void {
    this.#failWhere((transfer) => {
      const source = this.transfers.source[transfer]!;
      const isOfPackage = this.#contents.isPackage(this.transfers.contentOf(transfer));
      return isOfPackage && points.includes(source) && !this.#canServe(transfer, source);
    });
  }

  #failWhere(concerns: (transfer: number) => boolean): void {
    for (let transfer = 0; transfer < this.stage.length; transfer++) {
      if (!this.#isUnderWay(transfer) || !concerns(transfer)) continue;
      this.transfers.stop(transfer);
      this.#release(transfer);
      this.#fail(transfer);
    }
  }

  #isUnderWay(transfer: number): boolean {
    const stage = this.stage[transfer];
    return stage === TransferStage.sending || stage === TransferStage.pulling;
  }
}
