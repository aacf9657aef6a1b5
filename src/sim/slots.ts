import type { StateBook } from './state.ts';

type Column = Float64Array | Int32Array | Uint8Array;

/**
 * Numbers for things that come and go: hands out small integers and takes them back for reuse, last back first out.
 * What is stored under a number is the caller's; `capacity` says how long its columns must be.
 */
export class Slots {
  /** The next free slot after each free one; meaningless for slots in use. */
  next: Int32Array = new Int32Array(64);
  /** Slots ever handed out. */
  count = 0;
  free = -1;

  constructor(book: StateBook, name: string) {
    book.own(`slots ${name}`, this, ['next', 'count', 'free']);
  }

  get capacity(): number {
    return this.next.length;
  }

  take(): number {
    const slot = this.free;
    if (slot >= 0) {
      this.free = this.next[slot]!;
      return slot;
    }
    if (this.count === this.next.length) this.next = enlarged(this.next, 2 * this.count);
    return this.count++;
  }

  giveBack(slot: number): void {
    this.next[slot] = this.free;
    this.free = slot;
  }
}

/** A copy of `column` with room for `length` values; the new ones are 0. */
export function enlarged<C extends Column>(column: C, length: number): C {
  const larger = new (column.constructor as new (length: number) => C)(length);
  larger.set(column);
  return larger;
}
