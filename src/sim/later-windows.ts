import { doubled, wordsOf } from './event-key.ts';

/** Eight-byte cells of a chunk: the first holds the number of the chunk filled before it, the others keys. */
const CHUNK_BITS = 5;
const CHUNK_CELLS = 1 << CHUNK_BITS;

/**
 * The events of later windows, unordered: a list of chunks per window, and a bitmap of the windows that hold anything.
 * Adding writes to the list's last chunk and reads nothing of it, so that a cold chunk costs no wait.
 */
export class LaterWindows {
  static readonly fields = ['nextCells', 'live', 'chunks', 'chunkCount', 'freeChunk'] as const;

  /** Per window: the cell that the next key goes to; a chunk's first cell when the window needs another chunk. */
  nextCells: Int32Array;
  live: Uint32Array;
  chunkCount = 0;
  freeChunk = -1;
  /** What `gather` found; scratch, not state. */
  gathered: Float64Array = new Float64Array(2 * CHUNK_CELLS);
  #chunks!: Float64Array;
  #words!: Int32Array;

  constructor(windowCount: number) {
    this.nextCells = new Int32Array(windowCount);
    this.live = new Uint32Array((windowCount + 31) >>> 5);
    this.chunks = new Float64Array(64 * CHUNK_CELLS);
  }

  get chunks(): Float64Array {
    return this.#chunks;
  }

  set chunks(chunks: Float64Array) {
    this.#chunks = chunks;
    this.#words = wordsOf(chunks);
  }

  add(window: number, high: number, low: number): void {
    let cell = this.nextCells[window]!;
    if ((cell & (CHUNK_CELLS - 1)) === 0) cell = this.#startChunk(window, cell);
    const words = this.#words;
    words[2 * cell] = low;
    words[2 * cell + 1] = high;
    this.nextCells[window] = cell + 1;
  }

  /** Gives the window another chunk; `cell` is the end of its last one, 0 when it has none. Returns the first cell. */
  #startChunk(window: number, cell: number): number {
    if (cell === 0) this.live[window >>> 5]! |= 1 << (window & 31);
    const chunk = this.#allocateChunk();
    this.#words[2 * CHUNK_CELLS * chunk] = (cell >>> CHUNK_BITS) - 1;
    return CHUNK_CELLS * chunk + 1;
  }

  #allocateChunk(): number {
    if (this.freeChunk >= 0) {
      const chunk = this.freeChunk;
      this.freeChunk = this.#words[2 * CHUNK_CELLS * chunk]!;
      return chunk;
    }
    if ((this.chunkCount + 1) * CHUNK_CELLS > this.#chunks.length) this.chunks = doubled(this.#chunks);
    return this.chunkCount++;
  }

  /** The first window after `window` that holds anything; -1 when none does. */
  nextLiveAfter(window: number): number {
    const from = window + 1;
    let word = from >>> 5;
    if (word >= this.live.length) return -1;
    let bits = this.live[word]! & (-1 << (from & 31));
    while (bits === 0) {
      if (++word === this.live.length) return -1;
      bits = this.live[word]!;
    }
    return (word << 5) + 31 - Math.clz32(bits & -bits);
  }

  /** Moves the window's keys to the front of `gathered`, in no order; returns how many they are. */
  gather(window: number): number {
    let count = 0;
    let end = this.nextCells[window]!;
    while (end > 0) {
      const first = (end - 1) & -CHUNK_CELLS;
      if (count + CHUNK_CELLS > this.gathered.length) this.gathered = doubled(this.gathered);
      const { gathered } = this;
      for (let cell = first + 1; cell < end; cell++) gathered[count++] = this.#chunks[cell]!;
      end = (this.#words[2 * first]! + 1) << CHUNK_BITS;
      this.#words[2 * first] = this.freeChunk;
      this.freeChunk = first >>> CHUNK_BITS;
    }
    this.nextCells[window] = 0;
    this.live[window >>> 5]! &= ~(1 << (window & 31));
    return count;
  }
}
