import { Phase } from '../../sim/phase.ts';
import { Rows } from '../../sim/rows.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import { Levels } from '../../sim/statistics/levels.ts';
import { REMOTEAPP_UPDATE_COLUMNS, type RemoteAppUpdateColumn } from '../results.ts';
import type { Scenario } from '../scenario.ts';
import { isActive } from '../updates/catalog.ts';
import type { UpdateIndex } from '../updates/update-index.ts';
import type { HostListener, HostSets } from './host-sets.ts';

/** What the versions of template images hold. */
export interface HostImages {
  /** By version: its template image. */
  readonly imageOf: Int32Array;
  /** Whether a version has neither an update of its product nor one that replaces it. */
  lacks(version: number, update: number): boolean;
}

const NOT_YET = -1;

/**
 * What session hosts lack: per collection and update, how many hosts for how long, and from when on nobody works
 * without it. Hosts lack an update that is released and not expired, unless their image has it or one that replaces it.
 */
export class HostExposure implements HostListener {
  /** Per update: whether it is released and not expired. */
  active: Uint8Array;
  /** Per host set and update: whether its image lacks it, released or not. */
  lacks: Uint8Array;
  /** Per collection and update: since when new sessions land on an image with it, and the last one without it ended. */
  inServiceMs: Float64Array;
  lastSessionMs: Float64Array;

  readonly #lacking: Levels;
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #index: UpdateIndex;
  readonly #images: HostImages;
  readonly #sets: HostSets;
  readonly #updateCount: number;
  readonly #released: EventKind;
  readonly #expired: EventKind;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    index: UpdateIndex,
    images: HostImages,
    sets: HostSets,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#index = index;
    this.#images = images;
    this.#sets = sets;
    const updateCount = scenario.catalog.updates.length;
    const cellCount = scenario.remoteAppCollections.length * updateCount;
    this.#updateCount = updateCount;
    this.active = Uint8Array.from(scenario.catalog.updates, (update) => (isActive(update, 0) ? 1 : 0));
    this.lacks = new Uint8Array(cellCount);
    this.inServiceMs = new Float64Array(cellCount).fill(NOT_YET);
    this.lastSessionMs = new Float64Array(cellCount).fill(NOT_YET);
    const book = simulation.state;
    this.#lacking = new Levels('RemoteApp hosts that lack an update', cellCount, book);
    book.own('RemoteApp exposure', this, ['active', 'lacks', 'inServiceMs', 'lastSessionMs']);
    const common = {
      owner: this as HostExposure,
      phase: Phase.control,
      entityCount: Math.max(1, updateCount),
    };
    this.#released = simulation.declare({
      ...common,
      name: 'RemoteApp hosts lack an update',
      run: HostExposure.prototype.onReleased,
    });
    this.#expired = simulation.declare({
      ...common,
      name: 'RemoteApp hosts no longer lack an update',
      run: HostExposure.prototype.onExpired,
    });
  }

  begin(): void {
    const products = new Set(this.#scenario.templateImages.map(({ product }) => product));
    this.#scenario.catalog.updates.forEach(({ product, releasedMs, expiresMs }, update) => {
      if (!products.has(product)) return;
      if (releasedMs > 0) this.#released.at(releasedMs, update);
      if (expiresMs > 0 && expiresMs !== Infinity) this.#expired.at(expiresMs, update);
    });
  }

  onReleased(update: number): void {
    this.#setActive(update, 1);
    for (let collection = 0; collection < this.#scenario.remoteAppCollections.length; collection++) {
      this.#lookAt(collection, update);
    }
  }

  onExpired(update: number): void {
    this.#setActive(update, 0);
  }

  cameIntoService(set: number): void {
    const version = this.#sets.version[set]!;
    this.#makeRoom(set);
    for (const update of this.#updatesOf(set)) {
      this.lacks[set * this.#updateCount + update] = this.#images.lacks(version, update) ? 1 : 0;
    }
    this.#lookAtAll(this.#sets.collection[set]!);
  }

  hostsChanged(set: number, delta: number): void {
    for (const update of this.#updatesOf(set)) {
      if (this.active[update] === 1) this.#count(set, update, delta);
    }
  }

  emptied(set: number): void {
    this.#lookAtAll(this.#sets.collection[set]!);
  }

  /** Measurement starts now. */
  startTotal(): void {
    this.#lacking.restart('total', this.#simulation.nowMs);
  }

  startInterval(): void {
    this.#lacking.restart('interval', this.#simulation.nowMs);
  }

  /** Hosts of a collection times time times updates that they lack, since the interval began. */
  exposedHostMs(collection: number): number {
    let exposedMs = 0;
    for (let update = 0; update < this.#updateCount; update++) {
      exposedMs += this.#lacking.integral(this.#at(collection, update), 'interval', this.#simulation.nowMs);
    }
    return exposedMs;
  }

  rows(): Rows<RemoteAppUpdateColumn> {
    const rows = new Rows<RemoteAppUpdateColumn>(REMOTEAPP_UPDATE_COLUMNS);
    const { nowMs } = this.#simulation;
    this.#scenario.remoteAppCollections.forEach((_, collection) => {
      const products = this.#productsOf(collection);
      this.#scenario.catalog.updates.forEach(({ product, releasedMs }, update) => {
        if (!products.has(product) || !(releasedMs > 0 && releasedMs <= nowMs)) return;
        const at = this.#at(collection, update);
        const exposedMs = this.#lacking.integral(at, 'total', nowMs);
        rows.add(collection, update, releasedMs, this.inServiceMs[at]!, this.lastSessionMs[at]!, exposedMs);
      });
    });
    return rows;
  }

  /** Of all images that a collection's hosts were made from. */
  #productsOf(collection: number): Set<number> {
    const products = new Set<number>();
    for (let set = 0; set < this.#sets.count; set++) {
      if (this.#sets.collection[set] === collection) products.add(this.#productOf(set));
    }
    return products;
  }

  #setActive(update: number, active: 0 | 1): void {
    this.active[update] = active;
    for (let set = 0; set < this.#sets.count; set++) {
      const hosts = this.#sets.hosts[set]!;
      if (hosts > 0) this.#count(set, update, active === 1 ? hosts : -hosts);
    }
  }

  #count(set: number, update: number, delta: number): void {
    if (!this.#isLacking(set, update)) return;
    this.#lacking.add(this.#at(this.#sets.collection[set]!, update), this.#simulation.nowMs, delta);
  }

  #lookAtAll(collection: number): void {
    for (const update of this.#updatesOf(this.#sets.inService[collection]!)) this.#lookAt(collection, update);
  }

  /** Notes when an update is in service, and for everybody; a return to an image without it takes both back. */
  #lookAt(collection: number, update: number): void {
    const { nowMs } = this.#simulation;
    const at = this.#at(collection, update);
    const set = this.#sets.inService[collection]!;
    if (this.#isLacking(set, update)) {
      this.inServiceMs[at] = NOT_YET;
      this.lastSessionMs[at] = NOT_YET;
    } else if (
      this.active[update] === 1 &&
      this.#scenario.catalog.updates[update]!.product === this.#productOf(set)
    ) {
      if (this.inServiceMs[at] === NOT_YET) this.inServiceMs[at] = nowMs;
      const isForAll = this.lastSessionMs[at] === NOT_YET && !this.#hasSessionWithout(collection, update);
      if (isForAll) this.lastSessionMs[at] = nowMs;
    }
  }

  #hasSessionWithout(collection: number, update: number): boolean {
    for (let set = 0; set < this.#sets.count; set++) {
      const isOn = this.#sets.collection[set] === collection && this.#sets.sessions[set]! > 0;
      if (isOn && this.#isLacking(set, update)) return true;
    }
    return false;
  }

  #isLacking(set: number, update: number): boolean {
    return this.lacks[set * this.#updateCount + update] === 1;
  }

  #updatesOf(set: number): readonly number[] {
    return this.#index.updatesOfProduct[this.#productOf(set)]!;
  }

  #productOf(set: number): number {
    return this.#scenario.templateImages[this.#images.imageOf[this.#sets.version[set]!]!]!.product;
  }

  #at(collection: number, update: number): number {
    return collection * this.#updateCount + update;
  }

  #makeRoom(set: number): void {
    if ((set + 1) * this.#updateCount <= this.lacks.length) return;
    const larger = new Uint8Array(2 * this.lacks.length);
    larger.set(this.lacks);
    this.lacks = larger;
  }
}
