import type { StateBook } from '../../sim/state.ts';
import type { DeploymentIndex } from '../deployment-index.ts';
import type { ClientMeasures } from '../measures/client-measures.ts';
import type { UpdateCompliance } from '../measures/update-compliance.ts';
import type { Memberships } from '../site/deployment/memberships.ts';
import type { Update } from '../updates/catalog.ts';
import type { UpdateIndex } from '../updates/update-index.ts';
import {
  Actual,
  type ClientUpdateStates,
  Compliance,
  demandOf,
  LEGAL_STEPS,
} from '../updates/update-states.ts';
import { ClientRevisions } from './client-revisions.ts';
import { ClientStandings, type ClientTruth } from './client-standings.ts';
import type { Clients } from './clients.ts';
import type { ContentCache } from './content-cache.ts';
import { Enforcement } from './enforcement.ts';
import type { Lifetimes } from './lifetimes.ts';
import { SlotBits } from './slot-bits.ts';

export { Enforcement, TO_INSTALL } from './enforcement.ts';

/** States of an update of which a client holds something. */
const REVERTED: readonly Actual[] = [Actual.cached, Actual.pendingRestart, Actual.installed];

/**
 * The truth about updates on every machine: what is required, cached, installed or waits for a restart. Changes go
 * through here, so that the counts per deployment and group always agree with the machines.
 */
export class ClientUpdates implements ClientTruth {
  readonly states: ClientUpdateStates;
  readonly index: UpdateIndex;
  readonly deployments: DeploymentIndex;
  /** Per deployment and client: bits of `Enforcement`. */
  enforcement: Uint16Array;
  /** What the client leaves alone until it evaluates its deployments again: it went missing, or failed to install. */
  readonly setAside: SlotBits;
  /** What the client has installed during the run: its content is still in the cache. */
  readonly kept: SlotBits;
  readonly revisions: ClientRevisions;
  readonly standings: ClientStandings;

  readonly #clients: Clients;
  readonly #lifetimes: Lifetimes;
  readonly #measures: ClientMeasures;
  readonly #memberships: Memberships;
  readonly #compliance: UpdateCompliance;
  #cache: ContentCache | null = null;

  constructor(
    states: ClientUpdateStates,
    index: UpdateIndex,
    deployments: DeploymentIndex,
    clients: Clients,
    lifetimes: Lifetimes,
    memberships: Memberships,
    measures: ClientMeasures,
    compliance: UpdateCompliance,
    setsAside: boolean,
    book: StateBook,
  ) {
    this.states = states;
    this.index = index;
    this.deployments = deployments;
    this.enforcement = new Uint16Array(deployments.count * clients.count);
    this.#clients = clients;
    this.#lifetimes = lifetimes;
    this.#memberships = memberships;
    this.#measures = measures;
    this.#compliance = compliance;
    this.setAside = new SlotBits('set aside', clients.count, index.slotCountMax, setsAside, book);
    this.kept = new SlotBits(
      'content of what is installed',
      clients.count,
      index.slotCountMax,
      setsAside,
      book,
    );
    this.revisions = new ClientRevisions(deployments, clients, book);
    this.standings = new ClientStandings(this, clients, lifetimes, memberships, measures);
    book.own('enforcement', this, ['enforcement']);
  }

  connect(cache: ContentCache): void {
    this.#cache = cache;
  }

  /** Whether one of the bits holds. */
  is(deployment: number, client: number, bit: number): boolean {
    return (this.enforcement[deployment * this.#clients.count + client]! & bit) !== 0;
  }

  set(deployment: number, client: number, bit: number): void {
    this.enforcement[deployment * this.#clients.count + client]! |= bit;
  }

  clear(deployment: number, client: number, bits: number): void {
    this.enforcement[deployment * this.#clients.count + client]! &= ~bits;
  }

  /** Whether the client may download the update for one of its deployments. */
  mayDownload(client: number, slot: number): boolean {
    return this.deploymentsOf(client).some(
      (deployment) =>
        this.is(deployment, client, Enforcement.mayDownload) &&
        this.slotsOf(deployment, client).includes(slot),
    );
  }

  /** Deployments that may ever concern the client; what it has of them its marks say. */
  deploymentsOf(client: number): readonly number[] {
    return this.deployments.ofGroup[this.#clients.groupOf[client]!]!;
  }

  /** The slots of the deployment on this client, as its policy has them. */
  slotsOf(deployment: number, client: number): readonly number[] {
    return this.revisions.slotsOf(deployment, client);
  }

  /** Update number behind a slot of the client's product. */
  updateAt(client: number, slot: number): number {
    return this.index.updatesOfProduct[this.#clients.productOf(client)]![slot]!;
  }

  catalogUpdateAt(client: number, slot: number): Update {
    return this.index.catalog.updates[this.updateAt(client, slot)]!;
  }

  /** Every client of the update's product that is in the fleet requires it from now on, unless it has what replaces it. */
  release(update: number, nowMs: number): void {
    const { product } = this.index.catalog.updates[update]!;
    const slot = this.index.slotOf[update]!;
    const replacers = this.index.slotsThatReplace(product, slot);
    for (let client = 0; client < this.#clients.count; client++) {
      if (this.#clients.productOf(client) !== product || !this.#lifetimes.isInFleet(client)) continue;
      if (replacers.some((other) => this.states.actual(client, other) === Actual.installed)) continue;
      this.#change(client, slot, Actual.required, nowMs);
    }
  }

  /** The update is no longer offered: nobody who lacks it requires it any more. */
  expire(update: number, nowMs: number): void {
    const { product } = this.index.catalog.updates[update]!;
    const slot = this.index.slotOf[update]!;
    for (let client = 0; client < this.#clients.count; client++) {
      if (this.#clients.productOf(client) !== product || !this.#lifetimes.isInFleet(client)) continue;
      const state = this.states.actual(client, slot);
      if (state === Actual.required || state === Actual.cached) {
        this.#change(client, slot, Actual.notRequired, nowMs);
      }
    }
  }

  /** The content of an update has arrived in the client's cache. */
  cache(client: number, slot: number, nowMs: number): void {
    if (this.states.actual(client, slot) === Actual.required)
      this.#change(client, slot, Actual.cached, nowMs);
  }

  /** The content has left the cache. */
  uncache(client: number, slot: number, nowMs: number): void {
    this.kept.remove(client, slot);
    if (this.states.actual(client, slot) === Actual.cached)
      this.#change(client, slot, Actual.required, nowMs);
  }

  /**
   * An installation ended. Without a restart to wait for, what it replaces is no longer required. What expired while it
   * was installed stays not required.
   */
  install(client: number, slot: number, restartNeeded: boolean, nowMs: number): void {
    if (this.states.actual(client, slot) === Actual.notRequired) return;
    this.#change(client, slot, restartNeeded ? Actual.pendingRestart : Actual.installed, nowMs);
    this.kept.add(client, slot);
    this.#cache!.used(client, slot, nowMs);
    if (!restartNeeded) this.#replaceOlder(client, slot, nowMs);
  }

  /** A restart completes everything that waited for one. Returns how many updates that were. */
  completeRestart(client: number, nowMs: number): number {
    let completedCount = 0;
    const slotCount = this.slotCountOf(client);
    for (let slot = 0; slot < slotCount; slot++) {
      if (this.states.actual(client, slot) !== Actual.pendingRestart) continue;
      completedCount++;
      this.#change(client, slot, Actual.installed, nowMs);
      this.#replaceOlder(client, slot, nowMs);
    }
    return completedCount;
  }

  isRestartPending(client: number): boolean {
    return this.#slotOfPendingRestart(client) >= 0;
  }

  /** Names the restart that the client waits for: the key of the first update that needs it; 0 if none does. */
  keyOfPendingRestart(client: number): number {
    const slot = this.#slotOfPendingRestart(client);
    return slot < 0 ? 0 : this.index.keys[this.updateAt(client, slot)]!;
  }

  #slotOfPendingRestart(client: number): number {
    const slotCount = this.slotCountOf(client);
    for (let slot = 0; slot < slotCount; slot++) {
      if (this.states.actual(client, slot) === Actual.pendingRestart) return slot;
    }
    return -1;
  }

  slotCountOf(client: number): number {
    return this.index.updatesOfProduct[this.#clients.productOf(client)]!.length;
  }

  /** The first slot of the deployment that the client knows to be required and that is in state `state`; −1 if none. */
  firstRequired(deployment: number, client: number, state: Actual): number {
    for (const slot of this.slotsOf(deployment, client)) {
      if (this.isRequired(client, slot, state)) return slot;
    }
    return -1;
  }

  /** Whether the client's metadata lack an update of the deployment. */
  isUnknown(deployment: number, client: number): boolean {
    return this.slotsOf(deployment, client).some(
      (slot) => this.states.known(client, slot) === Compliance.unknown,
    );
  }

  /** Whether the client knows the update to be required, and it is in truth in state `state` and not set aside. */
  isRequired(client: number, slot: number, state: Actual): boolean {
    return (
      this.states.actual(client, slot) === state &&
      this.states.known(client, slot) === Compliance.required &&
      !this.setAside.has(client, slot)
    );
  }

  /** An installed update goes missing: the client leaves it so until it evaluates its deployments. */
  lose(client: number, slot: number, nowMs: number): void {
    this.#change(client, slot, Actual.required, nowMs);
    this.setAside.add(client, slot);
  }

  /** It was in an overlay only, and a restart has emptied that: it is required again, and its content gone. */
  revert(client: number, slot: number, nowMs: number): void {
    this.kept.remove(client, slot);
    if (!REVERTED.includes(this.states.actual(client, slot))) return;
    this.#change(client, slot, Actual.required, nowMs);
  }

  /** The client evaluates its deployments: what it had set aside is enforced again, from the cache if it is there. */
  takeUp(client: number, nowMs: number): void {
    if (!this.setAside.hasAny(client)) return;
    for (let slot = 0; slot < this.slotCountOf(client); slot++) this.#takeUp(client, slot, nowMs);
  }

  /** The same for the updates of one deployment: its policy has arrived, or its deadline has passed. */
  takeUpOf(deployment: number, client: number, nowMs: number): void {
    if (!this.setAside.hasAny(client)) return;
    for (const slot of this.slotsOf(deployment, client)) this.#takeUp(client, slot, nowMs);
  }

  #takeUp(client: number, slot: number, nowMs: number): void {
    if (!this.setAside.has(client, slot)) return;
    this.setAside.remove(client, slot);
    const isCached = this.kept.has(client, slot) && this.states.actual(client, slot) === Actual.required;
    if (isCached) this.#change(client, slot, Actual.cached, nowMs);
  }

  /** Sets what the client knows of an update after an evaluation. */
  learn(client: number, slot: number, state: Compliance, nowMs: number): void {
    this.standings.noteBefore(client);
    const key = this.#compliance.key(client, slot);
    this.states.setKnown(client, slot, state);
    this.#compliance.moved(client, slot, key);
    this.standings.noteAfter(client, nowMs);
  }

  #replaceOlder(client: number, slot: number, nowMs: number): void {
    for (const older of this.index.replacedSlots[this.updateAt(client, slot)]!) {
      const state = this.states.actual(client, older);
      if (state === Actual.required || state === Actual.cached) {
        this.#change(client, older, Actual.notRequired, nowMs);
      }
    }
  }

  #change(client: number, slot: number, state: Actual, nowMs: number): void {
    const before = this.states.actual(client, slot);
    if (!this.#lifetimes.isInFleet(client)) throw new Error(`client ${client} is not in the fleet`);
    if ((LEGAL_STEPS[before]! & (1 << state)) === 0) {
      throw new Error(`client ${client}, update in slot ${slot}: no way leads from ${before} to ${state}`);
    }
    const delta = demandOf(state) - demandOf(before);
    if (delta !== 0) {
      this.#measures.exposure.add(this.updateAt(client, slot), this.#clients.groupOf[client]!, delta, nowMs);
    }
    this.standings.noteBefore(client);
    const key = this.#compliance.key(client, slot);
    this.states.setActual(client, slot, state);
    this.#compliance.moved(client, slot, key);
    this.standings.noteAfter(client, nowMs);
  }

  /** Counts all clients in, once, when the initial states are set. */
  countIn(): void {
    for (let client = 0; client < this.#clients.count; client++) {
      for (const deployment of this.#memberships.deploymentsOf(client)) {
        this.standings.joins(client, deployment, 0);
      }
      this.#addExposure(client, 1, 0);
    }
  }

  /** A machine joins the fleet with these updates, by slot. */
  joinFleet(client: number, states: readonly Actual[], nowMs: number): void {
    states.forEach((state, slot) => {
      if (state !== Actual.notRequired) this.states.setActual(client, slot, state);
    });
    this.#addExposure(client, 1, nowMs);
  }

  /** A machine is about to leave the fleet as it is. */
  leaveFleet(client: number, nowMs: number): void {
    this.standings.leaveFleet(client, nowMs);
    this.#addExposure(client, -1, nowMs);
  }

  /** All that the client requires begins (1) or ends (−1) to be. */
  #addExposure(client: number, sign: 1 | -1, nowMs: number): void {
    const group = this.#clients.groupOf[client]!;
    for (let slot = 0; slot < this.slotCountOf(client); slot++) {
      const demand = demandOf(this.states.actual(client, slot));
      if (demand !== 0) this.#measures.exposure.add(this.updateAt(client, slot), group, sign * demand, nowMs);
    }
  }
}
