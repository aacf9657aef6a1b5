import { doubled, KIND_BITS, sortKeys, wordsOf } from './event-key.ts';
import type { LaterWindows } from './later-windows.ts';

/**
 * The events of the window that time has reached: a run that was sorted when the window opened, and beside it a small
 * heap of those that were scheduled into the window since.
 */
export class OpenWindow {
  static readonly fields = ['run', 'runIndex', 'runCount', 'heap', 'heapCount', 'high', 'low'] as const;

  /** The words of the key last taken; only greater keys may be added. */
  high = -1;
  low = -1;

  runIndex = 0;
  runCount = 0;
  heap: Float64Array = new Float64Array(64);
  heapCount = 0;
  #run!: Float64Array;
  #runWords!: Int32Array;

  readonly #highBits: number;
  readonly #key = new Float64Array(1);
  readonly #keyWords = wordsOf(this.#key);

  constructor(windowBits: number) {
    this.#highBits = windowBits + KIND_BITS;
    this.run = new Float64Array(64);
  }

  get run(): Float64Array {
    return this.#run;
  }

  set run(run: Float64Array) {
    this.#run = run;
    this.#runWords = wordsOf(run);
  }

  get isEmpty(): boolean {
    return this.runIndex === this.runCount && this.heapCount === 0;
  }

  /** Starts anew with the keys of `window`. */
  open(later: LaterWindows, window: number): void {
    const count = later.gather(window);
    if (count > this.#run.length) this.run = new Float64Array(2 * count);
    sortKeys(later.gathered, count, this.#highBits, this.#run);
    this.runCount = count;
    this.runIndex = 0;
    this.high = -1;
    this.low = -1;
  }

  /** From now on only keys at `offsetMs` or later may be added. */
  closeBefore(offsetMs: number): void {
    const high = (offsetMs << KIND_BITS) - 1;
    if (high <= this.high) return;
    this.high = high;
    this.low = -1;
  }

  /** Adds a key; false when it does not come after the one last taken. */
  add(high: number, low: number): boolean {
    if (high <= this.high && (high < this.high || low >>> 0 <= this.low >>> 0)) return false;
    this.#keyWords[0] = low;
    this.#keyWords[1] = high;
    this.#pushHeap(this.#key[0]!);
    return true;
  }

  /** Takes the least key into `high` and `low` unless it is later than `offsetMaxMs`; false when there is none. */
  take(offsetMaxMs: number): boolean {
    if (this.heapCount > 0) return this.#takeFromEither(offsetMaxMs);
    const index = this.runIndex;
    if (index === this.runCount) return false;
    const high = this.#runWords[2 * index + 1]!;
    if (high >>> KIND_BITS > offsetMaxMs) return false;
    this.high = high;
    this.low = this.#runWords[2 * index]!;
    this.runIndex = index + 1;
    return true;
  }

  #takeFromEither(offsetMaxMs: number): boolean {
    const isRunFirst = this.runIndex < this.runCount && this.#run[this.runIndex]! <= this.heap[0]!;
    this.#key[0] = isRunFirst ? this.#run[this.runIndex]! : this.heap[0]!;
    const high = this.#keyWords[1]!;
    if (high >>> KIND_BITS > offsetMaxMs) return false;
    this.high = high;
    this.low = this.#keyWords[0]!;
    if (isRunFirst) this.runIndex++;
    else this.#popHeap();
    return true;
  }

  #pushHeap(key: number): void {
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
}
