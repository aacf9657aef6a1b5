import type { StateBook } from '../../sim/state.ts';

const NONE = -1;

/** Transfers that wait for their site: lists in the order of request, of which a transfer is in one at most. */
export class TransferQueue {
  /** Per list; −1: empty. */
  firsts: Int32Array;
  lasts: Int32Array;
  /** Per transfer. */
  nexts: Int32Array;
  previous: Int32Array;

  constructor(listCount: number, transferCount: number, book: StateBook) {
    this.firsts = new Int32Array(listCount).fill(NONE);
    this.lasts = new Int32Array(listCount).fill(NONE);
    this.nexts = new Int32Array(transferCount).fill(NONE);
    this.previous = new Int32Array(transferCount).fill(NONE);
    book.own('queue of transfers', this, ['firsts', 'lasts', 'nexts', 'previous']);
  }

  append(list: number, transfer: number): void {
    const last = this.lasts[list]!;
    this.previous[transfer] = last;
    this.nexts[transfer] = NONE;
    if (last === NONE) this.firsts[list] = transfer;
    else this.nexts[last] = transfer;
    this.lasts[list] = transfer;
  }

  remove(list: number, transfer: number): void {
    const next = this.nexts[transfer]!;
    const previous = this.previous[transfer]!;
    if (previous === NONE) this.firsts[list] = next;
    else this.nexts[previous] = next;
    if (next === NONE) this.lasts[list] = previous;
    else this.previous[next] = previous;
  }
}
