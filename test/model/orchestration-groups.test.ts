import { describe, expect, test } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import type { OrchestrationGroup, Scenario } from '../../src/model/scenario.ts';
import { GroupState, MemberState } from '../../src/model/site/orchestration-groups.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import { saysOf } from './reports.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  nineToFive,
  OPTIONS,
  SECOND_MS,
  smallScenario,
  update,
} from './small-fleet.ts';
import { Witness } from './witness.ts';

const SLOT = 1;
const DEADLINE_MS = 5 * DAY_MS + 12 * HOUR_MS;
const INSTALLATION_MS = 15 * MINUTE_MS;
const RESTART_MS = 3 * MINUTE_MS;
const SCAN_MS = 10 * SECOND_MS;
const MESSAGE_MS = SECOND_MS;
const LONG_MS = 30 * DAY_MS;

const NODES: OrchestrationGroup = {
  name: 'cluster',
  groups: [0],
  rule: { kind: 'number', count: 1 },
  memberTimeoutMs: LONG_MS,
  groupTimeoutMs: LONG_MS,
  preScript: null,
  postScript: null,
};

/** Servers in one orchestration group, which know of June before the deadline and scan offline from then on. */
function cluster(
  changes: Partial<OrchestrationGroup>,
  count = 4,
  others: Parameters<typeof smallScenario>[0] = {},
): Scenario {
  return smallScenario({
    groups: [group({ name: 'nodes', kind: 'server', count })],
    deployments: [deployment({ verbosity: 'all' })],
    ...others,
    orchestrationGroups: [{ ...NODES, ...changes }],
  });
}

/** A run with what happened to June at each member, by its number in its group. */
function history(scenario: Scenario) {
  const fleet = new Fleet(scenario, 0);
  const witness = new Witness(fleet);
  const { clients } = fleet.parts;
  const held: number[] = [];
  const { orchestrationGroups } = fleet.parts;
  for (let atMs = DEADLINE_MS; atMs <= scenario.horizonMs; atMs += MINUTE_MS) {
    fleet.run(atMs);
    held.push(orchestrationGroups.takenCount[0]!);
  }
  const timesOf = (says: string) =>
    witness.raised
      .filter((message) => saysOf(message) === says)
      .map(({ atMs, client }) => ({ atMs, member: clients.numberInGroup[client]! }));
  const installed = witness.transitions
    .filter(({ slot, to, atMs }) => slot === SLOT && to === Actual.installed && atMs > 0)
    .map(({ client }) => clients.numberInGroup[client]!);
  return { fleet, held, installed, begun: timesOf('402 8'), timesOf, witness };
}

describe('places', () => {
  test.each([
    [{ kind: 'number', count: 3 } as const, 10, 3],
    [{ kind: 'share', share: 0.25 } as const, 10, 2],
    [{ kind: 'share', share: 0.05 } as const, 10, 1],
    [{ kind: 'share', share: 0.58 } as const, 50, 29],
    [{ kind: 'sequence' } as const, 10, 1],
  ])('%j of %i members are %i, never more at a time, and all members install', (rule, count, places) => {
    const { fleet, held, installed } = history(cluster({ rule }, count));
    expect(fleet.parts.orchestrationGroups.placesOf(0)).toBe(places);
    expect(Math.max(...held)).toBe(places);
    expect(installed).toHaveLength(count);
    expect(fleet.parts.orchestrationGroups.state[0]).toBe(GroupState.idle);
    expect([...fleet.parts.orchestrationMeasures.members]).toEqual([count, 0, 0, 0, 0]);
  });

  test('one follows another after installation, restart, its scan, three messages and a scan', () => {
    const { begun } = history(cluster({}));
    const gapMs = INSTALLATION_MS + SCAN_MS + RESTART_MS + SCAN_MS + MESSAGE_MS + MESSAGE_MS + SCAN_MS;
    expect(begun).toHaveLength(4);
    for (const [number, { atMs }] of begun.entries()) expect(atMs).toBe(begun[0]!.atMs + number * gapMs);
  });

  test('a sequence is kept, whoever asks first', () => {
    const { installed } = history(cluster({ rule: { kind: 'sequence' } }, 6));
    expect(installed).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('who waits says so', () => {
    const { timesOf } = history(cluster({}));
    expect(timesOf('301 11')).toHaveLength(4);
    expect(timesOf('402 7')).toHaveLength(4);
  });
});

describe('scripts', () => {
  test('run before and after each installation, with the place held', () => {
    const script = { duration: fixed(5 * MINUTE_MS), failureShare: 0 };
    const plain = history(cluster({}));
    const scripted = history(cluster({ preScript: script, postScript: script }));
    for (const [number, { atMs }] of scripted.begun.entries()) {
      expect(atMs).toBe(plain.begun[number]!.atMs + 5 * MINUTE_MS + number * 10 * MINUTE_MS);
    }
  });

  test('one that fails stops the group before anything is installed, until it is reset', () => {
    const script = { duration: fixed(5 * MINUTE_MS), failureShare: 1 };
    const { fleet, installed } = history(cluster({ preScript: script }));
    expect(installed).toEqual([]);
    expect(fleet.parts.orchestrationGroups.state[0]).toBe(GroupState.failed);
    expect([...fleet.parts.orchestrationMeasures.members]).toEqual([0, 3, 0, 1, 0]);
  });
});

describe('a group that stops', () => {
  const short = { memberTimeoutMs: 10 * MINUTE_MS };

  test('lets nobody install who has no place, after a member took too long', () => {
    const { fleet, installed } = history(cluster(short));
    expect(installed).toHaveLength(1);
    expect(fleet.parts.orchestrationGroups.state[0]).toBe(GroupState.failed);
  });

  test('goes on with those that wait when it is reset', () => {
    const atMs = DEADLINE_MS + 2 * HOUR_MS;
    const actions = [{ verb: 'resetOrchestrationGroup', atMs, orchestrationGroup: 0 }] as const;
    const { installed, begun } = history(cluster(short, 4, { actions }));
    expect(installed).toHaveLength(2);
    expect(begun[1]!.atMs).toBe(atMs + MESSAGE_MS + SCAN_MS);
  });

  test('is stopped by an installation that fails', () => {
    const scenario = cluster({});
    const installFailureShare = { LCU: 1, DotNetCU: 0, SSU: 0, other: 0 };
    const { fleet, begun } = history({
      ...scenario,
      assumptions: { ...scenario.assumptions, installFailureShare },
    });
    expect(begun).toHaveLength(1);
    expect(fleet.parts.orchestrationGroups.state[0]).toBe(GroupState.failed);
  });

  test('is stopped by its own time-out', () => {
    const { fleet, installed } = history(cluster({ groupTimeoutMs: 30 * MINUTE_MS }));
    expect(installed).toHaveLength(2);
    expect(fleet.parts.orchestrationGroups.state[0]).toBe(GroupState.failed);
  });
});

describe('a place that the site has taken back', () => {
  const RESET_MS = DEADLINE_MS + DAY_MS;
  const suppressRestart = { servers: true, workstations: false };
  const waitsForRestart = (others: Parameters<typeof smallScenario>[0] = {}) =>
    cluster({ memberTimeoutMs: 4 * HOUR_MS }, 2, {
      deployments: [deployment({ verbosity: 'all', options: { ...OPTIONS, suppressRestart } })],
      actions: [{ verb: 'resetOrchestrationGroup', atMs: RESET_MS, orchestrationGroup: 0 }],
      ...others,
    });

  test('is lost to the member one message later, and the reset frees it', () => {
    const { fleet, begun } = history(waitsForRestart({ horizonMs: RESET_MS + HOUR_MS }));
    expect(begun.map(({ atMs }) => atMs)[1]).toBe(RESET_MS + MESSAGE_MS + SCAN_MS);
    const { orchestrationMember, orchestrationGroups } = fleet.parts;
    for (const client of [0, 1]) {
      // Only who has a place at the site believes to have one.
      const believes = orchestrationMember.stage[client] !== 0;
      expect(believes).toBe(orchestrationGroups.memberState[client] !== MemberState.idle);
    }
  });

  test('is given back by an installation that is given up, at that instant', () => {
    const runTimeMaxMs = 10 * MINUTE_MS;
    const catalog = {
      products: ['Windows 11'],
      updates: [MAY, update({ supersedes: [0], runTimeMaxMs })],
      origin: 'made by hand',
    };
    const scenario = cluster({}, 2, { catalog, horizonMs: 6 * DAY_MS });
    const { begun } = history(scenario);
    expect(begun).toHaveLength(1);
    const fleet = new Fleet(scenario, 0);
    fleet.run(begun[0]!.atMs + runTimeMaxMs + MESSAGE_MS - 1);
    expect(fleet.parts.orchestrationGroups.state[0]).toBe(GroupState.inProgress);
    fleet.run(begun[0]!.atMs + runTimeMaxMs + MESSAGE_MS);
    expect(fleet.parts.orchestrationGroups.state[0]).toBe(GroupState.failed);
  });
});

test.each(['disableDeployment', 'deleteDeployment'] as const)(
  'a sequence does not wait for a member whose deployment is gone: %s',
  (verb) => {
    const tool = update({ id: 'tool', kb: 'KB0000007', kind: 'other', title: 'tool', supersedes: [] });
    const deployments = [
      deployment({ name: 'A', groups: [0], deadlineMs: [4 * DAY_MS] }),
      deployment({ name: 'B', groups: [1], updates: [2], deadlineMs: [DEADLINE_MS] }),
    ];
    const scenario = cluster(
      { rule: { kind: 'sequence' }, groups: [0, 1], memberTimeoutMs: 4 * HOUR_MS },
      1,
      {
        catalog: { products: ['Windows 11'], updates: [MAY, JUNE, tool], origin: 'made by hand' },
        groups: [group({ name: 'a' }), group({ name: 'b' })],
        deployments,
        actions: [{ verb, atMs: 3 * DAY_MS, deployment: 0 }],
      },
    );
    const { fleet } = history(scenario);
    const client = [0, 1].find((each) => fleet.parts.clients.groupOf[each] === 1)!;
    expect(fleet.parts.truth.actual(client, 2)).toBe(Actual.installed);
    expect(fleet.parts.orchestrationGroups.state[0]).toBe(GroupState.idle);
  },
);

test('in a sequence an absent member is waited for, and its time-out stops the group', () => {
  const scenario = cluster({ rule: { kind: 'sequence' }, groups: [1, 0], memberTimeoutMs: 2 * HOUR_MS }, 2, {
    groups: [
      group({ name: 'nodes', kind: 'server', count: 2 }),
      // Gone from Saturday on: the deadline of day five is a Saturday.
      group({ name: 'first', presence: nineToFive('shutdown') }),
    ],
    deployments: [deployment({ groups: [0, 1] })],
  });
  const fleet = new Fleet(scenario, 0);
  fleet.run(DEADLINE_MS + HOUR_MS);
  const { orchestrationGroups, clients } = fleet.parts;
  const absent = [0, 1, 2].find((client) => clients.groupOf[client] === 1)!;
  expect(orchestrationGroups.awaited[0]).toBe(absent);
  fleet.run(DEADLINE_MS + 3 * HOUR_MS);
  expect(orchestrationGroups.state[0]).toBe(GroupState.failed);
  expect(orchestrationGroups.memberState[absent]).toBe(MemberState.failed);
});

test('a saved fleet with an orchestration group goes on as the whole one', () => {
  const scenario = cluster({ rule: { kind: 'sequence' } }, 6);
  const whole = new Fleet(scenario, 0);
  whole.run(scenario.horizonMs);
  const first = new Fleet(scenario, 0);
  first.run(DEADLINE_MS + 30 * MINUTE_MS);
  const second = new Fleet(scenario, 0);
  second.restore(first.save());
  second.run(scenario.horizonMs);
  expect(second.result().fingerprint).toBe(whole.result().fingerprint);
});
