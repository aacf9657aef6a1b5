import type { StateBook } from '../../../sim/state.ts';
import type { Batches } from './batches.ts';

const NONE = -1;

/** State message files that wait, one queue per site, in the order of their arrival. A file is in one queue at a time. */
export class FileQueues {
  /** Per site; −1: its queue is empty. */
  firsts: Int32Array;
  lasts: Int32Array;

  readonly #batches: Batches;

  constructor(name: string, siteCount: number, batches: Batches, book: StateBook) {
    this.#batches = batches;
    this.firsts = new Int32Array(siteCount).fill(NONE);
    this.lasts = new Int32Array(siteCount).fill(NONE);
    book.own(name, this, ['firsts', 'lasts']);
  }

  isEmpty(site: number): boolean {
    return this.firsts[site] === NONE;
  }

  append(site: number, file: number): void {
    if (this.isEmpty(site)) this.firsts[site] = file;
    else this.#batches.nexts[this.lasts[site]!] = file;
    this.lasts[site] = file;
  }

  /** Puts a file before all others. */
  prepend(site: number, file: number): void {
    if (this.isEmpty(site)) this.lasts[site] = file;
    else this.#batches.nexts[file] = this.firsts[site]!;
    this.firsts[site] = file;
  }

  /** Takes the first file out of a queue that is not empty. */
  take(site: number): number {
    const file = this.firsts[site]!;
    this.firsts[site] = file === this.lasts[site] ? NONE : this.#batches.nexts[file]!;
    return file;
  }

  /** Moves the whole queue of a site from `other` into this one, which is empty. */
  takeOver(site: number, other: FileQueues): void {
    this.firsts[site] = other.firsts[site]!;
    this.lasts[site] = other.lasts[site]!;
    other.firsts[site] = NONE;
  }
}
