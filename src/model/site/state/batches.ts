import type { StateBook } from '../../../sim/state.ts';

export const BATCH_COUNT_MAX = 2 ** 24;

/** State message batches on their way: whose they are, which ring of messages, how many. Pooled columns. */
export class Batches {
  clients: Int32Array = new Int32Array(256);
  rings: Int32Array = new Int32Array(256);
  counts: Int32Array = new Int32Array(256);
  /** The serial number of the first message. */
  firstSerials: Uint32Array = new Uint32Array(256);
  /** 1: a full report ends in this batch. */
  reports: Uint8Array = new Uint8Array(256);
  /** The client's next file in the same pass, which is loaded after this one; −1: none. */
  followers: Int32Array = new Int32Array(256);
  /** The file that arrived next where both wait. */
  nexts: Int32Array = new Int32Array(256);
  /** The file's place in the pass that takes it. */
  places: Int32Array = new Int32Array(256);
  usedCount = 0;
  /** Head of the free list, linked through `rings`. */
  free = -1;

  constructor(book: StateBook) {
    book.own('batches', this, [
      'clients',
      'rings',
      'counts',
      'firstSerials',
      'reports',
      'followers',
      'nexts',
      'places',
      'usedCount',
      'free',
    ]);
  }

  create(client: number, ring: number, count: number, firstSerial: number, endsReport: boolean): number {
    const batch = this.#take();
    this.clients[batch] = client;
    this.rings[batch] = ring;
    this.counts[batch] = count;
    this.firstSerials[batch] = firstSerial;
    this.reports[batch] = endsReport ? 1 : 0;
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
      this.firstSerials = doubled(this.firstSerials);
      this.reports = doubled(this.reports);
      this.followers = doubled(this.followers);
      this.nexts = doubled(this.nexts);
      this.places = doubled(this.places);
    }
    return this.usedCount++;
  }
}

function doubled<C extends Int32Array | Uint32Array | Uint8Array>(values: C): C {
  const larger = new (values.constructor as new (length: number) => C)(values.length * 2);
  larger.set(values);
  return larger;
}
