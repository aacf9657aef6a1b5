import type { Scenario } from '../model/scenario.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import type { Mistakes } from './read.ts';
import type { Roster } from './roster.ts';

/** What Microsoft supports at most, and where it says so. */
interface Limit {
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

/** Warns of everything that is more than Microsoft supports: it may be simulated all the same. */
export function warnOfLimits(
  scenario: Scenario,
  hierarchy: Hierarchy,
  roster: Roster,
  mistakes: Mistakes,
): void {
  const warn = (count: number, what: string, { max, of, source }: Limit, path: Path) => {
    if (count > max) mistakes.warn(path, `has ${count} ${what}; supported are ${max} ${of} (${source})`);
  };
  const loads = clientsPerServer(scenario);
  for (const [role, limit] of [
    ['softwareUpdatePoints', LIMITS.clientsPerUpdatePoint],
    ['managementPoints', LIMITS.clientsPerManagementPoint],
    ['distributionPoints', LIMITS.clientsPerDistributionPoint],
  ] as const) {
    roster.lists[role].forEach(({ path, server }, number) => {
      const machines = server !== null && 'machines' in server ? server.machines : 1;
      warn(Math.round(loads[role][number]! / machines), 'clients', limit, path);
    });
  }
  packagesPerPoint(scenario).forEach((count, point) => {
    warn(count, 'packages', LIMITS.packagesPerPoint, roster.lists.distributionPoints[point]!.path);
  });
  const clients = clientsPerSite(scenario);
  const childrenOf = (site: number) => scenario.sites.filter(({ parent }) => parent === site);
  hierarchy.sites.forEach(({ kind, parent, path }, site) => {
    const children = childrenOf(site).length;
    const count = clients[site]!;
    const listed = [...path, 'distributionPoints'];
    warn(machinesAt(site, 'sent', roster), 'of them', LIMITS.distributionPointsPerSite, listed);
    warn(machinesAt(site, 'pulled', roster), 'of them that pull content', LIMITS.pullPointsPerSite, listed);
    if (kind === 'centralAdministration') {
      warn(children, 'primary sites', LIMITS.primariesPerCentral, path);
      warn(count, 'clients in its hierarchy', LIMITS.clientsPerHierarchy, path);
    } else if (kind === 'secondary') {
      warn(count, 'clients', LIMITS.clientsPerSecondary, path);
    } else {
      const points = roster.at(site, 'managementPoints').length;
      warn(points, 'of them', LIMITS.managementPointsPerPrimary, [...path, 'managementPoints']);
      warn(children, 'secondary sites', LIMITS.secondariesPerPrimary, path);
      const limit = parent < 0 ? LIMITS.clientsPerStandAlone : LIMITS.clientsPerChildPrimary;
      warn(count, 'clients', limit, path);
    }
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
