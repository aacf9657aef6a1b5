import type { StateBook } from '../../sim/state.ts';
import type { Topic } from '../topics.ts';

const SUBJECT_SHIFT = 8;
const RESTART_BIT = 1 << 7;
const TOPIC_SHIFT = 4;
const TOPIC_MASK = 7;
const STATE_MASK = 15;

/**
 * What a state message says. `subject`: the slot of an update (topics 402 and 500), the number of a deployment (300 to
 * 302), 0 for a scan (501). `state`: its documented id; those of topic 500 are the values of `Compliance`.
 * `restartPending`: the client has to be restarted to complete the installation (seed 002, compliance states).
 */
export function messageOf(topic: Topic, subject: number, state: number, restartPending = false): number {
  const bits = (restartPending ? RESTART_BIT : 0) | (topic << TOPIC_SHIFT) | state;
  return ((subject << SUBJECT_SHIFT) | bits) >>> 0;
}

export function topicOf(contents: number): Topic {
  return ((contents >>> TOPIC_SHIFT) & TOPIC_MASK) as Topic;
}

export function subjectOf(contents: number): number {
  return contents >>> SUBJECT_SHIFT;
}

/** The documented id of the state. */
export function stateOf(contents: number): number {
  return contents & STATE_MASK;
}

export function isRestartPending(contents: number): boolean {
  return (contents & RESTART_BIT) !== 0;
}

/**
 * State messages on their way, in pooled columns: what each says (see `messageOf`) and when it was raised. Messages hang together in rings, named by their last one, in the order in which they
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
  append(last: number, contents: number, nowMs: number): number {
    const message = this.#take();
    this.contents[message] = contents;
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
