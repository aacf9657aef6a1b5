import type { StateBook } from '../../sim/state.ts';
import type { SiteEvents } from '../measures/site-events.ts';
import type { Scenario } from '../scenario.ts';
import type { SiteTree } from '../site/site-tree.ts';
import type { ContentLibraries } from './content-libraries.ts';
import type { DistributionManager } from './distribution-manager.ts';
import { type Network, type Receiver, Use } from './network.ts';
import type { PackageContents } from './package-contents.ts';

const NONE = -1;

/**
 * The deployment packages and what administrators do with them: updates are downloaded from Microsoft to a package
 * source and into the content library of its site's server, from where they are distributed (seed 002, deployment
 * packages). What the library has under another package is linked, not downloaded.
 */
export class Packages implements Receiver {
  /** Per package: the flow of its download, −1: none under way; its bytes. */
  flow: Int32Array;
  downloadBytes: Float64Array;
  /** Per package: bytes that came from Microsoft in the interval. */
  downloadedBytes: Float64Array;

  readonly #scenario: Scenario;
  readonly #tree: SiteTree;
  readonly #network: Network;
  readonly #contents: PackageContents;
  readonly #siteLibraries: ContentLibraries;
  readonly #pointLibraries: ContentLibraries;
  readonly #manager: DistributionManager;
  readonly #events: SiteEvents;
  /** Per update: whether it was distributed before the start, by packages that nobody touches (MA-CONTENT-BEFORE). */
  readonly #isInPlace: readonly boolean[];
  /** Per top-level site: sites of its hierarchy whose libraries together have all that its packages hold. */
  readonly #librariesOf: readonly (readonly number[])[];
  #onDownloaded: () => void = () => {};

  constructor(
    scenario: Scenario,
    tree: SiteTree,
    network: Network,
    contents: PackageContents,
    siteLibraries: ContentLibraries,
    pointLibraries: ContentLibraries,
    manager: DistributionManager,
    events: SiteEvents,
    book: StateBook,
  ) {
    const { packages, catalog } = scenario;
    this.#scenario = scenario;
    this.#tree = tree;
    this.#network = network;
    this.#contents = contents;
    this.#siteLibraries = siteLibraries;
    this.#pointLibraries = pointLibraries;
    this.#manager = manager;
    this.#events = events;
    const packed = new Set(packages.flatMap(({ updates }) => updates));
    this.#isInPlace = catalog.updates.map(({ releasedMs }, update) => releasedMs <= 0 && !packed.has(update));
    this.#librariesOf = scenario.sites.map((_, top) => {
      const withPackages = packages.map(({ site }) => site).filter((site) => tree.topOf[site] === top);
      return [...new Set([top, ...withPackages])];
    });
    this.flow = new Int32Array(packages.length).fill(NONE);
    this.downloadBytes = new Float64Array(packages.length);
    this.downloadedBytes = new Float64Array(packages.length);
    book.own('downloads of packages', this, ['flow', 'downloadBytes', 'downloadedBytes']);
    network.connect(Use.internet, this);
  }

  /** `onDownloaded`: a package has got files. */
  connect(onDownloaded: () => void): void {
    this.#onDownloaded = onDownloaded;
  }

  /** Packages at the start have their first files, and are on their distribution points. */
  begin(): void {
    const { sites, distributionPoints, packages } = this.#scenario;
    this.#isInPlace.forEach((isInPlace, update) => {
      if (!isInPlace) return;
      for (const site of sites.keys()) this.#siteLibraries.add(site, update);
      for (const point of distributionPoints.keys()) this.#pointLibraries.add(point, update);
    });
    packages.forEach(({ updates }, pack) => {
      if (updates.length > 0) {
        this.#create(pack, updates);
        this.#contents.startDownload(pack);
        this.#fill(pack);
      }
      this.#manager.begin(pack);
    });
  }

  /** Whether a package of the hierarchy holds an update: without one the console shows red arrows. */
  hasContent(update: number, top: number): boolean {
    return this.#librariesOf[top]!.some((site) => this.#siteLibraries.has(site, update));
  }

  /**
   * Sees to the content of a deployment in a hierarchy: what no package there holds or awaits goes to the package that
   * the deployment has for it, if it has one.
   */
  fetch(deployment: number, updates: readonly number[], top: number): void {
    const { packages, deployments } = this.#scenario;
    const pack = deployments[deployment]!.packages.find(
      (each) => this.#tree.topOf[packages[each]!.site] === top,
    );
    if (pack === undefined) return;
    this.download(
      pack,
      updates.filter((update) => !this.#isInPlace[update] && !this.#isAwaited(update, top)),
    );
  }

  /** Updates that a package lacks are downloaded to it, one download after another (MA-PACKAGE-SOURCE). */
  download(pack: number, updates: readonly number[]): void {
    const lacking = updates.filter((update) => !this.#contents.expects(pack, update));
    if (lacking.length === 0) return;
    this.#create(pack, lacking);
    if (this.flow[pack] === NONE) this.#startDownload(pack);
  }

  /** Further distribution points get a package. */
  distribute(pack: number, points: readonly number[]): void {
    this.#manager.addPoints(pack, points);
  }

  /** Its files leave the package source, and all libraries where no other package holds them. */
  delete(pack: number): void {
    if (this.#contents.version[pack] === 0) return;
    this.#abortDownload(pack);
    const { site } = this.#scenario.packages[pack]!;
    const updates = this.#contents.updatesOf(pack);
    this.#manager.remove(pack);
    for (const update of updates) this.#siteLibraries.remove(site, update);
    this.#contents.forget(pack);
    this.#wantAgain(
      site,
      updates.filter((update) => !this.#siteLibraries.has(site, update)),
    );
    this.#events.note('packageDeleted', pack, updates.length, site);
  }

  delivered(pack: number): void {
    this.flow[pack] = NONE;
    this.downloadedBytes[pack]! += this.downloadBytes[pack]!;
    this.#downloaded(pack);
  }

  #create(pack: number, updates: readonly number[]): void {
    if (this.#contents.version[pack] === 0) this.#contents.version[pack] = 1;
    for (const update of updates) this.#contents.want(pack, update);
  }

  #startDownload(pack: number): void {
    const updates = this.#contents.startDownload(pack);
    if (updates.length === 0) return;
    const { site } = this.#scenario.packages[pack]!;
    const bytes = this.#contents.bytesOf(updates.filter((update) => !this.#siteLibraries.has(site, update)));
    this.downloadBytes[pack] = bytes;
    const path = this.#network.internetPath(this.#tree.topOf[site]!);
    this.flow[pack] = this.#network.send(path, Use.internet, pack, bytes);
    if (this.flow[pack] === NONE) this.#downloaded(pack);
  }

  /** The package source has the files: a new version, which goes to the distribution points. */
  #downloaded(pack: number): void {
    const { site } = this.#scenario.packages[pack]!;
    this.#events.note('contentDownloaded', pack, this.downloadBytes[pack]!, site);
    this.#fill(pack);
    this.#events.note('packageUpdated', pack, this.#contents.updatesOf(pack).length, site);
    this.#manager.update(pack);
    this.#startDownload(pack);
    this.#onDownloaded();
  }

  #fill(pack: number): void {
    const { site } = this.#scenario.packages[pack]!;
    for (const update of this.#contents.endDownload(pack)) this.#siteLibraries.add(site, update);
  }

  /** Downloads under way linked files that the library has lost now: the next download of their package brings them. */
  #wantAgain(site: number, lost: readonly number[]): void {
    this.#scenario.packages.forEach((other, pack) => {
      if (other.site !== site || this.flow[pack] === NONE) return;
      for (const update of lost) {
        if (this.#contents.isDownloading(pack, update)) this.#contents.want(pack, update);
      }
    });
  }

  #abortDownload(pack: number): void {
    const flow = this.flow[pack]!;
    if (flow === NONE) return;
    const restBytes = this.#network.abort(flow);
    this.downloadedBytes[pack]! += this.downloadBytes[pack]! - restBytes;
    this.flow[pack] = NONE;
  }

  #isAwaited(update: number, top: number): boolean {
    return this.#scenario.packages.some(
      ({ site }, pack) => this.#tree.topOf[site] === top && this.#contents.expects(pack, update),
    );
  }
}
