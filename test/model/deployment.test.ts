import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import {
  RESTART_CAUSES,
  type RunResult,
  SCAN_KINDS,
  SCAN_TRIGGERS,
  SITE_EVENTS,
} from '../../src/model/results.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
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
  runFleet,
  SECOND_MS,
  smallScenario,
  uniform,
  update,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

const LOCATION_MS = SECOND_MS;
const EVALUATION_MS = 10 * SECOND_MS;
const ONLINE_SCAN_MS = LOCATION_MS + 667 + EVALUATION_MS;
const RESTART_MS = 3 * MINUTE_MS;
const { assumptions: ASSUMPTIONS, clientSettings: SETTINGS, site: SITE } = smallScenario();
const INSTALL_MS =
  ASSUMPTIONS.installDuration.LCU.law === 'fixed' ? ASSUMPTIONS.installDuration.LCU.value : 0;

const SLOT = 1;
const STATES = ['not required', 'required', 'cached', 'pending restart', 'installed'] as const;
/** Where June's update stands on client 0. */
const juneOf = ({ parts }: Fleet) => STATES[parts.truth.actual(0, SLOT)]!;

/** A time to live so long that, once scanned online after the synchronization, a client scans offline. */
const LEARNS: Action = { verb: 'scanNow', atMs: DAY_MS + 12 * HOUR_MS, groups: [0] };
const OFFLINE = { ...SETTINGS, scanTtlMs: 100 * DAY_MS, scanIntervalMs: 100 * DAY_MS };

const last = (result: RunResult) => result.compliance.length - 1;

describe('a deployment to one always-on client', () => {
  it('makes the client compliant after its deadline, and the site learns of it', () => {
    const result = runFleet(smallScenario()).result();
    expect(result.clients!.get(0, 'installedUpdates')).toBe(2);
    expect(result.clients!.get(0, 'requiredUpdates')).toBe(0);
    expect(result.unfinished.length).toBe(0);
    for (const reading of [
      'actualCompliant',
      'knownCompliant',
      'storedCompliant',
      'shownCompliant',
    ] as const) {
      expect(result.compliance.get(last(result), reading)).toBe(1);
    }
  });

  it('goes from policy to compliance in times that add up', () => {
    const scenario = smallScenario({ clientSettings: OFFLINE, actions: [LEARNS] });
    const { deadlineMs, createdMs } = scenario.deployments[0]!;
    const policyMs = instantOf(
      storyOf(
        scenario,
        ({ parts }) => `${parts.measures.policyCount[0]}`,
        createdMs,
        createdMs + 2 * HOUR_MS,
      ),
      '1',
    );
    expect(policyMs - createdMs).toBeLessThanOrEqual(SETTINGS.policyPollMs + 20);
    const story = storyOf(scenario, juneOf, createdMs);
    const downloadMs = (JUNE.sizeBytes / SITE.distributionPoints[0]!.flowBytesPerSecondMax) * 1000;
    expect(instantOf(story, 'cached')).toBe(policyMs + EVALUATION_MS + LOCATION_MS + downloadMs);
    const installedMs = deadlineMs[0]! + EVALUATION_MS + INSTALL_MS;
    expect(instantOf(story, 'pending restart')).toBe(installedMs);
    expect(instantOf(story, 'installed')).toBe(installedMs + EVALUATION_MS + RESTART_MS);
  });

  it('works when a location request takes no time, and with a countdown of none', () => {
    const scenario = smallScenario({
      assumptions: { ...ASSUMPTIONS, locationRequestMs: 0 },
      clientSettings: { ...SETTINGS, restartCountdownMs: 0 },
      groups: [group({ user: { ...NOBODY, signedIn: 'always' } })],
    });
    expect(runFleet(scenario).parts.truth.actual(0, SLOT)).toBe(Actual.installed);
  });

  it('has its policy fetched by a boot that comes before the next poll', () => {
    const first = storyOf(smallScenario(), ({ parts }) => `${parts.restart.stage[0]}`, 5 * DAY_MS);
    const restartsMs = instantOf(first, '3');
    const second = deployment({
      name: 'second',
      createdMs: restartsMs + MINUTE_MS,
      deadlineMs: [9 * DAY_MS],
    });
    const scenario = smallScenario({ deployments: [deployment(), second] });
    const policy = storyOf(
      scenario,
      ({ parts }) => `${parts.measures.policyCount[1]}`,
      restartsMs,
      restartsMs + 2 * HOUR_MS,
    );
    const requestMs = 20;
    expect(instantOf(policy, '1')).toBe(restartsMs + RESTART_MS + 1 + requestMs);
  });
});

describe('a deployment of several updates', () => {
  const updates = [
    MAY,
    update({ id: 'lcu', kb: 'KB0000011', kind: 'LCU' }),
    update({ id: 'net', kb: 'KB0000012', kind: 'DotNetCU' }),
    update({ id: 'ssu', kb: 'KB0000013', kind: 'SSU' }),
  ];
  const scenario = smallScenario({
    catalog: { products: ['Windows'], updates, origin: 'made for tests' },
    clientSettings: OFFLINE,
    actions: [LEARNS],
    deployments: [deployment({ updates: [1, 2, 3] })],
  });

  it('downloads one after another, installs the servicing stack update first, and restarts once', () => {
    const downloads = storyOf(scenario, ({ parts }) => `${parts.downloads.slot[0]}`, 2 * DAY_MS);
    expect(downloads.map(({ is }) => is)).toEqual(['-1', '1', '2', '3']);
    const installs = storyOf(scenario, ({ parts }) => `${parts.installation.slot[0]}`, 2 * DAY_MS);
    expect(installs.map(({ is }) => is)).toEqual(['-1', '3', '1', '2', '-1']);
    const fleet = runFleet(scenario);
    expect(fleet.parts.restart.count[0]).toBe(1);
    expect([1, 2, 3].map((slot) => fleet.parts.truth.actual(0, slot))).toEqual(
      new Array(3).fill(Actual.installed),
    );
  });

  it('is compliant only when the last of them is installed', () => {
    const waiting = storyOf(
      scenario,
      ({ parts }) => {
        const result = parts.measures;
        return `${result.count(0, 0)} compliant, ${result.count(1, 0)} waiting for a restart`;
      },
      2 * DAY_MS,
    );
    expect(waiting.map(({ is }) => is)).toEqual([
      '0 compliant, 0 waiting for a restart',
      '0 compliant, 1 waiting for a restart',
      '1 compliant, 0 waiting for a restart',
    ]);
  });
});

describe('the content of a deployment', () => {
  /** From the internet to the package source, then a copy to the distribution point on the site server's network. */
  const slowInternet = { ...SITE, internetBytesPerSecond: 10_000 };
  const fetchMs = (JUNE.sizeBytes / slowInternet.internetBytesPerSecond) * 1000;
  const copyMs = Math.ceil((JUNE.sizeBytes / SITE.distributionPoints[0]!.bytesPerSecond) * 1000);

  it('reaches the distribution point after the internet and the copy', () => {
    const scenario = smallScenario({ site: slowInternet });
    const { events } = runFleet(scenario).result();
    const instantsOf = (event: (typeof SITE_EVENTS)[number]) =>
      Array.from({ length: events.length }, (_, row) => row)
        .filter((row) => events.get(row, 'code') === SITE_EVENTS.indexOf(event))
        .map((row) => events.get(row, 't'));
    const createdMs = 2 * DAY_MS;
    expect(instantsOf('contentDownloaded')).toEqual([createdMs + fetchMs]);
    expect(instantsOf('contentDistributed')).toEqual([createdMs + fetchMs + copyMs]);
  });

  it('is not fetched again when it was there at the start', () => {
    const scenario = smallScenario({
      initial: { mode: 'steadyState', patchedShareByLag: [0, 1] },
      catalog: { products: ['Windows'], updates: [MAY], origin: 'made for tests' },
      deployments: [deployment({ updates: [0], releasedMs: MAY.releasedMs })],
    });
    const fleet = runFleet(scenario);
    const internet = fleet.parts.network.names.indexOf('internet access');
    expect(fleet.result().linkTotals.get(internet, 'bytes')).toBe(0);
    expect(fleet.parts.downloads.downloadedBytes[0]).toBe(MAY.sizeBytes);
    expect(fleet.parts.truth.actual(0, 0)).toBe(Actual.installed);
  });

  it('is waited for by clients whose policy came first, who look within the retry time once it is there', () => {
    const scenario = smallScenario({ site: slowInternet });
    const stage = ({ parts }: Fleet) =>
      (['idle', 'waiting', 'locating', 'transferring', 'away'] as const)[parts.downloads.stage[0]!]!;
    const story = storyOf(scenario, stage, 2 * DAY_MS, 4 * DAY_MS);
    const thereMs = 2 * DAY_MS + fetchMs + copyMs;
    expect(instantOf(story, 'waiting')).toBeLessThan(thereMs);
    expect(instantOf(story, 'locating', instantOf(story, 'waiting'))).toBe(thereMs);
    const beginsMs = instantOf(story, 'transferring');
    expect(beginsMs).toBeGreaterThan(thereMs);
    expect(beginsMs - thereMs).toBeLessThanOrEqual(ASSUMPTIONS.contentRetryMs);
  });
});

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

describe('changing the time to live', () => {
  it("leaves every client's installation time and deadline delay as they were", () => {
    const count = 40;
    const deadlineMs = 5 * DAY_MS;
    const installsOf = (scanTtlMs: number) => {
      const scenario = smallScenario({
        groups: [group({ count })],
        clientSettings: { ...SETTINGS, scanTtlMs },
        actions: [{ verb: 'scanNow', atMs: deadlineMs - 2 * HOUR_MS, groups: [0] }],
        assumptions: {
          ...ASSUMPTIONS,
          installDuration: { ...ASSUMPTIONS.installDuration, LCU: uniform(MINUTE_MS, 40 * MINUTE_MS) },
        },
        deployments: [deployment({ deadlineMs: [deadlineMs], deadlineDelay: uniform(0, 90 * MINUTE_MS) })],
        horizonMs: deadlineMs + 3 * HOUR_MS,
      });
      const slots = ({ parts }: Fleet) => [...parts.installation.slot].join(' ');
      const story = storyOf(scenario, slots, deadlineMs).map(({ atMs, is }) => ({
        atMs,
        slots: is.split(' '),
      }));
      const spans = Array.from({ length: count }, (_, client) => {
        const startMs = story.find((chapter) => chapter.slots[client] === String(SLOT))!.atMs;
        const endMs = story.find((chapter) => chapter.atMs > startMs && chapter.slots[client] === '-1')!.atMs;
        return { startMs, durationMs: endMs - startMs };
      });
      return {
        spans,
        online: runFleet(scenario).parts.scans.onlineCount.reduce((sum, each) => sum + each, 0),
      };
    };
    const long = installsOf(DAY_MS);
    const short = installsOf(0);
    expect(short.online).toBeGreaterThan(long.online);
    expect(short.spans.map(({ durationMs }) => durationMs)).toEqual(
      long.spans.map(({ durationMs }) => durationMs),
    );
    // With the long one the scan before installation is offline, with the short one it asks WSUS first.
    expect(short.spans.map(({ startMs }) => startMs - ONLINE_SCAN_MS)).toEqual(
      long.spans.map(({ startMs }) => startMs - EVALUATION_MS),
    );
  });
});

describe('supersedence', () => {
  /** July replaces June a day after June's deployment was created. */
  const JULY_MS = 3 * DAY_MS;
  const catalog = {
    products: ['Windows'],
    updates: [
      MAY,
      JUNE,
      update({ id: 'july', kb: 'KB0000007', title: 'July', releasedMs: JULY_MS, supersedes: [1] }),
    ],
    origin: 'made for tests',
  };
  const site = {
    ...SITE,
    synchronization: { ...SITE.synchronization, startsMs: [DAY_MS + 2 * HOUR_MS, JULY_MS + 2 * HOUR_MS] },
  };

  it('prunes an update for a client that knows what replaces it: it neither downloads nor installs it', () => {
    const scenario = smallScenario({
      catalog,
      site,
      deployments: [deployment({ createdMs: JULY_MS + 4 * HOUR_MS })],
      actions: [{ verb: 'scanNow', atMs: JULY_MS + 3 * HOUR_MS, groups: [0] }],
    });
    const fleet = runFleet(scenario);
    expect(fleet.parts.truth.known(0, SLOT)).toBe(Compliance.notRequired);
    expect(fleet.parts.downloads.downloadedBytes[0]).toBe(0);
    const result = fleet.result();
    expect(result.compliance.get(last(result), 'knownCompliant')).toBe(1);
    expect(result.compliance.get(last(result), 'actualCompliant')).toBe(0);
  });

  it('does not stop a client that has not heard of the superseder', () => {
    const scenario = smallScenario({
      catalog,
      site,
      clientSettings: OFFLINE,
      actions: [LEARNS],
      deployments: [deployment()],
    });
    expect(runFleet(scenario).parts.truth.actual(0, SLOT)).toBe(Actual.installed);
  });

  it('makes a client compliant that installs the superseder instead, counted and flagged', () => {
    const scenario = smallScenario({
      catalog,
      site,
      deployments: [
        deployment({ deadlineMs: [9 * DAY_MS + 23 * HOUR_MS] }),
        deployment({
          name: 'July updates',
          updates: [2],
          createdMs: JULY_MS + 4 * HOUR_MS,
          deadlineMs: [5 * DAY_MS],
          releasedMs: JULY_MS,
        }),
      ],
    });
    const fleet = runFleet(scenario, 9 * DAY_MS);
    expect(fleet.parts.truth.actual(0, SLOT)).toBe(Actual.notRequired);
    expect(fleet.parts.truth.actual(0, 2)).toBe(Actual.installed);
    const result = fleet.result();
    const { compliance, timeToCompliant } = result;
    const [june, july] = [last(result) - 1, last(result)];
    expect(compliance.get(june, 'deployment')).toBe(0);
    expect([compliance.get(june, 'actualCompliant'), compliance.get(june, 'actualBySuperseding')]).toEqual([
      1, 1,
    ]);
    expect([compliance.get(july, 'actualCompliant'), compliance.get(july, 'actualBySuperseding')]).toEqual([
      1, 0,
    ]);
    const rowOf = (number: number) =>
      Array.from({ length: timeToCompliant.length }, (_, row) => row).find(
        (row) => timeToCompliant.get(row, 'deployment') === number && timeToCompliant.get(row, 'group') === 0,
      )!;
    expect(timeToCompliant.get(rowOf(0), 'becameCompliant')).toBe(1);
    expect(timeToCompliant.get(rowOf(0), 'bySuperseding')).toBe(1);
    expect(timeToCompliant.get(rowOf(1), 'bySuperseding')).toBe(0);
  });
});

describe('an update that expires', () => {
  it('is no longer required of anybody who lacks it, which is flagged as no installation', () => {
    const expiresMs = 4 * DAY_MS;
    const scenario = smallScenario({
      catalog: { products: ['Windows'], updates: [MAY, { ...JUNE, expiresMs }], origin: 'made for tests' },
    });
    expect(juneOf(runFleet(scenario, expiresMs - 1))).toBe('cached');
    expect(juneOf(runFleet(scenario, expiresMs))).toBe('not required');
    const fleet = runFleet(scenario);
    expect(fleet.parts.restart.count[0]).toBe(0);
    const { compliance } = fleet.result();
    expect(compliance.get(last(fleet.result()), 'actualCompliant')).toBe(1);
    expect(compliance.get(last(fleet.result()), 'actualBySuperseding')).toBe(1);
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
    const scenario = {
      ...scenarioWith({}, 4 * DAY_MS + 20 * HOUR_MS),
      groups: [group({ presence: nineToFive('shutdown') })],
    };
    const mondayMs = 7 * DAY_MS + 9 * HOUR_MS;
    const story = storyOf(scenario, juneOf, 2 * DAY_MS);
    expect(instantOf(story, 'pending restart')).toBe(mondayMs + EVALUATION_MS + INSTALL_MS);
  });
});

describe('a client whose metadata are younger than the time to live and older than the update', () => {
  it('looks again when they are old enough, once the deadline has passed, and then installs', () => {
    const releasedMs = DAY_MS;
    const deadlineMs = releasedMs + 8 * HOUR_MS;
    const scenario = smallScenario({
      groups: [group({ count: 200 })],
      deployments: [
        deployment({
          createdMs: releasedMs + 3 * HOUR_MS,
          availableMs: [releasedMs + 3 * HOUR_MS],
          deadlineMs: [deadlineMs],
        }),
      ],
      horizonMs: deadlineMs + 2 * DAY_MS,
    });
    const fleet = runFleet(scenario, deadlineMs + 10 * MINUTE_MS);
    const unknownAtDeadline = fleet.result().unfinished;
    expect(unknownAtDeadline.length).toBeGreaterThan(0);
    fleet.run(deadlineMs + scenario.clientSettings.scanTtlMs + HOUR_MS);
    expect(fleet.result().unfinished.length).toBe(0);
  });
});

describe('a new client that gets the deployment with its first policy', () => {
  it('starts its first scan within two hours all the same, and that scan serves the deployment', () => {
    const scenario = smallScenario({
      initial: { mode: 'enrolment', patchedShareByLag: [1] },
      groups: [group({ count: 400 })],
      deployments: [deployment({ updates: [0], createdMs: 0, releasedMs: MAY.releasedMs })],
      horizonMs: 4 * HOUR_MS,
    });
    const { scans } = runFleet(scenario).result();
    const triggers = new Set<string>();
    for (let row = 0; row < scans.length; row++) {
      if (SCAN_KINDS[scans.get(row, 'kind')] === 'full')
        triggers.add(SCAN_TRIGGERS[scans.get(row, 'trigger')]!);
    }
    expect([...triggers]).toEqual(['firstScan']);
  });
});

describe('an update that is not required any more', () => {
  it('is dropped in the middle of its download, and the next one takes its place', () => {
    const slow = { name: 'DP1', location: 0, bytesPerSecond: 1000, flowBytesPerSecondMax: 1000 };
    const july = update({ id: 'july', releasedMs: 3 * DAY_MS, supersedes: [1], sizeBytes: 1_000_000 });
    const scenario = smallScenario({
      catalog: { products: ['Windows'], updates: [MAY, JUNE, july], origin: 'made for tests' },
      siteChanges: {
        distributionPoints: [slow],
        synchronization: {
          ...smallScenario().site.synchronization,
          startsMs: [DAY_MS + 2 * HOUR_MS, 3 * DAY_MS + 2 * HOUR_MS],
        },
      },
      deployments: [
        deployment({ createdMs: DAY_MS + 4 * HOUR_MS, deadlineMs: [9 * DAY_MS] }),
        deployment({
          name: 'July updates',
          updates: [2],
          createdMs: 3 * DAY_MS + 4 * HOUR_MS,
          deadlineMs: [5 * DAY_MS],
          releasedMs: 3 * DAY_MS,
        }),
      ],
    });
    const result = runFleet(scenario).result();
    const sum = (column: 'started' | 'completed' | 'dropped') => {
      let total = 0;
      for (let row = 0; row < result.downloads.length; row++) total += result.downloads.get(row, column);
      return total;
    };
    expect([sum('started'), sum('completed'), sum('dropped')]).toEqual([2, 1, 1]);
    expect(result.unfinished.length).toBe(0);
  });

  it('does not come back when it is released after what supersedes it', () => {
    const early = update({ id: 'early', supersedes: [2], releasedMs: DAY_MS });
    const late = update({ id: 'late', releasedMs: 8 * DAY_MS });
    const scenario = smallScenario({
      catalog: { products: ['Windows'], updates: [MAY, early, late], origin: 'made for tests' },
    });
    const { parts } = runFleet(scenario);
    expect(parts.updates.states.actual(0, 1)).toBe(Actual.installed);
    expect(parts.updates.states.actual(0, 2)).toBe(Actual.notRequired);
  });
});
