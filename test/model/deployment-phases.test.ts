import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { SITE_EVENTS } from '../../src/model/results.ts';
import type { Action, Phase, Scenario } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import {
  contentFrom,
  DAY_MS,
  deployment,
  distributionPoint,
  fixed,
  group,
  HOUR_MS,
  managementPoint,
  type PlainScenario,
  runFleet,
  site,
  smallScenario,
  updatePoint,
} from './small-fleet.ts';

const PILOT_MS = 2 * DAY_MS;
const RELATIVE = { availableAfterMs: 0, deadlineAfterMs: HOUR_MS, clientLocal: false };

/** A pilot of four clients, then everybody else: the deployment of the second phase waits for the first. */
function phased(
  second: Partial<Phase>,
  actions: readonly Action[] = [],
  changes: Partial<PlainScenario> = {},
): Scenario {
  return smallScenario({
    groups: [group({ name: 'pilot', count: 4 }), group({ name: 'broad', count: 3 })],
    deployments: [
      deployment({
        name: 'pilot',
        verbosity: 'all',
        createdMs: PILOT_MS,
        deadlineMs: [PILOT_MS + HOUR_MS],
      }),
      deployment({
        name: 'broad',
        groups: [1],
        createdMs: null,
        availableMs: [],
        deadlineMs: [],
        relative: RELATIVE,
      }),
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

const beginsMs = (scenario: Scenario) => eventsOf(runFleet(scenario), 'phaseBegun').map(({ atMs }) => atMs);

/** The first summary, they are on the hour, that shows at least so many clients of the pilot as successful. */
function summaryMs(scenario: Scenario, clients: number): number {
  for (let atMs = PILOT_MS; atMs <= scenario.horizonMs; atMs += HOUR_MS) {
    if (runFleet(scenario, atMs).parts.summaries.shownSuccess(0, 0) >= clients) return atMs;
  }
  throw new Error(`never ${clients} clients successful`);
}

describe('A phase', () => {
  it('begins its delay after the summary that shows the phase before as successful', () => {
    const scenario = phased({});
    const shownMs = summaryMs(scenario, 4);
    expect(beginsMs(scenario)).toEqual([shownMs + DAY_MS]);
    const fleet = runFleet(scenario);
    expect(eventsOf(fleet, 'deploymentCreated').map(({ atMs }) => atMs)).toEqual([
      PILOT_MS,
      shownMs + DAY_MS,
    ]);
    const { deployments } = fleet.parts;
    expect(deployments.revisions.deadlineMs(deployments.revision(1, 0), 0)).toBe(shownMs + DAY_MS + HOUR_MS);
  });

  it('waits for as many clients as asked, where a number is', () => {
    const scenario = phased({ success: { clients: 2 }, delayMs: 5 * HOUR_MS });
    expect(beginsMs(scenario)).toEqual([summaryMs(scenario, 2) + 5 * HOUR_MS]);
  });

  it('never begins after a pilot with a threshold of 100 % and one failure', () => {
    const absent = {
      pattern: 'officeHours',
      weekdays: 0b11111,
      fromMs: 9 * HOUR_MS,
      toMs: 17 * HOUR_MS,
      jitter: fixed(0),
      attendance: 0,
      absence: 'shutdown',
    } as const;
    const scenario = phased({ success: { share: 1 } }, [], {
      groups: [
        group({ name: 'pilot', count: 3 }),
        group({ name: 'broad', count: 3 }),
        group({ name: 'away', presence: absent }),
      ],
    });
    const withAway = {
      ...scenario,
      collections: scenario.collections.map((each, number) =>
        number === 0 ? { ...each, groups: [0, 2] } : each,
      ),
    };
    expect(beginsMs(withAway)).toEqual([]);
    expect(beginsMs(scenario)).toHaveLength(1);
    expect(beginsMs({ ...withAway, phasedDeployments: threshold(scenario, 0.75) })).toHaveLength(1);
  });

  it('waits while the console shows no success, though every client of the pilot has it', () => {
    const quiet = phased({});
    const silent = {
      ...quiet,
      deployments: quiet.deployments.map((each) => ({ ...each, verbosity: 'none' as const })),
    };
    const fleet = runFleet(silent);
    expect(fleet.parts.measures.actual.compliantCount[0]).toBe(4);
    expect(eventsOf(fleet, 'phaseBegun')).toEqual([]);
  });

  it('begins by hand without any success', () => {
    const atMs = PILOT_MS + HOUR_MS / 2;
    const start = { verb: 'startPhase', atMs, phasedDeployment: 0, phase: 1 } as const;
    expect(beginsMs(phased({ success: null }, [start]))).toEqual([atMs]);
    expect(beginsMs(phased({ success: null }))).toEqual([]);
    expect(beginsMs(phased({}, [start]))).toEqual([atMs]);
  });

  it('waits while it is suspended, and begins when it is resumed', () => {
    const resumedMs = 8 * DAY_MS;
    const act = (verb: 'suspendPhases' | 'resumePhases', atMs: number) =>
      ({ verb, atMs, phasedDeployment: 0, phase: 1 }) as const;
    const suspended = act('suspendPhases', PILOT_MS + 1);
    expect(beginsMs(phased({}, [suspended]))).toEqual([]);
    expect(beginsMs(phased({}, [suspended, act('resumePhases', resumedMs)]))).toEqual([resumedMs]);
    const early = phased({});
    const [normalMs] = beginsMs(early);
    expect(beginsMs(phased({}, [suspended, act('resumePhases', PILOT_MS + 2)]))).toEqual([normalMs]);
  });
});

const threshold = ({ phasedDeployments }: Scenario, share: number) =>
  phasedDeployments.map((each) => ({
    ...each,
    phases: each.phases.map((phase) => (phase.success === null ? phase : { ...phase, success: { share } })),
  }));

describe('Gradual availability', () => {
  it('puts the available time and the deadline of each client off by the same, uniform over its days', () => {
    const count = 2000;
    const gradualMs = 3 * DAY_MS;
    const fleet = runFleet(
      smallScenario({ groups: [group({ count })], deployments: [deployment({ gradualMs })] }),
      DAY_MS,
    );
    const { times } = fleet.parts;
    const { availableMs, deadlineMs } = deployment();
    const shifts = Array.from(
      { length: count },
      (_, client) => times.availableMs(client, 0) - availableMs[0]!,
    );
    shifts.forEach((shiftMs, client) => {
      expect(times.deadlineMs(client, 0) - deadlineMs![0]!).toBe(shiftMs);
      expect(shiftMs).toBeGreaterThanOrEqual(0);
      expect(shiftMs).toBeLessThan(gradualMs);
    });
    const mean = shifts.reduce((sum, shiftMs) => sum + shiftMs, 0) / count;
    const standardError = gradualMs / Math.sqrt(12 * count);
    expect(Math.abs(mean - gradualMs / 2)).toBeLessThan(4 * standardError);
  });
});

describe('The alert of a deployment', () => {
  const deadlineMs = 5 * DAY_MS + 12 * HOUR_MS;
  const withAlert = (share: number, afterDeadlineMs: number) =>
    runFleet(smallScenario({ deployments: [deployment({ alert: { share, afterDeadlineMs } })] }));

  it('is raised when too few are shown as compliant at its time after the deadline', () => {
    const fleet = withAlert(0.95, 1);
    expect(eventsOf(fleet, 'alertRaised')).toEqual([{ atMs: deadlineMs + 1, subject: 0, detail: 0 }]);
  });

  it('is not raised once enough are', () => {
    const fleet = withAlert(0.95, DAY_MS);
    expect(fleet.parts.truth.actual(0, 1)).toBe(Actual.installed);
    expect(eventsOf(fleet, 'alertRaised')).toEqual([]);
  });
});

describe('Two hierarchies', () => {
  const second = { site: 1, location: 0 };
  const two = (changes: Partial<PlainScenario>) =>
    smallScenario({
      sites: [site(), site({ name: 'P02' })],
      softwareUpdatePoints: [updatePoint(), updatePoint({ name: 'SUP2', ...second, database: 1 })],
      managementPoints: [managementPoint(), managementPoint({ name: 'MP2', ...second })],
      distributionPoints: [distributionPoint(), distributionPoint({ name: 'DP2', ...second })],
      groups: [
        group({ name: 'one', count: 5 }),
        group({ name: 'two', count: 5, site: 1, content: contentFrom(1) }),
      ],
      ...changes,
    });

  it('raise alerts by their own members each', () => {
    const alert = { share: 0.9, afterDeadlineMs: 2 * DAY_MS };
    const fleet = runFleet(two({ deployments: [deployment({ groups: [0, 1], alert })] }), 9 * DAY_MS);
    const { summaries, memberships, alerts } = fleet.parts;
    expect(memberships.membersOf(0)).toBe(10);
    for (const top of [0, 1]) {
      expect(summaries.shownCompliant(0, top)).toBe(5);
      expect(alerts.isRaised(0, top)).toBe(false);
    }
  });
});
