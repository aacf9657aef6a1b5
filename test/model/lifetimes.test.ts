import { describe, expect, test } from 'vitest';
import { Clients } from '../../src/model/client/clients.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { ClientGroup, Scenario } from '../../src/model/scenario.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { Luck } from '../../src/sim/random.ts';
import { brokenByHour, joinsOf, policyTickAfter, rowsAll, rowsAt, seedFor } from './lives.ts';
import { mixedHierarchy, mixedScenario } from './mixed-fleet.ts';
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
  uniform,
} from './small-fleet.ts';

const [MAY_SLOT, JUNE_SLOT] = [0, 1];
const HORIZON_MS = 10 * DAY_MS;

describe('a client that joins', () => {
  const registrationMs = 30 * MINUTE_MS;
  const base = smallScenario();
  const joining = (changes: Partial<ClientGroup>, fromMs: number, toMs: number) =>
    smallScenario({
      seed: seedFor(changes, fromMs, toMs),
      groups: [group({ joiningCount: 1, ...changes })],
      assumptions: { ...base.assumptions, registration: fixed(registrationMs) },
    });
  const scenario = joining({}, 3 * DAY_MS, 3.5 * DAY_MS);
  const joinedMs = joinsOf(scenario).get(0)!;

  test('is nowhere before that: absent, without an update, unknown, a member of nothing', () => {
    const fleet = runFleet(scenario, joinedMs - 1);
    const { presence, truth, memberships, policy, measures, updateCompliance } = fleet.parts;
    expect(presence.isPresent(0, joinedMs - 1)).toBe(false);
    expect(presence.absenceOf(0)).toBe('shutdown');
    expect([MAY_SLOT, JUNE_SLOT].map((slot) => truth.actual(0, slot))).toEqual([
      Actual.notRequired,
      Actual.notRequired,
    ]);
    expect(memberships.isKnown(0)).toBe(false);
    expect(memberships.totalCount[0]).toBe(0);
    expect(policy.enabled[0]).toBe(0);
    expect(measures.exposure.rows(joinedMs - 1).length).toBe(0);
    expect([...updateCompliance.clientCount].every((count) => count === 0)).toBe(true);
  });

  test('has the updates of its time from its instant on, and is unknown until it is registered', () => {
    const fleet = runFleet(scenario, joinedMs + registrationMs - 1);
    const { presence, truth, memberships, measures } = fleet.parts;
    expect(presence.isPresent(0, fleet.nowMs)).toBe(true);
    // June was released before it joined: with no month to lag behind, its machine has it.
    expect(truth.actual(0, JUNE_SLOT)).toBe(Actual.installed);
    expect(truth.actual(0, MAY_SLOT)).toBe(Actual.notRequired);
    expect(memberships.isKnown(0)).toBe(false);
    expect(measures.actual.compliantCount[0]).toBe(0);
    fleet.run(joinedMs + registrationMs);
    expect(memberships.isKnown(0)).toBe(true);
    expect(memberships.totalCount[0]).toBe(1);
    expect(measures.actual.compliantCount[0]).toBe(1);
  });

  test('lags behind by as many months as its luck says, seen from the instant at which it joins', () => {
    const lagging = { ...scenario, initial: { ...scenario.initial, patchedShareByLag: [0, 1] } };
    const fleet = runFleet(lagging, joinedMs);
    // One month behind in June: May is there, June is required from the instant on.
    expect(fleet.parts.truth.actual(0, MAY_SLOT)).toBe(Actual.installed);
    expect(fleet.parts.truth.actual(0, JUNE_SLOT)).toBe(Actual.required);
    const [exposure] = rowsAll(runFleet(lagging, joinedMs + HOUR_MS).result().exposure);
    expect(exposure).toMatchObject({ update: JUNE_SLOT, clients: 1, clientMs: HOUR_MS, requiredAtEnd: 1 });
  });

  test('gets the enabling policy at its first poll after the registration, and scans within two hours', () => {
    const fleet = new Fleet(scenario, 0);
    const pollMs = policyTickAfter(fleet, scenario, 0, joinedMs + registrationMs);
    fleet.run(pollMs - 1);
    expect(fleet.parts.policy.enabled[0]).toBe(0);
    fleet.run(pollMs + MINUTE_MS);
    expect(fleet.parts.policy.enabled[0]).toBe(1);
    expect(fleet.parts.scans.metadataVersion[0]).toBe(-1);
    fleet.run(pollMs + 2 * HOUR_MS + MINUTE_MS);
    expect(fleet.parts.scans.metadataVersion[0]).toBeGreaterThanOrEqual(0);
    expect(fleet.parts.truth.known(0, JUNE_SLOT)).toBe(Compliance.installed);
  });

  test('gets the deployments that are there, and installs what it lacks', () => {
    const lagging = { ...scenario, initial: { ...scenario.initial, patchedShareByLag: [0, 1] } };
    const fleet = runFleet(lagging);
    expect(fleet.parts.truth.actual(0, JUNE_SLOT)).toBe(Actual.installed);
    expect(fleet.parts.measures.actual.compliantCount[0]).toBe(1);
  });

  test('requires what is released after it has joined', () => {
    const early = joining({}, HOUR_MS, 12 * HOUR_MS);
    const fleet = runFleet(early, DAY_MS);
    expect(fleet.parts.truth.actual(0, MAY_SLOT)).toBe(Actual.installed);
    expect(fleet.parts.truth.actual(0, JUNE_SLOT)).toBe(Actual.required);
  });

  test('keeps the hours of its pattern from then on, absent at once where these say so', () => {
    const presence = nineToFive('sleep');
    const atNight = joining({ presence }, 3 * DAY_MS + 18 * HOUR_MS, 3 * DAY_MS + 23 * HOUR_MS);
    const nightMs = joinsOf(atNight).get(0)!;
    const fleet = runFleet(atNight, nightMs);
    expect(fleet.parts.presence.isPresent(0, nightMs)).toBe(false);
    expect(fleet.parts.presence.absenceOf(0)).toBe('sleep');
    expect(fleet.parts.presence.changesAtMs(0)).toBe(4 * DAY_MS + 9 * HOUR_MS);
  });
});

describe('devices with a write filter', () => {
  const filtered = { writeFilter: { kind: 'UWF', hasExclusions: false } } as const;

  test('are counted while they are in the fleet, and keep every law', () => {
    const scenario = smallScenario({
      groups: [group({ ...filtered, count: 12, joiningCount: 8, stay: fixed(3 * DAY_MS) })],
      deployments: [deployment({ deadlineMs: [3 * DAY_MS + 12 * HOUR_MS] })],
    });
    const joins = joinsOf(scenario);
    const isThere = (client: number, atMs: number) => {
      const joinedMs = joins.get(client) ?? 0;
      return joinedMs <= atMs && atMs < joinedMs + 3 * DAY_MS;
    };
    const rows = rowsAll(runFleet(scenario).result().writeFilters);
    expect(rows.length).toBe(HORIZON_MS / HOUR_MS);
    for (const row of rows) {
      const there = Array.from({ length: 12 }, (_, client) => client).filter((each) => isThere(each, row.t));
      expect(row.filterOn + row.switching + row.servicing).toBe(there.length);
    }
    expect(brokenByHour(scenario)).toEqual([]);
  });
});

describe('a collection', () => {
  const scenario = smallScenario({
    groups: [group({ count: 30, joiningCount: 20, stay: fixed(2 * DAY_MS) })],
    collections: [
      {
        name: 'half',
        groups: [0],
        query: { share: { key: 'rings', from: 0, to: 0.5 }, status: null, compliance: null },
        windows: [],
        evaluationIntervalMs: 5 * MINUTE_MS,
      },
    ],
    assumptions: { ...smallScenario().assumptions, deletedAfterMs: DAY_MS },
  });

  test('has as members those that are registered and not deleted, at every hour', () => {
    const luck = new Luck(scenario.seed, 0);
    const joins = joinsOf(scenario);
    const clients = new Clients(scenario.groups, luck);
    const isInHalf = (client: number) =>
      clients.draw(luck.key('share of a collection by rings'), client, 0) < 0.5;
    const isKnown = (client: number, atMs: number) => {
      const joinedMs = joins.get(client) ?? 0;
      return joinedMs <= atMs && atMs < joinedMs + 3 * DAY_MS;
    };
    const all = Array.from({ length: 30 }, (_, client) => client);
    const { collections } = runFleet(scenario).result();
    const [halfNumber, allNumber] = [0, 1];
    for (let t = HOUR_MS; t <= HORIZON_MS; t += HOUR_MS) {
      const rows = rowsAt(collections, t);
      const known = all.filter((client) => isKnown(client, t));
      expect(rows.find(({ collection }) => collection === allNumber)!.members).toBe(known.length);
      expect(rows.find(({ collection }) => collection === halfNumber)!.members).toBe(
        known.filter(isInHalf).length,
      );
    }
  });
});

describe('joins and leaves', () => {
  const others = group({ name: 'others', count: 25, presence: nineToFive('sleep') });
  const first = (changes: Partial<ClientGroup>) =>
    smallScenario({
      groups: [group({ count: 40, ...changes }), others],
      deployments: [deployment({ groups: [0, 1] })],
      softwareUpdatePoints: smallScenario().softwareUpdatePoints.map((each) => ({ ...each, servers: 1000 })),
      managementPoints: smallScenario().managementPoints.map((each) => ({ ...each, servers: 1000 })),
      distributionPoints: smallScenario().distributionPoints.map((each) => ({
        ...each,
        bytesPerSecond: 125_000_000_000,
      })),
    });
  const changing = first({
    joiningCount: 15,
    stay: { law: 'exponential', mean: 6 * DAY_MS },
    presence: nineToFive('shutdown'),
  });

  // What the state system of the site is busy with is not theirs.
  test('change nothing that clients of other groups do', () => {
    const rowsOfOthers = (scenario: Scenario) =>
      rowsAll(runFleet(scenario).result().clients!)
        .filter((row) => row.group === 1)
        .map(({ client: _, storedCompliantMs: _stored, ...row }) => row)
        .sort((x, y) => x.numberInGroup - y.numberInGroup);
    const stay = first({ presence: nineToFive('shutdown') });
    expect(rowsOfOthers(changing)).toEqual(rowsOfOthers(stay));
  });

  test('go on after a restart of the simulation as they would have', () => {
    const whole = runFleet(changing);
    const half = runFleet(changing, 5 * DAY_MS + 3 * HOUR_MS);
    const again = new Fleet(changing, 0);
    again.restore(half.save());
    again.run(changing.horizonMs);
    expect(again.result().fingerprint).toBe(whole.result().fingerprint);
    expect(rowsAll(again.result().compliance)).toEqual(rowsAll(whole.result().compliance));
    expect(rowsAll(again.result().clients!)).toEqual(rowsAll(whole.result().clients!));
  });

  test('keep every law at every eleventh hour', () => {
    expect(brokenByHour(changing)).toEqual([]);
  });

  test.each([
    ['in a fleet of everything that can happen to it', mixedScenario],
    ['in a hierarchy of sites', mixedHierarchy],
  ])('keep every law %s', (_name, make) => {
    const mixed = make();
    const deletedAfterMs = 30 * HOUR_MS;
    const scenario: Scenario = {
      ...mixed,
      groups: mixed.groups.map((each, number) => ({
        ...each,
        joiningCount: Math.floor(each.count / 3),
        stay: number % 2 === 0 ? { law: 'exponential', mean: 6 * DAY_MS } : null,
      })),
      deployments: mixed.deployments.map((each) => ({ ...each, verbosity: 'all' as const })),
      assumptions: { ...mixed.assumptions, registration: uniform(0, 3 * HOUR_MS), deletedAfterMs },
    };
    expect(brokenByHour(scenario, 67 * HOUR_MS)).toEqual([]);
  });

  test('cost nothing where there are none', () => {
    const { lifetimes, memberships } = runFleet(smallScenario(), 0).parts;
    expect(lifetimes.stage.length).toBe(0);
    expect(memberships.sets.length).toBe(0);
  });
});
