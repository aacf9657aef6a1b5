import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { Fleet } from '../../../src/model/fleet.ts';
import type { ClientGroup, Replication, Scenario, Site } from '../../../src/model/scenario.ts';
import { HIERARCHY, loadText } from '../../scenario/loading.ts';
import { mixedHierarchy, mixedScenario } from '../mixed-fleet.ts';
import {
  completed,
  DAY_MS,
  deployment,
  distributionPoint,
  group,
  HOUR_MS,
  managementPoint,
  nineToFive,
  SYNCHRONIZATION,
  site,
  smallScenario,
  uniform,
  updatePoint,
} from '../small-fleet.ts';
import { troubledHierarchy } from '../small-hierarchy.ts';
import { Witness } from '../witness.ts';
import { countsOf, differences, resultOf, rowsOf } from './tables.ts';

/** A scenario with its groups in the opposite order, in every list that names them too. */
function groupsReversed(scenario: Scenario): Scenario {
  const last = scenario.groups.length - 1;
  const turned = (groups: readonly number[]) => groups.map((number) => last - number).reverse();
  return {
    ...scenario,
    groups: [...scenario.groups].reverse(),
    collections: scenario.collections.map((item) => ({ ...item, groups: turned(item.groups) })),
    actions: scenario.actions.map((action) =>
      'groups' in action ? { ...action, groups: turned(action.groups) } : action,
    ),
  };
}

/** With its management points in the opposite order. */
function managementPointsReversed(scenario: Scenario): Scenario {
  const last = scenario.managementPoints.length - 1;
  return {
    ...scenario,
    managementPoints: [...scenario.managementPoints].reverse(),
    groups: scenario.groups.map((item) => ({
      ...item,
      managementPoints: item.managementPoints.map((number) => last - number).reverse(),
    })),
    actions: scenario.actions.map((action) =>
      'target' in action && action.target.role === 'managementPoint'
        ? { ...action, target: { ...action.target, index: last - action.target.index } }
        : action,
    ),
  };
}

const FLEETS = [
  ['a fleet with refusals and outages', mixedScenario()],
  ['a hierarchy', mixedHierarchy()],
  ['a hierarchy with damaged files', troubledHierarchy()],
] as const;

describe('Every row of every client, server, link, site and deployment is the same', () => {
  for (const [name, scenario] of FLEETS) {
    const result = resultOf(scenario);
    const same = (other: Scenario) => {
      const there = resultOf(other);
      expect(differences(rowsOf(result), rowsOf(there))).toEqual({});
      expect(countsOf(there)).toEqual(countsOf(result));
    };

    it(`when the groups stand in the opposite order, in ${name}`, () => {
      same(groupsReversed(scenario));
    });

    it(`when the management points stand in the opposite order, in ${name}`, () => {
      same(managementPointsReversed(scenario));
    });
  }

  it('when the deployments stand in the opposite order, and no client is in two of them', () => {
    const fleet = mixedScenario();
    const deployments = fleet.deployments.map((item, at) => ({
      ...item,
      groups: at === 0 ? [0, 2, 5] : [1, 3],
    }));
    const one = resultOf(completed({ ...fleet, deployments }));
    const other = resultOf(completed({ ...fleet, deployments: [...deployments].reverse() }));
    expect(differences(rowsOf(one), rowsOf(other))).toEqual({});
    expect(countsOf(other)).toEqual(countsOf(one));
  });

  it('when the sites of a scenario file stand in any order', () => {
    const written = parse(HIERARCHY);
    const rows = [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 3, 0, 1],
    ].map((order) => {
      const sites = order.map((at) => written.sites[at]);
      const { scenario, issues } = loadText(stringify({ ...written, sites }));
      expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
      return rowsOf(resultOf(scenario!));
    });
    expect(differences(rows[0]!, rows[1]!)).toEqual({});
    expect(differences(rows[0]!, rows[2]!)).toEqual({});
  });
});

/** Clients in nobody's way: servers, threads and a network for all of them. */
function roomy(groups: readonly ClientGroup[]): Scenario {
  return smallScenario({
    groups,
    softwareUpdatePoints: [updatePoint({ servers: 10_000 })],
    managementPoints: [managementPoint({ servers: 10_000 })],
    distributionPoints: [distributionPoint({ bytesPerSecond: 125e9 })],
    siteChanges: { stateSystem: { loaderThreads: 10_000, chunkFiles: 10_000, recordMs: 1 } },
    deployments: [
      deployment({ groups: [...groups.keys()], deadlineDelay: uniform(0, 4 * HOUR_MS), verbosity: 'all' }),
    ],
  });
}

describe('Twins', () => {
  it('of all clients double every count of a fleet in which nobody is in anybody else’s way', () => {
    const groups = [
      group({ name: 'always on', count: 80 }),
      group({ name: 'office', count: 60, presence: nineToFive('shutdown') }),
      group({ name: 'roaming', count: 60, presence: nineToFive('offNetwork') }),
    ];
    const [one, two] = [resultOf(roomy(groups)), resultOf(roomy([...groups, ...groups]))];
    const doubled = new Map([...countsOf(one)].map(([name, count]) => [name, 2 * count]));
    expect(countsOf(two)).toEqual(doubled);
    const clients = rowsOf(one).get('clients')!;
    expect(rowsOf(two).get('clients')).toEqual([...clients, ...clients].sort());
    const total = ({ serverTotals, linkTotals }: typeof one) => [
      ...Array.from({ length: serverTotals.length }, (_, row) => serverTotals.get(row, 'served')),
      ...Array.from({ length: linkTotals.length }, (_, row) => linkTotals.get(row, 'completed')),
    ];
    const [internet, ...others] = total(one).reverse();
    expect(total(two).reverse()).toEqual([internet, ...others.map((count) => 2 * count)]);
  });
});

const NO_DELAY: Replication = {
  globalIntervalMs: 1,
  itemBytes: 0,
  stateIntervalMs: 1,
  fileIntervalMs: 1,
  messageBytes: 0,
};
const AT_ONCE: Site['synchronization'] = {
  ...SYNCHRONIZATION,
  wsusFixedMs: 0,
  wsusPerUpdateMs: 0,
  settleMs: 0,
  databaseFixedMs: 0,
  databasePerUpdateMs: 0,
};

/** A primary site at head office; on its own, or below a central administration site that adds no delay. */
function primary(isChild: boolean, changes: Partial<Scenario> = {}): Scenario {
  const fleet = smallScenario({
    groups: [
      group({ name: 'always on', count: 80 }),
      group({ name: 'office', count: 80, presence: nineToFive('sleep') }),
    ],
    softwareUpdatePoints: [updatePoint({ servers: 1, queueLimit: 3 })],
    siteChanges: { synchronization: AT_ONCE },
    deployments: [deployment({ groups: [0, 1], verbosity: 'all' })],
    ...changes,
  });
  if (!isChild) return fleet;
  const below = <T extends { readonly site: number }>(list: readonly T[]) =>
    list.map((item) => ({ ...item, site: 1 }));
  return {
    ...fleet,
    sites: [
      { ...fleet.sites[0]!, name: 'CAS', kind: 'centralAdministration', stateSystem: null },
      {
        ...fleet.sites[0]!,
        parent: 0,
        synchronization: { ...AT_ONCE, startsMs: [], offeredMs: [] },
        replication: NO_DELAY,
      },
    ],
    softwareUpdatePoints: [
      updatePoint({ name: 'CAS SUP', database: 1 }),
      ...below(fleet.softwareUpdatePoints),
    ],
    managementPoints: below(fleet.managementPoints),
    distributionPoints: below(fleet.distributionPoints),
    groups: below(fleet.groups).map((item) => ({ ...item, updatePoints: { own: [1], neighbours: [] } })),
  };
}

/** Every scan of every client, and every change of an update on it. */
function livesOf(scenario: Scenario) {
  const fleet = new Fleet(scenario, 0);
  const { scans, transitions } = new Witness(fleet);
  fleet.run(scenario.horizonMs);
  return { scans, transitions };
}

describe('A primary site', () => {
  it('below a central administration site without delays has clients that live as those of a stand-alone one', () => {
    const [alone, child] = [livesOf(primary(false)), livesOf(primary(true))];
    expect(child).toEqual(alone);
    expect(alone.transitions.length).toBeGreaterThan(3 * 160);
  });

  it('below one that takes its time has clients that scan at the same instants, while nothing is deployed', () => {
    const slow = primary(true, { deployments: [] });
    const sites = slow.sites.map((each) => ({
      ...each,
      synchronization: { ...each.synchronization, settleMs: DAY_MS },
    }));
    const [alone, child] = [livesOf(primary(false, { deployments: [] })), livesOf({ ...slow, sites })];
    expect(child.scans).toEqual(alone.scans);
    expect(alone.scans.length).toBeGreaterThan(160);
  });

  it('has clients to whom a site without clients makes no difference, beside it or below it', () => {
    const fleet = primary(true);
    const result = resultOf(fleet);
    const empty = site({ ...fleet.sites[1]!, name: 'EMPTY' });
    const secondary = site({
      ...fleet.sites[1]!,
      name: 'S01',
      kind: 'secondary',
      parent: 1,
      stateSystem: null,
    });
    for (const added of [empty, secondary]) {
      const point = updatePoint({ name: `${added.name} SUP`, site: 2, database: 2 });
      const more = resultOf({
        ...fleet,
        sites: [...fleet.sites, added],
        softwareUpdatePoints: [...fleet.softwareUpdatePoints, point],
        managementPoints: [...fleet.managementPoints, managementPoint({ name: `${added.name} MP`, site: 2 })],
      });
      for (const table of [
        'clients',
        'compliance',
        'coverage',
        'downloads',
        'restarts',
        'exposure',
        'enforcement',
      ]) {
        expect([table, rowsOf(more).get(table)]).toEqual([table, rowsOf(result).get(table)]);
      }
      expect(countsOf(more)).toEqual(countsOf(result));
    }
  });
});
