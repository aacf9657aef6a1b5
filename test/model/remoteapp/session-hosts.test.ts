import { describe, expect, it } from 'vitest';
import { COLLECTION_UPDATE_OUTCOMES, SESSION_STATES } from '../../../src/model/results.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import { DAY_MS, fixed, HOUR_MS, MAY, MINUTE_MS, update } from '../small-fleet.ts';
import {
  changesOf,
  JUNE,
  office,
  RECONNECT_MS,
  RELEASED_MS,
  resultOf,
  rowAt,
  SIGN_IN_MS,
  SIGN_OUT_MS,
  totalOf,
  UPDATE_MS,
  updateEnds,
  updateRow,
  updatesOf,
} from './office-users.ts';
import { templateImage } from './remoteapp-fleet.ts';

/** Tuesday. */
const NOON_MS = DAY_MS + 12 * HOUR_MS;
const HORIZON = { horizonMs: 2 * DAY_MS };
const DEAF = { signOutDelay: fixed(10 * HOUR_MS) };
/** Three hosts of ten sessions each at work, one at night. */
const USERS = 25;

const withImage = (updates: readonly number[], changes: Partial<Scenario> = {}) =>
  office({
    scenario: { ...HORIZON, templateImages: [templateImage({ updates })], ...changes },
    users: 0,
  });

describe('the session hosts of a RemoteApp collection', () => {
  it('are as many as its sessions fill, and at least one', () => {
    const result = resultOf(office({ users: USERS, scenario: HORIZON }));
    expect(rowAt(result, 9 * HOUR_MS, 'hosts')).toBe(1);
    expect(rowAt(result, 12 * HOUR_MS, 'hosts')).toBe(3);
    expect(rowAt(result, 12 * HOUR_MS, 'sessions')).toBe(USERS);
    expect(rowAt(result, 18 * HOUR_MS, 'hosts')).toBe(1);
  });

  it('of the old image stay beside the new ones until the grace is over', () => {
    const actions = [updateEnds(NOON_MS + MINUTE_MS)];
    const result = resultOf(office({ users: USERS, service: DEAF, actions, scenario: HORIZON }));
    expect(rowAt(result, NOON_MS + HOUR_MS, 'hosts')).toBe(3 + 1);
    expect(rowAt(result, NOON_MS + HOUR_MS, 'hostsOnOldImage')).toBe(3);
    expect(rowAt(result, NOON_MS + HOUR_MS, 'sessionsOnOldImage')).toBe(USERS);
    expect(rowAt(result, NOON_MS + 2 * HOUR_MS, 'hosts')).toBe(3);
    expect(rowAt(result, NOON_MS + 2 * HOUR_MS, 'hostsOnOldImage')).toBe(0);
    expect(rowAt(result, NOON_MS + 2 * HOUR_MS, 'sessionsOnOldImage')).toBe(0);
  });

  it('of the old image go one by one as users sign out', () => {
    const users = 100;
    const scenario = office({
      users,
      service: { signOutDelay: { law: 'uniform', min: 0, max: HOUR_MS } },
      actions: [updateEnds(NOON_MS - 30 * MINUTE_MS)],
      scenario: HORIZON,
    });
    const result = resultOf(scenario);
    const old = rowAt(result, NOON_MS, 'sessionsOnOldImage');
    // Five standard deviations of as many draws of one half.
    expect(Math.abs(old - users / 2)).toBeLessThan(5 * Math.sqrt(users / 4));
    expect(rowAt(result, NOON_MS, 'hostsOnOldImage')).toBe(Math.ceil(old / 10));
  });

  it('tell which image the sessions are on', () => {
    const actions = [updateEnds(NOON_MS + MINUTE_MS)];
    const { remoteAppSessions: rows } = resultOf(
      office({ users: 3, service: DEAF, actions, scenario: HORIZON }),
    );
    const at = (t: number) =>
      Array.from({ length: rows.length }, (_, row) => row)
        .filter((row) => rows.get(row, 't') === t)
        .map((row) => [rows.get(row, 'templateImage'), rows.get(row, 'state'), rows.get(row, 'sessions')]);
    expect(at(NOON_MS)).toEqual([[0, 0, 3]]);
    expect(at(NOON_MS + HOUR_MS)).toEqual([[0, 0, 3]]);
    expect(at(NOON_MS + 2 * HOUR_MS)).toEqual([[1, 0, 3]]);
    expect(at(NOON_MS + 8 * HOUR_MS)).toEqual([]);
  });
});

describe('what session hosts lack', () => {
  it('counts from the release of an update to the end of the last session without it', () => {
    const result = resultOf(office({ actions: [updateEnds(NOON_MS)], scenario: HORIZON }));
    const lastMs = NOON_MS + SIGN_OUT_MS;
    expect(updateRow(result, JUNE)).toEqual({
      releasedMs: RELEASED_MS,
      inServiceMs: NOON_MS,
      lastSessionMs: lastMs,
      exposedHostMs: lastMs - RELEASED_MS,
    });
    expect(totalOf(result, 'exposedHostMs')).toBe(lastMs - RELEASED_MS);
  });

  it('counts every host for as long as it runs', () => {
    const actions = [updateEnds(NOON_MS, 'signOutAtOnce')];
    const result = resultOf(office({ users: USERS, actions, scenario: HORIZON }));
    const worksMs = 17 * HOUR_MS - RELEASED_MS + (3 * HOUR_MS - SIGN_IN_MS);
    const restsMs = NOON_MS - RELEASED_MS - worksMs;
    expect(updateRow(result, JUNE)).toEqual({
      releasedMs: RELEASED_MS,
      inServiceMs: NOON_MS,
      lastSessionMs: NOON_MS,
      exposedHostMs: 3 * worksMs + restsMs,
    });
  });

  it('goes on to the end for whoever is never updated', () => {
    const result = resultOf(office({ scenario: HORIZON }));
    expect(updateRow(result, JUNE)).toEqual({
      releasedMs: RELEASED_MS,
      inServiceMs: -1,
      lastSessionMs: -1,
      exposedHostMs: 2 * DAY_MS - RELEASED_MS,
    });
  });

  it('has no row for what was in the image before the run, and none for what is not released', () => {
    const result = resultOf(office({ scenario: { horizonMs: RELEASED_MS - 1 } }));
    expect(result.remoteAppUpdates.length).toBe(0);
  });

  it('has a row for what was released before the run and is not in the image', () => {
    const result = resultOf(withImage([]));
    expect(updateRow(result, 0)).toEqual({
      releasedMs: MAY.releasedMs,
      inServiceMs: -1,
      lastSessionMs: -1,
      exposedHostMs: 2 * DAY_MS,
    });
  });

  it('does not hold what an update in the image replaces', () => {
    expect(totalOf(resultOf(withImage([0, JUNE])), 'exposedHostMs')).toBe(0);
    expect(totalOf(resultOf(withImage([JUNE])), 'exposedHostMs')).toBe(0);
  });

  it('holds every update that is released, also those of before the run', () => {
    const result = resultOf(withImage([]));
    expect(totalOf(result, 'exposedHostMs')).toBe(2 * DAY_MS + (2 * DAY_MS - RELEASED_MS));
  });

  it('holds an update until it expires', () => {
    const updates = [{ ...MAY, expiresMs: DAY_MS }, update({ releasedMs: RELEASED_MS, supersedes: [0] })];
    const result = resultOf(withImage([], { catalog: { products: ['Windows'], updates, origin: '' } }));
    expect(totalOf(result, 'exposedHostMs')).toBe(DAY_MS + (2 * DAY_MS - RELEASED_MS));
  });

  it('is over with an update that expires before it is in service, whatever image comes then', () => {
    const updates = [MAY, update({ releasedMs: RELEASED_MS, expiresMs: DAY_MS })];
    const catalog = { products: ['Windows'], updates, origin: '' };
    const actions = [updateEnds(NOON_MS, HOUR_MS, 0)];
    const result = resultOf(office({ actions, scenario: { ...HORIZON, catalog } }));
    expect(updateRow(result, JUNE)).toEqual({
      releasedMs: RELEASED_MS,
      inServiceMs: -1,
      lastSessionMs: DAY_MS,
      exposedHostMs: DAY_MS - RELEASED_MS,
    });
  });

  it('is over with the last session on an image of its product', () => {
    const templateImages = [templateImage(), templateImage({ name: 'other', product: 1, updates: [] })];
    const catalog = {
      products: ['Windows', 'Office'],
      updates: [MAY, update({ releasedMs: RELEASED_MS })],
      origin: '',
    };
    const actions = [updateEnds(NOON_MS)];
    const result = resultOf(office({ actions, scenario: { ...HORIZON, templateImages, catalog } }));
    const lastMs = NOON_MS + SIGN_OUT_MS;
    expect(updateRow(result, JUNE)).toEqual({
      releasedMs: RELEASED_MS,
      inServiceMs: -1,
      lastSessionMs: lastMs,
      exposedHostMs: lastMs - RELEASED_MS,
    });
  });

  it('counts from the start of the measurement on', () => {
    const result = resultOf(office({ scenario: { ...HORIZON, measureFromMs: DAY_MS } }));
    expect(updateRow(result, JUNE)!.exposedHostMs).toBe(DAY_MS);
    expect(totalOf(result, 'exposedHostMs')).toBe(DAY_MS);
  });

  it('begins anew with a return to an image without the update', () => {
    const backMs = NOON_MS + 4 * HOUR_MS;
    const actions = [updateEnds(NOON_MS, 'signOutAtOnce'), updateEnds(backMs, 'signOutAtOnce', 0)];
    const result = resultOf(office({ actions, scenario: HORIZON }));
    expect(updateRow(result, JUNE)).toEqual({
      releasedMs: RELEASED_MS,
      inServiceMs: -1,
      lastSessionMs: -1,
      exposedHostMs: NOON_MS - RELEASED_MS + (2 * DAY_MS - backMs),
    });
  });

  it('of another product is nothing', () => {
    const updates = [MAY, update({ product: 1, releasedMs: RELEASED_MS })];
    const catalog = { products: ['Windows', 'Office'], updates, origin: '' };
    const result = resultOf(withImage([0], { catalog }));
    expect(totalOf(result, 'exposedHostMs')).toBe(0);
    expect(result.remoteAppUpdates.length).toBe(0);
  });
});

describe('an update of a collection of which many are still on the hosts of the one before', () => {
  const noonAndAfter = [updateEnds(NOON_MS), updateEnds(NOON_MS + 50 * MINUTE_MS)];
  const PER_BATCH = { ...DEAF, updatePerBatchMs: MINUTE_MS, hostsPerBatch: 1, updateFixedMs: 10 * MINUTE_MS };
  /** Each begins half an hour before the instants above, with all sessions where they were. */
  const begunMs = [NOON_MS - UPDATE_MS, NOON_MS + 50 * MINUTE_MS - UPDATE_MS];

  it('builds hosts for all sessions: all of them will land there', () => {
    const result = resultOf(
      office({ users: USERS, service: PER_BATCH, actions: noonAndAfter, scenario: HORIZON }),
    );
    expect(updatesOf(result, ['hosts', 'startedMs', 'endedMs'])).toEqual(
      begunMs.map((atMs) => [3, atMs, atMs + 10 * MINUTE_MS + 3 * MINUTE_MS]),
    );
  });

  it('needs addresses for them, beside the hosts that there are', () => {
    const outcomes = (addressCount: number) => {
      const base = office({ users: USERS, service: PER_BATCH, actions: noonAndAfter, scenario: HORIZON });
      const remoteAppCollections = base.remoteAppCollections.map((each) => {
        return { ...each, kind: 'hybrid' as const, addressCount };
      });
      return updatesOf(resultOf({ ...base, remoteAppCollections }), ['outcome']).map(
        ([outcome]) => COLLECTION_UPDATE_OUTCOMES[outcome!],
      );
    };
    // Three hosts with sessions and three more; at the second update one in service without any comes on top.
    expect(outcomes(5)).toEqual(['failed', 'failed']);
    expect(outcomes(6)).toEqual(['succeeded', 'failed']);
    expect(outcomes(7)).toEqual(['succeeded', 'succeeded']);
  });
});

describe('a collection on a platform image', () => {
  it('has its users told by the provider, and old and new hosts of the same image apart', () => {
    const scenario = office({
      service: { platformUpdate: fixed(DAY_MS) },
      scenario: { ...HORIZON, templateImages: [templateImage({ kind: 'platform' })] },
    });
    const endMs = RELEASED_MS + DAY_MS + UPDATE_MS;
    const outMs = endMs + SIGN_OUT_MS;
    expect(changesOf(scenario, [endMs, outMs, outMs + RECONNECT_MS + SIGN_IN_MS])).toEqual([
      'active → active on old hosts',
      'active on old hosts → signed off',
      'signed off → active',
    ]);
    expect(updateRow(resultOf(scenario), JUNE)).toEqual({
      releasedMs: RELEASED_MS,
      inServiceMs: endMs,
      lastSessionMs: outMs,
      exposedHostMs: outMs - RELEASED_MS,
    });
  });

  it('has sessions on the old and the new version of the image apart', () => {
    const endMs = NOON_MS - 30 * MINUTE_MS;
    const scenario = office({
      users: 3,
      service: { ...DEAF, platformUpdate: fixed(endMs - UPDATE_MS - RELEASED_MS) },
      scenario: { ...HORIZON, templateImages: [templateImage({ kind: 'platform' })] },
    });
    const { remoteAppSessions: rows } = resultOf(scenario);
    const at = (t: number) =>
      Array.from({ length: rows.length }, (_, row) => row)
        .filter((row) => rows.get(row, 't') === t)
        .map((row) =>
          (['templateImage', 'outdated', 'state', 'sessions'] as const).map((each) => rows.get(row, each)),
        );
    const active = SESSION_STATES.indexOf('active');
    expect(at(NOON_MS - HOUR_MS)).toEqual([[0, 0, active, 3]]);
    expect(at(NOON_MS)).toEqual([[0, 1, active, 3]]);
    expect(at(NOON_MS + HOUR_MS)).toEqual([[0, 0, active, 3]]);
  });
});
