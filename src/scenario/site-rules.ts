import { type Hierarchy, isKindKnown, type PlacedSite } from './hierarchy.ts';
import type { Path } from './issue.ts';
import { isWritten, type Names } from './parts.ts';
import type { Mistakes } from './read.ts';

/* What a site of a hierarchy may say, by where it stands. */

interface Rule {
  readonly key: readonly string[];
  readonly meansSomething: (site: PlacedSite) => boolean;
  /** What is wrong elsewhere. */
  readonly otherwise: string;
}

/** By what it says: whose parent is not there is below the top all the same. */
const isTop = ({ kind, written }: PlacedSite) =>
  written.parent === undefined || kind === 'centralAdministration';
const TOP_ONLY = 'is configured at the top-level site only (seed 002, synchronization); leave it out';

const RULES: readonly Rule[] = [
  ...[
    'schedule',
    'source',
    'classifications',
    'products',
    'fullEvery',
    'databaseFixed',
    'databasePerUpdate',
  ].map((key) => ({ key: ['synchronization', key], meansSomething: isTop, otherwise: TOP_ONLY })),
  { key: ['supersedence'], meansSomething: isTop, otherwise: TOP_ONLY },
  {
    key: ['internet'],
    meansSomething: isTop,
    otherwise: 'means nothing below the top: the top-level site downloads the files; leave it out',
  },
  ...['drives', 'installedOn', 'offlineServicingDrive'].map((key) => ({
    key: [key],
    meansSomething: isTop,
    otherwise: 'means nothing below the top: images are serviced at the top-level site; leave it out',
  })),
  {
    key: ['replication'],
    meansSomething: (site) => !isTop(site),
    otherwise: 'means nothing at the top: there is no parent to replicate with; leave it out',
  },
  {
    key: ['stateSystem'],
    meansSomething: ({ kind }) => kind === 'primary',
    otherwise: 'means nothing here: only primary sites store state messages of clients; leave it out',
  },
  {
    key: ['defaultBoundaryGroup'],
    meansSomething: ({ kind }) => kind === 'primary',
    otherwise: 'means nothing here: clients are assigned to primary sites; leave it out',
  },
  {
    key: ['summarization'],
    meansSomething: ({ kind }) => kind !== 'secondary',
    otherwise: 'means nothing here: a secondary site has no console; leave it out',
  },
];

/** Reports what sites of hierarchies say where it means nothing, and roles that they cannot have or lack. */
export function checkSites({ sites }: Hierarchy, locations: Names, mistakes: Mistakes): void {
  for (const site of sites) {
    if (site.path[0] === 'site' || !isKindKnown(site, mistakes)) continue;
    checkKeys(site, mistakes);
    checkRoles(site, sites[site.parent], locations.names[0] ?? null, mistakes);
  }
}

function checkKeys(site: PlacedSite, mistakes: Mistakes): void {
  for (const { key, meansSomething, otherwise } of RULES) {
    const path = [...site.path, ...key];
    if (!meansSomething(site) && isWritten(mistakes.root, path)) mistakes.atKey(path, otherwise);
  }
}

function checkRoles(
  site: PlacedSite,
  above: PlacedSite | undefined,
  firstLocation: string | null,
  mistakes: Mistakes,
): void {
  const { kind, path, written } = site;
  if (kind === 'centralAdministration') {
    for (const role of ['managementPoints', 'distributionPoints'] as const) {
      if (countOf(written[role]) > 0) {
        mistakes.atKey(
          [...path, role],
          'are for clients, and a central administration site has none; leave them out',
        );
      }
    }
  }
  if (kind === 'primary' && written.managementPoints?.length === 0) {
    mistakes.at(path, 'is a primary site without a management point; write "managementPoints: …"');
  }
  if (kind === 'secondary') {
    reportSecond(site, 'softwareUpdatePoints', 'software update point', mistakes);
    reportSecond(site, 'managementPoints', 'management point', mistakes);
    checkPlace(site, firstLocation, mistakes);
  }
  checkUpdatePoints(site, above, mistakes);
}

function reportSecond(
  { path, written }: PlacedSite,
  role: 'softwareUpdatePoints' | 'managementPoints',
  what: string,
  mistakes: Mistakes,
): void {
  const count = countOf(written[role]);
  if (count < 2) return;
  const at: Path = [...path, role, 1];
  mistakes.at(at, `is a second ${what}; a secondary site has at most one, this one has ${count}`);
}

/** The management point of a secondary site is on the site server itself (size and scale numbers). */
function checkPlace({ path, written }: PlacedSite, firstLocation: string | null, mistakes: Mistakes): void {
  const point = written.managementPoints?.[0];
  const place = written.location ?? firstLocation;
  if (point === undefined || point === null || point.location === place) return;
  mistakes.at(
    [...path, 'managementPoints', 0, 'location'],
    `is not that of the site server ("${place}"), on which a secondary site has its management point`,
  );
}

/** Without a software update point of its parent a site has nothing to synchronize with. */
function checkUpdatePoints(site: PlacedSite, above: PlacedSite | undefined, mistakes: Mistakes): void {
  const { kind, path, written } = site;
  if (written.softwareUpdatePoints === undefined) return;
  const hasNone = written.softwareUpdatePoints.length === 0;
  if (isTop(site)) {
    if (hasNone && kind !== 'secondary') {
      mistakes.at(
        path,
        'is a top-level site without a software update point; write "softwareUpdatePoints: …"',
      );
    }
  } else if (!hasNone && above?.written.softwareUpdatePoints?.length === 0) {
    mistakes.at(
      [...path, 'softwareUpdatePoints'],
      `have nothing to synchronize with: the parent "${above.name}" has no software update point`,
    );
  } else if (hasNone && kind === 'primary') {
    mistakes.warn(
      path,
      'has no software update point: its clients neither scan nor report (seed 002, synchronization)',
    );
  }
}

function countOf(list: readonly unknown[] | undefined): number {
  return list?.length ?? 0;
}

/** The sites as they resolve: without the defaults that mean nothing where a site stands. */
export function meaningfulSites(
  { sites }: Hierarchy,
  plain: readonly Readonly<Record<string, unknown>>[],
): Record<string, unknown>[] {
  const byPosition = new Map(sites.map((site) => [site.path[1], site]));
  return plain.map((written, at) => {
    const idle = RULES.filter(({ meansSomething }) => !meansSomething(byPosition.get(at)!));
    return idle.reduce<Record<string, unknown>>((rest, { key }) => without(rest, key), { ...written });
  });
}

function without(map: Record<string, unknown>, [key, inner]: readonly string[]): Record<string, unknown> {
  const { [key!]: value, ...rest } = map;
  if (inner === undefined) return rest;
  return { ...rest, [key!]: without(value as Record<string, unknown>, [inner]) };
}
