import { describe, expect, test } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import { UNFINISHED_CAUSES } from '../../src/model/results.ts';
import type { ClientGroup, Scenario } from '../../src/model/scenario.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { brokenByHour, rowsAll, rowsAt } from './lives.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  nineToFive,
  runFleet,
  smallScenario,
} from './small-fleet.ts';
import { Witness } from './witness.ts';

const JUNE_SLOT = 1;
const HORIZON_MS = 10 * DAY_MS;

describe('a client that leaves', () => {
  const leftMs = 5 * DAY_MS;
  const deletedAfterMs = 2 * DAY_MS + 7 * MINUTE_MS;
  const base = smallScenario();
  const leaving = (changes: Partial<Scenario> = {}): Scenario => ({
    ...smallScenario({
      groups: [group({ stay: fixed(leftMs) })],
      assumptions: { ...base.assumptions, deletedAfterMs },
    }),
    ...changes,
  });

  test('is switched off for ever, and installs nothing of a deadline that comes later', () => {
    const fleet = runFleet(leaving());
    expect(fleet.parts.presence.isPresent(0, HORIZON_MS)).toBe(false);
    expect(fleet.parts.presence.changesAtMs(0)).toBe(Infinity);
    expect(fleet.parts.truth.actual(0, JUNE_SLOT)).toBe(Actual.cached);
    expect(fleet.result().installations.length).toBe(0);
  });

  test('is exposed no longer from its instant on, and counts in no actual figure', () => {
    const fleet = runFleet(leaving());
    const [exposure] = rowsAll(fleet.result().exposure);
    // June was released a day in.
    expect(exposure).toMatchObject({ clients: 1, clientMs: leftMs - DAY_MS, requiredAtEnd: 0 });
    const before = rowsAt(fleet.result().compliance, leftMs - HOUR_MS)[0]!;
    const after = rowsAt(fleet.result().compliance, leftMs + HOUR_MS)[0]!;
    expect(before).toMatchObject({ members: 1, policyReceived: 1, downloaded: 1 });
    expect(after).toMatchObject({ members: 1, policyReceived: 0, downloaded: 0, storedCompliant: 0 });
  });

  test('counts as left among the unfinished while its site has it', () => {
    const fleet = runFleet(leaving(), leftMs + deletedAfterMs - 1);
    expect(rowsAll(fleet.result().unfinished)).toEqual([
      { deployment: 0, group: 0, cause: UNFINISHED_CAUSES.indexOf('left'), count: 1 },
    ]);
  });

  test('is deleted by its site so long after it left, to the millisecond, with all that was stored of it', () => {
    const fleet = runFleet(leaving(), leftMs + deletedAfterMs - 1);
    const { memberships, known, updateCompliance } = fleet.parts;
    const counted = () => updateCompliance.clientCount.reduce((sum, count) => sum + count, 0);
    expect(memberships.isKnown(0)).toBe(true);
    expect(memberships.membersOf(0)).toBe(1);
    expect(known.stored(0, JUNE_SLOT)).toBe(Compliance.required);
    expect(counted()).toBe(2);
    fleet.run(leftMs + deletedAfterMs);
    expect(memberships.isKnown(0)).toBe(false);
    expect(memberships.membersOf(0)).toBe(0);
    expect(known.stored(0, JUNE_SLOT)).toBe(Compliance.unknown);
    expect(counted()).toBe(0);
    expect(rowsAll(fleet.result().unfinished)).toEqual([]);
    expect(fleet.parts.enforcementDatabase.clientCount.every((count) => count === 0)).toBe(true);
  });

  test('shows when it joined and left in its row', () => {
    const [row] = rowsAll(runFleet(leaving()).result().clients!);
    expect(row).toMatchObject({ joinedMs: 0, leftMs });
    const [stays] = rowsAll(runFleet(smallScenario()).result().clients!);
    expect(stays).toMatchObject({ joinedMs: 0, leftMs: -1 });
  });

  test('does nothing more: no event names it but its deletion', () => {
    const fleet = runFleet(leaving({ deployments: [] }), leftMs);
    const { scans, messages } = fleet.parts;
    const [online, serial] = [scans.onlineCount[0], messages.serial[0]];
    fleet.run(HORIZON_MS);
    expect([scans.onlineCount[0], messages.serial[0]]).toEqual([online, serial]);
  });
});

describe('a client that leaves in the midst of something', () => {
  const leavingAt = (leftMs: number, changes: Partial<ClientGroup> = {}, others: Partial<Scenario> = {}) => ({
    ...smallScenario({ groups: [group({ ...changes, stay: fixed(leftMs) })] }),
    ...others,
  });
  /** When the only client, which stays, comes to a state of June. */
  const instantOf = (state: Actual) => {
    const fleet = new Fleet(smallScenario(), 0);
    const witness = new Witness(fleet);
    fleet.run(HORIZON_MS);
    return witness.transitions.find(({ slot, to }) => slot === JUNE_SLOT && to === state)!.atMs;
  };

  test('never comes up again when it restarts: what waited for that is not installed', () => {
    // A restart takes three minutes.
    const scenario = leavingAt(instantOf(Actual.installed) - MINUTE_MS);
    const fleet = runFleet(scenario);
    expect(fleet.parts.truth.actual(0, JUNE_SLOT)).toBe(Actual.pendingRestart);
    expect(fleet.parts.restart.count[0]).toBe(0);
    expect(brokenByHour(scenario)).toEqual([]);
  });

  test('installs no further: the installation is broken off', () => {
    // An installation takes fifteen minutes.
    const scenario = leavingAt(instantOf(Actual.pendingRestart) - MINUTE_MS);
    const fleet = runFleet(scenario);
    expect(fleet.parts.truth.actual(0, JUNE_SLOT)).toBe(Actual.cached);
    const rows = rowsAll(fleet.result().installations);
    const sum = (column: 'started' | 'interrupted') => rows.reduce((total, row) => total + row[column], 0);
    expect([sum('started'), sum('interrupted'), rows.at(-1)!.running]).toEqual([1, 1, 0]);
    expect(brokenByHour(scenario)).toEqual([]);
  });

  test('installs no further where it went on off the network', () => {
    // On Friday, ten minutes before it goes off the network.
    const deadlineMs = 4 * DAY_MS + 16 * HOUR_MS + 50 * MINUTE_MS;
    const scenario = smallScenario({
      groups: [group({ presence: nineToFive('offNetwork'), stay: fixed(deadlineMs + 12 * MINUTE_MS) })],
      deployments: [deployment({ deadlineMs: [deadlineMs] })],
    });
    const then = runFleet(scenario, deadlineMs + 11 * MINUTE_MS);
    expect(then.parts.installation.isInstalling(0)).toBe(true);
    expect(runFleet(scenario).parts.truth.actual(0, JUNE_SLOT)).toBe(Actual.cached);
    expect(brokenByHour(scenario)).toEqual([]);
  });

  test('waits for no restart and no window any more', () => {
    const restartMs = instantOf(Actual.pendingRestart);
    const suppressed = { ...deployment().options, suppressRestart: { workstations: true, servers: true } };
    const scenario = smallScenario({
      groups: [group({ stay: fixed(restartMs + HOUR_MS) })],
      deployments: [deployment({ options: suppressed })],
    });
    const hourOf = (fleet: Fleet) => rowsAll(fleet.result().installations).at(-1)!.restartWaiting;
    expect(hourOf(runFleet(scenario, Math.ceil(restartMs / HOUR_MS) * HOUR_MS))).toBe(1);
    const fleet = runFleet(scenario);
    expect(fleet.parts.restart.isWaiting(0)).toBe(false);
    expect(fleet.parts.truth.actual(0, JUNE_SLOT)).toBe(Actual.pendingRestart);
  });
});
