import type { ClientGroup } from '../model/scenario.ts';
import { ENTITY_COUNT_MAX } from '../sim/event-queue.ts';
import type { BoundaryGroups } from './boundary-groups.ts';
import { suggestion } from './closest.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import type { Names, Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import type { Roster } from './roster.ts';

/** The groups of clients, the zones that they live in and the products that they run, in the order of first use. */
export interface Groups {
  /** Null where a group could not be resolved. */
  readonly groups: readonly (ClientGroup | null)[];
  readonly zones: string[];
  readonly products: readonly string[];
}

/** What groups name. */
export interface Places {
  readonly locations: Names;
  readonly hierarchy: Hierarchy;
  readonly roster: Roster;
  readonly boundaryGroups: BoundaryGroups;
}

type WrittenGroup = NonNullable<NonNullable<Parts['groups']>[number]>;

/** Resolves what groups name. `catalogued` are the products that the catalogue knows; null when it could not be read. */
export function buildGroups(
  parts: Parts,
  places: Places,
  catalogued: readonly string[] | null,
  mistakes: Mistakes,
): Groups {
  const zones: string[] = [];
  const products: string[] = [];
  const groups = (parts.groups ?? []).map((group, at): ClientGroup | null => {
    if (group === null) return null;
    const path: Path = ['groups', at];
    const before = mistakes.issues.length;
    const location = places.locations.find(group.location, [...path, 'location']);
    const zone = zoneOf(group.timeZone, location, parts, path, mistakes);
    if (catalogued !== null) checkProduct(group.product, catalogued, [...path, 'product'], mistakes);
    const servers = serversOf(group, location, places, path, mistakes);
    if (mistakes.issues.length > before || zone === null || servers === null) return null;
    const { name, count, kind, presence, user, scanCycle = null, evaluationCycle = null } = group;
    return {
      name,
      count,
      joiningCount: 0,
      stay: null,
      product: numberOf(group.product, products),
      location,
      zone: numberOf(zone, zones),
      kind,
      presence,
      user,
      ...servers,
      meteredShare: 0,
      otherContent: null,
      updateLoss: null,
      writeFilter: null,
      userInstalls: null,
      scanCycle,
      evaluationCycle,
    };
  });
  checkCount(parts, mistakes);
  return { groups, zones, products };
}

function checkCount(parts: Parts, mistakes: Mistakes): void {
  let clientCount = 0;
  (parts.groups ?? []).forEach((group, at) => {
    const isWithinLimit = clientCount <= ENTITY_COUNT_MAX;
    clientCount += group?.count ?? 0;
    if (!isWithinLimit || clientCount <= ENTITY_COUNT_MAX) return;
    mistakes.at(
      ['groups', at, 'count'],
      `makes ${clientCount} clients in all; at most ${ENTITY_COUNT_MAX} can be simulated`,
    );
  });
}

/** The site of a group and the servers that its clients use; null after a mistake. */
function serversOf(
  group: WrittenGroup,
  location: number,
  places: Places,
  path: Path,
  mistakes: Mistakes,
): Pick<ClientGroup, 'site' | 'updatePoints' | 'managementPoints' | 'content'> | null {
  const { hierarchy, roster, boundaryGroups } = places;
  const site = siteOf(group.site, hierarchy, path, mistakes);
  if (site < 0) {
    const { distributionPoints } = roster.names;
    if (group.distributionPoint !== undefined)
      distributionPoints.find(group.distributionPoint, [...path, 'distributionPoint']);
    return null;
  }
  const own = roster.at(site, 'managementPoints');
  const asker = { location, site, isOnInternet: group.internet };
  return {
    site,
    updatePoints: group.softwareUpdates ? boundaryGroups.listFor(asker, path) : null,
    managementPoints: own.length > 0 ? own : roster.at(hierarchy.primaryOf(site), 'managementPoints'),
    content: {
      own: [distributionPointOf(group, site, places, path, mistakes)],
      neighbours: [],
      peers: null,
      internetBytesPerSecond: 12_500_000,
    },
  };
}

/** The site that clients are assigned to; −1 after a mistake. */
function siteOf(written: string | undefined, hierarchy: Hierarchy, path: Path, mistakes: Mistakes): number {
  const { sites, names } = hierarchy;
  const assignable = sites.flatMap(({ kind }, site) => (kind === 'centralAdministration' ? [] : [site]));
  if (written === undefined) {
    if (assignable.length === 1) return assignable[0]!;
    const known = assignable.map((site) => `"${sites[site]!.name}"`).join(', ');
    if (assignable.length > 1)
      mistakes.at(path, `lacks "site", and there are several; write one of ${known}`);
    else if (sites.length > 0)
      mistakes.at(path, 'has no site: clients are assigned to primary sites, write one');
    return -1;
  }
  const site = names.find(written, [...path, 'site']);
  if (site < 0 || assignable.includes(site)) return site;
  mistakes.at(
    [...path, 'site'],
    `"${written}" is a central administration site, to which no client is assigned; name a primary or secondary site`,
  );
  return -1;
}

function numberOf(name: string, names: string[]): number {
  if (!names.includes(name)) names.push(name);
  return names.indexOf(name);
}

function zoneOf(
  own: string | undefined,
  location: number,
  parts: Parts,
  path: Path,
  mistakes: Mistakes,
): string | null {
  if (location < 0) return null;
  const place = parts.locations?.[location];
  const zone = own ?? place?.timeZone;
  if (zone === undefined && place !== null) {
    mistakes.at(path, 'has no time zone, nor has its location; write for example "timeZone: Europe/Paris"');
  }
  return zone ?? null;
}

/**
 * The one that a group names; else the first at its location, else the first, among those of its site, of its primary
 * site and of the secondary sites of that.
 */
function distributionPointOf(
  group: WrittenGroup,
  site: number,
  { hierarchy, roster }: Places,
  path: Path,
  mistakes: Mistakes,
): number {
  const points = roster.lists.distributionPoints;
  if (group.distributionPoint !== undefined) {
    const at = [...path, 'distributionPoint'];
    const point = roster.names.distributionPoints.find(group.distributionPoint, at);
    if (point >= 0 && hierarchy.topOf(points[point]!.site) !== hierarchy.topOf(site)) {
      mistakes.at(at, `"${group.distributionPoint}" is of another hierarchy; name one of the group's own`);
    }
    return point;
  }
  const primary = hierarchy.primaryOf(site);
  const ofOthers = points.flatMap((point, number) => {
    return point.site !== site && hierarchy.primaryOf(point.site) === primary ? [number] : [];
  });
  const known = [...roster.at(site, 'distributionPoints'), ...ofOthers];
  const nearest = known.find((point) => points[point]!.server?.location === group.location) ?? known[0];
  if (nearest === undefined && hierarchy.sites[site]!.written.distributionPoints !== undefined) {
    const name = hierarchy.sites[site]!.name;
    mistakes.at(path, `has no distribution point: its site "${name}" has none; write "distributionPoint: …"`);
  }
  return nearest ?? -1;
}

function checkProduct(product: string, catalogued: readonly string[], path: Path, mistakes: Mistakes): void {
  if (catalogued.includes(product)) return;
  const near = suggestion(product, catalogued);
  mistakes.at(path, `"${product}" is not a product of the catalogue${near}`);
}
