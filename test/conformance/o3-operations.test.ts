import { describe, expect, test } from 'vitest';
import { IMAGE_UPDATE_OUTCOMES, SERVICING_STATUSES } from '../../src/model/results.ts';
import { SERVICING_LOG_FILE, servicingLogText } from '../../src/report/servicing-log.ts';
import { statusOf } from '../model/images/servicing-fleet.ts';
import { rowsOf } from '../model/laws/story.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, runFleet } from '../model/small-fleet.ts';
import { type Lines, run, runMs, scenarioOf, textWith, WIZARD_MS, wizard } from './image-fleet.ts';

const cancelAt = (at: string) => `at: ${at}, do: cancelServicing, image: golden`;

describe('the columns of the console', () => {
  test('O3.1 show the start of the schedule that was defined last, until its run has begun', () => {
    const { rowAt } = run({
      actions: [
        wizard('updates: [june], startAfter: 30 h'),
        wizard('updates: [net], startAfter: 3 h', 'start + 74 h'),
      ],
    });
    const planned = [0, 1, 2, 4, 5].map((hours) => rowAt(WIZARD_MS + hours * HOUR_MS)('plannedMs'));
    const [firstMs, secondMs] = [WIZARD_MS + 30 * HOUR_MS, WIZARD_MS + 5 * HOUR_MS];
    expect(planned).toEqual([firstMs, firstMs, secondMs, secondMs, -1]);
  });

  test('O3.2 show the state of the planned updates', () => {
    const statesOf = (image: string) => {
      const { rowAt } = run({ image, actions: [wizard('updates: [june], startAfter: 90 min')] });
      return [-1, 1, 2, 3].map((hours) => SERVICING_STATUSES[rowAt(WIZARD_MS + hours * HOUR_MS)('status')]);
    };
    // A run of 33 minutes, which begins at half past: the hour strikes while it goes on.
    expect(runMs('june')).toBeGreaterThan(30 * MINUTE_MS);
    expect(statesOf('')).toEqual(['none', 'scheduled', 'inProgress', 'succeeded']);
    expect(statesOf('indexes: 2, failingUpdates: [june]')).toEqual([
      'none',
      'scheduled',
      'inProgress',
      'failed',
    ]);
  });
});

describe('the tabs of an image', () => {
  const lines: Lines = {
    image: 'failingUpdates: [net]',
    actions: [wizard('updates: [june, stack, net, tool], continueOnError: true')],
  };

  test('O3.3 list the updates and what became of each', () => {
    const { fleet, scenario } = run(lines);
    const told = rowsOf(fleet.result().imageUpdates).map((row) => [
      scenario.catalog.updates[row('update')]!.id,
      IMAGE_UPDATE_OUTCOMES[row('outcome')],
      row('version'),
    ]);
    expect(told).toEqual([
      ['may', 'imported', 1],
      ['stack', 'planned', -1],
      ['june', 'planned', -1],
      ['net', 'planned', -1],
      ['tool', 'planned', -1],
      ['stack', 'applied', 2],
      ['june', 'applied', 2],
      ['net', 'failed', -1],
      ['tool', 'notSupported', -1],
    ]);
  });

  test('O3.4 list the updates that are installed in it', () => {
    const { updatesIn, rowAt, fleet, scenario } = run(lines);
    expect(updatesIn()).toEqual(['may', 'june', 'stack']);
    const inIt = rowsOf(fleet.result().imageUpdates).filter((row) => row('version') > 0);
    const ids = inIt.map((row) => scenario.catalog.updates[row('update')]!.id);
    expect(ids).toEqual(['may', 'stack', 'june']);
    expect([rowAt(2 * DAY_MS)('updates'), rowAt(4 * DAY_MS)('updates')]).toEqual([1, 3]);
  });

  test('O3.5 show the current schedule and what it plans, until another one takes its place', () => {
    const { fleet, scenario, rowAt } = run({
      actions: [
        wizard('updates: [june, net], startAfter: 30 h'),
        wizard('updates: [stack], startAfter: 1 h', 'start + 4 d'),
      ],
    });
    const ofTable = rowsOf(fleet.result().imageUpdates).map((row) => ({
      atMs: row('t'),
      run: row('run'),
      id: scenario.catalog.updates[row('update')]!.id,
      outcome: IMAGE_UPDATE_OUTCOMES[row('outcome')]!,
    }));
    /** What was planned last, by the table, and for when. */
    const planAt = (atMs: number) => {
      const planned = ofTable.filter(({ outcome, ...row }) => outcome === 'planned' && row.atMs <= atMs);
      const last = planned.filter((row) => row.atMs === planned.at(-1)!.atMs);
      return [rowAt(atMs)('plannedMs'), last.map(({ id }) => id), new Set(last.map((row) => row.run))];
    };
    const first = [WIZARD_MS + 30 * HOUR_MS, ['june', 'net'], new Set([1])];
    expect(planAt(WIZARD_MS)).toEqual(first);
    expect(planAt(WIZARD_MS + DAY_MS - HOUR_MS)).toEqual(first);
    // The second takes the place of the first: it is for the first run.
    expect(planAt(WIZARD_MS + DAY_MS)).toEqual([WIZARD_MS + 25 * HOUR_MS, ['stack'], new Set([1])]);
    expect(rowAt(WIZARD_MS + 25 * HOUR_MS)('plannedMs')).toBe(-1);
    const ofRuns = ofTable.filter(({ outcome }) => outcome === 'applied');
    expect(ofRuns.map(({ id, run: number }) => [id, number])).toEqual([['stack', 1]]);
  });
});

describe('cancelling the planned updates', () => {
  const planned = (...actions: string[]): Lines => ({
    actions: [wizard('updates: [june], startAfter: 1 h'), ...actions],
  });
  const START_MS = WIZARD_MS + HOUR_MS;
  const END_MS = START_MS + runMs('june');

  test('O3.6a is possible while the state is in progress, and else comes to nothing', () => {
    const { fleet, events } = run(planned(cancelAt('start + 73.5 h')), START_MS + HOUR_MS / 2);
    expect(events.at(-1)).toEqual([START_MS + HOUR_MS / 2, 'servicingCancelled', 0, 1]);
    expect(statusOf(fleet)).toBe('cancelled');
    for (const [at, atMs] of [
      ['start + 72.5 h', WIZARD_MS + HOUR_MS / 2],
      ['start + 74 h', WIZARD_MS + 2 * HOUR_MS],
    ]) {
      const vain = run(planned(cancelAt(at as string)));
      expect(vain.events).toContainEqual([atMs, 'servicingNotCancelled', 0, 0]);
      expect(vain.events).toContainEqual([END_MS, 'servicingSucceeded', 0, 1]);
      expect(vain.updatesIn()).toEqual(['may', 'june']);
    }
  });

  test('O3.6b ends the run in progress, and the image stays as it was', () => {
    const { log, updatesIn, fleet } = run(planned(cancelAt('start + 73.5 h')));
    const cancelledMs = START_MS + HOUR_MS / 2;
    expect(END_MS).toBeGreaterThan(cancelledMs);
    expect(log.slice(-2)).toEqual([
      [cancelledMs, 'cancelled', ''],
      [cancelledMs, 'unmountedWithoutCommit', ''],
    ]);
    expect(updatesIn()).toEqual(['may']);
    const { imageContents, servicingRoom } = fleet.parts;
    expect([imageContents.version[0], servicingRoom.bytes[0]]).toEqual([1, 0]);
  });
});

describe('the log of the site server', () => {
  test('O3.7a is OfflineServicingMgr.log, with a line for all that servicing does', () => {
    const { fleet, log } = run({ actions: [wizard()] });
    expect(SERVICING_LOG_FILE).toBe('OfflineServicingMgr.log');
    const text = servicingLogText(fleet.result())!;
    expect(text.split('\n').length).toBe(log.length + 1);
    expect(text).toContain('Image golden: applied KB5000006 (june)');
    const silent = textWith({ actions: [wizard()] }).replace('servicingLog: true', 'servicingLog: false');
    expect(servicingLogText(runFleet(scenarioOf(silent)).result())).toBeNull();
  });
});
