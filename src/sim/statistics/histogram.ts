import type { StateBook } from '../state.ts';

/** 2^9 buckets per doubling: a bucket's values differ by less than 1/512 of the smallest. */
const STEP_BITS = 9;
const STEPS = 1 << STEP_BITS;
/** Buckets of all integers below 2^53. */
const BUCKET_COUNT = (53 - STEP_BITS + 1) << STEP_BITS;

/**
 * A histogram of non-negative integers up to 2^53 with a relative error below 0.2 %: exact below 1,024, then 512 equal
 * buckets per doubling. It holds counts only, so merging is exact and its order does not matter.
 */
export class LogHistogram {
  count = 0;
  /** Counts by bucket, as far up as any value has reached. */
  buckets: Float64Array = new Float64Array(STEPS);

  constructor(book?: StateBook, name?: string) {
    if (book !== undefined && name !== undefined) book.own(`histogram ${name}`, this, ['count', 'buckets']);
  }

  /** Returns the number of the bucket. */
  add(value: number): number {
    if (!(value >= 0 && value <= Number.MAX_SAFE_INTEGER) || value !== Math.floor(value)) {
      throw new Error(`${value} is not an integer from 0 to 2^53`);
    }
    const bucket = bucketOf(value);
    if (bucket >= this.buckets.length) this.#growTo(bucket + 1);
    this.buckets[bucket]! += 1;
    this.count++;
    return bucket;
  }

  /**
   * The smallest value of the bucket that holds the ⌈p · count⌉-th smallest value (the first for p = 0): at most that
   * value and less than 0.2 % below it. 0 when the histogram is empty. Throws when p is not in [0, 1].
   */
  quantile(p: number): number {
    if (!(p >= 0 && p <= 1)) throw new Error(`${p} is not a probability`);
    return this.count === 0 ? 0 : this.valueOfRank(Math.max(1, Math.ceil(p * this.count)));
  }

  /** The same for the `rank`-th smallest value; 1 is the smallest. Throws when there are not so many. */
  valueOfRank(rank: number): number {
    if (!(rank >= 1 && rank <= this.count)) throw new Error(`rank ${rank} of ${this.count} values`);
    let cumulative = 0;
    let bucket = -1;
    while (cumulative < rank) cumulative += this.buckets[++bucket]!;
    return smallestOf(bucket);
  }

  /** The numbers of the buckets that hold anything, from the smallest on. */
  filled(): number[] {
    const found: number[] = [];
    this.buckets.forEach((count, bucket) => {
      if (count > 0) found.push(bucket);
    });
    return found;
  }

  /** How many values a bucket holds. */
  countOf(bucket: number): number {
    return this.buckets[bucket] ?? 0;
  }

  merge(other: LogHistogram): void {
    if (other.buckets.length > this.buckets.length) this.#growTo(other.buckets.length);
    for (let bucket = 0; bucket < other.buckets.length; bucket++) {
      this.buckets[bucket]! += other.buckets[bucket]!;
    }
    this.count += other.count;
  }

  reset(): void {
    this.count = 0;
    this.buckets.fill(0);
  }

  #growTo(length: number): void {
    const larger = new Float64Array(Math.min(BUCKET_COUNT, Math.max(length, 2 * this.buckets.length)));
    larger.set(this.buckets);
    this.buckets = larger;
  }
}

function bucketOf(value: number): number {
  if (value < STEPS) return value;
  const high = Math.floor(value / 2 ** 32);
  const bits = high > 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(value);
  const doublings = bits - STEP_BITS - 1;
  return (doublings << STEP_BITS) + Math.floor(value / 2 ** doublings);
}

/** The smallest value that a bucket can hold. */
export function smallestOf(bucket: number): number {
  if (bucket < 2 * STEPS) return bucket;
  const doublings = (bucket >> STEP_BITS) - 1;
  return (bucket - (doublings << STEP_BITS)) * 2 ** doublings;
}
