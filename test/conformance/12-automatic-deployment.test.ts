import { describe, expect, test } from 'vitest';
import { Enforcement } from '../../src/model/client/client-updates.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Action, Collection, Scenario } from '../../src/model/scenario.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import {
  DAY_MS,
  distributionPoint,
  group,
  HOUR_MS,
  MINUTE_MS,
  NOBODY,
  type PlainDeployment,
  runFleet,
} from '../model/small-fleet.ts';
import { storyOf } from '../model/story.ts';
import {
  ANYTHING,
  BYTES,
  clientsOf,
  DAYS,
  deadlineOf,
  eventsOf,
  INTERNET_MS,
  installedIn,
  installedOn,
  instantsOf,
  NOW,
  noonOf,
  rule,
  slot,
  withRules,
} from './rule-fleet.ts';

/** What was released in the last day. */
const RECENT = { ...ANYTHING, releasedWithinMs: DAY_MS };
const COPY_MS = (BYTES / distributionPoint().bytesPerSecond) * 1000;

/** Evaluated at noon of a day. */
const runRule = (day: number): Action => ({ verb: 'runRule', atMs: noonOf(day), rule: 0 });
const groupOf = ({ parts }: Fleet, number = 0) => parts.deployments.updatesOf(number, 0);
const hasPolicy = ({ parts }: Fleet, client: number, number = 0) =>
  parts.updates.is(number, client, Enforcement.policy);

/** Users who install what they are shown ten minutes after it is available. */
const USERS = {
  userInstalls: { share: 1, after: { law: 'fixed', value: 10 * MINUTE_MS } },
  user: { ...NOBODY, signedIn: 'always' },
} as const;
/** So that nothing but a user installs anything. */
const LATE = { ...NOW, deadlineAfterMs: 20 * DAY_MS };

/** A rule that runs at noon of day one; its only deployment differs like this. */
function deployedWith(changes: Partial<PlainDeployment>, others: Parameters<typeof withRules>[1] = {}) {
  return withRules([rule({ startsMs: [noonOf(1)] })], { deployments: [slot('all', changes)], ...others });
}

describe('an automatic deployment rule', () => {
  test('S12.1 deploys what comes every month, and definitions as they are synchronized', () => {
    const monthly = rule({ name: 'monthly', candidates: [1], startsMs: [noonOf(1)] });
    const definitions = rule({
      name: 'definitions',
      candidates: [2, 3, 4],
      afterSynchronization: true,
      deployments: [{ name: 'definitions', isInitial: true, slots: [1] }],
    });
    const scenario = withRules([monthly, definitions], {
      deployments: [slot('monthly'), slot('definitions')],
    });
    const fleet = runFleet(scenario);
    const evaluated = (subject: number) =>
      eventsOf(fleet, 'ruleEvaluated').filter((event) => event.subject === subject);
    expect(evaluated(0)).toEqual([{ atMs: noonOf(1), subject: 0, detail: 1 }]);
    expect(evaluated(1).map(({ atMs, detail }) => [atMs, detail])).toEqual(
      instantsOf(fleet, 'syncCompleted').map((atMs, sync) => [atMs, sync]),
    );
    expect(installedOn(fleet)).toEqual([...DAYS]);
  });
});

describe('a rule that runs with an existing group', () => {
  const scenario = withRules([rule({ selection: RECENT })], { actions: [runRule(1), runRule(2)] });

  test('S12.2a takes the updates out of it', () => {
    expect(groupOf(runFleet(scenario, noonOf(2) - 1))).toEqual([1]);
    expect(groupOf(runFleet(scenario, noonOf(3)))).not.toContain(1);
    expect(eventsOf(runFleet(scenario), 'groupUpdatesRemoved')).toEqual([
      { atMs: noonOf(2), subject: 0, detail: 1 },
    ]);
  });

  test('S12.2b adds those that meet its criteria: what was released lately', () => {
    expect(groupOf(runFleet(scenario, noonOf(3)))).toEqual([2]);
    expect(eventsOf(runFleet(scenario), 'groupUpdatesAdded')).toEqual(
      [1, 2].map((day) => ({ atMs: noonOf(day), subject: 0, detail: 1 })),
    );
  });

  test('S12.2c has their content downloaded and copied to distribution points', () => {
    const read = ({ parts }: Fleet) => `${parts.packages.hasContent(2, 0)} ${parts.points.has(0, 2)}`;
    expect(storyOf(scenario, read, noonOf(2) - 1, noonOf(2) + HOUR_MS)).toEqual([
      { atMs: noonOf(2) - 1, is: 'false false' },
      { atMs: noonOf(2) + INTERNET_MS, is: 'true false' },
      { atMs: noonOf(2) + INTERNET_MS + COPY_MS, is: 'true true' },
    ]);
  });

  test('S12.2d has them deployed to the clients of the collection', () => {
    const fleet = runFleet(scenario);
    expect(eventsOf(fleet, 'deploymentCreated').map(({ atMs }) => atMs)).toEqual([noonOf(1) + INTERNET_MS]);
    expect(eventsOf(fleet, 'deploymentChanged').map(({ atMs }) => atMs)).toEqual([noonOf(2) + INTERNET_MS]);
    expect(installedOn(fleet)).toEqual([1, 2]);
  });
});

describe('a rule says', () => {
  test('S12.3a which collection it is for', () => {
    const groups = [group({ name: 'test' }), group({ name: 'others' })];
    const fleet = runFleet(deployedWith({ groups: [0] }, { groups }));
    expect([0, 1].map((number) => installedIn(fleet, number))).toEqual([[[1]], [[]]]);
  });

  test('S12.3b whether its deployment is enabled, or clients only report their compliance', () => {
    const last = (scenario: Scenario) => {
      const fleet = runFleet(scenario);
      const { updateStates } = fleet.result();
      const row = Array.from({ length: updateStates.length }, (_, each) => each).findLast(
        (each) => updateStates.get(each, 'update') === 1,
      )!;
      const known = ['required', 'installed'].map((state) =>
        updateStates.get(row, state as 'required' | 'installed'),
      );
      return { has: hasPolicy(fleet, 0), known };
    };
    expect(last(deployedWith({ enabled: true }))).toEqual({ has: true, known: [0, 1] });
    expect(last(deployedWith({ enabled: false }))).toEqual({ has: false, known: [1, 0] });
  });

  test('S12.3c which updates it takes', () => {
    const taken = (changes: Parameters<typeof rule>[0]) =>
      groupOf(runFleet(withRules([rule({ startsMs: [noonOf(4)], ...changes })]), noonOf(4) + HOUR_MS));
    expect(taken({})).toEqual([1, 2, 3, 4]);
    expect(taken({ candidates: [2, 4] })).toEqual([2, 4]);
    expect(taken({ selection: { ...ANYTHING, releasedWithinMs: 2 * DAY_MS } })).toEqual([3, 4]);
    expect(taken({ selection: { ...ANYTHING, requiredOnMoreThan: 0 }, startsMs: [noonOf(9)] })).toEqual([]);
  });

  test('S12.3d when it is evaluated, and when its deployments begin', () => {
    const relative = { ...NOW, availableAfterMs: 5 * HOUR_MS, deadlineAfterMs: DAY_MS };
    const fleet = runFleet(deployedWith({ relative }));
    expect(instantsOf(fleet, 'ruleEvaluated')).toEqual([noonOf(1)]);
    const { revisions } = fleet.parts.deployments;
    const deployedMs = noonOf(1) + INTERNET_MS;
    expect(revisions.availableMs(fleet.parts.deployments.revision(0, 0), 0)).toBe(deployedMs + 5 * HOUR_MS);
    expect(deadlineOf(fleet)).toBe(deployedMs + 5 * HOUR_MS + DAY_MS);
  });

  test('S12.3e what users get to see of it', () => {
    const installed = (isShown: boolean) => {
      const options = { ...slot('').options, isShown };
      const scenario = deployedWith({ relative: LATE, options }, { groups: [group(USERS)] });
      return installedOn(runFleet(scenario));
    };
    expect(installed(true)).toEqual([1]);
    expect(installed(false)).toEqual([]);
  });

  test('S12.3f how content is downloaded: from distribution points only, or from Microsoft Update too', () => {
    const installed = (microsoftUpdateContent: boolean) => {
      const options = { ...slot('').options, microsoftUpdateContent };
      const without = { distributionPoints: [distributionPoint()], packages: [] };
      const scenario = withRules([rule({ startsMs: [noonOf(1)], package: -1 })], {
        ...without,
        deployments: [slot('all', { packages: [], options })],
      });
      return installedOn(runFleet(scenario));
    };
    expect(installed(true)).toEqual([1]);
    expect(installed(false)).toEqual([]);
  });
});

describe('the updates of a rule', () => {
  test('S12.4 go into a software update group', () => {
    const fleet = runFleet(withRules([rule({ startsMs: [noonOf(2)] })]), noonOf(2) + HOUR_MS);
    expect(eventsOf(fleet, 'groupUpdatesAdded')).toEqual([{ atMs: noonOf(2), subject: 0, detail: 2 }]);
    expect(groupOf(fleet)).toEqual([1, 2]);
  });

  test('S12.5 are deployed if the rule has a collection; if not, there is only the group', () => {
    const deployments = [{ name: 'all', isInitial: true, slots: [0] }];
    const created = (has: boolean) => {
      const only = rule({ startsMs: [noonOf(1)], deployments: has ? deployments : [] });
      const fleet = runFleet(withRules([only]));
      expect(instantsOf(fleet, 'groupUpdatesAdded')).toEqual([noonOf(1)]);
      return instantsOf(fleet, 'deploymentCreated');
    };
    expect(created(true)).toEqual([noonOf(1) + INTERNET_MS]);
    expect(created(false)).toEqual([]);
  });
});

/** A pilot gets at noon of day one what the rule finds; the other clients only what is done for them later. */
function piloted(
  actions: readonly Action[],
  second: Partial<PlainDeployment> = {},
  first: Partial<PlainDeployment> = {},
): Scenario {
  return withRules(
    [
      rule({
        startsMs: [noonOf(1)],
        deployments: [
          { name: 'pilot', isInitial: true, slots: [0] },
          { name: 'broad', isInitial: false, slots: [1] },
        ],
      }),
    ],
    {
      groups: [group({ name: 'pilot', ...USERS }), group({ name: 'broad', count: 3, ...USERS })],
      collections: [collection({ name: 'everybody', groups: [0, 1] })],
      deployments: [slot('pilot', first), slot('broad', { groups: [1], ...second })],
      actions,
    },
  );
}

function collection(changes: Partial<Collection>): Collection {
  const empty = { groups: [0], query: null, windows: [], evaluationIntervalMs: 5 * MINUTE_MS };
  return { name: 'collection', ...empty, ...changes };
}

const ADDED_MS = noonOf(3);
const ADDS: Action = { verb: 'addDeployment', atMs: ADDED_MS, rule: 0, added: 1 };
const everybody = (fleet: Fleet) => [0, 1].map((number) => installedIn(fleet, number));
const PILOT_ONLY = [[[1]], [[], [], []]];
const ALL = [[[1]], [[1], [1], [1]]];

describe('a rule for a collection of test clients', () => {
  test('S12.6a deploys to them alone', () => {
    expect(everybody(runFleet(piloted([])))).toEqual(PILOT_ONLY);
  });

  test('S12.6b can get a further deployment, for more clients', () => {
    const scenario = piloted([ADDS]);
    expect(everybody(runFleet(scenario, ADDED_MS))).toEqual(PILOT_ONLY);
    expect(everybody(runFleet(scenario))).toEqual(ALL);
  });

  test('S12.6c can have the collection of its deployment replaced by a larger one', () => {
    const retarget: Action = { verb: 'retarget', atMs: ADDED_MS, deployment: 0, collection: 0 };
    const scenario = piloted([retarget]);
    expect(everybody(runFleet(scenario, ADDED_MS))).toEqual(PILOT_ONLY);
    expect(everybody(runFleet(scenario))).toEqual(ALL);
  });
});

describe('what a rule has deployed', () => {
  test('S12.7 comes to clients that are added to the collection by themselves', () => {
    const reported = { updates: [4], states: [Compliance.required] };
    const query = { share: null, status: null, compliance: reported };
    const { groups: _, ...plain } = slot('all', { updates: [1] });
    const scenario = withRules([rule({ candidates: [1], startsMs: [noonOf(1)] })], {
      collections: [collection({ query })],
      deployments: [{ ...plain, collection: 0 }],
      actions: [{ verb: 'scanNow', atMs: noonOf(4), groups: [0] }],
    });
    const isMember = ({ parts }: Fleet) => parts.memberships.isMember(0, 0);
    const before = runFleet(scenario, noonOf(4));
    expect([isMember(before), hasPolicy(before, 0), groupOf(before)]).toEqual([false, false, [1]]);
    const after = runFleet(scenario);
    expect([isMember(after), hasPolicy(after, 0), installedOn(after)]).toEqual([true, true, [1]]);
  });

  test('S12.7 comes to clients that join the fleet later', () => {
    const scenario = deployedWith({}, { groups: [group({ count: 20, joiningCount: 20 })] });
    const knownAt = (atMs: number) => {
      const { parts } = runFleet(scenario, atMs);
      return clientsOf(parts, 0).filter((client) => parts.memberships.isKnown(client));
    };
    const before = knownAt(noonOf(2));
    const joined = knownAt(7 * DAY_MS).filter((client) => !before.includes(client));
    expect(joined.length).toBeGreaterThan(0);
    const { truth } = runFleet(scenario).parts;
    expect(joined.map((client) => truth.actual(client, 1))).toEqual(joined.map(() => Actual.installed));
  });

  test('S12.8 comes to its clients with the updates that are added to the group', () => {
    const adds: Action = { verb: 'addUpdates', atMs: noonOf(3), deployment: 0, updates: [3] };
    expect(installedOn(runFleet(deployedWith({})))).toEqual([1]);
    expect(installedOn(runFleet(deployedWith({}, { actions: [adds] })))).toEqual([1, 3]);
  });

  test('S12.8 comes so with all deployments of the group, and with those that the rule gets later', () => {
    const adds = (atMs: number): Action => ({ verb: 'addUpdates', atMs, deployment: 0, updates: [3] });
    const before = runFleet(piloted([adds(ADDED_MS - 1), ADDS]));
    const after = runFleet(piloted([ADDS, adds(ADDED_MS + 1)]));
    const all = [
      [[1, 3]],
      [
        [1, 3],
        [1, 3],
        [1, 3],
      ],
    ];
    expect([everybody(before), everybody(after)]).toEqual([all, all]);
  });

  test('S12.9 can be disabled and enabled at any time', () => {
    const relative = { ...NOW, deadlineAfterMs: 3 * DAY_MS };
    const at = (verb: 'disableDeployment' | 'enableDeployment', atMs: number): Action => ({
      verb,
      atMs,
      deployment: 0,
    });
    const installed = (...actions: Action[]) =>
      installedOn(runFleet(deployedWith({ relative }, { actions })));
    const [off, on] = [at('disableDeployment', noonOf(2)), at('enableDeployment', noonOf(6))];
    expect(installed()).toEqual([1]);
    expect(installed(off)).toEqual([]);
    expect(installed(off, on)).toEqual([1]);
  });
});

describe('a further deployment of a rule', () => {
  test('S12.10 is a deployment with all that belongs to one, and watched by itself', () => {
    const { compliance } = runFleet(piloted([ADDS])).result();
    const counted = Array.from({ length: compliance.length }, (_, row) => row).map((row) => ({
      atMs: compliance.get(row, 't'),
      deployment: compliance.get(row, 'deployment'),
      members: compliance.get(row, 'members'),
    }));
    const of = (number: number) => counted.filter(({ deployment }) => deployment === number);
    expect(of(0).find(({ members }) => members === 1)!.atMs).toBe(noonOf(1) + HOUR_MS);
    expect(of(1).find(({ members }) => members === 3)!.atMs).toBe(ADDED_MS);
  });

  test('S12.11 uses the package and the group of the first run', () => {
    const fleet = runFleet(piloted([ADDS]));
    expect(groupOf(fleet, 1)).toEqual([1]);
    expect(eventsOf(fleet, 'contentDownloaded')).toEqual([
      { atMs: noonOf(1) + INTERNET_MS, subject: 0, detail: BYTES },
    ]);
  });

  test('S12.12 can be for another collection', () => {
    const fleet = runFleet(piloted([ADDS]));
    const policies = [0, 1].map((number) =>
      clientsOf(fleet.parts, number).map((client) => [0, 1].filter((each) => hasPolicy(fleet, client, each))),
    );
    expect(policies).toEqual([[[0]], [[1], [1], [1]]]);
  });

  const later = { ...NOW, availableAfterMs: 7 * HOUR_MS, deadlineAfterMs: 2 * DAY_MS };

  test('S12.13a has its own time from which it is enabled', () => {
    const { deployments } = runFleet(piloted([ADDS], { relative: later })).parts;
    const available = [0, 1].map((number) =>
      deployments.revisions.availableMs(deployments.revision(number, 0), 0),
    );
    expect(available).toEqual([noonOf(1) + INTERNET_MS, ADDED_MS + 7 * HOUR_MS]);
  });

  test('S12.13b has its own deadline', () => {
    const fleet = runFleet(piloted([ADDS], { relative: later }));
    expect([0, 1].map((number) => deadlineOf(fleet, number))).toEqual([
      noonOf(1) + INTERNET_MS + HOUR_MS,
      ADDED_MS + 7 * HOUR_MS + 2 * DAY_MS,
    ]);
  });

  test('S12.13c has its own choice of what users see', () => {
    const options = { ...slot('').options, isShown: false };
    const installed = (second: Partial<PlainDeployment>) =>
      everybody(runFleet(piloted([ADDS], { relative: LATE, ...second }, { relative: LATE })));
    expect(installed({})).toEqual(ALL);
    expect(installed({ options })).toEqual(PILOT_ONLY);
  });

  test('S12.13d has alerts of its own', () => {
    const alert = { share: 1, afterDeadlineMs: 1 };
    const fleet = runFleet(piloted([ADDS], { alert }));
    const raised = eventsOf(fleet, 'alertRaised').map(({ atMs, subject }) => [atMs, subject]);
    expect(raised).toEqual([[ADDED_MS + HOUR_MS + 1, 1]]);
  });
});
