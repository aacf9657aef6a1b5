import { enlarged, Slots } from '../../sim/slots.ts';
import type { Scenario } from '../scenario.ts';
import type { ClientContext } from './client-context.ts';
import type { ClientUpdates } from './client-updates.ts';
import type { Clients } from './clients.ts';

/** Told of what leaves the cache, and asked what must not. */
export interface CacheListener {
  isInUse(client: number, slot: number): boolean;
  /** Content of an update is gone, to make room or otherwise. */
  gone(client: number, slot: number, toMakeRoom: boolean): void;
}

/** An eligible entry: a slot, or a row of other content. */
interface Entry {
  readonly usedMs: number;
  readonly bytes: number;
  readonly slot: number;
  readonly row: number;
}

const NEVER = -1;
const EVICTED = -2;
const END = -1;

/**
 * What the caches of clients hold: content of updates, which comes whatever the limit is, and other content, for which
 * the least recently used has to give way if it is old enough (seed 002, deployment process; MA-CACHE-EVICT). Kept only
 * where it matters.
 */
export class ContentCache {
  /** Per client and slot: when content came; NEVER: it did not; EVICTED: it had to go. */
  receivedMs: Float64Array;
  /** The same, for when it was used last. */
  usedMs: Float64Array;
  /** First row of other content of each client; rows are linked, the latest first. */
  firstRow: Int32Array;
  nextRow: Int32Array;
  rowBytes: Float64Array;
  rowMs: Float64Array;

  readonly #clients: Clients;
  readonly #updates: ClientUpdates;
  readonly #rows: Slots;
  readonly #slotCount: number;
  readonly #cacheBytes: number;
  readonly #ageMinMs: number;
  #listener: CacheListener | null = null;

  constructor({ scenario, simulation, clients }: ClientContext, updates: ClientUpdates) {
    this.#clients = clients;
    this.#updates = updates;
    this.#cacheBytes = scenario.clientSettings.cacheBytes;
    this.#ageMinMs = scenario.clientSettings.cacheAgeMinMs;
    const hasOther = scenario.groups.some(({ otherContent }) => otherContent !== null);
    this.#slotCount = updates.index.slotCountMax;
    const size = clients.count * this.#slotCount;
    this.receivedMs = new Float64Array(isCacheOfInterest(scenario) ? size : 0).fill(NEVER);
    this.usedMs = new Float64Array(hasOther ? size : 0);
    this.firstRow = new Int32Array(hasOther ? clients.count : 0).fill(END);
    this.#rows = new Slots(simulation.state, 'other content');
    this.nextRow = new Int32Array(this.#rows.capacity);
    this.rowBytes = new Float64Array(this.#rows.capacity);
    this.rowMs = new Float64Array(this.#rows.capacity);
    simulation.state.own('content cache', this, ['receivedMs', 'usedMs', 'firstRow']);
    simulation.state.own('other content', this, ['nextRow', 'rowBytes', 'rowMs']);
  }

  connect(listener: CacheListener): void {
    this.#listener = listener;
  }

  /** Whether content of an update is in the cache, be the update installed or not. Before the run nothing came. */
  holds(client: number, slot: number): boolean {
    return this.receivedMs[client * this.#slotCount + slot]! >= 0;
  }

  wasEvicted(client: number, slot: number): boolean {
    return this.receivedMs[client * this.#slotCount + slot] === EVICTED;
  }

  /** When the content of an update came; negative: it is not there. */
  cameMs(client: number, update: number): number {
    const { index } = this.#updates;
    if (index.catalog.updates[update]!.product !== this.#clients.productOf(client)) return NEVER;
    return this.receivedMs[client * this.#slotCount + index.slotOf[update]!]!;
  }

  /** Content of an update has come: whatever the limit is, it stays. */
  received(client: number, slot: number, nowMs: number): void {
    if (this.receivedMs.length === 0) return;
    this.receivedMs[client * this.#slotCount + slot] = nowMs;
    this.used(client, slot, nowMs);
  }

  used(client: number, slot: number, nowMs: number): void {
    if (this.usedMs.length > 0) this.usedMs[client * this.#slotCount + slot] = nowMs;
  }

  /** Content is lost without having had to make room, as with a write filter. */
  lose(client: number, slot: number): void {
    if (!this.holds(client, slot)) return;
    this.receivedMs[client * this.#slotCount + slot] = NEVER;
    this.#listener!.gone(client, slot, false);
  }

  /** Bytes of everything in the client's cache. */
  bytesOf(client: number): number {
    let bytes = 0;
    for (const entry of this.#entriesOf(client)) bytes += entry.bytes;
    return bytes;
  }

  /** Makes room for other content and takes it in. False when there is no room to be made: nothing changes then. */
  takeIn(client: number, bytes: number, nowMs: number): boolean {
    const victims = this.#victims(client, this.bytesOf(client) + bytes - this.#cacheBytes, nowMs);
    if (victims === null) return false;
    for (const { slot, row } of victims) {
      if (slot >= 0) this.#evict(client, slot);
      else this.#drop(client, row);
    }
    this.#add(client, bytes, nowMs);
    return true;
  }

  /** What has to go so that `excessBytes` are freed, the least recently used first; null: that is not enough. */
  #victims(client: number, excessBytes: number, nowMs: number): Entry[] | null {
    const victims: Entry[] = [];
    let excess = excessBytes;
    const eligible = this.#entriesOf(client).filter(
      ({ usedMs, slot }) =>
        nowMs - usedMs >= this.#ageMinMs && !(slot >= 0 && this.#listener!.isInUse(client, slot)),
    );
    for (const entry of eligible.sort((x, y) => x.usedMs - y.usedMs)) {
      if (excess <= 0) break;
      victims.push(entry);
      excess -= entry.bytes;
    }
    return excess <= 0 ? victims : null;
  }

  /** Updates by slot, then other content, the latest first. */
  #entriesOf(client: number): Entry[] {
    const entries: Entry[] = [];
    for (let slot = 0; slot < this.#updates.slotCountOf(client); slot++) {
      if (!this.holds(client, slot)) continue;
      const bytes = this.#updates.index.catalog.updates[this.#updates.updateAt(client, slot)]!.sizeBytes;
      entries.push({ usedMs: this.usedMs[client * this.#slotCount + slot]!, bytes, slot, row: END });
    }
    for (let row = this.firstRow[client]!; row !== END; row = this.nextRow[row]!) {
      entries.push({ usedMs: this.rowMs[row]!, bytes: this.rowBytes[row]!, slot: -1, row });
    }
    return entries;
  }

  #evict(client: number, slot: number): void {
    this.receivedMs[client * this.#slotCount + slot] = EVICTED;
    this.#listener!.gone(client, slot, true);
  }

  #add(client: number, bytes: number, nowMs: number): void {
    const row = this.#rows.take();
    const { capacity } = this.#rows;
    if (capacity > this.nextRow.length) {
      this.nextRow = enlarged(this.nextRow, capacity);
      this.rowBytes = enlarged(this.rowBytes, capacity);
      this.rowMs = enlarged(this.rowMs, capacity);
    }
    this.rowBytes[row] = bytes;
    this.rowMs[row] = nowMs;
    this.nextRow[row] = this.firstRow[client]!;
    this.firstRow[client] = row;
  }

  #drop(client: number, row: number): void {
    if (this.firstRow[client] === row) {
      this.firstRow[client] = this.nextRow[row]!;
    } else {
      let before = this.firstRow[client]!;
      while (this.nextRow[before] !== row) before = this.nextRow[before]!;
      this.nextRow[before] = this.nextRow[row]!;
    }
    this.#rows.giveBack(row);
  }
}

/** Whether anything in the scenario depends on what caches hold. */
function isCacheOfInterest({ groups }: Scenario): boolean {
  return groups.some(
    ({ otherContent, writeFilter, content }) =>
      otherContent !== null || writeFilter !== null || content.peers !== null,
  );
}
