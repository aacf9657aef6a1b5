import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/model/scenario.ts';
import { resultOf, updateRow } from '../model/remoteapp/office-users.ts';
import { DAY_MS, HOUR_MS, runFleet } from '../model/small-fleet.ts';
import { loadText } from '../scenario/loading.ts';
import {
  act,
  fileWith,
  heldBy,
  imageOf,
  MAKES_AUGUST,
  PLATFORM_MS,
  RELEASED_MS,
  SIGN_OUT_MS,
  sessionHosts,
  UPDATE_MS,
  updated,
  updateEnds,
  updateNumber,
} from './remoteapp-users.ts';
import { eventsOf, instantsOf } from './rule-fleet.ts';

/** Wednesday. */
const NOON_MS = 2 * DAY_MS + 12 * HOUR_MS;
const ON_PLATFORM = ['    templateImage: RDSH July', '    templateImage: Office'] as const;

const rowOf = (scenario: Scenario, id: string) => updateRow(resultOf(scenario), updateNumber(scenario, id));
/** What nobody has brought to the one session host that three users need. */
const leftOut = ({ horizonMs }: Scenario) => ({
  releasedMs: RELEASED_MS,
  inServiceMs: -1,
  lastSessionMs: -1,
  exposedHostMs: horizonMs - RELEASED_MS,
});

describe('a collection that nobody updates', () => {
  const scenario = sessionHosts([]);

  test('R1.2a lacks the updates of its image from their release on', () => {
    expect(rowOf(scenario, 'august')).toEqual(leftOut(scenario));
  });

  test('R1.2b lacks the new versions of its applications, too', () => {
    expect(rowOf(scenario, 'writer')).toEqual(leftOut(scenario));
  });
});

describe('a collection on an image of the subscription', () => {
  const endMs = RELEASED_MS + PLATFORM_MS + UPDATE_MS;
  const kinds = [
    ['cloud', sessionHosts([], ON_PLATFORM)],
    ['hybrid', sessionHosts([], ON_PLATFORM, ['kind: cloud', 'kind: hybrid'])],
  ] as const;

  test('R1.3a is updated by the service: nobody else does anything', () => {
    for (const [, scenario] of kinds) {
      expect(scenario.actions).toEqual([]);
      const fleet = runFleet(scenario);
      expect(instantsOf(fleet, 'collectionUpdateStarted')).toEqual([endMs - UPDATE_MS]);
      expect(instantsOf(fleet, 'collectionUpdated')).toEqual([endMs]);
      expect(imageOf(fleet, scenario)).toBe('Office');
    }
  });

  test('R1.3b gets all updates', () => {
    for (const [, scenario] of kinds) {
      const before = heldBy(scenario, 'Office', RELEASED_MS + PLATFORM_MS - 1);
      expect([before, heldBy(scenario, 'Office')]).toEqual([['july'], ['july', 'august', 'writer']]);
      for (const id of ['august', 'writer']) expect(rowOf(scenario, id)!.inServiceMs).toBe(endMs);
    }
  });

  test('R1.3c may be a cloud or a hybrid one', () => {
    const branch =
      '  - { name: Branch, kind: hybrid, addresses: 30, plan: basic, users: 2, location: Paris, templateImage: Office }\n';
    const both = sessionHosts([], ON_PLATFORM, [
      'remoteAppCollections:\n',
      `remoteAppCollections:\n${branch}`,
    ]);
    expect(both.remoteAppCollections.map(({ kind }) => kind)).toEqual(['hybrid', 'cloud']);
    const updates = eventsOf(runFleet(both), 'collectionUpdated');
    expect(updates.map(({ subject, atMs }) => [subject, atMs])).toEqual([
      [0, endMs],
      [1, endMs],
    ]);
    const { remoteAppUpdates: rows } = resultOf(both);
    const inServiceMs = Array.from({ length: rows.length }, (_, row) => rows.get(row, 'inServiceMs'));
    // Two updates for each of two collections.
    expect(inServiceMs).toEqual(Array.from({ length: 4 }, () => endMs));
  });
});

describe('a collection on a custom image', () => {
  const OURS = [
    'remoteAppCollections:',
    '  - { name: Ours, from: Office, transfer: import }\nremoteAppCollections:',
  ] as const;
  /** Made and in service on Monday, before the release. */
  const ours = sessionHosts(
    [
      act(HOUR_MS, 'do: makeTemplateImage, templateImage: Ours'),
      updateEnds(12 * HOUR_MS, ', templateImage: Ours'),
    ],
    OURS,
  );
  const scratch = sessionHosts([]);

  test('R1.4a that was made from scratch is not serviced by the service', () => {
    const fleet = runFleet(scratch);
    expect(instantsOf(fleet, 'collectionUpdateStarted')).toEqual([]);
    expect(instantsOf(fleet, 'templateImageReady')).toEqual([RELEASED_MS + PLATFORM_MS]);
    expect([heldBy(scratch, 'RDSH July'), heldBy(scratch, 'Office')]).toEqual([
      ['july'],
      ['july', 'august', 'writer'],
    ]);
  });

  test('R1.4b that was made from an image of the service is not either', () => {
    const fleet = runFleet(ours);
    expect(imageOf(fleet, ours)).toBe('Ours');
    expect(instantsOf(fleet, 'collectionUpdated')).toEqual([12 * HOUR_MS]);
    expect([heldBy(ours, 'Ours'), heldBy(ours, 'Office')]).toEqual([['july'], ['july', 'august', 'writer']]);
  });

  test('R1.4c is left to its owner, image and applications alike', () => {
    for (const scenario of [scratch, ours]) {
      for (const id of ['august', 'writer']) expect(rowOf(scenario, id)).toEqual(leftOut(scenario));
    }
    const warnings = loadText(fileWith([])).issues.map(({ message }) => message);
    expect(warnings).toContainEqual(
      expect.stringContaining('"RDSH July" is a custom image, which you have to service'),
    );
  });

  test('R1.5a is updated with a new version of the image, which the owner makes', () => {
    const scenario = sessionHosts([MAKES_AUGUST]);
    expect(heldBy(scenario, 'RDSH August')).toEqual(['july', 'august', 'writer']);
    expect(heldBy(scenario, 'RDSH July')).toEqual(['july']);
    expect(instantsOf(runFleet(scenario), 'collectionUpdated')).toEqual([]);
  });

  test('R1.5b … also for the sake of an application in it', () => {
    const only = MAKES_AUGUST.replace(' }', ', updates: [KB3115440] }');
    const scenario = sessionHosts([only, updateEnds(NOON_MS)]);
    expect(heldBy(scenario, 'RDSH August')).toEqual(['july', 'writer']);
    expect(rowOf(scenario, 'writer')!.inServiceMs).toBe(NOON_MS);
    expect(rowOf(scenario, 'august')!.inServiceMs).toBe(-1);
  });

  test('R1.5c has the new version in place of the old one then', () => {
    const scenario = updated(NOON_MS);
    const at = (atMs: number) => imageOf(runFleet(scenario, atMs), scenario);
    expect([at(NOON_MS - 1), at(NOON_MS)]).toEqual(['RDSH July', 'RDSH August']);
    expect(rowOf(scenario, 'august')).toEqual({
      releasedMs: RELEASED_MS,
      inServiceMs: NOON_MS,
      lastSessionMs: NOON_MS + SIGN_OUT_MS,
      exposedHostMs: NOON_MS + SIGN_OUT_MS - RELEASED_MS,
    });
  });
});
