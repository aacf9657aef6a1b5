import type { Sampler } from '../../sim/distribution.ts';
import { entityKey, type PurposeKey, uniform } from '../../sim/random.ts';
import type { RemoteAppCollection } from '../scenario.ts';

/**
 * The users of all RemoteApp collections by number, those of a collection one after another. A user's identity is the
 * collection's name and the number in it: all luck hangs from these.
 */
export class RemoteAppUsers {
  readonly count: number;
  /** Index into `remoteAppCollections`. */
  readonly collectionOf: Uint16Array;
  /** Per collection: its first user. */
  readonly firstOf: readonly number[];
  readonly #collections: readonly RemoteAppCollection[];
  readonly #keyOfCollection: Int32Array;

  constructor(collections: readonly RemoteAppCollection[]) {
    this.#collections = collections;
    this.#keyOfCollection = Int32Array.from(collections, ({ name }) => entityKey(name));
    const firsts: number[] = [];
    let count = 0;
    for (const { userCount } of collections) {
      firsts.push(count);
      count += userCount;
    }
    this.count = count;
    this.firstOf = firsts;
    this.collectionOf = new Uint16Array(count);
    firsts.forEach((first, collection) => {
      this.collectionOf.fill(collection, first, this.endOf(collection));
    });
  }

  /** One beyond the last user of a collection. */
  endOf(collection: number): number {
    return this.firstOf[collection]! + this.#collections[collection]!.userCount;
  }

  /** A user's uniform number in (0, 1) for the `occasion`-th decision of a purpose. */
  draw(key: PurposeKey, user: number, occasion: number): number {
    return uniform(key, this.#keyOf(user), this.#numberOf(user), occasion);
  }

  /** What a user draws of a distribution for the `occasion`-th decision of its purpose, in whole milliseconds. */
  sampleMs(sampler: Sampler, user: number, occasion: number): number {
    return sampler.drawMs(this.#keyOf(user), this.#numberOf(user), occasion);
  }

  #keyOf(user: number): number {
    return this.#keyOfCollection[this.collectionOf[user]!]!;
  }

  #numberOf(user: number): number {
    return user - this.firstOf[this.collectionOf[user]!]!;
  }
}
