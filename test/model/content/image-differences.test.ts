import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action, ContentDelivery, OperatingSystemImage } from '../../../src/model/scenario.ts';
import {
  bytesAt,
  distributeImage,
  IMAGE_BYTES,
  image,
  received,
  sentBytes,
  servicedFleet,
  updatePoints,
  type Version,
} from '../images/image-fleet.ts';
import { CONTENT_DISTRIBUTION, DAY_MS, HOUR_MS, MINUTE_MS } from '../small-fleet.ts';
import { ACT_MS, BYTES, points } from './package-fleet.ts';

const RETRY_MS = CONTENT_DISTRIBUTION.retryMs;
const WIDE = { bytesPerSecond: 1_000_000_000 };
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);
const sumOf = (rows: readonly { readonly bytes: number }[]) =>
  rows.reduce((sum, { bytes }) => sum + bytes, 0);

describe('binary differential replication', () => {
  const CHANGED = 500_000_000;
  const GROWTH = 100_000_000;
  const every = (count: number): Version[] =>
    numbers(count).map((number) => ({
      atMs: ACT_MS + number * HOUR_MS,
      sizeBytes: IMAGE_BYTES + (number + 1) * GROWTH,
      changedBytes: CHANGED + number,
    }));
  const fleetWith = (
    versions: readonly Version[],
    actions: readonly Action[],
    changes: Partial<OperatingSystemImage> = {},
  ) =>
    servicedFleet(
      {
        distributionPoints: points(2, WIDE),
        images: [image({ distributionPoints: [0], sendsDifferences: true, ...changes })],
        actions,
      },
      versions,
    );
  it('sends what changed five times, the sixth time the whole, and counts anew', () => {
    const versions = every(13);
    const fleet = fleetWith(
      versions,
      versions.map(({ atMs }) => updatePoints(atMs)),
    );
    expect(bytesAt(fleet, 0)).toEqual(
      versions.map(({ sizeBytes, changedBytes }, number) => (number % 6 === 5 ? sizeBytes : changedBytes)),
    );
  });

  it('sends all that changed since the version of the distribution point, and never more than the whole', () => {
    const [first, second, third] = every(3);
    const fleet = fleetWith([first!, second!], [updatePoints(second!.atMs)]);
    expect(bytesAt(fleet, 0)).toEqual([first!.changedBytes + second!.changedBytes]);
    const large = { ...second!, changedBytes: IMAGE_BYTES };
    expect(bytesAt(fleetWith([first!, large, third!], [updatePoints(third!.atMs)]), 0)).toEqual([
      third!.sizeBytes,
    ]);
  });

  it('sends the whole to a distribution point that has no version, which then counts by itself', () => {
    const versions = every(7);
    const fleet = fleetWith(versions, [
      ...versions.map(({ atMs }) => updatePoints(atMs)),
      distributeImage(versions[2]!.atMs, [1]),
    ]);
    expect(bytesAt(fleet, 1)).toEqual([
      versions[2]!.sizeBytes,
      ...versions.slice(3).map(({ changedBytes }) => changedBytes),
    ]);
    expect(bytesAt(fleet, 0)[5]).toBe(versions[5]!.sizeBytes);
  });

  it('sends the difference again when it was broken off, as the distribution point still has its old version', () => {
    const [version] = every(1);
    const target = { role: 'distributionPoint', index: 0 } as const;
    const fleet = fleetWith(
      [version!],
      [
        updatePoints(ACT_MS),
        { verb: 'outage', atMs: ACT_MS + CHANGED / 2e6, target },
        { verb: 'restore', atMs: ACT_MS + MINUTE_MS, target },
      ],
    );
    expect(received(fleet)).toEqual([
      { afterMs: CHANGED / 2e6 + RETRY_MS + CHANGED / 1e6, point: 0, bytes: CHANGED },
    ]);
  });

  it('gives pull-distribution points the whole', () => {
    const [version] = every(1);
    const [first, second] = points(2, WIDE);
    const pulled: ContentDelivery = { kind: 'pulled', sources: [{ point: 0, priority: 1 }] };
    const fleet = servicedFleet(
      {
        distributionPoints: [first!, { ...second!, delivery: pulled }],
        images: [image({ distributionPoints: [0, 1], sendsDifferences: true })],
        actions: [updatePoints(ACT_MS)],
      },
      [version!],
    );
    expect(bytesAt(fleet, 0)).toEqual([version!.changedBytes]);
    expect(bytesAt(fleet, 1)).toEqual([version!.sizeBytes]);
  });
});

describe('the bytes of a distribution', () => {
  const distribution = fc.record({
    pointCount: fc.integer({ min: 1, max: 12 }),
    versionCount: fc.integer({ min: 1, max: 8 }),
    sendsDifferences: fc.boolean(),
    outages: fc.array(
      fc.record({
        point: fc.nat(11),
        fromMs: fc.nat(9 * HOUR_MS),
        lastsMs: fc.integer({ min: 1, max: HOUR_MS }),
      }),
      { maxLength: 3 },
    ),
    pullCount: fc.nat(4),
  });

  it('are the size of the image times its distribution points for every version, unless differential', () => {
    fc.assert(
      fc.property(distribution, ({ pointCount, versionCount, sendsDifferences, outages, pullCount }) => {
        const versions = numbers(versionCount).map(
          (number): Version => ({
            // A day between versions: every point has each of them.
            atMs: ACT_MS + number * DAY_MS,
            sizeBytes: IMAGE_BYTES + number,
            changedBytes: BYTES + number,
          }),
        );
        const all = numbers(pointCount);
        const isPulled = (point: number) => point > 0 && point <= pullCount;
        const scenario = {
          horizonMs: ACT_MS + versionCount * DAY_MS,
          distributionPoints: points(pointCount, WIDE).map((each, point) =>
            isPulled(point)
              ? { ...each, delivery: { kind: 'pulled', sources: [{ point: 0, priority: 1 }] } as const }
              : each,
          ),
          images: [image({ distributionPoints: all, sendsDifferences })],
          actions: [
            ...versions.map(({ atMs }) => updatePoints(atMs)),
            ...outages.flatMap(({ point, fromMs, lastsMs }): Action[] => {
              const target = { role: 'distributionPoint', index: point % pointCount } as const;
              return [
                { verb: 'outage', atMs: ACT_MS + fromMs, target },
                { verb: 'restore', atMs: ACT_MS + fromMs + lastsMs, target },
              ];
            }),
          ],
        };
        const fleet = servicedFleet(scenario, versions);
        for (const point of all) {
          const differs = sendsDifferences && !isPulled(point);
          expect(bytesAt(fleet, point)).toEqual(
            versions.map(({ sizeBytes, changedBytes }, number) =>
              differs && number % 6 !== 5 ? changedBytes : sizeBytes,
            ),
          );
        }
        const wholeBytes = versions.reduce((sum, { sizeBytes }) => sum + sizeBytes * pointCount, 0);
        if (!sendsDifferences && outages.length === 0) expect(sentBytes(fleet)).toBe(wholeBytes);
        else expect(sentBytes(fleet)).toBeGreaterThanOrEqual(sumOf(received(fleet)));
      }),
      { seed: 20240614, numRuns: 40 },
    );
  });
});
