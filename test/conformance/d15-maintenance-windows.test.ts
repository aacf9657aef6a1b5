import { describe, expect, test } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import { UNFINISHED_CAUSES } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import {
  ASSUMPTIONS,
  EVALUATION_MS,
  INSTALL_MS,
  juneOf,
  OFFLINE,
  RESTART_MS,
  SLOT,
} from '../model/one-client.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  runFleet,
  smallScenario,
  update,
} from '../model/small-fleet.ts';
import { instantOf, storyOf } from '../model/story.ts';
import { Witness } from '../model/witness.ts';
import { loadText, mistakesOf, SMALL, smallWith } from '../scenario/loading.ts';
import {
  AFTER_MS,
  CREATED_MS,
  courseOf,
  DEADLINE_MS,
  EAGER,
  EVENING_MS,
  POLICY_MS,
  seenMs,
  startOf,
  stepsOf,
  windowed,
  windowOf,
} from './deployed.ts';
import { NEVER_MS } from './one-client.ts';

const ALLOWANCE_MS = 5 * MINUTE_MS;
/** The least that has to be left of a window for June's update. */
const ROOM_MS = JUNE.runTimeMaxMs + ALLOWANCE_MS + 1;
const evening = windowOf([EVENING_MS], 3 * HOUR_MS);
const installsMs = (scenario: Scenario) => startOf(scenario, 'installing');
const catalogOf = (...updates: Scenario['catalog']['updates']) => ({ ...smallScenario().catalog, updates });

describe('a maintenance window', () => {
  test('D15.1 admits an update if more of it is left than its maximum run time and five minutes', () => {
    expect(loadText(SMALL).scenario!.assumptions.windowRestartMs).toBe(ALLOWANCE_MS);
    const scannedMs = DEADLINE_MS + EVALUATION_MS;
    const leaves = (leftMs: number) => windowOf([scannedMs + leftMs - 3 * HOUR_MS], 3 * HOUR_MS);
    expect(installsMs(windowed([leaves(ROOM_MS), evening]))).toBe(scannedMs);
    expect(installsMs(windowed([leaves(ROOM_MS - 1), evening]))).toBe(EVENING_MS);
  });

  test('D15.2 that is too short leaves the update for the next one with room, for ever if there is none', () => {
    const short = windowOf([EVENING_MS], ROOM_MS - 1);
    const next = windowOf([EVENING_MS + DAY_MS], ROOM_MS);
    expect(installsMs(windowed([short, next]))).toBe(EVENING_MS + DAY_MS);
    const fleet = runFleet(windowed([short]));
    expect(juneOf(fleet)).toBe('cached');
    const { unfinished } = fleet.result();
    expect(UNFINISHED_CAUSES[unfinished.get(0, 'cause')]).toBe('noWindowLongEnough');
  });

  test('D15.3 does not cut what has begun when it ends', () => {
    const installDuration = { ...ASSUMPTIONS.installDuration, LCU: fixed(2 * HOUR_MS) };
    const assumptions = { ...ASSUMPTIONS, installDuration };
    const course = courseOf(windowed([windowOf([EVENING_MS], ROOM_MS)], {}, { assumptions }), DEADLINE_MS);
    expect(course.slice(1, 3)).toEqual([
      { atMs: EVENING_MS, is: 'installing' },
      { atMs: EVENING_MS + 2 * HOUR_MS, is: 'pending restart' },
    ]);
  });

  test('D15.4 is not needed to download', () => {
    const cachedMs = startOf(windowed([evening]), 'cached');
    expect(cachedMs).toBe(startOf(windowed([]), 'cached'));
    expect(cachedMs).toBeLessThan(DEADLINE_MS);
  });

  const outside = { installOutsideWindows: true };

  test('D15.5 is needed to restart for a deployment, unless told otherwise', () => {
    const course = courseOf(windowed([evening], outside), DEADLINE_MS);
    expect(instantOf(course, 'pending restart')).toBe(DEADLINE_MS + EVALUATION_MS + INSTALL_MS);
    expect(instantOf(course, 'restarting')).toBe(EVENING_MS);
  });

  test('D15.6 is passed over by the deployment for installations and for restarts, each by itself, from the deadline on', () => {
    expect(installsMs(windowed([evening]))).toBe(EVENING_MS);
    expect(installsMs(windowed([evening], outside))).toBe(DEADLINE_MS + EVALUATION_MS);
    const both = windowed([evening], { ...outside, restartOutsideWindows: true });
    expect(startOf(both, 'restarting')).toBe(seenMs(DEADLINE_MS));
    const restart = windowed([evening], { restartOutsideWindows: true });
    expect(installsMs(restart)).toBe(EVENING_MS);
  });

  test('D15.7 is not waited for by clients that have none: they install and restart past the deadline', () => {
    const course = courseOf(windowed([]), DEADLINE_MS);
    expect(course.slice(1)).toEqual([
      { atMs: DEADLINE_MS + EVALUATION_MS, is: 'installing' },
      { atMs: DEADLINE_MS + EVALUATION_MS + INSTALL_MS, is: 'pending restart' },
      { atMs: seenMs(DEADLINE_MS), is: 'restarting' },
      { atMs: seenMs(DEADLINE_MS) + RESTART_MS, is: 'installed' },
    ]);
  });

  test('D15.8 does not hold up what a user starts', () => {
    const scenario = windowed([evening], {}, { groups: [EAGER] });
    expect(installsMs(scenario)).toBe(POLICY_MS + AFTER_MS + EVALUATION_MS);
  });
});

test('D15.20 what has gone missing is installed again in a window, whoever installed it first', () => {
  const updateLoss = fixed(NEVER_MS);
  const [lostMs, nextMs] = [7 * DAY_MS, 8 * DAY_MS + 22 * HOUR_MS];
  const windows = [windowOf([EVENING_MS, nextMs], 3 * HOUR_MS)];
  const clientSettings = { ...OFFLINE, reevaluationIntervalMs: DAY_MS };
  for (const groups of [[group({ updateLoss })], [{ ...EAGER, updateLoss }]]) {
    const fleet = new Fleet(windowed(windows, {}, { groups, clientSettings }), 0);
    const witness = new Witness(fleet);
    fleet.run(lostMs);
    fleet.parts.updates.lose(0, SLOT, lostMs);
    fleet.run(10 * DAY_MS);
    const again = witness.transitions.find(({ atMs, to }) => atMs > lostMs && to === Actual.pendingRestart);
    expect(again!.atMs).toBe(nextMs + INSTALL_MS);
  }
});

/** A collection of all clients with a window. */
const written = (window: string) => `${SMALL}collections:
  - name: all clients
    maintenanceWindows: [{ ${window} }]
`;
const loadedWindow = (window: string) =>
  loadText(written(window)).scenario!.collections.find(({ name }) => name === 'all clients')!.windows[0]!;
const errorsOf = (window: string) =>
  mistakesOf(written(window)).filter((message) => !message.includes('warning'));

describe('the windows of a client', () => {
  test('D15.9 last from five minutes to a day, three hours unless told otherwise', () => {
    const weekly = 'schedule: weekly on Sat at 22:00 client-local';
    expect(loadedWindow(weekly).durationMs).toBe(3 * HOUR_MS);
    expect(errorsOf(`${weekly}, duration: 5 min`)).toEqual([]);
    expect(errorsOf(`${weekly}, duration: 24 h`)).toEqual([]);
    expect(errorsOf(`${weekly}, duration: 4 min`)).toHaveLength(1);
    expect(errorsOf(`${weekly}, duration: 25 h`)).toHaveLength(1);
  });

  test('D15.10 begin by the clock of the client or in UTC', () => {
    const saturdayMs = 5 * DAY_MS + 22 * HOUR_MS;
    const startsMs = (zone: string) =>
      loadedWindow(`schedule: weekly on Sat at 22:00 ${zone}`).startsMs.map((starts) =>
        starts.find((startMs) => startMs > 4 * DAY_MS),
      );
    const { zones } = loadText(SMALL).scenario!;
    const offsetMs = { 'Europe/Paris': 2 * HOUR_MS, 'Asia/Tokyo': 9 * HOUR_MS };
    expect(startsMs('client-local')).toEqual(
      zones.map(({ name }) => saturdayMs - (offsetMs[name as keyof typeof offsetMs] ?? 0)),
    );
    expect(startsMs('UTC')).toEqual(zones.map(() => saturdayMs));
  });

  test('D15.11 that overlap are one, those apart are not: 6:00 to 7:00 and 6:30 to 7:30 are 90 minutes', () => {
    const runTimeMaxMs = 80 * MINUTE_MS;
    const catalog = catalogOf(MAY, { ...JUNE, runTimeMaxMs });
    const hours = (gapMs: number) =>
      windowed([windowOf([EVENING_MS], HOUR_MS), windowOf([EVENING_MS + gapMs], HOUR_MS)], {}, { catalog });
    expect(installsMs(hours(30 * MINUTE_MS))).toBe(EVENING_MS);
    expect(juneOf(runFleet(hours(HOUR_MS + 1)))).toBe('cached');
  });

  test('D15.12 for all deployments count for updates, unless there is one for software updates, or the client settings say so', () => {
    const nextMs = EVENING_MS + DAY_MS;
    const both = [evening, windowOf([nextMs], 3 * HOUR_MS, 'softwareUpdates')];
    expect(installsMs(windowed([evening]))).toBe(EVENING_MS);
    expect(installsMs(windowed(both))).toBe(nextMs);
    const clientSettings = { ...OFFLINE, usesAllDeploymentsWindows: true };
    expect(installsMs(windowed(both, {}, { clientSettings }))).toBe(EVENING_MS);
    expect(loadText(SMALL).scenario!.clientSettings.usesAllDeploymentsWindows).toBe(false);
  });

  test('D15.13 take updates by ascending maximum run time', () => {
    const short = update({ id: 'short', kb: 'KB9', kind: 'other', runTimeMaxMs: 30 * MINUTE_MS });
    const orderIn = (windows: Parameters<typeof windowed>[0]) => {
      const deployments = [deployment({ updates: [1, 2] })];
      const scenario = windowed(windows, {}, { catalog: catalogOf(MAY, JUNE, short), deployments });
      const story = storyOf(scenario, ({ parts }) => String(parts.installation.slot[0]), CREATED_MS);
      return stepsOf(story).filter((slot) => slot !== '-1');
    };
    expect(orderIn([evening])).toEqual(['2', '1']);
    expect(orderIn([])).toEqual(['1', '2']);
  });
});

describe('the maximum run time', () => {
  test('D15.14 is 60 minutes, 120 of feature updates, unless told otherwise, and from 5 to 9,999 minutes', () => {
    const runTimes = (text: string) => {
      const { updates } = loadText(text).scenario!.catalog;
      return updates.map(({ runTimeMaxMs }) => runTimeMaxMs / MINUTE_MS);
    };
    expect(runTimes(SMALL)).toEqual([60, 60]);
    const upgrade = smallWith('classification: Security Updates', 'classification: Upgrades');
    expect(runTimes(upgrade)).toEqual([120, 60]);
    const configured = (time: string) => `${SMALL}assumptions: { maxRunTime: { LCU: ${time} } }\n`;
    expect(runTimes(configured('9999 min'))).toEqual([9999, 9999]);
    expect(mistakesOf(configured('4 min'))).toHaveLength(1);
    expect(mistakesOf(configured('10000 min'))).toHaveLength(1);
  });

  test('D15.15 that is passed makes the installation fail, while the operating system goes on; the next scan decides', () => {
    const runTimeMaxMs = 10 * MINUTE_MS;
    const scanMs = DEADLINE_MS + HOUR_MS;
    const scenario = windowed(
      [],
      {},
      {
        catalog: catalogOf(MAY, { ...JUNE, runTimeMaxMs }),
        actions: [{ verb: 'scanNow', atMs: scanMs, groups: [0] }],
      },
    );
    const beginMs = DEADLINE_MS + EVALUATION_MS;
    const timedOut = (atMs: number) => {
      const { installations } = runFleet(scenario, atMs).result();
      return Array.from({ length: installations.length }, (_, row) =>
        installations.get(row, 'timedOut'),
      ).some((count) => count > 0);
    };
    expect(timedOut(beginMs + HOUR_MS)).toBe(true);
    const course = courseOf(scenario, beginMs);
    expect(instantOf(course, 'pending restart')).toBe(beginMs + INSTALL_MS);
    expect(instantOf(course, 'restarting')).toBeGreaterThan(scanMs);
  });
});
