import type { StateBook } from '../../sim/state.ts';
import type { Compliance } from '../updates/update-states.ts';

const SLOT_SHIFT = 3;
const RESTART_BIT = 4;
const STATE_MASK = 3;

/**
 * State messages on their way, in pooled columns. A message says: this update (by slot) of the client is in this
 * state, raised at this instant. Messages hang together in rings, named by their last one, in the order in which they
 * were raised.
 */
export class MessagePool {
  next: Int32Array = new Int32Array(1024);
  contents: Uint32Array = new Uint32Array(1024);
  /** Modulo 2^32: ages up to 49 days read exactly. */
  raisedMs: Uint32Array = new Uint32Array(1024);
  usedCount = 0;
  free = -1;
  /** Messages in rings. */
  liveCount = 0;

  constructor(book: StateBook) {
    book.own('message pool', this, ['next', 'contents', 'raisedMs', 'usedCount', 'free', 'liveCount']);
  }

  /** Adds a message to the ring that `last` names (−1: a new ring); returns the ring's new last message. */
  append(last: number, slot: number, state: Compliance, restartPending: boolean, nowMs: number): number {
    const message = this.#take();
    this.contents[message] = (slot << SLOT_SHIFT) | (restartPending ? RESTART_BIT : 0) | state;
    this.raisedMs[message] = nowMs % 2 ** 32;
    if (last < 0) {
      this.next[message] = message;
    } else {
      this.next[message] = this.next[last]!;
      this.next[last] = message;
    }
    return message;
  }

  /** Puts the ring `earlier` before the ring `later` (−1: empty); returns the joint ring's last message. */
  join(earlier: number, later: number): number {
    if (later < 0) return earlier;
    const first = this.next[earlier]!;
    this.next[earlier] = this.next[later]!;
    this.next[later] = first;
    return later;
  }

  /** The first message of a ring. */
  firstOf(last: number): number {
    return this.next[last]!;
  }

  slotOf(message: number): number {
    return this.contents[message]! >>> SLOT_SHIFT;
  }

  stateOf(message: number): Compliance {
    return (this.contents[message]! & STATE_MASK) as Compliance;
  }

  isRestartPending(message: number): boolean {
    return (this.contents[message]! & RESTART_BIT) !== 0;
  }

  ageMs(message: number, nowMs: number): number {
    return ((nowMs % 2 ** 32) - this.raisedMs[message]! + 2 ** 32) % 2 ** 32;
  }

  /** Gives all messages of a ring back. Returns how many there were. */
  release(last: number): number {
    let count = 0;
    let message = this.next[last]!;
    for (;;) {
      const following = this.next[message]!;
      this.next[message] = this.free;
      this.free = message;
      count++;
      if (message === last) break;
      message = following;
    }
    this.liveCount -= count;
    return count;
  }

  #take(): number {
    this.liveCount++;
    if (this.free >= 0) {
      const message = this.free;
      this.free = this.next[message]!;
      return message;
    }
    if (this.usedCount === this.next.length) this.#grow();
    return this.usedCount++;
  }

  #grow(): void {
    const length = this.next.length * 2;
    const next = new Int32Array(length);
    const contents = new Uint32Array(length);
    const raisedMs = new Uint32Array(length);
    next.set(this.next);
    contents.set(this.contents);
    raisedMs.set(this.raisedMs);
    this.next = next;
    this.contents = contents;
    this.raisedMs = raisedMs;
  }
}
