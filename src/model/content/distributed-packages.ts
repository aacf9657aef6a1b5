import type { ContentLibraries } from './content-libraries.ts';
import type { ContentKind } from './distributed-contents.ts';
import type { DistributionPoints } from './distribution-points.ts';
import type { PackageContents } from './package-contents.ts';

/**
 * Deployment packages at distribution points: only files that the library of a point lacks are sent there, and it keeps
 * them as long as any package there has them (domain, content library).
 */
export class DistributedPackages implements ContentKind {
  readonly #contents: PackageContents;
  readonly #libraries: ContentLibraries;
  readonly #points: DistributionPoints;

  /** `libraries`: those of the distribution points. */
  constructor(contents: PackageContents, libraries: ContentLibraries, points: DistributionPoints) {
    this.#contents = contents;
    this.#libraries = libraries;
    this.#points = points;
  }

  versionOf(pack: number): number {
    return this.#contents.version[pack]!;
  }

  missingBytes(pack: number, point: number, held: number): number {
    return this.#contents.bytesOf(this.#missing(pack, point, held));
  }

  canServe(pack: number, point: number, held: number, source: number): boolean {
    return this.#missing(pack, point, held).every((update) => this.#libraries.has(source, update));
  }

  brought(pack: number, point: number, from: number, to: number): void {
    for (const update of this.#contents.between(pack, from, to)) this.#libraries.add(point, update);
  }

  announce(_pack: number, point: number, nowMs: number): void {
    this.#points.received(point, nowMs);
  }

  /** A package that is still known leaves a point. Returns the updates whose files the point has lost. */
  removeFrom(pack: number, point: number, held: number): number[] {
    const updates = this.#contents.between(pack, 0, held);
    for (const update of updates) this.#libraries.remove(point, update);
    return updates.filter((update) => !this.#libraries.has(point, update));
  }

  /** Whether the way from one version to another brings any of some updates. */
  brings(pack: number, from: number, to: number, updates: readonly number[]): boolean {
    return this.#contents.between(pack, from, to).some((update) => updates.includes(update));
  }

  /** Files have left a point: clients stop to fetch them there. */
  lost(point: number): void {
    this.#points.lost(point);
  }

  /** Updates of the current version whose files the point lacks. */
  #missing(pack: number, point: number, held: number): number[] {
    return this.#contents
      .between(pack, held, this.#contents.version[pack]!)
      .filter((update) => !this.#libraries.has(point, update));
  }
}
