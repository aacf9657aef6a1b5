/**
 * An event as one key of eight bytes. Its high word is the offset into its window in ms and the kind, its low word the
 * entity and the argument. Read as a double, keys compare in exactly the order (offset, kind, entity, argument): they
 * are positive and finite, and the bits of such doubles order as the numbers do.
 */
export const KIND_BITS = 7;
const ENTITY_BITS = 24;
export const ARGUMENT_BITS = 8;
export const KIND_COUNT_MAX = 2 ** KIND_BITS;
export const ENTITY_COUNT_MAX = 2 ** ENTITY_BITS;
export const ARGUMENT_COUNT_MAX = 2 ** ARGUMENT_BITS;

/** A window may span at most 2^23 ms: its offset and the kind must leave the top exponents and the sign alone. */
export const WINDOW_BITS_MAX = 23;

/** The words of `keys`, low word first: two per key. */
export function wordsOf(keys: Float64Array): Int32Array {
  return new Int32Array(keys.buffer, keys.byteOffset, keys.length * 2);
}

const probe = new Float64Array(1);
wordsOf(probe)[1] = 1;
if (probe[0] !== 2 ** -1042) throw new Error('fleetsim needs a little-endian machine');

/** The same keys in an array of twice the length. */
export function doubled(keys: Float64Array): Float64Array {
  const larger = new Float64Array(keys.length * 2);
  larger.set(keys);
  return larger;
}

/** Up to here the insertion sort is fastest, and many equal times cannot make it slow. */
const INSERTION_SORT_MAX = 24;
const BUCKET_BITS_MAX = 12;
const bucketEnds = new Int32Array(2 ** BUCKET_BITS_MAX);

/**
 * Puts `count` keys of `source`, all below 2^`highBits` in their high words, in order into `sorted`: dealt into buckets
 * by offset, about one key to each, then sorted by insertion. Crowded buckets (a deadline common to thousands) are
 * sorted by themselves first.
 */
export function sortKeys(source: Float64Array, count: number, highBits: number, sorted: Float64Array): void {
  if (count <= INSERTION_SORT_MAX) insertionSort(source, count, sorted);
  else {
    dealByOffset(source, count, highBits, sorted);
    insertionSort(sorted, count, sorted);
  }
}

function dealByOffset(source: Float64Array, count: number, highBits: number, sorted: Float64Array): void {
  const words = wordsOf(source);
  const bucketBits = Math.min(31 - Math.clz32(count), BUCKET_BITS_MAX, highBits);
  const shift = highBits - bucketBits;
  const ends = bucketEnds.fill(0, 0, 1 << bucketBits);
  for (let index = 0; index < count; index++) ends[words[2 * index + 1]! >>> shift]!++;
  let end = 0;
  for (let bucket = 0; bucket < 1 << bucketBits; bucket++) ends[bucket] = end += ends[bucket]!;
  for (let index = count - 1; index >= 0; index--) {
    const at = --ends[words[2 * index + 1]! >>> shift]!;
    sorted[at] = source[index]!;
  }
  for (let bucket = 0; bucket < 1 << bucketBits; bucket++) {
    const from = ends[bucket]!;
    const to = bucket + 1 < 1 << bucketBits ? ends[bucket + 1]! : count;
    if (to - from > INSERTION_SORT_MAX) sorted.subarray(from, to).sort();
  }
}

/** `source` and `sorted` may be the same array. */
function insertionSort(source: Float64Array, count: number, sorted: Float64Array): void {
  for (let index = 0; index < count; index++) {
    const key = source[index]!;
    let at = index;
    while (at > 0 && sorted[at - 1]! > key) {
      sorted[at] = sorted[at - 1]!;
      at--;
    }
    sorted[at] = key;
  }
}
