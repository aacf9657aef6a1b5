import type { StateBook } from '../../sim/state.ts';
import type { Scenario } from '../scenario.ts';

/** In place of the version that brought an update: it is on the way to the package source, or will be. */
const DOWNLOADING = 0xfffe;
const WANTED = 0xffff;

/**
 * What deployment packages hold. The content version is 1 when a package is created, 2 with its first files, and one
 * more with every change (seed 002, deployment packages). A version brings updates and takes none away.
 */
export class PackageContents {
  readonly count: number;
  /** Per package: its content version; 0 before it is created and when it is deleted. */
  version: Uint16Array;
  /** Per package and update: the version that brought it, or a mark; 0: the package does not hold it. */
  since: Uint16Array;

  readonly #updateCount: number;
  readonly #sizeBytes: readonly number[];

  constructor({ packages, catalog }: Scenario, book: StateBook) {
    this.count = packages.length;
    this.#updateCount = catalog.updates.length;
    this.#sizeBytes = catalog.updates.map(({ sizeBytes }) => sizeBytes);
    this.version = new Uint16Array(this.count);
    this.since = new Uint16Array(this.count * this.#updateCount);
    book.own('packages', this, ['version', 'since']);
  }

  /** Whether a package holds an update or will. */
  expects(pack: number, update: number): boolean {
    return this.since[pack * this.#updateCount + update]! > 0;
  }

  isDownloading(pack: number, update: number): boolean {
    return this.since[pack * this.#updateCount + update] === DOWNLOADING;
  }

  /** An update is to be downloaded to a package that has not got it yet. */
  want(pack: number, update: number): void {
    this.since[pack * this.#updateCount + update] = WANTED;
  }

  /** Takes all that is wanted into one download. */
  startDownload(pack: number): number[] {
    const updates = this.#marked(pack, WANTED);
    for (const update of updates) this.since[pack * this.#updateCount + update] = DOWNLOADING;
    return updates;
  }

  /** The files of the download are in the package source: a new version. */
  endDownload(pack: number): number[] {
    const updates = this.#marked(pack, DOWNLOADING);
    this.version[pack]!++;
    for (const update of updates) this.since[pack * this.#updateCount + update] = this.version[pack]!;
    return updates;
  }

  /** What the versions after `from` up to `to` have brought. */
  between(pack: number, from: number, to: number): number[] {
    const updates: number[] = [];
    for (let update = 0; update < this.#updateCount; update++) {
      const since = this.since[pack * this.#updateCount + update]!;
      if (since > from && since <= to) updates.push(update);
    }
    return updates;
  }

  /** All that a package holds. */
  updatesOf(pack: number): number[] {
    return this.between(pack, 0, this.version[pack]!);
  }

  /** A package is deleted. */
  forget(pack: number): void {
    this.version[pack] = 0;
    this.since.fill(0, pack * this.#updateCount, (pack + 1) * this.#updateCount);
  }

  bytesOf(updates: readonly number[]): number {
    return updates.reduce((sum, update) => sum + this.#sizeBytes[update]!, 0);
  }

  #marked(pack: number, mark: number): number[] {
    const updates: number[] = [];
    for (let update = 0; update < this.#updateCount; update++) {
      if (this.since[pack * this.#updateCount + update] === mark) updates.push(update);
    }
    return updates;
  }
}
