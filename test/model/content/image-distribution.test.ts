import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import type { Action, OperatingSystemImage, Priority } from '../../../src/model/scenario.ts';
import {
  distributeImage,
  heldAt,
  IMAGE_BYTES,
  IMAGE_MS,
  image,
  received,
  sentBytes,
  servicedFleet,
  updatePoints,
  type Version,
} from '../images/image-fleet.ts';
import {
  CONTENT_DISTRIBUTION,
  completed,
  contentFrom,
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  runFleet,
} from '../small-fleet.ts';
import {
  ACT_MS,
  arrivals,
  BYTES,
  contentScenario,
  distribute,
  newUpdates,
  noted,
  pack,
  points,
} from './package-fleet.ts';

const RETRY_MS = CONTENT_DISTRIBUTION.retryMs;
const WIDE = { bytesPerSecond: 1_000_000_000 };
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

describe('an image', () => {
  it('is on its distribution points from the start', () => {
    const scenario = contentScenario({
      distributionPoints: points(3),
      images: [image({ distributionPoints: [0, 2] })],
    });
    const fleet = runFleet(scenario);
    expect(numbers(3).map((point) => heldAt(fleet, point))).toEqual([1, 0, 1]);
    expect(received(fleet)).toEqual([]);
    expect(fleet.parts.imageDistribution.standingOf(0)).toEqual({
      points: 2,
      current: 2,
      onTheWay: 0,
      waiting: 0,
      failed: 0,
    });
  });

  it('that is imported later is sent then, in waves of five', () => {
    const scenario = contentScenario({
      distributionPoints: points(12),
      images: [image({ importedMs: ACT_MS, distributionPoints: numbers(12) })],
    });
    const fleet = runFleet(scenario);
    expect(noted(fleet, 'imageImported')).toEqual([{ afterMs: 0, subject: 0, detail: IMAGE_BYTES }]);
    expect(received(fleet)).toEqual(
      numbers(12).map((point) => ({
        afterMs: IMAGE_MS * (Math.floor(point / 5) + 1),
        point,
        bytes: IMAGE_BYTES,
      })),
    );
    const during = runFleet(scenario, ACT_MS + IMAGE_MS);
    expect(during.parts.imageDistribution.standingOf(0)).toEqual({
      points: 12,
      current: 5,
      onTheWay: 5,
      waiting: 2,
      failed: 0,
    });
  });

  it('that is distributed before it is imported is sent when it is', () => {
    const scenario = contentScenario({
      distributionPoints: points(2),
      images: [image({ importedMs: ACT_MS })],
      actions: [distributeImage(ACT_MS - HOUR_MS, [1])],
    });
    expect(arrivals(scenario)).toEqual([{ afterMs: IMAGE_MS, point: 1, bytes: IMAGE_BYTES }]);
  });

  it('takes its place among packages by priority, then by request', () => {
    const priorities: Priority[] = ['medium', 'low', 'high'];
    const scenario = contentScenario({
      siteChanges: { contentDistribution: { ...CONTENT_DISTRIBUTION, packagesMax: 1 } },
      distributionPoints: points(6, WIDE),
      packages: priorities.map((priority, number) =>
        pack({ name: `package ${number}`, priority, updates: [number + 1] }),
      ),
      images: priorities.map((priority, number) => image({ name: `image ${number}`, priority })),
      actions: numbers(3).flatMap((number) => [
        distributeImage(ACT_MS, [3 + number], number),
        distribute(number, [number]),
      ]),
    });
    // The first image goes at once; then high before medium before low, images where they were asked for first.
    expect(arrivals(scenario).map(({ point }) => point)).toEqual([3, 5, 2, 0, 4, 1]);
  });

  it('counts as one of the three packages that a site works on', () => {
    const scenario = contentScenario({
      distributionPoints: points(4, WIDE),
      packages: [1, 2, 3].map((update) => pack({ name: `package ${update}`, updates: [update] })),
      images: [image()],
      actions: [distributeImage(ACT_MS, [3]), ...numbers(3).map((number) => distribute(number, [number]))],
    });
    const [copyMs, imageMs] = [BYTES / 1e6, IMAGE_BYTES / 1e6];
    expect(arrivals(scenario).map(({ afterMs, point }) => [point, afterMs])).toEqual([
      [0, copyMs],
      [1, copyMs],
      [2, 2 * copyMs],
      [3, imageMs],
    ]);
  });

  it('does not wake clients that wait for the content of updates', () => {
    const deployed = deployment({ updates: [1], packages: [0], createdMs: DAY_MS, availableMs: [DAY_MS] });
    const withImage = (images: readonly OperatingSystemImage[]) =>
      runFleet(
        contentScenario({
          distributionPoints: points(1),
          packages: [pack({ updates: [1] })],
          deployments: [deployed],
          images,
        }),
      ).result().eventCount;
    const [importCount, arrivalCount] = [1, 1];
    expect(withImage([image({ importedMs: 2 * DAY_MS, distributionPoints: [0] })]) - withImage([])).toBe(
      importCount + arrivalCount,
    );
  });
});

describe('a new version of an image', () => {
  const VERSION: Version = { atMs: ACT_MS, sizeBytes: 7_000_000_000, changedBytes: 1_500_000_000 };
  const seconds = (bytes: number) => (bytes / 1_000_000) * 1000;

  it('travels whole to all its distribution points', () => {
    const fleet = servicedFleet(
      {
        distributionPoints: points(7),
        images: [image({ distributionPoints: numbers(7) })],
        actions: [updatePoints(ACT_MS)],
      },
      [VERSION],
    );
    const imageMs = seconds(VERSION.sizeBytes);
    expect(received(fleet)).toEqual(
      numbers(7).map((point) => ({
        afterMs: imageMs * (Math.floor(point / 5) + 1),
        point,
        bytes: VERSION.sizeBytes,
      })),
    );
    expect(sentBytes(fleet)).toBe(7 * VERSION.sizeBytes);
  });

  it('stays at the site until the distribution points are updated; one that is added gets what the others have', () => {
    const scenario = {
      distributionPoints: points(2),
      images: [image({ distributionPoints: [0] })],
      actions: [distributeImage(ACT_MS, [1])],
    };
    const fleet = servicedFleet(scenario, [VERSION]);
    expect(received(fleet)).toEqual([{ afterMs: IMAGE_MS, point: 1, bytes: IMAGE_BYTES }]);
    expect([heldAt(fleet, 0), heldAt(fleet, 1)]).toEqual([1, 1]);
    expect(fleet.parts.imageDistribution.standingOf(0)).toMatchObject({ points: 2, current: 2 });
    const updated = servicedFleet(
      { ...scenario, actions: [...scenario.actions, updatePoints(ACT_MS + DAY_MS)] },
      [VERSION],
    );
    expect([heldAt(updated, 0), heldAt(updated, 1)]).toEqual([2, 2]);
    expect(sentBytes(updated)).toBe(IMAGE_BYTES + 2 * VERSION.sizeBytes);
  });

  it('is what the first distribution point of an image gets', () => {
    const fleet = servicedFleet(
      { distributionPoints: points(1), images: [image()], actions: [distributeImage(ACT_MS, [0])] },
      [VERSION],
    );
    expect(received(fleet)).toEqual([
      { afterMs: seconds(VERSION.sizeBytes), point: 0, bytes: VERSION.sizeBytes },
    ]);
  });

  it('is sent once, however often the distribution points are updated', () => {
    const fleet = servicedFleet(
      {
        distributionPoints: points(1),
        images: [image({ distributionPoints: [0] })],
        actions: [updatePoints(ACT_MS), updatePoints(ACT_MS + 1000), updatePoints(ACT_MS + DAY_MS)],
      },
      [VERSION],
    );
    expect(received(fleet)).toHaveLength(1);
  });

  it('that comes during the transfer of another one follows it', () => {
    const fleet = servicedFleet(
      {
        distributionPoints: points(1),
        images: [image({ importedMs: ACT_MS, distributionPoints: [0] })],
        actions: [updatePoints(ACT_MS + 1000)],
      },
      [{ ...VERSION, atMs: ACT_MS + 1000 }],
    );
    expect(received(fleet)).toEqual([
      { afterMs: IMAGE_MS, point: 0, bytes: IMAGE_BYTES },
      { afterMs: IMAGE_MS + seconds(VERSION.sizeBytes), point: 0, bytes: VERSION.sizeBytes },
    ]);
  });
});

describe('an image on its way', () => {
  const target = { role: 'distributionPoint', index: 0 } as const;
  const outage = (fromMs: number, untilMs: number): Action[] => [
    { verb: 'outage', atMs: ACT_MS + fromMs, target },
    { verb: 'restore', atMs: ACT_MS + untilMs, target },
  ];
  const scenarioWith = (actions: readonly Action[], retriesMax = 100) =>
    contentScenario({
      siteChanges: { contentDistribution: { ...CONTENT_DISTRIBUTION, retriesMax } },
      distributionPoints: points(1),
      images: [image()],
      actions: [...actions, distributeImage(ACT_MS, [0])],
    });

  it('that an outage breaks off starts over after half an hour', () => {
    const fleet = runFleet(scenarioWith(outage(IMAGE_MS / 2, IMAGE_MS / 2 + 1)));
    expect(received(fleet)).toEqual([
      { afterMs: IMAGE_MS / 2 + RETRY_MS + IMAGE_MS, point: 0, bytes: IMAGE_BYTES },
    ]);
  });

  it('is given up after the last retry, until the distribution points are updated', () => {
    const actions = outage(-1, DAY_MS);
    const fleet = runFleet(scenarioWith(actions, 2));
    expect(noted(fleet, 'distributionFailed')).toEqual([
      { afterMs: 2 * RETRY_MS, subject: 0, detail: IMAGE_BYTES },
    ]);
    expect(fleet.parts.imageDistribution.standingOf(0)).toMatchObject({ points: 1, current: 0, failed: 1 });
    const again = runFleet(scenarioWith([...actions, updatePoints(ACT_MS + DAY_MS)], 2));
    expect(received(again)).toEqual([{ afterMs: DAY_MS + IMAGE_MS, point: 0, bytes: IMAGE_BYTES }]);
  });

  it('waits for an hour that is open to its priority', () => {
    const openFrom = ACT_MS / HOUR_MS + 3;
    const hours = numbers(7 * 24).map((hour) => (hour >= openFrom ? 'medium' : 'high'));
    const scenarioOf = (priority: Priority) =>
      contentScenario({
        distributionPoints: points(1, { delivery: { kind: 'sent', hours, limit: null } }),
        images: [image({ priority })],
        actions: [distributeImage(ACT_MS, [0])],
      });
    expect(arrivals(scenarioOf('high')).map(({ afterMs }) => afterMs)).toEqual([IMAGE_MS]);
    expect(arrivals(scenarioOf('medium')).map(({ afterMs }) => afterMs)).toEqual([3 * HOUR_MS + IMAGE_MS]);
    expect(arrivals(scenarioOf('low'))).toEqual([]);
  });

  it('comes to a pull-distribution point from a source that has the version', () => {
    const [first, second, third] = points(3);
    const sources = [
      { point: 1, priority: 1 },
      { point: 2, priority: 2 },
    ];
    const scenario = contentScenario({
      distributionPoints: [{ ...first!, delivery: { kind: 'pulled', sources } }, second!, third!],
      images: [image({ distributionPoints: [2] })],
      actions: [distributeImage(ACT_MS, [0])],
    });
    const fleet = runFleet(scenario);
    expect(received(fleet)).toEqual([{ afterMs: IMAGE_MS, point: 0, bytes: IMAGE_BYTES }]);
    expect([1, 2].map((point) => fleet.result().linkTotals.get(point, 'bytes'))).toEqual([0, IMAGE_BYTES]);
  });
});

describe('machines that are built from an image', () => {
  it('find it at the distribution points of their boundary groups that have it and are up', () => {
    const base = contentScenario({
      distributionPoints: points(4),
      images: [image({ distributionPoints: [0, 1, 3] })],
      actions: [{ verb: 'outage', atMs: ACT_MS, target: { role: 'distributionPoint', index: 1 } }],
    });
    const scenario = { ...base, groups: [group({ content: contentFrom(0, 1, 2) })] };
    const found = (untilMs: number) =>
      runFleet(completed(scenario), untilMs).parts.imageDistribution.pointsWith(0, 0);
    expect(found(ACT_MS - 1)).toEqual([0, 1]);
    expect(found(ACT_MS)).toEqual([0]);
  });
});

describe('a fleet copied while images are on their way', () => {
  const [first, second, third] = points(3);
  const scenario = contentScenario({
    catalog: newUpdates(3),
    distributionPoints: [
      first!,
      { ...second!, delivery: { kind: 'pulled', sources: [{ point: 0, priority: 1 }] } },
      { ...third!, delivery: { kind: 'sent', hours: null, limit: { blockBytes: 1e6, silenceMs: 500 } } },
      ...points(6).map((point, number) => ({ ...point, name: `more ${number}` })),
    ],
    packages: [pack({ updates: [1, 2] })],
    images: [
      image({ distributionPoints: numbers(9), importedMs: ACT_MS, sendsDifferences: true }),
      image({ name: 'another', kind: 'upgradePackage', priority: 'high' }),
    ],
    actions: [
      distribute(0, numbers(9)),
      distributeImage(ACT_MS + HOUR_MS, [0, 3, 2], 1),
      { verb: 'outage', atMs: ACT_MS + IMAGE_MS / 2, target: { role: 'distributionPoint', index: 0 } },
      { verb: 'restore', atMs: ACT_MS + IMAGE_MS, target: { role: 'distributionPoint', index: 0 } },
    ],
  });

  it.each([0, 1, 3000, 3600, 7000, 20_000, 40_000])('%i s after the act goes on like it', (afterS) => {
    const whole = new Fleet(scenario, 0);
    whole.run(ACT_MS + afterS * 1000);
    const copy = whole.save();
    whole.run(scenario.horizonMs);
    const other = new Fleet(scenario, 0);
    other.restore(copy);
    other.run(scenario.horizonMs);
    expect(other.result().fingerprint).toBe(whole.result().fingerprint);
    expect(received(other)).toEqual(received(whole));
    expect(other.save()).toEqual(whole.save());
  });
});

describe('the time in which distribution points lack an image', () => {
  const outdatedMs = (intervalMs: number, actions: readonly Action[], measureFromMs = 0) => {
    const base = contentScenario({
      distributionPoints: points(2),
      images: [image({ distributionPoints: [0] })],
      actions,
      measureFromMs,
    });
    const { images } = runFleet({ ...base, output: { ...base.output, intervalMs } }).result();
    return numbers(images.length).reduce((sum, row) => sum + images.get(row, 'outdatedMs'), 0);
  };

  it('is from the instant of the act to the last arrival, however long the intervals of the tables are', () => {
    const actions = [distributeImage(ACT_MS + 1, [1])];
    expect(IMAGE_MS % HOUR_MS).not.toBe(0);
    for (const intervalMs of [HOUR_MS, 6 * HOUR_MS, DAY_MS]) {
      expect(outdatedMs(intervalMs, actions)).toBe(IMAGE_MS);
    }
  });

  it('goes on to the end where the image never comes, and begins with the measured span', () => {
    const actions: Action[] = [
      { verb: 'outage', atMs: ACT_MS - 1, target: { role: 'distributionPoint', index: 1 } },
      distributeImage(ACT_MS, [1]),
    ];
    const { horizonMs } = contentScenario({});
    expect(outdatedMs(HOUR_MS, actions)).toBe(horizonMs - ACT_MS);
    expect(outdatedMs(HOUR_MS, actions, 2 * DAY_MS)).toBe(horizonMs - 2 * DAY_MS);
  });

  it('is none where every point has it', () => {
    expect(outdatedMs(HOUR_MS, [updatePoints(ACT_MS)])).toBe(0);
  });
});
