import type { Scenario } from '../scenario.ts';

/** Who is above whom, and which servers belong to whom. Clients belong to a primary site, whatever site's servers they use. */
export class SiteTree {
  /** Per site: the primary site that it is or reports to; −1 at a central administration site. */
  readonly primaryOf: readonly number[];
  readonly parentOf: readonly number[];
  readonly childrenOf: readonly (readonly number[])[];
  /** Per site: the top of its hierarchy. */
  readonly topOf: readonly number[];
  /** The tops of all hierarchies. */
  readonly tops: readonly number[];
  /** Per site: the central administration site that it is or reports to; −1: it has none. */
  readonly centralOf: readonly number[];
  /** Per site: the level of databases that its own is on, 0 of primary sites, 1 of central administration sites. */
  readonly levelOf: readonly number[];
  /** Per client group: its primary site. */
  readonly primaryOfGroup: readonly number[];
  /** Per client group: the central administration site above it; −1: none. */
  readonly centralOfGroup: readonly number[];
  /** Whether there is a secondary site, by way of which state files can go. */
  readonly hasSecondary: boolean;
  /** Per site: its software update points, the one installed first at the head. */
  readonly updatePointsOf: readonly (readonly number[])[];

  constructor({
    sites,
    groups,
    softwareUpdatePoints,
  }: Pick<Scenario, 'sites' | 'groups' | 'softwareUpdatePoints'>) {
    const primaryOf: number[] = [];
    const topOf: number[] = [];
    for (const [site, { kind, parent }] of sites.entries()) {
      primaryOf.push(kind === 'secondary' ? primaryOf[parent]! : kind === 'primary' ? site : -1);
      topOf.push(parent < 0 ? site : topOf[parent]!);
    }
    this.primaryOf = primaryOf;
    this.topOf = topOf;
    this.tops = topOf.filter((top, site) => top === site);
    this.hasSecondary = sites.some(({ kind }) => kind === 'secondary');
    this.parentOf = sites.map(({ parent }) => parent);
    this.childrenOf = numbersBy(sites.length, this.parentOf);
    this.updatePointsOf = numbersBy(
      sites.length,
      softwareUpdatePoints.map(({ site }) => site),
    );
    this.centralOf = topOf.map((top) => (sites[top]!.kind === 'centralAdministration' ? top : -1));
    this.levelOf = sites.map(({ kind }) => (kind === 'centralAdministration' ? 1 : 0));
    this.primaryOfGroup = groups.map(({ site }) => primaryOf[site]!);
    this.centralOfGroup = groups.map(({ site }) => this.centralOf[site]!);
  }

  /** Whether there is a central administration site with clients below it. */
  get hasCentral(): boolean {
    return this.centralOfGroup.some((site) => site >= 0);
  }

  /** Client groups that a site has in its database: a primary its own, a central administration site all below it. */
  groupsOf(site: number): number[] {
    return this.primaryOfGroup.flatMap((primary, group) =>
      primary === site || this.centralOfGroup[group] === site ? [group] : [],
    );
  }
}

/** Per site: the places at which a list names it. */
function numbersBy(siteCount: number, siteOf: readonly number[]): readonly (readonly number[])[] {
  return Array.from({ length: siteCount }, (_, site) =>
    siteOf.flatMap((of, number) => (of === site ? [number] : [])),
  );
}
