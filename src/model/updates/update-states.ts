import type { StateBook } from '../../sim/state.ts';

/** What is true of an update on a machine at this instant. */
export const Actual = {
  /** Not applicable, not released, expired, or replaced by an installed update. */
  notRequired: 0,
  required: 1,
  /** Required, and its content is in the client's cache. */
  cached: 2,
  /** Installed as far as it goes without the restart that it needs: still required (seed 002, compliance states). */
  pendingRestart: 3,
  installed: 4,
} as const;
export type Actual = (typeof Actual)[keyof typeof Actual];

/**
 * Per state of an update, the states that it may go to, as bits (law 2). What expires while it is installed
 * ends so; what is cached or installed may go missing; all of it goes with an overlay.
 */
export const LEGAL_STEPS: readonly number[] = [
  (1 << Actual.required) | (1 << Actual.pendingRestart) | (1 << Actual.installed),
  (1 << Actual.cached) | (1 << Actual.notRequired),
  (1 << Actual.required) | (1 << Actual.pendingRestart) | (1 << Actual.installed) | (1 << Actual.notRequired),
  (1 << Actual.required) | (1 << Actual.installed),
  1 << Actual.required,
];

/** 1 while the machine lacks the update. */
export function demandOf(state: Actual): number {
  return state === Actual.notRequired || state === Actual.installed ? 0 : 1;
}

/** The compliance states of the console, and what the client found at its last evaluation. */
export const Compliance = { unknown: 0, notRequired: 1, required: 2, installed: 3 } as const;
export type Compliance = (typeof Compliance)[keyof typeof Compliance];

const ACTUAL_MASK = 0b0000_0111;
const KNOWN_SHIFT = 3;
const KNOWN_MASK = 0b0001_1000;
const STORED_SHIFT = 5;
const STORED_MASK = 0b0110_0000;
/** Beside `required`: the client has to restart. Beside `unknown`: the message was lost in a damaged file. */
const STORED_MARK = 0b1000_0000;
const RESTART_PENDING = (Compliance.required << STORED_SHIFT) | STORED_MARK;
const LOST = (Compliance.unknown << STORED_SHIFT) | STORED_MARK;

/**
 * One byte per client and update slot, shared by two worlds that never read each other: the client's own part (what
 * is true, what it knows) through `ClientUpdateStates`, the part of its primary site's database through
 * `SiteUpdateStates`. Central administration sites have a table of their own.
 */
export class UpdateStateTable {
  bytes: Uint8Array;
  readonly slotCount: number;

  constructor(name: string, clientCount: number, slotCount: number, book: StateBook) {
    this.slotCount = slotCount;
    this.bytes = new Uint8Array(clientCount * slotCount);
    book.own(name, this, ['bytes']);
  }
}

/** What a byte of the table says, for whoever counts both worlds. */
export function partsOf(byte: number) {
  return {
    actual: (byte & ACTUAL_MASK) as Actual,
    known: ((byte & KNOWN_MASK) >> KNOWN_SHIFT) as Compliance,
    stored: ((byte & STORED_MASK) >> STORED_SHIFT) as Compliance,
    isLost: (byte & (STORED_MASK | STORED_MARK)) === LOST,
  };
}

/** The machine and what its agent found: read and written by `model/client` only. */
export class ClientUpdateStates {
  readonly #table: UpdateStateTable;
  readonly #width: number;

  constructor(table: UpdateStateTable) {
    this.#table = table;
    this.#width = table.slotCount;
  }

  actual(client: number, slot: number): Actual {
    return (this.#table.bytes[client * this.#width + slot]! & ACTUAL_MASK) as Actual;
  }

  setActual(client: number, slot: number, state: Actual): void {
    const at = client * this.#width + slot;
    this.#table.bytes[at] = (this.#table.bytes[at]! & ~ACTUAL_MASK) | state;
  }

  known(client: number, slot: number): Compliance {
    return ((this.#table.bytes[client * this.#width + slot]! & KNOWN_MASK) >> KNOWN_SHIFT) as Compliance;
  }

  setKnown(client: number, slot: number, state: Compliance): void {
    const at = client * this.#width + slot;
    this.#table.bytes[at] = (this.#table.bytes[at]! & ~KNOWN_MASK) | (state << KNOWN_SHIFT);
  }
}

/** What the site database holds: written by delivered state messages only. */
export class SiteUpdateStates {
  readonly #table: UpdateStateTable;
  readonly #width: number;

  constructor(table: UpdateStateTable) {
    this.#table = table;
    this.#width = table.slotCount;
  }

  stored(client: number, slot: number): Compliance {
    return ((this.#table.bytes[client * this.#width + slot]! & STORED_MASK) >> STORED_SHIFT) as Compliance;
  }

  isRestartPending(client: number, slot: number): boolean {
    const own = this.#table.bytes[client * this.#width + slot]! & (STORED_MASK | STORED_MARK);
    return own === RESTART_PENDING;
  }

  store(client: number, slot: number, state: Compliance, restartPending: boolean): void {
    const at = client * this.#width + slot;
    const others = this.#table.bytes[at]! & ~(STORED_MASK | STORED_MARK);
    const mark = restartPending && state === Compliance.required ? STORED_MARK : 0;
    this.#table.bytes[at] = others | (state << STORED_SHIFT) | mark;
  }

  /** Nothing of the client is stored any more. */
  forget(client: number): void {
    const { bytes } = this.#table;
    for (let at = client * this.#width; at < (client + 1) * this.#width; at++) {
      bytes[at]! &= ~(STORED_MASK | STORED_MARK);
    }
  }

  /** At the start a central administration site has what its primary sites have. */
  copyFrom(other: SiteUpdateStates): void {
    const { bytes } = this.#table;
    for (let at = 0; at < bytes.length; at++) {
      bytes[at] = other.#table.bytes[at]! & (STORED_MASK | STORED_MARK);
    }
  }

  /** The message about an update was lost in a damaged file: noted where nothing is known of the update. */
  lose(client: number, slot: number): void {
    const at = client * this.#width + slot;
    if (this.stored(client, slot) === Compliance.unknown) this.#table.bytes[at]! |= LOST;
  }
}
