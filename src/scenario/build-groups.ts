import type { ClientGroup } from '../model/scenario.ts';
import { ENTITY_COUNT_MAX } from '../sim/event-queue.ts';
import { sound } from './build-site.ts';
import { suggestion } from './closest.ts';
import type { Path } from './issue.ts';
import type { Names, Parts } from './parts.ts';
import type { Mistakes } from './read.ts';

/** The groups of clients, the zones that they live in and the products that they run, in the order of first use. */
export interface Groups {
  /** Null where a group could not be resolved. */
  readonly groups: readonly (ClientGroup | null)[];
  readonly zones: readonly string[];
  readonly products: readonly string[];
}

/** Resolves what groups name. `catalogued` are the products that the catalogue knows; null when it could not be read. */
export function buildGroups(
  parts: Parts,
  locations: Names,
  distributionPoints: Names,
  catalogued: readonly string[] | null,
  mistakes: Mistakes,
): Groups {
  const zones: string[] = [];
  const products: string[] = [];
  let clientCount = 0;
  const groups = (parts.groups ?? []).map((group, at): ClientGroup | null => {
    if (group === null) return null;
    const path: Path = ['groups', at];
    const before = mistakes.issues.length;
    const location = locations.find(group.location, [...path, 'location']);
    const zone = zoneOf(group.timeZone, location, parts, path, mistakes);
    const distributionPoint =
      group.distributionPoint === undefined
        ? nearestDistributionPoint(parts, group.location)
        : distributionPoints.find(group.distributionPoint, [...path, 'distributionPoint']);
    if (catalogued !== null) checkProduct(group.product, catalogued, [...path, 'product'], mistakes);
    const isWithinLimit = clientCount <= ENTITY_COUNT_MAX;
    clientCount += group.count;
    if (isWithinLimit && clientCount > ENTITY_COUNT_MAX) {
      mistakes.at(
        [...path, 'count'],
        `makes ${clientCount} clients in all; at most ${ENTITY_COUNT_MAX} can be simulated`,
      );
    }
    if (mistakes.issues.length > before || zone === null) return null;
    const { name, count, kind, presence, user } = group;
    return {
      name,
      count,
      product: numberOf(group.product, products),
      location,
      zone: numberOf(zone, zones),
      kind,
      presence,
      user,
      site: 0,
      updatePoints: {
        own: sound(parts.site?.softwareUpdatePoints).map((_, point) => point),
        neighbours: [],
      },
      managementPoints: sound(parts.site?.managementPoints).map((_, point) => point),
      distributionPoint,
      scanCycle: null,
      evaluationCycle: null,
    };
  });
  return { groups, zones, products };
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

function nearestDistributionPoint(parts: Parts, location: string): number {
  const points = sound(parts.site?.distributionPoints);
  return Math.max(
    0,
    points.findIndex((point) => point.location === location),
  );
}

function checkProduct(product: string, catalogued: readonly string[], path: Path, mistakes: Mistakes): void {
  if (catalogued.includes(product)) return;
  const near = suggestion(product, catalogued);
  mistakes.at(path, `"${product}" is not a product of the catalogue${near}`);
}
