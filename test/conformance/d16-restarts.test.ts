import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { RESTART_CAUSES, SCAN_KINDS, SCAN_TRIGGERS } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { EVALUATION_MS, juneOf, OFFLINE, ONLINE_SCAN_MS, RESTART_MS } from '../model/one-client.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  nineToFive,
  OPTIONS,
  type PlainDeployment,
  runFleet,
  smallScenario,
  update,
} from '../model/small-fleet.ts';
import { storyOf } from '../model/story.ts';
import { loadText, mistakesOf, SMALL } from '../scenario/loading.ts';
import {
  courseOf,
  DEADLINE_MS,
  deployed,
  EVENING_MS,
  SIGNED_IN,
  seenMs,
  startOf,
  windowed,
  windowOf,
} from './deployed.ts';

const COUNTDOWN_MS = 90 * MINUTE_MS;
const FINAL_MS = 15 * MINUTE_MS;
/** When a restart is arranged after an installation at the deadline. */
const DONE_MS = seenMs(DEADLINE_MS);
const ATTENDED = group({ user: SIGNED_IN });

/** A user who restarts some time after being told. */
const restarting = (afterMs: number) =>
  group({ user: { ...SIGNED_IN, restartShare: 1, restartAfter: fixed(afterMs) } });

/** June's update is deployed to clients of a group. */
const toGroup = (of: ReturnType<typeof group>, changes: Partial<PlainDeployment> = {}) =>
  deployed(changes, { groups: [of] });

const restartsMs = (scenario: Scenario) => startOf(scenario, 'restarting');

function restartOf(scenario: Scenario) {
  const { restarts } = runFleet(scenario).result();
  expect(restarts.length).toBe(1);
  return {
    cause: RESTART_CAUSES[restarts.get(0, 'cause')],
    count: restarts.get(0, 'count'),
    inFinalCountdown: restarts.get(0, 'inFinalCountdown'),
  };
}

describe('the countdown', () => {
  test('D16.1 of a signed-in user lasts 90 minutes unless told otherwise, at most 20,160', () => {
    expect(loadText(SMALL).scenario!.clientSettings.restartCountdownMs).toBe(COUNTDOWN_MS);
    const errorsOf = (time: string) =>
      mistakesOf(`${SMALL}clientSettings: { restartCountdown: ${time} }\n`).length;
    expect([errorsOf('20160 min'), errorsOf('20161 min')]).toEqual([0, 1]);
    expect(restartsMs(toGroup(ATTENDED))).toBe(DONE_MS + COUNTDOWN_MS);
    const clientSettings = { ...OFFLINE, restartCountdownMs: 3 * HOUR_MS };
    const longer = deployed({}, { groups: [ATTENDED], clientSettings });
    expect(restartsMs(longer)).toBe(DONE_MS + 3 * HOUR_MS);
  });

  test('D16.2 ends with 15 minutes in which it cannot be dismissed', () => {
    expect(loadText(SMALL).scenario!.clientSettings.restartFinalMs).toBe(FINAL_MS);
    const finalFromMs = COUNTDOWN_MS - FINAL_MS;
    expect(restartOf(toGroup(ATTENDED)).inFinalCountdown).toBe(1);
    expect(restartOf(toGroup(restarting(finalFromMs))).inFinalCountdown).toBe(1);
    expect(restartOf(toGroup(restarting(finalFromMs - 1))).inFinalCountdown).toBe(0);
  });

  test('D16.3 can be cut short by the user', () => {
    const scenario = toGroup(restarting(20 * MINUTE_MS));
    expect(restartsMs(scenario)).toBe(DONE_MS + 20 * MINUTE_MS);
    expect(restartOf(scenario)).toMatchObject({ cause: 'user', count: 1 });
  });

  test('D16.4 is not stopped by sleep: when it has ended, the machine restarts on wake', () => {
    const leavesMs = 3 * DAY_MS + 17 * HOUR_MS;
    const sleeper = group({ user: SIGNED_IN, presence: nineToFive('sleep') });
    /** The installation is seen so long before the machine goes to sleep. */
    const restartMs = (beforeMs: number, countdownMs: number) => {
      const deadlineMs = leavesMs - beforeMs - (DONE_MS - DEADLINE_MS);
      const clientSettings = { ...OFFLINE, restartCountdownMs: countdownMs };
      return restartsMs(deployed({ deadlineMs: [deadlineMs] }, { groups: [sleeper], clientSettings }));
    };
    const wakesMs = leavesMs + 16 * HOUR_MS;
    expect(restartMs(HOUR_MS, COUNTDOWN_MS)).toBe(wakesMs);
    expect(restartMs(HOUR_MS, 20 * HOUR_MS)).toBe(leavesMs - HOUR_MS + 20 * HOUR_MS);
  });

  test('D16.5 is not held where nobody is signed in: the machine restarts at once', () => {
    expect(restartsMs(deployed())).toBe(DONE_MS);
    expect(restartOf(deployed())).toEqual({ cause: 'deadline', count: 1, inFinalCountdown: 0 });
  });
});

describe('without the right to force restarts', () => {
  const clientSettings = { ...OFFLINE, forcesRestart: false };

  test('D16.6 a client waits for its user to restart it, for ever if need be', () => {
    expect(loadText(SMALL).scenario!.clientSettings.forcesRestart).toBe(true);
    expect(juneOf(runFleet(deployed({}, { clientSettings })))).toBe('pending restart');
    const groups = [restarting(5 * HOUR_MS)];
    expect(restartsMs(deployed({}, { clientSettings, groups }))).toBe(DONE_MS + 5 * HOUR_MS);
  });
});

describe('a suppressed restart', () => {
  const SUPPRESSED = { ...OPTIONS, suppressRestart: { workstations: true, servers: true } };

  test('D16.7 leaves the update required until the machine restarts for another reason', () => {
    const waits = runFleet(deployed({ options: SUPPRESSED }));
    expect(juneOf(waits)).toBe('pending restart');
    const { compliance } = waits.result();
    const row = compliance.length - 1;
    expect([compliance.get(row, 'actualCompliant'), compliance.get(row, 'storedCompliant')]).toEqual([0, 0]);
    const off = group({ presence: nineToFive('shutdown') });
    const deadlineMs = [3 * DAY_MS + 12 * HOUR_MS];
    const scenario = toGroup(off, { options: SUPPRESSED, deadlineMs });
    expect(startOf(scenario, 'installed')).toBe(4 * DAY_MS + 9 * HOUR_MS);
  });

  test('D16.8 by one of several deployments that wait for it does not hold up those that do not', () => {
    const laterMs = DEADLINE_MS + DAY_MS;
    const net = update({ id: 'net', kb: 'KB8', title: '.NET', kind: 'DotNetCU' });
    const deployments = [
      deployment({ options: SUPPRESSED }),
      deployment({ name: 'net', updates: [2], deadlineMs: [laterMs] }),
    ];
    const catalog = { ...smallScenario().catalog, updates: [MAY, JUNE, net] };
    const netMs = 4 * MINUTE_MS;
    const scenario = deployed({}, { catalog, deployments });
    expect(restartsMs(scenario)).toBe(laterMs + EVALUATION_MS + netMs + EVALUATION_MS);
    expect(restartOf(scenario).count).toBe(1);
  });
});

describe('outside of maintenance windows', () => {
  const outside = { installOutsideWindows: true };

  test('D16.9 a restart waits for the next window, unless the deployment says otherwise', () => {
    const evening = windowOf([EVENING_MS], HOUR_MS);
    expect(restartsMs(windowed([evening], outside))).toBe(EVENING_MS);
    const free = { ...outside, restartOutsideWindows: true };
    expect(restartsMs(windowed([evening], free))).toBe(DONE_MS);
  });

  test('D16.10 no countdown begins, nor one that would not end inside the window', () => {
    const windows = [windowOf([EVENING_MS], COUNTDOWN_MS - 1), windowOf([EVENING_MS + DAY_MS], COUNTDOWN_MS)];
    const scenario = windowed(windows, outside, { groups: [ATTENDED] });
    expect(restartsMs(scenario)).toBe(EVENING_MS + DAY_MS + COUNTDOWN_MS);
  });

  test('D16.11 a countdown as long as every window is warned of', () => {
    const attended = SMALL.replaceAll('kind: laptop', 'kind: laptop\n    user: { signedIn: always }');
    const text = (countdown: string) => `${attended}clientSettings: { restartCountdown: ${countdown} }
collections:
  - name: windows
    maintenanceWindows: [{ schedule: weekly on Sat at 22:00 UTC, duration: 3 h }]
`;
    const told = (countdown: string) => mistakesOf(text(countdown)).filter((each) => each.includes('CF-14'));
    expect([told('179 min').length, told('180 min').length]).toEqual([0, 1]);
  });

  test('D16.12 users restart when they like', () => {
    const evening = windowOf([EVENING_MS], 3 * HOUR_MS);
    const scenario = windowed([evening], outside, { groups: [restarting(20 * MINUTE_MS)] });
    expect(restartsMs(scenario)).toBe(DONE_MS + 20 * MINUTE_MS);
  });
});

describe('after the restart', () => {
  const restartedMs = DONE_MS + RESTART_MS;

  /** The scans of the client from the restart on, with their kinds. */
  function scansOf(evaluatesAfterRestart: boolean) {
    const scenario = deployed({ options: { ...OPTIONS, evaluatesAfterRestart } });
    const read = ({ parts: { scans } }: Fleet) => {
      const triggers = SCAN_TRIGGERS.filter((_, bit) => (scans.running[0]! & (1 << bit)) !== 0);
      return triggers.length === 0 ? '' : `${triggers.join(' + ')}, ${SCAN_KINDS[scans.kind[0]!]}`;
    };
    return storyOf(scenario, read, restartedMs - 1, restartedMs + HOUR_MS).slice(1);
  }

  test('D16.13 the client scans offline; a full evaluation follows where the deployment asks for it', () => {
    const scannedMs = restartedMs + EVALUATION_MS;
    const offline = { atMs: restartedMs, is: 'afterRestart, offline' };
    expect(scansOf(false)).toEqual([offline, { atMs: scannedMs, is: '' }]);
    expect(scansOf(true)).toEqual([
      offline,
      { atMs: scannedMs, is: 'evaluationCycle, delta' },
      { atMs: scannedMs + ONLINE_SCAN_MS, is: '' },
    ]);
  });

  test('D16.14 what waits for it is complete, and nothing restarts again', () => {
    expect(courseOf(deployed(), DONE_MS).slice(1)).toEqual([{ atMs: restartedMs, is: 'installed' }]);
  });
});

test('D16.15 what waits for a restart does not hold other installations up', () => {
  const laterMs = DEADLINE_MS + DAY_MS;
  const tool = update({ id: 'tool', kb: 'KB8', title: 'Tool', kind: 'other' });
  const catalog = { ...smallScenario().catalog, updates: [MAY, JUNE, tool] };
  const suppressRestart = { workstations: true, servers: true };
  const deployments = [
    deployment({ options: { ...OPTIONS, suppressRestart } }),
    deployment({ name: 'tool', updates: [2], deadlineMs: [laterMs] }),
  ];
  const { parts } = runFleet(deployed({}, { catalog, deployments }), laterMs + EVALUATION_MS);
  expect(parts.installation.slot[0]).toBe(2);
});
