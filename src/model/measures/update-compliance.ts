import type { StateBook } from '../../sim/state.ts';
import type { Clients } from '../client/clients.ts';
import type { Memberships } from '../site/deployment/memberships.ts';
import type { SiteTree } from '../site/site-tree.ts';
import type { UpdateIndex } from '../updates/update-index.ts';
import { Actual, Compliance, partsOf, type UpdateStateTable } from '../updates/update-states.ts';

/**
 * How a client stands to an update by the database of a site: the state that is stored, and the seed's reason for it
 * (seed 002, compliance states).
 */
export const Standing = {
  notRequired: 0,
  installed: 1,
  /** Required: not installed, deployed to the client or not. */
  notInstalled: 2,
  /** Required: installed but for a restart. */
  waitsForRestart: 3,
  /** Required: installed, and the newest message is not stored yet. */
  installedNotStored: 4,
  /** Required: replaced or expired meanwhile, and the newest message is not stored yet. */
  noLongerRequired: 5,
  /** Unknown: the client has not evaluated metadata with the update. */
  notScanned: 6,
  /** Unknown: it has, but no message of it is stored yet. */
  notProcessed: 7,
  /** Unknown: the message is at the site below, a secondary or a primary one, or on its way from there. */
  notSentByChild: 8,
  /** Unknown: the message was in a damaged file. */
  corruptFile: 9,
} as const;
export type Standing = (typeof Standing)[keyof typeof Standing];
const STANDING_COUNT = 10;

/** Per standing: the state that the site has stored. */
export const STATE_OF_STANDING: readonly Compliance[] = [
  Compliance.notRequired,
  Compliance.installed,
  Compliance.required,
  Compliance.required,
  Compliance.required,
  Compliance.required,
  Compliance.unknown,
  Compliance.unknown,
  Compliance.unknown,
  Compliance.unknown,
];
const STATE_COUNT = 4;

/**
 * What is true, known and stored below is one byte; on top of it a bit while messages of the update are with a secondary
 * site, then two bits for what is stored above: a key of which the standing on either level is a function.
 */
const BYTE_MASK = 255;
const RELAYED = 256;
const BELOW_MASK = BYTE_MASK | RELAYED;
const ABOVE_SHIFT = 9;
const [BELOW, ABOVE] = standingsByKey();

/**
 * How many clients of each group stand how to each update, by the database of their primary site and by that of the
 * central administration site above: those that their site knows. Counted as it changes; nobody ever walks over the
 * clients.
 */
export class UpdateCompliance {
  /** Per level, group, slot and standing: clients. */
  clientCount: Int32Array;
  /** Per level, group and slot: those not scanned whose last scan failed. */
  failedCount: Int32Array;
  /** Per level, group, slot and stored state: clients as of the last summary of the site. */
  shownCount: Int32Array;
  /** Per client: 1 while its last scan has failed. */
  failed: Uint8Array;
  /** Per client and slot: messages that a secondary site has not delivered to its parent. Empty where there is none. */
  relayedCount: Uint16Array;

  readonly #clients: Clients;
  readonly #memberships: Memberships;
  readonly #index: UpdateIndex;
  readonly #table: UpdateStateTable;
  readonly #above: UpdateStateTable | null;
  readonly #holdsAbove: readonly boolean[];
  readonly #width: number;

  /** `table`: of the clients and their primary sites; `above`: of central administration sites, or null. */
  constructor(
    clients: Clients,
    memberships: Memberships,
    index: UpdateIndex,
    tree: SiteTree,
    table: UpdateStateTable,
    above: UpdateStateTable | null,
    book: StateBook,
  ) {
    this.#clients = clients;
    this.#memberships = memberships;
    this.#index = index;
    this.#table = table;
    this.#above = above;
    this.#holdsAbove = tree.centralOfGroup.map((site) => site >= 0);
    this.#width = table.slotCount;
    const cellCount = (above === null ? 1 : 2) * clients.groups.length * this.#width;
    this.clientCount = new Int32Array(cellCount * STANDING_COUNT);
    this.failedCount = new Int32Array(cellCount);
    this.shownCount = new Int32Array(cellCount * STATE_COUNT);
    this.failed = new Uint8Array(clients.count);
    this.relayedCount = new Uint16Array(tree.hasSecondary ? clients.count * this.#width : 0);
    book.own('update compliance', this, [
      'clientCount',
      'failedCount',
      'shownCount',
      'failed',
      'relayedCount',
    ]);
  }

  /** Counts all clients in, once, when the initial states are set. */
  countIn(): void {
    for (let client = 0; client < this.#clients.count; client++) {
      if (this.#memberships.isKnown(client)) this.addClient(client, 1);
    }
  }

  /** The sites come to know a client (1), or know it no more (−1). */
  addClient(client: number, delta: 1 | -1): void {
    const slotCount = this.#slotCountOf(client);
    for (let slot = 0; slot < slotCount; slot++) {
      const key = this.key(client, slot);
      const cell = this.#cellOf(client, slot);
      this.#add(cell, BELOW[key & BELOW_MASK]!, client, delta);
      if (this.#isAbove(client)) this.#add(this.#levelCells + cell, ABOVE[key]!, client, delta);
    }
  }

  /** How things are with an update of a client; to be handed to `moved` once they have changed. */
  key(client: number, slot: number): number {
    const at = client * this.#width + slot;
    let key = this.#table.bytes[at]!;
    if (this.relayedCount.length > 0 && this.relayedCount[at]! > 0) key |= RELAYED;
    if (this.#above !== null) key |= partsOf(this.#above.bytes[at]!).stored << ABOVE_SHIFT;
    return key;
  }

  /** Something of an update of a client has changed since its key was `before`. */
  moved(client: number, slot: number, before: number): void {
    const after = this.key(client, slot);
    if (after === before || !this.#memberships.isKnown(client)) return;
    const cell = this.#cellOf(client, slot);
    this.#change(cell, client, BELOW[before & BELOW_MASK]!, BELOW[after & BELOW_MASK]!);
    if (this.#isAbove(client)) this.#change(this.#levelCells + cell, client, ABOVE[before]!, ABOVE[after]!);
  }

  /** A message about an update of a client comes to a secondary site (1), or from there to its parent (−1). */
  relayed(client: number, slot: number, delta: 1 | -1): void {
    const before = this.key(client, slot);
    this.relayedCount[client * this.#width + slot]! += delta;
    this.moved(client, slot, before);
  }

  /** A scan of a client has ended: did it fail? */
  scanOutcome(client: number, failed: boolean): void {
    const flag = failed ? 1 : 0;
    if (this.failed[client] === flag) return;
    this.failed[client] = flag;
    if (!this.#memberships.isKnown(client)) return;
    const delta = failed ? 1 : -1;
    const slotCount = this.#slotCountOf(client);
    for (let slot = 0; slot < slotCount; slot++) {
      const key = this.key(client, slot);
      const cell = this.#cellOf(client, slot);
      if (BELOW[key & BELOW_MASK] === Standing.notScanned) this.failedCount[cell]! += delta;
      if (this.#isAbove(client) && ABOVE[key] === Standing.notScanned) {
        this.failedCount[this.#levelCells + cell]! += delta;
      }
    }
  }

  /** A summary of what a site on a level knows of a group. */
  summarize(level: number, group: number): void {
    const { updatesOfProduct } = this.#index;
    const slotCount = updatesOfProduct[this.#clients.productOfGroup[group]!]!.length;
    for (let slot = 0; slot < slotCount; slot++) {
      const cell = this.cell(level, group, slot);
      this.shownCount.fill(0, cell * STATE_COUNT, (cell + 1) * STATE_COUNT);
      for (let standing = 0; standing < STANDING_COUNT; standing++) {
        const at = cell * STATE_COUNT + STATE_OF_STANDING[standing]!;
        this.shownCount[at]! += this.count(cell, standing as Standing);
      }
    }
  }

  /** Where the counts of a group's clients and an update on a level stand. */
  cell(level: number, group: number, slot: number): number {
    return level * this.#levelCells + group * this.#width + slot;
  }

  count(cell: number, standing: Standing): number {
    return this.clientCount[cell * STANDING_COUNT + standing]!;
  }

  shown(cell: number, state: Compliance): number {
    return this.shownCount[cell * STATE_COUNT + state]!;
  }

  #change(cell: number, client: number, before: number, after: number): void {
    if (before === after) return;
    this.#add(cell, before, client, -1);
    this.#add(cell, after, client, 1);
  }

  #add(cell: number, standing: number, client: number, delta: number): void {
    this.clientCount[cell * STANDING_COUNT + standing]! += delta;
    if (standing === Standing.notScanned && this.failed[client] === 1) this.failedCount[cell]! += delta;
  }

  #isAbove(client: number): boolean {
    return this.#above !== null && this.#holdsAbove[this.#clients.groupOf[client]!]!;
  }

  #cellOf(client: number, slot: number): number {
    return this.#clients.groupOf[client]! * this.#width + slot;
  }

  get #levelCells(): number {
    return this.#clients.groups.length * this.#width;
  }

  #slotCountOf(client: number): number {
    return this.#index.updatesOfProduct[this.#clients.productOf(client)]!.length;
  }
}

/** The standing below by the lower part of the key, and above by the whole of it. */
function standingsByKey(): [Uint8Array, Uint8Array] {
  const below = new Uint8Array(BELOW_MASK + 1);
  const above = new Uint8Array((BELOW_MASK + 1) * STATE_COUNT);
  for (let key = 0; key <= BELOW_MASK; key++) {
    const { actual, known, stored, isLost } = partsOf(key & BYTE_MASK);
    const isRelayed = (key & RELAYED) !== 0;
    below[key] =
      stored === Compliance.unknown
        ? unknownStanding(known, isLost, isRelayed)
        : knownStanding(stored, actual);
    for (const state of [0, 1, 2, 3] as const) {
      const whenUnknown = stored === Compliance.unknown ? below[key]! : Standing.notSentByChild;
      above[(state << ABOVE_SHIFT) | key] =
        state === Compliance.unknown ? whenUnknown : knownStanding(state, actual);
    }
  }
  return [below, above];
}

function knownStanding(stored: Compliance, actual: Actual): Standing {
  if (stored === Compliance.notRequired) return Standing.notRequired;
  if (stored === Compliance.installed) return Standing.installed;
  if (actual === Actual.installed) return Standing.installedNotStored;
  if (actual === Actual.pendingRestart) return Standing.waitsForRestart;
  return actual === Actual.notRequired ? Standing.noLongerRequired : Standing.notInstalled;
}

/** An update whose message was lost stays so until a later one is stored, wherever that is. */
function unknownStanding(known: Compliance, isLost: boolean, isRelayed: boolean): Standing {
  if (known === Compliance.unknown) return Standing.notScanned;
  if (isLost) return Standing.corruptFile;
  return isRelayed ? Standing.notSentByChild : Standing.notProcessed;
}
