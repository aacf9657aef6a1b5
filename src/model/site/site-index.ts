import type { Scenario } from '../scenario.ts';

/** Which sites belong together, and which servers belong to them (seed 002, synchronization). Fixed for a run. */
export class SiteIndex {
  readonly count: number;
  readonly names: readonly string[];
  /** Top-level sites: each is the head of a hierarchy. */
  readonly tops: readonly number[];
  /** Per site: the top-level site of its hierarchy. */
  readonly topOf: readonly number[];
  /** Per site: whose policy and database its clients go by. A secondary site's is its parent; others are their own. */
  readonly primaryOf: readonly number[];
  readonly parentOf: readonly number[];
  readonly childrenOf: readonly (readonly number[])[];
  /** Per site: its software update points, the one installed first at the head. */
  readonly updatePointsOf: readonly (readonly number[])[];

  constructor({ sites, softwareUpdatePoints }: Scenario) {
    const numbers = sites.map((_, site) => site);
    const topOf: number[] = [];
    for (const { parent } of sites) topOf.push(parent < 0 ? topOf.length : topOf[parent]!);
    this.count = sites.length;
    this.names = sites.map(({ name }) => name);
    this.topOf = topOf;
    this.tops = numbers.filter((site) => topOf[site] === site);
    this.primaryOf = sites.map(({ kind, parent }, site) => (kind === 'secondary' ? parent : site));
    this.parentOf = sites.map(({ parent }) => parent);
    this.childrenOf = numbers.map((site) => numbers.filter((other) => sites[other]!.parent === site));
    this.updatePointsOf = numbers.map((site) =>
      softwareUpdatePoints.flatMap((point, number) => (point.site === site ? [number] : [])),
    );
  }
}
