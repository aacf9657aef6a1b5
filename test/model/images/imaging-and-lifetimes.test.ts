import { describe, expect, test } from 'vitest';
import { Clients } from '../../../src/model/client/clients.ts';
import type { Fleet } from '../../../src/model/fleet.ts';
import { ImagingStage } from '../../../src/model/images/imaging.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { Actual } from '../../../src/model/updates/update-states.ts';
import { Luck } from '../../../src/sim/random.ts';
import {
  DAY_MS,
  distributionPoint,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  runFleet,
  smallScenario,
} from '../small-fleet.ts';
import {
  BUILD_MS,
  clientOf,
  FETCH_MS,
  image,
  rebuildMs,
  rebuiltScenario,
  rowsOf,
  SIZE_BYTES,
  sumOf,
} from './imaged-fleet.ts';

const MAY_SLOT = 0;
/** In a millisecond of the transfer of an image. */
const BYTES_PER_MS = SIZE_BYTES / FETCH_MS;

describe('a machine that leaves the fleet for good', () => {
  const base = rebuiltScenario(4 * DAY_MS, 5 * DAY_MS, { rebuild: fixed(5 * DAY_MS) });
  const startMs = rebuildMs(base);
  const leaving = (stayMs: number): Scenario => ({
    ...base,
    groups: base.groups.map((each) => ({ ...each, stay: fixed(stayMs) })),
  });
  const rowsAfter = (fleet: Fleet) => rowsOf(fleet.result().imaging);

  test('stops getting its image: nobody joins, and it is never rebuilt again', () => {
    const leftMs = startMs + 5 * MINUTE_MS;
    const fleet = runFleet(leaving(leftMs));
    const { lifetimes, imaging } = fleet.parts;
    expect([1, 2].map((build) => lifetimes.hasJoined(clientOf(fleet, build)))).toEqual([false, false]);
    expect(imaging.stage[clientOf(fleet, 1)]).toBe(ImagingStage.none);
    expect(sumOf(rowsAfter(fleet), 'started')).toBe(1);
    expect(sumOf(rowsAfter(fleet), 'stopped')).toBe(1);
    expect(sumOf(rowsAfter(fleet), 'sentBytes')).toBe((leftMs - startMs) * BYTES_PER_MS);
    expect(fleet.parts.network.links.flowCount(fleet.parts.network.linkOfPoint(0))).toBe(0);
    expect(rowsOf(fleet.result().clients!).length).toBe(1);
  });

  test('stops being set up', () => {
    const fleet = runFleet(leaving(startMs + FETCH_MS + BUILD_MS - 1));
    expect(fleet.parts.lifetimes.hasJoined(clientOf(fleet, 1))).toBe(false);
    expect(sumOf(rowsAfter(fleet), 'stopped')).toBe(1);
    expect(sumOf(rowsAfter(fleet), 'sentBytes')).toBe(SIZE_BYTES);
  });

  test('stops waiting', () => {
    const scenario = { ...leaving(startMs + HOUR_MS), images: [image({ distributionPoints: [] })] };
    const fleet = runFleet(scenario);
    const last = rowsAfter(fleet).at(-1)!;
    expect(last).toMatchObject({ stopped: 1, waiting: 0, underWay: 0 });
  });

  test('leaves when it would have without the rebuild', () => {
    const stayMs = startMs + DAY_MS;
    const fleet = runFleet(leaving(stayMs));
    const next = clientOf(fleet, 1);
    const { lifetimes, presence } = fleet.parts;
    expect(lifetimes.hasLeft(next)).toBe(true);
    expect([lifetimes.joinedMs(next), lifetimes.leftMs(next)]).toEqual([
      startMs + FETCH_MS + BUILD_MS,
      stayMs,
    ]);
    expect(presence.isPresent(next, fleet.nowMs)).toBe(false);
    expect(lifetimes.inFleetCount[0]).toBe(0);
  });

  test('is not rebuilt after that', () => {
    expect(rowsAfter(runFleet(leaving(startMs - 1)))).toEqual([]);
  });
});

describe('a machine that joins a group with an image', () => {
  const scenario = smallScenario({
    groups: [group({ joiningCount: 1, image: 0, stay: fixed(DAY_MS) })],
    images: [image()],
  });
  const luck = new Luck(scenario.seed, 0);
  const clients = new Clients(scenario.groups, luck);
  const arrivesMs = Math.floor(clients.draw(luck.key('client joins'), 0, 0) * scenario.horizonMs);

  test('is built from it as it arrives, and joins when that is done', () => {
    const joinedMs = arrivesMs + FETCH_MS + BUILD_MS;
    const fleet = runFleet(scenario, joinedMs - 1);
    expect(fleet.parts.lifetimes.hasJoined(0)).toBe(false);
    expect(fleet.parts.presence.isPresent(0, joinedMs - 1)).toBe(false);
    fleet.run(joinedMs);
    expect(fleet.parts.lifetimes.isInFleet(0)).toBe(true);
    expect(fleet.parts.truth.actual(0, MAY_SLOT)).toBe(Actual.installed);
  });

  test('stays for so long from then on', () => {
    const leftMs = arrivesMs + FETCH_MS + BUILD_MS + DAY_MS;
    expect(leftMs).toBeLessThan(scenario.horizonMs);
    const fleet = runFleet(scenario, leftMs - 1);
    expect(fleet.parts.lifetimes.isInFleet(0)).toBe(true);
    fleet.run(leftMs);
    expect(fleet.parts.lifetimes.hasLeft(0)).toBe(true);
    expect(fleet.parts.presence.isPresent(0, leftMs)).toBe(false);
  });

  test('joins at once while the group has none yet, and from the image once one is chosen', () => {
    const chosenMs = 5 * DAY_MS;
    const later = smallScenario({
      groups: [group({ count: 40, joiningCount: 40 })],
      actions: [{ verb: 'chooseImage', atMs: chosenMs, groups: [0], image: 0 }],
      deployments: [],
      distributionPoints: [distributionPoint({ bytesPerSecond: 12_500_000_000 })],
      images: [image()],
    });
    const fleet = runFleet(later);
    const { lifetimes, clients: all } = fleet.parts;
    for (let client = 0; client < all.count; client++) {
      const cameMs = lifetimes.arrivesMs(client);
      const joinedMs = cameMs < chosenMs ? cameMs : cameMs + FETCH_MS + BUILD_MS;
      expect(lifetimes.joinedMs(client)).toBe(joinedMs > later.horizonMs ? Infinity : joinedMs);
    }
  });

  test('comes, goes and is rebuilt as if no image were ever chosen, until one is', () => {
    const chosenMs = 9 * DAY_MS;
    const plain = smallScenario({
      groups: [group({ count: 40, joiningCount: 20, rebuild: fixed(2 * DAY_MS), stay: fixed(3 * DAY_MS) })],
      deployments: [],
      images: [image()],
    });
    const chosen = smallScenario({
      ...plain,
      actions: [{ verb: 'chooseImage', atMs: chosenMs, groups: [0], image: 0 }],
    });
    const clientsOf = (scenario: Scenario) =>
      rowsOf(runFleet(scenario, chosenMs - 1).result().clients!).map(
        ({ numberInGroup, build, joinedMs, leftMs }) => [numberInGroup, build, joinedMs, leftMs],
      );
    expect(clientsOf(chosen)).toEqual(clientsOf(plain));
    expect(clientsOf(chosen).filter(([, build]) => build === 1).length).toBeGreaterThan(10);
    expect(runFleet(chosen).nowMs).toBe(chosen.horizonMs);
  });

  test('leaves when its stay is over, though its group had no image as it came', () => {
    const stayMs = 3 * HOUR_MS;
    const scenario = smallScenario({
      groups: [group({ count: 20, joiningCount: 20, stay: fixed(stayMs) })],
      actions: [{ verb: 'chooseImage', atMs: 9 * DAY_MS, groups: [0], image: 0 }],
      deployments: [],
      images: [image()],
    });
    const fleet = runFleet(scenario, 9 * DAY_MS - 1);
    const { lifetimes, clients: all } = fleet.parts;
    for (let client = 0; client < all.count; client++) {
      const leftMs = lifetimes.arrivesMs(client) + stayMs;
      if (leftMs > fleet.nowMs) continue;
      expect([lifetimes.hasLeft(client), lifetimes.leftMs(client)]).toEqual([true, leftMs]);
    }
  });
});
