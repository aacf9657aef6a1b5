import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import type { DistributionManager } from '../content/distribution-manager.ts';
import type { PackageContents } from '../content/package-contents.ts';
import type { Packages } from '../content/packages.ts';
import { PACKAGE_COLUMNS, type PackageColumn } from '../results.ts';

/** What deployment packages hold at the end of every interval, where they are, and what moved for them. */
export class PackageMeasures {
  readonly rows: Rows<PackageColumn>;
  readonly #contents: PackageContents;
  readonly #packages: Packages;
  readonly #manager: DistributionManager;

  constructor(contents: PackageContents, packages: Packages, manager: DistributionManager, book: StateBook) {
    this.#contents = contents;
    this.#packages = packages;
    this.#manager = manager;
    this.rows = new Rows<PackageColumn>(PACKAGE_COLUMNS, book, 'packages');
  }

  /** A package that is neither created nor was in the interval has no row. */
  endInterval(nowMs: number): void {
    const { downloadedBytes } = this.#packages;
    const { sentBytes } = this.#manager.transfers;
    for (let pack = 0; pack < this.#contents.count; pack++) {
      const moved = downloadedBytes[pack]! + sentBytes[pack]!;
      if (this.#contents.version[pack]! > 0 || moved > 0) this.#addRow(nowMs, pack);
    }
    downloadedBytes.fill(0);
    sentBytes.fill(0, 0, this.#contents.count);
  }

  #addRow(nowMs: number, pack: number): void {
    const updates = this.#contents.updatesOf(pack);
    const { points, current, onTheWay, waiting, failed } = this.#manager.standingOf(pack);
    this.rows.add(
      nowMs,
      pack,
      this.#contents.version[pack]!,
      updates.length,
      this.#contents.bytesOf(updates),
      points,
      current,
      onTheWay,
      waiting,
      failed,
      this.#packages.downloadedBytes[pack]!,
      this.#manager.transfers.sentBytes[pack]!,
    );
  }
}
