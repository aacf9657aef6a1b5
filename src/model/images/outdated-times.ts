import type { StateBook } from '../../sim/state.ts';

const NONE = -1;

/**
 * For how long any distribution point that is to have an image lacks what the content library holds: from the instant
 * at which a version is there to be sent until each of them has it.
 */
export class OutdatedTimes {
  /** Per image: since when, −1: none lacks it; and for how long since the interval began, up to then. */
  sinceMs: Float64Array;
  sumMs: Float64Array;

  constructor(imageCount: number, book: StateBook) {
    this.sinceMs = new Float64Array(imageCount).fill(NONE);
    this.sumMs = new Float64Array(imageCount);
    book.own('outdated images', this, ['sinceMs', 'sumMs']);
  }

  become(image: number, isOutdated: boolean, nowMs: number): void {
    const sinceMs = this.sinceMs[image]!;
    if (isOutdated === sinceMs >= 0) return;
    if (!isOutdated) this.sumMs[image]! += nowMs - sinceMs;
    this.sinceMs[image] = isOutdated ? nowMs : NONE;
  }

  /** How long it was in the interval that ends now; the next one begins. */
  take(image: number, nowMs: number): number {
    const sinceMs = this.sinceMs[image]!;
    const wasMs = this.sumMs[image]! + (sinceMs >= 0 ? nowMs - sinceMs : 0);
    this.sumMs[image] = 0;
    if (sinceMs >= 0) this.sinceMs[image] = nowMs;
    return wasMs;
  }
}
