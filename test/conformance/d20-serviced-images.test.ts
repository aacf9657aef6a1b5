import { describe, expect, test } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import { ImagingStage } from '../../src/model/images/imaging.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import {
  BUILD_MS,
  image as builtFrom,
  clientOf,
  FETCH_MS,
  rebuildMs,
  rebuiltScenario,
  rowsOf,
  SIZE_BYTES,
  servicing,
  sumOf,
} from '../model/images/imaged-fleet.ts';
import { DAY_MS, runFleet } from '../model/small-fleet.ts';
import {
  DP_RATE,
  GROWTH_BYTES,
  type Lines,
  run,
  runMs,
  WIM_BYTES,
  WIZARD_MS,
  wizard,
} from './image-fleet.ts';

const SEVEN = Array.from({ length: 7 }, (_, number) => `day${number}`);
const seven: Lines = {
  days: 9,
  updates: SEVEN.map(
    (id, number) =>
      `id: ${id}, kb: KB500005${number}, product: Windows 11, kind: DotNetCU, classification: Security Updates, ` +
      'released: 2024-05-20T17:00:00Z, size: 1 MB',
  ),
  actions: SEVEN.map((id, number) =>
    wizard(`updates: [${id}], updateDistributionPoints: true`, `start + ${number + 1} d`),
  ),
};
const IMAGE = 'patchedTo: 2024-05-16 00:00 UTC';

describe('a new version of an image', () => {
  const bytesTo = (point: number, lines: Lines) =>
    run(lines).distributed.flatMap(([, to, bytes]) => (to === point ? [bytes] : []));

  test('D20.31 is one changed file: it goes to every distribution point whole', () => {
    const lines = { image: IMAGE, pointCount: 3, actions: [seven.actions![0]!], updates: seven.updates! };
    expect([0, 1, 2].map((point) => bytesTo(point, lines))).toEqual([[WIM_BYTES], [WIM_BYTES], [WIM_BYTES]]);
  });

  test('D20.32 goes as its differences only where that is switched on', () => {
    const first = (image: string) => bytesTo(0, { ...seven, image })[0];
    expect(first(IMAGE)).toBe(WIM_BYTES);
    expect(first(`${IMAGE}, binaryDifferentialReplication: true`)).toBe(0.1 * WIM_BYTES);
  });

  test('D20.33 differs by what it grew and by a share of the old file', () => {
    const { distributed } = run({
      image: 'binaryDifferentialReplication: true',
      actions: [wizard('updates: [june], updateDistributionPoints: true')],
    });
    expect(distributed.map(([, , bytes]) => bytes)).toEqual([GROWTH_BYTES + 0.1 * WIM_BYTES]);
  });

  test('D20.34 goes whole after five differences, and the count begins anew', () => {
    const image = `${IMAGE}, binaryDifferentialReplication: true`;
    const difference = 0.1 * WIM_BYTES;
    expect(bytesTo(0, { ...seven, image })).toEqual([
      ...Array.from({ length: 5 }, () => difference),
      WIM_BYTES,
      difference,
    ]);
  });

  test('D20.35b, D20.35c goes as its differences from a site server to a distribution point, but whole to one that pulls', () => {
    const image = `${IMAGE}, binaryDifferentialReplication: true`;
    const lines = { ...seven, image, points: ['name: pulls, location: Paris, pullFrom: [{ name: DP0 }]'] };
    expect([bytesTo(0, lines)[0], bytesTo(1, lines)[0]]).toEqual([0.1 * WIM_BYTES, WIM_BYTES]);
  });

  test('D20.36 enters the content library when distribution points are updated: a further one gets what they have', () => {
    const heldBy = (...actions: string[]) => {
      const distribute = 'at: start + 4 d, do: distributeImage, image: golden, distributionPoints: [DP1]';
      const all = { pointCount: 2, image: 'distributionPoints: [DP0]', actions: [...actions, distribute] };
      const { imageDistribution } = run(all).fleet.parts;
      return [0, 1].map((point) => imageDistribution.heldVersion(0, point));
    };
    expect(heldBy(wizard('updates: [june]'))).toEqual([1, 1]);
    expect(heldBy(wizard('updates: [june], updateDistributionPoints: true'))).toEqual([2, 2]);
  });

  test('D20.37 is at a distribution point when all its bytes are, which has the old one until then', () => {
    const lines = { actions: [wizard('updates: [net], updateDistributionPoints: true')] };
    const arrivesMs = WIZARD_MS + runMs('net') + (WIM_BYTES / DP_RATE) * 1000;
    expect(run(lines).distributed).toEqual([[arrivesMs, 0, WIM_BYTES]]);
    const held = (atMs: number) => run(lines, atMs).fleet.parts.imageDistribution.heldVersion(0, 0);
    expect([held(arrivesMs - 1), held(arrivesMs)]).toEqual([1, 2]);
  });
});

describe('a machine that is built from an image', () => {
  const scenario = rebuiltScenario(3 * DAY_MS, 3.5 * DAY_MS);
  const startMs = rebuildMs(scenario);
  const joinedMs = startMs + FETCH_MS + BUILD_MS;
  const [MAY_SLOT, JUNE_SLOT] = [0, 1];

  test('D20.38 leaves as the client that it was, and joins as another one', () => {
    const states = (atMs: number) => {
      const fleet = runFleet(scenario, atMs);
      return [0, 1].map((build) => fleet.parts.lifetimes.isInFleet(clientOf(fleet, build)));
    };
    expect(states(startMs - 1)).toEqual([true, false]);
    expect(states(startMs)).toEqual([false, false]);
    expect(states(joinedMs)).toEqual([false, true]);
  });

  test('D20.39 gets the whole image, and is then set up for some time', () => {
    const stageAt = (atMs: number) => {
      const fleet = runFleet(scenario, atMs);
      return fleet.parts.imaging.stage[clientOf(fleet, 1)];
    };
    const { fetching, building, none } = ImagingStage;
    expect([startMs, startMs + FETCH_MS - 1].map(stageAt)).toEqual([fetching, fetching]);
    expect([startMs + FETCH_MS, joinedMs - 1].map(stageAt)).toEqual([building, building]);
    expect(stageAt(joinedMs)).toBe(none);
  });

  test('D20.40a has what its distribution point held as the transfer began', () => {
    const actualOf = (updates: readonly number[]) => {
      const fleet = runFleet({ ...scenario, images: [builtFrom({ updates })] }, joinedMs);
      const client = clientOf(fleet, 1);
      return [MAY_SLOT, JUNE_SLOT].map((slot) => fleet.parts.truth.actual(client, slot));
    };
    expect(actualOf([0])).toEqual([Actual.installed, Actual.required]);
    expect(actualOf([0, 1])).toEqual([Actual.notRequired, Actual.installed]);
    // A version with June's update that comes while the transfer goes on changes nothing for it.
    const during = new Fleet({ ...scenario, actions: [servicing(scenario.horizonMs)] }, 0);
    during.run(startMs);
    during.parts.imageContents.addVersion(0, [1], SIZE_BYTES, SIZE_BYTES);
    during.parts.imageDistribution.update(0);
    during.run(scenario.horizonMs);
    expect(during.parts.imageDistribution.heldVersion(0, 0)).toBe(2);
    expect(sumOf(rowsOf(during.result().imaging), 'requiredUpdates')).toBe(1);
  });

  test('D20.40b waits where no distribution point of its own has the image', () => {
    const nowhere = { ...scenario, images: [builtFrom({ distributionPoints: [] })] };
    const fleet = runFleet(nowhere);
    const client = clientOf(fleet, 1);
    expect(fleet.parts.imaging.stage[client]).toBe(ImagingStage.waiting);
    expect(fleet.parts.lifetimes.hasJoined(client)).toBe(false);
  });
});
