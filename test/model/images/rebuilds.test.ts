import { describe, expect, test, vi } from 'vitest';
import { REBUILDS_MAX, Rebuilds } from '../../../src/model/client/rebuilds.ts';
import { Fleet } from '../../../src/model/fleet.ts';
import { ImagingStage } from '../../../src/model/images/imaging.ts';
import type { ClientGroup, Scenario } from '../../../src/model/scenario.ts';
import { Luck } from '../../../src/sim/random.ts';
import { brokenLaws, storyOf } from '../laws/index.ts';
import { mixedHierarchy, mixedScenario } from '../mixed-fleet.ts';
import {
  DAY_MS,
  deployment,
  distributionPoint,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  nineToFive,
  runFleet,
  smallScenario,
  uniform,
} from '../small-fleet.ts';
import { Witness } from '../witness.ts';
import { EVERY_MS, image, rebuildMs, rebuiltScenario, rowsOf, sumOf } from './imaged-fleet.ts';

describe('rebuilds of many machines', () => {
  const meanMs = 20 * DAY_MS;
  const groupOf = (count: number) =>
    group({ count, rebuild: { law: 'exponential', mean: meanMs }, image: 0, joiningCount: 0 });

  test('come as often as their mean time says', () => {
    const count = 20_000;
    const scenario = smallScenario({ groups: [groupOf(count)] });
    const rebuilds = new Rebuilds(scenario, new Luck('1', 0));
    let found = 0;
    for (let machine = 0; machine < count; machine++) found += rebuilds.instantsOf(0, machine).length;
    // Of exponential times the number is a Poisson one.
    const expected = (count * scenario.horizonMs) / meanMs;
    expect(Math.abs(found - expected)).toBeLessThan(4 * Math.sqrt(expected));
  });

  test('begin in their long run also where times hardly vary', () => {
    const count = 20_000;
    const horizonMs = 3 * DAY_MS;
    const everyMs = 30 * DAY_MS;
    const scenario = smallScenario({
      groups: [group({ count, rebuild: { law: 'uniform', min: 0.9 * everyMs, max: 1.1 * everyMs } })],
      horizonMs,
    });
    const rebuilds = new Rebuilds(scenario, new Luck('1', 0));
    let found = 0;
    for (let machine = 0; machine < count; machine++) found += rebuilds.instantsOf(0, machine).length;
    const share = horizonMs / everyMs;
    expect(Math.abs(found - count * share)).toBeLessThan(4 * Math.sqrt(count * share * (1 - share)));
  });

  test('are 255 of a machine at most: its clients have no more numbers', () => {
    const scenario = smallScenario({ groups: [group({ rebuild: fixed(HOUR_MS / 2) })], deployments: [] });
    const fleet = new Fleet(scenario, 0);
    const { clients } = fleet.parts;
    const numbers = new Set(clients.numberInGroup);
    expect(clients.count).toBe(1 + 255);
    expect(numbers.size).toBe(clients.count);
    for (let client = 0; client < clients.count; client++) {
      expect(clients.machineOf(client)).toBe(0);
      const previous = clients.previousOf(client);
      expect(previous < 0 ? -1 : clients.buildOf(previous)).toBe(clients.buildOf(client) - 1);
    }
    expect(new Rebuilds(scenario, new Luck('1', 0)).instantsOf(0, 0).length).toBe(REBUILDS_MAX);
  });

  const target = { role: 'distributionPoint', index: 0 } as const;
  const many = smallScenario({
    groups: [{ ...groupOf(300), joiningCount: 60, stay: { law: 'exponential', mean: 15 * DAY_MS } }],
    images: [image()],
    deployments: [],
    distributionPoints: [distributionPoint({ bytesPerSecond: 25_000_000 })],
    actions: [
      { verb: 'outage', atMs: 2 * DAY_MS, target },
      { verb: 'restore', atMs: 3 * DAY_MS, target },
    ],
  });

  test('are all accounted for: those begun are completed, stopped, waiting or under way', () => {
    const fleet = new Fleet(
      { ...many, actions: [...many.actions, { verb: 'outage', atMs: 9 * DAY_MS, target }] },
      0,
    );
    let [mostUnderWay, mostWaiting] = [0, 0];
    for (let atMs = HOUR_MS; atMs <= many.horizonMs; atMs += HOUR_MS) {
      fleet.run(atMs);
      const rows = rowsOf(fleet.result().imaging);
      const now = rows.filter(({ t }) => t === atMs);
      const [waiting, underWay] = [sumOf(now, 'waiting'), sumOf(now, 'underWay')];
      const ended = sumOf(rows, 'completed') + sumOf(rows, 'stopped');
      expect(sumOf(rows, 'started')).toBe(ended + waiting + underWay);
      mostUnderWay = Math.max(mostUnderWay, underWay);
      mostWaiting = Math.max(mostWaiting, waiting);
    }
    const rows = rowsOf(fleet.result().imaging);
    expect(mostUnderWay).toBeGreaterThan(1);
    expect(mostWaiting).toBeGreaterThan(1);
    expect(sumOf(rows, 'stopped')).toBeGreaterThan(0);
    const { links } = fleet.parts.network;
    const point = fleet.parts.network.linkOfPoint(0);
    // The point serves nothing but images here, and none is on its way as the last outage begins.
    expect(sumOf(rows, 'sentBytes')).toBe(links.measures(point, 'total', fleet.nowMs).bytes);
  });

  test('are drawn once for a machine’s clients, and once to begin them all', () => {
    const often = smallScenario({ groups: [{ ...groupOf(50), rebuild: fixed(DAY_MS) }], images: [image()] });
    const drawn = vi.spyOn(Rebuilds.prototype, 'instantsOf');
    const { clients } = new Fleet(often, 0).parts;
    expect(clients.count).toBeGreaterThan(2 * clients.machineCount);
    expect(drawn.mock.calls.length).toBeLessThanOrEqual(2 * clients.machineCount);
    drawn.mockRestore();
  });

  test('leave at most one client of a machine in the fleet', () => {
    const fleet = new Fleet(many, 0);
    const { clients, lifetimes } = fleet.parts;
    let rebuiltCount = 0;
    for (let atMs = 0; atMs <= many.horizonMs; atMs += 7 * HOUR_MS) {
      fleet.run(atMs);
      const machines = new Set<number>();
      for (let client = 0; client < clients.count; client++) {
        if (!lifetimes.isInFleet(client)) continue;
        expect(machines.has(clients.machineOf(client))).toBe(false);
        machines.add(clients.machineOf(client));
        if (clients.buildOf(client) > 0) rebuiltCount++;
      }
      expect(lifetimes.inFleetCount[0]).toBe(machines.size);
    }
    expect(rebuiltCount).toBeGreaterThan(0);
  });

  test('go on after a restart of the simulation as they would have', () => {
    const whole = runFleet(many);
    const instants = [
      [ImagingStage.waiting, 2 * DAY_MS + 20 * HOUR_MS],
      [ImagingStage.fetching, 3 * DAY_MS + 10 * MINUTE_MS],
      [ImagingStage.building, 3 * DAY_MS + 90 * MINUTE_MS],
    ] as const;
    for (const [stage, atMs] of instants) {
      const half = runFleet(many, atMs);
      expect(half.parts.imaging.stage.includes(stage)).toBe(true);
      const again = new Fleet(many, 0);
      again.restore(half.save());
      again.run(many.horizonMs);
      expect(again.result().fingerprint).toBe(whole.result().fingerprint);
      expect(rowsOf(again.result().imaging)).toEqual(rowsOf(whole.result().imaging));
      expect(rowsOf(again.result().clients!)).toEqual(rowsOf(whole.result().clients!));
    }
  });

  test('are where the laws notice a machine that is there twice, and one that got lost', () => {
    const broken = (damage: (fleet: Fleet, client: number) => void) => {
      const fleet = new Fleet(many, 0);
      const witness = new Witness(fleet);
      fleet.run(2 * DAY_MS + 20 * HOUR_MS);
      expect(brokenLaws(storyOf(many, fleet, witness))).toEqual([]);
      damage(fleet, fleet.parts.imaging.stage.indexOf(ImagingStage.waiting));
      return brokenLaws(storyOf(many, fleet, witness)).map((what) => what.split(':')[0]!);
    };
    expect(broken(({ parts: { imaging } }, client) => imaging.stage.fill(0, client, client + 1))).toContain(
      'law 33',
    );
    expect(
      broken(({ parts: { clients, lifetimes } }, client) =>
        lifetimes.stage.fill(0, clients.previous[client], clients.previous[client]! + 1),
      ),
    ).toContain('law 32');
  });

  test('cost nothing where there are none', () => {
    const { imaging, clients, imagingMeasures } = runFleet(smallScenario({ images: [image()] }), 0).parts;
    expect([imaging.stage.length, clients.previous.length, imagingMeasures.machines.length]).toEqual([
      0, 0, 0,
    ]);
  });
});

describe('machines that are rebuilt', () => {
  const rebuilt = { rebuild: { law: 'exponential', mean: 6 * DAY_MS }, image: 0 } as const;
  const others = group({ name: 'others', count: 25, presence: nineToFive('sleep') });
  /** Servers and links so wide that nobody stands in anybody's way. */
  const wide = (groups: readonly ClientGroup[], actions: Scenario['actions'] = []) => {
    const base = smallScenario();
    return smallScenario({
      groups,
      images: [image(), image({ name: 'silver', updates: [0, 1] })],
      actions,
      deployments: [deployment({ groups: groups.map((_, number) => number) })],
      softwareUpdatePoints: base.softwareUpdatePoints.map((each) => ({ ...each, servers: 1000 })),
      managementPoints: base.managementPoints.map((each) => ({ ...each, servers: 1000 })),
      distributionPoints: [distributionPoint({ bytesPerSecond: 125_000_000_000 })],
    });
  };
  // What the state system of the site is busy with is not theirs.
  const rowsIn = (scenario: Scenario, number: number, machineCount: number) =>
    rowsOf(runFleet(scenario).result().clients!)
      .filter((row) => row.group === number && row.numberInGroup < machineCount)
      .map(({ client: _, storedCompliantMs: _stored, ...row }) => row)
      .sort((x, y) => x.numberInGroup - y.numberInGroup || x.build - y.build);

  test('change nothing that clients of other groups do', () => {
    const some = (changes: Partial<ClientGroup>) => wide([group({ count: 40, ...changes }), others]);
    expect(rowsIn(some(rebuilt), 1, 25)).toEqual(rowsIn(some({}), 1, 25));
  });

  test('do the same in a larger group, in every one of their lives', () => {
    const some = (count: number) => wide([group({ count, ...rebuilt })]);
    const rows = rowsIn(some(30), 0, 30);
    expect(rows.length).toBeGreaterThan(35);
    expect(rowsIn(some(50), 0, 30)).toEqual(rows);
  });

  test('have the life from another group’s image that they had without it', () => {
    const third = group({ name: 'third', count: 10, ...rebuilt, image: 1 });
    const rows = rowsIn(wide([group({ count: 30, ...rebuilt })]), 0, 30);
    expect(rowsIn(wide([group({ count: 30, ...rebuilt }), third]), 0, 30)).toEqual(rows);
  });

  test.each([
    ['in a fleet of everything that can happen to it', mixedScenario],
    ['in a hierarchy of sites', mixedHierarchy],
  ])('keep every law %s', (_name, make) => {
    const mixed = make();
    const products = mixed.groups.map(({ product }) => product);
    const scenario: Scenario = {
      ...mixed,
      groups: mixed.groups.map((each, number) => ({
        ...each,
        joiningCount: Math.floor(each.count / 4),
        stay: number % 2 === 0 ? { law: 'exponential', mean: 10 * DAY_MS } : null,
        rebuild: number % 3 === 2 ? null : { law: 'exponential', mean: 7 * DAY_MS },
        image: each.product === products[0] && number !== 1 ? 0 : -1,
      })),
      images: [image({ product: products[0]!, sizeBytes: 600_000_000, distributionPoints: [0, 1] })],
      deployments: mixed.deployments.map((each) => ({ ...each, verbosity: 'all' as const })),
      assumptions: {
        ...mixed.assumptions,
        registration: uniform(0, 3 * HOUR_MS),
        deletedAfterMs: 30 * HOUR_MS,
      },
    };
    const fleet = new Fleet(scenario, 0);
    const witness = new Witness(fleet);
    for (let atMs = 0; atMs <= scenario.horizonMs; atMs += 67 * HOUR_MS) {
      fleet.run(atMs);
      expect(brokenLaws(storyOf(scenario, fleet, witness))).toEqual([]);
    }
    const rows = rowsOf(fleet.result().imaging);
    expect(new Set(rows.map((row) => row.image))).toEqual(new Set([-1, 0]));
    expect(sumOf(rows, 'completed')).toBeGreaterThan(50);
  });
});

describe('a machine that its site knows again', () => {
  test('takes the place of what it was at once: with neither, the other half of the fleet would be all of it', () => {
    const user = { ...group().user, signedIn: 'always', restartShare: 1, restartAfter: fixed(0) } as const;
    const eager = group({ name: 'eager', user, userInstalls: { share: 1, after: fixed(0) } });
    const scenario = rebuiltScenario(
      5 * DAY_MS,
      6 * DAY_MS,
      {},
      {
        groups: [group({ rebuild: fixed(EVERY_MS), image: 0 }), eager],
        deployments: [deployment({ groups: [0, 1], deadlineMs: [20 * DAY_MS] })],
      },
    );
    const { coverage, imaging } = runFleet(scenario).result();
    expect(sumOf(rowsOf(imaging), 'completed')).toBe(1);
    // Half of the members from some time before the rebuild on, and more never.
    for (const row of rowsOf(coverage)) {
      if (row.level > 0.5) expect(row.reachedMs).toBe(-1);
      else expect(row.reachedMs).toBeLessThan(rebuildMs(scenario));
    }
    expect(rowsOf(coverage).filter(({ level, reachedMs }) => level === 0.5 && reachedMs > 0)).toHaveLength(4);
  });
});
