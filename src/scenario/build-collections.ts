import type { ClientGroup, Collection, CollectionQuery, MaintenanceWindow } from '../model/scenario.ts';
import { PARTIAL_COLLECTIONS_MAX } from '../model/site/deployment/memberships.ts';
import { Status } from '../model/site/state/deployment-status.ts';
import { Compliance } from '../model/updates/update-states.ts';
import type { Span } from './build-catalog.ts';
import type { Groups } from './build-groups.ts';
import { type WrittenWindow, windowOf } from './build-windows.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import { Names, namedAt, type Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import type { UpdateSelector } from './select-updates.ts';
import type { PlacedCollection } from './warn-windows.ts';

type WrittenCollection = NonNullable<NonNullable<Parts['collections']>[number]>;

/** What collections name. */
export interface CollectionPlaces {
  readonly groups: Groups;
  readonly groupNames: Names;
  readonly locations: Names;
  readonly hierarchy: Hierarchy;
  readonly deployments: Names;
}

/** Incremental evaluation of collections (domain, collections). */
const EVALUATION_INTERVAL_MS = 5 * 60_000;

/** The collections of a scenario: those that it names, then those that other parts imply by naming groups. */
export class CollectionBuilder {
  /** The collections that the scenario names. Their numbers are those of `collections`. */
  readonly names: Names;
  readonly collections: Collection[] = [];
  /** Those with maintenance windows, and where these were written. */
  readonly withWindows: PlacedCollection[] = [];
  readonly #places: CollectionPlaces;
  readonly #span: Span;
  readonly #mistakes: Mistakes;
  #queryCount = 0;

  constructor(parts: Parts, places: CollectionPlaces, span: Span, mistakes: Mistakes) {
    const isRead = parts.collections !== undefined;
    this.names = Names.of('collection', namedAt(mistakes.root, ['collections']), isRead, mistakes);
    this.#places = places;
    this.#span = span;
    this.#mistakes = mistakes;
  }

  /**
   * Builds those that the scenario names, and one for every group with maintenance windows of its own. To be called
   * before any deployment is built, once all zones are known.
   */
  build(parts: Parts, selector: UpdateSelector): void {
    (parts.collections ?? []).forEach((written, at) => {
      if (written !== null) this.#build(written, selector, ['collections', at]);
    });
    (parts.groups ?? []).forEach((group, number) => {
      if (group === null || group.maintenanceWindows.length === 0) return;
      const windows = this.#windows(group.maintenanceWindows);
      const name = `${group.name} (maintenance windows)`;
      const collection = this.#add(name, [number], null, windows, EVALUATION_INTERVAL_MS);
      this.#place(collection, ['groups', number]);
    });
  }

  /** A new collection of all clients of these groups. */
  ofGroups(name: string, groups: readonly number[]): number {
    return this.#add(name, groups, null, [], EVALUATION_INTERVAL_MS);
  }

  #add(
    name: string,
    groups: readonly number[],
    query: CollectionQuery | null,
    windows: readonly MaintenanceWindow[],
    evaluationIntervalMs: number,
  ): number {
    return this.collections.push({ name, groups, query, windows, evaluationIntervalMs }) - 1;
  }

  #build(written: WrittenCollection, selector: UpdateSelector, path: Path): void {
    const before = this.#mistakes.issues.length;
    const groups = this.#groupsOf(written, path);
    if (groups.length === 0 && this.#mistakes.issues.length === before && this.#areGroupsRead()) {
      this.#mistakes.warn(path, 'is empty: no group meets everything that is given');
    }
    const query = this.#queryOf(written, groups, selector, path);
    if (query !== null) this.#countQuery(path);
    const windows = this.#windows(written.maintenanceWindows);
    const collection = this.#add(written.name, groups, query, windows, written.evaluationInterval);
    if (windows.length > 0) this.#place(collection, path);
    this.#warnOfShare(written, groups, path);
  }

  /** Each takes a place in what is kept of every client. */
  #countQuery(path: Path): void {
    this.#queryCount++;
    if (this.#queryCount !== PARTIAL_COLLECTIONS_MAX + 1) return;
    const max = PARTIAL_COLLECTIONS_MAX;
    this.#mistakes.at(path, `more than ${max} collections with a share, a status or a compliance`);
  }

  #place(collection: number, path: Path): void {
    this.withWindows.push({ collection: this.collections[collection]!, path });
  }

  #areGroupsRead(): boolean {
    return this.#places.groups.groups.every((group) => group !== null);
  }

  #windows(written: readonly WrittenWindow[]): MaintenanceWindow[] {
    return written.map((one) => windowOf(one, this.#places.groups.zones, this.#span));
  }

  /** Numbers of the groups that meet every condition, ascending; one with mistakes of its own is left out. */
  #groupsOf({ groups, products, kinds, locations, sites }: WrittenCollection, path: Path): number[] {
    const { groupNames, locations: places, hierarchy } = this.#places;
    const known = this.#places.groups;
    const numbers = (names: readonly string[] | undefined, of: Names, key: string) =>
      names?.map((name, at) => of.find(name, [...path, key, at]));
    const chosen = numbers(groups, groupNames, 'groups');
    const there = numbers(locations, places, 'locations');
    const above = numbers(sites, hierarchy.names, 'sites');
    const ran = products?.map((name, at) => this.#product(name, [...path, 'products', at]));
    const isMember = (group: ClientGroup, number: number) =>
      (chosen?.includes(number) ?? true) &&
      (ran?.includes(group.product) ?? true) &&
      (kinds?.includes(group.kind) ?? true) &&
      (there?.includes(group.location) ?? true) &&
      (above?.some((site) => site >= 0 && this.#isBelow(group.site, site)) ?? true);
    return known.groups.flatMap((group, number) =>
      group !== null && isMember(group, number) ? [number] : [],
    );
  }

  #product(name: string, path: Path): number {
    const { products } = this.#places.groups;
    const product = products.indexOf(name);
    if (product < 0) this.#mistakes.at(path, `no group runs "${name}"`);
    return product;
  }

  #isBelow(site: number, above: number): boolean {
    if (site === above) return true;
    const { parent } = this.#places.hierarchy.sites[site]!;
    return parent >= 0 && this.#isBelow(parent, above);
  }

  #queryOf(
    { share, status, compliance }: WrittenCollection,
    groups: readonly number[],
    selector: UpdateSelector,
    path: Path,
  ): CollectionQuery | null {
    if (share === undefined && status === undefined && compliance === undefined) return null;
    const deployment =
      status === undefined
        ? -1
        : this.#places.deployments.find(status.deployment, [...path, 'status', 'deployment']);
    const updates =
      compliance === undefined
        ? []
        : selector.select(compliance.updates, groups, [...path, 'compliance', 'updates']);
    return {
      share: share === undefined ? null : { key: share.of, from: share.from, to: share.to },
      status:
        status === undefined ? null : { deployment, states: status.states.map((state) => Status[state]) },
      compliance:
        compliance === undefined
          ? null
          : { updates, states: compliance.states.map((state) => Compliance[state]) },
    };
  }

  /** Each client is in the part or not by its own luck: a small part of few clients may hold none. */
  #warnOfShare({ share }: WrittenCollection, groups: readonly number[], path: Path): void {
    if (share === undefined || groups.length === 0) return;
    const clientCount = groups.reduce((sum, group) => sum + this.#places.groups.groups[group]!.count, 0);
    const expected = clientCount * (share.to - share.from);
    if (expected >= 1) return;
    const shown = Number(expected.toFixed(2));
    this.#mistakes.warn(
      [...path, 'share'],
      `is ${shown} of ${clientCount} clients on average: it may be empty`,
    );
  }
}
