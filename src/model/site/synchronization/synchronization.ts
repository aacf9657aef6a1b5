import { Phase } from '../../../sim/phase.ts';
import type { EventKind, Simulation, Timer } from '../../../sim/simulation.ts';
import type { Network } from '../../content/network.ts';
import type { SiteEvents } from '../../measures/site-events.ts';
import type { Scenario } from '../../scenario.ts';
import type { SiteTree } from '../site-tree.ts';
import { MetadataPulls } from './metadata-pulls.ts';
import type { SiteVersions } from './site-versions.ts';
import { SynchronizationRequests } from './synchronization-requests.ts';

const Step = { wsus: 0, settle: 1, database: 2, replica: 3 } as const;
const NONE = -1;

/** The servers that take part in a synchronization. */
export interface SynchronizedServers {
  isDown(point: number): boolean;
  versionOf(point: number): number;
  setVersion(point: number, version: number): void;
}

/**
 * The synchronizations of all sites. A top-level site (seed 002, synchronization on the top-level site) takes the WSUS
 * step on its default software update point, a settling wait and the step to its database; a child site (seed 002,
 * synchronization on child sites) pulls from the parent's default software update point and settles. Then each asks
 * its own children, and lets its other software update points follow, one after another (CF-10). What a top-level
 * synchronization finds new makes a new metadata version.
 */
export class Synchronization {
  /** Per site: 1 while a synchronization runs; when it started, on which server, with what. */
  running: Uint8Array;
  startedMs: Float64Array;
  point: Int32Array;
  version: Int32Array;
  isFull: Uint8Array;
  /** Per site: updates that the running synchronization carries. */
  updateCount: Int32Array;
  /** Per site: 1 when a replica of the running synchronization was passed over, when another one was asked for. */
  missedReplica: Uint8Array;
  askedAgain: Uint8Array;
  /** Per site: its default software update point, −1 without any. */
  defaultPoint: Int32Array;
  /** Per site: 1 when the next synchronization has to be full; start of the last full one. */
  mustBeFull: Uint8Array;
  lastFullMs: Float64Array;

  readonly #simulation: Simulation;
  readonly #scenario: Scenario;
  readonly #tree: SiteTree;
  readonly #versions: SiteVersions;
  readonly #events: SiteEvents;
  readonly #pulls: MetadataPulls;
  readonly #requests: SynchronizationRequests;
  readonly #start: EventKind;
  readonly #retry: Timer;
  readonly #step: EventKind;
  #servers: SynchronizedServers | null = null;
  #onStored: (site: number) => void = () => {};

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    tree: SiteTree,
    versions: SiteVersions,
    network: Network,
    events: SiteEvents,
  ) {
    this.#simulation = simulation;
    this.#scenario = scenario;
    this.#tree = tree;
    this.#versions = versions;
    this.#events = events;
    this.#pulls = new MetadataPulls(scenario, tree, network);
    this.#requests = new SynchronizationRequests(scenario, simulation, tree, network, events);
    this.#pulls.connect((point) => this.onPulled(point));
    this.#requests.connect((site) => this.start(site, false));
    this.running = new Uint8Array(scenario.sites.length);
    this.startedMs = new Float64Array(scenario.sites.length);
    this.point = new Int32Array(scenario.sites.length).fill(NONE);
    this.version = new Int32Array(scenario.sites.length);
    this.isFull = new Uint8Array(scenario.sites.length);
    this.updateCount = new Int32Array(scenario.sites.length);
    this.missedReplica = new Uint8Array(scenario.sites.length);
    this.askedAgain = new Uint8Array(scenario.sites.length);
    this.defaultPoint = Int32Array.from(tree.updatePointsOf, ([first = NONE]) => first);
    this.mustBeFull = new Uint8Array(scenario.sites.length);
    this.lastFullMs = new Float64Array(scenario.sites.length);
    simulation.state.own('synchronization', this, [
      'running',
      'startedMs',
      'point',
      'version',
      'isFull',
      'updateCount',
      'missedReplica',
      'askedAgain',
      'defaultPoint',
      'mustBeFull',
      'lastFullMs',
    ]);
    const common = { owner: this as Synchronization, phase: Phase.activity };
    this.#start = simulation.declare({
      ...common,
      name: 'synchronization: starts',
      of: 'site',
      entityCount: scenario.sites.length,
      run: Synchronization.prototype.onDue,
    });
    this.#retry = simulation.declareTimer({
      ...common,
      name: 'synchronization: is tried again',
      of: 'site',
      entityCount: scenario.sites.length,
      run: Synchronization.prototype.onDue,
    });
    this.#step = simulation.declare({
      ...common,
      name: 'synchronization: step ends',
      of: 'softwareUpdatePoint',
      entityCount: scenario.softwareUpdatePoints.length,
      run: Synchronization.prototype.onStepEnd,
    });
  }

  /** `onStored`: the database of a top-level site has what its synchronization brought. */
  connect(servers: SynchronizedServers, onStored: (site: number) => void): void {
    this.#servers = servers;
    this.#onStored = onStored;
  }

  begin(): void {
    this.#scenario.sites.forEach(({ synchronization }, site) => {
      for (const atMs of synchronization.startsMs) if (atMs > 0) this.#start.at(atMs, site);
    });
  }

  onDue(site: number): void {
    this.start(site, false);
  }

  /**
   * A site starts by schedule, by hand, at its parent's request or once more. While it synchronizes this waits for the
   * end: what runs began before it was asked for, and may bring less.
   */
  start(site: number, full: boolean): void {
    if (full) this.mustBeFull[site] = 1;
    if (this.running[site] === 1) {
      this.askedAgain[site] = 1;
      return;
    }
    this.#retry.cancel(site);
    this.point[site] = this.defaultPoint[site]!;
    this.#events.note('syncStarted', NONE, 0, site);
    if (!this.#reaches(this.#sourceOf(site), this.point[site]!)) return this.#fail(site);
    this.running[site] = 1;
    this.startedMs[site] = this.#simulation.nowMs;
    const dueMs = this.lastFullMs[site]! + this.#scenario.sites[site]!.synchronization.fullEveryMs;
    this.isFull[site] = this.mustBeFull[site] === 1 || dueMs <= this.#simulation.nowMs ? 1 : 0;
    this.mustBeFull[site] = 0;
    this.#beginWsusStep(site);
  }

  /**
   * An administrator replaces the default software update point of a site; the next synchronization is full. One that
   * runs ends on the old one, and is followed by one on the new one, from which children pull by then.
   */
  makeDefault(point: number): void {
    const { site } = this.#scenario.softwareUpdatePoints[point]!;
    this.defaultPoint[site] = point;
    this.mustBeFull[site] = 1;
    if (this.running[site] === 1) this.askedAgain[site] = 1;
    this.#events.note('defaultChanged', point, 0, site);
  }

  #beginWsusStep(site: number): void {
    const point = this.point[site]!;
    const source = this.#sourceOf(site);
    const versions = this.#versions.of(site);
    const held = this.#servers!.versionOf(point);
    if (source !== NONE) this.version[site] = Math.max(held, this.#servers!.versionOf(source));
    const cutoffMs = source === NONE ? this.#simulation.nowMs : versions.cutoffMs(this.version[site]!);
    this.updateCount[site] =
      this.isFull[site] === 1
        ? versions.activeCountAt(cutoffMs)
        : versions.updateCountAt(cutoffMs) - versions.updateCount(held);
    this.#noteUpdates('wsusSyncing', point, site);
    if (source === NONE) return this.#after(this.#wsusMs(site, this.updateCount[site]!), point, Step.wsus);
    this.#pull(source, point, this.updateCount[site]!);
  }

  /** The metadata have crossed the network: the receiving WSUS server works on them. */
  onPulled(point: number): void {
    const { site } = this.#scenario.softwareUpdatePoints[point]!;
    const isReplica = point !== this.point[site];
    const source = isReplica ? this.point[site]! : this.#sourceOf(site);
    const updateCount = isReplica ? this.#lackCount(point) : this.updateCount[site]!;
    const workMs = this.#pulls.roundTripMs(source, point) + this.#wsusMs(site, updateCount);
    this.#after(workMs, point, isReplica ? Step.replica : Step.wsus);
  }

  onStepEnd(point: number, step: number): void {
    const { site } = this.#scenario.softwareUpdatePoints[point]!;
    switch (step) {
      case Step.wsus:
        if (this.#servers!.isDown(point)) return this.#fail(site);
        return this.#after(this.#scenario.sites[site]!.synchronization.settleMs, point, Step.settle);
      case Step.settle:
        return this.#endWsusStep(site);
      case Step.database:
        this.#versions.store(site, this.version[site]!, this.#simulation.nowMs);
        return this.#complete(site);
      default:
        return this.#endReplica(site, point);
    }
  }

  #endWsusStep(site: number): void {
    const isTop = this.#tree.topOf[site] === site;
    if (isTop) this.version[site] = this.#foundVersion(site);
    this.#setVersion(this.point[site]!, this.version[site]!);
    if (!isTop) return this.#complete(site);
    this.#noteUpdates('databaseSyncing', NONE, site);
    const { databaseFixedMs, databasePerUpdateMs } = this.#scenario.sites[site]!.synchronization;
    const databaseMs = databaseFixedMs + databasePerUpdateMs * this.updateCount[site]!;
    this.#after(databaseMs, this.point[site]!, Step.database);
  }

  /** The version that a top-level site has found: a new one if anything is new in it, or has expired. */
  #foundVersion(site: number): number {
    const versions = this.#versions.of(site);
    const last = versions.count - 1;
    const cutoffMs = this.startedMs[site]!;
    return versions.changeCount(last, cutoffMs) > 0 ? versions.add(cutoffMs) : last;
  }

  #complete(site: number): void {
    if (this.isFull[site] === 1) this.lastFullMs[site] = this.startedMs[site]!;
    this.#versions.complete(site, this.version[site]!, this.#simulation.nowMs);
    this.#noteUpdates('syncCompleted', NONE, site);
    if (this.#tree.topOf[site] === site) this.#onStored(site);
    this.#requests.sendToChildren(site);
    this.#beginReplica(site, 0);
  }

  /** The next of the site's replicas, from the `from`-th server on; a database that several share follows once. */
  #beginReplica(site: number, from: number): void {
    const source = this.point[site]!;
    for (const point of this.#tree.updatePointsOf[site]!.slice(from)) {
      if (!this.#isReplica(site, point)) continue;
      if (this.#reaches(source, point)) {
        this.#events.note('replicaSyncing', point, 0, site);
        return this.#pull(source, point, this.#lackCount(point));
      }
      this.#passOver(site, point);
    }
    this.#finish(site);
  }

  #endReplica(site: number, point: number): void {
    if (this.#servers!.isDown(point)) this.#passOver(site, point);
    else {
      this.#setVersion(point, this.version[site]!);
      this.#events.note('replicaSynced', point, 0, site);
    }
    this.#beginReplica(site, this.#tree.updatePointsOf[site]!.indexOf(point) + 1);
  }

  #passOver(site: number, point: number): void {
    this.missedReplica[site] = 1;
    this.#events.note('replicaSkipped', point, 0, site);
  }

  #finish(site: number): void {
    this.running[site] = 0;
    if (this.missedReplica[site] === 1) this.#tryAgain(site);
    this.missedReplica[site] = 0;
    if (this.askedAgain[site] === 0) return;
    this.askedAgain[site] = 0;
    this.start(site, false);
  }

  #fail(site: number): void {
    if (this.running[site] === 1) this.mustBeFull[site]! |= this.isFull[site]!;
    this.running[site] = 0;
    this.askedAgain[site] = 0;
    this.#events.note('syncFailed', this.point[site]!, 0, site);
    this.#tryAgain(site);
  }

  #tryAgain(site: number): void {
    this.#retry.at(this.#simulation.nowMs + this.#scenario.sites[site]!.synchronization.retryMs, site);
  }

  /** The default software update point of the parent site; −1 at the top, and while the parent has none. */
  #sourceOf(site: number): number {
    const parent = this.#tree.parentOf[site]!;
    return parent < 0 ? NONE : this.defaultPoint[parent]!;
  }

  /** Whether a server is up, and so are its source and the way between them. */
  #reaches(source: number, point: number): boolean {
    if (this.#servers!.isDown(point)) return false;
    return source === NONE || (!this.#servers!.isDown(source) && this.#pulls.isOpen(source, point));
  }

  #pull(source: number, point: number, updateCount: number): void {
    const { site } = this.#scenario.softwareUpdatePoints[point]!;
    const bytes = updateCount * this.#scenario.sites[site]!.synchronization.updateBytes;
    if (this.#pulls.pull(source, point, bytes)) this.onPulled(point);
  }

  /** Of the servers with a database other than the default's, one for each: one that is up if there is any. */
  #isReplica(site: number, point: number): boolean {
    const sharers = this.#sharersOf(point);
    if (sharers.includes(this.point[site]!)) return false;
    return point === (sharers.find((sharer) => !this.#servers!.isDown(sharer)) ?? sharers[0]);
  }

  #setVersion(point: number, version: number): void {
    for (const sharer of this.#sharersOf(point)) this.#servers!.setVersion(sharer, version);
  }

  /** The servers of the site that use the same database, the server itself included. */
  #sharersOf(point: number): readonly number[] {
    const { softwareUpdatePoints } = this.#scenario;
    const { site, database } = softwareUpdatePoints[point]!;
    return this.#tree.updatePointsOf[site]!.filter(
      (other) => softwareUpdatePoints[other]!.database === database,
    );
  }

  /** Updates that a replica lacks of what its site has just synchronized. */
  #lackCount(point: number): number {
    const { site } = this.#scenario.softwareUpdatePoints[point]!;
    const versions = this.#versions.of(site);
    const held = versions.updateCount(this.#servers!.versionOf(point));
    return Math.max(0, versions.updateCount(this.version[site]!) - held);
  }

  #wsusMs(site: number, updateCount: number): number {
    const { wsusFixedMs, wsusPerUpdateMs } = this.#scenario.sites[site]!.synchronization;
    return wsusFixedMs + wsusPerUpdateMs * updateCount;
  }

  #noteUpdates(
    event: 'wsusSyncing' | 'databaseSyncing' | 'syncCompleted',
    subject: number,
    site: number,
  ): void {
    this.#events.note(event, subject, this.updateCount[site]!, site, { full: this.isFull[site]! });
  }

  #after(delayMs: number, point: number, step: number): void {
    this.#step.at(this.#simulation.nowMs + Math.max(1, delayMs), point, step);
  }
}
