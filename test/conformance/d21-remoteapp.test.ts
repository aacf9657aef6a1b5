import { describe, expect, test } from 'vitest';
import type { RemoteAppService } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import type { Distribution } from '../../src/sim/distribution.ts';
import {
  changesOf,
  DISCONNECTS,
  endsOf,
  RELEASED_MS as JUNE_RELEASED_MS,
  JUST_GOES,
  UPDATE_MS as OFFICE_UPDATE_MS,
  office,
  updateEnds as officeUpdateEnds,
  resultOf,
  rowAt,
  statesAt,
  totalOf,
  updateRow,
} from '../model/remoteapp/office-users.ts';
import { templateImage } from '../model/remoteapp/remoteapp-fleet.ts';
import { DAY_MS, fixed, HOUR_MS, MINUTE_MS, runFleet, SECOND_MS } from '../model/small-fleet.ts';
import { loadText, mistakesOf } from '../scenario/loading.ts';
import { REMOTEAPP, remoteAppWith } from '../scenario/remoteapp-texts.ts';
import {
  BACK_MS,
  imageOf,
  MAKES_AUGUST,
  SIGN_IN_MS,
  SIGN_OUT_MS,
  sessionHosts,
  updated,
  updateEnds,
  updateNumber,
} from './remoteapp-users.ts';
import { instantsOf } from './rule-fleet.ts';

/** Tuesday of those whose update comes from an image that is there; Wednesday of those for whom one is made first. */
const NINE_MS = DAY_MS + 9 * HOUR_MS;
const NOON_MS = DAY_MS + 12 * HOUR_MS;
const FIVE_MS = DAY_MS + 17 * HOUR_MS;
const WEDNESDAY_NOON_MS = 2 * DAY_MS + 12 * HOUR_MS;
const DEAF = { signOutDelay: fixed(10 * HOUR_MS) };
const HORIZON = { horizonMs: 2 * DAY_MS };

/** Five standard deviations of so many draws of a share. */
const deviation = (count: number, share: number) => 5 * Math.sqrt(count * share * (1 - share));

/** What a file says that leaves everything to its default. */
const byDefault = loadText(REMOTEAPP).scenario!;
const SERVICE = byDefault.assumptions.remoteApp;

describe('the cmdlet that updates a collection', () => {
  const policyOf = (more: string) =>
    sessionHosts([MAKES_AUGUST, updateEnds(WEDNESDAY_NOON_MS, more)]).actions[1];

  test('D21.1 gives users an hour unless it is told to sign them out', () => {
    expect(policyOf('')).toMatchObject({ policy: 'grace', graceMs: HOUR_MS });
    expect(policyOf(', policy: grace, grace: 60 min')).toEqual(policyOf(''));
    expect(policyOf(', policy: signOutAtOnce')).toMatchObject({ policy: 'signOutAtOnce', graceMs: 0 });
  });

  test('D21.2 takes the next sign-in to the new collection', () => {
    const states = (endMs: number) =>
      statesAt(office({ actions: [officeUpdateEnds(endMs)] }), [
        NINE_MS + SIGN_IN_MS,
        NINE_MS + 2 * MINUTE_MS,
      ]);
    expect(states(NINE_MS + SIGN_IN_MS - 1)).toEqual(['active', 'active']);
    expect(states(NINE_MS + SIGN_IN_MS + 1)).toEqual(['active', 'active on old hosts']);
  });
});

describe('the limits of the service', () => {
  const warningsOf = (text: string) => loadText(text).issues.map(({ message }) => message);
  const many = (count: number, line: (number: number) => string) =>
    Array.from({ length: count }, (_, number) => `  ${line(number)}\n`).join('');

  test('D21.7a are three collections, more of which are unusual', () => {
    const having = (count: number) =>
      remoteAppWith(
        'remoteAppCollections:\n',
        `remoteAppCollections:\n${many(count - 1, (number) => `- { name: C${number}, kind: cloud, plan: basic, location: Paris, templateImage: Office }`)}`,
      );
    expect(warningsOf(having(3))).toEqual([]);
    expect(warningsOf(having(4))).toEqual([
      expect.stringContaining('a subscription has 3 RemoteApp collections'),
    ]);
  });

  test('D21.7b are 25 template images, more of which are unusual', () => {
    const having = (count: number) =>
      remoteAppWith(
        'templateImages:\n',
        `templateImages:\n${many(count - 3, (number) => `- { name: I${number}, product: Windows Server 2019 }`)}`,
      );
    expect(warningsOf(having(25))).toEqual([]);
    expect(warningsOf(having(26))).toEqual([
      expect.stringContaining('a subscription has 25 template images'),
    ]);
  });

  const PLANS = [
    ['D21.8a', 'basic', 16, 400, 800],
    ['D21.8b', 'standard', 10, 250, 500],
    ['D21.8c', 'premium', 4, 100, 100],
    ['D21.8d', 'premiumPlus', 2, 50, 50],
  ] as const;
  const collectionOf = (plan: string, users = '') =>
    loadText(remoteAppWith('plan: basic', `plan: ${plan}${users}`)).scenario?.remoteAppCollections[0];
  const usersOf = (plan: (typeof PLANS)[number]) => {
    const [, name, , usual, most] = plan;
    expect(collectionOf(name)!.userCount).toBe(usual);
    expect(collectionOf(name, `\n    users: ${most}`)!.userCount).toBe(most);
    expect(collectionOf(name, `\n    users: ${most + 1}`)).toBe(undefined);
  };

  test('D21.8a are 400 users of a collection on the basic plan, 800 when raised', () => {
    usersOf(PLANS[0]);
  });

  test('D21.8b are 250 users on the standard plan, 500 when raised', () => {
    usersOf(PLANS[1]);
  });

  test('D21.8c are 100 users on the premium plan', () => {
    usersOf(PLANS[2]);
  });

  test('D21.8d are 50 users on the premium plus plan', () => {
    usersOf(PLANS[3]);
  });

  test('D21.9 are 16, 10, 4 or 2 users on a virtual machine, by plan', () => {
    for (const [, plan, usersPerHost] of PLANS) {
      expect(collectionOf(plan)!.usersPerHost).toBe(usersPerHost);
      const users = 33;
      const [head, tail] = ['    plan: basic\n    users: 3\n', `    plan: ${plan}\n    users: ${users}\n`];
      const result = resultOf(sessionHosts([], [head, tail]));
      expect(rowAt(result, 12 * HOUR_MS, 'hosts')).toBe(Math.ceil(users / usersPerHost));
    }
  });
});

describe('a session without input', () => {
  test('D21.11 is disconnected after 4 h', () => {
    expect(SERVICE.idleTimeoutMs).toBe(4 * HOUR_MS);
    expect(changesOf(office({ work: JUST_GOES }), [FIVE_MS, FIVE_MS + SERVICE.idleTimeoutMs])).toEqual([
      'active → idle',
      'idle → disconnected',
    ]);
  });

  test('D21.12 is signed off after 4 h more', () => {
    expect(SERVICE.disconnectedTimeoutMs).toBe(4 * HOUR_MS);
    expect(changesOf(office({ work: DISCONNECTS }), [FIVE_MS + SERVICE.disconnectedTimeoutMs])).toEqual([
      'disconnected → signed off',
    ]);
    expect(changesOf(office({ work: JUST_GOES }), [FIVE_MS + 8 * HOUR_MS])).toEqual([
      'disconnected → signed off',
    ]);
  });

  test('D21.13 is signed off at once after 4 h where a scenario says so', () => {
    const scenario = office({ work: JUST_GOES, service: { disconnectedTimeoutMs: 0 } });
    expect(changesOf(scenario, [FIVE_MS + 4 * HOUR_MS])).toEqual(['idle → signed off']);
  });
});

describe('session hosts', () => {
  const users = 25;
  const worksAll = office({ users, scenario: HORIZON });

  test('D21.16 come and go with the sessions', () => {
    const result = resultOf(worksAll);
    const hostsAt = (hour: number) => rowAt(result, hour * HOUR_MS, 'hosts');
    expect([9, 12, 18].map(hostsAt)).toEqual([1, Math.ceil(users / 10), 1]);
  });

  test('D21.17 are all alike: those that come later lack what the image lacks', () => {
    const result = resultOf(worksAll);
    expect(rowAt(result, NOON_MS, 'exposedHostMs')).toBe(Math.ceil(users / 10) * HOUR_MS);
    expect(rowAt(result, DAY_MS + 2 * HOUR_MS, 'exposedHostMs')).toBe(HOUR_MS);
  });

  test('D21.18 install nothing by themselves, whatever is deployed to clients', () => {
    const scenario = sessionHosts(
      [],
      ['product: Windows 10, kind: workstation', 'product: Windows Server 2012 R2, kind: server'],
      [
        'remoteAppCollections:\n',
        'deployments:\n  - { name: August, updates: { kinds: [LCU] }, created: 2016-08-09 21:00 UTC, deadline: 2016-08-10 12:00 UTC }\nremoteAppCollections:\n',
      ],
    );
    const fleet = runFleet(scenario);
    const august = updateNumber(scenario, 'august');
    const slot =
      fleet.parts.updates.index.updatesOfProduct[fleet.parts.clients.productOf(0)]!.indexOf(august);
    expect(fleet.parts.truth.actual(0, slot)).toBe(Actual.installed);
    expect(updateRow(fleet.result(), august)).toMatchObject({ inServiceMs: -1, lastSessionMs: -1 });
  });

  test('D21.21 of an update are built beside the old ones, which go with their last session', () => {
    const actions = [officeUpdateEnds(NOON_MS + MINUTE_MS)];
    const result = resultOf(office({ users, service: DEAF, actions, scenario: HORIZON }));
    const hosts = (atMs: number) => [rowAt(result, atMs, 'hosts'), rowAt(result, atMs, 'hostsOnOldImage')];
    expect([NOON_MS, NOON_MS + HOUR_MS, NOON_MS + 2 * HOUR_MS].map(hosts)).toEqual([
      [3, 0],
      [3 + 1, 3],
      [3, 0],
    ]);
  });
});

describe('the subnet of a hybrid collection', () => {
  const HYBRID = 'kind: hybrid\n    addresses: ';
  const withAddresses = (addresses: number) => remoteAppWith('kind: cloud', `${HYBRID}${addresses}`);

  test('D21.19 has 30 addresses at least', () => {
    expect(loadText(withAddresses(30)).scenario!.remoteAppCollections[0]!.addressCount).toBe(30);
    expect(mistakesOf(withAddresses(29))).toContainEqual(
      expect.stringContaining('is less than a /27 subnet'),
    );
  });

  test('D21.20 has 100 for a collection at full size', () => {
    const { scenario, issues } = loadText(
      remoteAppWith('kind: cloud\n    plan: basic', 'kind: hybrid\n    plan: basic\n    users: 800'),
    );
    expect(scenario!.remoteAppCollections[0]!.addressCount).toBe(100);
    expect(issues.map(({ message }) => message)).toEqual([expect.stringContaining('limit has to be raised')]);
  });

  test('D21.22 has to hold both sets of hosts, or an update fails', () => {
    const plan = ['    plan: basic\n    users: 3\n', '    plan: premiumPlus\n'] as const;
    const outcome = (addresses: number, endMs: number) => {
      const scenario = updated(endMs, '', ['kind: cloud', `${HYBRID}${addresses}`], plan);
      return imageOf(runFleet(scenario), scenario);
    };
    // 25 hosts at work, one at night; three batches of new ones at noon.
    expect(outcome(49, WEDNESDAY_NOON_MS)).toBe('RDSH July');
    expect(outcome(50, WEDNESDAY_NOON_MS)).toBe('RDSH August');
    expect(outcome(49, WEDNESDAY_NOON_MS + 12 * HOUR_MS)).toBe('RDSH August');
  });
});

describe('in the grace', () => {
  test('D21.34 whoever is disconnected has not signed out, and is signed off at its end', () => {
    const scenario = office({ work: DISCONNECTS, actions: [officeUpdateEnds(FIVE_MS + MINUTE_MS)] });
    expect(changesOf(scenario, [FIVE_MS + MINUTE_MS + HOUR_MS])).toEqual([
      'disconnected on old hosts → signed off',
    ]);
    const result = resultOf({ ...scenario, ...HORIZON });
    expect(endsOf(result)).toContain('1 graceEnded when disconnected');
    expect([totalOf(result, 'told'), totalOf(result, 'forcedOffActive')]).toEqual([0, 0]);
  });

  test('D21.35 users sign out after an exponential time of 20 min on average, the others are signed off', () => {
    expect(SERVICE.signOutDelay).toMatchObject({ law: 'exponential', mean: 20 * MINUTE_MS });
    const users = 400;
    const actions = [officeUpdateEnds(NOON_MS)];
    const result = resultOf(
      office({ users, service: { signOutDelay: SERVICE.signOutDelay }, actions, scenario: HORIZON }),
    );
    const late = Math.exp(-3);
    expect(totalOf(result, 'told')).toBe(users);
    expect(totalOf(result, 'signedOutInTime') + totalOf(result, 'forcedOff')).toBe(users);
    expect(Math.abs(totalOf(result, 'forcedOff') - users * late)).toBeLessThan(deviation(users, late));
  });

  test('D21.38 whoever becomes active on old hosts is told then', () => {
    const work = { activeFor: fixed(50 * MINUTE_MS), idleFor: fixed(30 * MINUTE_MS) };
    const pauseMs = NINE_MS + SIGN_IN_MS + 50 * MINUTE_MS;
    const backMs = pauseMs + 30 * MINUTE_MS;
    const scenario = office({ work, actions: [officeUpdateEnds(pauseMs + MINUTE_MS)], scenario: HORIZON });
    const told = [pauseMs + MINUTE_MS, backMs - 1, backMs].map((horizonMs) =>
      totalOf(resultOf({ ...scenario, horizonMs }), 'told'),
    );
    expect(told).toEqual([0, 0, 1]);
    expect(changesOf(scenario, [backMs + SIGN_OUT_MS])).toEqual(['active on old hosts → signed off']);
  });

  const halfPastMs = NOON_MS + 30 * MINUTE_MS;
  const second = (graceMs: Parameters<typeof officeUpdateEnds>[1]) =>
    office({
      service: DEAF,
      actions: [officeUpdateEnds(NOON_MS), officeUpdateEnds(halfPastMs, graceMs)],
      scenario: HORIZON,
    });

  test('D21.39a of another update a session has what is left of the first', () => {
    expect(changesOf(second(HOUR_MS), [NOON_MS + HOUR_MS])).toEqual(['active on old hosts → signed off']);
    expect(changesOf(second(10 * MINUTE_MS), [halfPastMs + 10 * MINUTE_MS])).toEqual([
      'active on old hosts → signed off',
    ]);
    expect(totalOf(resultOf({ ...second(HOUR_MS), horizonMs: NOON_MS + HOUR_MS }), 'told')).toBe(1);
  });

  test('D21.39b an update that signs out at once ends all sessions', () => {
    expect(changesOf(second('signOutAtOnce'), [halfPastMs])).toEqual(['active on old hosts → signed off']);
  });
});

describe('users who are signed off', () => {
  const atOnce = (service: Partial<RemoteAppService>, users: number, work = {}) =>
    resultOf(
      office({
        users,
        work,
        service,
        actions: [officeUpdateEnds(NOON_MS, 'signOutAtOnce')],
        scenario: HORIZON,
      }),
    );

  test('D21.36a lose work in three of ten cases, when they are active', () => {
    expect(SERVICE.unsavedShare).toBe(0.3);
    const users = 400;
    const lost = totalOf(atOnce({ unsavedShare: SERVICE.unsavedShare }, users), 'workLost');
    expect(Math.abs(lost - users * 0.3)).toBeLessThan(deviation(users, 0.3));
    const idle = { activeFor: fixed(HOUR_MS), idleFor: fixed(DAY_MS) };
    const ofIdle = atOnce({ unsavedShare: 1 }, 5, idle);
    expect([totalOf(ofIdle, 'forcedOff'), totalOf(ofIdle, 'workLost')]).toEqual([5, 0]);
  });

  test('D21.36b lose 15 min of it on average', () => {
    expect(SERVICE.unsavedWork).toMatchObject({ law: 'exponential', mean: 15 * MINUTE_MS });
  });

  test('D21.37 sign in again 2 min later on average, in 30 s', () => {
    expect(SERVICE.reconnectDelay).toMatchObject({ law: 'exponential', mean: 2 * MINUTE_MS });
    expect(SERVICE.signIn).toEqual(fixed(30 * SECOND_MS));
    expect(
      changesOf(updated(WEDNESDAY_NOON_MS, ', policy: signOutAtOnce'), [WEDNESDAY_NOON_MS + BACK_MS]),
    ).toEqual(['signed off → active']);
  });
});

describe('the provider', () => {
  const onPlatform = (platformUpdate: Distribution = fixed(DAY_MS)) =>
    office({
      service: { ...DEAF, platformUpdate },
      scenario: { horizonMs: 12 * DAY_MS, templateImages: [templateImage({ kind: 'platform' })] },
    });

  test('D21.41a updates collections on its images 7 d after a release', () => {
    expect(SERVICE.platformUpdate).toEqual(fixed(7 * DAY_MS));
    const startMs = JUNE_RELEASED_MS + 7 * DAY_MS;
    expect(instantsOf(runFleet(onPlatform(SERVICE.platformUpdate)), 'collectionUpdateStarted')).toEqual([
      startMs,
    ]);
  });

  test('D21.41b gives their users 60 minutes', () => {
    const scenario = onPlatform();
    const endMs = JUNE_RELEASED_MS + DAY_MS + OFFICE_UPDATE_MS;
    expect(changesOf(scenario, [endMs, endMs + HOUR_MS])).toEqual([
      'active → active on old hosts',
      'active on old hosts → signed off',
    ]);
    expect(endsOf(resultOf(scenario))).toContain('1 graceEnded when active');
  });
});

describe('the days of users', () => {
  test('D21.44 are weekdays from half past eight, work and pauses in turn', () => {
    const { weekdays, fromMs, toMs, attendance, signOutShare, disconnectShare } =
      byDefault.remoteAppCollections[0]!.work;
    expect({ weekdays, fromMs, toMs, attendance, signOutShare, disconnectShare }).toEqual({
      weekdays: 0b11111,
      fromMs: 8.5 * HOUR_MS,
      toMs: 17.5 * HOUR_MS,
      attendance: 0.9,
      signOutShare: 0.4,
      disconnectShare: 0.3,
    });
    const work = { activeFor: fixed(HOUR_MS), idleFor: fixed(10 * MINUTE_MS) };
    const pauseMs = NINE_MS + SIGN_IN_MS + HOUR_MS;
    expect(changesOf(office({ work }), [pauseMs, pauseMs + 10 * MINUTE_MS])).toEqual([
      'active → idle',
      'idle → active',
    ]);
  });

  test('D21.45 have begun before the run: the sessions of the evening before are there', () => {
    const work = { ...JUST_GOES, weekdays: 0b1111111 };
    expect(changesOf(office({ work }), [HOUR_MS])).toEqual(['disconnected → signed off']);
  });
});
