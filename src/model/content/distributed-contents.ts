import { entityKey } from '../../sim/random.ts';
import type { Scenario } from '../scenario.ts';
import type { DeploymentPackage } from '../scenario-content.ts';

/** What the distribution of a content goes by. */
type Distributed = Pick<DeploymentPackage, 'name' | 'site' | 'priority' | 'distributionPoints'>;

/**
 * How contents of one kind come to distribution points: a package as the files of its updates, an image as one file.
 * `held` is the version that a point has; 0: none.
 */
export interface ContentKind {
  /** The version that distribution points are to have; 0: there is none. */
  versionOf(content: number): number;
  /** Bytes of that version that a point lacks. */
  missingBytes(content: number, point: number, held: number): number;
  /** Whether another point has all that one lacks. */
  canServe(content: number, point: number, held: number, source: number, heldAtSource: number): boolean;
  /** A point has come from one version to another. */
  brought(content: number, point: number, from: number, to: number): void;
  /** Bytes have come with it: who waits for them there is told. */
  announce(content: number, point: number, nowMs: number): void;
}

/** All that sites distribute, in one numbering: deployment packages, then images. */
export class DistributedContents {
  readonly count: number;
  readonly packageCount: number;
  /** Per content. */
  readonly specifications: readonly Distributed[];
  /** Per content: what its luck hangs from. */
  readonly keys: readonly number[];
  readonly #packages: ContentKind;
  readonly #images: ContentKind;

  constructor({ packages, images }: Scenario, packageKind: ContentKind, imageKind: ContentKind) {
    this.packageCount = packages.length;
    this.specifications = [...packages, ...images];
    this.count = this.specifications.length;
    this.keys = [
      ...packages.map(({ name }) => entityKey(name)),
      ...images.map(({ name }) => entityKey(`image ${name}`)),
    ];
    this.#packages = packageKind;
    this.#images = imageKind;
  }

  isPackage(content: number): boolean {
    return content < this.packageCount;
  }

  ofImage(image: number): number {
    return this.packageCount + image;
  }

  versionOf(content: number): number {
    return this.#kindOf(content).versionOf(this.#numberOf(content));
  }

  missingBytes(content: number, point: number, held: number): number {
    return this.#kindOf(content).missingBytes(this.#numberOf(content), point, held);
  }

  canServe(content: number, point: number, held: number, source: number, heldAtSource: number): boolean {
    return this.#kindOf(content).canServe(this.#numberOf(content), point, held, source, heldAtSource);
  }

  brought(content: number, point: number, from: number, to: number): void {
    this.#kindOf(content).brought(this.#numberOf(content), point, from, to);
  }

  announce(content: number, point: number, nowMs: number): void {
    this.#kindOf(content).announce(this.#numberOf(content), point, nowMs);
  }

  #kindOf(content: number): ContentKind {
    return this.isPackage(content) ? this.#packages : this.#images;
  }

  #numberOf(content: number): number {
    return this.isPackage(content) ? content : content - this.packageCount;
  }
}
