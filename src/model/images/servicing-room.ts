import type { StateBook } from '../../sim/state.ts';
import type { Scenario } from '../scenario.ts';

/**
 * Room that the temporary files of servicing take on the drives of site servers: for each image what its run has there,
 * nothing between runs (seed 001, drive for servicing; ASSUME-OSVC-SPACE).
 */
export class ServicingRoom {
  /** Per image: bytes now, and the most since the interval began. */
  bytes: Float64Array;
  peakBytes: Float64Array;
  readonly #scenario: Scenario;

  constructor(scenario: Scenario, book: StateBook) {
    this.#scenario = scenario;
    this.bytes = new Float64Array(scenario.images.length);
    this.peakBytes = new Float64Array(scenario.images.length);
    book.own('room for servicing', this, ['bytes', 'peakBytes']);
  }

  /** Takes room until an image has `bytes` in all. False, and nothing taken, where the drive has less. */
  growTo(image: number, bytes: number): boolean {
    const { freeBytes } = this.#scenario.sites[this.#scenario.images[image]!.site]!.servicingDrive;
    if (bytes > freeBytes) return false;
    this.bytes[image] = bytes;
    this.peakBytes[image] = Math.max(this.peakBytes[image]!, bytes);
    return true;
  }

  /** The temporary files of an image are removed. */
  release(image: number): void {
    this.bytes[image] = 0;
  }

  startInterval(): void {
    this.peakBytes.set(this.bytes);
  }
}
