import type { StateBook } from '../../../sim/state.ts';
import type { Scenario } from '../../scenario.ts';
import { CatalogVersions } from '../../updates/catalog-versions.ts';
import type { SiteTree } from '../site-tree.ts';

/**
 * What each site has of the metadata versions of its hierarchy. Its database gets them by replication, its software
 * update points by synchronization; the site-wide policy of its clients names a version once both have it (seed 002,
 * synchronization: the policy is created when the synchronization of the site is complete).
 */
export class SiteVersions {
  /** Per site: the newest version in its database. */
  stored: Int32Array;
  /** Per site: the newest version of which its own synchronization is complete. */
  completed: Int32Array;
  /** Per site and version: when the site's policy named it or a newer one first. */
  namedMs: Float64Array;
  readonly #catalogs: readonly CatalogVersions[];
  readonly #versionCountMax: number;

  constructor({ sites, catalog }: Scenario, tree: SiteTree, book: StateBook) {
    const ofTops = new Map(
      tree.tops.map((top) => {
        const { name, synchronization } = sites[top]!;
        return [top, new CatalogVersions(catalog, synchronization.offeredMs, name, book)] as const;
      }),
    );
    this.#catalogs = tree.topOf.map((top) => ofTops.get(top)!);
    this.#versionCountMax = Math.max(...this.#catalogs.map(({ countMax }) => countMax));
    this.stored = new Int32Array(sites.length);
    this.completed = new Int32Array(sites.length);
    this.namedMs = new Float64Array(sites.length * this.#versionCountMax).fill(Infinity);
    for (let site = 0; site < sites.length; site++) this.namedMs[site * this.#versionCountMax] = 0;
    book.own('versions of sites', this, ['stored', 'completed', 'namedMs']);
  }

  /** The versions of the hierarchy of a site. */
  of(site: number): CatalogVersions {
    return this.#catalogs[site]!;
  }

  /** Whether the site's database has an update. */
  hasUpdate(site: number, update: number): boolean {
    const versions = this.of(site);
    return versions.offeredMs[update]! <= versions.cutoffMs(this.stored[site]!);
  }

  /** The site's database has a version. */
  store(site: number, version: number, nowMs: number): void {
    const before = this.named(site);
    this.stored[site] = version;
    this.#note(site, before, nowMs);
  }

  /** The synchronization of the site with a version is complete. */
  complete(site: number, version: number, nowMs: number): void {
    const before = this.named(site);
    this.completed[site] = Math.max(this.completed[site]!, version);
    this.#note(site, before, nowMs);
  }

  /** The version that the site's policy names. */
  named(site: number): number {
    return Math.min(this.stored[site]!, this.completed[site]!);
  }

  /** The version that it named at an instant. */
  namedAt(site: number, atMs: number): number {
    let version = this.named(site);
    while (version > 0 && this.namedMs[site * this.#versionCountMax + version]! > atMs) version--;
    return version;
  }

  #note(site: number, before: number, nowMs: number): void {
    for (let version = before + 1; version <= this.named(site); version++) {
      this.namedMs[site * this.#versionCountMax + version] = nowMs;
    }
  }
}
