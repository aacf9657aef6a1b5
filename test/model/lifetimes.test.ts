import { describe, expect, test } from 'vitest';
import { Clients } from '../../src/model/client/clients.ts';
import { Fleet } from '../../src/model/fleet.ts';
import { UNFINISHED_CAUSES } from '../../src/model/results.ts';
import type { ClientGroup, Scenario } from '../../src/model/scenario.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { Luck } from '../../src/sim/random.ts';
import { brokenLaws, storyOf } from './laws/index.ts';
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
import { Witness } from './witness.ts';

const [MAY_SLOT, JUNE_SLOT] = [0, 1];
const HORIZON_MS = 10 * DAY_MS;

/** The instants at which the clients of a scenario's first group join, by the plain rule: all else is derived from these. */
function joinsOf(scenario: Scenario): Map<number, number> {
  const luck = new Luck(scenario.seed, 0);
  const clients = new Clients(scenario.groups, luck);
  const { count, joiningCount } = scenario.groups[0]!;
  const joins = new Map<number, number>();
  for (let client = 0; client < clients.count; client++) {
    const isFirst = clients.groupOf[client] === 0;
    if (!isFirst || clients.numberInGroup[client]! < count - joiningCount) continue;
    const u = clients.draw(luck.key('client joins'), client, 0);
    joins.set(client, Math.floor(u * scenario.horizonMs));
  }
  return joins;
}

/** A seed with which the only client joins in a span of time. */
function seedFor(changes: Partial<ClientGroup>, fromMs: number, toMs: number): string {
  for (let seed = 1; seed < 1000; seed++) {
    const scenario = smallScenario({ seed: `${seed}`, groups: [group({ joiningCount: 1, ...changes })] });
    const [joinedMs] = joinsOf(scenario).values();
    if (joinedMs! >= fromMs && joinedMs! < toMs) return `${seed}`;
  }
  throw new Error('no such seed');
}

function rowsAt<Name extends string>(
  rows: { columns: readonly Name[]; length: number; values: ArrayLike<number> },
  t: number,
) {
  const list: Record<Name, number>[] = [];
  for (let row = 0; row < rows.length; row++) {
    const cells = rows.columns.map(
      (name, at) => [name, rows.values[row * rows.columns.length + at]!] as const,
    );
    const read = Object.fromEntries(cells) as Record<Name, number>;
    if ((read as Record<string, number>).t === t) list.push(read);
  }
  return list;
}

function policyTickAfter(fleet: Fleet, scenario: Scenario, client: number, afterMs: number): number {
  const luck = new Luck(scenario.seed, 0);
  const u = fleet.parts.clients.draw(luck.key('policy poll phase'), client, 0);
  const phaseMs = Math.floor(u * HOUR_MS);
  return phaseMs + (Math.floor((afterMs - phaseMs) / HOUR_MS) + 1) * HOUR_MS;
}

/** The laws that do not hold at some hour of the run: a step that is prime to the day brings all hours of it. */
function brokenByHour(scenario: Scenario, stepMs = 11 * HOUR_MS): string[] {
  const fleet = new Fleet(scenario, 0);
  const witness = new Witness(fleet);
  const broken: string[] = [];
  for (let atMs = 0; atMs <= scenario.horizonMs && broken.length === 0; atMs += stepMs) {
    fleet.run(atMs);
    broken.push(...brokenLaws(storyOf(scenario, fleet, witness)));
  }
  return broken;
}

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

function rowsAll<Name extends string>(rows: {
  columns: readonly Name[];
  length: number;
  values: ArrayLike<number>;
}): Record<Name, number>[] {
  return Array.from(
    { length: rows.length },
    (_, row) =>
      Object.fromEntries(
        rows.columns.map((name, at) => [name, rows.values[row * rows.columns.length + at]!]),
      ) as Record<Name, number>,
  );
}

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
