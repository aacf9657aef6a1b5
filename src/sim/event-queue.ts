import type { StateBook } from './state.ts';

const KIND_BITS = 7;
const ENTITY_BITS = 24;
const ARGUMENT_BITS = 8;
export const KIND_COUNT_MAX = 2 ** KIND_BITS;
export const ENTITY_COUNT_MAX = 2 ** ENTITY_BITS;
export const ARGUMENT_COUNT_MAX = 2 ** ARGUMENT_BITS;

/** A window may span at most this many milliseconds: its offset and the kind share one 31-bit word. */
const WINDOW_BITS_MAX = 23;
const WINDOW_BITS_MIN = 10;
const WINDOW_COUNT_AIM = 2 ** 18;

/** Eight-byte cells of a chunk: one for the link to the next chunk and the fill, the others for events. */
const CHUNK_CELLS = 16;
const INSERTION_SORT_MAX = 24;

/**
 * The pending events of a simulation, taken out in the total order (time, kind, entity, argument).
 *
 * An event is one eight-byte key. Its high word is the offset into a window of 2^k ms and the kind, its low word the
 * entity and the argument; read as a double (all keys are positive and finite) the keys compare in exactly that
 * order. Time up to the horizon is cut into windows. An event for a later window is appended to that window's chunks
 * without any comparison; when the window opens, its events are sorted once. An event for the open window goes to a
 * small heap beside the sorted run. A bitmap of windows that hold anything skips idle time.
 *
 * Two events equal in all four parts cannot be told apart, so no insertion order is needed or kept. There is no
 * removal: cancellation is a check at dispatch (see `Timer`). Events beyond the horizon are counted and dropped.
 */
export class EventQueue {
  readonly horizonMs: number;
  readonly windowMs: number;

  /** The event last taken by `take()`. */
  timeMs = 0;
  kind = 0;
  entity = 0;
  argument = 0;

  /** Events pending, stale ones included. */
  size = 0;
  /** Events that were scheduled beyond the horizon and dropped. */
  beyondHorizonCount = 0;

  #windowCount: number;
  #windowsPerMs: number;
  #stored: QueueStore;

  constructor(horizonMs: number, book: StateBook) {
    if (!(Number.isSafeInteger(horizonMs) && horizonMs > 0)) throw new Error(`horizon ${horizonMs} ms`);
    let bits = WINDOW_BITS_MIN;
    while (horizonMs / 2 ** bits > WINDOW_COUNT_AIM && bits < WINDOW_BITS_MAX) bits++;
    this.horizonMs = horizonMs;
    this.windowMs = 2 ** bits;
    this.#windowsPerMs = 1 / this.windowMs;
    this.#windowCount = Math.floor(horizonMs * this.#windowsPerMs) + 1;
    this.#stored = new QueueStore(this.#windowCount);
    book.own('events', this, ['timeMs', 'kind', 'entity', 'argument', 'size', 'beyondHorizonCount']);
    book.own('events.store', this.#stored, QueueStore.fields);
  }

  /**
   * Adds an event. `entity` and `argument` must be below their maxima (checked by the caller, once per entity).
   * Throws when the event does not come after the one being executed.
   */
  schedule(timeMs: number, kind: number, entity: number, argument: number): void {
    if (timeMs > this.horizonMs) {
      this.beyondHorizonCount++;
      return;
    }
    const store = this.#stored;
    const window = (timeMs * this.#windowsPerMs) | 0;
    const high = ((timeMs - window * this.windowMs) << KIND_BITS) | kind;
    const low = (entity << ARGUMENT_BITS) | argument;
    this.size++;
    if (window > store.openWindow) {
      store.append(window, high, low);
      return;
    }
    if (window < store.openWindow || !store.pushOpen(high, low)) {
      throw new Error(
        `an event for ${timeMs} ms does not come after the one being executed at ${this.timeMs} ms`,
      );
    }
  }

  /** Takes the earliest event not later than `untilMs` into `timeMs`, `kind`, `entity`, `argument`; false if none. */
  take(untilMs: number): boolean {
    const store = this.#stored;
    if (store.isOpenEmpty() && !this.#openNext(untilMs)) return false;
    const timeMs = store.openWindow * this.windowMs + (store.peekHigh() >>> KIND_BITS);
    if (timeMs > untilMs) return false;
    store.removeEarliest();
    const high = store.takenHigh;
    const low = store.takenLow;
    this.timeMs = timeMs;
    this.kind = high & (KIND_COUNT_MAX - 1);
    this.entity = low >>> ARGUMENT_BITS;
    this.argument = low & (ARGUMENT_COUNT_MAX - 1);
    this.size--;
    return true;
  }

  #openNext(untilMs: number): boolean {
    const next = this.#stored.nextLiveWindow();
    if (next < 0 || next * this.windowMs > untilMs) return false;
    this.#stored.open(next);
    return true;
  }
}

/** The buffers of the queue and the operations on raw keys: windows of chunks, the sorted run, the small heap. */
class QueueStore {
  static readonly fields = [
    'heads',
    'live',
    'chunks',
    'chunkCount',
    'freeChunk',
    'run',
    'runIndex',
    'runCount',
    'heap',
    'heapCount',
    'openWindow',
    'executedKey',
  ] as const;

  heads: Int32Array;
  live: Uint32Array;
  chunks: Float64Array = new Float64Array(64 * CHUNK_CELLS);
  chunkCount = 0;
  freeChunk = -1;
  run: Float64Array = new Float64Array(64);
  runIndex = 0;
  runCount = 0;
  heap: Float64Array = new Float64Array(64);
  heapCount = 0;
  openWindow = -1;
  /** Key of the event being executed; what is scheduled into the open window must be greater. */
  executedKey = -1;

  takenHigh = 0;
  takenLow = 0;

  readonly #key = new Float64Array(1);
  readonly #keyWords = new Int32Array(this.#key.buffer);
  #chunkWordsOf: Float64Array = this.chunks;
  #chunkWords = new Int32Array(this.chunks.buffer);

  constructor(windowCount: number) {
    this.heads = new Int32Array(windowCount).fill(-1);
    this.live = new Uint32Array((windowCount + 31) >>> 5);
    this.#keyWords[1] = 1;
    if (this.#key[0] !== 2 ** -1042) throw new Error('fleetsim needs a little-endian machine');
  }

  append(window: number, high: number, low: number): void {
    if (this.#chunkWordsOf !== this.chunks) this.#viewChunks();
    let words = this.#chunkWords;
    let chunk = this.heads[window]!;
    let base = chunk * CHUNK_CELLS * 2;
    if (chunk < 0 || words[base + 1]! === CHUNK_CELLS - 1) {
      const fresh = this.#allocateChunk();
      words = this.#chunkWords;
      base = fresh * CHUNK_CELLS * 2;
      words[base] = chunk;
      words[base + 1] = 0;
      this.heads[window] = fresh;
      if (chunk < 0) this.live[window >>> 5]! |= 1 << (window & 31);
      chunk = fresh;
    }
    const fill = words[base + 1]! + 1;
    words[base + 1] = fill;
    words[base + fill * 2] = low;
    words[base + fill * 2 + 1] = high;
  }

  #allocateChunk(): number {
    if (this.freeChunk >= 0) {
      const chunk = this.freeChunk;
      this.freeChunk = this.#chunkWords[chunk * CHUNK_CELLS * 2]!;
      return chunk;
    }
    if ((this.chunkCount + 1) * CHUNK_CELLS > this.chunks.length) {
      this.chunks = doubled(this.chunks);
      this.#viewChunks();
    }
    return this.chunkCount++;
  }

  #viewChunks(): void {
    this.#chunkWordsOf = this.chunks;
    this.#chunkWords = new Int32Array(this.chunks.buffer);
  }

  /** False when the key does not come after the one being executed. */
  pushOpen(high: number, low: number): boolean {
    this.#keyWords[0] = low;
    this.#keyWords[1] = high;
    const key = this.#key[0]!;
    if (key <= this.executedKey) return false;
    if (this.heapCount === this.heap.length) this.heap = doubled(this.heap);
    const heap = this.heap;
    let at = this.heapCount++;
    while (at > 0) {
      const parent = (at - 1) >> 2;
      if (heap[parent]! <= key) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = key;
    return true;
  }

  isOpenEmpty(): boolean {
    return this.runIndex === this.runCount && this.heapCount === 0;
  }

  peekHigh(): number {
    const fromHeap = this.#isHeapFirst();
    this.#key[0] = fromHeap ? this.heap[0]! : this.run[this.runIndex]!;
    return this.#keyWords[1]!;
  }

  /** Removes the key last peeked at. */
  removeEarliest(): void {
    if (this.#isHeapFirst()) this.#popHeap();
    else this.runIndex++;
    this.executedKey = this.#key[0]!;
    this.takenLow = this.#keyWords[0]!;
    this.takenHigh = this.#keyWords[1]!;
  }

  #isHeapFirst(): boolean {
    if (this.heapCount === 0) return false;
    return this.runIndex === this.runCount || this.heap[0]! < this.run[this.runIndex]!;
  }

  #popHeap(): void {
    const heap = this.heap;
    const count = --this.heapCount;
    if (count === 0) return;
    const key = heap[count]!;
    let at = 0;
    for (;;) {
      const first = 4 * at + 1;
      if (first >= count) break;
      let child = first;
      const last = Math.min(first + 4, count);
      for (let other = first + 1; other < last; other++) if (heap[other]! < heap[child]!) child = other;
      if (key <= heap[child]!) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = key;
  }

  nextLiveWindow(): number {
    const from = this.openWindow + 1;
    let word = from >>> 5;
    if (word >= this.live.length) return -1;
    let bits = this.live[word]! & (-1 << (from & 31));
    while (bits === 0) {
      if (++word === this.live.length) return -1;
      bits = this.live[word]!;
    }
    return (word << 5) + 31 - Math.clz32(bits & -bits);
  }

  open(window: number): void {
    if (this.#chunkWordsOf !== this.chunks) this.#viewChunks();
    let count = 0;
    let chunk = this.heads[window]!;
    while (chunk >= 0) {
      const base = chunk * CHUNK_CELLS;
      const next = this.#chunkWords[base * 2]!;
      const fill = this.#chunkWords[base * 2 + 1]!;
      while (count + fill > this.run.length) this.run = doubled(this.run);
      for (let cell = 1; cell <= fill; cell++) this.run[count++] = this.chunks[base + cell]!;
      this.#chunkWords[base * 2] = this.freeChunk;
      this.freeChunk = chunk;
      chunk = next;
    }
    this.heads[window] = -1;
    this.live[window >>> 5]! &= ~(1 << (window & 31));
    sortKeys(this.run, count);
    this.runIndex = 0;
    this.runCount = count;
    this.openWindow = window;
    this.executedKey = -1;
  }
}

function sortKeys(keys: Float64Array, count: number): void {
  if (count > INSERTION_SORT_MAX) {
    keys.subarray(0, count).sort();
    return;
  }
  for (let index = 1; index < count; index++) {
    const key = keys[index]!;
    let at = index;
    while (at > 0 && keys[at - 1]! > key) {
      keys[at] = keys[at - 1]!;
      at--;
    }
    keys[at] = key;
  }
}

function doubled(array: Float64Array): Float64Array {
  const larger = new Float64Array(array.length * 2);
  larger.set(array);
  return larger;
}
