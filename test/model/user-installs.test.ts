import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { RESTART_CAUSES } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { EVALUATION_MS, INSTALL_MS, juneOf, LEARNS, OFFLINE } from './one-client.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  NOBODY,
  nineToFive,
  OPTIONS,
  type PlainDeployment,
  runFleet,
  smallScenario,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

const AVAILABLE_MS = 3 * DAY_MS;
const DEADLINE_MS = 5 * DAY_MS + 12 * HOUR_MS;
const AFTER_MS = 2 * HOUR_MS;
const USER = { ...NOBODY, signedIn: 'always' } as const;
/** Everybody installs, two hours after the deployment is available. */
const EAGER = group({ user: USER, userInstalls: { share: 1, after: fixed(AFTER_MS) } });

/** A client with June's update in its cache long before the available time. */
function scenarioWith(
  changes: Partial<PlainDeployment> = {},
  others: Parameters<typeof smallScenario>[0] = {},
): Scenario {
  return smallScenario({
    clientSettings: OFFLINE,
    actions: [LEARNS],
    groups: [EAGER],
    deployments: [deployment({ availableMs: [AVAILABLE_MS], ...changes })],
    ...others,
  });
}

function courseOf(scenario: Scenario) {
  const read = ({ parts }: Fleet) => {
    if (parts.machines.restarting[0] === 1) return 'restarting';
    return parts.installation.isInstalling(0) ? 'installing' : juneOf({ parts } as Fleet);
  };
  return storyOf(scenario, read, 2 * DAY_MS);
}

const causesOf = (scenario: Scenario) => {
  const { restarts } = runFleet(scenario).result();
  return Array.from({ length: restarts.length }, (_, row) => RESTART_CAUSES[restarts.get(row, 'cause')]);
};

describe('a user who installs before the deadline', () => {
  it('starts the installation some time after the deployment is available', () => {
    expect(instantOf(courseOf(scenarioWith()), 'installing')).toBe(AVAILABLE_MS + AFTER_MS + EVALUATION_MS);
  });

  it('is not restarted before the deadline: the countdown begins there', () => {
    const restartMs = instantOf(courseOf(scenarioWith()), 'restarting');
    expect(restartMs).toBe(DEADLINE_MS + OFFLINE.restartCountdownMs);
    expect(causesOf(scenarioWith())).toEqual(['deadline']);
  });

  it('restarts when they like', () => {
    const user = { ...USER, restartShare: 1, restartAfter: fixed(20 * MINUTE_MS) };
    const scenario = scenarioWith({}, { groups: [{ ...EAGER, user }] });
    const installedMs = AVAILABLE_MS + AFTER_MS + EVALUATION_MS + INSTALL_MS + EVALUATION_MS;
    expect(instantOf(courseOf(scenario), 'restarting')).toBe(installedMs + 20 * MINUTE_MS);
    expect(causesOf(scenario)).toEqual(['user']);
  });

  it('completes the installation with the next boot', () => {
    const scenario = scenarioWith({}, { groups: [{ ...EAGER, presence: nineToFive('shutdown') }] });
    const morningMs = AVAILABLE_MS + 9 * HOUR_MS;
    const course = courseOf(scenario);
    expect(instantOf(course, 'installing')).toBe(morningMs + EVALUATION_MS);
    expect(instantOf(course, 'installed')).toBe(AVAILABLE_MS + DAY_MS + 9 * HOUR_MS);
    expect(causesOf(scenario)).toEqual(['shutdown']);
  });

  it('waits for the hours in which they are signed in', () => {
    const user = { ...USER, signedIn: 'officeHours' } as const;
    const scenario = scenarioWith({}, { groups: [{ ...EAGER, user }] });
    expect(instantOf(courseOf(scenario), 'installing')).toBe(AVAILABLE_MS + 9 * HOUR_MS + EVALUATION_MS);
  });

  it('cannot install what is not shown, and does not where nobody wants to', () => {
    const atDeadline = DEADLINE_MS + EVALUATION_MS;
    const hidden = scenarioWith({ options: { ...OPTIONS, isShown: false } });
    expect(instantOf(courseOf(hidden), 'installing')).toBe(atDeadline);
    const nobody = scenarioWith({}, { groups: [{ ...EAGER, userInstalls: { share: 0, after: fixed(0) } }] });
    expect(instantOf(courseOf(nobody), 'installing')).toBe(atDeadline);
  });

  it('needs no maintenance window', () => {
    const nightMs = 6 * DAY_MS;
    const windows = [
      { name: 'night', kind: 'allDeployments', durationMs: 4 * HOUR_MS, startsMs: [[nightMs]] },
    ] as const;
    const collections = [
      { name: 'all', groups: [0], query: null, windows, evaluationIntervalMs: 5 * MINUTE_MS },
    ];
    const course = courseOf(scenarioWith({}, { collections }));
    expect(instantOf(course, 'installing')).toBe(AVAILABLE_MS + AFTER_MS + EVALUATION_MS);
    expect(instantOf(course, 'restarting')).toBe(nightMs + OFFLINE.restartCountdownMs);
  });

  it('counts as such in the table of installations', () => {
    const { installations } = runFleet(scenarioWith()).result();
    const sum = (column: 'started' | 'completed' | 'startedByUser' | 'restartWaiting') =>
      Array.from({ length: installations.length }, (_, row) => installations.get(row, column)).reduce(
        (total, each) => total + each,
        0,
      );
    expect([sum('started'), sum('completed'), sum('startedByUser')]).toEqual([1, 1, 1]);
    const installedMs = AVAILABLE_MS + AFTER_MS + EVALUATION_MS + INSTALL_MS + EVALUATION_MS;
    expect(sum('restartWaiting')).toBe(
      Math.floor((DEADLINE_MS - 1) / HOUR_MS) - Math.ceil(installedMs / HOUR_MS) + 1,
    );
  });
});

describe('an available deployment', () => {
  const available = { deadlineMs: null } as const;

  it('fetches nothing and installs nothing where no user starts it', () => {
    const scenario = scenarioWith(available, { groups: [group({ user: USER })] });
    const fleet = runFleet(scenario);
    expect(juneOf(fleet)).toBe('required');
    expect(fleet.parts.downloadMeasures.totalBytes).toBe(0);
  });

  it('is fetched and installed when a user starts it, and never restarts the machine', () => {
    const scenario = scenarioWith(available);
    const course = courseOf(scenario);
    expect(course[0]!.is).toBe('required');
    expect(instantOf(course, 'cached')).toBeGreaterThan(AVAILABLE_MS + AFTER_MS);
    expect(course.at(-1)!.is).toBe('pending restart');
  });
});

describe('the grace after a deadline', () => {
  const graceMs = 3 * DAY_MS;
  const clientSettings = { ...OFFLINE, graceMs };
  const options = { ...OPTIONS, grace: true };
  const startOf = (scenario: Scenario) => instantOf(courseOf(scenario), 'installing') - EVALUATION_MS;

  it('lasts until the machine works outside business hours', () => {
    const fridayMs = 4 * DAY_MS;
    const noon = { options, deadlineMs: [fridayMs + 12 * HOUR_MS] };
    const scenario = scenarioWith(noon, { groups: [group()], clientSettings });
    expect(startOf(scenario)).toBe(fridayMs + OFFLINE.businessHours.toMs);
  });

  it('ends at once outside business hours', () => {
    const scenario = scenarioWith({ options }, { groups: [group()], clientSettings });
    expect(startOf(scenario)).toBe(DEADLINE_MS);
  });

  it('passes over hours outside business in which the machine is off', () => {
    const thursdayMs = 3 * DAY_MS;
    const noon = { options, deadlineMs: [thursdayMs + 12 * HOUR_MS] };
    const groups = [group({ presence: nineToFive('shutdown') })];
    const scenario = scenarioWith(noon, { groups, clientSettings });
    expect(startOf(scenario)).toBe(7 * DAY_MS + 9 * HOUR_MS);
  });

  it('is over at its end, whatever the hour', () => {
    const always = { weekdays: 0b1111111, fromMs: 0, toMs: DAY_MS };
    const settings = { ...clientSettings, businessHours: always };
    const scenario = scenarioWith({ options }, { groups: [group()], clientSettings: settings });
    expect(startOf(scenario)).toBe(DEADLINE_MS + graceMs);
  });

  it('is none for deployments that do not allow it', () => {
    const scenario = scenarioWith({}, { groups: [group()], clientSettings });
    expect(startOf(scenario)).toBe(DEADLINE_MS);
  });
});
