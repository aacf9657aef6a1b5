import type { Scenario } from '../model/scenario.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import type { Mistakes } from './read.ts';
import type { Roster } from './roster.ts';

/** What Microsoft supports at most, and where it says so. */
export interface Limit {
  readonly max: number;
  /** What is counted, for what. */
  readonly of: string;
  readonly source: string;
}

const SCALE = 'Microsoft, size and scale numbers';

export const LIMITS = {
  clientsPerUpdatePoint: { max: 150_000, of: 'clients per software update point of its own', source: SCALE },
  clientsPerManagementPoint: { max: 25_000, of: 'clients per management point', source: SCALE },
  clientsPerDistributionPoint: { max: 4000, of: 'clients per distribution point', source: SCALE },
  managementPointsPerPrimary: { max: 15, of: 'management points per primary site', source: SCALE },
  distributionPointsPerSite: { max: 250, of: 'distribution points per site', source: SCALE },
  pullPointsPerSite: { max: 2000, of: 'pull-distribution points per site', source: SCALE },
  packagesPerPoint: { max: 10_000, of: 'packages per distribution point', source: SCALE },
  secondariesPerPrimary: { max: 250, of: 'secondary sites per primary site', source: SCALE },
  primariesPerCentral: { max: 25, of: 'primary sites per central administration site', source: SCALE },
  clientsPerChildPrimary: { max: 150_000, of: 'clients per child primary site', source: SCALE },
  clientsPerStandAlone: {
    max: 150_000,
    of: 'Windows clients per stand-alone primary site (175000 devices of all kinds)',
    source: SCALE,
  },
  clientsPerSecondary: { max: 15_000, of: 'clients per secondary site', source: SCALE },
  clientsPerHierarchy: { max: 700_000, of: 'desktops per hierarchy', source: SCALE },
} as const satisfies Readonly<Record<string, Limit>>;

/** How much of a limit a scenario uses. */
export interface LimitUse {
  /** Where what is counted was written. */
  readonly path: Path;
  /** The server or site that the limit is about. */
  readonly name: string;
  readonly count: number;
  /** What is counted: `clients`, `of them`. */
  readonly what: string;
  readonly limit: Limit;
}

/** Warns of everything that is more than Microsoft supports: it may be simulated all the same. */
export function warnOfLimits(uses: readonly LimitUse[], mistakes: Mistakes): void {
  for (const { path, count, what, limit } of uses) {
    const { max, of, source } = limit;
    if (count > max) mistakes.warn(path, `has ${count} ${what}; supported are ${max} ${of} (${source})`);
  }
}

/** Every limit that a scenario has something of, servers first, then sites. */
export function limitUses(scenario: Scenario, hierarchy: Hierarchy, roster: Roster): LimitUse[] {
  return [...usesOfServers(scenario, roster), ...usesOfSites(scenario, hierarchy, roster)];
}

function usesOfServers(scenario: Scenario, roster: Roster): LimitUse[] {
  const loads = clientsPerServer(scenario);
  const ofClients = (
    [
      ['softwareUpdatePoints', LIMITS.clientsPerUpdatePoint],
      ['managementPoints', LIMITS.clientsPerManagementPoint],
      ['distributionPoints', LIMITS.clientsPerDistributionPoint],
    ] as const
  ).flatMap(([role, limit]) =>
    roster.lists[role].map(({ path, server }, number): LimitUse => {
      const machines = server !== null && 'machines' in server ? server.machines : 1;
      const count = Math.round(loads[role][number]! / machines);
      return { path, name: scenario[role][number]!.name, count, what: 'clients', limit };
    }),
  );
  const ofPackages = packagesPerPoint(scenario).map((count, point): LimitUse => {
    const { path } = roster.lists.distributionPoints[point]!;
    const { name } = scenario.distributionPoints[point]!;
    return { path, name, count, what: 'packages', limit: LIMITS.packagesPerPoint };
  });
  return [...ofClients, ...ofPackages];
}

function usesOfSites(scenario: Scenario, hierarchy: Hierarchy, roster: Roster): LimitUse[] {
  const clients = clientsPerSite(scenario);
  return hierarchy.sites.flatMap(({ kind, parent, path }, site): LimitUse[] => {
    const { name } = scenario.sites[site]!;
    const use = (count: number, what: string, limit: Limit, at: Path = path) => {
      return { path: at, name, count, what, limit };
    };
    const children = scenario.sites.filter((child) => child.parent === site).length;
    const count = clients[site]!;
    const listed = [...path, 'distributionPoints'];
    const points = roster.at(site, 'managementPoints').length;
    const ofContent = [
      use(machinesAt(site, 'sent', roster), 'of them', LIMITS.distributionPointsPerSite, listed),
      use(machinesAt(site, 'pulled', roster), 'of them that pull content', LIMITS.pullPointsPerSite, listed),
    ];
    if (kind === 'centralAdministration') {
      return [
        ...ofContent,
        use(children, 'primary sites', LIMITS.primariesPerCentral),
        use(count, 'clients in its hierarchy', LIMITS.clientsPerHierarchy),
      ];
    }
    if (kind === 'secondary') return [...ofContent, use(count, 'clients', LIMITS.clientsPerSecondary)];
    return [
      ...ofContent,
      use(points, 'of them', LIMITS.managementPointsPerPrimary, [...path, 'managementPoints']),
      use(children, 'secondary sites', LIMITS.secondariesPerPrimary),
      use(count, 'clients', parent < 0 ? LIMITS.clientsPerStandAlone : LIMITS.clientsPerChildPrimary),
    ];
  });
}

function packagesPerPoint({ distributionPoints, packages }: Scenario): number[] {
  const counts = distributionPoints.map(() => 0);
  for (const { distributionPoints: points } of packages) for (const point of points) counts[point]! += 1;
  return counts;
}

function machinesAt(site: number, delivery: 'sent' | 'pulled', { lists }: Roster): number {
  return lists.distributionPoints
    .filter(
      ({ site: own, server }) => own === site && (server!.pullFrom === undefined) === (delivery === 'sent'),
    )
    .reduce((sum, { server }) => sum + server!.machines, 0);
}

/** How many clients each server has, those of a list spread evenly over it. */
function clientsPerServer(scenario: Scenario) {
  const loads = {
    softwareUpdatePoints: scenario.softwareUpdatePoints.map(() => 0),
    managementPoints: scenario.managementPoints.map(() => 0),
    distributionPoints: scenario.distributionPoints.map(() => 0),
  };
  for (const { count, updatePoints, managementPoints, content } of scenario.groups) {
    const own = updatePoints?.own ?? [];
    for (const point of own) loads.softwareUpdatePoints[point]! += count / own.length;
    for (const point of managementPoints) loads.managementPoints[point]! += count / managementPoints.length;
    for (const point of content.own) loads.distributionPoints[point]! += count / content.own.length;
  }
  return loads;
}

/** How many clients each site has, those of its children included. */
function clientsPerSite({ sites, groups }: Scenario): number[] {
  const clients = sites.map(() => 0);
  for (const { site, count } of groups) {
    for (let above = site; above >= 0; above = sites[above]!.parent) clients[above]! += count;
  }
  return clients;
}
