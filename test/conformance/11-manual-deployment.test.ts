import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import {
  contentFrom,
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  type PlainDeployment,
  runFleet,
  smallScenario,
  update,
} from '../model/small-fleet.ts';
import { loadText } from '../scenario/loading.ts';
import { ANYTHING, eventsOf, INTERNET_MS, installedOn, noonOf, rule, slot, withRules } from './rule-fleet.ts';

const MORE_THAN_50 = { ...ANYTHING, requiredOnMoreThan: 50 };

/** Never at work: what it requires, nobody hears. */
const AWAY = {
  pattern: 'officeHours',
  weekdays: 0b11111,
  fromMs: 9 * HOUR_MS,
  toMs: 17 * HOUR_MS,
  jitter: fixed(0),
  attendance: 0,
  absence: 'shutdown',
} as const;

describe('deployments', () => {
  test('S11.1 are made by hand, for a base line, and by rules from then on', () => {
    const baseLine = deployment({ name: 'base line', createdMs: noonOf(1), deadlineMs: [noonOf(2)] });
    const fleet = runFleet(
      withRules([rule({ candidates: [2, 3, 4], startsMs: [noonOf(4)] })], {
        deployments: [slot('rule', { updates: [2, 3, 4] }), baseLine],
      }),
    );
    expect(eventsOf(fleet, 'deploymentCreated')).toEqual([
      { atMs: noonOf(1), subject: 1, detail: 1 },
      { atMs: noonOf(4) + 3 * INTERNET_MS, subject: 0, detail: 3 },
    ]);
    expect(installedOn(fleet)).toEqual([1, 2, 3, 4]);
  });

  test('S11.2 by hand begin when the administrator says so, out of band too', () => {
    const releasedMs = 2 * DAY_MS + 15 * HOUR_MS;
    const createdMs = releasedMs + 2 * HOUR_MS;
    const scenario = smallScenario({
      catalog: {
        products: ['Windows'],
        updates: [update({ id: 'may', releasedMs: -DAY_MS }), update({ id: 'out of band', releasedMs })],
        origin: 'made for tests',
      },
      deployments: [deployment({ createdMs, deadlineMs: [createdMs + DAY_MS] })],
      actions: [{ verb: 'syncNow', site: 0, atMs: releasedMs + HOUR_MS, full: false }],
    });
    const fleet = runFleet(scenario);
    expect(eventsOf(fleet, 'deploymentCreated')).toEqual([{ atMs: createdMs, subject: 0, detail: 1 }]);
    expect(installedOn(fleet, [1])).toEqual([1]);
  });
});

describe('the filter for updates', () => {
  /** 51 clients with Windows 11 and 50 with Windows 10, which all have had two weeks to report. */
  const text = `name: filter
start: 2024-06-10 00:00 UTC
horizon: 20 d
initial: { patched: [100 %] }
catalog:
  updates:
    - { id: old, kb: KB5000001, product: Windows 11, kind: LCU, classification: Security Updates, released: 2024-05-14T17:00:00Z, size: 1 MB }
    - { id: security, kb: KB5000002, product: Windows 11, kind: LCU, classification: Security Updates, released: 2024-06-11T17:00:00Z, size: 1 MB }
    - { id: critical, kb: KB5000003, product: Windows 11, kind: other, classification: Critical Updates, released: 2024-06-11T17:00:00Z, size: 1 MB }
    - { id: neither, kb: KB5000004, product: Windows 11, kind: other, classification: Updates, released: 2024-06-11T17:00:00Z, size: 1 MB }
    - { id: on 50, kb: KB5000005, product: Windows 10, kind: LCU, classification: Security Updates, released: 2024-06-11T17:00:00Z, size: 1 MB }
locations: [{ name: Paris, timeZone: Europe/Paris }]
site:
  synchronization: { schedule: daily at 20:00 UTC }
  softwareUpdatePoints: [{ name: SUP1, location: Paris }]
  managementPoints: [{ name: MP1, location: Paris }]
  distributionPoints: [{ name: DP1, location: Paris }]
groups:
  - { name: eleven, count: 51, product: Windows 11, kind: server, location: Paris }
  - { name: ten, count: 50, product: Windows 10, kind: server, location: Paris }
deployments:
  - name: June
    updates: { classifications: [Security Updates, Critical Updates], requiredOnMoreThan: 50 }
    created: 2024-06-25 12:00 UTC
    deadline: 2024-06-29 12:00 UTC
`;
  const { scenario } = loadText(text);

  test('S11.3 finds security and critical updates that are required on more than 50 clients', () => {
    const fleet = runFleet(scenario!);
    const { updates } = scenario!.catalog;
    const found = fleet.parts.deployments.updatesOf(0, 0).map((number) => updates[number]!.id);
    expect(found).toEqual(['critical', 'security']);
  });

  const chosenFrom = (present: number, absent: number) =>
    smallScenario({
      groups: [group({ count: present }), group({ name: 'away', count: absent, presence: AWAY })],
      deployments: [deployment({ groups: [0, 1], createdMs: noonOf(9), selection: MORE_THAN_50 })],
    });

  test('S11.3 goes by what clients have reported, not by what is true', () => {
    const required = (fleet: Fleet) =>
      Array.from({ length: 51 }, (_, client) => fleet.parts.truth.actual(client, 1)).filter(
        (state) => state === Actual.required,
      ).length;
    const silent = runFleet(chosenFrom(50, 1), noonOf(9));
    expect(required(silent)).toBe(51);
    expect(eventsOf(silent, 'deploymentNotCreated')).toEqual([{ atMs: noonOf(9), subject: 0, detail: 0 }]);
    const heard = runFleet(chosenFrom(51, 1), noonOf(9));
    expect(eventsOf(heard, 'deploymentCreated')).toEqual([{ atMs: noonOf(9), subject: 0, detail: 1 }]);
  });
});

describe('what the filter has found', () => {
  /** Two of four updates are released recently enough. */
  const recent: Partial<PlainDeployment> = {
    updates: [1, 2, 3, 4],
    selection: { ...ANYTHING, releasedWithinMs: 2 * DAY_MS },
    createdMs: noonOf(4),
    availableMs: [noonOf(4)],
    deadlineMs: [noonOf(5)],
  };
  const scenario: Scenario = withRules([], {
    deployments: [deployment(recent)],
    groups: [group({ content: contentFrom(0) })],
  });

  test('S11.4 becomes a software update group', () => {
    const { parts } = runFleet(scenario, noonOf(4));
    expect(parts.deployments.updatesOf(0, 0)).toEqual([3, 4]);
  });

  test('S11.5 is downloaded', () => {
    const fleet = runFleet(scenario, noonOf(5));
    expect(eventsOf(fleet, 'contentDownloaded')).toEqual([
      { atMs: noonOf(4) + 2 * INTERNET_MS, subject: 0, detail: 2 * update().sizeBytes },
    ]);
  });

  test('S11.6 is deployed', () => {
    expect(installedOn(runFleet(scenario))).toEqual([3, 4]);
  });
});
