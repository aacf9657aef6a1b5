import seedrandom from 'seedrandom';
import { hashOfName } from './fingerprint.ts';

/** The key of one purpose of randomness under one seed and replication: two 32-bit words. */
export interface PurposeKey {
  readonly a: number;
  readonly b: number;
}

/**
 * The luck of one replication: a key per purpose of randomness, each from the seed, the replication and the purpose's
 * name alone. Asking for another purpose changes no key, and the order of asking does not matter.
 */
export class Luck {
  readonly #prefix: string;
  readonly #keys = new Map<string, PurposeKey>();

  constructor(seed: string, replication: number) {
    this.#prefix = `${escaped(seed)}\n${replication}\n`;
  }

  /** The key of `purpose`, a name such as « client scan duration ». */
  key(purpose: string): PurposeKey {
    let key = this.#keys.get(purpose);
    if (key === undefined) {
      const generator = seedrandom(`${this.#prefix}${escaped(purpose)}\0`);
      key = { a: generator.int32(), b: generator.int32() };
      this.#keys.set(purpose, key);
    }
    return key;
  }
}

/**
 * ARC4 keys take the low byte of each character and repeat a short key cyclically. So everything but printable ASCII
 * is written as a code, the parts are separated by a character that no part can hold, and the key ends with another.
 */
function escaped(text: string): string {
  let key = '';
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    key +=
      code < 0x20 || code > 0x7e || code === 0x25 ? `%${code.toString(16).padStart(4, '0')}` : text[index];
  }
  return key;
}

/** A 32-bit key of a thing with a name (a group of clients, an update's KB number, a server). */
export function entityKey(name: string): number {
  let key = hashOfName(name);
  key = Math.imul(key ^ (key >>> 16), 0x7feb352d);
  key = Math.imul(key ^ (key >>> 15), 0x846ca68b);
  return key ^ (key >>> 16);
}

/**
 * The uniform number of one decision: a double strictly between 0 and 1, a multiple of 2^-53, without any state.
 *
 * The decision is named by `key` (what for), the entity as `entityHigh` (the `entityKey` of its group's name) and
 * `entityLow` (its number in the group), and `n` (the occasion: which occurrence, update or attempt). The last three
 * are integers of 32 bits.
 *
 * (entityLow, n) goes through a keyed bijection of 64 bits, a Feistel network whose round keys mix `key` and
 * `entityHigh`. So two decisions of one group and purpose never have the same 64 bits, and no entity replays the
 * numbers of another one: the flaw of adding n to a hash of the entity.
 */
export function uniform(key: PurposeKey, entityHigh: number, entityLow: number, n: number): number {
  const a = key.a;
  const b = key.b;
  let group = Math.imul(entityHigh ^ b, 0x2c1b3c6d);
  group ^= group >>> 15;
  let left = scrambled(entityLow ^ a, 0x7feb352d) + group;
  let right = scrambled(n ^ b, 0x846ca68b) ^ group;
  left ^= scrambled(right + a, 0x297a2d39);
  right ^= scrambled(left + group, 0x9e3779b1);
  left ^= scrambled(right + b, 0x85ebca6b);
  right ^= scrambled(left ^ group, 0xc2b2ae35);
  left ^= scrambled(right ^ a, 0x27d4eb2f);
  return ((left >>> 0) * 1048576 + (right >>> 12) + 0.5) * 2.220446049250313e-16;
}

/** One round: a bijection of 32 bits in which every bit of the result depends on every bit of `word`. */
function scrambled(word: number, odd: number): number {
  const product = Math.imul(word ^ (word >>> 16), odd);
  return product ^ (product >>> 15);
}
