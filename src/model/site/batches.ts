import type { StateBook } from '../../sim/state.ts';

export const BATCH_COUNT_MAX = 2 ** 24;

/** State message batches on their way: whose they are, which ring of messages, how many. Pooled columns. */
export class Batches {
  clients: Int32Array = new Int32Array(256);
  rings: Int32Array = new Int32Array(256);
  counts: Int32Array = new Int32Array(256);
  /** The client's next file in the inbox, which is loaded after this one; −1: none. */
  followers: Int32Array = new Int32Array(256);
  /** The file that arrived next in the inbox while both waited. */
  nexts: Int32Array = new Int32Array(256);
  usedCount = 0;
  /** Head of the free list, linked through `rings`. */
  free = -1;

  constructor(book: StateBook) {
    book.own('batches', this, ['clients', 'rings', 'counts', 'followers', 'nexts', 'usedCount', 'free']);
  }

  create(client: number, ring: number, count: number): number {
    const batch = this.#take();
    this.clients[batch] = client;
    this.rings[batch] = ring;
    this.counts[batch] = count;
    this.followers[batch] = -1;
    return batch;
  }

  remove(batch: number): void {
    this.rings[batch] = this.free;
    this.free = batch;
  }

  #take(): number {
    if (this.free >= 0) {
      const batch = this.free;
      this.free = this.rings[batch]!;
      return batch;
    }
    if (this.usedCount === BATCH_COUNT_MAX)
      throw new Error(`more than ${BATCH_COUNT_MAX} batches on their way`);
    if (this.usedCount === this.clients.length) {
      this.clients = doubled(this.clients);
      this.rings = doubled(this.rings);
      this.counts = doubled(this.counts);
      this.followers = doubled(this.followers);
      this.nexts = doubled(this.nexts);
    }
    return this.usedCount++;
  }
}

function doubled(values: Int32Array): Int32Array {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}
