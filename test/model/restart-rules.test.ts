import { describe, expect, it } from 'vitest';
import { Enforcement } from '../../src/model/client/client-updates.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import { RESTART_CAUSES, SCAN_KINDS, SCAN_OUTCOMES, SCAN_TRIGGERS } from '../../src/model/results.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { ASSUMPTIONS, EVALUATION_MS, INSTALL_MS, juneOf, LEARNS, OFFLINE, RESTART_MS } from './one-client.ts';
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
  nineToFive,
  OPTIONS,
  type PlainDeployment,
  runFleet,
  smallScenario,
  update,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

const DEADLINE_MS = 5 * DAY_MS + 12 * HOUR_MS;
const DONE_MS = DEADLINE_MS + EVALUATION_MS + INSTALL_MS + EVALUATION_MS;
const SUPPRESSED = { ...OPTIONS, suppressRestart: { workstations: true, servers: false } };

function scenarioWith(
  changes: Partial<PlainDeployment> = {},
  others: Parameters<typeof smallScenario>[0] = {},
): Scenario {
  return smallScenario({
    clientSettings: OFFLINE,
    actions: [LEARNS],
    deployments: [deployment(changes)],
    ...others,
  });
}

function courseOf(scenario: Scenario) {
  const read = ({ parts }: Fleet) => {
    if (parts.machines.restarting[0] === 1) return 'restarting';
    return parts.installation.isInstalling(0) ? 'installing' : juneOf({ parts } as Fleet);
  };
  return storyOf(scenario, read, 2 * DAY_MS);
}

const stateOf = (scenario: Scenario) => juneOf(runFleet(scenario));

describe('a suppressed restart', () => {
  it('leaves the machine with an installation that waits, on the kinds of clients that it is for', () => {
    expect(stateOf(scenarioWith({ options: SUPPRESSED }))).toBe('pending restart');
    const laptop = { groups: [group({ kind: 'laptop' })] } as const;
    expect(stateOf(scenarioWith({ options: SUPPRESSED }, laptop))).toBe('pending restart');
    const server = { groups: [group({ kind: 'server' })] } as const;
    expect(stateOf(scenarioWith({ options: SUPPRESSED }, server))).toBe('installed');
    const servers = { ...OPTIONS, suppressRestart: { workstations: false, servers: true } };
    expect(stateOf(scenarioWith({ options: servers }, server))).toBe('pending restart');
    expect(stateOf(scenarioWith({ options: servers }))).toBe('installed');
  });

  it('changes nothing about the installation', () => {
    const read = ({ parts }: Fleet) => `${parts.installation.slot[0]}`;
    const free = storyOf(scenarioWith(), read, 2 * DAY_MS);
    expect(storyOf(scenarioWith({ options: SUPPRESSED }), read, 2 * DAY_MS)).toEqual(free);
  });

  it('is made up for by the next boot', () => {
    const groups = [group({ presence: nineToFive('shutdown') })];
    const course = courseOf(
      scenarioWith({ options: SUPPRESSED, deadlineMs: [3 * DAY_MS + 12 * HOUR_MS] }, { groups }),
    );
    expect(instantOf(course, 'installed')).toBe(4 * DAY_MS + 9 * HOUR_MS);
  });

  it('is made up for by another deployment that needs one', () => {
    const laterMs = DEADLINE_MS + DAY_MS;
    const net = update({ id: 'net', kind: 'DotNetCU' });
    const scenario = scenarioWith(
      {},
      {
        catalog: { ...smallScenario().catalog, updates: [MAY, JUNE, net] },
        deployments: [
          deployment({ options: SUPPRESSED }),
          deployment({ name: 'net', updates: [2], deadlineMs: [laterMs] }),
        ],
      },
    );
    const netMs = 4 * MINUTE_MS;
    expect(instantOf(courseOf(scenario), 'installed')).toBe(
      laterMs + EVALUATION_MS + netMs + EVALUATION_MS + RESTART_MS,
    );
    expect(runFleet(scenario).parts.restart.count[0]).toBe(1);
  });
});

describe('a deployment that goes before the restart', () => {
  const polls = { ...OFFLINE, policyPollMs: 2 * MINUTE_MS };

  it.each(['deleteDeployment', 'disableDeployment'] as const)(
    'is restarted for all the same when %s comes during its installation',
    (verb) => {
      const gone: Action = { verb, atMs: DEADLINE_MS + MINUTE_MS, deployment: 0 };
      const scenario = scenarioWith({}, { clientSettings: polls, actions: [LEARNS, gone] });
      const fleet = runFleet(scenario, DONE_MS - 1);
      expect(fleet.parts.updates.is(0, 0, Enforcement.policy)).toBe(false);
      expect(instantOf(courseOf(scenario), 'restarting')).toBe(DONE_MS);
    },
  );

  it('is restarted for in the window for which the restart waits', () => {
    const startMs = DEADLINE_MS + DAY_MS;
    const windows = [0, 2 * DAY_MS].map((afterMs) => ({
      name: 'window',
      kind: 'softwareUpdates' as const,
      durationMs: 80 * MINUTE_MS + (afterMs > 0 ? HOUR_MS : 0),
      startsMs: [[startMs + afterMs]],
    }));
    const gone: Action = {
      verb: 'deleteDeployment',
      atMs: startMs + HOUR_MS,
      deployment: 0,
    };
    const scenario = scenarioWith(
      {},
      {
        clientSettings: polls,
        groups: [group({ user: { ...NOBODY, signedIn: 'always' } })],
        collections: [
          { name: 'all', groups: [0], query: null, windows, evaluationIntervalMs: 5 * MINUTE_MS },
        ],
        actions: [LEARNS, gone],
      },
    );
    const course = courseOf(scenario);
    expect(instantOf(course, 'pending restart')).toBe(startMs + INSTALL_MS);
    const countdownMs = scenario.clientSettings.restartCountdownMs;
    expect(countdownMs).toBeGreaterThan(80 * MINUTE_MS);
    expect(instantOf(course, 'restarting')).toBe(startMs + 2 * DAY_MS + countdownMs);
  });
});

describe('without the right to force restarts', () => {
  const clientSettings = { ...OFFLINE, forcesRestart: false };
  const user = { ...NOBODY, signedIn: 'always', restartAfter: fixed(3 * HOUR_MS) } as const;

  it('a client waits for its user, however long', () => {
    expect(stateOf(scenarioWith({}, { clientSettings }))).toBe('pending restart');
    const nobody = [group({ user: { ...user, restartShare: 0 } })];
    expect(stateOf(scenarioWith({}, { clientSettings, groups: nobody }))).toBe('pending restart');
  });

  it('a user restarts it when they come to it', () => {
    const groups = [group({ user: { ...user, restartShare: 1 } })];
    const course = courseOf(scenarioWith({}, { clientSettings, groups }));
    expect(instantOf(course, 'restarting')).toBe(DONE_MS + 3 * HOUR_MS);
  });
});

describe('the last part of a countdown', () => {
  const finalFromMs = OFFLINE.restartCountdownMs - OFFLINE.restartFinalMs;

  /** Restarts in the last part, and all, when users restart after a time. */
  function finalOf(restartShare: number, afterMs: number) {
    const user = { ...NOBODY, signedIn: 'always', restartShare, restartAfter: fixed(afterMs) } as const;
    const { restarts } = runFleet(scenarioWith({}, { groups: [group({ user })] })).result();
    return [
      restarts.get(0, 'inFinalCountdown'),
      restarts.get(0, 'count'),
      RESTART_CAUSES[restarts.get(0, 'cause')],
    ];
  }

  it('is met by who waits for it, not by who restarts sooner', () => {
    expect(finalOf(0, 0)).toEqual([1, 1, 'deadline']);
    expect(finalOf(1, finalFromMs)).toEqual([1, 1, 'user']);
    expect(finalOf(1, finalFromMs - 1)).toEqual([0, 1, 'user']);
  });

  it('is not met where nobody is signed in', () => {
    const { restarts } = runFleet(scenarioWith()).result();
    expect(restarts.get(0, 'inFinalCountdown')).toBe(0);
  });
});

describe('an evaluation after the restart', () => {
  it('scans online, whatever the time to live, where the deployment asks for it', () => {
    const evaluations = (evaluatesAfterRestart: boolean) => {
      const { scans } = runFleet(scenarioWith({ options: { ...OPTIONS, evaluatesAfterRestart } })).result();
      return Array.from({ length: scans.length }, (_, row) => ({
        trigger: SCAN_TRIGGERS[scans.get(row, 'trigger')],
        kind: SCAN_KINDS[scans.get(row, 'kind')],
        outcome: SCAN_OUTCOMES[scans.get(row, 'outcome')],
      })).filter(({ trigger, outcome }) => trigger === 'evaluationCycle' && outcome === 'completed');
    };
    expect(evaluations(false)).toEqual([]);
    expect(evaluations(true)).toEqual([{ trigger: 'evaluationCycle', kind: 'delta', outcome: 'completed' }]);
  });
});

describe('deadlines that are near', () => {
  it('are taken together with the one that has come, as far ahead as the client looks', () => {
    const net = update({ id: 'net', kind: 'DotNetCU' });
    const laterMs = DEADLINE_MS + DAY_MS;
    const starts = (lookAheadMs: number) => {
      const scenario = scenarioWith(
        {},
        {
          clientSettings: { ...OFFLINE, lookAheadMs },
          catalog: { ...smallScenario().catalog, updates: [MAY, JUNE, net] },
          deployments: [deployment(), deployment({ name: 'net', updates: [2], deadlineMs: [laterMs] })],
        },
      );
      return instantOf(
        storyOf(scenario, ({ parts }) => `${parts.installation.slot[0]}`, 2 * DAY_MS),
        '2',
      );
    };
    expect(starts(DAY_MS)).toBe(DEADLINE_MS + EVALUATION_MS + INSTALL_MS);
    expect(starts(DAY_MS - 1)).toBe(laterMs + EVALUATION_MS);
  });
});

describe('an installation that takes longer than its maximum run time', () => {
  const runTimeMaxMs = 10 * MINUTE_MS;
  const scenario = scenarioWith(
    { verbosity: 'all' },
    {
      catalog: { ...smallScenario().catalog, updates: [MAY, { ...JUNE, runTimeMaxMs }] },
      actions: [
        LEARNS,
        {
          verb: 'scanNow',
          atMs: DEADLINE_MS + HOUR_MS,
          groups: [0],
        },
      ],
    },
  );

  it('counts as failed, while the operating system goes on', () => {
    const course = courseOf(scenario);
    expect(instantOf(course, 'pending restart')).toBe(DEADLINE_MS + EVALUATION_MS + INSTALL_MS);
    const { installations } = runFleet(scenario).result();
    const sum = (column: 'started' | 'completed' | 'timedOut' | 'running') =>
      Array.from({ length: installations.length }, (_, row) => installations.get(row, column)).reduce(
        (total, each) => total + each,
        0,
      );
    expect([sum('started'), sum('completed'), sum('timedOut'), sum('running')]).toEqual([1, 0, 1, 0]);
  });

  it('is completed by a boot, as every other', () => {
    const office = {
      ...scenario,
      actions: [LEARNS],
      groups: scenario.groups.map((each) => ({ ...each, presence: nineToFive('shutdown') })),
      deployments: scenario.deployments.map((each) => ({ ...each, deadlineMs: [3 * DAY_MS + 12 * HOUR_MS] })),
    };
    expect(instantOf(courseOf(office), 'installed')).toBe(4 * DAY_MS + 9 * HOUR_MS);
  });

  it('restarts the machine when the next scan has found it installed', () => {
    const restartMs = instantOf(courseOf(scenario), 'restarting');
    const scanMs = DEADLINE_MS + HOUR_MS;
    expect(restartMs).toBeGreaterThan(scanMs + EVALUATION_MS);
    expect(restartMs).toBeLessThan(scanMs + MINUTE_MS);
    expect(ASSUMPTIONS.installDuration.LCU).toEqual(fixed(INSTALL_MS));
  });
});
