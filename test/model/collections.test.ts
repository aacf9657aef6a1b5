import { describe, expect, test } from 'vitest';
import { Enforcement } from '../../src/model/client/client-updates.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { Collection, CollectionQuery, Scenario } from '../../src/model/scenario.ts';
import { Status } from '../../src/model/site/state/deployment-status.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { brokenLaws, storyOf } from './laws/index.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  MINUTE_MS,
  nineToFive,
  type PlainDeployment,
  runFleet,
  smallScenario,
} from './small-fleet.ts';
import { Witness } from './witness.ts';

const NO_QUERY: CollectionQuery = { share: null, status: null, compliance: null };
const INTERVAL_MS = 5 * MINUTE_MS;
const JUNE_SLOT = 1;

function collection(changes: Partial<Collection> = {}): Collection {
  const empty = { groups: [0], query: null, windows: [], evaluationIntervalMs: INTERVAL_MS };
  return { name: 'collection', ...empty, ...changes };
}

function share(from: number, to: number): CollectionQuery {
  return { ...NO_QUERY, share: { key: 'rings', from, to } };
}

/** The usual deployment, to a collection of the scenario. */
function deploymentTo(number: number, changes: Partial<PlainDeployment> = {}): PlainDeployment {
  const { groups: _, ...plain } = deployment(changes);
  return { ...plain, collection: number };
}

function membersOf(fleet: Fleet, number: number): number[] {
  const { clients, memberships } = fleet.parts;
  const all = Array.from({ length: clients.count }, (_, client) => client);
  return all.filter((client) => memberships.isMember(client, number));
}

/** The laws that do not hold at some hour of the run: every eleventh, so that all hours of the day are among them. */
function brokenByHour(scenario: Scenario): string[] {
  const fleet = new Fleet(scenario, 0);
  const witness = new Witness(fleet);
  const broken: string[] = [];
  for (let atMs = 0; atMs <= scenario.horizonMs && broken.length === 0; atMs += 11 * HOUR_MS) {
    fleet.run(atMs);
    broken.push(...brokenLaws(storyOf(scenario, fleet, witness)));
  }
  return broken;
}

test('a collection is evaluated at its own interval, whatever that of another one', () => {
  const required: CollectionQuery = {
    ...NO_QUERY,
    compliance: { updates: [1], states: [Compliance.required] },
  };
  const slow = collection({ name: 'slow', query: required, evaluationIntervalMs: DAY_MS });
  const quick = collection({ name: 'quick', query: required });
  const instantsOf = (collections: readonly Collection[]) => {
    const fleet = new Fleet(smallScenario({ groups: [group({ count: 4 })], collections }), 0);
    const firstMs = [Infinity, Infinity];
    for (let atMs = 0; atMs <= 9 * DAY_MS; atMs += INTERVAL_MS) {
      fleet.run(atMs);
      collections.forEach((_, number) => {
        if (membersOf(fleet, number).length > 0) firstMs[number] = Math.min(firstMs[number]!, atMs);
      });
    }
    return firstMs;
  };
  const [alone] = instantsOf([slow]);
  const [beside, quicker] = instantsOf([slow, quick]);
  expect(beside).toBe(alone);
  expect(beside! % DAY_MS).toBe(0);
  expect(Math.ceil(quicker! / DAY_MS) * DAY_MS).toBe(beside);
  expect(quicker! % DAY_MS).not.toBe(0);
});

describe('rings by shares of one key', () => {
  const rings = smallScenario({
    groups: [group({ count: 300 })],
    collections: [
      collection({ name: 'first', query: share(0, 0.1) }),
      collection({ name: 'second', query: share(0.1, 0.4) }),
      collection({ name: 'rest', query: share(0.4, 1) }),
    ],
    deployments: [0, 1].map((ring) =>
      deploymentTo(ring, {
        name: `ring ${ring}`,
        deadlineMs: [5 * DAY_MS + ring * DAY_MS],
      }),
    ),
  });

  test('are disjoint and complete, and about as large as their shares', () => {
    const fleet = runFleet(rings, 0);
    const parts = [0, 1, 2].map((ring) => membersOf(fleet, ring));
    expect(parts.flat().sort((x, y) => x - y)).toEqual(Array.from({ length: 300 }, (_, client) => client));
    for (const [ring, of] of [0.1, 0.3, 0.6].entries()) {
      const deviation = Math.sqrt(300 * of * (1 - of));
      expect(Math.abs(parts[ring]!.length - 300 * of)).toBeLessThan(4 * deviation);
    }
  });

  test('stay as they are when another group comes first', () => {
    const names = (fleet: Fleet) => {
      const { clients } = fleet.parts;
      return membersOf(fleet, 0)
        .filter((client) => clients.groups[clients.groupOf[client]!]!.name === 'clients')
        .map((client) => clients.numberInGroup[client]!)
        .sort((x, y) => x - y);
    };
    const others = rings.collections.map((each) => ({ ...each, groups: [1] }));
    const later: Scenario = {
      ...rings,
      groups: [group({ name: 'before', count: 7 }), ...rings.groups].map((each) => ({
        ...each,
        updatePoints: rings.groups[0]!.updatePoints,
        managementPoints: rings.groups[0]!.managementPoints,
      })),
      collections: others,
    };
    expect(names(new Fleet(later, 0))).toEqual(names(new Fleet(rings, 0)));
  });

  test('get only their own deployment, and only at its deadline', () => {
    const fleet = runFleet(rings);
    const { truth, updates } = fleet.parts;
    const rest = membersOf(fleet, 2);
    for (const client of rest) expect(truth.actual(client, JUNE_SLOT)).toBe(Actual.required);
    for (const client of [...membersOf(fleet, 0), ...membersOf(fleet, 1)]) {
      expect(truth.actual(client, JUNE_SLOT)).toBe(Actual.installed);
    }
    for (const [client, ring] of rest.map((client) => [client, 0] as const)) {
      expect(updates.is(ring, client, Enforcement.policy)).toBe(false);
    }
    const rows = fleet.result().timeToCompliant;
    expect(rows.length).toBe(4);
  });

  test('keep every law', () => {
    expect(brokenByHour(rings)).toEqual([]);
  });
});

describe('a collection by what the site has stored', () => {
  const follow = (query: CollectionQuery) =>
    smallScenario({
      groups: [group({ count: 25, presence: nineToFive('shutdown') })],
      collections: [collection({ name: 'all' }), collection({ name: 'done', query })],
      deployments: [
        deploymentTo(0, { verbosity: 'all' }),
        deploymentTo(1, { name: 'follow-up', deadlineMs: [9 * DAY_MS], availableMs: [2 * DAY_MS] }),
      ],
    });
  const byStatus = follow({ ...NO_QUERY, status: { deployment: 0, states: [Status.success] } });
  const byCompliance = follow({
    ...NO_QUERY,
    compliance: { updates: [1], states: [Compliance.installed] },
  });

  /** At every evaluation: who should be a member by what was stored then, and who is one. */
  function* evaluations(scenario: Scenario, isStored: (fleet: Fleet, client: number) => boolean) {
    const fleet = new Fleet(scenario, 0);
    const { clients, truth } = fleet.parts;
    const all = Array.from({ length: clients.count }, (_, client) => client);
    for (let atMs = 4 * DAY_MS; atMs < 8 * DAY_MS; atMs += INTERVAL_MS) {
      fleet.run(atMs - 1);
      const expected = all.filter((client) => isStored(fleet, client));
      fleet.run(atMs);
      const inTruth = all.filter((client) => truth.actual(client, JUNE_SLOT) === Actual.installed);
      yield { expected, members: membersOf(fleet, 1), inTruth };
    }
  }

  test.each([
    [
      'status',
      byStatus,
      ({ parts }: Fleet, client: number) =>
        parts.enforcementDatabase.status.statusOf(client, 0) === Status.success,
    ],
    [
      'compliance',
      byCompliance,
      ({ parts }: Fleet, client: number) => parts.known.stored(client, JUNE_SLOT) === Compliance.installed,
    ],
  ] as const)(
    'by %s has whom a recount of the stored states finds, whatever is true',
    (_, scenario, isStored) => {
      let differs = 0;
      let count = 0;
      for (const { expected, members, inTruth } of evaluations(scenario, isStored)) {
        expect(members).toEqual(expected);
        if (inTruth.length !== members.length) differs++;
        count = members.length;
      }
      expect(differs).toBeGreaterThan(0);
      expect(count).toBeGreaterThan(0);
    },
  );

  test.each([
    ['status', byStatus],
    ['compliance', byCompliance],
  ])('by %s keeps every law', (_, scenario) => {
    expect(brokenByHour(scenario)).toEqual([]);
  });
});

describe('a deployment that gets another collection', () => {
  const RETARGET_MS = 4 * DAY_MS;
  const moved = smallScenario({
    groups: [group({ count: 3 }), group({ name: 'others', count: 2 }), group({ name: 'both', count: 2 })],
    collections: [collection({ groups: [0, 2] }), collection({ name: 'second', groups: [1, 2] })],
    deployments: [deploymentTo(0)],
    actions: [{ verb: 'retarget', atMs: RETARGET_MS, deployment: 0, collection: 1 }],
  });

  test('is installed on the clients of the new one, and no longer on those of the old one alone', () => {
    const fleet = runFleet(moved);
    const { clients, truth } = fleet.parts;
    for (let client = 0; client < clients.count; client++) {
      const isDone = truth.actual(client, JUNE_SLOT) === Actual.installed;
      expect(isDone).toBe(clients.groupOf[client] !== 0);
    }
  });

  test('leaves who is a member no longer at the next poll, and comes to the new ones at theirs', () => {
    const fleet = runFleet(moved, RETARGET_MS - 1);
    const { clients, updates } = fleet.parts;
    const groupsWithPolicy = () =>
      Array.from({ length: clients.count }, (_, client) => client)
        .filter((client) => updates.is(0, client, Enforcement.policy))
        .map((client) => clients.groupOf[client]!)
        .sort();
    expect(groupsWithPolicy()).toEqual([0, 0, 0, 2, 2]);
    fleet.run(RETARGET_MS + HOUR_MS + MINUTE_MS);
    expect(groupsWithPolicy()).toEqual([1, 1, 2, 2]);
  });

  test('has its first collection again in a fleet set back to before', () => {
    const fleet = runFleet(moved, RETARGET_MS - 1);
    const before = fleet.save();
    fleet.run(moved.horizonMs);
    const members = fleet.parts.memberships.membersOf(0);
    const whole = fleet.result();
    fleet.restore(before);
    expect(fleet.parts.memberships.membersOf(0)).toBe(3 + 2);
    const { clients, memberships } = fleet.parts;
    const targeted = Array.from({ length: clients.count }, (_, client) => client).filter(
      (client) => memberships.deploymentsOf(client).length > 0,
    );
    expect(targeted.map((client) => clients.groupOf[client]!).sort()).toEqual([0, 0, 0, 2, 2]);
    fleet.run(moved.horizonMs);
    expect(fleet.parts.memberships.membersOf(0)).toBe(members);
    expect(fleet.result().fingerprint).toBe(whole.fingerprint);
  });

  test('keeps every law', () => {
    expect(brokenByHour(moved)).toEqual([]);
  });
});
