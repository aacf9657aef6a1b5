import type { StateBook } from '../state.ts';
import { LogHistogram } from './histogram.ts';

/**
 * A sample of non-negative integers (waits, ages, durations in ms): count, exact sum, extremes, and quantiles to
 * within 0.2 %. Merging is exact. An empty tally reads 0 everywhere: look at `count`.
 */
export class Tally {
  sum = 0;
  smallest = Infinity;
  largest = 0;
  readonly #histogram: LogHistogram;

  constructor(book?: StateBook, name?: string) {
    this.#histogram = new LogHistogram(book, name);
    if (book !== undefined && name !== undefined) {
      book.own(`tally ${name}`, this, ['sum', 'smallest', 'largest']);
    }
  }

  /** Throws when `value` is not a non-negative integer, or when the sum outgrows exact integers. */
  add(value: number): void {
    this.#histogram.add(value);
    if (value < this.smallest) this.smallest = value;
    if (value > this.largest) this.largest = value;
    this.#addToSum(value);
  }

  merge(other: Tally): void {
    this.#histogram.merge(other.#histogram);
    this.smallest = Math.min(this.smallest, other.smallest);
    this.largest = Math.max(this.largest, other.largest);
    this.#addToSum(other.sum);
  }

  reset(): void {
    this.#histogram.reset();
    this.sum = 0;
    this.smallest = Infinity;
    this.largest = 0;
  }

  get count(): number {
    return this.#histogram.count;
  }

  get mean(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }

  get min(): number {
    return this.count === 0 ? 0 : this.smallest;
  }

  get max(): number {
    return this.largest;
  }

  /** The value below or at which a share p of the sample lies: see `LogHistogram.quantile`. */
  quantile(p: number): number {
    return this.#histogram.quantile(p);
  }

  /** The `rank`-th smallest value, likewise; 1 is the smallest. */
  valueOfRank(rank: number): number {
    return this.#histogram.valueOfRank(rank);
  }

  get p50(): number {
    return this.quantile(0.5);
  }

  get p90(): number {
    return this.quantile(0.9);
  }

  get p95(): number {
    return this.quantile(0.95);
  }

  get p99(): number {
    return this.quantile(0.99);
  }

  #addToSum(value: number): void {
    this.sum += value;
    if (this.sum > Number.MAX_SAFE_INTEGER) throw new Error('the sum of a tally is beyond exact integers');
  }
}

/** Tallies of `size` things, by number. */
export class TallySet {
  readonly #tallies: readonly Tally[];

  constructor(name: string, size: number, book: StateBook) {
    this.#tallies = Array.from({ length: size }, (_, index) => new Tally(book, `${name} ${index}`));
  }

  add(index: number, value: number): void {
    this.#tallies[index]!.add(value);
  }

  /** The live tally of one thing: it goes on changing. */
  get(index: number): Tally {
    return this.#tallies[index]!;
  }

  reset(): void {
    for (const tally of this.#tallies) tally.reset();
  }
}
