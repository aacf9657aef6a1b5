import { describe, expect, test } from 'vitest';
import { Enforcement } from '../../src/model/client/client-updates.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Action, Collection, CollectionQuery, Phase, Scenario } from '../../src/model/scenario.ts';
import { Status } from '../../src/model/site/state/deployment-status.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  JUNE as JUNE_UPDATE,
  MAY,
  MINUTE_MS,
  type PlainDeployment,
  type PlainScenario,
  runFleet,
  smallScenario,
  update,
} from '../model/small-fleet.ts';
import { instantOf, storyOf } from '../model/story.ts';
import { loadText, mistakesOf, SMALL } from '../scenario/loading.ts';
import { clientsOf, deadlineOf, instantsOf, NOW, slot } from './rule-fleet.ts';

const JUNE = 1;
const PILOT_MS = 2 * DAY_MS;

/** SMALL with a phased deployment of such phases. */
const phasedText = (...phases: readonly string[]) => `${SMALL}phasedDeployments:
  - name: Rings
    updates: { released: { from: 2024-06-11 00:00 UTC, to: 2024-06-12 00:00 UTC } }
    created: 2024-06-11 21:00 UTC
    phases:
${phases.map((phase) => `      - ${phase}\n`).join('')}`;
const loadedPhases = (...phases: readonly string[]) => {
  const { scenario } = loadText(phasedText(...phases));
  return {
    phases: scenario!.phasedDeployments[0]!.phases,
    deployments: scenario!.deployments.filter(({ name }) => name.startsWith('Rings')),
  };
};

/** A pilot of four clients, which is due an hour after its creation, then everybody else. */
function phased(
  second: Partial<Phase> = {},
  actions: readonly Action[] = [],
  changes: Partial<PlainScenario> & { readonly pilot?: Partial<PlainDeployment> } = {},
): Scenario {
  const { pilot, ...others } = changes;
  const first = { createdMs: PILOT_MS, deadlineMs: [PILOT_MS + HOUR_MS], verbosity: 'all' } as const;
  return smallScenario({
    groups: [group({ name: 'pilot', count: 4 }), group({ name: 'broad', count: 3 })],
    deployments: [
      deployment({ name: 'pilot', ...first, ...pilot }),
      slot('broad', { updates: [JUNE], groups: [1] }),
    ],
    phasedDeployments: [
      {
        name: 'pilot then broad',
        phases: [
          { deployment: 0, success: null, delayMs: 0 },
          { deployment: 1, success: { share: 0.95 }, delayMs: DAY_MS, ...second },
        ],
      },
    ],
    actions,
    ...others,
  });
}

const begins = (scenario: Scenario) => instantsOf(runFleet(scenario), 'phaseBegun');

/** When the console first shows so many clients of the pilot as successful: in a summary, on the hour. */
function shownMs(scenario: Scenario, clients: number): number {
  const story = storyOf(
    scenario,
    ({ parts }) => String(parts.summaries.shownSuccess(0, 0) >= clients),
    PILOT_MS,
    PILOT_MS + DAY_MS,
  );
  return instantOf(story, 'true');
}

describe('a phased deployment', () => {
  test('D12.1 has two phases, and up to ten more', () => {
    expect(loadedPhases('{ groups: [branch] }', '{}').deployments).toHaveLength(2);
    const many = (count: number) => mistakesOf(phasedText(...Array.from({ length: count }, () => '{}')));
    expect(many(12)).toEqual([]);
    expect(many(13)).toHaveLength(1);
  });

  test('D12.2a goes on when 95 % of the phase before have succeeded', () => {
    expect(loadedPhases('{}', '{}').phases[1]!.success).toEqual({ share: 0.95 });
    const scenario = phased();
    expect(begins(scenario)).toEqual([shownMs(scenario, 4) + DAY_MS]);
  });

  test('D12.2b … or a number of them', () => {
    const scenario = phased({ success: { clients: 2 } });
    expect(begins(scenario)).toEqual([shownMs(scenario, 2) + DAY_MS]);
    expect(begins(phased({ success: { clients: 5 } }))).toEqual([]);
  });

  test('D12.2c says so in the phase that is to begin', () => {
    const { phases } = loadedPhases('{}', '{ success: 50 % }', '{ success: { clients: 7 } }');
    expect(phases.map(({ success }) => success)).toEqual([null, { share: 0.5 }, { clients: 7 }]);
  });

  test('D12.3a asks at every summary', () => {
    const scenario = phased({ delayMs: 0 });
    const [atMs] = begins(scenario);
    expect(atMs! - 1).toBe(shownMs(scenario, 4));
    expect((atMs! - 1) % HOUR_MS).toBe(0);
  });

  test('D12.3b goes by what clients have reported: without reports a pilot that is done never succeeds', () => {
    const fleet = runFleet(phased({}, [], { pilot: { verbosity: 'none' } }));
    const done = clientsOf(fleet.parts, 0).map((client) => fleet.parts.truth.actual(client, JUNE));
    expect(done).toEqual(new Array(4).fill(Actual.installed));
    expect(instantsOf(fleet, 'phaseBegun')).toEqual([]);
  });

  test('D12.4a waits a day after that success', () => {
    expect(loadedPhases('{}', '{}').phases[1]!.delayMs).toBe(DAY_MS);
    const other = phased({ delayMs: 7 * HOUR_MS });
    expect(begins(other)).toEqual([shownMs(other, 4) + 7 * HOUR_MS]);
  });

  test('D12.4b … or begins by hand', () => {
    const atMs = PILOT_MS + 3 * HOUR_MS;
    const start: Action = { verb: 'startPhase', atMs, phasedDeployment: 0, phase: 1 };
    expect(begins(phased({ success: null }))).toEqual([]);
    expect(begins(phased({ success: null }, [start]))).toEqual([atMs]);
  });

  test('D12.5 is due seven days after it is available, or at once', () => {
    const { deployments } = loadedPhases('{}', '{}', '{ deadlineAfter: 0 d }');
    expect(deployments.slice(1).map(({ relative }) => relative!.deadlineAfterMs)).toEqual([7 * DAY_MS, 0]);
    const scenario = phased();
    expect(deadlineOf(runFleet(scenario), 1)).toBe(shownMs(scenario, 4) + DAY_MS + NOW.deadlineAfterMs);
  });

  test('D12.6 makes clients available gradually, each with the same time until its deadline', () => {
    expect(loadedPhases('{}', '{}').deployments.map(({ gradualMs }) => gradualMs)).toEqual([0, 0]);
    const gradualMs = 3 * DAY_MS;
    const { times } = runFleet(
      smallScenario({ groups: [group({ count: 300 })], deployments: [deployment({ gradualMs })] }),
      DAY_MS,
    ).parts;
    const { availableMs, deadlineMs } = deployment();
    const shifts = Array.from({ length: 300 }, (_, client) => times.availableMs(client, 0) - availableMs[0]!);
    expect(Math.min(...shifts)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...shifts)).toBeLessThan(gradualMs);
    expect(new Set(shifts).size).toBeGreaterThan(290);
    shifts.forEach((shiftMs, client) => {
      expect(times.deadlineMs(client, 0)).toBe(deadlineMs![0]! + shiftMs);
    });
  });

  test('D12.7 can be suspended, and resumed', () => {
    const act = (verb: 'suspendPhases' | 'resumePhases', atMs: number): Action => ({
      verb,
      atMs,
      phasedDeployment: 0,
      phase: 1,
    });
    const suspended = act('suspendPhases', PILOT_MS + 1);
    expect(begins(phased({}, [suspended]))).toEqual([]);
    expect(begins(phased({}, [suspended, act('resumePhases', 8 * DAY_MS)]))).toEqual([8 * DAY_MS]);
  });

  test('D12.8a deploys one software update group: what is added to it comes in later phases too', () => {
    const net = update({ id: 'net', kb: 'KB0000009', kind: 'DotNetCU' });
    const adds: Action = { verb: 'addUpdates', atMs: PILOT_MS + MINUTE_MS, deployment: 0, updates: [2] };
    const fleet = runFleet(
      phased({ success: { clients: 1 } }, [adds], {
        catalog: { products: ['Windows'], updates: [MAY, JUNE_UPDATE, net], origin: 'made for tests' },
      }),
    );
    expect([0, 1].map((number) => fleet.parts.deployments.updatesOf(number, 0))).toEqual([
      [JUNE, 2],
      [JUNE, 2],
    ]);
  });
});

const INTERVAL_MS = 5 * MINUTE_MS;
const NO_QUERY: CollectionQuery = { share: null, status: null, compliance: null };
const SCAN_MS = 3 * DAY_MS;

/** One client in a collection by this query, whose deployment is there long before; it scans on day three. */
function queried(query: Partial<CollectionQuery>, changes: Partial<Collection> = {}): Scenario {
  const { groups: _, ...plain } = deployment({ deadlineMs: [9 * DAY_MS], verbosity: 'all' });
  return smallScenario({
    clientSettings: { ...smallScenario().clientSettings, scanIntervalMs: 1000 * DAY_MS },
    collections: [
      {
        name: 'queried',
        groups: [0],
        query: { ...NO_QUERY, ...query },
        windows: [],
        evaluationIntervalMs: INTERVAL_MS,
        ...changes,
      },
    ],
    deployments: [{ ...plain, collection: 0 }],
    actions: [{ verb: 'scanNow', atMs: SCAN_MS, groups: [0] }],
  });
}

const REQUIRED = { compliance: { updates: [JUNE], states: [Compliance.required] } };
const isMember = ({ parts }: Fleet) => parts.memberships.isMember(0, 0);
const isStored = ({ parts }: Fleet) => parts.known.stored(0, JUNE) === Compliance.required;
const firstMs = (scenario: Scenario, holds: (fleet: Fleet) => boolean) =>
  instantOf(
    storyOf(scenario, (fleet) => String(holds(fleet)), SCAN_MS, SCAN_MS + 3 * HOUR_MS),
    'true',
  );

describe('a collection', () => {
  test('D12.9 is evaluated every five minutes, for what has changed', () => {
    expect(loadText(`${SMALL}collections:\n  - { name: all }\n`).scenario!.collections[0]).toMatchObject({
      evaluationIntervalMs: INTERVAL_MS,
    });
    for (const evaluationIntervalMs of [INTERVAL_MS, 37 * MINUTE_MS]) {
      const scenario = queried(REQUIRED, { evaluationIntervalMs });
      const storedMs = firstMs(scenario, isStored);
      const nextMs = (Math.floor(storedMs / evaluationIntervalMs) + 1) * evaluationIntervalMs;
      expect(firstMs(scenario, isMember)).toBe(nextMs);
    }
  });

  test('D12.10 goes by what the site has stored, not by what is true', () => {
    const scenario = queried(REQUIRED);
    const before = runFleet(scenario, SCAN_MS);
    expect(before.parts.truth.actual(0, JUNE)).toBe(Actual.required);
    expect([isStored(before), isMember(before)]).toEqual([false, false]);
    const after = runFleet(scenario, firstMs(scenario, isMember));
    expect([isStored(after), isMember(after)]).toEqual([true, true]);
  });

  test('D12.11 may ask for the state of a deployment that clients have reported', () => {
    const follow = (verbosity: PlainDeployment['verbosity']) => {
      const first = deployment({ name: 'first', verbosity });
      const base = queried({ status: { deployment: 1, states: [Status.success] } });
      const { deployments } = smallScenario({ deployments: [first] });
      return runFleet(
        smallScenario({
          ...base,
          actions: [],
          deployments: [base.deployments[0]!, { ...deployments[0]!, groups: [0] }],
        }),
      );
    };
    const [loud, silent] = [follow('all'), follow('none')];
    expect([loud, silent].map(({ parts }) => parts.truth.actual(0, JUNE))).toEqual([
      Actual.installed,
      Actual.installed,
    ]);
    expect([isMember(loud), isMember(silent)]).toEqual([true, false]);
  });

  test('D12.12 gives new members its deployments with their next policy', () => {
    const scenario = queried(REQUIRED);
    const memberMs = firstMs(scenario, isMember);
    const policyMs = firstMs(scenario, ({ parts }) => parts.updates.is(0, 0, Enforcement.policy));
    expect(policyMs).toBeGreaterThan(memberMs);
    expect(policyMs).toBeLessThanOrEqual(memberMs + HOUR_MS + 20);
  });

  test('D12.13 loses what is a member no longer, with its next policy', () => {
    const joined = queried(REQUIRED);
    const [own] = joined.deployments;
    const scenario = { ...joined, deployments: [{ ...own!, deadlineMs: [4 * DAY_MS] }] };
    const fleet = runFleet(scenario);
    expect(fleet.parts.truth.actual(0, JUNE)).toBe(Actual.installed);
    expect([isMember(fleet), fleet.parts.updates.is(0, 0, Enforcement.policy)]).toEqual([false, false]);
  });
});
