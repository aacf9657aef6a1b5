import { describe, expect, test } from 'vitest';
import { statusOf } from '../model/images/servicing-fleet.ts';
import { HOUR_MS } from '../model/small-fleet.ts';
import { mistakesOf } from '../scenario/loading.ts';
import {
  CHECK_MS,
  copyMs,
  DP_RATE,
  GROWTH_BYTES,
  type Lines,
  MOUNT_MS,
  run,
  runMs,
  SIZES,
  textWith,
  WIM_BYTES,
  WIZARD_MS,
  wizard,
} from './image-fleet.ts';

/** How many updates each wizard has scheduled; 0: it scheduled nothing. */
const scheduledBy = (lines: Lines) =>
  run(lines).events.flatMap(([, event, , count]) =>
    event === 'servicingScheduled' || event === 'servicingNotScheduled' ? [count] : [],
  );
/** The updates that a wizard chose, which are all applied or left out after a few hours. */
const chosenBy = (lines: Lines) => run(lines).outcomes.map(([id]) => id);

const EVERY = 'every: once 2024-06-13 00:00 UTC';
const filtered = (filter: string): Lines => ({ image: `servicing: { ${EVERY}, updates: { ${filter} } }` });

describe('the wizard that schedules updates', () => {
  test('O2.1 is for the image or upgrade package that the administrator has selected', () => {
    const images = ['name: upgrade, kind: upgradePackage, product: Windows 11, size: 5 GB'];
    for (const [at, image] of ['golden', 'upgrade'].entries()) {
      const { updatesIn, events } = run({
        images,
        actions: [wizard('updates: [net]', 'start + 3 d', image)],
      });
      expect(events[0]).toEqual([WIZARD_MS, 'servicingScheduled', at, 1]);
      expect([0, 1].map(updatesIn)).toEqual(
        [0, 1].map((number) => (number === at ? ['may', 'net'] : ['may'])),
      );
    }
  });

  test('O2.2 takes updates from its list', () => {
    // May is in the image already, so that it is not listed.
    expect(chosenBy({ actions: [wizard('updates: [may, june, net]')] })).toEqual(['june', 'net']);
    expect(scheduledBy({ actions: [wizard('updates: [may]')] })).toEqual([0]);
  });

  test('O2.4 finds updates by texts in their metadata', () => {
    expect(chosenBy(filtered('text: [for june]'))).toEqual(['june']);
    expect(chosenBy(filtered('text: [CUMULATIVE]'))).toEqual(['june', 'net']);
    expect(chosenBy(filtered('text: [KB5000007]'))).toEqual(['stack']);
    expect(chosenBy(filtered('text: [cumulative, .net]'))).toEqual(['net']);
    expect(mistakesOf(textWith(filtered('text: [July]')))).toEqual([
      expect.stringContaining('images[0].servicing.updates  selects no update of the catalogue'),
    ]);
  });

  test('O2.5 lists for an image of X86 or X64 what is made for that', () => {
    const x86 =
      'id: x86, kb: KB5000031, product: Windows 11, architecture: X86, kind: DotNetCU, ' +
      'classification: Security Updates, size: 1 MB, released: 2024-05-14T17:00:00Z';
    const lines = {
      image: 'architecture: X64',
      images: [
        'name: narrow, product: Windows 11, architecture: X86, size: 4 GB, patchedTo: 2024-05-01 00:00 UTC',
      ],
      updates: [x86],
      actions: [wizard(''), wizard('', 'start + 4 d', 'narrow')],
    };
    expect(scheduledBy(lines)).toEqual([3, 1]);
    const { updatesIn } = run(lines);
    expect([0, 1].map(updatesIn)).toEqual([['may', 'june', 'net', 'stack'], ['x86']]);
    expect(mistakesOf(textWith({ ...lines, actions: [wizard('updates: [x86]')] }))).toEqual([
      expect.stringContaining('"x86" is in the catalogue, but not for Windows 11 (X64)'),
    ]);
  });

  test('O2.6 takes one update of the list, several, or all', () => {
    expect(chosenBy({ actions: [wizard('updates: [net]')] })).toEqual(['net']);
    expect(chosenBy({ actions: [wizard('updates: [stack, net]')] })).toEqual(['stack', 'net']);
    expect(chosenBy({ actions: [wizard('updates: [june, stack, net, tool]')] })).toEqual([
      'stack',
      'june',
      'net',
      'tool',
    ]);
    // Left to choose, an administrator leaves out what cannot be applied.
    expect(chosenBy({ actions: [wizard('')] })).toEqual(['stack', 'june', 'net']);
  });
});

describe('the schedule of the wizard', () => {
  test('O2.7a says when the site applies the updates', () => {
    for (const hours of [0, 7]) {
      const { events } = run({ actions: [wizard(`updates: [june], startAfter: ${hours} h`)] });
      const startMs = WIZARD_MS + hours * HOUR_MS;
      expect(events.slice(1)).toEqual([
        [startMs, 'servicingStarted', 0, 1],
        [startMs + runMs('june'), 'servicingSucceeded', 0, 1],
      ]);
    }
  });

  test('O2.7b says whether the others are applied when one fails', () => {
    const fails = (keys: string) =>
      run({ image: 'failingUpdates: [june]', actions: [wizard(`updates: [june, net]${keys}`)] });
    const on = fails(', continueOnError: true');
    expect(on.outcomes).toEqual([
      ['june', 'failed'],
      ['net', 'applied'],
    ]);
    expect(on.updatesIn()).toEqual(['may', 'net']);
    const off = fails(', continueOnError: false');
    expect(off.outcomes).toEqual([
      ['june', 'failed'],
      ['net', 'notReached'],
    ]);
    expect(off.updatesIn()).toEqual(['may']);
    const triedMs =
      WIZARD_MS + copyMs(SIZES.june + SIZES.net) + copyMs(WIM_BYTES) + MOUNT_MS + CHECK_MS + 20 * 60_000;
    expect(off.events.at(-1)).toEqual([triedMs, 'servicingFailed', 0, 0]);
  });

  test('O2.7c says whether the distribution points get the image when the updates are in it', () => {
    const endMs = WIZARD_MS + runMs('june');
    const arrivesMs = endMs + Math.ceil(((WIM_BYTES + GROWTH_BYTES) / DP_RATE) * 1000);
    const held = (isUpdated: boolean, atMs?: number) => {
      const lines = { actions: [wizard(`updates: [june], updateDistributionPoints: ${isUpdated}`)] };
      return run(lines, atMs).fleet.parts.imageDistribution.heldVersion(0, 0);
    };
    expect([held(true, arrivesMs - 1), held(true, arrivesMs)]).toEqual([1, 2]);
    expect(held(false)).toBe(1);
  });

  test('O2.8 stands with the end of the wizard', () => {
    const lines = { actions: [wizard('updates: [june], startAfter: 5 h')] };
    const stands = (atMs: number) => {
      const { fleet } = run(lines, atMs);
      return [statusOf(fleet), fleet.parts.servicingSchedules.plannedMs[0]];
    };
    expect(stands(WIZARD_MS - 1)).toEqual(['none', -1]);
    expect(stands(WIZARD_MS)).toEqual(['scheduled', WIZARD_MS + 5 * HOUR_MS]);
  });
});

describe('servicing', () => {
  test('O2.9 removes the old version, so that distribution points get no more than the new one', () => {
    const lines = { actions: [wizard('updates: [june], updateDistributionPoints: true')], pointCount: 3 };
    const { fleet, log } = run(lines);
    const endMs = WIZARD_MS + runMs('june');
    const removed = log.findIndex(([, line]) => line === 'oldVersionRemoved');
    expect(log[removed]![0]).toBe(endMs);
    expect(fleet.result().servicingLog!.get(removed, 'bytes')).toBe(WIM_BYTES);
    expect(fleet.parts.imageDistribution.sentBytes[0]).toBe(0);
    const { rowAt } = run(lines);
    const arrivesMs = endMs + Math.ceil(((WIM_BYTES + GROWTH_BYTES) / DP_RATE) * 1000);
    const hourEndMs = Math.ceil(arrivesMs / HOUR_MS) * HOUR_MS;
    expect(rowAt(hourEndMs)('sentBytes')).toBe(3 * (WIM_BYTES + GROWTH_BYTES));
  });
});
