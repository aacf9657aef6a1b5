import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation, Timer } from '../../sim/simulation.ts';
import type { SiteEvents } from '../measures/site-events.ts';
import type { Scenario } from '../scenario.ts';

/** Below this many versions a sixteen-bit column of clients holds them. */
const VERSION_COUNT_MAX = 2 ** 15;

const Step = { wsus: 0, settle: 1, database: 2, replica: 3 } as const;

/** The servers that take part in a synchronization. */
export interface SynchronizedServers {
  isDown(point: number): boolean;
  versionOf(point: number): number;
  setVersion(point: number, version: number): void;
}

/**
 * The synchronization of the site with Microsoft Update (seed 002, synchronization on the top-level site): the WSUS
 * step on the default software update point, a settling wait, the step to the site database, then the other software
 * update points, one after another. Every synchronization that finds something new makes a new metadata version.
 */
export class Synchronization {
  /** Per version: updates released up to here are in it. */
  cutoffsMs: Float64Array = new Float64Array(64);
  /** When the site database had it: clients hear of a version from their policy after that. */
  storedMs: Float64Array = new Float64Array(64);
  versionCount = 1;
  /** The version that the site database holds. */
  storedVersion = 0;
  running = 0;
  /** The release cutoff of the running synchronization. */
  runningCutoffMs = 0;

  readonly #simulation: Simulation;
  readonly #scenario: Scenario;
  readonly #events: SiteEvents;
  readonly #releases: readonly number[];
  readonly #expiries: readonly number[];
  readonly #start: EventKind;
  readonly #retry: Timer;
  readonly #step: EventKind;
  #servers: SynchronizedServers | null = null;
  #onStored: () => void = () => {};

  constructor(scenario: Scenario, simulation: Simulation, events: SiteEvents) {
    this.#simulation = simulation;
    this.#scenario = scenario;
    this.#events = events;
    this.#releases = scenario.catalog.updates.map((update) => update.releasedMs).sort((x, y) => x - y);
    this.#expiries = scenario.catalog.updates.map((update) => update.expiresMs).sort((x, y) => x - y);
    simulation.state.own('synchronization', this, [
      'cutoffsMs',
      'storedMs',
      'versionCount',
      'storedVersion',
      'running',
      'runningCutoffMs',
    ]);
    const common = { owner: this as Synchronization, phase: Phase.activity };
    this.#start = simulation.declare({
      ...common,
      name: 'synchronization: starts',
      entityCount: 1,
      run: Synchronization.prototype.start,
    });
    this.#retry = simulation.declareTimer({
      ...common,
      name: 'synchronization: is tried again',
      entityCount: 1,
      run: Synchronization.prototype.start,
    });
    this.#step = simulation.declare({
      ...common,
      name: 'synchronization: step ends',
      entityCount: scenario.softwareUpdatePoints.length,
      run: Synchronization.prototype.onStepEnd,
    });
  }

  connect(servers: SynchronizedServers, onStored: () => void): void {
    this.#servers = servers;
    this.#onStored = onStored;
  }

  begin(): void {
    for (const atMs of this.#scenario.sites[0]!.synchronization.startsMs) {
      if (atMs > 0) this.#start.at(atMs, 0);
    }
  }

  /** The release instant up to which version `version` holds updates. */
  cutoffMs(version: number): number {
    return this.cutoffsMs[version]!;
  }

  /** How many updates version `version` holds; −1: none. */
  updateCount(version: number): number {
    return version < 0 ? 0 : this.#countUpTo(this.cutoffsMs[version]!);
  }

  /** The newest version that the site's policy named at an instant. */
  versionNamedAt(atMs: number): number {
    let version = this.storedVersion;
    while (version > 0 && this.storedMs[version]! > atMs) version--;
    return version;
  }

  /** Starts by schedule, by hand or once more; one that is running goes on alone. */
  start(): void {
    if (this.running === 1) return;
    this.#retry.cancel(0);
    this.#events.note('syncStarted', -1, 0);
    if (this.#servers!.isDown(0)) return this.#fail();
    this.running = 1;
    this.runningCutoffMs = this.#simulation.nowMs;
    this.#events.note('wsusSyncing', 0, this.#newCount());
    this.#after(this.#wsusMs(0), 0, Step.wsus);
  }

  onStepEnd(point: number, step: number): void {
    switch (step) {
      case Step.wsus:
        if (this.#servers!.isDown(0)) return this.#fail();
        return this.#after(this.#scenario.sites[0]!.synchronization.settleMs, 0, Step.settle);
      case Step.settle: {
        if (this.#newCount() > 0 || this.#expiredCount() > 0) this.#addVersion();
        this.#servers!.setVersion(0, this.versionCount - 1);
        this.#events.note('databaseSyncing', -1, this.#newCount());
        const { databaseFixedMs, databasePerUpdateMs } = this.#scenario.sites[0]!.synchronization;
        return this.#after(databaseFixedMs + databasePerUpdateMs * this.#newCount(), 0, Step.database);
      }
      case Step.database:
        return this.#storeVersion();
      default:
        return this.#endReplica(point);
    }
  }

  #storeVersion(): void {
    const newCount = this.#newCount();
    const isNew = this.storedVersion < this.versionCount - 1;
    this.storedVersion = this.versionCount - 1;
    if (isNew) this.storedMs[this.storedVersion] = this.#simulation.nowMs;
    this.#events.note('syncCompleted', -1, newCount);
    this.#onStored();
    this.#beginReplica(1);
  }

  #beginReplica(point: number): void {
    if (point >= this.#scenario.softwareUpdatePoints.length) {
      this.running = 0;
      return;
    }
    if (this.#servers!.isDown(point)) return this.#beginReplica(point + 1);
    this.#events.note('replicaSyncing', point, 0);
    this.#after(this.#wsusMs(point), point, Step.replica);
  }

  #endReplica(point: number): void {
    if (!this.#servers!.isDown(point)) {
      this.#servers!.setVersion(point, this.storedVersion);
      this.#events.note('replicaSynced', point, 0);
    }
    this.#beginReplica(point + 1);
  }

  #fail(): void {
    this.running = 0;
    this.#events.note('syncFailed', 0, 0);
    this.#retry.at(this.#simulation.nowMs + this.#scenario.sites[0]!.synchronization.retryMs, 0);
  }

  #after(delayMs: number, point: number, step: number): void {
    this.#step.at(this.#simulation.nowMs + Math.max(1, delayMs), point, step);
  }

  #wsusMs(point: number): number {
    const { wsusFixedMs, wsusPerUpdateMs } = this.#scenario.sites[0]!.synchronization;
    const heldCount = this.updateCount(this.#servers!.versionOf(point));
    return wsusFixedMs + wsusPerUpdateMs * (this.#countUpTo(this.runningCutoffMs) - heldCount);
  }

  /** Updates that the running synchronization found, and its step of the moment has to carry. */
  #newCount(): number {
    return this.#countUpTo(this.runningCutoffMs) - this.updateCount(this.storedVersion);
  }

  #countUpTo(cutoffMs: number): number {
    return countUpTo(this.#releases, cutoffMs);
  }

  /** Updates that the running synchronization found to have expired. */
  #expiredCount(): number {
    const storedMs = this.cutoffsMs[this.storedVersion]!;
    return countUpTo(this.#expiries, this.runningCutoffMs) - countUpTo(this.#expiries, storedMs);
  }

  #addVersion(): void {
    const version = this.versionCount++;
    if (version >= VERSION_COUNT_MAX) throw new Error(`more than ${VERSION_COUNT_MAX} metadata versions`);
    if (version >= this.cutoffsMs.length) {
      this.cutoffsMs = doubled(this.cutoffsMs);
      this.storedMs = doubled(this.storedMs);
    }
    this.cutoffsMs[version] = this.runningCutoffMs;
    this.storedMs[version] = Infinity;
  }
}

/** How many of ascending instants are at or before `cutoffMs`. */
function countUpTo(ascending: readonly number[], cutoffMs: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= cutoffMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function doubled(values: Float64Array): Float64Array {
  const larger = new Float64Array(values.length * 2);
  larger.set(values);
  return larger;
}
