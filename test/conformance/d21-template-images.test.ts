import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/model/scenario.ts';
import { resultOf, totalOf } from '../model/remoteapp/office-users.ts';
import { DAY_MS, fixed, HOUR_MS, MINUTE_MS, runFleet, SECOND_MS } from '../model/small-fleet.ts';
import { loadText, mistakesOf } from '../scenario/loading.ts';
import { REMOTEAPP, remoteAppWith } from '../scenario/remoteapp-texts.ts';
import {
  APPLICATION_MS,
  CUMULATIVE_MS,
  heldBy,
  IMPORT_MS,
  imageOf,
  MADE_MS,
  MAKE_MS,
  MAKES_AUGUST,
  PROVISION_MS,
  RESTART_MS,
  SAVE_MS,
  sessionHosts,
  UPDATE_MS,
  UPLOAD_BYTES_PER_SECOND,
  updated,
  updateEnds,
} from './remoteapp-users.ts';
import { instantsOf } from './rule-fleet.ts';

const WEDNESDAY_NOON_MS = 2 * DAY_MS + 12 * HOUR_MS;

/** What a file says that leaves everything to its default. */
const byDefault = loadText(REMOTEAPP).scenario!;
const SERVICE = byDefault.assumptions.remoteApp;

describe('a template image', () => {
  const sized = (size: string) => remoteAppWith('RDSH May, product', `RDSH May, size: ${size}, product`);

  test('D21.24a has 127 GB at most', () => {
    expect(loadText(sized('127 GB')).scenario!.templateImages[0]!.sizeBytes).toBe(127e9);
    expect(mistakesOf(sized('128 GB'))).toContainEqual(expect.stringContaining('more than 127 GB'));
  });

  test('D21.24b has whole megabytes', () => {
    expect(loadText(sized('40001 MB')).scenario!.templateImages[0]!.sizeBytes).toBe(40_001e6);
    expect(mistakesOf(sized('40000500 kB'))).toContainEqual(expect.stringContaining('whole number of MB'));
  });

  test('D21.26 has 40 GB unless it says otherwise', () => {
    expect(byDefault.templateImages[0]!.sizeBytes).toBe(40e9);
  });

  test('D21.27 gets all updates of its product that apply, unless some are named', () => {
    expect(heldBy(sessionHosts([MAKES_AUGUST]), 'RDSH August')).toEqual(['july', 'august', 'writer']);
    const named = MAKES_AUGUST.replace(' }', ', updates: [KB3179574] }');
    expect(heldBy(sessionHosts([named]), 'RDSH August')).toEqual(['july', 'august']);
  });

  test('D21.42a takes as long to patch as a client, restart included, each update for itself', () => {
    const readyMs = (updates: string) =>
      instantsOf(
        runFleet(sessionHosts([MAKES_AUGUST.replace(' }', `${updates} }`)])),
        'templateImageReady',
      )[0]!;
    const restMs = SAVE_MS + IMPORT_MS + PROVISION_MS;
    expect(readyMs('') - MADE_MS).toBe(CUMULATIVE_MS + APPLICATION_MS + RESTART_MS + restMs);
    expect(readyMs(', updates: [KB3115440]') - MADE_MS).toBe(APPLICATION_MS + restMs);
  });

  test('D21.42b takes 20 min to save and 15 min to provision', () => {
    expect([SERVICE.save, SERVICE.provision]).toEqual([fixed(20 * MINUTE_MS), fixed(15 * MINUTE_MS)]);
  });
});

describe('an upload', () => {
  const uploaded = (size: string, rate = '1 Gbit/s') =>
    sessionHosts(
      [MAKES_AUGUST],
      [', transfer: import', `, transfer: upload, size: ${size}`],
      ['uploadRate: 1 Gbit/s', `uploadRate: ${rate}`],
    );
  const uploadMs = (scenario: Scenario) =>
    instantsOf(runFleet(scenario), 'templateImageReady')[0]! - MADE_MS - (MAKE_MS - IMPORT_MS);

  test('D21.28a takes longer the larger the image', () => {
    for (const gigabytes of [10, 60]) {
      const expectedMs = ((gigabytes * 1e9) / UPLOAD_BYTES_PER_SECOND) * SECOND_MS;
      expect(uploadMs(uploaded(`${gigabytes} GB`))).toBe(expectedMs);
    }
  });

  test('D21.28b … and the slower the network', () => {
    expect(uploadMs(uploaded('10 GB', '100 Mbit/s'))).toBe(10 * uploadMs(uploaded('10 GB', '1 Gbit/s')));
  });

  test('D21.29 that is interrupted goes on where it stood', () => {
    const scenario = uploaded('10 GB');
    const beginMs = MADE_MS + CUMULATIVE_MS + APPLICATION_MS + RESTART_MS + SAVE_MS;
    const fleet = runFleet(scenario, beginMs + 30 * SECOND_MS);
    const { network } = fleet.parts;
    const link = network.names.indexOf('internet access');
    network.goDown(link);
    fleet.run(beginMs + 10 * MINUTE_MS);
    network.comeUp(link);
    fleet.run(scenario.horizonMs);
    const outageMs = 10 * MINUTE_MS - 30 * SECOND_MS;
    const sentMs = (10e9 / UPLOAD_BYTES_PER_SECOND) * SECOND_MS;
    expect(instantsOf(fleet, 'templateImageReady')[0]).toBe(beginMs + sentMs + outageMs + PROVISION_MS);
  });

  test('D21.43 gets 100 Mbit/s, and no more than the internet access of its site', () => {
    expect(SERVICE.uploadBytesPerSecondMax).toBe(100e6 / 8);
    const narrow = sessionHosts(
      [MAKES_AUGUST],
      [', transfer: import', ', transfer: upload, size: 10 GB'],
      ['site:\n', 'site:\n  internet: 500 Mbit/s\n'],
    );
    expect(uploadMs(narrow)).toBe(2 * uploadMs(uploaded('10 GB')));
  });
});

describe('an import', () => {
  test('D21.30 takes 25 min', () => {
    expect(SERVICE.import).toEqual(fixed(25 * MINUTE_MS));
    const [readyMs] = instantsOf(runFleet(sessionHosts([MAKES_AUGUST])), 'templateImageReady');
    expect(readyMs! - MADE_MS - (MAKE_MS - IMPORT_MS)).toBe(25 * MINUTE_MS);
  });
});

describe('the update of a collection', () => {
  const lengthOf = (scenario: Scenario) => {
    const fleet = runFleet(scenario);
    return instantsOf(fleet, 'collectionUpdated')[0]! - instantsOf(fleet, 'collectionUpdateStarted')[0]!;
  };

  test('D21.32 takes 30 min, and 2 min for each ten hosts that are in service', () => {
    const { updateFixedMs, updatePerBatchMs, hostsPerBatch } = SERVICE;
    expect([updateFixedMs, updatePerBatchMs, hostsPerBatch]).toEqual([30 * MINUTE_MS, 2 * MINUTE_MS, 10]);
    const plan = ['    plan: basic\n    users: 3\n', '    plan: premiumPlus\n'] as const;
    expect(lengthOf(updated(WEDNESDAY_NOON_MS))).toBe(32 * MINUTE_MS);
    // 50 users on 25 hosts.
    expect(lengthOf(updated(WEDNESDAY_NOON_MS, '', plan))).toBe(36 * MINUTE_MS);
  });

  test('D21.33a that fails takes its whole time, leaves the old image, and tells nobody', () => {
    const scenario = updated(WEDNESDAY_NOON_MS, '', [
      '    save: 20 min',
      '    save: 20 min\n    updateFailure: 100 %',
    ]);
    const fleet = runFleet(scenario);
    expect(instantsOf(fleet, 'collectionUpdateFailed')).toEqual([WEDNESDAY_NOON_MS]);
    expect(imageOf(fleet, scenario)).toBe('RDSH July');
    expect(totalOf(resultOf(scenario), 'told')).toBe(0);
  });

  test('D21.33b does not fail unless the scenario says how many do', () => {
    expect(SERVICE.updateFailureShare).toBe(0);
  });

  test('D21.40a waits for its image to be ready', () => {
    const scenario = sessionHosts([MAKES_AUGUST, updateEnds(MADE_MS + UPDATE_MS + MINUTE_MS)]);
    const fleet = runFleet(scenario);
    expect(instantsOf(fleet, 'collectionUpdateWaits')).toEqual([MADE_MS + MINUTE_MS]);
    expect(instantsOf(fleet, 'collectionUpdateStarted')).toEqual([MADE_MS + MAKE_MS]);
  });

  const twice = sessionHosts([
    MAKES_AUGUST,
    updateEnds(WEDNESDAY_NOON_MS),
    updateEnds(WEDNESDAY_NOON_MS + MINUTE_MS, ', templateImage: RDSH July'),
    updateEnds(WEDNESDAY_NOON_MS + 2 * MINUTE_MS, ', templateImage: Office'),
  ]);

  test('D21.40b waits for the one that runs to end', () => {
    expect(instantsOf(runFleet(twice), 'collectionUpdateStarted').slice(0, 2)).toEqual([
      WEDNESDAY_NOON_MS - UPDATE_MS,
      WEDNESDAY_NOON_MS,
    ]);
  });

  test('D21.40c that waits gives way to a later one', () => {
    expect(imageOf(runFleet(twice, WEDNESDAY_NOON_MS + UPDATE_MS), twice)).toBe('Office');
  });
});
