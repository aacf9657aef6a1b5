import { describe, expect, test } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import type { OrchestrationGroup, Scenario } from '../../src/model/scenario.ts';
import { GroupState, MemberState } from '../../src/model/site/orchestration-groups.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import { EVALUATION_MS, INSTALL_MS, LOCATION_MS, RESTART_MS, SLOT } from '../model/one-client.ts';
import { saysOf } from '../model/reports.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  NOBODY,
  OPTIONS,
} from '../model/small-fleet.ts';
import { Witness } from '../model/witness.ts';
import { loadText, mistakesOf, SMALL, smallWith } from '../scenario/loading.ts';
import { quiet, scanAt } from './one-client.ts';

const DEADLINE_MS = deployment().deadlineMs![0]!;
const LONG_MS = 30 * DAY_MS;
/** From one member’s installation to the next one’s: installation, scan, restart, scan, back, on, scan. */
const TURN_MS = INSTALL_MS + EVALUATION_MS + RESTART_MS + EVALUATION_MS + 2 * LOCATION_MS + EVALUATION_MS;
/** From the deadline to the first installation: scan, question, answer, scan. */
const FIRST_MS = EVALUATION_MS + 2 * LOCATION_MS + EVALUATION_MS;

const CLUSTER: OrchestrationGroup = {
  name: 'cluster',
  groups: [0],
  rule: { kind: 'number', count: 1 },
  memberTimeoutMs: LONG_MS,
  groupTimeoutMs: LONG_MS,
  preScript: null,
  postScript: null,
};

/** Servers in an orchestration group, which know June's update before its deployment and scan offline from then on. */
function cluster(
  changes: Partial<OrchestrationGroup> = {},
  count = 3,
  others: Parameters<typeof quiet>[0] = {},
): Scenario {
  return quiet({
    groups: [group({ name: 'nodes', kind: 'server', count })],
    deployments: [deployment({ verbosity: 'all' })],
    ...others,
    actions: [scanAt(1.5 * DAY_MS), ...(others.actions ?? [])],
    clientSettings: { scanTtlMs: 100 * DAY_MS },
    orchestrationGroups: [{ ...CLUSTER, ...changes }],
  });
}

/** A run, and when each member said a thing, in order. */
function told(scenario: Scenario, untilMs = scenario.horizonMs) {
  const fleet = new Fleet(scenario, 0);
  const witness = new Witness(fleet);
  fleet.run(untilMs);
  const timesOf = (says: string) =>
    witness.raised.filter((message) => saysOf(message) === says).map(({ atMs }) => atMs);
  const begun = witness.raised
    .filter((message) => saysOf(message) === '402 8')
    .map(({ client }) => fleet.parts.clients.numberInGroup[client]!);
  const installed = witness.transitions.filter(
    ({ slot, to, atMs }) => slot === SLOT && to === Actual.installed && atMs > 0,
  );
  return { fleet, timesOf, begun, policies: witness.policies, installedCount: installed.length };
}

const turns = (count: number, places: number) =>
  Array.from(
    { length: count },
    (_, member) => DEADLINE_MS + FIRST_MS + Math.floor(member / places) * TURN_MS,
  );

describe('the members', () => {
  const of = (groups: string, rule = '{ number: 1 }') => `orchestrationGroups:
  - { name: cluster, groups: ${groups}, rule: ${rule}, memberTimeout: 2 h, groupTimeout: 12 h }
groups:`;

  test('D17.1 are at most 1,000 clients', () => {
    const with_ = (count: number) =>
      SMALL.replace('count: 100', `count: ${count}`).replace('groups:', of('[offices]'));
    expect(mistakesOf(with_(1000))).toEqual([]);
    expect(mistakesOf(with_(1001)).join()).toContain('at most 1000 members');
  });

  test('D17.2 are in one orchestration group only', () => {
    const twice = smallWith('groups:', of('[offices, offices]'));
    expect(mistakesOf(twice).join()).toContain('a client is a member of one at most');
  });
});

describe('the rule', () => {
  test.each([
    [{ kind: 'share', share: 0.1 } as const, 50, 5],
    [{ kind: 'share', share: 0.5 } as const, 5, 2],
    [{ kind: 'share', share: 0.1 } as const, 5, 1],
  ])('D17.3 is a share, %j of %i members: %i at a time, at least one', (rule, count, places) => {
    const scenario = cluster({ rule }, count);
    const { timesOf } = told(scenario);
    expect(timesOf('402 8').slice(0, 2 * places + 1)).toEqual(turns(2 * places + 1, places).slice(0, count));
  });

  test('D17.4 … or a number', () => {
    expect(told(cluster({ rule: { kind: 'number', count: 2 } }, 6)).timesOf('402 8')).toEqual(turns(6, 2));
  });

  test('D17.5 … or a sequence, in which one follows the other as they are listed', () => {
    const { begun, timesOf } = told(cluster({ rule: { kind: 'sequence' } }, 5));
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    expect(timesOf('402 8')).toEqual(turns(5, 1));
  });
});

describe('a member', () => {
  test('D17.6 keeps the rule for every deployment, to whatever collection', () => {
    const tool = { ...JUNE, id: 'tool', kb: 'KB7', title: 'Tool', kind: 'other', supersedes: [] } as const;
    const laterMs = DEADLINE_MS + 6 * HOUR_MS;
    const scenario = cluster({}, 2, {
      catalog: { products: ['Windows'], updates: [MAY, JUNE, tool], origin: 'made for tests' },
      groups: [group({ name: 'nodes', kind: 'server', count: 2 }), group({ name: 'others' })],
      deployments: [
        deployment({ verbosity: 'all' }),
        deployment({ name: 'tools', groups: [1, 0], updates: [2], deadlineMs: [laterMs], verbosity: 'all' }),
      ],
    });
    const asked = [DEADLINE_MS, laterMs].flatMap((atMs) => [1, 2].map(() => atMs + EVALUATION_MS));
    expect(told(scenario).timesOf('301 11')).toEqual(asked);
  });

  test('D17.7 keeps its maintenance windows as well: it asks only in one', () => {
    const opensMs = 6 * DAY_MS + 3 * HOUR_MS;
    const window = {
      name: 'night',
      kind: 'softwareUpdates',
      durationMs: 6 * HOUR_MS,
      startsMs: [[opensMs]],
    } as const;
    const collection = {
      name: 'C',
      groups: [0],
      query: null,
      windows: [window],
      evaluationIntervalMs: MINUTE_MS,
    };
    const { timesOf } = told(cluster({}, 2, { collections: [collection] }));
    expect(timesOf('301 11')).toEqual([opensMs, opensMs]);
    expect(timesOf('402 8')[0]).toBe(opensMs + FIRST_MS - EVALUATION_MS);
  });

  test('D17.8 needs no place for what its user starts', () => {
    const userInstalls = { share: 1, after: fixed(HOUR_MS) };
    const user = { ...NOBODY, signedIn: 'always' } as const;
    const { timesOf, policies } = told(
      cluster({}, 3, { groups: [group({ count: 3, user, userInstalls })] }),
      DEADLINE_MS,
    );
    expect(timesOf('301 11')).toEqual([]);
    const begun = policies.map(({ atMs }) => atMs + HOUR_MS + EVALUATION_MS).sort((a, b) => a - b);
    expect(timesOf('402 8')).toEqual(begun);
  });

  test('D17.9 needs no place for definition updates', () => {
    const definitions = { ...JUNE, kind: 'other', classification: 'Definition Updates' } as const;
    const catalog = { products: ['Windows'], updates: [MAY, definitions], origin: 'made for tests' };
    const { timesOf } = told(cluster({}, 3, { catalog }));
    expect(timesOf('301 11')).toEqual([]);
    expect(timesOf('402 8')).toEqual([1, 2, 3].map(() => DEADLINE_MS + EVALUATION_MS));
  });

  test('D17.10 that is about to install at its deadline sets the idle group going', () => {
    const state = (atMs: number) => told(cluster(), atMs).fleet.parts.orchestrationGroups.state[0];
    const asksMs = DEADLINE_MS + EVALUATION_MS + LOCATION_MS;
    expect([state(asksMs - 1), state(asksMs)]).toEqual([GroupState.idle, GroupState.inProgress]);
  });

  test('D17.11 that waits for its place says so: 301:11 of the deployment, 402:7 of the update', () => {
    const { timesOf } = told(cluster());
    const says = [1, 2, 3].map(() => DEADLINE_MS + EVALUATION_MS);
    expect(timesOf('301 11')).toEqual(says);
    expect(timesOf('402 7')).toEqual(says);
  });

  test('D17.12 gives its place back when it has installed and restarted; then the next one begins', () => {
    expect(told(cluster()).timesOf('402 8')).toEqual(turns(3, 1));
  });
});

describe('a script', () => {
  const script = { duration: fixed(5 * MINUTE_MS), failureShare: 0 };

  test('D17.13 runs before the installation, and one after it, while the member has its place', () => {
    const { timesOf } = told(cluster({ preScript: script, postScript: script }));
    expect(timesOf('402 8')).toEqual(
      turns(3, 1).map((atMs, member) => atMs + 5 * MINUTE_MS + member * 10 * MINUTE_MS),
    );
  });

  test('D17.14 that ends with another code than 0 is a failure: nothing is installed, and the group stops', () => {
    const { fleet, begun } = told(cluster({ preScript: { ...script, failureShare: 1 } }));
    expect(begun).toEqual([]);
    expect(fleet.parts.orchestrationGroups.state[0]).toBe(GroupState.failed);
  });
});

describe('the states', () => {
  test('D17.15 of the group are idle, in progress and failed', () => {
    const stateAt = (atMs: number) => told(cluster(), atMs).fleet.parts.orchestrationGroups.state[0];
    expect(stateAt(DEADLINE_MS)).toBe(GroupState.idle);
    expect(stateAt(DEADLINE_MS + FIRST_MS)).toBe(GroupState.inProgress);
    expect(stateAt(DEADLINE_MS + DAY_MS)).toBe(GroupState.idle);
    const stopped = told(cluster({ memberTimeoutMs: MINUTE_MS }));
    expect(stopped.fleet.parts.orchestrationGroups.state[0]).toBe(GroupState.failed);
  });

  test('D17.16 of a member are idle, waiting, in progress, failed and restart pending', () => {
    const statesAt = (scenario: Scenario, atMs: number) =>
      [...told(scenario, atMs).fleet.parts.orchestrationGroups.memberState].sort();
    const { idle, waiting, inProgress, failed, pendingRestart } = MemberState;
    expect(statesAt(cluster(), DEADLINE_MS)).toEqual([idle, idle, idle]);
    expect(statesAt(cluster(), DEADLINE_MS + FIRST_MS)).toEqual([waiting, waiting, inProgress].sort());
    const suppressed = { ...OPTIONS, suppressRestart: { workstations: false, servers: true } };
    const held = cluster({}, 3, { deployments: [deployment({ options: suppressed })] });
    expect(statesAt(held, DEADLINE_MS + HOUR_MS)).toEqual([waiting, waiting, pendingRestart].sort());
    expect(statesAt(cluster({ memberTimeoutMs: MINUTE_MS }), DEADLINE_MS + HOUR_MS)).toEqual(
      [waiting, waiting, failed].sort(),
    );
  });
});

describe('a failure', () => {
  const stops = (changes: Partial<OrchestrationGroup>) => {
    const { fleet, installedCount } = told(cluster(changes));
    return { state: fleet.parts.orchestrationGroups.state[0], installedCount };
  };

  test('D17.17 of a member that holds its place longer than its time-out stops the group', () => {
    const heldMs = TURN_MS - 2 * LOCATION_MS;
    expect(stops({ memberTimeoutMs: heldMs - MINUTE_MS })).toEqual({
      state: GroupState.failed,
      installedCount: 1,
    });
    expect(stops({ memberTimeoutMs: heldMs + MINUTE_MS })).toEqual({
      state: GroupState.idle,
      installedCount: 3,
    });
  });

  test('D17.18 of the group that takes longer than its own time-out stops it', () => {
    expect(stops({ groupTimeoutMs: 2 * TURN_MS - MINUTE_MS })).toEqual({
      state: GroupState.failed,
      installedCount: 2,
    });
    expect(stops({ groupTimeoutMs: 3 * TURN_MS })).toEqual({ state: GroupState.idle, installedCount: 3 });
  });

  test('D17.19 of an installation stops the group: who waits installs nothing', () => {
    const scenario = cluster();
    const installFailureShare = { LCU: 1, DotNetCU: 0, SSU: 0, other: 0 };
    const failing = { ...scenario, assumptions: { ...scenario.assumptions, installFailureShare } };
    const { fleet, begun } = told(failing);
    expect(begun).toHaveLength(1);
    expect(fleet.parts.orchestrationGroups.state[0]).toBe(GroupState.failed);
  });

  test('D17.20 is over when an administrator resets the group: who waits goes on', () => {
    const resetMs = DEADLINE_MS + 4 * HOUR_MS;
    const actions = [{ verb: 'resetOrchestrationGroup', atMs: resetMs, orchestrationGroup: 0 }] as const;
    const { timesOf } = told(cluster({ memberTimeoutMs: 10 * MINUTE_MS }, 3, { actions }));
    expect(timesOf('402 8')).toEqual([turns(1, 1)[0], resetMs + LOCATION_MS + EVALUATION_MS]);
  });
});

test('D17.21 the time-outs are 60 and 180 min unless the scenario says otherwise', () => {
  const timesOf = (said: string) => {
    const written = `orchestrationGroups:\n  - { name: cluster, groups: [offices], rule: sequence${said} }\ngroups:`;
    const [loaded] = loadText(smallWith('groups:', written)).scenario!.orchestrationGroups;
    return [loaded!.memberTimeoutMs, loaded!.groupTimeoutMs];
  };
  expect(timesOf('')).toEqual([HOUR_MS, 3 * HOUR_MS]);
  expect(timesOf(', memberTimeout: 2 h, groupTimeout: 12 h')).toEqual([2 * HOUR_MS, 12 * HOUR_MS]);
});
