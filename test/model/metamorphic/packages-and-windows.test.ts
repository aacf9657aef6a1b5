import { describe, expect, it } from 'vitest';
import { Fleet } from '../../../src/model/fleet.ts';
import type { Scenario } from '../../../src/model/scenario.ts';
import {
  completed,
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  nineToFive,
  OPTIONS,
  type PlainScenario,
  smallScenario,
  uniform,
} from '../small-fleet.ts';
import { Witness } from '../witness.ts';

/** Thirty clients of two groups whose servers have room for all, so that nobody waits for anybody. */
function twoGroups(changes: Partial<PlainScenario> = {}): Scenario {
  return smallScenario({
    groups: [
      group({ name: 'here', count: 15, presence: nineToFive('shutdown') }),
      group({ name: 'elsewhere', count: 15 }),
    ],
    deployments: [deployment({ name: 'here', groups: [0], deadlineDelay: uniform(0, 6 * HOUR_MS) })],
    ...changes,
  });
}

/** What happens to the updates of the clients of the first group, and what they raise, in order. */
function lifeHere(scenario: Scenario): string[] {
  const fleet = new Fleet(scenario, 0);
  const witness = new Witness(fleet);
  fleet.run(scenario.horizonMs);
  const isHere = ({ client }: { readonly client: number }) => fleet.parts.clients.groupOf[client] === 0;
  return [...witness.transitions.filter(isHere), ...witness.raised.filter(isHere)].map((event) =>
    JSON.stringify(event),
  );
}

describe('The luck of the clients of one group', () => {
  const alone = lifeHere(twoGroups());

  it('is told at length', () => {
    expect(alone.length).toBeGreaterThan(60);
  });

  it('is the same with a collection, windows, a package, a rule and an orchestration group elsewhere', () => {
    const here = deployment({ name: 'here', groups: [0], deadlineDelay: uniform(0, 6 * HOUR_MS) });
    const window = {
      name: 'night',
      kind: 'softwareUpdates',
      durationMs: 3 * HOUR_MS,
      startsMs: [[4 * DAY_MS]],
    } as const;
    const relative = { availableAfterMs: 0, deadlineAfterMs: HOUR_MS, clientLocal: false };
    const ofRule = deployment({
      name: 'of the rule',
      groups: [1],
      createdMs: null,
      availableMs: [],
      deadlineMs: [],
      relative,
    });
    const more = twoGroups({
      collections: [
        { name: 'far', groups: [1], query: null, windows: [window], evaluationIntervalMs: MINUTE_MS },
      ],
      packages: [{ name: 'spare', site: 0, priority: 'low', distributionPoints: [0], updates: [0] }],
      deployments: [here, ofRule],
      rules: [
        {
          name: 'rule',
          site: 0,
          candidates: [1],
          selection: { requiredOnMoreThan: null, releasedWithinMs: null, superseded: true },
          startsMs: [3 * DAY_MS],
          afterSynchronization: false,
          group: 'existing',
          package: 0,
          enabled: true,
          deployments: [{ name: 'all', isInitial: true, slots: [1] }],
        },
      ],
      orchestrationGroups: [
        {
          name: 'cluster',
          groups: [1],
          rule: { kind: 'number', count: 1 },
          memberTimeoutMs: 30 * DAY_MS,
          groupTimeoutMs: 30 * DAY_MS,
          preScript: { duration: uniform(0, HOUR_MS), failureShare: 0.5 },
          postScript: null,
        },
      ],
    });
    const fleet = new Fleet(more, 0);
    fleet.run(more.horizonMs);
    expect(fleet.parts.orchestrationMeasures.members.some((count) => count > 0)).toBe(true);
    expect(lifeHere(more)).toEqual(alone);
  });
});

describe('Suppressed restarts', () => {
  it('change no installation of any client', () => {
    const installed = (suppress: boolean) => {
      const options = { ...OPTIONS, suppressRestart: { workstations: suppress, servers: suppress } };
      const scenario = twoGroups({
        deployments: [deployment({ groups: [0, 1], options, deadlineDelay: uniform(0, 6 * HOUR_MS) })],
      });
      const fleet = new Fleet(scenario, 0);
      const witness = new Witness(fleet);
      fleet.run(scenario.horizonMs);
      return witness.transitions.filter(({ to, atMs }) => to === 3 && atMs > 0);
    };
    expect(installed(false).length).toBe(30);
    expect(installed(true)).toEqual(installed(false));
  });
});

describe('One of two packages that hold the same content', () => {
  it('can be deleted, and nothing changes for any client', () => {
    const both = twoGroups();
    const spare = { name: 'spare', site: 0, priority: 'low', distributionPoints: [0] } as const;
    const holding = completed({ ...both, packages: [{ ...spare, updates: [] }] });
    const atMs = DAY_MS + 12 * HOUR_MS;
    const downloads = [0, 1].map(
      (number) => ({ verb: 'downloadUpdates', atMs, package: number, updates: [1] }) as const,
    );
    const kept: Scenario = { ...holding, actions: downloads };
    const deleted: Scenario = {
      ...holding,
      actions: [...downloads, { verb: 'deletePackage', atMs: 2 * DAY_MS + HOUR_MS, package: 0 }],
    };
    expect(lifeHere(deleted)).toEqual(lifeHere(kept));
  });
});

describe('An update that is installed into an overlay', () => {
  it('is on no device after any restart, whatever the devices do', () => {
    const options = { ...OPTIONS, commitsChanges: false };
    const scenario = smallScenario({
      groups: [group({ count: 12, writeFilter: { kind: 'FBWF', hasExclusions: true } })],
      deployments: [deployment({ options, deadlineDelay: uniform(0, DAY_MS) })],
      assumptions: { ...smallScenario().assumptions, restartDuration: fixed(3 * MINUTE_MS) },
    });
    const fleet = new Fleet(scenario, 0);
    const { writeFilters, truth } = fleet.parts;
    let boots = 0;
    const booted = writeFilters.booted.bind(writeFilters);
    writeFilters.booted = (client) => {
      booted(client);
      boots++;
      expect([3, 4]).not.toContain(truth.actual(client, 1));
    };
    fleet.run(scenario.horizonMs);
    expect(boots).toBeGreaterThanOrEqual(12);
  });
});
