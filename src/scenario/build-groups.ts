import type { ClientGroup } from '../model/scenario.ts';
import { mean } from '../sim/distribution.ts';
import { ENTITY_COUNT_MAX } from '../sim/event-queue.ts';
import type { BoundaryGroups } from './boundary-groups.ts';
import type { ImageBuilder } from './build-images.ts';
import { suggestion } from './closest.ts';
import type { ContentFinder } from './content-sources.ts';
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
  readonly content: ContentFinder;
  readonly images: ImageBuilder;
}

export type WrittenGroup = NonNullable<NonNullable<Parts['groups']>[number]>;

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
    const image = imageOf(group, places.images, path, mistakes);
    const servers = serversOf(group, location, places, path, mistakes);
    if (mistakes.issues.length > before || zone === null || servers === null) return null;
    return {
      ...clientsOf(group),
      image,
      product: numberOf(group.product, products),
      location,
      zone: numberOf(zone, zones),
      ...servers,
    };
  });
  checkCount(parts, mistakes);
  return { groups, zones, products };
}

/** What a group says of its clients and users. */
function clientsOf(group: WrittenGroup) {
  const { name, count, joins, kind, presence, user, meteredShare, otherContent, writeFilter } = group;
  const {
    stay = null,
    rebuild = null,
    updateLoss = null,
    userInstalls = null,
    scanCycle = null,
    evaluationCycle = null,
  } = group;
  return {
    name,
    count: count + joins,
    joiningCount: joins,
    stay,
    rebuild,
    kind,
    presence,
    user,
    meteredShare,
    otherContent: otherContent === undefined ? null : { every: otherContent.every, bytes: otherContent.size },
    updateLoss,
    writeFilter:
      writeFilter === undefined ? null : { kind: writeFilter.kind, hasExclusions: writeFilter.exclusions },
    userInstalls,
    scanCycle,
    evaluationCycle,
  };
}

/** What machines that join or are rebuilt come from; −1: they come patched as at the start, or after a mistake. */
function imageOf(
  { image: name, product }: WrittenGroup,
  images: ImageBuilder,
  path: Path,
  mistakes: Mistakes,
): number {
  if (name === undefined) return -1;
  const image = images.names.find(name, [...path, 'image']);
  const own = images.written[image];
  if (own && own.product !== product) {
    const hint = 'name an image of its product';
    mistakes.at([...path, 'image'], `"${name}" is of ${own.product}, and the group runs ${product}; ${hint}`);
  }
  return image;
}

/** A machine that is rebuilt is a client anew: they count by their expectation. */
function checkCount({ groups = [], horizon = 0 }: Parts, mistakes: Mistakes): void {
  let clientCount = 0;
  groups.forEach((group, at) => {
    const isWithinLimit = clientCount <= ENTITY_COUNT_MAX;
    if (group === null) return;
    const { count, joins, rebuild } = group;
    const buildCount = rebuild === undefined ? 1 : 1 + horizon / mean(rebuild);
    clientCount += Math.round((count + joins) * buildCount);
    if (!isWithinLimit || clientCount <= ENTITY_COUNT_MAX) return;
    const rebuilt = rebuild === undefined ? '' : ', rebuilt machines each time anew';
    mistakes.at(
      ['groups', at, 'count'],
      `makes ${clientCount} clients in all${rebuilt}; at most ${ENTITY_COUNT_MAX} can be simulated`,
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
    content: places.content.of(group, location, site, path),
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

export function checkProduct(
  product: string,
  catalogued: readonly string[],
  path: Path,
  mistakes: Mistakes,
): void {
  if (catalogued.includes(product)) return;
  const near = suggestion(product, catalogued);
  mistakes.at(path, `"${product}" is not a product of the catalogue${near}`);
}
