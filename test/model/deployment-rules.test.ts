import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { SITE_EVENTS } from '../../src/model/results.ts';
import type { Deployment, DeploymentRule, Scenario } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  MAY,
  type PlainScenario,
  runFleet,
  SYNCHRONIZATION,
  smallScenario,
  update,
} from './small-fleet.ts';

/** One update without a restart every day from day 1 on, which replaces nothing. */
const dailyUpdate = (day: number) =>
  update({
    id: `day ${day}`,
    kb: `KB000001${day}`,
    kind: 'other',
    classification: 'Definition Updates',
    releasedMs: day * DAY_MS,
  });
const UPDATES = [MAY, ...[1, 2, 3, 4].map(dailyUpdate)];

const ANYTHING = { requiredOnMoreThan: null, releasedWithinMs: null, superseded: true };

/** What a rule creates: available at once, due an hour later. */
function slot(name: string, changes: Partial<Deployment> = {}) {
  return deployment({
    name,
    updates: [1, 2, 3, 4],
    createdMs: null,
    availableMs: [],
    deadlineMs: [],
    relative: { availableAfterMs: 0, deadlineAfterMs: HOUR_MS, clientLocal: false },
    ...changes,
  });
}

function ruleOf(changes: Partial<DeploymentRule> = {}): DeploymentRule {
  return {
    name: 'definitions',
    site: 0,
    candidates: [1, 2, 3, 4],
    selection: ANYTHING,
    startsMs: [],
    afterSynchronization: false,
    group: 'existing',
    package: 0,
    enabled: true,
    deployments: [{ name: 'all', isInitial: true, slots: [0] }],
    ...changes,
  };
}

/** Synchronized an hour after every release, evaluated six hours after that. */
function withRule(rule: Partial<DeploymentRule>, changes: Partial<PlainScenario> = {}): Scenario {
  return smallScenario({
    catalog: { products: ['Windows'], updates: UPDATES, origin: 'made for tests' },
    siteChanges: {
      synchronization: {
        ...SYNCHRONIZATION,
        startsMs: [1, 2, 3, 4].map((day) => day * DAY_MS + HOUR_MS),
      },
    },
    deployments: [slot('daily')],
    rules: [ruleOf(rule)],
    ...changes,
  });
}

function eventsOf(fleet: Fleet, name: (typeof SITE_EVENTS)[number]) {
  const { rows } = fleet.parts.events;
  return Array.from({ length: rows.length }, (_, row) => row)
    .filter((row) => rows.get(row, 'code') === SITE_EVENTS.indexOf(name))
    .map((row) => ({
      atMs: rows.get(row, 't'),
      subject: rows.get(row, 'subject'),
      detail: rows.get(row, 'detail'),
    }));
}

const actual = (fleet: Fleet, updateSlot: number) => fleet.parts.truth.actual(0, updateSlot) as Actual;

describe('A rule that refills its group', () => {
  const RECENT = { ...ANYTHING, releasedWithinMs: DAY_MS };
  const startsMs = [1, 2, 3].map((day) => day * DAY_MS + 7 * HOUR_MS);

  it('deploys at each run what meets its criteria then, and nothing else', () => {
    const scenario = withRule({ startsMs, selection: RECENT });
    startsMs.forEach((atMs, run) => {
      const { deployments } = runFleet(scenario, atMs + HOUR_MS).parts;
      const oracle = UPDATES.flatMap(({ releasedMs }, number) =>
        number > 0 && releasedMs <= atMs && releasedMs >= atMs - DAY_MS ? [number] : [],
      );
      expect(oracle).toEqual([run + 1]);
      expect(deployments.updatesOf(0, 0)).toEqual(oracle);
    });
  });

  it('says how many it found, and what came to its group and left it', () => {
    const fleet = runFleet(withRule({ startsMs, selection: RECENT }));
    const one = startsMs.map((atMs) => ({ atMs, subject: 0, detail: 1 }));
    expect(eventsOf(fleet, 'ruleEvaluated')).toEqual(one);
    expect(eventsOf(fleet, 'groupUpdatesAdded')).toEqual(one);
    expect(eventsOf(fleet, 'groupUpdatesRemoved')).toEqual(one.slice(1));
  });

  it('leaves no client installing what left the group before it was due', () => {
    const slow = slot('daily', {
      relative: { availableAfterMs: 0, deadlineAfterMs: 3 * DAY_MS, clientLocal: false },
    });
    const fleet = runFleet(withRule({ startsMs, selection: RECENT }, { deployments: [slow] }));
    expect([1, 2, 3].map((each) => actual(fleet, each) === Actual.installed)).toEqual([false, false, true]);
  });

  it('creates no deployment while nothing meets its criteria', () => {
    const fleet = runFleet(withRule({ startsMs: [HOUR_MS] }));
    expect(eventsOf(fleet, 'ruleEvaluated')).toEqual([{ atMs: HOUR_MS, subject: 0, detail: 0 }]);
    expect(eventsOf(fleet, 'deploymentCreated')).toEqual([]);
    expect(fleet.result().compliance.length + fleet.result().timeToCompliant.length).toBe(0);
  });

  it('counts clients from the first run on, in all rows that follow', () => {
    const atMs = startsMs[0]! + HOUR_MS / 2;
    const { compliance } = runFleet(withRule({ startsMs: [atMs] })).result();
    const fromMs = atMs + HOUR_MS / 2;
    expect(compliance.get(0, 't')).toBe(fromMs);
    expect(compliance.length).toBe((10 * DAY_MS - fromMs) / HOUR_MS + 1);
  });

  it('counts the times of its deployment from the end of the evaluation, later from its start', () => {
    const atMs = startsMs[0]!;
    const due = (profile: Scenario['profile']) => {
      const fleet = runFleet({ ...withRule({ startsMs: [atMs] }), profile }, atMs + HOUR_MS);
      const [created] = eventsOf(fleet, 'deploymentCreated');
      const { deployments } = fleet.parts;
      return {
        createdMs: created!.atMs,
        dueMs: deployments.revisions.deadlineMs(deployments.revision(0, 0), 0),
      };
    };
    const bytes = UPDATES[1]!.sizeBytes;
    const downloadMs = (bytes / 125_000_000) * 1000;
    expect(due('seed2017')).toEqual({ createdMs: atMs + downloadMs, dueMs: atMs + downloadMs + HOUR_MS });
    expect(due('cb2303')).toEqual({ createdMs: atMs + downloadMs, dueMs: atMs + HOUR_MS });
  });
});

describe('A rule with a new group for each run', () => {
  const startsMs = [1, 2, 3].map((day) => day * DAY_MS + 7 * HOUR_MS);
  const deployments = ['first', 'second', 'third'].map((name) => slot(name));
  const slots = [{ name: 'all', isInitial: true, slots: [0, 1, 2] }];

  it('makes one deployment after another, each with what the run found', () => {
    const scenario = withRule(
      { startsMs, group: 'new', deployments: slots, selection: { ...ANYTHING, releasedWithinMs: DAY_MS } },
      { deployments },
    );
    const { deployments: index } = runFleet(scenario).parts;
    expect([0, 1, 2].map((number) => index.updatesOf(number, 0))).toEqual([[1], [2], [3]]);
    expect(eventsOf(runFleet(scenario), 'deploymentCreated').map(({ subject }) => subject)).toEqual([
      0, 1, 2,
    ]);
  });

  it('says that it failed when it has no deployment left to make', () => {
    const scenario = withRule(
      { startsMs, group: 'new', deployments: [{ ...slots[0]!, slots: [0, 1] }] },
      { deployments: deployments.slice(0, 2) },
    );
    const fleet = runFleet(scenario);
    expect(eventsOf(fleet, 'ruleFailed')).toHaveLength(1);
    expect(eventsOf(fleet, 'deploymentCreated')).toHaveLength(2);
  });

  it('builds its group and downloads when it has no deployment at all', () => {
    const scenario = withRule(
      { startsMs, group: 'new', deployments: [], package: 0 },
      { deployments: [slot('later')] },
    );
    const fleet = runFleet(scenario);
    expect(eventsOf(fleet, 'groupUpdatesAdded').map(({ detail }) => detail)).toEqual([1, 2, 3]);
    expect([1, 2, 3].map((each) => fleet.parts.packages.hasContent(each, 0))).toEqual([true, true, true]);
    expect(eventsOf(fleet, 'deploymentCreated')).toEqual([]);
    expect(actual(fleet, 1)).toBe(Actual.required);
  });
});

describe('A rule that is evaluated after synchronizations', () => {
  it('runs when the database has what they brought, three times a day at most', () => {
    const startsMs = [1, 5, 9, 13, 17].map((hour) => DAY_MS + hour * HOUR_MS);
    const scenario = withRule(
      { afterSynchronization: true },
      {
        sites: withRule({}).sites.map((site) => ({
          ...site,
          synchronization: { ...site.synchronization, startsMs },
        })),
      },
    );
    const runs = eventsOf(runFleet(scenario), 'ruleEvaluated').map(({ atMs }) => atMs);
    expect(runs).toHaveLength(3);
    runs.forEach((atMs, run) => {
      expect(atMs).toBeGreaterThan(startsMs[run]!);
      expect(atMs).toBeLessThan(startsMs[run + 1]!);
    });
  });

  it('does not while it is disabled, but by hand', () => {
    const atMs = 2 * DAY_MS + 12 * HOUR_MS;
    const scenario = withRule(
      { afterSynchronization: true, enabled: false },
      { actions: [{ verb: 'runRule', atMs, rule: 0 }] },
    );
    expect(eventsOf(runFleet(scenario), 'ruleEvaluated')).toEqual([{ atMs, subject: 0, detail: 2 }]);
  });
});

describe('A rule with more updates than a deployment may have', () => {
  it('fails and changes nothing', () => {
    const many = [
      MAY,
      ...Array.from({ length: 1001 }, (_, number) => update({ id: `d${number}`, kind: 'other' })),
    ];
    const candidates = many.flatMap((_, number) => (number > 0 ? [number] : []));
    const atMs = 2 * DAY_MS;
    const evaluated = (chosen: readonly number[]) =>
      runFleet(
        withRule(
          { candidates: chosen, startsMs: [atMs] },
          {
            catalog: { products: ['Windows'], updates: many, origin: 'made for tests' },
            deployments: [slot('too many', { updates: candidates })],
          },
        ),
        atMs + HOUR_MS,
      );
    expect(eventsOf(evaluated(candidates), 'ruleFailed')).toEqual([{ atMs, subject: 0, detail: 1001 }]);
    expect(eventsOf(evaluated(candidates), 'deploymentCreated')).toEqual([]);
    expect(eventsOf(evaluated(candidates.slice(1)), 'ruleFailed')).toEqual([]);
  });
});

describe('A deployment that is added to a rule', () => {
  it('deploys the group that the rule has at once, to a collection of its own', () => {
    const addedMs = 3 * DAY_MS;
    const scenario = withRule(
      {
        startsMs: [DAY_MS + 7 * HOUR_MS],
        deployments: [
          { name: 'pilot', isInitial: true, slots: [0] },
          { name: 'all', isInitial: false, slots: [1] },
        ],
      },
      {
        groups: [group({ name: 'pilot' }), group({ name: 'others' })],
        deployments: [slot('pilot'), slot('all', { groups: [1] } as Partial<Deployment>)],
        actions: [{ verb: 'addDeployment', atMs: addedMs, rule: 0, added: 1 }],
      },
    );
    const fleet = runFleet(scenario);
    const created = eventsOf(fleet, 'deploymentCreated');
    expect(created.map(({ subject }) => subject)).toEqual([0, 1]);
    expect(created[1]!.atMs).toBe(addedMs);
    expect(fleet.parts.deployments.updatesOf(1, 0)).toEqual(fleet.parts.deployments.updatesOf(0, 0));
  });
});

describe('Client-local times of a rule', () => {
  it('are what the clock of the site showed, on the clock of every zone', () => {
    const zones = [0, 9].map((hours) => ({
      name: `UTC+${hours}`,
      transitions: [{ fromMs: -60 * DAY_MS, offsetMs: hours * HOUR_MS }],
    }));
    const relative = { availableAfterMs: 2 * HOUR_MS, deadlineAfterMs: 3 * DAY_MS, clientLocal: true };
    const atMs = DAY_MS + 12 * HOUR_MS;
    const scenario = withRule(
      { startsMs: [atMs], package: -1 },
      { zones, deployments: [slot('local', { relative })] },
    );
    const { deployments } = runFleet(scenario).parts;
    const revision = deployments.revision(0, 0);
    expect([0, 1].map((zone) => deployments.revisions.availableMs(revision, zone))).toEqual([
      atMs + 2 * HOUR_MS,
      atMs + 2 * HOUR_MS - 9 * HOUR_MS,
    ]);
    expect(deployments.revisions.deadlineMs(revision, 1)).toBe(atMs + 2 * HOUR_MS + 3 * DAY_MS - 9 * HOUR_MS);
  });
});
