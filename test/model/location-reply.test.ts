import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { fixed, group, HOUR_MS, runFleet, SECOND_MS, SYNCHRONIZATION } from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';
import {
  ASSUMPTIONS,
  countOf,
  DELTA_MS,
  EVALUATION_MS,
  FORCED_MS,
  LOCATION_MS,
  listed,
  RETRY_MS,
  scanNow,
  scenarioWith,
} from './update-point-clients.ts';

describe('a new source of updates', () => {
  const assumptions = { ...ASSUMPTIONS, sourceWait: fixed(90 * SECOND_MS), sourceSettleMs: 30 * SECOND_MS };
  const WAIT_MS = 120 * SECOND_MS;

  it('is waited for by a client that is new to its server, and by no other', () => {
    const again = scanNow(FORCED_MS + HOUR_MS);
    const byHand: Action = { verb: 'switchUpdatePoint', atMs: FORCED_MS + 2 * HOUR_MS, groups: [0] };
    const last = scanNow(FORCED_MS + 3 * HOUR_MS);
    const scenario = scenarioWith(2, { assumptions, actions: [again, byHand, last] });
    const read = ({ parts }: Fleet) => String(parts.scans.stage[0]);
    const story = storyOf(scenario, read, FORCED_MS, FORCED_MS + 4 * HOUR_MS);
    const settling = story.findIndex(({ is }) => is === '5');
    expect(story[settling]!.atMs).toBe(last.atMs + LOCATION_MS);
    expect(story[settling + 1]).toEqual({ atMs: last.atMs + LOCATION_MS + WAIT_MS, is: '2' });
    expect(story.filter(({ is }) => is === '5')).toHaveLength(1);
  });

  it('is what a first scan meets', () => {
    const scenario = scenarioWith(1, {
      assumptions,
      initial: { mode: 'enrolment', patchedShareByLag: [1] },
    });
    const read = ({ parts }: Fleet) => String(parts.scans.stage[0]);
    const story = storyOf(scenario, read, 0, 4 * HOUR_MS);
    expect(instantOf(story, '2') - instantOf(story, '5')).toBe(WAIT_MS);
    expect(runFleet(scenario).parts.selection.marks[0]).toBe(0);
  });
});

describe('a location reply', () => {
  /** Every WSUS step takes five hours, so for five hours the database is ahead of the second server. */
  const STEP_MS = 5 * HOUR_MS;
  const synchronization = { ...SYNCHRONIZATION, wsusFixedMs: STEP_MS, wsusPerUpdateMs: 0 };
  const { startsMs, settleMs, databaseFixedMs, databasePerUpdateMs } = synchronization;
  const storedMs = startsMs[0]! + STEP_MS + settleMs + databaseFixedMs + databasePerUpdateMs;
  const servedMs = storedMs + STEP_MS;
  const askedMs = storedMs + 2 * HOUR_MS;
  /** The client has the second point in its list; with `own` [0, 1] the first is there too, and up to date. */
  const scenarioOf = (own: readonly number[]) =>
    scenarioWith(2, {
      ...listed(own),
      siteChanges: { synchronization },
      actions: [scanNow(askedMs)],
    } as Partial<Scenario>);

  it('does not name a server that lacks the version which policy requires: tried again every 30 minutes', () => {
    const scenario = scenarioOf([1]);
    const fleet = runFleet(scenario);
    const tries = Math.ceil((servedMs - askedMs) / (RETRY_MS + LOCATION_MS));
    expect(countOf(fleet, 'notLocated')).toBe(tries);
    const beganMs = askedMs + tries * (RETRY_MS + LOCATION_MS);
    expect(fleet.parts.scans.lastOnlineMs[0]).toBe(beganMs + LOCATION_MS + DELTA_MS + EVALUATION_MS);
    expect(fleet.parts.scans.metadataVersion[0]).toBe(1);
  });

  it('makes a client turn to another server that has it, after the four retries', () => {
    const scenario = scenarioOf([0, 1]);
    const clients = 20;
    const groups = scenario.groups.map((each) => ({ ...each, count: clients }));
    const fleet = runFleet({ ...scenario, groups }, askedMs);
    const { selection, scans } = fleet.parts;
    const atSecond = selection.pointOf.filter((point) => point === 1).length;
    expect(atSecond).toBeGreaterThan(0);
    expect(atSecond).toBeLessThan(clients);
    const { scanRetriesMax, switchExtraMs } = ASSUMPTIONS;
    const triesMs = (scanRetriesMax + 1) * LOCATION_MS + scanRetriesMax * RETRY_MS;
    fleet.run(askedMs + triesMs);
    expect(scans.onlineCount.reduce((sum, count) => sum + count, 0)).toBe(clients - atSecond);
    const turnedMs = askedMs + triesMs + switchExtraMs + RETRY_MS;
    expect(servedMs).toBeGreaterThan(turnedMs);
    fleet.run(turnedMs);
    expect(scans.onlineCount.reduce((sum, count) => sum + count, 0)).toBe(clients);
    expect(new Set(selection.pointOf)).toEqual(new Set([0]));
    fleet.run(turnedMs + HOUR_MS);
    expect(countOf(fleet, 'notLocated')).toBe(atSecond * (scanRetriesMax + 1));
  });
});

describe('a replica that fails before a synchronization', () => {
  it('lags because it is down: its clients turn to a server that has the news, after its four retries', () => {
    const target = { role: 'softwareUpdatePoint', index: 1 } as const;
    const outageMs = SYNCHRONIZATION.startsMs[0]! - HOUR_MS;
    const fleet = runFleet(
      scenarioWith(2, {
        ...listed([0, 1]),
        groups: [group({ count: 20 })],
        actions: [{ verb: 'outage', atMs: outageMs, target }, scanNow(FORCED_MS)],
      } as Partial<Scenario>),
      FORCED_MS + 3 * HOUR_MS,
    );
    const { scans, selection } = fleet.parts;
    expect(countOf(fleet, 'notLocated')).toBe(0);
    expect(new Set(selection.pointOf)).toEqual(new Set([0]));
    expect(new Set(scans.metadataVersion)).toEqual(new Set([1]));
  });
});
