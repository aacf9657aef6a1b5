import { Phase } from '../../sim/phase.ts';
import { Rows } from '../../sim/rows.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import { Levels } from '../../sim/statistics/levels.ts';
import { REMOTEAPP_UPDATE_COLUMNS, type RemoteAppUpdateColumn } from '../results.ts';
import type { Scenario } from '../scenario.ts';
import { isActive } from '../updates/catalog.ts';
import type { UpdateIndex } from '../updates/update-index.ts';
import { ExposureCells } from './exposure-cells.ts';
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
 * without it. Hosts lack an update of their product that is released and not expired, unless their image has it or one
 * that replaces it: so nobody works without it any more when it expires, or when the last session on an image of its
 * product has ended.
 */
export class HostExposure implements HostListener {
  /** Per update: whether it is released and not expired. */
  active: Uint8Array;
  /** Per host set and slot of its product: whether its image lacks that update, released or not. */
  lacks: Uint8Array;
  /** Per cell: since when new sessions land on an image with the update, and nobody works without it. */
  inServiceMs: Float64Array;
  lastSessionMs: Float64Array;

  readonly #lacking: Levels;
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #index: UpdateIndex;
  readonly #images: HostImages;
  readonly #sets: HostSets;
  readonly #cells: ExposureCells;
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
    this.#cells = new ExposureCells(scenario, index);
    const { updates } = scenario.catalog;
    this.active = Uint8Array.from(updates, (update) => (isActive(update, 0) ? 1 : 0));
    this.lacks = new Uint8Array(scenario.remoteAppCollections.length * index.slotCountMax);
    this.inServiceMs = new Float64Array(this.#cells.count).fill(NOT_YET);
    this.lastSessionMs = new Float64Array(this.#cells.count).fill(NOT_YET);
    const book = simulation.state;
    this.#lacking = new Levels('RemoteApp hosts that lack an update', this.#cells.count, book);
    book.own('RemoteApp exposure', this, ['active', 'lacks', 'inServiceMs', 'lastSessionMs']);
    const common = {
      owner: this as HostExposure,
      phase: Phase.control,
      entityCount: Math.max(1, updates.length),
    };
    this.#released = simulation.declare({
      ...common,
      name: 'RemoteApp hosts lack an update',
      of: 'update',
      run: HostExposure.prototype.onReleased,
    });
    this.#expired = simulation.declare({
      ...common,
      name: 'RemoteApp hosts no longer lack an update',
      of: 'update',
      run: HostExposure.prototype.onExpired,
    });
  }

  begin(): void {
    for (const update of new Set(this.#cells.updatesOf.flat())) {
      const { releasedMs, expiresMs } = this.#scenario.catalog.updates[update]!;
      if (releasedMs > 0) this.#released.at(releasedMs, update);
      if (expiresMs > 0 && expiresMs !== Infinity) this.#expired.at(expiresMs, update);
    }
  }

  onReleased(update: number): void {
    this.#setActive(update, 1);
    for (const collection of this.#collectionsWith(update)) this.#lookAt(collection, update);
  }

  /** Whoever works without it may go on: it has reached everybody whom it is going to reach. */
  onExpired(update: number): void {
    this.#setActive(update, 0);
    for (const collection of this.#collectionsWith(update)) {
      const at = this.#cells.at(collection, update);
      if (this.lastSessionMs[at] === NOT_YET) this.lastSessionMs[at] = this.#simulation.nowMs;
    }
  }

  cameIntoService(set: number): void {
    const version = this.#sets.version[set]!;
    this.#makeRoom(set);
    for (const update of this.#updatesOf(set)) {
      this.lacks[this.#lacksAt(set, update)] = this.#images.lacks(version, update) ? 1 : 0;
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
    for (const update of this.#cells.updatesOf[collection]!) {
      const at = this.#cells.at(collection, update);
      exposedMs += this.#lacking.integral(at, 'interval', this.#simulation.nowMs);
    }
    return exposedMs;
  }

  rows(): Rows<RemoteAppUpdateColumn> {
    const rows = new Rows<RemoteAppUpdateColumn>(REMOTEAPP_UPDATE_COLUMNS);
    const { nowMs } = this.#simulation;
    const products = this.#productsOfCollections();
    this.#cells.updatesOf.forEach((updates, collection) => {
      for (const update of updates) {
        const { product, releasedMs } = this.#scenario.catalog.updates[update]!;
        const at = this.#cells.at(collection, update);
        if (!products[collection]!.has(product) || !this.#hasRow(update, at)) continue;
        const exposedMs = this.#lacking.integral(at, 'total', nowMs);
        rows.add(collection, update, releasedMs, this.inServiceMs[at]!, this.lastSessionMs[at]!, exposedMs);
      }
    });
    return rows;
  }

  /** Those that were released in the run, and earlier ones that hosts lacked: over at the start are those they never did. */
  #hasRow(update: number, at: number): boolean {
    const released = this.#scenario.catalog.updates[update]!;
    if (released.releasedMs > 0) return released.releasedMs <= this.#simulation.nowMs;
    return isActive(released, 0) && this.lastSessionMs[at] !== 0;
  }

  /** Of all images that hosts of each collection were made from. */
  #productsOfCollections(): Set<number>[] {
    const products = this.#scenario.remoteAppCollections.map(() => new Set<number>());
    for (let set = 0; set < this.#sets.count; set++) {
      products[this.#sets.collection[set]!]!.add(this.#productOf(set));
    }
    return products;
  }

  #setActive(update: number, active: 0 | 1): void {
    this.active[update] = active;
    for (const collection of this.#collectionsWith(update)) {
      for (let set = this.#sets.inService[collection]!; set >= 0; set = this.#sets.older[set]!) {
        const hosts = this.#sets.hosts[set]!;
        if (hosts > 0) this.#count(set, update, active === 1 ? hosts : -hosts);
      }
    }
  }

  #collectionsWith(update: number): number[] {
    return [...this.#cells.updatesOf.keys()].filter((collection) => this.#cells.at(collection, update) >= 0);
  }

  #count(set: number, update: number, delta: number): void {
    if (!this.#isLacking(set, update)) return;
    const at = this.#cells.at(this.#sets.collection[set]!, update);
    this.#lacking.add(at, this.#simulation.nowMs, delta);
  }

  #lookAtAll(collection: number): void {
    for (const update of this.#cells.updatesOf[collection]!) this.#lookAt(collection, update);
  }

  /** Notes when an update is in service, and for everybody; a return to an image without it takes both back. */
  #lookAt(collection: number, update: number): void {
    if (this.active[update] === 0) return;
    const { nowMs } = this.#simulation;
    const at = this.#cells.at(collection, update);
    const set = this.#sets.inService[collection]!;
    if (this.#isLacking(set, update)) {
      this.inServiceMs[at] = NOT_YET;
      this.lastSessionMs[at] = NOT_YET;
      return;
    }
    const isOfProduct = this.#scenario.catalog.updates[update]!.product === this.#productOf(set);
    if (isOfProduct && this.inServiceMs[at] === NOT_YET) this.inServiceMs[at] = nowMs;
    const isForAll = this.lastSessionMs[at] === NOT_YET && !this.#hasSessionWithout(collection, update);
    if (isForAll) this.lastSessionMs[at] = nowMs;
  }

  #hasSessionWithout(collection: number, update: number): boolean {
    for (let set = this.#sets.inService[collection]!; set >= 0; set = this.#sets.older[set]!) {
      if (this.#sets.sessions[set]! > 0 && this.#isLacking(set, update)) return true;
    }
    return false;
  }

  #isLacking(set: number, update: number): boolean {
    const { product } = this.#scenario.catalog.updates[update]!;
    return product === this.#productOf(set) && this.lacks[this.#lacksAt(set, update)] === 1;
  }

  #updatesOf(set: number): readonly number[] {
    return this.#index.updatesOfProduct[this.#productOf(set)]!;
  }

  #productOf(set: number): number {
    return this.#scenario.templateImages[this.#images.imageOf[this.#sets.version[set]!]!]!.product;
  }

  #lacksAt(set: number, update: number): number {
    return set * this.#index.slotCountMax + this.#index.slotOf[update]!;
  }

  #makeRoom(set: number): void {
    if ((set + 1) * this.#index.slotCountMax <= this.lacks.length) return;
    const larger = new Uint8Array(2 * this.lacks.length);
    larger.set(this.lacks);
    this.lacks = larger;
  }
}
