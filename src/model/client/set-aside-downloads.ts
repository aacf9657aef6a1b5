import type { StateBook } from '../../sim/state.ts';

const NONE = -1;

/**
 * The part of an update that a client has when it turns to content of others because the rest cannot be had: its
 * transfer job stays and goes on later (domain, content transfer on the client). One at a time is kept; one that has to
 * give way to a second starts over (MA-SET-ASIDE).
 */
export class SetAsideDownloads {
  /** Per client: the slot, −1: none; its bytes still to come. */
  slot: Int16Array;
  restBytes: Float64Array;

  constructor(clientCount: number, book: StateBook) {
    this.slot = new Int16Array(clientCount).fill(NONE);
    this.restBytes = new Float64Array(clientCount);
    book.own('downloads set aside', this, ['slot', 'restBytes']);
  }

  put(client: number, slot: number, restBytes: number): void {
    this.slot[client] = slot;
    this.restBytes[client] = restBytes;
  }

  /** The bytes still to come of a slot that was set aside, which it is no longer; null: it was not. */
  take(client: number, slot: number): number | null {
    if (this.slot[client] !== slot) return null;
    this.slot[client] = NONE;
    return this.restBytes[client]!;
  }
}
