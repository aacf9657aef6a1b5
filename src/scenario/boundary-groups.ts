import type { UpdatePointList } from '../model/scenario.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import { Names, namedAt, type Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import type { Roster } from './roster.ts';
import { formatDuration } from './units.ts';

export interface BoundaryGroup {
  readonly name: string;
  readonly locations: readonly number[];
  /** Software update points. */
  readonly points: readonly number[];
  /** In the order of their times. */
  readonly neighbours: readonly Neighbour[];
  /** All neighbours, those that are never used too. */
  readonly linked: readonly number[];
  readonly content: ContentOfGroup;
}

interface Neighbour {
  readonly group: number;
  readonly afterMs: number;
}

/** Where the clients of a boundary group find content. */
interface ContentOfGroup {
  readonly distributionPoints: readonly number[];
  /** In the order of their times; Infinity: never. */
  readonly neighbours: readonly Neighbour[];
  readonly peers: WrittenPeers | null;
}

type WrittenGroup = NonNullable<NonNullable<Parts['boundaryGroups']>[number]>;
export type WrittenPeers = NonNullable<WrittenGroup['peers']>;

/** Who asks for software update points. */
interface Asker {
  /** Index into `locations`. */
  readonly location: number;
  readonly site: number;
  readonly isOnInternet: boolean;
}

/**
 * Which software update points clients are told of (domain, software update point selection): those of the boundary
 * group of their location (MA-SUP-SITE), then those of its neighbours; where there is no boundary group, or none that
 * names any, those of their site, and where a
 * secondary site has none those of its primary. Clients on the internet use only those with TLS (seed 002, scan
 * process).
 */
export class BoundaryGroups {
  readonly #hierarchy: Hierarchy;
  readonly #roster: Roster;
  readonly #mistakes: Mistakes;
  readonly #names: Names;
  readonly #groups: readonly BoundaryGroup[];

  constructor(parts: Parts, hierarchy: Hierarchy, roster: Roster, locations: Names, mistakes: Mistakes) {
    this.#hierarchy = hierarchy;
    this.#roster = roster;
    this.#mistakes = mistakes;
    const isRead = parts.boundaryGroups !== undefined;
    const names = Names.of('boundary group', namedAt(mistakes.root, ['boundaryGroups']), isRead, mistakes);
    this.#names = names;
    this.#groups = names.names.map((name, at): BoundaryGroup => {
      const written = parts.boundaryGroups?.[at] ?? {};
      const path: Path = ['boundaryGroups', at];
      const find = (known: Names, key: string) => (other: string, item: number) =>
        known.find(other, [...path, key, item]);
      return {
        name: name ?? '',
        locations: (written.locations ?? []).map((location, item) =>
          location === null ? -1 : find(locations, 'locations')(location, item),
        ),
        points: (written.softwareUpdatePoints ?? []).map((point, item) =>
          point === null ? -1 : find(roster.names.softwareUpdatePoints, 'softwareUpdatePoints')(point, item),
        ),
        neighbours: this.#neighbours(written, names, parts, path),
        linked: (written.neighbours ?? []).map((other) => names.names.indexOf(other?.group ?? null)),
        content: this.#contentOf(written, names, path),
      };
    });
    this.#checkLocations(locations);
  }

  /** The list of those who ask; reports at `path` when it is empty although their site has some. */
  listFor(asker: Asker, path: Path): UpdatePointList {
    const own = this.#ofSite(asker.site);
    if (own.length === 0) return { own, neighbours: [] };
    const group = this.at(asker.location);
    const list =
      group === undefined || !this.#hasPoints(group)
        ? { own, neighbours: [] }
        : this.#within(group, asker.site);
    if (isEmpty(list)) {
      const where = `the boundary group "${group!.name}" has none of the site "${this.#siteName(asker.site)}"`;
      this.#mistakes.at([...path, 'location'], `makes the list of software update points empty: ${where}`);
    }
    return asker.isOnInternet ? this.#withTls(list, path) : list;
  }

  /** Whether a boundary group or a neighbour of it, used or not, names software update points. */
  #hasPoints({ points, linked }: BoundaryGroup): boolean {
    const others = linked.map((other) => this.#groups[other]?.points ?? []);
    return [points, ...others].some(({ length }) => length > 0);
  }

  /** The boundary group of a location. */
  at(location: number): BoundaryGroup | undefined {
    return this.#groups.find(({ locations }) => locations.includes(location));
  }

  /** A boundary group by its number; undefined for −1. */
  get(group: number): BoundaryGroup | undefined {
    return this.#groups[group];
  }

  /** The number of the boundary group of a name; −1 when there is none, which is reported at `path`. */
  find(name: string, path: Path): number {
    return this.#names.find(name, path);
  }

  #contentOf(written: WrittenGroup, names: Names, path: Path): ContentOfGroup {
    const known = this.#roster.names.distributionPoints;
    const distributionPoints = (written.distributionPoints ?? []).map((point, item) =>
      point === null ? -1 : known.find(point, [...path, 'distributionPoints', item]),
    );
    const neighbours = (written.neighbours ?? []).flatMap((neighbour) => {
      if (neighbour === null) return [];
      const afterMs = neighbour.contentAfter === 'never' ? Infinity : neighbour.contentAfter;
      return [{ group: names.names.indexOf(neighbour.group), afterMs }];
    });
    neighbours.sort((a, b) => (a.afterMs < b.afterMs ? -1 : Number(a.afterMs > b.afterMs)));
    return { distributionPoints, neighbours, peers: written.peers ?? null };
  }

  #neighbours(written: WrittenGroup, names: Names, parts: Parts, path: Path): BoundaryGroup['neighbours'] {
    // Who has none of the own boundary group has no last good one to keep at first (MA-NEAREST-NEIGHBOUR).
    const hasOwn = (written.softwareUpdatePoints ?? []).length > 0;
    const keptMs = hasOwn ? (parts.assumptions?.lastKnownGood ?? 0) : 0;
    const found = (written.neighbours ?? []).flatMap((neighbour, at) => {
      if (neighbour === null) return [];
      const here = [...path, 'neighbours', at];
      const group = names.find(neighbour.group, [...here, 'group']);
      if (names.names[group] === written.name && group >= 0) {
        this.#mistakes.at([...here, 'group'], `"${neighbour.group}" is this boundary group itself`);
      }
      if (neighbour.after === 'never') return [];
      if (neighbour.after < keptMs) {
        const kept = formatDuration(keptMs);
        const why = 'clients keep their last good software update point that long';
        this.#mistakes.warn([...here, 'after'], `is less than ${kept} and acts as ${kept}: ${why}`);
      }
      return [{ group, afterMs: neighbour.after }];
    });
    return found.sort((a, b) => a.afterMs - b.afterMs);
  }

  #checkLocations(locations: Names): void {
    const seen = new Map<number, string>();
    this.#groups.forEach((group, at) => {
      group.locations.forEach((location, item) => {
        const other = seen.get(location);
        if (location >= 0 && other !== undefined) {
          const name = locations.names[location];
          this.#mistakes.at(
            ['boundaryGroups', at, 'locations', item],
            `"${name}" is in the boundary group "${other}" already; a location is in one at most`,
          );
        }
        seen.set(location, other ?? group.name);
      });
    });
  }

  /** Without boundary groups. */
  #ofSite(site: number): number[] {
    const own = this.#roster.at(site, 'softwareUpdatePoints');
    return own.length > 0 ? own : this.#roster.at(this.#hierarchy.primaryOf(site), 'softwareUpdatePoints');
  }

  #within(group: BoundaryGroup, site: number): UpdatePointList {
    const primary = this.#hierarchy.primaryOf(site);
    const points = this.#roster.lists.softwareUpdatePoints;
    const isUsable = (point: number) => {
      const listed = points[point];
      return listed !== undefined && this.#hierarchy.primaryOf(listed.site) === primary;
    };
    const own = [...new Set(group.points.filter(isUsable))];
    const seen = new Set(own);
    const neighbours = group.neighbours.flatMap(({ group: other, afterMs }) => {
      const fresh = (this.#groups[other]?.points ?? []).filter(
        (point) => isUsable(point) && !seen.has(point),
      );
      for (const point of fresh) seen.add(point);
      return fresh.length === 0 ? [] : [{ afterMs, points: [...new Set(fresh)] }];
    });
    return { own, neighbours };
  }

  #withTls(list: UpdatePointList, path: Path): UpdatePointList {
    const points = this.#roster.lists.softwareUpdatePoints;
    const secure = (numbers: readonly number[]) =>
      numbers.filter((point) => points[point]!.server?.tls ?? true);
    const neighbours = list.neighbours.flatMap(({ afterMs, points: others }) => {
      const kept = secure(others);
      return kept.length === 0 ? [] : [{ afterMs, points: kept }];
    });
    const withTls = { own: secure(list.own), neighbours };
    if (isEmpty(withTls) && !isEmpty(list)) {
      this.#mistakes.at(
        [...path, 'internet'],
        'makes the list of software update points empty: none of them has TLS; write "tls: true" for one',
      );
    }
    return withTls;
  }

  #siteName(site: number): string | null {
    return this.#hierarchy.sites[site]!.name;
  }
}

function isEmpty({ own, neighbours }: UpdatePointList): boolean {
  return own.length === 0 && neighbours.length === 0;
}
