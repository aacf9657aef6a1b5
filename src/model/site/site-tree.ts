import type { Scenario } from '../scenario.ts';

/** Who is above whom. Clients belong to a primary site, whatever site's servers they use. */
export class SiteTree {
  /** Per site: the primary site that it is or reports to; −1 at a central administration site. */
  readonly primaryOf: readonly number[];
  /** Per site: the top of its hierarchy. */
  readonly topOf: readonly number[];
  /** Per site: the central administration site that it is or reports to; −1: it has none. */
  readonly centralOf: readonly number[];
  /** Per client group: its primary site. */
  readonly primaryOfGroup: readonly number[];
  /** Per client group: the central administration site above it; −1: none. */
  readonly centralOfGroup: readonly number[];

  /** Whether there is a central administration site with clients below it. */
  get hasCentral(): boolean {
    return this.centralOfGroup.some((site) => site >= 0);
  }

  constructor({ sites, groups }: Pick<Scenario, 'sites' | 'groups'>) {
    const primaryOf: number[] = [];
    const topOf: number[] = [];
    for (const [site, { kind, parent }] of sites.entries()) {
      primaryOf.push(kind === 'secondary' ? primaryOf[parent]! : kind === 'primary' ? site : -1);
      topOf.push(parent < 0 ? site : topOf[parent]!);
    }
    this.primaryOf = primaryOf;
    this.topOf = topOf;
    this.centralOf = topOf.map((top) => (sites[top]!.kind === 'centralAdministration' ? top : -1));
    this.primaryOfGroup = groups.map(({ site }) => primaryOf[site]!);
    this.centralOfGroup = groups.map(({ site }) => this.centralOf[site]!);
  }

  /** Client groups that a site has in its database: a primary its own, a central administration site all below it. */
  groupsOf(site: number): number[] {
    return this.primaryOfGroup.flatMap((primary, group) =>
      primary === site || this.centralOfGroup[group] === site ? [group] : [],
    );
  }
}
