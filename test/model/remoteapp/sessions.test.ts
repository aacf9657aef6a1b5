import { describe, expect, it } from 'vitest';
import { DAY_MS, fixed, HOUR_MS, MINUTE_MS } from '../small-fleet.ts';
import {
  changesOf,
  DISCONNECTS,
  JUST_GOES,
  office,
  resultOf,
  SIGN_IN_MS,
  statesAt,
  totalOf,
} from './office-users.ts';

const NINE_MS = 9 * HOUR_MS;
const FIVE_MS = 17 * HOUR_MS;

describe('a user of a RemoteApp collection', () => {
  it('is signed in so long after the start of a day as a sign-in takes, and signs out at its end', () => {
    expect(changesOf(office(), [NINE_MS + SIGN_IN_MS, FIVE_MS])).toEqual([
      'signed off → active',
      'active → signed off',
    ]);
  });

  it('who disconnects at the end of a day is signed off after the second timeout', () => {
    expect(changesOf(office({ work: DISCONNECTS }), [FIVE_MS, FIVE_MS + 4 * HOUR_MS])).toEqual([
      'active → disconnected',
      'disconnected → signed off',
    ]);
  });

  it('who just goes is disconnected after the first timeout, and signed off after both', () => {
    const instants = [FIVE_MS, FIVE_MS + 4 * HOUR_MS, FIVE_MS + 8 * HOUR_MS];
    expect(changesOf(office({ work: JUST_GOES }), instants)).toEqual([
      'active → idle',
      'idle → disconnected',
      'disconnected → signed off',
    ]);
  });

  it('is signed off in a single step when a disconnected session ends at once', () => {
    const scenario = office({ work: JUST_GOES, service: { disconnectedTimeoutMs: 0 } });
    expect(changesOf(scenario, [FIVE_MS, FIVE_MS + 4 * HOUR_MS])).toEqual([
      'active → idle',
      'idle → signed off',
    ]);
  });

  it('works and makes pauses in turn, in one session', () => {
    const scenario = office({ work: { activeFor: fixed(50 * MINUTE_MS), idleFor: fixed(10 * MINUTE_MS) } });
    const signedInMs = NINE_MS + SIGN_IN_MS;
    const instants = [signedInMs + 50 * MINUTE_MS, signedInMs + HOUR_MS, signedInMs + 110 * MINUTE_MS];
    expect(changesOf(scenario, instants)).toEqual(['active → idle', 'idle → active', 'active → idle']);
    expect(totalOf(resultOf({ ...scenario, horizonMs: DAY_MS }), 'signIns')).toBe(1);
  });

  it('goes on in a session that was disconnected in a long pause, without a sign-in', () => {
    const scenario = office({
      work: { activeFor: fixed(HOUR_MS), idleFor: fixed(2 * HOUR_MS) },
      service: { idleTimeoutMs: HOUR_MS },
    });
    const pausesMs = NINE_MS + SIGN_IN_MS + HOUR_MS;
    expect(changesOf(scenario, [pausesMs, pausesMs + HOUR_MS, pausesMs + 2 * HOUR_MS])).toEqual([
      'active → idle',
      'idle → disconnected',
      'disconnected → active',
    ]);
  });

  it('signs in again after a pause that outlasted the session', () => {
    const scenario = office({
      work: { activeFor: fixed(HOUR_MS), idleFor: fixed(3 * HOUR_MS) },
      service: { idleTimeoutMs: HOUR_MS, disconnectedTimeoutMs: HOUR_MS },
    });
    const pausesMs = NINE_MS + SIGN_IN_MS + HOUR_MS;
    expect(changesOf(scenario, [pausesMs + 2 * HOUR_MS, pausesMs + 3 * HOUR_MS + SIGN_IN_MS])).toEqual([
      'disconnected → signed off',
      'signed off → active',
    ]);
    expect(totalOf(resultOf({ ...scenario, horizonMs: DAY_MS }), 'reconnections')).toBe(0);
  });

  it('comes back in the morning to a session that outlasted the night', () => {
    const scenario = office({ work: DISCONNECTS, service: { disconnectedTimeoutMs: 20 * HOUR_MS } });
    expect(changesOf(scenario, [DAY_MS + NINE_MS])).toEqual(['disconnected → active']);
    expect(totalOf(resultOf(scenario), 'signIns')).toBe(1);
  });

  it('who works at night goes home in the morning, and on Saturday morning for the weekend', () => {
    const work = { fromMs: 22 * HOUR_MS, toMs: 30 * HOUR_MS };
    const scenario = office({ work, scenario: { horizonMs: 8 * DAY_MS } });
    const nights = [0, 4, 7].flatMap((day) => [
      day * DAY_MS + 22 * HOUR_MS + SIGN_IN_MS,
      (day + 1) * DAY_MS + 6 * HOUR_MS,
    ]);
    expect(changesOf(scenario, nights.slice(0, 5))).toEqual([
      'signed off → active',
      'active → signed off',
      'signed off → active',
      'active → signed off',
      'signed off → active',
    ]);
    const weekend = statesAt(scenario, [5 * DAY_MS + 23 * HOUR_MS, 6 * DAY_MS + 23 * HOUR_MS]);
    expect(weekend).toEqual(['signed off', 'signed off']);
  });

  it('keeps the hours of the wall clock when that is put forward', () => {
    const changesMs = DAY_MS + HOUR_MS;
    const zone = {
      name: 'test',
      transitions: [
        { fromMs: -60 * DAY_MS, offsetMs: HOUR_MS },
        { fromMs: changesMs, offsetMs: 2 * HOUR_MS },
      ],
    };
    const scenario = office({ scenario: { zones: [zone] } });
    const localNineMs = [NINE_MS - HOUR_MS, DAY_MS + NINE_MS - 2 * HOUR_MS];
    expect(
      changesOf(
        scenario,
        localNineMs.map((atMs) => atMs + SIGN_IN_MS),
      ),
    ).toEqual(['signed off → active', 'signed off → active']);
  });

  it('who has no time for a sign-in before the end of a day does without', () => {
    const scenario = office({ work: { toMs: NINE_MS + SIGN_IN_MS } });
    expect(totalOf(resultOf(scenario), 'signIns')).toBe(0);
  });

  it('never comes on other days than those of the week, or without attendance', () => {
    const weekend = office({ work: { weekdays: 0b1100000 } });
    expect(totalOf(resultOf(weekend), 'signIns')).toBe(0);
    const nobody = office({ users: 5, work: { attendance: 0 } });
    expect(totalOf(resultOf(nobody), 'signIns')).toBe(0);
  });
});

describe('at the start of a run', () => {
  const everyDay = { ...JUST_GOES, weekdays: 0b1111111 };

  it('the sessions of the evening before are there, and time out when they would have', () => {
    expect(changesOf(office({ work: everyDay }), [FIVE_MS + 8 * HOUR_MS - DAY_MS])).toEqual([
      'disconnected → signed off',
    ]);
  });

  it('a session of last Friday is there if it can last so long', () => {
    const service = { idleTimeoutMs: 20 * HOUR_MS, disconnectedTimeoutMs: 40 * HOUR_MS };
    const fridayEveningMs = FIVE_MS - 3 * DAY_MS;
    const scenario = office({ work: JUST_GOES, service });
    expect(changesOf(scenario, [fridayEveningMs + 60 * HOUR_MS])).toEqual(['disconnected → signed off']);
  });

  it('whoever works across midnight is at work', () => {
    const scenario = office({ work: { weekdays: 0b1111111, fromMs: 22 * HOUR_MS, toMs: 30 * HOUR_MS } });
    expect(statesAt(scenario, [0])).toEqual(['active']);
    expect(changesOf(scenario, [6 * HOUR_MS])).toEqual(['active → signed off']);
  });

  it('what happened before is not counted', () => {
    const result = resultOf(office({ work: everyDay, scenario: { horizonMs: 8 * HOUR_MS } }));
    expect(totalOf(result, 'signIns')).toBe(0);
  });
});

describe('users of a RemoteApp collection cost nothing while nothing happens', () => {
  it('who is away has one pending event, and a day without pauses takes three', () => {
    const idle = office({ work: { attendance: 0 }, scenario: { horizonMs: DAY_MS } });
    const busy = office({ scenario: { horizonMs: DAY_MS } });
    // The start of the day, the end of the sign-in, the end of the day.
    expect(resultOf(busy).eventCount - resultOf(idle).eventCount).toBe(3);
  });
});
