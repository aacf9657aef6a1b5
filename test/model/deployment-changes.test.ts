import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { SITE_EVENTS } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import {
  DAY_MS,
  deployment,
  distributionPoint,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  runFleet,
  SECOND_MS,
  SYNCHRONIZATION,
  smallScenario,
  update,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

/** Update 2, required on every machine like June, and no heavier. */
const NET = update({ id: 'net', kb: 'KB0000009', kind: 'DotNetCU', supersedes: [] });
const CATALOG = { products: ['Windows'], updates: [MAY, JUNE, NET], origin: 'made for tests' };

const actual = (fleet: Fleet, client: number, slot: number) =>
  fleet.parts.truth.actual(client, slot) as Actual;

const eventsOf = (fleet: Fleet, name: (typeof SITE_EVENTS)[number]) => {
  const { rows } = fleet.parts.events;
  return Array.from({ length: rows.length }, (_, row) => row)
    .filter((row) => rows.get(row, 'code') === SITE_EVENTS.indexOf(name))
    .map((row) => ({ atMs: rows.get(row, 't'), detail: rows.get(row, 'detail') }));
};

/** The site's policy, and with it every change, reaches the only client with the poll of the hour. */
const nextPollMs = (scenario: Scenario, sinceMs: number) => {
  const fleet = runFleet(scenario, sinceMs);
  const { policy, clients, context } = fleet.parts;
  const phaseMs = Math.floor(clients.draw(context.luck.key('policy poll phase'), 0, 0) * HOUR_MS);
  expect(policy.enabled[0]).toBe(1);
  return (Math.floor((sinceMs - phaseMs) / HOUR_MS) + 1) * HOUR_MS + phaseMs;
};

describe('A download under way when its deployment changes', () => {
  const sizeBytes = 5_000_000_000;
  const large = { ...JUNE, sizeBytes };
  const changed = (verb: 'addUpdates' | 'removeUpdates', update: number) =>
    runFleet(
      smallScenario({
        catalog: { ...CATALOG, updates: [MAY, large, NET] },
        deployments: [
          deployment({ updates: verb === 'addUpdates' ? [1] : [1, 2], deadlineMs: [8 * DAY_MS] }),
        ],
        distributionPoints: [distributionPoint({ flowBytesPerSecondMax: 50_000 })],
        actions: [{ verb, atMs: 2 * DAY_MS + 20 * HOUR_MS, deployment: 0, updates: [update] }],
      }),
      6 * DAY_MS,
    );

  it('goes on when its update stays: no byte of it comes twice', () => {
    const fleet = changed('addUpdates', 2);
    expect([actual(fleet, 0, 1), actual(fleet, 0, 2)]).toEqual([Actual.cached, Actual.cached]);
    expect(fleet.parts.downloads.downloadedBytes[0]).toBeCloseTo(sizeBytes + NET.sizeBytes, 0);
  });

  it('ends when its update leaves', () => {
    const fleet = changed('removeUpdates', 1);
    expect([actual(fleet, 0, 1), actual(fleet, 0, 2)]).toEqual([Actual.required, Actual.cached]);
    expect(fleet.parts.downloads.downloadedBytes[0]!).toBeLessThan(sizeBytes);
  });
});

describe('Updates that leave a deployment', () => {
  const removedMs = 3 * DAY_MS;
  const scenario = (atMs: number) =>
    smallScenario({
      catalog: CATALOG,
      deployments: [deployment({ updates: [1, 2] })],
      actions: [{ verb: 'removeUpdates', atMs, deployment: 0, updates: [2] }],
    });

  it('are not installed by a client that has heard of it', () => {
    const fleet = runFleet(scenario(removedMs));
    expect(actual(fleet, 0, 1)).toBe(Actual.installed);
    expect(actual(fleet, 0, 2)).not.toBe(Actual.installed);
  });

  it('are installed by a client that does not hear of it before', () => {
    const deadlineMs = 5 * DAY_MS + 12 * HOUR_MS;
    const hours = runFleet(scenario(deadlineMs - MINUTE_MS), deadlineMs - MINUTE_MS);
    expect(hours.parts.deployments.slots(0, 0)).toEqual([1]);
    expect(hours.parts.updates.slotsOf(0, 0)).toEqual([1, 2]);
    expect(actual(runFleet(scenario(deadlineMs - MINUTE_MS)), 0, 2)).toBe(Actual.installed);
  });

  it('stay with the client until its next poll, to the millisecond of the answer', () => {
    const changed = scenario(removedMs);
    const pollMs = nextPollMs(changed, removedMs);
    const slots = (atMs: number) => runFleet(changed, atMs).parts.updates.slotsOf(0, 0);
    expect(slots(pollMs)).toEqual([1, 2]);
    expect(slots(pollMs + 20)).toEqual([1]);
  });

  it('no longer count: the client is compliant without them', () => {
    const compliant = (atMs: number) =>
      runFleet(scenario(removedMs), atMs).parts.measures.actual.compliantCount[0];
    expect(compliant(10 * DAY_MS)).toBe(1);
    const kept = smallScenario({
      catalog: CATALOG,
      deployments: [deployment({ updates: [1], deadlineMs: null })],
      actions: [{ verb: 'removeUpdates', atMs: removedMs, deployment: 0, updates: [1] }],
    });
    expect(runFleet(kept).parts.measures.actual.compliantCount[0]).toBe(0);
  });
});

describe('Updates that come to a deployment', () => {
  it('are installed with the rest, at its deadline', () => {
    const scenario = smallScenario({
      catalog: CATALOG,
      deployments: [deployment({ updates: [1] })],
      actions: [{ verb: 'addUpdates', atMs: 3 * DAY_MS, deployment: 0, updates: [2] }],
    });
    expect(actual(runFleet(scenario, 5 * DAY_MS), 0, 2)).toBe(Actual.cached);
    expect(actual(runFleet(scenario), 0, 2)).toBe(Actual.installed);
  });
});

describe('Updates that come before their site knows them', () => {
  const JULY = update({ id: 'july', kb: 'KB0000007', title: 'July', releasedMs: 5 * DAY_MS, kind: 'other' });
  const SYNCHRONIZED_MS = 6 * DAY_MS;

  it('belong to the deployment once the site does, and are fetched then', () => {
    const scenario = smallScenario({
      catalog: { products: ['Windows'], updates: [MAY, JUNE, JULY], origin: 'made for tests' },
      siteChanges: {
        synchronization: { ...SYNCHRONIZATION, startsMs: [DAY_MS + 2 * HOUR_MS, SYNCHRONIZED_MS] },
      },
      actions: [{ verb: 'addUpdates', atMs: 3 * DAY_MS, deployment: 0, updates: [2] }],
    });
    const fleet = runFleet(scenario, SYNCHRONIZED_MS);
    expect(fleet.parts.deployments.updatesOf(0, 0)).toEqual([1]);
    expect(fleet.parts.packages.hasContent(2, 0)).toBe(false);
    fleet.run(SYNCHRONIZED_MS + HOUR_MS);
    expect(fleet.parts.deployments.updatesOf(0, 0)).toEqual([1, 2]);
    expect(fleet.parts.packages.hasContent(2, 0)).toBe(true);
  });
});

describe('What is being downloaded', () => {
  const rate = 50_000;
  const large = update({ sizeBytes: 5_000_000_000 });
  const changedMs = 2 * DAY_MS + 20 * HOUR_MS;
  const scenario = (actions: Scenario['actions']) =>
    smallScenario({
      catalog: { ...CATALOG, updates: [MAY, large, NET] },
      deployments: [deployment({ deadlineMs: [8 * DAY_MS] })],
      distributionPoints: [distributionPoint({ flowBytesPerSecondMax: rate })],
      actions,
    });
  const arrivalOf = (actions: Scenario['actions']) => {
    const story = storyOf(scenario(actions), (fleet) => `${actual(fleet, 0, 1)}`, 2 * DAY_MS, 4 * DAY_MS);
    return instantOf(story, `${Actual.cached}`);
  };

  it('comes to its end while other updates come to the deployment', () => {
    const undisturbedMs = arrivalOf([]);
    expect(undisturbedMs).toBeGreaterThan(changedMs + 2 * HOUR_MS);
    const added = { verb: 'addUpdates', atMs: changedMs, deployment: 0, updates: [2] } as const;
    expect(arrivalOf([added])).toBe(undisturbedMs);
  });
});

describe('A deployment that is disabled', () => {
  const disabled = (atMs: number, enabledMs?: number) =>
    smallScenario({
      actions: [
        { verb: 'disableDeployment', atMs, deployment: 0 },
        ...(enabledMs === undefined
          ? []
          : [{ verb: 'enableDeployment', atMs: enabledMs, deployment: 0 } as const]),
      ],
    });

  it('is not carried out by clients that have polled since', () => {
    const fleet = runFleet(disabled(3 * DAY_MS));
    expect(actual(fleet, 0, 1)).toBe(Actual.cached);
    expect(fleet.parts.measures.policyCount[0]).toBe(0);
  });

  it('is carried out once it is enabled again, late when its deadline has passed', () => {
    const enabledMs = 7 * DAY_MS;
    const scenario = disabled(3 * DAY_MS, enabledMs);
    const pollMs = nextPollMs(scenario, enabledMs);
    expect(actual(runFleet(scenario, pollMs), 0, 1)).toBe(Actual.cached);
    expect(actual(runFleet(scenario), 0, 1)).toBe(Actual.installed);
  });

  it('is fetched but kept from clients when it is created so', () => {
    const scenario = smallScenario({ deployments: [deployment({ enabled: false })] });
    const fleet = runFleet(scenario);
    expect(fleet.parts.packages.hasContent(1, 0)).toBe(true);
    expect(actual(fleet, 0, 1)).toBe(Actual.required);
  });

  it('goes for good when it is deleted', () => {
    const scenario = smallScenario({
      actions: [
        { verb: 'deleteDeployment', atMs: 3 * DAY_MS, deployment: 0 },
        { verb: 'enableDeployment', atMs: 4 * DAY_MS, deployment: 0 },
      ],
    });
    expect(actual(runFleet(scenario), 0, 1)).toBe(Actual.cached);
  });
});

describe('Updates that a manual deployment chooses', () => {
  const createdMs = 2 * DAY_MS;
  /** Three clients require June in truth and the site has stored it, once the reports of the first scans are in. */
  const scenario = (requiredOnMoreThan: number, atMs = createdMs) =>
    smallScenario({
      groups: [group({ count: 3 })],
      deployments: [
        deployment({
          updates: [0, 1],
          createdMs: atMs,
          selection: { requiredOnMoreThan, releasedWithinMs: null, superseded: true },
        }),
      ],
    });

  it('are those that the last summary shows as required on more clients than asked', () => {
    const { chooser } = runFleet(scenario(2, 9 * DAY_MS), 9 * DAY_MS).parts;
    expect(chooser.shownRequired(1, 0)).toBe(3);
    const chosen = runFleet(scenario(2, 9 * DAY_MS));
    expect(eventsOf(chosen, 'deploymentCreated')).toEqual([{ atMs: 9 * DAY_MS, detail: 1 }]);
    expect(chosen.parts.deployments.updatesOf(0, 0)).toEqual([1]);
  });

  it('are none when no more clients require one: then nothing is created', () => {
    const fleet = runFleet(scenario(3, 9 * DAY_MS));
    expect(eventsOf(fleet, 'deploymentCreated')).toEqual([]);
    expect(eventsOf(fleet, 'deploymentNotCreated')).toEqual([{ atMs: 9 * DAY_MS, detail: 0 }]);
    expect(actual(fleet, 0, 1)).toBe(Actual.required);
  });

  it('follow what is shown, whatever is true and stored by then', () => {
    const changed = scenario(2, 9 * DAY_MS);
    const shownMs = firstMs(changed, (fleet) => fleet.parts.chooser.shownRequired(1, 0) === 3);
    const storedMs = firstMs(
      changed,
      (fleet) => fleet.parts.database.compliantCount(0) === 0 && countStored(fleet) === 3,
    );
    expect(storedMs).toBeLessThan(shownMs);
    const between = Math.floor((storedMs + shownMs) / 2);
    expect(eventsOf(runFleet(scenario(2, between)), 'deploymentCreated')).toEqual([]);
    const after = runFleet(scenario(2, shownMs + 1));
    expect(eventsOf(after, 'deploymentCreated')).toEqual([{ atMs: shownMs + 1, detail: 1 }]);
  });
});

const countStored = (fleet: Fleet) =>
  [0, 1, 2].filter((client) => fleet.parts.known.stored(client, 1) === 2).length;

/** When something first holds, to the second. */
function firstMs(scenario: Scenario, holds: (fleet: Fleet) => boolean): number {
  let [low, high] = [0, scenario.horizonMs];
  while (high - low > SECOND_MS) {
    const middle = Math.floor((low + high) / 2);
    if (holds(runFleet(scenario, middle))) high = middle;
    else low = middle;
  }
  return high;
}

describe('The table of deployments', () => {
  it('tells what exists, is enabled, and lacks content since its package was deleted', () => {
    const scenario = smallScenario({
      actions: [
        { verb: 'disableDeployment', atMs: 4 * DAY_MS, deployment: 0 },
        { verb: 'deletePackage', atMs: 5 * DAY_MS, package: 0 },
        { verb: 'deleteDeployment', atMs: 6 * DAY_MS, deployment: 0 },
      ],
    });
    const { deployments: rows } = runFleet(scenario).result();
    const columns = ['exists', 'enabled', 'updates', 'updatesWithoutContent', 'flagged'] as const;
    const at = (atMs: number) => {
      const row = Array.from({ length: rows.length }, (_, each) => each).find(
        (each) => rows.get(each, 't') === atMs,
      );
      return row === undefined ? null : columns.map((column) => rows.get(row, column));
    };
    expect(at(2 * DAY_MS - HOUR_MS)).toBeNull();
    expect(at(3 * DAY_MS)).toEqual([1, 1, 1, 0, 0]);
    expect(at(4 * DAY_MS)).toEqual([1, 0, 1, 0, 0]);
    expect(at(5 * DAY_MS)).toEqual([1, 0, 1, 1, 1]);
    expect(at(6 * DAY_MS)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('A fleet with a deployment that changes', () => {
  it('goes on from a copy as if it had never stopped', () => {
    const scenario = smallScenario({
      catalog: CATALOG,
      deployments: [deployment({ updates: [1, 2] })],
      actions: [
        { verb: 'removeUpdates', atMs: 3 * DAY_MS, deployment: 0, updates: [1] },
        { verb: 'addUpdates', atMs: 4 * DAY_MS, deployment: 0, updates: [1] },
        { verb: 'disableDeployment', atMs: 5 * DAY_MS, deployment: 0 },
        { verb: 'enableDeployment', atMs: 6 * DAY_MS, deployment: 0 },
      ],
    });
    const whole = runFleet(scenario);
    for (const atMs of [2 * DAY_MS, 3 * DAY_MS + 1, 5 * DAY_MS + 1]) {
      const copy = runFleet(scenario, DAY_MS);
      copy.restore(runFleet(scenario, atMs).save());
      copy.run(scenario.horizonMs);
      expect(copy.result().fingerprint).toBe(whole.result().fingerprint);
      expect(copy.result().compliance.values).toEqual(whole.result().compliance.values);
    }
  });
});
