import { describe, expect, it } from 'vitest';
import type { ServicingChoice } from '../../../src/model/scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, runFleet, SECOND_MS, smallScenario, uniform } from '../small-fleet.ts';
import {
  COPY_RATE,
  eventsOf,
  image,
  imageScenario,
  JUNE_CU,
  logOf,
  MAY_CU,
  NET,
  outcomesOf,
  STACK,
  statusOf,
  TOOL,
  UPDATES,
  WIM_BYTES,
  WIZARD_MS,
  wizard,
} from './servicing-fleet.ts';

const copyMs = (bytes: number) => (bytes / COPY_RATE) * 1000;
const bytesOf = (...updates: number[]) => updates.reduce((sum, each) => sum + UPDATES[each]!.sizeBytes, 0);

const CHECK_MS = 15 * SECOND_MS;
const MOUNT_MS = 3 * MINUTE_MS;
const COMMIT_MS = 8 * MINUTE_MS;
const LCU_MS = 20 * MINUTE_MS;
const NET_MS = 5 * MINUTE_MS;
const STACK_MS = MINUTE_MS;

/** From the start of a run with updates to the mounted image. */
const toMountedMs = (...updates: number[]) => copyMs(bytesOf(...updates)) + copyMs(WIM_BYTES) + MOUNT_MS;

function serviced(choice: Partial<ServicingChoice>, changes: Parameters<typeof imageScenario>[1] = {}) {
  return runFleet(imageScenario([wizard(choice)], changes));
}

describe('A servicing run', () => {
  it('copies, mounts, checks, applies, commits and copies back, each for its time', () => {
    const fleet = serviced({});
    const grownBytes = WIM_BYTES + 0.6 * bytesOf(JUNE_CU);
    let atMs = WIZARD_MS;
    const later = (ms: number) => (atMs += ms);
    expect(logOf(fleet)).toEqual([
      [WIZARD_MS, 'scheduled', -1],
      [WIZARD_MS, 'started', -1],
      [WIZARD_MS, 'copyingUpdates', -1],
      [later(copyMs(bytesOf(JUNE_CU))), 'copyingImage', -1],
      [later(copyMs(WIM_BYTES)), 'mounting', -1],
      [later(MOUNT_MS), 'checking', JUNE_CU],
      [later(CHECK_MS), 'applying', JUNE_CU],
      [later(LCU_MS), 'applied', JUNE_CU],
      [atMs, 'committing', -1],
      [later(COMMIT_MS), 'copyingBack', -1],
      [later(copyMs(grownBytes)), 'oldVersionRemoved', -1],
      [atMs, 'succeeded', -1],
    ]);
    expect(outcomesOf(fleet)).toEqual([
      { t: atMs, image: 0, run: 1, update: JUNE_CU, outcome: 'applied', version: 2 },
    ]);
    expect(eventsOf(fleet)).toEqual([
      [WIZARD_MS, 'servicingScheduled', 0, 1],
      [WIZARD_MS, 'servicingStarted', 0, 1],
      [atMs, 'servicingSucceeded', 0, 1],
    ]);
    expect(statusOf(fleet)).toBe('succeeded');
  });

  it('is the same for an upgrade package', () => {
    const upgradePackage = serviced({}, { images: [image({ kind: 'upgradePackage' })] });
    expect(logOf(upgradePackage)).toEqual(logOf(serviced({})));
  });

  it('is told whole, though it was over before measurement began', () => {
    const fleet = serviced({}, { measureFromMs: WIZARD_MS + DAY_MS });
    expect(outcomesOf(fleet)).toEqual(outcomesOf(serviced({})));
    const { images } = fleet.result();
    expect(images.get(0, 't')).toBe(WIZARD_MS + DAY_MS + HOUR_MS);
    expect(images.get(0, 'temporaryPeakBytes')).toBe(0);
  });

  it('waits for its planned start', () => {
    const fleet = serviced({ startAfterMs: 5 * HOUR_MS });
    expect(
      eventsOf(fleet)
        .map(([t]) => t)
        .slice(0, 2),
    ).toEqual([WIZARD_MS, WIZARD_MS + 5 * HOUR_MS]);
  });

  it('services every edition in the image', () => {
    const endMs = (indexCount: number) => outcomesOf(serviced({}, { images: [image({ indexCount })] }))[0]!.t;
    expect(endMs(4) - endMs(1)).toBe(3 * LCU_MS);
  });

  it('applies the servicing stack first and then by release, and leaves out what is no package for it', () => {
    const fleet = serviced({ updates: [TOOL, NET, JUNE_CU, MAY_CU, STACK] });
    const turns = logOf(fleet).filter(([, line]) => ['applied', 'notSupported'].includes(line));
    const mountedMs = WIZARD_MS + toMountedMs(MAY_CU, JUNE_CU, STACK, NET, TOOL);
    const stackMs = mountedMs + CHECK_MS + STACK_MS;
    expect(turns).toEqual([
      [stackMs, 'applied', STACK],
      [stackMs + CHECK_MS + LCU_MS, 'applied', MAY_CU],
      [stackMs + 2 * (CHECK_MS + LCU_MS), 'applied', JUNE_CU],
      [stackMs + 2 * (CHECK_MS + LCU_MS) + CHECK_MS + NET_MS, 'applied', NET],
      [stackMs + 2 * (CHECK_MS + LCU_MS) + CHECK_MS + NET_MS + CHECK_MS, 'notSupported', TOOL],
    ]);
    expect(outcomesOf(fleet).map(({ update, outcome }) => [update, outcome])).toEqual([
      [STACK, 'applied'],
      [MAY_CU, 'applied'],
      [JUNE_CU, 'applied'],
      [NET, 'applied'],
      [TOOL, 'notSupported'],
    ]);
  });

  it('does not apply feature updates, whatever their kind', () => {
    const updates = UPDATES.map((each, number) =>
      number === JUNE_CU ? { ...each, classification: 'Upgrades' } : each,
    );
    const catalog = { products: ['Windows'], updates, origin: 'made for tests' };
    const [outcome] = outcomesOf(serviced({}, { catalog }));
    expect(outcome).toMatchObject({ update: JUNE_CU, outcome: 'notSupported', version: -1 });
  });

  it('has nothing to commit when nothing was applied: it succeeds, and the image stays as it is', () => {
    const fleet = serviced({ updates: [TOOL], updatesDistributionPoints: true });
    expect(statusOf(fleet)).toBe('succeeded');
    expect(fleet.parts.imageContents.version[0]).toBe(1);
    const mountedMs = WIZARD_MS + toMountedMs(TOOL);
    expect(logOf(fleet).slice(-4)).toEqual([
      [mountedMs, 'checking', TOOL],
      [mountedMs + CHECK_MS, 'notSupported', TOOL],
      [mountedMs + CHECK_MS, 'unmountedWithoutCommit', -1],
      [mountedMs + CHECK_MS, 'succeeded', -1],
    ]);
  });
});

describe('A serviced image', () => {
  it('grows by its share of the cumulative updates, and has changed by a share of the old file beside', () => {
    const { imageContents } = serviced({ updates: [MAY_CU, JUNE_CU, STACK, NET] }).parts;
    const growthBytes = 0.6 * bytesOf(MAY_CU, JUNE_CU);
    expect(imageContents.version[0]).toBe(2);
    expect(imageContents.sizeOf(0)).toBe(WIM_BYTES + growthBytes);
    expect(imageContents.changedBetween(0, 1, 2)).toBe(growthBytes + 0.1 * WIM_BYTES);
    expect([MAY_CU, JUNE_CU, STACK, NET, TOOL].map((each) => imageContents.has(0, each))).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  it('is cleaned and exported to a new file when superseded updates are removed', () => {
    const fleet = serviced({ removesSuperseded: true });
    const newBytes = WIM_BYTES + 0.1 * bytesOf(JUNE_CU);
    const appliedMs = WIZARD_MS + toMountedMs(JUNE_CU) + CHECK_MS + LCU_MS;
    const exportMs = appliedMs + 15 * MINUTE_MS + COMMIT_MS;
    expect(logOf(fleet).slice(7)).toEqual([
      [appliedMs, 'applied', JUNE_CU],
      [appliedMs, 'cleaningUp', -1],
      [appliedMs + 15 * MINUTE_MS, 'committing', -1],
      [exportMs, 'exporting', -1],
      [exportMs + 8 * MINUTE_MS, 'copyingBack', -1],
      [exportMs + 8 * MINUTE_MS + copyMs(newBytes), 'oldVersionRemoved', -1],
      [exportMs + 8 * MINUTE_MS + copyMs(newBytes), 'succeeded', -1],
    ]);
    expect(fleet.parts.imageContents.sizeOf(0)).toBe(newBytes);
    expect(fleet.parts.imageContents.changedBetween(0, 1, 2)).toBe(newBytes);
  });

  it('goes to its distribution points only when they are to be updated', () => {
    const held = (updatesDistributionPoints: boolean) =>
      serviced({ updatesDistributionPoints }).parts.imageDistribution.heldVersion(0, 0);
    expect(held(false)).toBe(1);
    expect(held(true)).toBe(2);
    const versionsOf = (updatesDistributionPoints: boolean) => {
      const { images } = serviced({ updatesDistributionPoints }).result();
      const last = images.length - 1;
      return (['version', 'distributedVersion', 'current'] as const).map((column) =>
        images.get(last, column),
      );
    };
    expect(versionsOf(false)).toEqual([2, 1, 1]);
    expect(versionsOf(true)).toEqual([2, 2, 1]);
  });

  it('has room for as many versions as its own wizards can make', () => {
    const images = [image({ name: 'a' }), image({ name: 'b' }), image({ name: 'c' })];
    const wizards = [0, 0, 0, 1].map((number, at) =>
      wizard({}, { image: number, atMs: WIZARD_MS + at * HOUR_MS }),
    );
    const { imageContents } = runFleet(imageScenario(wizards, { images })).parts;
    // None, that of the import, and one of each wizard.
    expect(imageContents.sizeBytes.length).toBe(2 + 3 + (2 + 1) + 2);
    expect([0, 1, 2].map((number) => imageContents.sizeOf(number))).toEqual([
      WIM_BYTES + 0.6 * bytesOf(JUNE_CU),
      WIM_BYTES + 0.6 * bytesOf(JUNE_CU),
      WIM_BYTES,
    ]);
  });
});

describe('An update that the image refuses', () => {
  const images = [image({ failingUpdates: [JUNE_CU] })];
  const updates = [JUNE_CU, STACK, NET];
  const triedMs = WIZARD_MS + toMountedMs(JUNE_CU, STACK, NET) + CHECK_MS + STACK_MS + CHECK_MS + LCU_MS;

  it('ends the run without commit', () => {
    const fleet = serviced({ updates }, { images });
    expect(statusOf(fleet)).toBe('failed');
    expect(logOf(fleet).slice(-3)).toEqual([
      [triedMs, 'applyFailed', JUNE_CU],
      [triedMs, 'unmountedWithoutCommit', -1],
      [triedMs, 'failed', -1],
    ]);
    expect(outcomesOf(fleet)).toEqual([
      { t: triedMs, image: 0, run: 1, update: STACK, outcome: 'discarded', version: -1 },
      { t: triedMs, image: 0, run: 1, update: JUNE_CU, outcome: 'failed', version: -1 },
      { t: triedMs, image: 0, run: 1, update: NET, outcome: 'notReached', version: -1 },
    ]);
    expect(eventsOf(fleet).at(-1)).toEqual([triedMs, 'servicingFailed', 0, 1]);
    expect(fleet.parts.imageContents.version[0]).toBe(1);
    expect(fleet.parts.servicingRoom.bytes[0]).toBe(0);
  });

  it('is passed over when the run continues on error', () => {
    const fleet = serviced({ updates, continuesOnError: true }, { images });
    const endMs = triedMs + CHECK_MS + NET_MS + COMMIT_MS + copyMs(WIM_BYTES);
    expect(statusOf(fleet)).toBe('succeeded');
    expect(outcomesOf(fleet)).toEqual([
      { t: endMs, image: 0, run: 1, update: STACK, outcome: 'applied', version: 2 },
      { t: endMs, image: 0, run: 1, update: JUNE_CU, outcome: 'failed', version: -1 },
      { t: endMs, image: 0, run: 1, update: NET, outcome: 'applied', version: 2 },
    ]);
  });

  it('fails the run that applied nothing else, though it continues on error', () => {
    const fleet = serviced({ continuesOnError: true }, { images });
    expect(statusOf(fleet)).toBe('failed');
    expect(fleet.parts.imageContents.version[0]).toBe(1);
  });

  it('is refused by luck in a share of the runs, each time anew', () => {
    const base = smallScenario();
    const { offlineServicing } = base.assumptions;
    const failureShare = { ...offlineServicing.failureShare, LCU: 0.3 };
    const assumptions = {
      ...base.assumptions,
      offlineServicing: { ...offlineServicing, failureShare },
    };
    const images = Array.from({ length: 400 }, (_, number) => image({ name: `image ${number}` }));
    const { servicingTimes } = runFleet(imageScenario([], { images, assumptions }), 0).parts;
    const refused = (run: number) => images.filter((_, at) => servicingTimes.isRefused(at, JUNE_CU, run));
    const both = images.filter((_, at) => [1, 2].every((run) => servicingTimes.isRefused(at, JUNE_CU, run)));
    const boundOf = (share: number) => 4 * Math.sqrt(share * (1 - share) * images.length);
    expect(Math.abs(refused(1).length - 0.3 * images.length)).toBeLessThan(boundOf(0.3));
    expect(Math.abs(both.length - 0.09 * images.length)).toBeLessThan(boundOf(0.09));
    expect(images.some((_, at) => servicingTimes.isRefused(at, NET, 1))).toBe(false);
  });
});

describe('The luck of a run', () => {
  const { assumptions } = smallScenario();
  const drawn = uniform(MINUTE_MS, HOUR_MS);
  const offlineServicing = { ...assumptions.offlineServicing, mount: drawn, applicabilityCheck: drawn };
  const endMs = (images: ReturnType<typeof image>[], number: number) =>
    outcomesOf(
      runFleet(
        imageScenario([wizard({}, { image: number })], {
          images,
          assumptions: { ...assumptions, offlineServicing },
        }),
      ),
    )[0]!.t;

  it('hangs from the name of the image: another image leaves it alone, another name has another one', () => {
    const alone = endMs([image()], 0);
    expect(endMs([image({ name: 'another' }), image()], 1)).toBe(alone);
    expect(endMs([image({ name: 'another' })], 0)).not.toBe(alone);
  });
});
