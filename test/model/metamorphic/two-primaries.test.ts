import { describe, expect, it } from 'vitest';
import type { Replication, Scenario } from '../../../src/model/scenario.ts';
import { mixedScenario } from '../mixed-fleet.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, updatePoint } from '../small-fleet.ts';
import { joined, renamed } from './join.ts';
import { differences, type Rows, resultOf, rowsOf } from './tables.ts';

const REPLICATION: Replication = {
  globalIntervalMs: 2 * MINUTE_MS,
  itemBytes: 50_000,
  stateIntervalMs: 5 * MINUTE_MS,
  fileIntervalMs: MINUTE_MS,
  messageBytes: 500,
};

/** The fleet with every absence, refusals and outages; only top-level sites synchronize by hand. */
function primary(): Scenario {
  const fleet = mixedScenario();
  return { ...fleet, actions: fleet.actions.filter(({ verb }) => verb !== 'syncNow') };
}

/** Two primary sites with their clients and networks below one central administration site. */
function belowOneCentre(one: Scenario, other: Scenario): Scenario {
  const [top] = one.sites;
  const centre: Scenario = {
    ...one,
    sites: [{ ...top!, name: 'CAS', kind: 'centralAdministration', stateSystem: null }],
    softwareUpdatePoints: [updatePoint({ name: 'CAS SUP' })],
    managementPoints: [],
    distributionPoints: [],
    groups: [],
    deployments: [],
    actions: [],
  };
  const whole = joined(joined(centre, one), other);
  return {
    ...whole,
    sites: whole.sites.map((site, number) =>
      number === 0
        ? site
        : {
            ...site,
            parent: 0,
            synchronization: { ...site.synchronization, startsMs: [], offeredMs: [] },
            replication: REPLICATION,
          },
    ),
  };
}

/** A neighbour with three times the clients, and an outage of each of its servers, its state system and its link. */
function troubled(fleet: Scenario): Scenario {
  const roles = [
    'softwareUpdatePoint',
    'managementPoint',
    'distributionPoint',
    'link',
    'stateSystem',
  ] as const;
  const outages = roles.flatMap((role, at) => {
    const target = { role, index: role === 'link' ? 1 : 0 };
    const fromMs = 2 * DAY_MS + 10 * HOUR_MS + at * DAY_MS;
    return [
      { verb: 'outage', atMs: fromMs, target } as const,
      { verb: 'restore', atMs: fromMs + 9 * HOUR_MS, target } as const,
    ];
  });
  return {
    ...fleet,
    groups: fleet.groups.map((group) => ({ ...group, count: 3 * group.count })),
    softwareUpdatePoints: fleet.softwareUpdatePoints.map((point) => ({
      ...point,
      servers: 1,
      queueLimit: 2,
    })),
    actions: [...fleet.actions, ...outages].sort((x, y) => x.atMs - y.atMs),
  };
}

/** The rows that speak neither of the neighbour nor of both together. */
const ofTheFirst = (rows: Rows): Rows =>
  new Map([...rows].map(([name, lines]) => [name, lines.filter((line) => !/other | CAS \|/.test(line))]));

describe('Two primary sites below one central administration site', () => {
  const calm = rowsOf(resultOf(belowOneCentre(primary(), renamed(primary(), 'other'))));
  const stormy = rowsOf(resultOf(belowOneCentre(primary(), renamed(troubled(primary()), 'other'))));

  it('do not touch each other’s clients: what becomes of those of one says nothing of the other’s', () => {
    expect(differences(ofTheFirst(calm), ofTheFirst(stormy))).toEqual({});
    expect(ofTheFirst(calm).get('clients')!.length).toBe(860);
    expect(ofTheFirst(calm).get('compliance')!.length).toBeGreaterThan(1000);
  });

  it('share no more than the sum that the centre sees', () => {
    const changed = Object.keys(differences(calm, stormy));
    expect(changed).toEqual(
      expect.arrayContaining(['clients', 'compliance', 'servers', 'links', 'update-states']),
    );
  });
});
