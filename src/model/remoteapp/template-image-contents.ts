import type { StateBook } from '../../sim/state.ts';
import type { TemplateImage } from '../scenario.ts';
import { isActive } from '../updates/catalog.ts';
import type { UpdateIndex } from '../updates/update-index.ts';

const NONE = -1;

/**
 * What template images hold, version by version (seed 000; domain, RemoteApp images). A custom image has one version, of
 * its own number in the scenario: a patched one is saved under a new name and is another image. A platform image has that
 * first version too, and one more, numbered on from the images, with every servicing by the provider. A version brings
 * updates and takes none away.
 */
export class TemplateImageContents {
  /** By version: its image. */
  imageOf: Int32Array;
  versionCount: number;
  /** Per image: the version that a collection gets from it; −1: the image is not ready. */
  newest: Int32Array;
  /** Per image and update: the version that brought it; −1: it is not in the image. */
  since: Int32Array;

  readonly #images: readonly TemplateImage[];
  readonly #index: UpdateIndex;
  readonly #updateCount: number;
  /** Per update: itself, and all that replace it. */
  readonly #replacing: readonly (readonly number[])[];

  constructor(images: readonly TemplateImage[], index: UpdateIndex, book: StateBook) {
    this.#images = images;
    this.#index = index;
    this.#updateCount = index.catalog.updates.length;
    this.#replacing = replacingOf(images, index);
    const servicingsMax = images.reduce(
      (sum, { kind, product }) => sum + (kind === 'platform' ? index.updatesOfProduct[product]!.length : 0),
      0,
    );
    this.imageOf = new Int32Array(images.length + servicingsMax).map((_, version) => version);
    this.versionCount = images.length;
    this.newest = new Int32Array(images.length).fill(NONE);
    this.since = new Int32Array(images.length * this.#updateCount).fill(NONE);
    images.forEach(({ name, kind, updates, source }, image) => {
      if (updates === null && (kind === 'platform' || source === NONE))
        throw new Error(`${name}: made of nothing`);
      if (updates === null) return;
      this.#hold(image, updates);
      this.release(image);
    });
    book.own('template images', this, ['imageOf', 'versionCount', 'newest', 'since']);
  }

  /** Whether collections can be updated with an image. */
  isReady(image: number): boolean {
    return this.newest[image] !== NONE;
  }

  /** Whether a version of an image has an update. */
  has(version: number, update: number): boolean {
    const since = this.since[this.imageOf[version]! * this.#updateCount + update]!;
    return since !== NONE && since <= version;
  }

  /** Whether a version has neither an update of its product nor one that replaces it. */
  lacks(version: number, update: number): boolean {
    return !this.#replacing[update]!.some((each) => this.has(version, each));
  }

  /**
   * Those of chosen updates that are applied to a version at an instant: released by then, not expired, not in it, and replaced
   * neither by what is in it nor by another one of them, of which the machine then requires only the newer (seed 000,
   * step 1). They are applied one after another; in which order makes no difference.
   */
  applicable(version: number, chosen: readonly number[], atMs: number): number[] {
    const { updates } = this.#index.catalog;
    const active = new Set(chosen.filter((update) => isActive(updates[update]!, atMs)));
    const isReplaced = (update: number) =>
      this.#replacing[update]!.some((each) => each !== update && active.has(each));
    return [...active].filter((update) => this.lacks(version, update) && !isReplaced(update));
  }

  /** A custom image that is made holds what its source does, and what is applied to that. */
  make(image: number, sourceVersion: number, applied: readonly number[]): void {
    const ofProduct = this.#index.updatesOfProduct[this.#images[image]!.product]!;
    this.#hold(
      image,
      ofProduct.filter((update) => this.has(sourceVersion, update) || applied.includes(update)),
    );
  }

  /** Collections can be updated with a custom image from now on. */
  release(image: number): void {
    this.newest[image] = image;
  }

  /** The provider has serviced a platform image. */
  addVersion(image: number, applied: readonly number[]): void {
    const version = this.versionCount++;
    this.imageOf[version] = image;
    this.#hold(version, applied);
    this.newest[image] = version;
  }

  #hold(version: number, updates: readonly number[]): void {
    const base = this.imageOf[version]! * this.#updateCount;
    for (const update of updates) this.since[base + update] = version;
  }
}

/** Per update of the products that images have: itself, and all that replace it. */
function replacingOf(images: readonly TemplateImage[], index: UpdateIndex): readonly (readonly number[])[] {
  const replacing = index.catalog.updates.map((_, update) => [update]);
  for (const product of new Set(images.map((image) => image.product))) {
    const ofProduct = index.updatesOfProduct[product]!;
    for (const update of ofProduct) {
      for (const slot of index.replacedSlots[update]!) replacing[ofProduct[slot]!]!.push(update);
    }
  }
  return replacing;
}
