import { describe, expect, it, vi } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import { WorkDays } from '../../../src/model/remoteapp/work-days.ts';
import type { RunResult } from '../../../src/model/results.ts';
import type { Action, RemoteAppCollection, RemoteAppService, Scenario } from '../../../src/model/scenario.ts';
import { Rows } from '../../../src/sim/rows.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, uniform } from '../small-fleet.ts';
import { office, statesAt, updateEnds, updatesOf } from './office-users.ts';
import { remoteAppCollection, WORK } from './remoteapp-fleet.ts';

const exponential = (mean: number) => ({ law: 'exponential', mean }) as const;
const NOON_MS = DAY_MS + 12 * HOUR_MS;

/** Everything about its users is drawn. */
const lively = (changes: Partial<RemoteAppCollection> = {}) =>
  remoteAppCollection({
    name: 'office',
    userCount: 12,
    usersPerHost: 4,
    work: {
      ...WORK,
      jitter: uniform(0, 2 * HOUR_MS),
      attendance: 0.8,
      activeFor: exponential(40 * MINUTE_MS),
      idleFor: exponential(20 * MINUTE_MS),
      signOutShare: 0.4,
      disconnectShare: 0.3,
    },
    ...changes,
  });

const SERVICE = {
  idleTimeoutMs: 30 * MINUTE_MS,
  disconnectedTimeoutMs: HOUR_MS,
  signOutDelay: exponential(20 * MINUTE_MS),
  unsavedShare: 0.5,
  unsavedWork: exponential(15 * MINUTE_MS),
  reconnectDelay: exponential(5 * MINUTE_MS),
  signIn: uniform(0, MINUTE_MS),
};

const fleetOf = (collections: readonly RemoteAppCollection[], actions: readonly Action[] = []) =>
  office({ collections, actions, service: SERVICE, scenario: { horizonMs: 3 * DAY_MS } });

const QUARTERS = Array.from({ length: 3 * 24 * 4 }, (_, quarter) => quarter * 15 * MINUTE_MS);
/** The states of the first twelve users of a collection, every quarter of an hour. */
const lives = (scenario: Scenario, first = 0, quarters = QUARTERS) =>
  Array.from({ length: 12 }, (_, number) => statesAt(scenario, quarters, first + number).join(' '));

describe('the luck of a user of a RemoteApp collection', () => {
  const alone = lives(fleetOf([lively()], [updateEnds(NOON_MS)]));

  it('is its own', () => {
    expect(new Set(alone).size).toBe(12);
  });

  it('is not changed by further users', () => {
    expect(lives(fleetOf([lively({ userCount: 20 })], [updateEnds(NOON_MS)]))).toEqual(alone);
  });

  it('is not changed by another collection before it', () => {
    const other = lively({ name: 'workshop', userCount: 7 });
    const action = { ...updateEnds(NOON_MS), remoteAppCollection: 1 } as Action;
    expect(lives(fleetOf([other, lively()], [action]), 7)).toEqual(alone);
  });

  it('is another one in a collection of another name', () => {
    expect(lives(fleetOf([lively({ name: 'workshop' })], [updateEnds(NOON_MS)]))).not.toEqual(alone);
  });

  it('is the same on the next day, whatever an update has done to this one', () => {
    const wednesday = QUARTERS.filter((atMs) => atMs >= 2 * DAY_MS + 8 * HOUR_MS);
    const atOnce = fleetOf([lively()], [updateEnds(NOON_MS, 'signOutAtOnce')]);
    expect(lives(atOnce, 0, wednesday)).toEqual(lives(fleetOf([lively()]), 0, wednesday));
    expect(lives(atOnce)).not.toEqual(lives(fleetOf([lively()])));
  });
});

describe('the days of users before the start', () => {
  /** So long that every session outlasts every absence. */
  const patient = { ...SERVICE, idleTimeoutMs: 400 * DAY_MS, disconnectedTimeoutMs: 400 * DAY_MS };
  const crowd = (service: Partial<RemoteAppService>) =>
    office({ collections: [lively()], service, scenario: { horizonMs: 3 * DAY_MS } });
  const livesOf = (service: Partial<RemoteAppService>) => lives(crowd(service));

  it('are a few, however long a session can last', () => {
    const after = vi.spyOn(WorkDays.prototype, 'after');
    const fleet = new Fleet(crowd(patient), 0);
    expect(after.mock.calls.length).toBeLessThanOrEqual(12 * (5 + 2));
    expect(fleet.parts.remoteApp!.hosts!.sets.sessionCount(0)).toBeGreaterThan(0);
    after.mockRestore();
  });

  it('lead where those of all the time that a session can last do', () => {
    for (const service of [patient, SERVICE, { ...SERVICE, disconnectedTimeoutMs: 20 * HOUR_MS }]) {
      const few = livesOf(service);
      const back = vi
        .spyOn(WorkDays.prototype, 'beforeStart')
        .mockImplementation((_user, _attended, daysMax) => -daysMax);
      expect(livesOf(service)).toEqual(few);
      expect(back).toHaveBeenCalled();
      back.mockRestore();
    }
  });
});

describe('the luck of an update of a RemoteApp collection', () => {
  const crowd = lively({ userCount: 60 });
  const EFFECTS = [
    ...(['told', 'signedOutInTime', 'forcedOff', 'forcedOffActive', 'workLost', 'lostMs'] as const),
    ...(['reconnections', 'reconnectionsPerMinuteMax', 'outcome', 'endedMs'] as const),
  ];
  const lastOf = (actions: readonly Action[], failureShare = 0) => {
    const scenario = office({
      collections: [crowd],
      actions,
      service: { ...SERVICE, updateFailureShare: failureShare },
      scenario: { horizonMs: 3 * DAY_MS },
    });
    const fleet = new Fleet(scenario, 0);
    fleet.run(scenario.horizonMs);
    return updatesOf(fleet.result(), EFFECTS).at(-1)!;
  };
  // At four in the morning every session of the evening before has timed out.
  const atNight = updateEnds(DAY_MS + 4 * HOUR_MS, 'signOutAtOnce', 0);

  for (const policy of [HOUR_MS, 'signOutAtOnce'] as const) {
    it(`is the same whatever updates there were in the night before, ${policy === HOUR_MS ? 'with a grace' : 'at once'}`, () => {
      const noon = updateEnds(NOON_MS, policy);
      const alone = lastOf([noon]);
      expect(Math.max(alone[0]!, alone[2]!)).toBeGreaterThan(10);
      expect(lastOf([atNight, noon])).toEqual(alone);
    });
  }

  it('to fail hangs from the collection and the instant, not from how many there were', () => {
    const hours = Array.from({ length: 12 }, (_, hour) => DAY_MS + (6 + hour) * HOUR_MS);
    const outcomes = (before: readonly Action[]) =>
      hours.map((atMs) => lastOf([...before, updateEnds(atMs)], 0.5)[EFFECTS.indexOf('outcome')]);
    const alone = outcomes([]);
    expect(new Set(alone).size).toBe(2);
    expect(outcomes([atNight])).toEqual(alone);
  });
});

/** Every number of a result as one comparable text. */
function textOf(result: RunResult): string {
  return JSON.stringify(result, (key, value: unknown) => {
    if (key === 'scenario' || key === 'stateBytes') return undefined;
    if (value instanceof Rows)
      return [...value.values.subarray(0, value.length * value.columns.length)].map(String);
    return value;
  });
}

describe('RemoteApp users saved at mid-run and restored', () => {
  const scenario = fleetOf(
    [lively(), lively({ name: 'workshop' })],
    [
      updateEnds(NOON_MS),
      updateEnds(NOON_MS + 45 * MINUTE_MS, 'signOutAtOnce'),
      { ...updateEnds(NOON_MS + 10 * MINUTE_MS), remoteAppCollection: 1 } as Action,
      { ...updateEnds(NOON_MS + 40 * MINUTE_MS, HOUR_MS, 0), remoteAppCollection: 1 } as Action,
    ],
  );
  const runTo = (atMs: number) => {
    const fleet = new Fleet(scenario, 0);
    fleet.run(atMs);
    return fleet;
  };
  const whole = textOf(runTo(scenario.horizonMs).result());
  const hours = Array.from({ length: 12 }, (_, hour) => hour * 6 * HOUR_MS);
  const inGraces = [5, 25, 42, 60, 75, 100].map((minutes) => NOON_MS + minutes * MINUTE_MS);

  for (const atMs of [...hours, ...inGraces]) {
    it(`go on after ${atMs / MINUTE_MS} minutes as if they had never stopped`, () => {
      const copy = new Fleet(scenario, 0);
      copy.restore(runTo(atMs).save());
      copy.run(scenario.horizonMs);
      expect(textOf(copy.result())).toBe(whole);
    });
  }
});
