import type { StateBook } from '../../sim/state.ts';
import type { ContentKind } from '../content/distributed-contents.ts';
import type { Scenario } from '../scenario.ts';
import type { ImageContents } from './image-contents.ts';

/** Incremental versions that binary differential replication keeps (domain, 2.9). */
export const INCREMENTS_MAX = 5;

/**
 * Images at distribution points. A WIM is one file, so that a new version travels whole, unless binary differential
 * replication sends what changed in it: to points that the site sends to and that hold a version, five times, then the
 * next goes whole (domain, 2.8 to 2.10; MA-BDR).
 */
export class DistributedImages implements ContentKind {
  /** Per image: the version in the content library of its site, which points get; 0: none yet. */
  libraryVersion: Uint16Array;
  /** Per image and distribution point: incremental versions that it has received since the last whole one. */
  incrementCount: Uint8Array;

  readonly #scenario: Scenario;
  readonly #contents: ImageContents;
  #onArrival: (image: number, point: number) => void = () => {};
  #onBrought: (image: number) => void = () => {};

  constructor(scenario: Scenario, contents: ImageContents, book: StateBook) {
    const { images, distributionPoints } = scenario;
    this.#scenario = scenario;
    this.#contents = contents;
    this.libraryVersion = new Uint16Array(images.length);
    this.incrementCount = new Uint8Array(images.length * distributionPoints.length);
    book.own('distributed images', this, ['libraryVersion', 'incrementCount']);
  }

  /** `onBrought`: a point has another version than before. */
  follow(onBrought: (image: number) => void): void {
    this.#onBrought = onBrought;
  }

  /** `onArrival`: a point has received an image. */
  connect(onArrival: (image: number, point: number) => void): void {
    this.#onArrival = onArrival;
  }

  /** The content library takes the source version. */
  takeSource(image: number): void {
    this.libraryVersion[image] = this.#contents.version[image]!;
  }

  versionOf(image: number): number {
    return this.libraryVersion[image]!;
  }

  missingBytes(image: number, point: number, held: number): number {
    const version = this.libraryVersion[image]!;
    const wholeBytes = this.#contents.sizeOf(image, version);
    if (!this.#isIncrement(image, point, held)) return wholeBytes;
    return Math.min(wholeBytes, this.#contents.changedBetween(image, held, version));
  }

  canServe(image: number, _point: number, _held: number, _source: number, heldAtSource: number): boolean {
    return heldAtSource === this.libraryVersion[image];
  }

  brought(image: number, point: number, from: number): void {
    const at = this.#at(image, point);
    this.incrementCount[at] = this.#isIncrement(image, point, from) ? this.incrementCount[at]! + 1 : 0;
    this.#onBrought(image);
  }

  announce(image: number, point: number): void {
    this.#onArrival(image, point);
  }

  /** Whether the next version goes to a point as its difference from the one that it holds. */
  #isIncrement(image: number, point: number, held: number): boolean {
    const { images, distributionPoints } = this.#scenario;
    const isDifferent =
      images[image]!.sendsDifferences && distributionPoints[point]!.delivery.kind === 'sent';
    return isDifferent && held > 0 && this.incrementCount[this.#at(image, point)]! < INCREMENTS_MAX;
  }

  #at(image: number, point: number): number {
    return image * this.#scenario.distributionPoints.length + point;
  }
}
