import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import type { RunResult } from '../../src/model/results.ts';
import type { Absence, ClientGroup, Scenario } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import { Rows } from '../../src/sim/rows.ts';
import {
  contentFrom,
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  runFleet,
  SECOND_MS,
  smallScenario,
  uniform,
  update,
} from './small-fleet.ts';

const WHILE_SCANNING_MS = 2 * DAY_MS + 10 * HOUR_MS + 30 * SECOND_MS;
const WHILE_DOWNLOADING_MS = 2 * DAY_MS + 16 * HOUR_MS;

const OFFICE_USER = {
  signedIn: 'officeHours',
  weekdays: 0b11111,
  fromMs: 9 * HOUR_MS,
  toMs: 17 * HOUR_MS,
  restartShare: 0.4,
  restartAfter: uniform(0, 80 * MINUTE_MS),
} as const;

const inAndOut = (absence: Absence): ClientGroup['presence'] => ({
  pattern: 'upDown',
  up: { law: 'exponential', mean: 9 * HOUR_MS },
  down: { law: 'exponential', mean: 5 * HOUR_MS },
  absence,
});

const officeHours = (absence: Absence): ClientGroup['presence'] => ({
  pattern: 'officeHours',
  weekdays: 0b11111,
  fromMs: 9 * HOUR_MS,
  toMs: 17 * HOUR_MS,
  jitter: uniform(0, 2 * HOUR_MS),
  attendance: 0.8,
  absence,
});

/**
 * Three hundred clients of six kinds, two servers of each role, a narrow branch, faults of everything, and times that
 * are long enough to meet scans, downloads, installations and countdowns at any instant.
 */
function mixedScenario(): Scenario {
  const base = smallScenario();
  const [sup] = base.softwareUpdatePoints;
  const [mp] = base.managementPoints;
  const [dp] = base.distributionPoints;
  const group6 = (name: string, changes: Partial<ClientGroup>) => group({ name, count: 50, ...changes });
  return smallScenario({
    initial: { mode: 'steadyState', patchedShareByLag: [0.8, 0.2] },
    locations: [
      { name: 'head office', link: null },
      {
        name: 'branch',
        link: { bytesPerSecond: 1_000_000, latencyMs: 10, flowBytesPerSecondMax: 200_000 },
      },
    ],
    catalog: {
      products: ['Windows'],
      updates: [
        MAY,
        JUNE,
        update({ id: 'june-ssu', kb: 'KB0000007', kind: 'SSU', sizeBytes: 15_000_000 }),
        update({ id: 'june-net', kb: 'KB0000008', kind: 'DotNetCU', sizeBytes: 70_000_000 }),
      ],
      origin: 'made for tests',
    },
    softwareUpdatePoints: [
      { ...sup!, servers: 1, deltaScan: uniform(SECOND_MS, 20 * SECOND_MS), queueLimit: 12 },
      {
        ...sup!,
        name: 'SUP2',
        database: 1,
        servers: 1,
        deltaScan: uniform(SECOND_MS, 20 * SECOND_MS),
        queueLimit: 12,
      },
    ],
    managementPoints: [mp!, { ...mp!, name: 'MP2', request: uniform(1, 20 * SECOND_MS), queueLimit: 20 }],
    distributionPoints: [dp!, { ...dp!, name: 'DP2', location: 1, bytesPerSecond: 3_000_000 }],
    groups: [
      group6('servers', { kind: 'server' }),
      group6('desks', { presence: officeHours('shutdown'), user: OFFICE_USER }),
      group6('laptops', { presence: officeHours('sleep'), user: OFFICE_USER, content: contentFrom(1) }),
      group6('roaming', { presence: officeHours('offNetwork'), user: OFFICE_USER, location: 1 }),
      group6('coming and going', { presence: inAndOut('shutdown'), location: 1, content: contentFrom(1) }),
      group6('dozing', { presence: inAndOut('sleep'), user: { ...OFFICE_USER, signedIn: 'always' } }),
    ],
    deployments: [
      deployment({
        updates: [1, 2, 3],
        groups: [0, 1, 2, 3, 4, 5],
        deadlineMs: [4 * DAY_MS + 12 * HOUR_MS],
        deadlineDelay: uniform(0, 12 * HOUR_MS),
      }),
    ],
    actions: [
      { verb: 'scanNow', atMs: 2 * DAY_MS + 10 * HOUR_MS, groups: [0, 1, 2, 3, 4, 5] },
      { verb: 'outage', atMs: 2 * DAY_MS + 11 * HOUR_MS, target: { role: 'softwareUpdatePoint', index: 0 } },
      { verb: 'outage', atMs: 2 * DAY_MS + 11 * HOUR_MS, target: { role: 'link', index: 1 } },
      { verb: 'outage', atMs: 2 * DAY_MS + 12 * HOUR_MS, target: { role: 'managementPoint', index: 1 } },
      { verb: 'restore', atMs: 2 * DAY_MS + 14 * HOUR_MS, target: { role: 'managementPoint', index: 1 } },
      { verb: 'restore', atMs: 2 * DAY_MS + 14 * HOUR_MS, target: { role: 'link', index: 1 } },
      { verb: 'restore', atMs: 2 * DAY_MS + 15 * HOUR_MS, target: { role: 'softwareUpdatePoint', index: 0 } },
      {
        verb: 'setCapacity',
        atMs: 3 * DAY_MS,
        target: { role: 'softwareUpdatePoint', index: 1 },
        value: 3,
      },
      { verb: 'syncNow', site: 0, full: false, atMs: 6 * DAY_MS },
    ],
    assumptions: {
      ...base.assumptions,
      installDuration: {
        LCU: uniform(30 * MINUTE_MS, 3 * HOUR_MS),
        DotNetCU: uniform(5 * MINUTE_MS, HOUR_MS),
        SSU: fixed(10 * MINUTE_MS),
        other: fixed(MINUTE_MS),
      },
    },
  });
}

/** Every number of a result, the used part of its rows included, as one comparable text. */
function textOf(result: RunResult): string {
  return JSON.stringify(result, (key, value: unknown) => {
    if (key === 'scenario' || key === 'stateBytes') return undefined;
    if (value instanceof Rows) {
      return [...value.values.subarray(0, value.length * value.columns.length)].map(String);
    }
    return value;
  });
}

describe('a fleet saved at mid-run and restored', () => {
  const scenario = mixedScenario();
  const whole = textOf(runFleet(scenario).result());
  const instants = [
    ['at the start', 0],
    ['while the site synchronizes', DAY_MS + 2 * HOUR_MS + 5 * SECOND_MS],
    ['while content is on its way', 2 * DAY_MS + SECOND_MS],
    ['while a crowd is in the queue of WSUS', WHILE_SCANNING_MS],
    ['in the middle of three outages', 2 * DAY_MS + 13 * HOUR_MS],
    ['while the branch downloads', WHILE_DOWNLOADING_MS],
    ['among installations and countdowns', 4 * DAY_MS + 15 * HOUR_MS],
    ['at night, with work waiting for its owners', 4 * DAY_MS + 22 * HOUR_MS],
    ['near the end', 9 * DAY_MS + 7],
  ] as const;

  for (const [when, atMs] of instants) {
    it(`goes on ${when} as if it had never stopped`, () => {
      const first = runFleet(scenario, atMs);
      const second = new Fleet(scenario, 0);
      second.restore(first.save());
      expect(second.nowMs).toBe(atMs);
      second.run(scenario.horizonMs);
      expect(textOf(second.result())).toBe(whole);
    });
  }

  it('is also undisturbed by having been saved', () => {
    const fleet = new Fleet(scenario, 0);
    for (let atMs = 0; atMs <= scenario.horizonMs; atMs += DAY_MS) {
      fleet.run(atMs);
      fleet.save();
    }
    expect(textOf(fleet.result())).toBe(whole);
  });

  it('was indeed in the middle of scans, downloads, installations and countdowns', () => {
    const { scans, clients } = runFleet(scenario, WHILE_SCANNING_MS).parts;
    expect(scans.running.reduce((sum, bits) => sum + Math.sign(bits), 0)).toBeGreaterThan(10);

    const downloading = runFleet(scenario, WHILE_DOWNLOADING_MS).parts;
    expect(downloading.transfers.flow.filter((flow) => flow >= 0).length).toBeGreaterThan(0);

    const { installation, restart, truth } = runFleet(scenario, 4 * DAY_MS + 15 * HOUR_MS).parts;
    expect(installation.slot.filter((slot) => slot >= 0).length).toBeGreaterThan(10);
    expect(restart.stage.filter((stage) => stage > 0).length).toBeGreaterThan(3);
    const numbers = Array.from({ length: clients.count }, (_, client) => client);
    expect(
      numbers.filter((client) => truth.actual(client, 1) === Actual.pendingRestart).length,
    ).toBeGreaterThan(3);
  });
});
