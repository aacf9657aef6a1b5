import type { DeploymentPackage } from '../model/scenario.ts';
import type { Catalog } from '../model/updates/catalog.ts';
import type { Groups } from './build-groups.ts';
import { Destinations } from './destinations.ts';
import { placeOf } from './document.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import { Names, namedAt, type Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import type { Roster } from './roster.ts';
import type { Filter, UpdateSelector } from './select-updates.ts';

type WrittenPackage = NonNullable<NonNullable<Parts['packages']>[number]>;

/** The deployment packages of a scenario: those that it names, then those that deployments without one need. */
export class PackageBuilder {
  /** The packages that the scenario names. Their numbers are those of `packages`. */
  readonly names: Names;
  readonly packages: DeploymentPackage[] = [];
  readonly #groups: Groups;
  readonly #hierarchy: Hierarchy;
  readonly #destinations: Destinations;
  readonly #mistakes: Mistakes;

  constructor(parts: Parts, groups: Groups, hierarchy: Hierarchy, roster: Roster, mistakes: Mistakes) {
    const isRead = parts.packages !== undefined;
    this.names = Names.of('package', namedAt(mistakes.root, ['packages']), isRead, mistakes);
    this.#groups = groups;
    this.#hierarchy = hierarchy;
    this.#destinations = new Destinations(hierarchy, roster, mistakes);
    this.#mistakes = mistakes;
  }

  /** Builds those that the scenario names; to be called before any deployment is built. */
  build(parts: Parts, catalog: Catalog, selector: UpdateSelector): void {
    const written = parts.packages ?? [];
    this.#checkSources(written);
    written.forEach((one, at) => {
      if (one !== null) this.#build(one, catalog, selector, ['packages', at]);
    });
  }

  /** New packages with a source of their own: one per hierarchy of these groups, of its top-level site. */
  ofDeployment(name: string, members: readonly number[]): number[] {
    const sites = members.flatMap((group) => this.#groups.groups[group]?.site ?? []);
    const tops = new Set(sites.map((site) => this.#hierarchy.topOf(site)));
    return [...tops].map((site) => {
      const distributionPoints = this.#destinations.below(site);
      return this.packages.push({ name, site, priority: 'medium', distributionPoints, updates: [] }) - 1;
    });
  }

  #build(written: WrittenPackage, catalog: Catalog, selector: UpdateSelector, path: Path): void {
    const { name, priority } = written;
    const site = this.#siteOf(written.site, path);
    if (site < 0) return;
    const at = [...path, 'distributionPoints'];
    const distributionPoints = this.#destinations.of(written.distributionPoints, site, 'package', at);
    this.#destinations.warnOfPulls(distributionPoints, 'package', at);
    const updates =
      written.updates === undefined
        ? []
        : this.#inPlace(written.updates, catalog, selector, [...path, 'updates']);
    this.packages.push({ name, site, priority, distributionPoints, updates });
  }

  /** What a filter selects of all that is released at the start. */
  #inPlace(filter: Filter, { updates }: Catalog, selector: UpdateSelector, path: Path): number[] {
    const everyone = this.#groups.groups.map((_, group) => group);
    const before = this.#mistakes.issues.length;
    const chosen = selector.select(filter, everyone, path);
    const held = chosen.filter((update) => updates[update]!.releasedMs <= 0);
    if (held.length === 0 && this.#mistakes.issues.length === before) {
      this.#mistakes.at(
        path,
        'selects nothing that is released at the start; leave it out for an empty package',
      );
    }
    return held;
  }

  /** The top-level site at which a package is created; −1 after a mistake. */
  #siteOf(written: string | undefined, path: Path): number {
    const { sites, tops, names } = this.#hierarchy;
    if (written === undefined) {
      if (tops.length === 1) return tops[0]!;
      const known = tops.map((site) => `"${sites[site]!.name}"`).join(', ');
      if (tops.length > 1)
        this.#mistakes.at(path, `lacks "site", and there are several at the top; write one of ${known}`);
      return -1;
    }
    const site = names.find(written, [...path, 'site']);
    if (site < 0 || tops.includes(site)) return site;
    this.#mistakes.at(
      [...path, 'site'],
      `"${written}" is below the top: the top-level site downloads the files; name "${sites[this.#hierarchy.topOf(site)]!.name}"`,
    );
    return -1;
  }

  /** Two packages cannot have one source folder (seed 002, deployment packages). */
  #checkSources(packages: readonly (WrittenPackage | null)[]): void {
    const first = new Map<string, number>();
    packages.forEach((written, at) => {
      if (written === null) return;
      const folder = written.source.toLowerCase().replace(/\\$/, '');
      const other = first.get(folder);
      if (other === undefined) {
        first.set(folder, at);
        return;
      }
      const { line } = placeOf(this.#mistakes.root, ['packages', other, 'source']);
      this.#mistakes.at(
        ['packages', at, 'source'],
        `is the source folder of "${packages[other]!.name}" already (line ${line}); every package has its own`,
      );
    });
  }
}
