import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/model/scenario.ts';
import { changesOf, endsOf, resultOf, rowAt, statesAt, totalOf } from '../model/remoteapp/office-users.ts';
import { DAY_MS, HOUR_MS, runFleet, SECOND_MS } from '../model/small-fleet.ts';
import { mistakesOf } from '../scenario/loading.ts';
import {
  act,
  BACK_MS,
  fileWith,
  GRACE_MS,
  heldBy,
  IMAGE_BYTES,
  IMPORT_MS,
  imageNumber,
  imageOf,
  internetBytes,
  MADE_MS,
  MAKE_MS,
  MAKES_AUGUST,
  SIGN_IN_MS,
  SIGN_OUT_MS,
  sessionHosts,
  UNSAVED_MS,
  UPDATE_MS,
  UPLOAD_BYTES_PER_SECOND,
  USERS,
  updated,
  updateEnds,
} from './remoteapp-users.ts';
import { eventsOf, instantsOf } from './rule-fleet.ts';

/** Wednesday. */
const NOON_MS = 2 * DAY_MS + 12 * HOUR_MS;
const AT_ONCE = ', policy: signOutAtOnce';
/** Nobody signs out before the grace ends. */
const DEAF = ['signOutDelay: 20 min', 'signOutDelay: 10 h'] as const;
const IMPATIENT = ['reconnectDelay: 2 min', 'reconnectDelay: 0 s'] as const;
/** Sales is as Accounting. */
const SALES = `  - { name: Sales, kind: cloud, plan: basic, users: 2, location: Paris, templateImage: RDSH July, work: { from: 09:00, to: 17:00, jitter: 0 min, attendance: 100 %, activeFor: 1 d } }\n`;
const WITH_SALES = ['remoteAppCollections:\n', `remoteAppCollections:\n${SALES}`] as const;

/** A column of the tables of collections, added up from the start to an instant. */
const until = (scenario: Scenario, atMs: number, column: Parameters<typeof totalOf>[1]) =>
  totalOf(resultOf({ ...scenario, horizonMs: atMs }), column);

describe('step 1: the image', () => {
  const scenario = sessionHosts([MAKES_AUGUST]);

  test('R2.1a is patched with all that it requires', () => {
    const fleet = runFleet(scenario);
    expect(heldBy(scenario, 'RDSH August')).toEqual(['july', 'august', 'writer']);
    expect(eventsOf(fleet, 'templateImageBegun')).toEqual([
      { atMs: MADE_MS, subject: imageNumber(scenario, 'RDSH August'), detail: 2 },
    ]);
    const { contents } = fleet.parts.remoteApp!;
    const version = contents.newest[imageNumber(scenario, 'RDSH August')]!;
    const lacking = scenario.catalog.updates.filter(
      ({ product }, update) =>
        product === scenario.templateImages[0]!.product && contents.lacks(version, update),
    );
    expect(lacking).toEqual([]);
  });

  test('R2.1b is saved under a new name', () => {
    expect(heldBy(scenario, 'RDSH July')).toEqual(['july']);
    const onItself = fileWith([act(MADE_MS, 'do: makeTemplateImage, templateImage: RDSH July')]);
    expect(mistakesOf(onItself)).toContainEqual(
      expect.stringContaining('name an image that says with "from" what it is made of'),
    );
    expect(mistakesOf(fileWith([MAKES_AUGUST, MAKES_AUGUST]))).toContainEqual(
      expect.stringContaining('save it under another name'),
    );
  });
});

describe('step 2: the new image', () => {
  const UPLOADED = [', transfer: import', ', transfer: upload'] as const;

  test('R2.2a is uploaded to the service', () => {
    const fleet = runFleet(sessionHosts([MAKES_AUGUST], UPLOADED));
    const uploadMs = (IMAGE_BYTES / UPLOAD_BYTES_PER_SECOND) * SECOND_MS;
    expect(instantsOf(fleet, 'templateImageReady')[0]).toBe(MADE_MS + MAKE_MS - IMPORT_MS + uploadMs);
    expect(internetBytes(fleet)).toBe(IMAGE_BYTES);
  });

  test('R2.2b … or imported', () => {
    const fleet = runFleet(sessionHosts([MAKES_AUGUST]));
    expect(instantsOf(fleet, 'templateImageReady')[0]).toBe(MADE_MS + MAKE_MS);
    expect(internetBytes(fleet)).toBe(0);
  });
});

describe('step 3: an update', () => {
  test('R2.3 is started at a collection, and is of that collection alone', () => {
    expect(instantsOf(runFleet(sessionHosts([MAKES_AUGUST])), 'collectionUpdateStarted')).toEqual([]);
    const scenario = updated(NOON_MS, '', WITH_SALES);
    const fleet = runFleet(scenario);
    expect(eventsOf(fleet, 'collectionUpdateStarted')).toEqual([
      { atMs: NOON_MS - UPDATE_MS, subject: 1, detail: 0 },
    ]);
    expect([0, 1].map((each) => imageOf(fleet, scenario, each))).toEqual(['RDSH July', 'RDSH August']);
  });
});

describe('step 4: the image of an update', () => {
  test('R2.4 is chosen from the list of template images', () => {
    for (const name of ['RDSH July', 'RDSH August', 'Office']) {
      const scenario = updated(NOON_MS, `, templateImage: ${name}`);
      expect(imageOf(runFleet(scenario, NOON_MS), scenario)).toBe(name);
    }
    expect(mistakesOf(fileWith([updateEnds(NOON_MS, ', templateImage: RDSH Juli')]))).toContainEqual(
      expect.stringContaining('"RDSH Juli"'),
    );
  });
});

describe('step 5: whoever is at work when an update ends', () => {
  test('R2.5 is treated as the administrator decides, update by update', () => {
    const ofSales = (more: string) => updateEnds(NOON_MS, more).replace('Accounting', 'Sales');
    const scenario = sessionHosts([MAKES_AUGUST, updateEnds(NOON_MS), ofSales(AT_ONCE)], WITH_SALES);
    const result = resultOf({ ...scenario, horizonMs: NOON_MS });
    const [sales, accounting] = [0, 1].map((each) => [
      totalOf(result, 'told', each),
      totalOf(result, 'forcedOff', each),
    ]);
    expect([sales, accounting]).toEqual([
      [0, 2],
      [USERS, 0],
    ]);
    expect(mistakesOf(fileWith([updateEnds(NOON_MS, ', policy: later')]))).toHaveLength(1);
  });
});

describe('60 minutes of grace', () => {
  const scenario = updated(NOON_MS);
  const deaf = updated(NOON_MS, '', DEAF);
  const outMs = NOON_MS + SIGN_OUT_MS;
  const graceEndMs = NOON_MS + GRACE_MS;

  test('R2.6a begin with a message to every active user as soon as the update has ended', () => {
    expect([until(scenario, NOON_MS - 1, 'told'), until(scenario, NOON_MS, 'told')]).toEqual([0, USERS]);
    const atNight = updated(NOON_MS + 10 * HOUR_MS);
    expect(totalOf(resultOf(atNight), 'told')).toBe(0);
  });

  test('R2.6b which asks to save the work', () => {
    const lost = (of: Scenario) => {
      const result = resultOf(of);
      return [totalOf(result, 'workLost'), totalOf(result, 'lostMs')];
    };
    // All have work that is not saved: whoever does as told keeps it, whoever does not loses it.
    expect(lost(scenario)).toEqual([0, USERS * BACK_MS]);
    expect(lost(deaf)).toEqual([USERS, USERS * (UNSAVED_MS + BACK_MS)]);
  });

  test('R2.6c to sign out', () => {
    expect(changesOf(scenario, [outMs])).toEqual(['active on old hosts → signed off']);
    expect(endsOf(resultOf({ ...scenario, horizonMs: outMs }))).toContain(`${USERS} told when active`);
  });

  test('R2.6d and to sign in again, which is a session on the new image', () => {
    expect(changesOf(scenario, [outMs + BACK_MS])).toEqual(['signed off → active']);
    const result = resultOf(scenario);
    expect(rowAt(result, NOON_MS + HOUR_MS, 'sessions')).toBe(USERS);
    expect(rowAt(result, NOON_MS + HOUR_MS, 'sessionsOnOldImage')).toBe(0);
  });

  test('R2.6e sign off at their end whoever has not signed out', () => {
    const states = statesAt(deaf, [NOON_MS - 1, NOON_MS, graceEndMs - 1, graceEndMs]);
    expect(states).toEqual(['active', 'active on old hosts', 'active on old hosts', 'signed off']);
    expect(endsOf(resultOf({ ...deaf, horizonMs: graceEndMs }))).toContain(`${USERS} graceEnded when active`);
    expect(totalOf(resultOf(scenario), 'forcedOff')).toBe(0);
  });

  test('R2.6f after which users can sign in again at once', () => {
    const impatient = updated(NOON_MS, '', DEAF, IMPATIENT);
    expect(changesOf(impatient, [graceEndMs + 1 + SIGN_IN_MS])).toEqual(['signed off → active']);
    expect(changesOf(deaf, [graceEndMs + BACK_MS])).toEqual(['signed off → active']);
  });
});

describe('signing users out at once', () => {
  const scenario = updated(NOON_MS, AT_ONCE);

  test('R2.7a ends all sessions as soon as the update has ended', () => {
    expect(changesOf(scenario, [NOON_MS])).toEqual(['active → signed off']);
    expect(endsOf(resultOf({ ...scenario, horizonMs: NOON_MS }))).toContain(`${USERS} atOnce when active`);
  });

  test('R2.7b warns nobody', () => {
    expect(totalOf(resultOf(scenario), 'told')).toBe(0);
    expect(totalOf(resultOf(updated(NOON_MS)), 'told')).toBe(USERS);
  });

  test('R2.7c may lose the data of users', () => {
    const lost = (unsaved: string) => {
      const result = resultOf(updated(NOON_MS, AT_ONCE, ['unsaved: 100 %', `unsaved: ${unsaved}`]));
      return [totalOf(result, 'workLost'), totalOf(result, 'lostMs')];
    };
    expect(lost('100 %')).toEqual([USERS, USERS * (UNSAVED_MS + BACK_MS)]);
    expect(lost('0 %')).toEqual([0, USERS * BACK_MS]);
  });

  test('R2.7d lets them sign in again at once', () => {
    const impatient = updated(NOON_MS, AT_ONCE, IMPATIENT);
    expect(changesOf(impatient, [NOON_MS + 1 + SIGN_IN_MS])).toEqual(['signed off → active']);
    expect(changesOf(scenario, [NOON_MS + BACK_MS])).toEqual(['signed off → active']);
  });
});

describe('the last step', () => {
  test('R2.8 begins the update', () => {
    const scenario = updated(NOON_MS);
    const beginMs = NOON_MS - UPDATE_MS;
    const statusAt = (atMs: number) =>
      runFleet(scenario, atMs).parts.remoteApp!.collectionUpdates.statusOf(0);
    expect([beginMs - 1, beginMs, NOON_MS - 1, NOON_MS].map(statusAt)).toEqual([
      'inService',
      'updating',
      'updating',
      'grace',
    ]);
  });
});
