import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import { type Named, Names, namedAt, type Parts, type SiteParts } from './parts.ts';
import type { Mistakes } from './read.ts';

export const ROLE_LISTS = ['softwareUpdatePoints', 'managementPoints', 'distributionPoints'] as const;
type RoleList = (typeof ROLE_LISTS)[number];

const ROLES: Readonly<Record<RoleList, string>> = {
  softwareUpdatePoints: 'software update point',
  managementPoints: 'management point',
  distributionPoints: 'distribution point',
};

/** Microsoft supports no more (support article on a shared WSUS database). */
const DATABASE_SHARERS_MAX = 4;

/** A server of a site; `server` is null where it could not be read. */
export interface Listed<T> extends Named {
  readonly site: number;
  readonly server: T | null;
}

type ServerOf<R extends RoleList> = NonNullable<NonNullable<SiteParts[R]>[number]>;
type Lists = { readonly [R in RoleList]: readonly Listed<ServerOf<R>>[] };

/** Every server of every site, by role, in the order of the sites: the numbers by which others refer to them. */
export class Roster {
  readonly lists: Lists;
  readonly names: Readonly<Record<RoleList, Names>>;

  constructor({ sites }: Hierarchy, mistakes: Mistakes) {
    const listOf = <R extends RoleList>(role: R) =>
      sites.flatMap(({ path, written }, site) =>
        namedAt(mistakes.root, [...path, role]).map((named, at): Listed<ServerOf<R>> => {
          const server = (written[role]?.[at] ?? null) as ServerOf<R> | null;
          return { ...named, site, server };
        }),
      );
    this.lists = {
      softwareUpdatePoints: listOf('softwareUpdatePoints'),
      managementPoints: listOf('managementPoints'),
      distributionPoints: listOf('distributionPoints'),
    };
    const areSitesRead = sites.length > 0;
    const namesOf = (role: RoleList) => Names.of(ROLES[role], this.lists[role], areSitesRead, mistakes);
    this.names = {
      softwareUpdatePoints: namesOf('softwareUpdatePoints'),
      managementPoints: namesOf('managementPoints'),
      distributionPoints: namesOf('distributionPoints'),
    };
  }

  /** The numbers of the servers of a role at a site. */
  at(site: number, role: RoleList): number[] {
    return this.lists[role].flatMap((listed, number) => (listed.site === site ? [number] : []));
  }
}

/** What results call the ways of top-level sites to Microsoft. */
export function internetNames({ tops, sites }: Hierarchy): string[] {
  if (tops.length < 2) return ['internet access'];
  return tops.map((site) => `internet access of ${sites[site]!.name}`);
}

/** What results call the uploads of template images that are made, where they have a link of their own. */
export function uploadNames({ templateImages = [] }: Parts, { tops, sites }: Hierarchy): string[] {
  const areMade = templateImages?.some((image) => image?.from !== undefined) ?? false;
  return areMade ? tops.map((site) => `uploads of ${sites[site]!.name}`) : [];
}

/** What results call the links of locations; unsound locations may have one. */
export function linkNames(parts: Parts, locations: Names): string[] {
  return locations.names.flatMap((name, at) => {
    const location = parts.locations?.[at];
    const hasNone = location !== undefined && location !== null && location.link === undefined;
    return name === null || hasNone ? [] : [`link to ${name}`];
  });
}

/** What results call the server of a site that stores state messages; null where there is none. */
export function stateSystemNames({ sites }: Hierarchy): (string | null)[] {
  return sites.map(({ kind, name }) => (kind === 'primary' ? `${name} state system` : null));
}

/**
 * Reports sites and servers at places that do not exist, names that two servers of different roles share, and those
 * that results have for something else.
 */
export function checkServers(
  parts: Parts,
  hierarchy: Hierarchy,
  roster: Roster,
  locations: Names,
  mistakes: Mistakes,
): void {
  for (const { path, written } of hierarchy.sites) {
    if (written.location !== undefined) locations.find(written.location, [...path, 'location']);
  }
  const seen = new Map<string, RoleList>();
  const taken = [...internetNames(hierarchy), ...stateSystemNames(hierarchy), ...linkNames(parts, locations)];
  for (const role of ROLE_LISTS) {
    for (const { server, path } of roster.lists[role]) {
      if (server === null) continue;
      locations.find(server.location, [...path, 'location']);
      checkName(server.name, role, seen, taken, [...path, 'name'], mistakes);
      seen.set(server.name, role);
    }
  }
  checkDatabases(roster, mistakes);
}

function checkName(
  name: string,
  role: RoleList,
  seen: ReadonlyMap<string, RoleList>,
  taken: readonly (string | null)[],
  path: Path,
  mistakes: Mistakes,
): void {
  const other = seen.get(name);
  if (other !== undefined && other !== role) {
    mistakes.at(path, `"${name}" is the name of another server already (${other})`);
  }
  if (taken.includes(name)) {
    mistakes.at(path, `"${name}" is what results call something else; choose another name`);
  }
}

/** The number of the WSUS database of each software update point: who names none has its own. */
export function databaseNumbers({ lists }: Roster): number[] {
  const points = lists.softwareUpdatePoints;
  return points.map(({ server }, number) => {
    const name = server?.database;
    return name === undefined ? number : points.findIndex((other) => other.server?.database === name);
  });
}

/** Reports databases of two sites, and of more servers than may share one. */
function checkDatabases(roster: Roster, mistakes: Mistakes): void {
  const points = roster.lists.softwareUpdatePoints;
  const sharerCounts = new Map<number, number>();
  databaseNumbers(roster).forEach((database, number) => {
    const { server, site, path } = points[number]!;
    const first = points[database]!;
    const count = (sharerCounts.get(database) ?? 0) + 1;
    sharerCounts.set(database, count);
    const what = `"${server?.database}" is the database of`;
    if (first.site !== site) {
      const why = `${what} "${first.name}", of another site; only servers of one site share a database`;
      mistakes.at([...path, 'database'], why);
    } else if (count === DATABASE_SHARERS_MAX + 1) {
      const why = `${what} ${DATABASE_SHARERS_MAX} servers already; Microsoft supports no more than that`;
      mistakes.at([...path, 'database'], why);
    }
  });
}
