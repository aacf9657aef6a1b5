import { describe, expect, test } from 'vitest';
import { SERVICING_STATUSES } from '../../src/model/results.ts';
import { servicingLogText } from '../../src/report/servicing-log.ts';
import { eventsTable } from '../../src/report/tables/events.ts';
import { statusOf } from '../model/images/servicing-fleet.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../model/small-fleet.ts';
import { mistakesOf } from '../scenario/loading.ts';
import {
  APPLY_MS,
  CHECK_MS,
  COMMIT_MS,
  copyMs,
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

const ROOMY = "drives: [{ name: 'C:', free: 2000 GB }]";
const CLEANUP_MS = 15 * MINUTE_MS;
const EXPORT_MS = 8 * MINUTE_MS;
const versionOf = (lines: Lines) => run(lines).fleet.parts.imageContents.version[0];
/** When runs have ended and how. */
const endsOf = (lines: Lines) =>
  run(lines).events.flatMap(([atMs, event]) =>
    event === 'servicingSucceeded' || event === 'servicingFailed' ? [[atMs, event]] : [],
  );

/** From the start of a run with these updates to the mounted image. */
const toMountedMs = (...updates: readonly (keyof typeof SIZES)[]) =>
  copyMs(updates.reduce((sum, update) => sum + SIZES[update], 0)) + copyMs(WIM_BYTES) + MOUNT_MS;

describe('a schedule of servicing', () => {
  const at = (atMs: number, lines: Lines) => statusOf(run(lines, atMs).fleet);

  test('D20.1a is none, scheduled, running, succeeded', () => {
    const lines = { actions: [wizard('updates: [june], startAfter: 1 h')] };
    const startMs = WIZARD_MS + HOUR_MS;
    const endMs = startMs + runMs('june');
    const instants = [WIZARD_MS - 1, WIZARD_MS, startMs - 1, startMs, endMs - 1, endMs];
    expect(instants.map((atMs) => at(atMs, lines))).toEqual([
      'none',
      'scheduled',
      'scheduled',
      'inProgress',
      'inProgress',
      'succeeded',
    ]);
  });

  test('D20.1b … or has failed', () => {
    const lines = { image: 'failingUpdates: [june]', actions: [wizard()] };
    const triedMs = WIZARD_MS + toMountedMs('june') + CHECK_MS + APPLY_MS.june;
    expect([at(triedMs - 1, lines), at(triedMs, lines)]).toEqual(['inProgress', 'failed']);
  });

  test('D20.2a can be run now', () => {
    const { events } = run({ actions: [wizard()] });
    expect(events.slice(0, 2).map(([atMs, event]) => [atMs, event])).toEqual([
      [WIZARD_MS, 'servicingScheduled'],
      [WIZARD_MS, 'servicingStarted'],
    ]);
  });

  test('D20.2b … or cancelled, after which nothing is planned and the image is as it was', () => {
    const { fleet, updatesIn } = run({
      actions: [wizard(), 'at: start + 72.25 h, do: cancelServicing, image: golden'],
    });
    expect(fleet.parts.servicingSchedules.isPlanned(0)).toBe(false);
    expect(SERVICING_STATUSES[fleet.parts.servicing.status[0]!]).toBe('cancelled');
    expect(updatesIn()).toEqual(['may']);
  });

  test('D20.3 does not continue on error unless it says so', () => {
    const failing = { image: 'failingUpdates: [june]' };
    expect(run({ ...failing, actions: [wizard('updates: [june, net]')] }).updatesIn()).toEqual(['may']);
    const on = wizard('updates: [june, net], continueOnError: true');
    expect(run({ ...failing, actions: [on] }).updatesIn()).toEqual(['may', 'net']);
  });

  test('D20.8 takes of updates that replace each other the newest, unless it says otherwise', () => {
    const newer =
      'id: newer, kb: KB5000041, product: Windows 11, kind: LCU, classification: Security Updates, ' +
      'released: 2024-05-20T17:00:00Z, size: 1 MB, supersedes: [may]';
    const choosing = (keys: string) => ({
      image: `patchedTo: 2024-05-01 00:00 UTC, servicing: { every: once 2024-06-10 06:00 UTC${keys} }`,
      updates: [newer],
    });
    expect(run(choosing('')).outcomes).toEqual([['newer', 'applied']]);
    expect(run(choosing(', superseded: true')).outcomes).toEqual([
      ['may', 'applied'],
      ['newer', 'applied'],
    ]);
  });
});

describe('the progress of servicing', () => {
  test('D20.5 tells of an image that failed at which update, and the Windows error', () => {
    const { fleet, log, scenario } = run({
      image: 'failingUpdates: [net]',
      actions: [wizard('updates: [june, net]')],
    });
    const rows = fleet.result().servicingLog!;
    const failed = log.findIndex(([, line]) => line === 'applyFailed');
    expect(scenario.catalog.updates[rows.get(failed, 'update')]!.id).toBe('net');
    // ERROR_INSTALL_FAILURE.
    expect(rows.get(failed, 'code')).toBe(1603);
    expect(statusOf(fleet)).toBe('failed');
  });
});

describe('the updates that can be applied', () => {
  const feature =
    'id: feature, kb: KB5000042, product: Windows 11, kind: LCU, classification: Upgrades, ' +
    'released: 2024-06-11T17:00:00Z, size: 1 MB';
  const getFeature = 'at: start + 50 h, do: downloadUpdates, package: files, updates: [feature]';

  test('D20.9a are component-based', () => {
    const { updatesIn } = run({ actions: [wizard('')] });
    expect(updatesIn()).toEqual(['may', 'june', 'net', 'stack']);
  });

  test('D20.9a … and what is not is chosen by nobody who names nothing', () => {
    const JUNE_12 = 'servicing: { every: once 2024-06-12 06:00 UTC';
    const ofImage = run({ image: `${JUNE_12} }`, actions: [] });
    expect(ofImage.outcomes.map(([id]) => id)).toEqual(['stack', 'june', 'net']);
    const only = textWith({ image: `${JUNE_12}, updates: { kinds: [other] } }` });
    expect(mistakesOf(only)).toEqual([
      expect.stringContaining('images[0].servicing.updates  selects only what cannot be applied to an image'),
    ]);
    const both = textWith({ image: `${JUNE_12}, updates: { kinds: [other, DotNetCU] } }` });
    expect(run(both).outcomes.map(([id]) => id)).toEqual(['net']);
  });

  test('D20.9b … others may be chosen: they are logged and left out, which is no error', () => {
    const { log, fleet } = run({ actions: [wizard('updates: [tool, june]')] });
    const checkedMs = WIZARD_MS + toMountedMs('june', 'tool') + CHECK_MS + APPLY_MS.june + CHECK_MS;
    expect(log).toContainEqual([checkedMs, 'notSupported', 'tool']);
    expect(statusOf(fleet)).toBe('succeeded');
  });

  test('D20.10 are cumulative updates, those of .NET and of the servicing stack, but no feature updates', () => {
    const { outcomes } = run({
      updates: [feature],
      actions: [getFeature, wizard('updates: [june, stack, net, tool, feature]')],
    });
    expect(Object.fromEntries(outcomes)).toEqual({
      feature: 'notSupported',
      stack: 'applied',
      june: 'applied',
      net: 'applied',
      tool: 'notSupported',
    });
  });
});

describe('the editions of an image', () => {
  test('D20.12b take the time of an application each, so that one is serviced sooner than several', () => {
    const endMs = (indexes: number) =>
      endsOf({ image: `indexes: ${indexes}`, actions: [wizard('updates: [june, stack]')] })[0]![0] as number;
    expect(endMs(1)).toBe(WIZARD_MS + runMs('june', 'stack'));
    expect(endMs(6) - endMs(1)).toBe(5 * (APPLY_MS.june + APPLY_MS.stack));
  });

  test('D20.13 are warned of in a file of more than 60 GB', () => {
    const said = (size: string) =>
      mistakesOf(textWith({ site: [ROOMY] }).replace('size: 6 GB', `size: ${size}`));
    expect(said('60 GB')).toEqual([]);
    expect(said('61 GB')).toEqual([expect.stringContaining('is more than 60 GB')]);
  });
});

describe('servicing with superseded updates removed', () => {
  const cleaned: Lines = { actions: [wizard('updates: [june], removeSuperseded: true')] };
  const appliedMs = WIZARD_MS + toMountedMs('june') + CHECK_MS + APPLY_MS.june;
  const NEW_BYTES = WIM_BYTES + 0.1 * SIZES.june;

  test('D20.14a happens where it is asked for', () => {
    const lines = ({ actions }: Lines) => run({ actions: actions! }).log.map(([, line]) => line);
    expect(lines({ actions: [wizard()] })).not.toContain('cleaningUp');
    expect(lines(cleaned)).toContain('cleaningUp');
  });

  test('D20.14b … of images with one edition only', () => {
    expect(mistakesOf(textWith({ ...cleaned, image: 'indexes: 1' }))).toEqual([]);
    expect(mistakesOf(textWith({ ...cleaned, image: 'indexes: 2' }))).toEqual([
      expect.stringContaining('is for images with one index only'),
    ]);
  });

  test('D20.14c cleans the image before the commit, and exports it to a new file after that', () => {
    const { log } = run(cleaned);
    const committingMs = appliedMs + CLEANUP_MS;
    const exportingMs = committingMs + COMMIT_MS;
    const backMs = exportingMs + EXPORT_MS;
    expect(log.slice(-6).map(([atMs, line]) => [atMs, line])).toEqual([
      [appliedMs, 'cleaningUp'],
      [committingMs, 'committing'],
      [exportingMs, 'exporting'],
      [backMs, 'copyingBack'],
      [backMs + copyMs(NEW_BYTES), 'oldVersionRemoved'],
      [backMs + copyMs(NEW_BYTES), 'succeeded'],
    ]);
  });

  test('D20.14e takes longer, needs more room, and makes the image smaller', () => {
    const plain = { actions: [wizard()] };
    const figures = (lines: Lines) => {
      const { rowAt } = run(lines);
      const row = rowAt(WIZARD_MS + HOUR_MS);
      return [row('temporaryPeakBytes'), row('sizeBytes')];
    };
    const peakBytes = SIZES.june + 4.5 * WIM_BYTES;
    expect(figures(plain)).toEqual([peakBytes, WIM_BYTES + GROWTH_BYTES]);
    expect(figures(cleaned)).toEqual([peakBytes + NEW_BYTES, NEW_BYTES]);
    const moreMs = CLEANUP_MS + EXPORT_MS + copyMs(NEW_BYTES) - copyMs(WIM_BYTES + GROWTH_BYTES);
    expect((endsOf(cleaned)[0]![0] as number) - (endsOf(plain)[0]![0] as number)).toBe(moreMs);
  });
});

describe('a run', () => {
  test('D20.15 copies the image, mounts it, checks and applies each update, commits, copies back, updates points', () => {
    const { log } = run({ actions: [wizard('updates: [net, june], updateDistributionPoints: true')] });
    expect(log.map(([, line, update]) => `${line} ${update}`.trim())).toEqual([
      'scheduled',
      'started',
      'copyingUpdates',
      'copyingImage',
      'mounting',
      'checking june',
      'applying june',
      'applied june',
      'checking net',
      'applying net',
      'applied net',
      'committing',
      'copyingBack',
      'oldVersionRemoved',
      'updatingDistributionPoints',
      'succeeded',
    ]);
  });

  test('D20.17 is written down by SMS_OFFLINE_SERVICING_MANAGER', () => {
    const lines = servicingLogText(run({ actions: [wizard()] }).fleet.result())!
      .trimEnd()
      .split('\n');
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => !line.includes('component="SMS_OFFLINE_SERVICING_MANAGER"'))).toEqual([]);
  });

  test('D20.18 begins with status message 7900', () => {
    const { fleet } = run({ actions: [wizard('updates: [june], startAfter: 1 h')] });
    const column = (name: string) => eventsTable.columns.findIndex((each) => each.name === name);
    const rows = [...eventsTable.rows(fleet.result())!];
    const numbers = rows.filter((row) => row[column('statusMessage')] === 7900);
    expect(numbers.map((row) => row[column('event')])).toEqual(['servicingStarted']);
  });

  test('D20.19 applies servicing stack updates before cumulative ones', () => {
    const stack =
      'id: a stack, kb: KB5000043, product: Windows 11, kind: SSU, classification: Security Updates, ' +
      'released: 2024-06-12T17:00:00Z, size: 1 MB';
    const actions = [
      'at: start + 70 h, do: downloadUpdates, package: files, updates: [a stack]',
      wizard('updates: [june, stack, a stack]'),
    ];
    const { outcomes } = run({ updates: [stack], actions });
    expect(outcomes.map(([id]) => id)).toEqual(['stack', 'a stack', 'june']);
  });

  test('D20.22 takes by default the times that are assumed', () => {
    expect(endsOf({ actions: [wizard('updates: [june, stack, net]')] })).toEqual([
      [WIZARD_MS + runMs('june', 'stack', 'net'), 'servicingSucceeded'],
    ]);
    const twice = ['assumptions: { offlineServicing: { apply: { LCU: 40 min } } }'];
    expect(endsOf({ actions: [wizard()], more: twice })).toEqual([
      [WIZARD_MS + runMs('june') + APPLY_MS.june, 'servicingSucceeded'],
    ]);
  });

  test('D20.23 needs by default the room that is assumed, step by step', () => {
    const rooms = (line: string) => {
      const { log } = run({ actions: [wizard()] });
      const [atMs] = log.find((each) => each[1] === line)!;
      return run({ actions: [wizard()] }, atMs).fleet.parts.servicingRoom.bytes[0];
    };
    const copied = SIZES.june + WIM_BYTES;
    expect(['copyingUpdates', 'copyingImage', 'mounting', 'applying', 'succeeded'].map(rooms)).toEqual([
      SIZES.june,
      copied,
      copied + 3 * WIM_BYTES,
      copied + 3.5 * WIM_BYTES,
      0,
    ]);
  });

  test('D20.24 makes the image larger by a share of the cumulative updates', () => {
    const sizes = (keys: string) => {
      const { rowAt } = run({ actions: [wizard(keys)] });
      return rowAt(4 * DAY_MS)('sizeBytes');
    };
    expect(sizes('updates: [june, net, stack]')).toBe(WIM_BYTES + 0.6 * SIZES.june);
    expect(sizes('updates: [net, stack]')).toBe(WIM_BYTES);
  });

  test('D20.25 has no update fail by chance unless a share is given, and tries one that failed anew', () => {
    const tries = (share: string) =>
      run({
        image: 'servicing: { every: daily at 06:00 UTC, updates: { text: [june] } }',
        more: [`assumptions: { offlineServicing: { failure: { LCU: ${share} } } }`],
        days: 40,
      }).outcomes.map(([, outcome]) => outcome);
    expect(tries('0 %')).toEqual(['applied']);
    const unlucky = tries('80 %');
    expect(unlucky.length).toBeGreaterThan(1);
    expect(unlucky).toEqual([...unlucky.slice(1).map(() => 'failed'), 'applied']);
  });

  test('D20.26 that fails leaves the file as it was', () => {
    const lines = { image: 'failingUpdates: [net]', actions: [wizard('updates: [june, net]')] };
    const { updatesIn, rowAt, outcomes } = run(lines);
    expect(updatesIn()).toEqual(['may']);
    expect([rowAt(4 * DAY_MS)('version'), rowAt(4 * DAY_MS)('sizeBytes')]).toEqual([1, WIM_BYTES]);
    expect(outcomes).toEqual([
      ['june', 'discarded'],
      ['net', 'failed'],
    ]);
  });

  test('D20.27a that continues on error has succeeded when its commit has', () => {
    const image = 'failingUpdates: [june]';
    const { fleet, updatesIn } = run({
      image,
      actions: [wizard('updates: [june, net], continueOnError: true')],
    });
    expect(statusOf(fleet)).toBe('succeeded');
    expect(updatesIn()).toEqual(['may', 'net']);
  });

  test('D20.27b … and has failed where nothing was applied, so that there was nothing to commit', () => {
    const image = 'failingUpdates: [june]';
    const { fleet } = run({ image, actions: [wizard('updates: [june], continueOnError: true')] });
    expect(statusOf(fleet)).toBe('failed');
    expect(fleet.parts.imageContents.version[0]).toBe(1);
  });

  test('D20.28 makes the next source version, if anything came into the image', () => {
    expect(versionOf({ actions: [wizard('updates: [june]'), wizard('updates: [net]', 'start + 4 d')] })).toBe(
      3,
    );
    expect(versionOf({ actions: [wizard('updates: [tool]')] })).toBe(1);
  });

  test('D20.29 is the only one of its site server; other images wait, by planned start and then by name', () => {
    const images = ['b', 'a'].map((name) => `name: ${name}, product: Windows 11, size: 6 GB`);
    const actions = [
      wizard('updates: [june], startAfter: 2 min', 'start + 3 d', 'b'),
      wizard('updates: [june], startAfter: 2 min', 'start + 3 d', 'a'),
      wizard('updates: [june], startAfter: 1 min'),
    ];
    const { events, scenario } = run({ images, actions });
    const started = events.filter(([, event]) => event === 'servicingStarted');
    const firstMs = WIZARD_MS + MINUTE_MS;
    expect(started.map(([atMs, , image]) => [atMs, scenario.images[image]!.name])).toEqual([
      [firstMs, 'golden'],
      [firstMs + runMs('june'), 'a'],
      [firstMs + 2 * runMs('june'), 'b'],
    ]);
  });

  test('D20.30 that stops has cleared the drive at once, so that the next one begins', () => {
    const images = ['name: next, product: Windows 11, size: 6 GB'];
    const cancel = 'at: start + 72.25 h, do: cancelServicing, image: golden';
    const stoppedMs = WIZARD_MS + HOUR_MS / 4;
    const lines = { images, actions: [wizard(), wizard('updates: [net]', 'start + 3 d', 'next'), cancel] };
    const { events, fleet } = run(lines, stoppedMs);
    expect(events.slice(-2).map(([atMs, event, image]) => [atMs, event, image])).toEqual([
      [stoppedMs, 'servicingCancelled', 0],
      [stoppedMs, 'servicingStarted', 1],
    ]);
    expect([...fleet.parts.servicingRoom.bytes]).toEqual([0, SIZES.net]);
  });
});

/** Seven updates that leave the size of an image as it is, one for each day from the start on. */
