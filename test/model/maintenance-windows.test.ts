import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { RESTART_CAUSES, UNFINISHED_CAUSES } from '../../src/model/results.ts';
import type { Collection, MaintenanceWindow, Scenario } from '../../src/model/scenario.ts';
import { ASSUMPTIONS, EVALUATION_MS, INSTALL_MS, juneOf, LEARNS, OFFLINE, RESTART_MS } from './one-client.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  NOBODY,
  nineToFive,
  OPTIONS,
  runFleet,
  smallScenario,
  update,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

/** The deadline of the small scenario, and the evening of that day. */
const DEADLINE_MS = 5 * DAY_MS + 12 * HOUR_MS;
const EVENING_MS = 5 * DAY_MS + 22 * HOUR_MS;
/** What a window has to hold for June's update, to the millisecond. */
const ROOM_MS = JUNE.runTimeMaxMs + ASSUMPTIONS.windowRestartMs + 1;

function window(
  startsMs: readonly number[],
  durationMs: number,
  kind: MaintenanceWindow['kind'] = 'allDeployments',
): MaintenanceWindow {
  return { name: 'window', kind, durationMs, startsMs: [startsMs] };
}

function collection(...windows: readonly MaintenanceWindow[]): Collection {
  return { name: 'windows', groups: [0], query: null, windows, evaluationIntervalMs: 5 * MINUTE_MS };
}

/** A client that knows June's update before the deadline and needs no server afterwards. */
function withWindows(
  windows: readonly MaintenanceWindow[],
  changes: Parameters<typeof smallScenario>[0] = {},
  options: Partial<typeof OPTIONS> = {},
): Scenario {
  return smallScenario({
    clientSettings: OFFLINE,
    actions: [LEARNS],
    collections: windows.map((each) => collection(each)),
    deployments: [deployment({ options: { ...OPTIONS, ...options } })],
    ...changes,
  });
}

/** When June's update begins to be installed, and when the machine restarts. */
function courseOf(scenario: Scenario) {
  const read = ({ parts }: Fleet) => {
    if (parts.machines.restarting[0] === 1) return 'restarting';
    return parts.installation.isInstalling(0) ? 'installing' : juneOf({ parts } as Fleet);
  };
  return storyOf(scenario, read, 2 * DAY_MS);
}

const startOf = (scenario: Scenario) => instantOf(courseOf(scenario), 'installing');

describe('an installation', () => {
  it('starts at the deadline when the client has no window', () => {
    expect(startOf(withWindows([]))).toBe(DEADLINE_MS + EVALUATION_MS);
  });

  it('waits for the first window after the deadline that holds it', () => {
    const scenario = withWindows([window([EVENING_MS], 3 * HOUR_MS)]);
    expect(startOf(scenario)).toBe(EVENING_MS);
  });

  it('starts at the deadline inside an open window', () => {
    const scenario = withWindows([window([DEADLINE_MS - HOUR_MS], 3 * HOUR_MS)]);
    expect(startOf(scenario)).toBe(DEADLINE_MS + EVALUATION_MS);
  });

  it('needs more than the maximum run time and the restart', () => {
    const tooShort = window([EVENING_MS], ROOM_MS - 1);
    const justEnough = window([EVENING_MS + DAY_MS], ROOM_MS);
    expect(startOf(withWindows([tooShort, justEnough]))).toBe(EVENING_MS + DAY_MS);
  });

  it('is tested against what is left of an open window', () => {
    const startMs = DEADLINE_MS + EVALUATION_MS + ROOM_MS - 3 * HOUR_MS;
    const enough = window([startMs], 3 * HOUR_MS);
    expect(startOf(withWindows([enough]))).toBe(DEADLINE_MS + EVALUATION_MS);
    const tooLate = window([startMs - 1, EVENING_MS], 3 * HOUR_MS);
    expect(startOf(withWindows([tooLate]))).toBe(EVENING_MS);
  });

  it('sees overlapping and touching windows of several collections as one', () => {
    const lengthMs = 40 * MINUTE_MS;
    const overlapping = [window([EVENING_MS], lengthMs), window([EVENING_MS + 30 * MINUTE_MS], lengthMs)];
    expect(startOf(withWindows(overlapping))).toBe(EVENING_MS);
    const touching = [window([EVENING_MS], lengthMs), window([EVENING_MS + lengthMs], lengthMs)];
    expect(startOf(withWindows(touching))).toBe(EVENING_MS);
    const apart = [
      window([EVENING_MS], lengthMs),
      window([EVENING_MS + lengthMs + 1, EVENING_MS + DAY_MS], lengthMs),
    ];
    expect(juneOf(runFleet(withWindows(apart)))).toBe('cached');
  });

  it('does not use windows for all deployments beside one for software updates', () => {
    const windows = [
      window([EVENING_MS], 3 * HOUR_MS),
      window([EVENING_MS + DAY_MS], 3 * HOUR_MS, 'softwareUpdates'),
    ];
    expect(startOf(withWindows(windows))).toBe(EVENING_MS + DAY_MS);
    const both = { clientSettings: { ...OFFLINE, usesAllDeploymentsWindows: true } };
    expect(startOf(withWindows(windows, both))).toBe(EVENING_MS);
  });

  it('waits no longer when its deployment is deleted', () => {
    const goneMs = DEADLINE_MS + DAY_MS;
    const deleted = { verb: 'deleteDeployment', atMs: goneMs, deployment: 0 } as const;
    const scenario = withWindows([window([EVENING_MS], ROOM_MS - 1)], { actions: [LEARNS, deleted] });
    const before = runFleet(scenario, goneMs);
    const after = runFleet(scenario, goneMs + 2 * HOUR_MS);
    expect(before.parts.windowGate.isWaiting(0)).toBe(true);
    expect(after.parts.windowGate.isWaiting(0)).toBe(false);
  });

  it('never starts when no window is long enough, and is told apart from one that waits', () => {
    const causes = (scenario: Scenario) => {
      const { unfinished } = runFleet(scenario).result();
      return UNFINISHED_CAUSES.filter((_, cause) =>
        Array.from({ length: unfinished.length }).some((_, row) => unfinished.get(row, 'cause') === cause),
      );
    };
    expect(causes(withWindows([window([EVENING_MS], HOUR_MS)]))).toEqual(['noWindowLongEnough']);
    const later = withWindows([window([9 * DAY_MS], 3 * HOUR_MS)], { horizonMs: 8 * DAY_MS });
    expect(causes(later)).toEqual(['waitingForWindow']);
  });

  it('starts outside the windows past the deadline of a deployment that says so', () => {
    const scenario = withWindows([window([EVENING_MS], 3 * HOUR_MS)], {}, { installOutsideWindows: true });
    expect(startOf(scenario)).toBe(DEADLINE_MS + EVALUATION_MS);
  });

  it('is not cut when its window ends', () => {
    const longer = {
      ...ASSUMPTIONS,
      installDuration: { ...ASSUMPTIONS.installDuration, LCU: fixed(2 * HOUR_MS) },
    };
    const scenario = withWindows([window([EVENING_MS], 90 * MINUTE_MS)], {
      assumptions: longer,
      catalog: { ...smallScenario().catalog, updates: [MAY, { ...JUNE, runTimeMaxMs: 80 * MINUTE_MS }] },
    });
    const course = courseOf(scenario);
    expect(instantOf(course, 'installing')).toBe(EVENING_MS);
    expect(instantOf(course, 'pending restart')).toBe(EVENING_MS + 2 * HOUR_MS);
  });

  it('that sleeps when a window opens goes on for what was left', () => {
    const noonMs = 3 * DAY_MS + 12 * HOUR_MS;
    const startMs = 3 * DAY_MS + 16 * HOUR_MS + 50 * MINUTE_MS;
    const tool = update({ id: 'tool', kb: 'KB0000007', kind: 'other' });
    const scenario = withWindows([window([4 * DAY_MS + HOUR_MS], 3 * HOUR_MS)], {
      catalog: { products: ['Windows 11'], updates: [MAY, JUNE, tool], origin: 'made by hand' },
      groups: [
        group({
          presence: nineToFive('sleep'),
          user: { ...NOBODY, signedIn: 'always' },
          userInstalls: { share: 1, after: fixed(0) },
        }),
      ],
      deployments: [
        deployment({ updates: [2], deadlineMs: [noonMs], options: { ...OPTIONS, isShown: false } }),
        deployment({ name: 'shown', availableMs: [startMs], deadlineMs: [10 * DAY_MS] }),
      ],
    });
    const installedMs = startMs + EVALUATION_MS + INSTALL_MS + 16 * HOUR_MS;
    expect(INSTALL_MS).toBeGreaterThan(10 * MINUTE_MS);
    expect(instantOf(courseOf(scenario), 'pending restart')).toBe(installedMs);
  });

  it('that the window is too short for goes last, and waits for the next one', () => {
    const short = update({ id: 'short', kind: 'other', runTimeMaxMs: 30 * MINUTE_MS });
    const updates = [MAY, JUNE, short];
    const scenario = withWindows([window([EVENING_MS, EVENING_MS + DAY_MS], ROOM_MS)], {
      catalog: { ...smallScenario().catalog, updates },
      deployments: [deployment({ updates: [1, 2] })],
    });
    const story = storyOf(scenario, ({ parts }) => `${parts.installation.slot[0]}`, 2 * DAY_MS);
    expect(instantOf(story, '2')).toBe(EVENING_MS);
    expect(instantOf(story, '1')).toBe(EVENING_MS + DAY_MS);
  });
});

describe('a restart', () => {
  const user = { ...NOBODY, signedIn: 'always' } as const;
  const restartOf = (scenario: Scenario) => instantOf(courseOf(scenario), 'restarting');
  const outside = { installOutsideWindows: true };
  const doneMs = DEADLINE_MS + EVALUATION_MS + INSTALL_MS + EVALUATION_MS;

  it('waits for a window when the installation did not', () => {
    expect(restartOf(withWindows([window([EVENING_MS], HOUR_MS)], {}, outside))).toBe(EVENING_MS);
  });

  it('needs no window where the deployment says so', () => {
    const free = { ...outside, restartOutsideWindows: true };
    expect(restartOf(withWindows([window([EVENING_MS], HOUR_MS)], {}, free))).toBe(doneMs);
  });

  it('waits for a window that holds the countdown of a signed-in user', () => {
    const countdownMs = OFFLINE.restartCountdownMs;
    const windows = [window([EVENING_MS], countdownMs - 1), window([EVENING_MS + DAY_MS], countdownMs)];
    const scenario = withWindows(windows, { groups: [group({ user })] }, outside);
    expect(restartOf(scenario)).toBe(EVENING_MS + DAY_MS + countdownMs);
  });

  it('is made by a user who does not want to wait', () => {
    const prompt = { ...user, restartShare: 1, restartAfter: fixed(20 * MINUTE_MS) };
    const scenario = withWindows(
      [window([EVENING_MS], 3 * HOUR_MS)],
      { groups: [group({ user: prompt })] },
      outside,
    );
    expect(restartOf(scenario)).toBe(doneMs + 20 * MINUTE_MS);
    const { restarts } = runFleet(scenario).result();
    expect(RESTART_CAUSES[restarts.get(0, 'cause')]).toBe('user');
  });

  it('completes all that a window holds at once', () => {
    const scenario = withWindows([window([EVENING_MS], 3 * HOUR_MS)]);
    const fleet = runFleet(scenario);
    expect(fleet.parts.restart.count[0]).toBe(1);
    expect(instantOf(courseOf(scenario), 'installed')).toBe(
      EVENING_MS + INSTALL_MS + EVALUATION_MS + RESTART_MS,
    );
  });
});
