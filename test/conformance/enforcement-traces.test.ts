import { describe, test } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import type { DeploymentRule, MaintenanceWindow, Scenario } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import { juneOf, SLOT } from '../model/one-client.ts';
import {
  contentFrom,
  DAY_MS,
  deployment,
  distributionPoint,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  NOBODY,
  nineToFive,
  OPTIONS,
  runFleet,
  SYNCHRONIZATION,
  update,
} from '../model/small-fleet.ts';
import { storyOf } from '../model/story.ts';
import { DEADLINE_MS, device, stepInstants } from './embedded.ts';
import { ASSUMPTIONS, quiet, scanAt } from './one-client.ts';
import { expectTrace, traceOf } from './trace.ts';

const CREATED_MS = 2 * DAY_MS;
const ALWAYS = { ...NOBODY, signedIn: 'always' } as const;
const TOOL = update({ id: 'tool', kb: 'KB0000007', title: 'Tool', kind: 'other', sizeBytes: 10_000_000 });

/** One client that knows what is released by day two, and scans offline from then on. */
const informed = (changes: NonNullable<Parameters<typeof quiet>[0]> = {}): Scenario =>
  quiet({
    deployments: [deployment()],
    ...changes,
    actions: [scanAt(1.5 * DAY_MS), ...(changes.actions ?? [])],
    clientSettings: { scanTtlMs: 100 * DAY_MS, ...changes.clientSettings },
  });

const windowsAt = (...windows: readonly (readonly [startMs: number, durationMs: number])[]) => [
  {
    name: 'C',
    groups: [0],
    query: null,
    windows: windows.map(
      ([startMs, durationMs]): MaintenanceWindow => ({
        name: 'night',
        kind: 'softwareUpdates',
        durationMs,
        startsMs: [[startMs]],
      }),
    ),
    evaluationIntervalMs: MINUTE_MS,
  },
];

describe('what a user starts', () => {
  const user = { ...ALWAYS, restartShare: 1, restartAfter: fixed(30 * MINUTE_MS) };

  test('S13.7 is fetched and installed only then, if the deployment has no deadline', () => {
    const userInstalls = { share: 1, after: fixed(2 * HOUR_MS) };
    const scenario = informed({
      groups: [group({ user, userInstalls })],
      deployments: [deployment({ deadlineMs: null })],
    });
    expectTrace(
      'available',
      traceOf(scenario, { fromMs: CREATED_MS - 1, untilMs: CREATED_MS + 5 * HOUR_MS }),
    );
  });

  test('S14.2a restarts the machine at the deadline', () => {
    const userInstalls = { share: 1, after: fixed(HOUR_MS) };
    const deadlineMs = CREATED_MS + 6 * HOUR_MS;
    const scenario = informed({
      groups: [group({ user: ALWAYS, userInstalls })],
      deployments: [deployment({ deadlineMs: [deadlineMs] })],
    });
    expectTrace(
      'early-installation',
      traceOf(scenario, { fromMs: CREATED_MS + HOUR_MS, untilMs: deadlineMs + 3 * HOUR_MS }),
    );
  });
});

describe('a maintenance window', () => {
  const first = 6 * DAY_MS + 3 * HOUR_MS;
  const second = first + DAY_MS;

  test('D15.1, D15.2 that is too short lets nothing be installed, the next one does', () => {
    const scenario = informed({ collections: windowsAt([first, 65 * MINUTE_MS], [second, 66 * MINUTE_MS]) });
    expectTrace('windows', traceOf(scenario, { fromMs: DEADLINE_MS - 1, untilMs: second + 2 * HOUR_MS }));
  });

  test('D16.10 that ends too soon for a countdown leaves the restart to the next one', () => {
    const scenario = informed({
      groups: [group({ user: ALWAYS })],
      collections: windowsAt([first, 80 * MINUTE_MS], [second, 2 * HOUR_MS]),
    });
    expectTrace('restart-in-window', traceOf(scenario, { fromMs: first - 1, untilMs: second + 3 * HOUR_MS }));
  });
});

describe('a deadline', () => {
  const friday = 4 * DAY_MS + 12 * HOUR_MS;

  test('S14.3 with restarts suppressed leaves the restart to the next shutdown', () => {
    const options = { ...OPTIONS, suppressRestart: { workstations: true, servers: false } };
    const scenario = informed({
      groups: [group({ user: ALWAYS, presence: nineToFive('shutdown') })],
      deployments: [deployment({ deadlineMs: [friday], options })],
    });
    expectTrace(
      'suppressed-restart',
      traceOf(scenario, { fromMs: friday - 1, untilMs: friday + 3 * DAY_MS }),
    );
  });

  test('D14.10 with grace waits for the evening', () => {
    const scenario = informed({
      deployments: [deployment({ deadlineMs: [friday], options: { ...OPTIONS, grace: true } })],
      clientSettings: { graceMs: 24 * HOUR_MS },
    });
    expectTrace('grace', traceOf(scenario, { fromMs: friday - 1, untilMs: friday + 12 * HOUR_MS }));
  });
});

describe('what fails or goes missing', () => {
  test('D19.4 is tried again when the deployments are evaluated', () => {
    const againMs = DEADLINE_MS + 4 * HOUR_MS;
    const scenarioOf = (seed: string) =>
      informed({
        seed,
        assumptions: { ...ASSUMPTIONS, installFailureShare: { LCU: 0.5, DotNetCU: 0, SSU: 0, other: 0 } },
        deployments: [deployment({ verbosity: 'errors' })],
        actions: [{ verb: 'evaluateNow', atMs: againMs, groups: [0] }],
      });
    const scenario = firstThat(scenarioOf, ({ parts }) => parts.failures.attempts[1] === 2);
    expectTrace('failed', traceOf(scenario, { fromMs: DEADLINE_MS - 1, untilMs: againMs + HOUR_MS }));
  });

  const reevaluation = { reevaluationIntervalMs: 2 * DAY_MS, reevaluationJitter: fixed(0) };
  const losses = { updateLoss: fixed(20 * DAY_MS) };

  test('S15.3 is installed again from the cache', () => {
    const scenario = firstThat(
      (seed) => informed({ seed, groups: [group(losses)], clientSettings: reevaluation }),
      ({ parts }) => parts.restart.count[0] === 2,
    );
    const lostMs = whenLost(scenario);
    const untilMs = Math.min(scenario.horizonMs, lostMs + 2 * DAY_MS + HOUR_MS);
    expectTrace('lost', traceOf(scenario, { fromMs: lostMs - 1, untilMs }));
  });

  test('S15.4 is downloaded again if the cache holds it no more', () => {
    const otherContent = { every: fixed(DAY_MS), bytes: fixed(100_000_000) };
    const scenario = firstThat(
      (seed) =>
        informed({
          seed,
          groups: [group({ ...losses, otherContent })],
          clientSettings: { ...reevaluation, cacheBytes: 150_000_000 },
        }),
      ({ parts }) =>
        parts.restart.count[0] === 2 && parts.downloads.downloadedBytes[0] === 3 * JUNE.sizeBytes,
    );
    const lostMs = whenLost(scenario);
    expectTrace(
      'lost-and-evicted',
      traceOf(scenario, {
        fromMs: lostMs - 1,
        untilMs: Math.min(scenario.horizonMs, lostMs + 2 * DAY_MS + HOUR_MS),
      }),
    );
  });
});

/** When June's update goes missing after its installation. */
function whenLost(scenario: Scenario): number {
  const story = storyOf(scenario, juneOf, DEADLINE_MS + HOUR_MS);
  return story.find(({ is }) => is === 'required')!.atMs;
}

/** Which of two clients has June's content later. */
function cachedLast(scenario: Scenario): number {
  const fleet = new Fleet(scenario, 0);
  const { truth } = fleet.parts;
  const lacking = () => [0, 1].filter((client) => truth.actual(client, SLOT) !== Actual.cached);
  while (lacking().length > 1) fleet.run(fleet.nowMs + MINUTE_MS);
  return lacking()[0]!;
}

/** The scenario with the first seed for which a run is as wanted. */
function firstThat(scenarioOf: (seed: string) => Scenario, isWanted: (fleet: Fleet) => boolean): Scenario {
  for (let number = 1; number < 200; number++) {
    const scenario = scenarioOf(String(number));
    if (isWanted(runFleet(scenario))) return scenario;
  }
  throw new Error('no seed will do');
}

describe('content', () => {
  test('D13.4 comes from a distribution point of a neighbour after 120 minutes', () => {
    const content = {
      ...contentFrom(0),
      neighbours: [{ afterMs: 2 * HOUR_MS, points: [1], isSiteDefault: false }],
    };
    const scenario = informed({
      distributionPoints: [distributionPoint(), distributionPoint({ name: 'DP2' })],
      groups: [group({ content })],
      packages: [{ name: 'June', site: 0, priority: 'medium', distributionPoints: [1], updates: [] }],
      deployments: [deployment({ packages: [0] })],
    });
    expectTrace(
      'neighbour-content',
      traceOf(scenario, { fromMs: CREATED_MS - 1, untilMs: CREATED_MS + 4 * HOUR_MS }),
    );
  });

  test('D13.7 comes from Microsoft Update when no distribution point has it', () => {
    const content = { ...contentFrom(0), internetBytesPerSecond: 1_000_000 };
    const scenario = informed({
      groups: [group({ content })],
      deployments: [deployment({ packages: [], options: { ...OPTIONS, microsoftUpdateContent: true } })],
    });
    expectTrace(
      'microsoft-update',
      traceOf(scenario, { fromMs: CREATED_MS - 1, untilMs: CREATED_MS + 2 * HOUR_MS }),
    );
  });

  test('D13.17 comes from a peer that has it, and the rest from the distribution point', () => {
    const peers = {
      technology: 'peerCache',
      peerGroup: 0,
      share: 0.9,
      fileBytesMin: 0,
      clientsPerSource: 10,
      bytesPerSecond: 9_000_000,
    } as const;
    const scenario = informed({ groups: [group({ count: 2, content: { ...contentFrom(0), peers } })] });
    const last = cachedLast(scenario);
    expectTrace(
      'peers',
      traceOf(scenario, { fromMs: CREATED_MS - 1, untilMs: CREATED_MS + 2 * HOUR_MS, client: last }),
    );
  });

  test('S13.11 that had to make room is downloaded again at the deadline', () => {
    const otherContent = { every: fixed(DAY_MS), bytes: fixed(100_000_000) };
    const scenario = informed({
      groups: [group({ otherContent })],
      deployments: [deployment({ deadlineMs: [4.5 * DAY_MS] })],
      clientSettings: { cacheBytes: 150_000_000 },
    });
    expectTrace(
      'evicted',
      traceOf(scenario, { fromMs: CREATED_MS + HOUR_MS, untilMs: 4.5 * DAY_MS + HOUR_MS }),
    );
  });

  test('S10.14a, S10.14b of a deleted package cannot be had until it is downloaded to a package again', () => {
    const deletedMs = CREATED_MS + 30 * MINUTE_MS;
    const againMs = CREATED_MS + 3 * HOUR_MS;
    const scenario = informed({
      packages: [{ name: 'June', site: 0, priority: 'medium', distributionPoints: [0], updates: [] }],
      deployments: [deployment({ packages: [0] })],
      actions: [
        { verb: 'deletePackage', atMs: deletedMs, package: 0 },
        { verb: 'downloadUpdates', atMs: againMs, package: 0, updates: [1] },
      ],
    });
    expectTrace('deleted-package', traceOf(scenario, { fromMs: CREATED_MS - 1, untilMs: againMs + HOUR_MS }));
  });
});

describe('what a deployment holds and whom it is for', () => {
  test('S12.2a what has left the group of a rule is not enforced any more', () => {
    const tool = { ...TOOL, releasedMs: 2.5 * DAY_MS };
    const rule: DeploymentRule = {
      name: 'Monthly',
      site: 0,
      candidates: [1, 2],
      selection: { requiredOnMoreThan: null, releasedWithinMs: 2 * DAY_MS, superseded: true },
      startsMs: [2 * DAY_MS, 4 * DAY_MS],
      afterSynchronization: false,
      group: 'existing',
      package: 0,
      enabled: true,
      deployments: [{ name: 'all', isInitial: true, slots: [0] }],
    };
    const scenario = informed({
      catalog: { products: ['Windows'], updates: [MAY, JUNE, tool], origin: 'made for tests' },
      siteChanges: {
        synchronization: { ...SYNCHRONIZATION, startsMs: [DAY_MS + 2 * HOUR_MS, 3 * DAY_MS] },
      },
      packages: [{ name: 'Monthly', site: 0, priority: 'medium', distributionPoints: [0], updates: [] }],
      rules: [rule],
      deployments: [
        deployment({
          name: 'Monthly updates',
          updates: [1, 2],
          packages: [0],
          createdMs: null,
          availableMs: [],
          deadlineMs: [],
          relative: { availableAfterMs: 0, deadlineAfterMs: 3 * DAY_MS, clientLocal: false },
        }),
      ],
      actions: [scanAt(3.5 * DAY_MS)],
    });
    expectTrace('refilled', traceOf(scenario, { fromMs: 2 * DAY_MS - 1, untilMs: 7 * DAY_MS + HOUR_MS }));
  });

  test('S12.6c a client gets the deployment when its collection has replaced that of the pilot', () => {
    const broad = {
      name: 'Everybody',
      groups: [0, 1],
      query: null,
      windows: [],
      evaluationIntervalMs: MINUTE_MS,
    };
    const atMs = 3 * DAY_MS;
    const scenario = informed({
      groups: [group({ name: 'pilot' }), group({ name: 'others' })],
      collections: [broad],
      deployments: [deployment({ deadlineMs: [atMs + 6 * HOUR_MS] })],
      actions: [
        { verb: 'scanNow', atMs: 1.5 * DAY_MS + HOUR_MS, groups: [1] },
        { verb: 'retarget', atMs, deployment: 0, collection: 0 },
      ],
    });
    const { clients } = new Fleet(scenario, 0).parts;
    const client = [0, 1].find((each) => clients.groupOf[each] === 1)!;
    expectTrace(
      'retargeted',
      traceOf(scenario, {
        fromMs: atMs - 1,
        untilMs: atMs + 7 * HOUR_MS,
        client,
        without: ['on their way to the site'],
      }),
    );
  });
});

describe('a device with a write filter', () => {
  test('S16.1a has it switched off for a deployment that commits', () => {
    const lastMs = stepInstants().at(-1)!.atMs;
    expectTrace(
      'filter-off',
      traceOf(
        device({
          changes: { deployments: device().deployments.map((each) => ({ ...each, verbosity: 'none' })) },
        }),
        {
          fromMs: DEADLINE_MS - 1,
          untilMs: lastMs + 30 * MINUTE_MS,
        },
      ),
    );
  });

  test('S16.2b loses at a restart what another one installed', () => {
    const { deployments } = device({ commits: false });
    const monday = 7 * DAY_MS + 9 * HOUR_MS;
    const scenario = device({
      commits: false,
      june: { ...TOOL, id: 'june', title: 'June' },
      device: { presence: nineToFive('shutdown') },
      changes: { deployments: deployments.map((each) => ({ ...each, verbosity: 'none' })) },
    });
    expectTrace('filter-on', traceOf(scenario, { fromMs: monday - 1, untilMs: monday + DAY_MS + HOUR_MS }));
  });
});

test('D17.12 the second of an orchestration group of two installs when the first is done', () => {
  const scenario = informed({
    groups: [group({ name: 'node 1', kind: 'server' }), group({ name: 'node 2', kind: 'server' })],
    deployments: [deployment({ groups: [0, 1] })],
    actions: [{ verb: 'scanNow', atMs: 1.5 * DAY_MS + HOUR_MS, groups: [1] }],
    orchestrationGroups: [
      {
        name: 'cluster',
        groups: [0, 1],
        rule: { kind: 'sequence' },
        memberTimeoutMs: HOUR_MS,
        groupTimeoutMs: 3 * HOUR_MS,
        preScript: null,
        postScript: null,
      },
    ],
  });
  const { clients } = new Fleet(scenario, 0).parts;
  const client = [0, 1].find((each) => clients.groupOf[each] === 1)!;
  expectTrace(
    'orchestration',
    traceOf(scenario, {
      fromMs: DEADLINE_MS - 1,
      untilMs: DEADLINE_MS + HOUR_MS,
      client,
      without: ['on their way to the site'],
    }),
  );
});
