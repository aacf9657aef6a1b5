import { Fleet } from '../../../src/model/fleet.ts';
import type { Action } from '../../../src/model/scenario.ts';
import { BYTES, COPY_MS, contentScenario, noted } from '../content/package-fleet.ts';
import { rowsOf } from '../laws/story.ts';
import { DAY_MS } from '../small-fleet.ts';
import { NOTHING_CHOSEN } from './one-image.ts';

export { operatingSystemImage as image } from './one-image.ts';

export const IMAGE_BYTES = 6_000_000_000;
/** Of an image to a distribution point of `points`. */
export const IMAGE_MS = (IMAGE_BYTES / BYTES) * COPY_MS;

export function updatePoints(atMs: number, image = 0): Action {
  return { verb: 'updateDistributionPoints', atMs, image };
}

export function distributeImage(atMs: number, distributionPoints: readonly number[], image = 0): Action {
  return { verb: 'distributeImage', atMs, image, distributionPoints };
}

/** What a new version of an image holds that servicing has made. */
export interface Version {
  readonly atMs: number;
  readonly sizeBytes: number;
  readonly changedBytes: number;
}

/** A fleet whose first image gets new versions at instants, before what else happens then. */
export function servicedFleet(
  scenario: Parameters<typeof contentScenario>[0],
  versions: readonly Version[],
): Fleet {
  const fleet = new Fleet(
    contentScenario({ ...scenario, actions: withRoom(scenario?.actions, versions) }),
    0,
  );
  for (const { atMs, sizeBytes, changedBytes } of versions) {
    fleet.run(atMs - 1);
    fleet.parts.imageContents.addVersion(0, [], sizeBytes, changedBytes);
  }
  fleet.run(contentScenario(scenario ?? {}).horizonMs);
  return fleet;
}

/** Runs of servicing that are never due make room for the versions. */
function withRoom(actions: readonly Action[] = [], versions: readonly Version[]): Action[] {
  const choice = NOTHING_CHOSEN;
  return [
    ...actions,
    ...versions.map((): Action => ({ verb: 'scheduleServicing', atMs: 1000 * DAY_MS, image: 0, choice })),
  ];
}

/** What distribution points have received, as ms after `ACT_MS`. */
export const received = (fleet: Fleet) =>
  noted(fleet, 'contentDistributed').map(({ afterMs, subject, detail }) => ({
    afterMs,
    point: subject,
    bytes: detail,
  }));
export const bytesAt = (fleet: Fleet, point: number) =>
  received(fleet)
    .filter((each) => each.point === point)
    .map(({ bytes }) => bytes);
/** Bytes of the first image that have come to distribution points, in the intervals and since. */
export const sentBytes = (fleet: Fleet) =>
  rowsOf(fleet.result().images)
    .filter((row) => row('image') === 0)
    .reduce((sum, row) => sum + row('sentBytes'), fleet.parts.imageDistribution.sentBytes[0]!);
export const heldAt = ({ parts }: Fleet, point: number) => parts.imageDistribution.heldVersion(0, point);
