import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import type { Mistakes } from './read.ts';
import type { Roster } from './roster.ts';

/** The distribution points to which packages and images go: those of the hierarchy of their site. */
export class Destinations {
  readonly #hierarchy: Hierarchy;
  readonly #roster: Roster;
  readonly #mistakes: Mistakes;

  constructor(hierarchy: Hierarchy, roster: Roster, mistakes: Mistakes) {
    this.#hierarchy = hierarchy;
    this.#roster = roster;
    this.#mistakes = mistakes;
  }

  /** The distribution points of a hierarchy. */
  below(top: number): number[] {
    return this.#roster.lists.distributionPoints.flatMap(({ site }, point) => {
      return this.#hierarchy.topOf(site) === top ? [point] : [];
    });
  }

  /** Numbers, ascending; reports those that are not there or of another hierarchy. `what` goes there. */
  of(written: 'all' | readonly string[], site: number, what: string, path: Path): number[] {
    if (written === 'all') return this.below(site);
    const { distributionPoints: known } = this.#roster.names;
    const points = written.map((name, at) => {
      const here = [...path, at];
      if (written.indexOf(name) < at) this.#mistakes.warn(here, `"${name}" is named before; once is enough`);
      const point = known.find(name, here);
      if (point >= 0 && !this.below(site).includes(point)) {
        const top = this.#hierarchy.sites[site]!.name;
        this.#mistakes.at(here, `"${name}" is of another hierarchy than the site "${top}" of the ${what}`);
      }
      return point;
    });
    return [...new Set(points)].sort((a, b) => a - b);
  }

  /** A pull-distribution point gets of a package or image what one of its sources has. */
  warnOfPulls(points: readonly number[], what: string, path: Path): void {
    const { distributionPoints } = this.#roster.lists;
    for (const point of points) {
      const { name, server } = distributionPoints[point] ?? {};
      const sources = server?.pullFrom?.map((source) =>
        this.#roster.names.distributionPoints.names.indexOf(source.name),
      );
      if (sources === undefined || sources.some((source) => points.includes(source))) continue;
      this.#mistakes.warn(
        path,
        `lack every source of "${name}", which pulls its content: it never gets any of this ${what}`,
      );
    }
  }
}
