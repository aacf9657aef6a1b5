import { describe, expect, it } from 'vitest';
import { DAY_MS, fixed, HOUR_MS, MINUTE_MS } from '../small-fleet.ts';
import {
  changesOf,
  DISCONNECTS,
  endsOf,
  JUST_GOES,
  office,
  RECONNECT_MS,
  resultOf,
  rowAt,
  SIGN_IN_MS,
  SIGN_OUT_MS,
  statesAt,
  totalOf,
  updateEnds,
  updatesOf,
} from './office-users.ts';

/** Tuesday. */
const NINE_MS = DAY_MS + 9 * HOUR_MS;
const NOON_MS = DAY_MS + 12 * HOUR_MS;
const FIVE_MS = DAY_MS + 17 * HOUR_MS;
const NIGHT_MS = DAY_MS + 22 * HOUR_MS;
const BACK_MS = RECONNECT_MS + SIGN_IN_MS;
/** Nobody signs out while a grace lasts. */
const DEAF = { signOutDelay: fixed(10 * HOUR_MS) };
/** Until Wednesday morning, when everybody is on new hosts. */
const HORIZON = { horizonMs: 2 * DAY_MS };

describe('the end of an update with 60 minutes of grace at noon', () => {
  it('tells active users, who sign out after a while and come back on new hosts', () => {
    const scenario = office({ actions: [updateEnds(NOON_MS)], scenario: HORIZON });
    const outMs = NOON_MS + SIGN_OUT_MS;
    expect(changesOf(scenario, [NOON_MS, outMs, outMs + BACK_MS])).toEqual([
      'active → active on old hosts',
      'active on old hosts → signed off',
      'signed off → active',
    ]);
    const result = resultOf(scenario);
    expect(totalOf(result, 'told')).toBe(1);
    expect(totalOf(result, 'signedOutInTime')).toBe(1);
    expect(totalOf(result, 'forcedOff')).toBe(0);
    expect(totalOf(result, 'reconnections')).toBe(1);
    expect(totalOf(result, 'signIns')).toBe(2 + 1);
    expect(totalOf(result, 'lostMs')).toBe(BACK_MS);
    expect(endsOf(result)).toEqual(['1 told when active', '2 user when active']);
  });

  it('signs off whoever is still there at its end, who may lose work', () => {
    const service = { ...DEAF, unsavedShare: 1, unsavedWork: fixed(15 * MINUTE_MS) };
    const scenario = office({ service, actions: [updateEnds(NOON_MS)], scenario: HORIZON });
    expect(changesOf(scenario, [NOON_MS + HOUR_MS, NOON_MS + HOUR_MS + BACK_MS])).toEqual([
      'active on old hosts → signed off',
      'signed off → active',
    ]);
    const result = resultOf(scenario);
    expect(totalOf(result, 'told')).toBe(1);
    expect(totalOf(result, 'signedOutInTime')).toBe(0);
    expect(totalOf(result, 'forcedOff')).toBe(1);
    expect(totalOf(result, 'forcedOffActive')).toBe(1);
    expect(totalOf(result, 'workLost')).toBe(1);
    expect(totalOf(result, 'lostMs')).toBe(15 * MINUTE_MS + BACK_MS);
    expect(endsOf(result)).toContain('1 graceEnded when active');
  });

  it('signs off who means to sign out at that very instant: that is not in time', () => {
    const service = { signOutDelay: fixed(HOUR_MS) };
    const result = resultOf(office({ service, actions: [updateEnds(NOON_MS)], scenario: HORIZON }));
    expect(endsOf(result)).toContain('1 graceEnded when active');
  });

  it('lets whoever goes home before do so as always', () => {
    const scenario = office({ actions: [updateEnds(FIVE_MS - SIGN_OUT_MS / 2)], scenario: HORIZON });
    const result = resultOf(scenario);
    expect(endsOf(result)).toEqual(['2 user when active']);
    expect(totalOf(result, 'told')).toBe(1);
    expect(totalOf(result, 'signedOutInTime')).toBe(0);
    expect(totalOf(result, 'lostMs')).toBe(0);
  });

  it('counts time lost only up to the end of the day', () => {
    const actions = [updateEnds(FIVE_MS - SIGN_OUT_MS - MINUTE_MS)];
    const result = resultOf(office({ actions, scenario: HORIZON }));
    expect(totalOf(result, 'signedOutInTime')).toBe(1);
    expect(totalOf(result, 'reconnections')).toBe(0);
    expect(totalOf(result, 'lostMs')).toBe(MINUTE_MS);
  });

  it('cuts time lost at the end of an interval', () => {
    const actions = [updateEnds(NOON_MS - SIGN_OUT_MS - MINUTE_MS)];
    const { remoteAppCollections: rows } = resultOf(office({ actions, scenario: HORIZON }));
    const lost = Array.from({ length: rows.length }, (_, row) => rows.get(row, 'lostMs'));
    expect(lost.filter((lostMs) => lostMs > 0)).toEqual([MINUTE_MS, BACK_MS - MINUTE_MS]);
  });
});

describe('the end of an update with a grace while a user makes a pause', () => {
  const work = { activeFor: fixed(50 * MINUTE_MS), idleFor: fixed(30 * MINUTE_MS) };
  const pauseMs = NINE_MS + SIGN_IN_MS + 50 * MINUTE_MS;
  const backMs = pauseMs + 30 * MINUTE_MS;

  it('tells the user on coming back, while the grace lasts', () => {
    const scenario = office({ work, actions: [updateEnds(pauseMs + MINUTE_MS)], scenario: HORIZON });
    expect(changesOf(scenario, [backMs, backMs + SIGN_OUT_MS, backMs + SIGN_OUT_MS + BACK_MS])).toEqual([
      'idle on old hosts → active on old hosts',
      'active on old hosts → signed off',
      'signed off → active',
    ]);
    const result = resultOf({ ...scenario, horizonMs: backMs });
    expect(totalOf(result, 'told')).toBe(1);
    expect(totalOf(resultOf({ ...scenario, horizonMs: backMs - 1 }), 'told')).toBe(0);
  });

  it('ends an idle session with the grace, and the user signs in again on coming back', () => {
    const grace = 10 * MINUTE_MS;
    const actions = [updateEnds(pauseMs + MINUTE_MS, grace)];
    const scenario = office({ work, actions, scenario: HORIZON });
    expect(changesOf(scenario, [pauseMs + MINUTE_MS + grace, backMs + SIGN_IN_MS])).toEqual([
      'idle on old hosts → signed off',
      'signed off → active',
    ]);
    const result = resultOf(scenario);
    expect(endsOf(result)).toContain('1 graceEnded when idle');
    expect(totalOf(result, 'told')).toBe(0);
    expect(totalOf(result, 'forcedOff')).toBe(1);
    expect(totalOf(result, 'forcedOffActive')).toBe(0);
    expect(totalOf(result, 'reconnections')).toBe(1);
    expect(totalOf(result, 'lostMs')).toBe(SIGN_IN_MS);
  });

  it('lets whoever was told and is away when it is time sign out on coming back', () => {
    const toldMs = pauseMs - SIGN_OUT_MS / 2;
    const scenario = office({ work, actions: [updateEnds(toldMs)], scenario: HORIZON });
    expect(statesAt(scenario, [toldMs + SIGN_OUT_MS, backMs - 1, backMs, backMs + BACK_MS])).toEqual([
      'idle on old hosts',
      'idle on old hosts',
      'signed off',
      'active',
    ]);
    expect(totalOf(resultOf(scenario), 'signedOutInTime')).toBe(1);
  });
});

describe('the end of an update at night', () => {
  it('with a grace tells nobody, and ends what is left with the grace', () => {
    const work = { ...JUST_GOES, weekdays: 0b10 };
    const scenario = office({ work, actions: [updateEnds(NIGHT_MS)] });
    expect(changesOf(scenario, [NIGHT_MS + HOUR_MS])).toEqual(['disconnected on old hosts → signed off']);
    const result = resultOf(scenario);
    expect(totalOf(result, 'told')).toBe(0);
    expect(totalOf(result, 'forcedOffActive')).toBe(0);
    expect(totalOf(result, 'reconnections')).toBe(0);
    expect(totalOf(result, 'lostMs')).toBe(0);
    expect(endsOf(result)).toEqual(['1 graceEnded when disconnected']);
  });

  it('leaves a session that times out before to its time-out', () => {
    const scenario = office({ work: DISCONNECTS, actions: [updateEnds(FIVE_MS + 210 * MINUTE_MS)] });
    expect(changesOf(scenario, [FIVE_MS + 4 * HOUR_MS])).toEqual(['disconnected on old hosts → signed off']);
    expect(endsOf(resultOf({ ...scenario, ...HORIZON }))).toEqual(['2 timeout when disconnected']);
  });

  it('that signs out at once ends what is left, and costs nobody time', () => {
    const service = { unsavedShare: 1 };
    const actions = [updateEnds(NIGHT_MS, 'signOutAtOnce')];
    const work = { ...JUST_GOES, weekdays: 0b10 };
    const scenario = office({ work, service, actions, scenario: HORIZON });
    expect(changesOf(scenario, [NIGHT_MS])).toEqual(['disconnected → signed off']);
    const result = resultOf(scenario);
    expect(endsOf(result)).toEqual(['1 atOnce when disconnected']);
    expect(totalOf(result, 'workLost')).toBe(0);
    expect(totalOf(result, 'lostMs')).toBe(0);
  });
});

describe('work that is not saved in a session that nobody is at', () => {
  const actions = [updateEnds(NIGHT_MS, 'signOutAtOnce')];
  const work = { ...JUST_GOES, weekdays: 0b10 };
  const lostAt = (unsavedIdleShare: number, users: number) => {
    const service = { unsavedShare: 0, unsavedIdleShare, unsavedWork: fixed(15 * MINUTE_MS) };
    const result = resultOf(office({ users, work, service, actions, scenario: HORIZON }));
    return [totalOf(result, 'workLost'), totalOf(result, 'lostMs')] as const;
  };

  it('is lost with it, once for each of them, and costs its own length only', () => {
    expect(lostAt(1, 5)).toEqual([5, 5 * 15 * MINUTE_MS]);
  });

  it('is lost by the share of users who had not saved it', () => {
    const users = 200;
    const [lost, lostMs] = lostAt(0.5, users);
    // Five standard deviations of 200 draws of one half.
    expect(Math.abs(lost - users / 2)).toBeLessThan(5 * Math.sqrt(users / 4));
    expect(lostMs).toBe(lost * 15 * MINUTE_MS);
  });

  it('changes nothing for those who are at work', () => {
    const service = { unsavedShare: 0.5, unsavedWork: fixed(15 * MINUTE_MS) };
    const atNoon = (unsavedIdleShare: number) => {
      const noon = [updateEnds(NOON_MS, 'signOutAtOnce')];
      const result = resultOf(
        office({ users: 50, service: { ...service, unsavedIdleShare }, actions: noon, scenario: HORIZON }),
      );
      return [totalOf(result, 'workLost'), totalOf(result, 'lostMs')];
    };
    expect(atNoon(1)).toEqual(atNoon(0));
  });
});

describe('the end of an update that signs out at once at noon', () => {
  const actions = [updateEnds(NOON_MS, 'signOutAtOnce')];

  it('ends every session without a word, and users come back on new hosts', () => {
    const scenario = office({ actions, scenario: HORIZON });
    expect(changesOf(scenario, [NOON_MS, NOON_MS + BACK_MS])).toEqual([
      'active → signed off',
      'signed off → active',
    ]);
    const result = resultOf(scenario);
    expect(totalOf(result, 'told')).toBe(0);
    expect(totalOf(result, 'forcedOffActive')).toBe(1);
    expect(totalOf(result, 'reconnections')).toBe(1);
    expect(endsOf(result)).toContain('1 atOnce when active');
  });

  it('loses the work of the share of users who had not saved it, and the time of all', () => {
    const service = { unsavedShare: 0.5, unsavedWork: fixed(15 * MINUTE_MS) };
    const users = 200;
    const result = resultOf(office({ users, service, actions, scenario: HORIZON }));
    const lost = totalOf(result, 'workLost');
    // Five standard deviations of 200 draws of one half.
    expect(Math.abs(lost - users / 2)).toBeLessThan(5 * Math.sqrt(users / 4));
    expect(totalOf(result, 'lostMs')).toBe(users * BACK_MS + lost * 15 * MINUTE_MS);
  });

  it('makes all sign in within one minute, where the same noon with a grace spreads them', () => {
    const service = { signOutDelay: { law: 'uniform', min: 0, max: HOUR_MS } } as const;
    const users = 60;
    const after = { measureFromMs: NOON_MS - HOUR_MS, ...HORIZON };
    const at = resultOf(office({ users, service, actions, scenario: after })).remoteAppCollections;
    expect(at.get(1, 'signInsPerMinuteMax')).toBe(users);
    const graced = resultOf(office({ users, service, actions: [updateEnds(NOON_MS)], scenario: after }));
    expect(totalOf(graced, 'signIns')).toBe(users);
    expect(graced.remoteAppCollections.get(1, 'signInsPerMinuteMax')).toBeLessThan(users / 4);
  });

  it('has a peak of reconnections beside that of sign-ins: who just comes to work is none of them', () => {
    // At the end of the update some are at work, and others come a while later that day: never at 12:00 sharp.
    const users = 60;
    const work = { jitter: { law: 'uniform', min: 0, max: 6 * HOUR_MS } } as const;
    const result = resultOf(office({ users, work, actions, scenario: HORIZON }));
    const forced = totalOf(result, 'forcedOffActive');
    expect(forced).toBeGreaterThan(0);
    expect(forced).toBeLessThan(users);
    const { remoteAppCollections: rows } = result;
    const peaks = Array.from({ length: rows.length }, (_, row) => rows.get(row, 'reconnectionsPerMinuteMax'));
    expect(Math.max(...peaks)).toBe(forced);
    // In the hour before, users come to work, and nobody comes back.
    expect(rowAt(result, NOON_MS - HOUR_MS, 'signInsPerMinuteMax')).toBeGreaterThan(0);
    expect(rowAt(result, NOON_MS - HOUR_MS, 'reconnectionsPerMinuteMax')).toBe(0);
  });
});

describe('a second update before the grace of the first has ended', () => {
  const halfPastMs = NOON_MS + 30 * MINUTE_MS;

  it('leaves to sessions of before the first what is left of that, and tells nobody twice', () => {
    const scenario = office({
      service: DEAF,
      actions: [updateEnds(NOON_MS), updateEnds(halfPastMs)],
      scenario: HORIZON,
    });
    expect(changesOf(scenario, [NOON_MS + HOUR_MS])).toEqual(['active on old hosts → signed off']);
    expect(totalOf(resultOf(scenario), 'told')).toBe(1);
  });

  it('leaves to sessions of in between its own grace', () => {
    const backMs = NOON_MS + 5 * MINUTE_MS + BACK_MS;
    const scenario = office({
      // Signs out in time at first; is told again in the new session.
      service: { signOutDelay: fixed(5 * MINUTE_MS) },
      actions: [updateEnds(NOON_MS), updateEnds(halfPastMs)],
      scenario: HORIZON,
    });
    expect(changesOf(scenario, [backMs, halfPastMs, halfPastMs + 5 * MINUTE_MS])).toEqual([
      'signed off → active',
      'active → active on old hosts',
      'active on old hosts → signed off',
    ]);
    expect(totalOf(resultOf(scenario), 'told')).toBe(2);
    expect(totalOf(resultOf(scenario), 'signedOutInTime')).toBe(2);
  });

  it('with a shorter grace ends all old sessions with that', () => {
    const scenario = office({
      service: DEAF,
      actions: [updateEnds(NOON_MS), updateEnds(halfPastMs, 10 * MINUTE_MS)],
      scenario: HORIZON,
    });
    expect(changesOf(scenario, [halfPastMs + 10 * MINUTE_MS])).toEqual(['active on old hosts → signed off']);
  });

  it('that signs out at once ends the sessions of before the first, too', () => {
    const scenario = office({
      service: DEAF,
      actions: [updateEnds(NOON_MS), updateEnds(halfPastMs, 'signOutAtOnce')],
      scenario: HORIZON,
    });
    expect(changesOf(scenario, [halfPastMs])).toEqual(['active on old hosts → signed off']);
  });
});

describe('what becomes of users is told of the update that caused it', () => {
  const EFFECTS = ['told', 'signedOutInTime', 'forcedOff', 'forcedOffActive', 'reconnections'] as const;

  it('when several come one after another, with another policy each', () => {
    const wednesdayMs = NOON_MS + DAY_MS;
    const actions = [updateEnds(NOON_MS), updateEnds(wednesdayMs, 'signOutAtOnce', 0)];
    const result = resultOf(office({ users: 3, actions, scenario: { horizonMs: 3 * DAY_MS } }));
    expect(updatesOf(result, EFFECTS)).toEqual([
      [3, 3, 0, 0, 3],
      [0, 0, 3, 3, 3],
    ]);
    expect(updatesOf(result, ['lostMs', 'reconnectionsPerMinuteMax'])).toEqual([
      [3 * BACK_MS, 3],
      [3 * BACK_MS, 3],
    ]);
  });

  it('when a second one cuts short the grace of the first: that told, and this forced off', () => {
    const halfPastMs = NOON_MS + 30 * MINUTE_MS;
    for (const cut of ['signOutAtOnce', 10 * MINUTE_MS] as const) {
      const actions = [updateEnds(NOON_MS), updateEnds(halfPastMs, cut)];
      const result = resultOf(office({ service: DEAF, actions, scenario: HORIZON }));
      expect(updatesOf(result, EFFECTS)).toEqual([
        [1, 0, 0, 0, 0],
        [0, 0, 1, 1, 1],
      ]);
    }
    const longer = [updateEnds(NOON_MS), updateEnds(halfPastMs)];
    const result = resultOf(office({ service: DEAF, actions: longer, scenario: HORIZON }));
    expect(updatesOf(result, EFFECTS)).toEqual([
      [1, 0, 1, 1, 1],
      [0, 0, 0, 0, 0],
    ]);
  });

  it('also to whoever is still kept from work at the end of the run', () => {
    const outMs = NOON_MS + SIGN_OUT_MS;
    const scenario = { horizonMs: outMs + MINUTE_MS };
    const result = resultOf(office({ actions: [updateEnds(NOON_MS)], scenario }));
    expect(updatesOf(result, ['lostMs', 'reconnections'])).toEqual([[MINUTE_MS, 0]]);
  });

  it('also before the measured span', () => {
    const scenario = { ...HORIZON, measureFromMs: FIVE_MS };
    const result = resultOf(office({ actions: [updateEnds(NOON_MS)], scenario }));
    expect(updatesOf(result, EFFECTS)).toEqual([[1, 1, 0, 0, 1]]);
    expect(totalOf(result, 'told')).toBe(0);
  });
});

describe('an update of another collection', () => {
  it('concerns nobody here', () => {
    const [first] = office().remoteAppCollections;
    const collections = [first!, { ...first!, name: 'workshop' }];
    const action = { ...updateEnds(NOON_MS), remoteAppCollection: 1 } as ReturnType<typeof updateEnds>;
    const result = resultOf(office({ collections, actions: [action], scenario: HORIZON }));
    expect(totalOf(result, 'told', 0)).toBe(0);
    expect(totalOf(result, 'told', 1)).toBe(1);
  });
});
