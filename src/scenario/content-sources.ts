import type { ContentNeighbour, ContentSources, PeerSharing } from '../model/scenario.ts';
import type { BoundaryGroup, BoundaryGroups, WrittenPeers } from './boundary-groups.ts';
import type { WrittenGroup } from './build-groups.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import type { Names } from './parts.ts';
import type { Mistakes } from './read.ts';
import type { Roster } from './roster.ts';

/** The implied way to the site default boundary group (domain, boundary groups). */
const DEFAULT_GROUP_AFTER_MS = 120 * 60_000;

/** What is known of the clients that look for content. */
interface Asker {
  readonly group: BoundaryGroup | undefined;
  /** The number of the site default boundary group; −1: none. */
  readonly siteDefault: number;
  readonly site: number;
}

/**
 * Where clients find content (domain, boundary groups): at the distribution points of the boundary group of their
 * location, then at those of its neighbours and of the site default boundary group. Where neither is said, at one
 * distribution point of their site.
 */
export class ContentFinder {
  readonly #boundaryGroups: BoundaryGroups;
  readonly #hierarchy: Hierarchy;
  readonly #roster: Roster;
  readonly #locations: Names;
  readonly #mistakes: Mistakes;
  /** By number: technology, and the boundary group or location within which clients share. */
  readonly #peerGroups: string[] = [];
  /** Per site: the number of its default boundary group; −1: none. */
  readonly #siteDefaults: readonly number[];

  constructor(
    boundaryGroups: BoundaryGroups,
    hierarchy: Hierarchy,
    roster: Roster,
    locations: Names,
    mistakes: Mistakes,
  ) {
    this.#boundaryGroups = boundaryGroups;
    this.#hierarchy = hierarchy;
    this.#roster = roster;
    this.#locations = locations;
    this.#mistakes = mistakes;
    this.#siteDefaults = hierarchy.sites.map(({ written, path }) => {
      const name = written.defaultBoundaryGroup;
      return name === undefined ? -1 : boundaryGroups.find(name, [...path, 'defaultBoundaryGroup']);
    });
  }

  of(written: WrittenGroup, location: number, site: number, path: Path): ContentSources {
    const group = this.#boundaryGroups.at(location);
    const siteDefault = this.#siteDefaults[this.#hierarchy.primaryOf(site)]!;
    const asker = { group, siteDefault, site };
    const own = this.#own(written, asker, path);
    const neighbours = this.#neighbours(asker, own);
    if (own.length + neighbours.length === 0 && !this.#namedBy(group).includes(-1)) {
      this.#mistakes.at(
        [...path, 'location'],
        'leaves its clients without a distribution point: neither their boundary group nor its neighbours have one',
      );
    }
    const peers = this.#peers(written.peers ?? group?.content.peers ?? 'none', group, location);
    return { own, neighbours, peers, internetBytesPerSecond: written.internetRate };
  }

  #own(written: WrittenGroup, { group, siteDefault, site }: Asker, path: Path): number[] {
    if (written.distributionPoint !== undefined) return [this.#named(written.distributionPoint, site, path)];
    const isSaid = this.#namedBy(group).length > 0;
    if (!isSaid && siteDefault < 0) return [this.#nearest(written.location, site, path)];
    return this.#usable(group?.content.distributionPoints ?? [], site);
  }

  /** The distribution points that a boundary group and its neighbours name, used or not; −1: not found. */
  #namedBy(group: BoundaryGroup | undefined): number[] {
    const links = group?.content.neighbours ?? [];
    const all = [group, ...links.map((link) => this.#boundaryGroups.get(link.group))];
    return all.flatMap((one) => one?.content.distributionPoints ?? []);
  }

  /** In the order of their times, the site default boundary group last among equals; each point once. */
  #neighbours({ group, siteDefault, site }: Asker, own: readonly number[]): ContentNeighbour[] {
    const links = (group?.content.neighbours ?? []).map((link) => {
      return { ...link, isSiteDefault: link.group === siteDefault };
    });
    const isLinked = links.some(({ isSiteDefault }) => isSiteDefault);
    if (siteDefault >= 0 && !isLinked && group !== this.#boundaryGroups.get(siteDefault)) {
      const afterMs = group === undefined ? 0 : DEFAULT_GROUP_AFTER_MS;
      links.push({ group: siteDefault, afterMs, isSiteDefault: true });
      links.sort((a, b) => (a.afterMs < b.afterMs ? -1 : Number(a.afterMs > b.afterMs)));
    }
    const seen = new Set(own);
    return links.flatMap(({ group: other, afterMs, isSiteDefault }) => {
      if (afterMs === Infinity) return [];
      const all = this.#boundaryGroups.get(other)?.content.distributionPoints ?? [];
      const points = this.#usable(all, site).filter((point) => !seen.has(point));
      for (const point of points) seen.add(point);
      return points.length === 0 ? [] : [{ afterMs, points, isSiteDefault }];
    });
  }

  /** Those of the hierarchy of a site, each once. */
  #usable(points: readonly number[], site: number): number[] {
    const { distributionPoints } = this.#roster.lists;
    const top = this.#hierarchy.topOf(site);
    return [...new Set(points)].filter((point) => {
      const listed = distributionPoints[point];
      return listed !== undefined && this.#hierarchy.topOf(listed.site) === top;
    });
  }

  #named(name: string, site: number, path: Path): number {
    const at = [...path, 'distributionPoint'];
    const point = this.#roster.names.distributionPoints.find(name, at);
    if (point >= 0 && this.#usable([point], site).length === 0) {
      this.#mistakes.at(at, `"${name}" is of another hierarchy; name one of the group's own`);
    }
    return point;
  }

  /**
   * The first at a location, else the first, among those of a site, of its primary site and of the secondary sites of
   * that.
   */
  #nearest(location: string, site: number, path: Path): number {
    const points = this.#roster.lists.distributionPoints;
    const primary = this.#hierarchy.primaryOf(site);
    const ofOthers = points.flatMap((point, number) => {
      return point.site !== site && this.#hierarchy.primaryOf(point.site) === primary ? [number] : [];
    });
    const known = [...this.#roster.at(site, 'distributionPoints'), ...ofOthers];
    const nearest = known.find((point) => points[point]!.server?.location === location) ?? known[0];
    const { name, written } = this.#hierarchy.sites[site]!;
    if (nearest === undefined && written.distributionPoints !== undefined) {
      this.#mistakes.at(
        path,
        `has no distribution point: its site "${name}" has none; write "distributionPoint: …"`,
      );
    }
    return nearest ?? -1;
  }

  /** Peers are clients of the same boundary group, or without one of the same location. */
  #peers(written: WrittenPeers, group: BoundaryGroup | undefined, location: number): PeerSharing | null {
    if (written === 'none') return null;
    const { technology, share, fileMin, clientsPerSource, rate } = written;
    const where = group === undefined ? `at ${this.#locations.names[location]}` : `in ${group.name}`;
    const key = `${technology} ${where}`;
    if (!this.#peerGroups.includes(key)) this.#peerGroups.push(key);
    return {
      technology,
      peerGroup: this.#peerGroups.indexOf(key),
      share,
      fileBytesMin: fileMin,
      clientsPerSource,
      bytesPerSecond: rate,
    };
  }
}
