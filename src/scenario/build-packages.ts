import type { DeploymentPackage } from '../model/scenario.ts';
import type { Groups } from './build-groups.ts';
import type { Hierarchy } from './hierarchy.ts';
import { Names } from './parts.ts';
import type { Mistakes } from './read.ts';
import type { Roster } from './roster.ts';

/** The deployment packages of a scenario: those that it names, then those that deployments without one need. */
export class PackageBuilder {
  /** The packages that the scenario names. Their numbers are those of `packages`. */
  readonly names: Names;
  readonly packages: DeploymentPackage[] = [];
  readonly #groups: Groups;
  readonly #hierarchy: Hierarchy;
  readonly #roster: Roster;

  constructor(groups: Groups, hierarchy: Hierarchy, roster: Roster, mistakes: Mistakes) {
    this.names = Names.at('package', ['packages'], mistakes);
    this.#groups = groups;
    this.#hierarchy = hierarchy;
    this.#roster = roster;
  }

  /** New packages with a source of their own: one per hierarchy of these groups, of its top-level site. */
  ofDeployment(name: string, members: readonly number[]): number[] {
    const sites = members.flatMap((group) => this.#groups.groups[group]?.site ?? []);
    const tops = new Set(sites.map((site) => this.#hierarchy.topOf(site)));
    return [...tops].map((site) => {
      const distributionPoints = this.#pointsBelow(site);
      return this.packages.push({ name, site, priority: 'medium', distributionPoints, updates: [] }) - 1;
    });
  }

  /** The distribution points of a hierarchy. */
  #pointsBelow(top: number): number[] {
    return this.#roster.lists.distributionPoints.flatMap(({ site }, point) => {
      return this.#hierarchy.topOf(site) === top ? [point] : [];
    });
  }
}
