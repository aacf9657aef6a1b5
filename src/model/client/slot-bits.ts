import type { StateBook } from '../../sim/state.ts';

/** One bit per client and update slot. Where nothing in the scenario needs it, nothing is kept and no bit is ever set. */
export class SlotBits {
  bytes: Uint8Array;
  readonly #width: number;

  constructor(name: string, clientCount: number, slotCount: number, isUsed: boolean, book: StateBook) {
    this.#width = Math.ceil(slotCount / 8);
    this.bytes = new Uint8Array(isUsed ? clientCount * this.#width : 0);
    book.own(name, this, ['bytes']);
  }

  has(client: number, slot: number): boolean {
    if (this.bytes.length === 0) return false;
    return ((this.bytes[client * this.#width + (slot >> 3)]! >> (slot & 7)) & 1) === 1;
  }

  add(client: number, slot: number): void {
    if (this.bytes.length > 0) this.bytes[client * this.#width + (slot >> 3)]! |= 1 << (slot & 7);
  }

  remove(client: number, slot: number): void {
    if (this.bytes.length > 0) this.bytes[client * this.#width + (slot >> 3)]! &= ~(1 << (slot & 7));
  }

  /** Whether any bit of the client is set. */
  hasAny(client: number): boolean {
    if (this.bytes.length === 0) return false;
    const first = client * this.#width;
    for (let at = first; at < first + this.#width; at++) if (this.bytes[at] !== 0) return true;
    return false;
  }
}
