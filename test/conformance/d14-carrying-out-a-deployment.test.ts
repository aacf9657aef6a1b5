import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { SCAN_TRIGGERS } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import {
  ASSUMPTIONS,
  EVALUATION_MS,
  INSTALL_MS,
  juneOf,
  LOCATION_MS,
  OFFLINE,
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
  nineToFive,
  OPTIONS,
  type PlainDeployment,
  runFleet,
  smallScenario,
  update,
} from '../model/small-fleet.ts';
import { storyOf } from '../model/story.ts';
import { loadText, mistakesOf, SMALL, smallWith } from '../scenario/loading.ts';
import {
  AFTER_MS,
  AVAILABLE_MS,
  CREATED_MS,
  courseOf,
  DEADLINE_MS,
  deployed,
  EAGER,
  POLICY_MS,
  startOf,
  stepsOf,
  TRANSFER_MS,
} from './deployed.ts';

const scenarioOf = (text: string) => loadText(text).scenario!;
const isRunning = (trigger: (typeof SCAN_TRIGGERS)[number]) => (fleet: Fleet) =>
  String((fleet.parts.scans.running[0]! & (1 << SCAN_TRIGGERS.indexOf(trigger))) !== 0);

describe('the available time', () => {
  const DELAY_MS = 40 * MINUTE_MS;
  const transfersMs = (profile: Scenario['profile'], deadlineMs = DEADLINE_MS) => {
    const assumptions = { ...ASSUMPTIONS, availableDelay: fixed(DELAY_MS) };
    const changes = { availableMs: [AVAILABLE_MS], deadlineMs: [deadlineMs] };
    return startOf(deployed(changes, { profile, assumptions }), 'transferring') - EVALUATION_MS - LOCATION_MS;
  };

  test('D14.1 in profile cb2303 starts scan and download, some time later but not after the deadline; in seed2017 the policy does', () => {
    expect(transfersMs('cb2303')).toBe(AVAILABLE_MS + DELAY_MS);
    expect(transfersMs('cb2303', AVAILABLE_MS + 10 * MINUTE_MS)).toBe(AVAILABLE_MS + 10 * MINUTE_MS);
    expect(transfersMs('seed2017')).toBe(POLICY_MS);
  });

  test('D14.2 is followed by that time between none and two hours; of available deployments by none', () => {
    const uniform = { law: 'uniform', min: 0, max: 2 * HOUR_MS };
    expect(scenarioOf(SMALL).assumptions.availableDelay).toEqual(uniform);
    const groups = [group({ ...EAGER, userInstalls: { share: 1, after: fixed(0) } })];
    const changes = { availableMs: [AVAILABLE_MS], deadlineMs: null };
    for (const profile of ['seed2017', 'cb2303'] as const) {
      const scenario = deployed(changes, { profile, groups });
      const startMs = AVAILABLE_MS + EVALUATION_MS + LOCATION_MS;
      expect(startOf(scenario, 'transferring')).toBe(startMs);
    }
  });
});

describe('the deadline', () => {
  test('D14.3 is an instant, or what the clock of each client shows', () => {
    const deadlinesOf = (zone: string) =>
      scenarioOf(smallWith('17:00 client-local', `17:00 ${zone}`)).deployments[0]!.deadlineMs;
    const noonMs = 8 * DAY_MS + 17 * HOUR_MS;
    const { zones } = scenarioOf(SMALL);
    const offsetMs = { 'Europe/Paris': 2 * HOUR_MS, 'Asia/Tokyo': 9 * HOUR_MS };
    const local = zones.map(({ name }) => noonMs - (offsetMs[name as keyof typeof offsetMs] ?? 0));
    expect(deadlinesOf('client-local')).toEqual(local);
    expect(deadlinesOf('UTC')).toEqual(zones.map(() => noonMs));
    expect(new Set(local).size).toBeGreaterThan(1);
  });

  const SPREAD = { law: 'uniform', min: 0, max: 2 * HOUR_MS };

  test('D14.4 of a deployment by hand is not delayed, unless the client settings say so', () => {
    expect(scenarioOf(SMALL).deployments[0]!.deadlineDelay).toBeNull();
    const { deployments } = scenarioOf(`${SMALL}clientSettings: { randomizesDeadline: true }\n`);
    expect(deployments[0]!.deadlineDelay).toEqual(SPREAD);
    expect(startOf(deployed(), 'installing')).toBe(DEADLINE_MS + EVALUATION_MS);
    const delayed = deployed({ deadlineDelay: fixed(HOUR_MS) });
    expect(startOf(delayed, 'installing')).toBe(DEADLINE_MS + HOUR_MS + EVALUATION_MS);
  });

  test('D14.5 of what a rule deploys is always delayed by up to two hours', () => {
    const rule = `rules:
  - name: monthly
    updates: { kinds: [LCU], released: { within: 1 d } }
    run: monthly on day 12 at 02:00 UTC
    group: existing
    deployments: [{ groups: all }]
`;
    for (const randomizes of [true, false]) {
      const text = `${SMALL}${rule}clientSettings: { randomizesDeadline: ${randomizes} }\n`;
      expect(scenarioOf(text).deployments.at(-1)!.deadlineDelay).toEqual(SPREAD);
    }
  });

  test('D14.6 that was missed when the policy comes is delayed from then on', () => {
    const missed = { deadlineMs: [CREATED_MS - HOUR_MS], deadlineDelay: fixed(HOUR_MS) };
    expect(startOf(deployed(missed), 'installing')).toBe(POLICY_MS + HOUR_MS + EVALUATION_MS);
  });

  test('D14.7 that was missed has everything done at once', () => {
    const course = courseOf(deployed({ deadlineMs: [CREATED_MS - HOUR_MS] }));
    expect(stepsOf(course.slice(0, 4))).toEqual(['required', 'transferring', 'cached', 'installing']);
    // A scan before the download, and one before the installation, during which the content comes.
    expect(course[1]!.atMs).toBe(POLICY_MS + EVALUATION_MS + LOCATION_MS);
    expect(course[2]!.atMs).toBe(course[1]!.atMs + TRANSFER_MS);
    expect(course[3]!.atMs).toBe(POLICY_MS + 2 * EVALUATION_MS);
  });
});

describe('users', () => {
  test('D14.8 are not shown a hidden deployment; it is installed at its deadline all the same', () => {
    const startsMs = (isShown: boolean) => {
      const options = { ...OPTIONS, isShown };
      const changes = { availableMs: [AVAILABLE_MS], options };
      return startOf(deployed(changes, { groups: [EAGER] }), 'installing') - EVALUATION_MS;
    };
    expect([startsMs(true), startsMs(false)]).toEqual([AVAILABLE_MS + AFTER_MS, DEADLINE_MS]);
  });
});

describe('the grace', () => {
  const GRACE_MS = 3 * DAY_MS;
  const graceful = (
    changes: Partial<PlainDeployment> = {},
    settings: Partial<typeof OFFLINE> = {},
    isAllowed = true,
  ) =>
    deployed(
      { options: { ...OPTIONS, grace: isAllowed }, ...changes },
      { clientSettings: { ...OFFLINE, graceMs: GRACE_MS, ...settings } },
    );
  const beginsMs = (scenario: Scenario) => startOf(scenario, 'installing') - EVALUATION_MS;
  const ALWAYS_BUSINESS = { weekdays: 0b1111111, fromMs: 0, toMs: DAY_MS };

  test('D14.9 is none unless told otherwise, at most 120 hours, and only of deployments that opt in', () => {
    expect(scenarioOf(SMALL).clientSettings.graceMs).toBe(0);
    expect(mistakesOf(`${SMALL}clientSettings: { grace: 120 h }\n`)).toEqual([]);
    expect(mistakesOf(`${SMALL}clientSettings: { grace: 121 h }\n`)).toHaveLength(1);
    expect(beginsMs(graceful({}, { businessHours: ALWAYS_BUSINESS }, false))).toBe(DEADLINE_MS);
  });

  test('D14.10 ends with the business hours, which are 05:00 to 22:00 from Monday to Friday', () => {
    const hours = { weekdays: 0b11111, fromMs: 5 * HOUR_MS, toMs: 22 * HOUR_MS };
    expect(scenarioOf(SMALL).clientSettings.businessHours).toEqual(hours);
    const fridayMs = 4 * DAY_MS;
    expect(beginsMs(graceful({ deadlineMs: [fridayMs + 12 * HOUR_MS] }))).toBe(fridayMs + 22 * HOUR_MS);
    // Saturday noon is no business hour.
    expect(beginsMs(graceful())).toBe(DEADLINE_MS);
  });

  test('D14.11 ends when it is over, counted from the deadline or from when the client learns of it', () => {
    const busy = { businessHours: ALWAYS_BUSINESS };
    expect(beginsMs(graceful({}, busy))).toBe(DEADLINE_MS + GRACE_MS);
    // A deadline that has passed takes effect in the next millisecond.
    const missed = graceful({ deadlineMs: [CREATED_MS - HOUR_MS] }, busy);
    expect(beginsMs(missed)).toBe(POLICY_MS + 1 + GRACE_MS);
  });
});

const NET = update({ id: 'net', kb: 'KB0000008', title: '.NET', kind: 'DotNetCU' });
const NET_MS = 4 * MINUTE_MS;
const BOTH = { ...smallScenario().catalog, updates: [MAY, JUNE, NET] };
const slotOf = ({ parts }: Fleet) => String(parts.installation.slot[0]);

describe('other deployments', () => {
  const laterMs = DEADLINE_MS + DAY_MS;
  const netBeginsMs = (lookAheadMs: number) => {
    const scenario = deployed(
      {},
      {
        catalog: BOTH,
        clientSettings: { ...OFFLINE, lookAheadMs },
        deployments: [deployment(), deployment({ name: 'net', updates: [2], deadlineMs: [laterMs] })],
      },
    );
    return storyOf(scenario, slotOf, CREATED_MS).find(({ is }) => is === '2')!.atMs;
  };

  test('D14.12 are carried out with one whose deadline has come, as far ahead as the client looks: not at all unless told to', () => {
    expect(scenarioOf(SMALL).clientSettings.lookAheadMs).toBe(0);
    expect(mistakesOf(`${SMALL}clientSettings: { lookAhead: 365 d }\n`)).toEqual([]);
    expect(mistakesOf(`${SMALL}clientSettings: { lookAhead: 366 d }\n`)).toHaveLength(1);
    expect(netBeginsMs(DAY_MS)).toBe(DEADLINE_MS + EVALUATION_MS + INSTALL_MS);
    expect(netBeginsMs(DAY_MS - 1)).toBe(laterMs + EVALUATION_MS);
    expect(netBeginsMs(0)).toBe(laterMs + EVALUATION_MS);
  });
});

describe('a client that sleeps', () => {
  const NIGHT_MS = 3 * DAY_MS + 2 * HOUR_MS;
  const beginsMs = (absence: 'sleep' | 'shutdown', wakeOnLan: boolean) => {
    const groups = [group({ presence: nineToFive(absence) })];
    const changes = { deadlineMs: [NIGHT_MS], options: { ...OPTIONS, wakeOnLan } };
    return startOf(deployed(changes, { groups }), 'installing') - EVALUATION_MS;
  };
  const morningMs = 3 * DAY_MS + 9 * HOUR_MS;

  test('D14.13 is woken at the deadline where the deployment says so; one that is off is not', () => {
    expect(beginsMs('sleep', true)).toBe(NIGHT_MS);
    expect(beginsMs('sleep', false)).toBe(morningMs);
    expect(beginsMs('shutdown', true)).toBe(morningMs);
  });
});

describe('an installation', () => {
  const SSU = { ...NET, kind: 'SSU' as const };
  const chapters = (catalog: Scenario['catalog']) =>
    storyOf(deployed({ updates: [1, 2] }, { catalog }), slotOf, DEADLINE_MS, DEADLINE_MS + 2 * HOUR_MS);
  const beginMs = DEADLINE_MS + EVALUATION_MS;

  test('D14.14 of several updates goes one after another', () => {
    expect(chapters(BOTH).slice(1)).toEqual([
      { atMs: beginMs, is: '1' },
      { atMs: beginMs + INSTALL_MS, is: '2' },
      { atMs: beginMs + INSTALL_MS + NET_MS, is: '-1' },
    ]);
  });

  test('D14.15 begins with a servicing stack update', () => {
    const order = chapters({ ...BOTH, updates: [MAY, JUNE, SSU] }).map(({ is }) => is);
    expect(order).toEqual(['-1', '2', '1', '-1']);
  });

  test('D14.16 begins when all that is required of the deployment is in the cache', () => {
    const late = { ...NET, sizeBytes: 10 * JUNE.sizeBytes };
    const changes = { updates: [1, 2], deadlineMs: [CREATED_MS - HOUR_MS] };
    const catalog = { ...BOTH, updates: [MAY, JUNE, late] };
    const scenario = deployed(changes, { catalog });
    const fetchedMs = POLICY_MS + EVALUATION_MS + 2 * LOCATION_MS + 11 * TRANSFER_MS;
    expect(startOf(scenario, 'installing')).toBe(fetchedMs + EVALUATION_MS);
    expect(juneOf(runFleet(scenario, fetchedMs))).toBe('cached');
  });
});

test('D14.17 an available deployment is evaluated when its policy comes, whatever its available time', () => {
  for (const profile of ['seed2017', 'cb2303'] as const) {
    const scenario = deployed({ deadlineMs: null, availableMs: [AVAILABLE_MS] }, { profile });
    const story = storyOf(scenario, isRunning('beforeDownload'), CREATED_MS, AVAILABLE_MS);
    expect(story.slice(1)).toEqual([
      { atMs: POLICY_MS, is: 'true' },
      { atMs: POLICY_MS + EVALUATION_MS, is: 'false' },
    ]);
  }
});

test('D14.18 a user decides once about a deployment, at the share of their group', () => {
  const count = 400;
  const share = 0.3;
  const groups = [group({ ...EAGER, count, userInstalls: { share, after: fixed(AFTER_MS) } })];
  const { parts } = runFleet(deployed({ availableMs: [AVAILABLE_MS] }, { groups }), DEADLINE_MS - 1);
  const clients = Array.from({ length: parts.clients.count }, (_, client) => client);
  const waiting = clients.filter(
    (client) => parts.truth.actual(client, SLOT) === Actual.pendingRestart,
  ).length;
  // Four standard deviations of a binomial count.
  expect(Math.abs(waiting - share * count)).toBeLessThan(4 * Math.sqrt(count * share * (1 - share)));
});
