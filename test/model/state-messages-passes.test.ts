import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { brokenLaws, storyOf as storyForLaws } from './laws/index.ts';
import {
  DAY_MS,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  managementPoint,
  runFleet,
  SECOND_MS,
  smallScenario,
  updatePoint,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';
import { Witness } from './witness.ts';

const SCAN_NOW_MS = 2 * DAY_MS;
const SCAN_NOW: Action = { verb: 'scanNow', atMs: SCAN_NOW_MS, groups: [0] };
const ONLINE_SCAN_MS = SECOND_MS + 667 + 10 * SECOND_MS;
const RAISED_MS = SCAN_NOW_MS + ONLINE_SCAN_MS;
const STATE_SYSTEM = { role: 'stateSystem', index: 0 } as const;
const PAUSE_MS = 10 * SECOND_MS;
const RECORD_MS = MINUTE_MS;
const POLL_MS = 15 * MINUTE_MS;

/** `count` clients whose files, of one message each, all come within a second of `RAISED_MS`; a record is a minute. */
function crowd(
  count: number,
  stateSystem: Partial<NonNullable<Scenario['sites'][0]['stateSystem']>>,
  changes: Parameters<typeof smallScenario>[0] = {},
): Scenario {
  const base = smallScenario();
  return smallScenario({
    groups: [group({ count })],
    deployments: [],
    clientSettings: { ...base.clientSettings, scanIntervalMs: 100_000 * DAY_MS, stateCycleMs: SECOND_MS },
    actions: [SCAN_NOW],
    softwareUpdatePoints: [updatePoint({ servers: count })],
    managementPoints: [managementPoint({ servers: count, request: fixed(1), fileMoverMs: 0 })],
    siteChanges: {
      stateSystem: { wakeDelayMs: PAUSE_MS, recordMs: RECORD_MS, inboxPollMs: POLL_MS, ...stateSystem },
    },
    horizonMs: 3 * DAY_MS,
    ...changes,
  });
}

const stored = ({ parts }: Fleet) => String(parts.messageMeasures.storedCount);
const storyFrom = (scenario: Scenario) => storyOf(scenario, stored, SCAN_NOW_MS, SCAN_NOW_MS + 2 * HOUR_MS);

/** When the state system woke for the first file: a pause after that file came. */
function firstPassMs(scenario: Scenario): number {
  const undisturbed = { ...scenario, actions: [SCAN_NOW] };
  return storyFrom(undisturbed)[1]!.atMs - RECORD_MS;
}

describe('a pass of the state system', () => {
  it('takes no more files than its chunks hold, and pauses before the next', () => {
    const [count, loaderThreads, chunkFiles, chunksMax] = [11, 2, 2, 2];
    const scenario = crowd(count, { loaderThreads, chunkFiles, chunksMax });
    const story = storyFrom(scenario);
    let passMs = firstPassMs(scenario);
    const fileCountMax = chunkFiles * chunksMax;
    for (let done = 0; done < count; done += fileCountMax) {
      const files = Math.min(fileCountMax, count - done);
      for (let file = loaderThreads; file <= files; file += loaderThreads) {
        expect(instantOf(story, String(done + file))).toBe(passMs + (file / loaderThreads) * RECORD_MS);
      }
      passMs += Math.ceil(files / loaderThreads) * RECORD_MS + PAUSE_MS;
    }
    expect(instantOf(story, String(count))).toBe(passMs - PAUSE_MS);
  });

  it('leaves what comes meanwhile to the next pass, though a loader is free', () => {
    // One file is in hand for a minute; the second client scans when it has just begun.
    const base = crowd(1, { loaderThreads: 4 }, { groups: [group(), group({ name: 'late' })] });
    const firstMs = firstPassMs(base);
    const lateMs = firstMs + 5 * SECOND_MS - ONLINE_SCAN_MS;
    const late: Action = { verb: 'scanNow', atMs: lateMs, groups: [1] };
    const story = storyFrom({ ...base, actions: [SCAN_NOW, late] });
    const doneMs = firstMs + RECORD_MS;
    expect(instantOf(story, '1')).toBe(doneMs);
    expect(instantOf(story, '2')).toBe(doneMs + PAUSE_MS + RECORD_MS);
  });

  it('is not made before a pause after the first file that found the state system asleep', () => {
    const arrivedMs = instantOf(
      storyOf(crowd(1, {}), ({ parts }) => String(parts.messageMeasures.arrivedCount), SCAN_NOW_MS),
      '1',
    );
    expect(arrivedMs).toBeGreaterThan(RAISED_MS);
    expect(firstPassMs(crowd(1, { loaderThreads: 1 }))).toBe(arrivedMs + PAUSE_MS);
  });
});

describe('an outage of the state system', () => {
  const [count, loaderThreads] = [10, 2];
  const settings = { loaderThreads };
  const startMs = firstPassMs(crowd(count, settings));
  /** Two are stored, two are in hand, the others wait. */
  const outageMs = startMs + 1.5 * RECORD_MS;
  const restoreMs = outageMs + 7 * MINUTE_MS;
  const actions: readonly Action[] = [
    SCAN_NOW,
    { verb: 'outage', atMs: outageMs, target: STATE_SYSTEM },
    { verb: 'restore', atMs: restoreMs, target: STATE_SYSTEM },
  ];
  const pollMs = Math.ceil(restoreMs / POLL_MS) * POLL_MS;

  it('gives back what is in hand, and the next poll of the inbox finds all of it', () => {
    const scenario = crowd(count, settings, { actions });
    const story = storyFrom(scenario);
    expect(instantOf(story, '2')).toBe(startMs + RECORD_MS);
    for (let done = 4; done <= count; done += loaderThreads) {
      const rounds = (done - 2) / loaderThreads;
      expect(instantOf(story, String(done))).toBe(pollMs + PAUSE_MS + rounds * RECORD_MS);
    }
  });

  it('ends sooner with the next file than with the next poll', () => {
    const lateMs = restoreMs + 5 * SECOND_MS;
    expect(lateMs).toBeLessThan(pollMs);
    const late: Action = { verb: 'scanNow', atMs: lateMs, groups: [1] };
    const groups = [group({ count }), group({ name: 'late' })];
    const scenario = crowd(count, settings, {
      groups,
      actions: [...actions, late],
      softwareUpdatePoints: [updatePoint({ servers: count + 1 })],
    });
    const arrived = ({ parts }: Fleet) => String(parts.messageMeasures.arrivedCount);
    const arrivedMs = instantOf(storyOf(scenario, arrived, SCAN_NOW_MS), String(count + 1));
    expect(arrivedMs).toBeLessThan(pollMs);
    expect(instantOf(storyFrom(scenario), '4')).toBe(arrivedMs + PAUSE_MS + RECORD_MS);
  });

  it('lets files pile up, and begins by itself a pause after a restoration at a poll', () => {
    const early: readonly Action[] = [
      { verb: 'outage', atMs: DAY_MS, target: STATE_SYSTEM },
      { verb: 'restore', atMs: SCAN_NOW_MS + POLL_MS, target: STATE_SYSTEM },
      SCAN_NOW,
    ];
    const scenario = crowd(count, settings, { actions: early });
    const { messageMeasures } = runFleet(scenario, SCAN_NOW_MS + POLL_MS - 1).parts;
    expect([messageMeasures.arrivedCount, messageMeasures.storedCount]).toEqual([count, 0]);
    expect(instantOf(storyFrom(scenario), '2')).toBe(SCAN_NOW_MS + POLL_MS + PAUSE_MS + RECORD_MS);
  });

  it('loses nothing, stores nothing twice and keeps the order of each client', () => {
    const fleet = new Fleet(crowd(count, settings, { actions }), 0);
    const witness = new Witness(fleet);
    fleet.run(3 * DAY_MS);
    expect(brokenLaws(storyForLaws(crowd(count, settings, { actions }), fleet, witness))).toEqual([]);
    expect(witness.stored.length).toBe(count);
    expect(new Set(witness.stored.map(({ client }) => client)).size).toBe(count);
    expect(fleet.parts.pool.liveCount).toBe(0);
  });

  it('can be saved in its middle and run on', () => {
    const scenario = crowd(count, settings, { actions });
    const whole = runFleet(scenario);
    const saved = runFleet(scenario, outageMs + MINUTE_MS).save();
    const other = new Fleet(scenario, 0);
    other.restore(saved);
    other.run(scenario.horizonMs);
    expect(other.result().fingerprint).toBe(whole.result().fingerprint);
    expect(other.parts.messageMeasures.storedCount).toBe(count);
  });
});
