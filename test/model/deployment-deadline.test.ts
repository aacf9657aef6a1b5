import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { RESTART_CAUSES, SCAN_TRIGGERS } from '../../src/model/results.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { Compliance } from '../../src/model/updates/update-states.ts';
import {
  ASSUMPTIONS,
  EVALUATION_MS,
  INSTALL_MS,
  juneOf,
  LEARNS,
  LOCATION_MS,
  OFFLINE,
  RESTART_MS,
  SETTINGS,
  SLOT,
} from './one-client.ts';
import {
  completed,
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
  runFleet,
  smallScenario,
  uniform,
  update,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

describe('available time and deadline', () => {
  /** East is five hours ahead of UTC, west eight behind. */
  const zones = [
    { name: 'UTC', transitions: [{ fromMs: -60 * DAY_MS, offsetMs: 0 }] },
    { name: 'East', transitions: [{ fromMs: -60 * DAY_MS, offsetMs: 5 * HOUR_MS }] },
    { name: 'West', transitions: [{ fromMs: -60 * DAY_MS, offsetMs: -8 * HOUR_MS }] },
  ];
  const groups = [0, 1, 2].map((zone) => group({ name: zones[zone]!.name, zone }));
  const noonMs = 5 * DAY_MS + 12 * HOUR_MS;

  /** When each zone's client begins to install. */
  function installStarts(
    changes: Partial<ReturnType<typeof deployment>>,
    scenarioChanges: Partial<Scenario> = {},
  ) {
    const scenario = smallScenario({
      zones,
      groups,
      clientSettings: OFFLINE,
      actions: [{ ...LEARNS, groups: [0, 1, 2] } as Action],
      deployments: [deployment({ groups: [0, 1, 2], ...changes })],
      ...scenarioChanges,
    });
    const { clients } = runFleet(scenario, 0).parts;
    return zones.map((_, zone) => {
      const client = clients.groupOf.indexOf(zone);
      const story = storyOf(scenario, ({ parts }) => `${parts.installation.slot[client]}`, 2 * DAY_MS);
      return instantOf(story, String(SLOT));
    });
  }

  it('fall on the clock of each zone when they are client-local', () => {
    const localMs = zones.map(({ transitions }) => noonMs - transitions[0]!.offsetMs);
    expect(installStarts({ availableMs: [0, 0, 0], deadlineMs: localMs })).toEqual(
      localMs.map((atMs) => atMs + EVALUATION_MS),
    );
  });

  it('fall on one instant when they are UTC', () => {
    const utcMs = [noonMs, noonMs, noonMs];
    expect(installStarts({ availableMs: [0, 0, 0], deadlineMs: utcMs })).toEqual(
      utcMs.map((atMs) => atMs + EVALUATION_MS),
    );
  });

  it('that have passed when the policy comes are acted on at once', () => {
    const scenario = smallScenario({
      clientSettings: OFFLINE,
      actions: [LEARNS],
      deployments: [deployment({ deadlineMs: [DAY_MS] })],
    });
    const reading = (fleet: Fleet) => `${fleet.parts.measures.policyCount[0]} ${juneOf(fleet)}`;
    const story = storyOf(scenario, reading, 2 * DAY_MS, 2 * DAY_MS + 3 * HOUR_MS);
    const policyMs = instantOf(story, '1 required');
    // One scan before the download and one before the installation; the download ends during the second.
    expect(instantOf(story, '1 cached') - policyMs).toBeLessThan(2 * EVALUATION_MS);
    expect(instantOf(story, '1 pending restart')).toBe(policyMs + 2 * EVALUATION_MS + INSTALL_MS);
  });

  it('start no download before the available time plus the delay in profile cb2303, nor after the deadline', () => {
    const availableMs = 4 * DAY_MS;
    const delayMs = 40 * MINUTE_MS;
    const starts = (changes: Partial<Scenario>, deadlineMs: number) => {
      const scenario = smallScenario({
        clientSettings: OFFLINE,
        actions: [LEARNS],
        assumptions: { ...ASSUMPTIONS, availableDelay: fixed(delayMs) },
        deployments: [deployment({ availableMs: [availableMs], deadlineMs: [deadlineMs] })],
        ...changes,
      });
      return instantOf(
        storyOf(scenario, ({ parts }) => `${parts.downloads.stage[0]}`, 2 * DAY_MS),
        '3',
      );
    };
    const afterMs = EVALUATION_MS + LOCATION_MS;
    const soonMs = availableMs + 10 * MINUTE_MS;
    expect(starts({ profile: 'cb2303' }, 5 * DAY_MS)).toBe(availableMs + delayMs + afterMs);
    expect(starts({ profile: 'cb2303' }, soonMs)).toBe(soonMs + afterMs);
    expect(starts({ profile: 'seed2017' }, 5 * DAY_MS)).toBeLessThan(availableMs);
  });

  it('delay the deadline by a time drawn once per client, uniform over its range', () => {
    const count = 2000;
    const rangeMs = 2 * HOUR_MS;
    const delaysOf = (changes: Partial<Scenario> = {}) => {
      const scenario = smallScenario({
        groups: [group({ count })],
        clientSettings: OFFLINE,
        actions: [LEARNS],
        deployments: [deployment({ deadlineMs: [noonMs], deadlineDelay: uniform(0, rangeMs) })],
        horizonMs: 7 * DAY_MS,
        assumptions: { ...ASSUMPTIONS, restartDuration: fixed(RESTART_MS) },
        ...changes,
      });
      const { clients, measures } = runFleet(scenario).parts;
      const delays = new Map<number, number>();
      for (let client = 0; client < clients.count; client++) {
        if (clients.groupOf[client] !== 0) continue;
        const afterDeadlineMs = measures.compliantMs[client]! - noonMs;
        const workMs = EVALUATION_MS + INSTALL_MS + EVALUATION_MS + RESTART_MS;
        delays.set(clients.numberInGroup[client]!, afterDeadlineMs - workMs);
      }
      return delays;
    };
    const delays = delaysOf();
    const values = [...delays.values()];
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThanOrEqual(rangeMs);
    const mean = values.reduce((sum, each) => sum + each, 0) / count;
    expect(Math.abs(mean - rangeMs / 2)).toBeLessThanOrEqual((4 * rangeMs) / Math.sqrt(12 * count));
    expect(new Set(values).size).toBeGreaterThan(count * 0.99);

    // Another group beside it and another poll interval change nobody's delay.
    const other = delaysOf({
      groups: [group({ count }), group({ name: 'others', count: 3 })],
      clientSettings: { ...OFFLINE, policyPollMs: 2 * HOUR_MS },
    });
    for (const [number, delayMs] of delays) expect(other.get(number)).toBe(delayMs);
  });
});

describe('the restart after an installation', () => {
  const DEADLINE_MS = 4 * DAY_MS + 12 * HOUR_MS;
  /** Friday noon: a scan, the installation, a scan, and the restart is wanted. */
  const WANTED_MS = DEADLINE_MS + EVALUATION_MS + INSTALL_MS + EVALUATION_MS;
  const COUNTDOWN_MS = SETTINGS.restartCountdownMs;

  const scenarioWith = (user: Partial<typeof NOBODY> | object, deadlineMs = DEADLINE_MS) =>
    smallScenario({
      groups: [group({ user: { ...NOBODY, ...user } })],
      clientSettings: OFFLINE,
      actions: [LEARNS],
      deployments: [deployment({ deadlineMs: [deadlineMs] })],
    });

  function restartOf(scenario: Scenario) {
    const story = storyOf(scenario, ({ parts }) => `${parts.restart.stage[0]}`, DAY_MS);
    const { restarts } = runFleet(scenario).result();
    expect(restarts.length).toBe(1);
    return {
      atMs: instantOf(story, '3'),
      cause: RESTART_CAUSES[restarts.get(0, 'cause')],
      outside: restarts.get(0, 'outsideBusinessHours'),
      metUser: restarts.get(0, 'countdownMetUser'),
    };
  }

  it('comes at once when nobody is signed in', () => {
    expect(restartOf(scenarioWith({}))).toEqual({
      atMs: WANTED_MS,
      cause: 'deadline',
      outside: 0,
      metUser: 0,
    });
  });

  it('comes after the countdown of 90 minutes when somebody is', () => {
    expect(COUNTDOWN_MS).toBe(90 * MINUTE_MS);
    expect(restartOf(scenarioWith({ signedIn: 'always' }))).toEqual({
      atMs: WANTED_MS + COUNTDOWN_MS,
      cause: 'deadline',
      outside: 0,
      metUser: 1,
    });
  });

  it('asks whether somebody is signed in then, by the local office hours', () => {
    expect(restartOf(scenarioWith({ signedIn: 'officeHours' })).metUser).toBe(1);
    const eveningMs = 4 * DAY_MS + 20 * HOUR_MS;
    expect(restartOf(scenarioWith({ signedIn: 'officeHours' }, eveningMs)).metUser).toBe(0);
  });

  it('comes when the user decides, if that is before the countdown ends', () => {
    const whenUserTakes = (delayMs: number) =>
      restartOf(scenarioWith({ signedIn: 'always', restartShare: 1, restartAfter: fixed(delayMs) }));
    expect(whenUserTakes(20 * MINUTE_MS)).toEqual({
      atMs: WANTED_MS + 20 * MINUTE_MS,
      cause: 'user',
      outside: 0,
      metUser: 1,
    });
    expect(whenUserTakes(COUNTDOWN_MS + MINUTE_MS)).toMatchObject({
      atMs: WANTED_MS + COUNTDOWN_MS,
      cause: 'deadline',
    });
  });

  it('counts as outside business hours at night and on Saturdays', () => {
    expect(restartOf(scenarioWith({}, 4 * DAY_MS + 23 * HOUR_MS)).outside).toBe(1);
    expect(restartOf(scenarioWith({}, 5 * DAY_MS + 12 * HOUR_MS)).outside).toBe(1);
    expect(restartOf(scenarioWith({}, 4 * DAY_MS + 6 * HOUR_MS)).outside).toBe(0);
  });

  it('is followed by one offline scan that finds the update installed', () => {
    const scenario = scenarioWith({});
    const { scans } = runFleet(scenario).result();
    const started = Array.from({ length: scans.length }, (_, row) => row).filter(
      (row) =>
        scans.get(row, 'trigger') === SCAN_TRIGGERS.indexOf('afterRestart') &&
        scans.get(row, 'outcome') === 0,
    );
    expect(started.map((row) => scans.get(row, 'count'))).toEqual([1]);
    const known = storyOf(scenario, ({ parts }) => `${parts.truth.known(0, SLOT)}`, DAY_MS);
    expect(instantOf(known, String(Compliance.installed))).toBe(WANTED_MS + RESTART_MS + EVALUATION_MS);
  });

  it('is none when no installed update needs one: the scan after the installation is the last word', () => {
    const ssu = update({ kind: 'SSU', supersedes: [0] });
    const scenario = {
      ...scenarioWith({}),
      catalog: { products: ['Windows'], updates: [MAY, ssu], origin: 'made for tests' },
    };
    const fleet = runFleet(scenario);
    expect(fleet.parts.restart.count[0]).toBe(0);
    const ssuMs = ASSUMPTIONS.installDuration.SSU.law === 'fixed' ? ASSUMPTIONS.installDuration.SSU.value : 0;
    const known = storyOf(scenario, ({ parts }) => `${parts.truth.known(0, SLOT)}`, DAY_MS);
    expect(instantOf(known, String(Compliance.installed))).toBe(
      DEADLINE_MS + EVALUATION_MS + ssuMs + EVALUATION_MS,
    );
  });

  it('waits with everything else for a client that is away at the deadline', () => {
    const scenario = completed({
      ...scenarioWith({}, 4 * DAY_MS + 20 * HOUR_MS),
      groups: [group({ presence: nineToFive('shutdown') })],
    });
    const mondayMs = 7 * DAY_MS + 9 * HOUR_MS;
    const story = storyOf(scenario, juneOf, 2 * DAY_MS);
    expect(instantOf(story, 'pending restart')).toBe(mondayMs + EVALUATION_MS + INSTALL_MS);
  });
});

describe('an update that expires while it is being installed', () => {
  it('is not required any more, and stays so when the installation ends', () => {
    const deadlineMs = deployment().deadlineMs![0]!;
    const expiresMs = deadlineMs + 5 * MINUTE_MS;
    const scenario = smallScenario({
      catalog: { products: ['Windows'], updates: [MAY, { ...JUNE, expiresMs }], origin: 'made for tests' },
    });
    const { parts } = runFleet(scenario, expiresMs - 1);
    expect(parts.installation.isInstalling(0)).toBe(true);
    const result = runFleet(scenario).result();
    expect(result.exposure.length).toBe(1);
    expect(result.exposure.get(0, 'clients')).toBe(1);
    expect(result.exposure.get(0, 'clientMs')).toBe(expiresMs - JUNE.releasedMs);
    expect(result.clients!.get(0, 'restarts')).toBe(0);
    expect(result.unfinished.length).toBe(0);
  });
});
