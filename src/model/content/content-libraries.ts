import type { StateBook } from '../../sim/state.ts';

/**
 * The content libraries of site servers, or of distribution points: each holds the files of an update once, whatever
 * number of packages has them, and frees them with the last of these (domain, content library).
 */
export class ContentLibraries {
  /** Per library and update: packages there that hold it. What was there before the start counts as one more. */
  counts: Uint16Array;

  readonly #updateCount: number;

  constructor(name: string, libraryCount: number, updateCount: number, book: StateBook) {
    this.#updateCount = updateCount;
    this.counts = new Uint16Array(libraryCount * updateCount);
    book.own(name, this, ['counts']);
  }

  has(library: number, update: number): boolean {
    return this.counts[library * this.#updateCount + update]! > 0;
  }

  /** One more package brings an update. */
  add(library: number, update: number): void {
    this.counts[library * this.#updateCount + update]!++;
  }

  /** One package less holds an update. */
  remove(library: number, update: number): void {
    const at = library * this.#updateCount + update;
    if (this.counts[at] === 0) throw new Error(`library ${library} has no update ${update} to remove`);
    this.counts[at]!--;
  }
}
