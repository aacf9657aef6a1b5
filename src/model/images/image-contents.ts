import type { StateBook } from '../../sim/state.ts';
import type { Scenario } from '../scenario.ts';

/**
 * What the WIM files of images hold, version by version. The source version is 1 at the import and one more with every
 * servicing that is committed; a version brings updates and takes none away (seed 001, servicing process).
 */
export class ImageContents {
  readonly count: number;
  /** Per image: its source version; 0 before the import. */
  version: Uint16Array;
  /** Per image and update: the version that brought it; 0: it is not in the image. */
  since: Uint16Array;
  /** Per image and version, as in `#sizeAt`: bytes of the file, and of what changed against the version before. */
  sizeBytes: Float64Array;
  changedBytes: Float64Array;

  readonly #scenario: Scenario;
  readonly #updateCount: number;
  /** Per image: where its versions begin. Each run can make one. */
  readonly #firstVersion: readonly number[];

  constructor(scenario: Scenario, book: StateBook) {
    const { images, catalog, actions } = scenario;
    this.#scenario = scenario;
    this.count = images.length;
    this.#updateCount = catalog.updates.length;
    const versionCounts = images.map(() => 2);
    for (const action of actions) if (action.verb === 'scheduleServicing') versionCounts[action.image]!++;
    let count = 0;
    this.#firstVersion = versionCounts.map((own) => {
      count += own;
      return count - own;
    });
    this.version = new Uint16Array(this.count);
    this.since = new Uint16Array(this.count * this.#updateCount);
    this.sizeBytes = new Float64Array(count);
    this.changedBytes = new Float64Array(count);
    book.own('images', this, ['version', 'since', 'sizeBytes', 'changedBytes']);
  }

  /** An image is added to the site, with the updates that are found in it (seed 001, introduction). */
  import(image: number): void {
    const { updates, sizeBytes } = this.#scenario.images[image]!;
    this.addVersion(image, updates, sizeBytes, sizeBytes);
  }

  /** A new file takes the place of the old one, which is removed (seed 001, note on the size of the payload). */
  addVersion(image: number, updates: readonly number[], sizeBytes: number, changedBytes: number): void {
    const version = ++this.version[image]!;
    for (const update of updates) {
      const at = image * this.#updateCount + update;
      if (this.since[at] !== 0) throw new Error(`image ${image} has update ${update} already`);
      this.since[at] = version;
    }
    this.sizeBytes[this.#sizeAt(image, version)] = sizeBytes;
    this.changedBytes[this.#sizeAt(image, version)] = changedBytes;
  }

  /** Whether a version of an image, by default its current one, has an update. */
  has(image: number, update: number, version: number = this.version[image]!): boolean {
    const since = this.since[image * this.#updateCount + update]!;
    return since > 0 && since <= version;
  }

  /** The size of the file of a version, by default the current one. */
  sizeOf(image: number, version: number = this.version[image]!): number {
    return this.sizeBytes[this.#sizeAt(image, version)]!;
  }

  /** What versions after `from` up to `to` changed, each against the one before it. */
  changedBetween(image: number, from: number, to: number): number {
    let bytes = 0;
    for (let version = from + 1; version <= to; version++) {
      bytes += this.changedBytes[this.#sizeAt(image, version)]!;
    }
    return bytes;
  }

  #sizeAt(image: number, version: number): number {
    return this.#firstVersion[image]! + version;
  }
}
