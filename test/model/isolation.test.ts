import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Trigger } from '../../src/model/client/scan-agent.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { RunResult } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import type { Update } from '../../src/model/updates/catalog.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import { ROOT } from '../scenario/loading.ts';
import { mixedScenario } from './mixed-fleet.ts';
import {
  DAY_MS,
  deployment,
  distributionPoint,
  group,
  HOUR_MS,
  MINUTE_MS,
  managementPoint,
  nineToFive,
  runFleet,
  SYNCHRONIZATION,
  smallScenario,
  uniform,
  updatePoint,
} from './small-fleet.ts';
import { Witness } from './witness.ts';

/** Everything a run left behind, as numbers. */
function rowsOf(result: RunResult): unknown {
  const tables = [result.compliance, result.coverage, result.timeToCompliant, result.scans, result.servers];
  const others = [result.links, result.stateMessages, result.downloads, result.restarts, result.exposure];
  const last = [result.events, result.clients!, result.serverTotals, result.linkTotals, result.unfinished];
  return [...tables, ...others, ...last].map(({ columns, length, values }) => [
    columns,
    [...values.subarray(0, length * columns.length)],
  ]);
}

const LOGNORMAL = { law: 'lognormal', median: 10 * MINUTE_MS, p95: 40 * MINUTE_MS } as const;

const NO_PER_UPDATE_TIME = {
  synchronization: { ...SYNCHRONIZATION, wsusPerUpdateMs: 0, databasePerUpdateMs: 0 },
};

/** A fleet in which nobody is in anybody's way: servers for all, and a network that never fills. */
function uncontended(changes: Parameters<typeof smallScenario>[0] = {}): Scenario {
  const base = smallScenario();
  return smallScenario({
    softwareUpdatePoints: [updatePoint({ servers: 10_000 })],
    managementPoints: [managementPoint({ servers: 10_000 })],
    distributionPoints: [distributionPoint({ bytesPerSecond: 125_000_000_000 })],
    groups: [
      group({ name: 'always on', count: 60 }),
      group({
        name: 'office',
        count: 60,
        presence: {
          ...nineToFive('shutdown'),
          jitter: uniform(0, HOUR_MS),
          attendance: 0.8,
        } as Scenario['groups'][number]['presence'],
      }),
      group({
        name: 'up and down',
        count: 60,
        presence: { pattern: 'upDown', up: LOGNORMAL, down: LOGNORMAL, absence: 'sleep' },
        user: { ...group().user, signedIn: 'always', restartShare: 0.5, restartAfter: uniform(0, HOUR_MS) },
      }),
    ],
    deployments: [deployment({ groups: [0, 1, 2], deadlineDelay: uniform(0, 4 * HOUR_MS) })],
    assumptions: {
      ...base.assumptions,
      scanEvaluation: { law: 'lognormal', median: 10_000, p95: 30_000 },
      installDuration: { ...base.assumptions.installDuration, LCU: LOGNORMAL },
      restartDuration: { law: 'lognormal', median: 3 * MINUTE_MS, p95: 10 * MINUTE_MS },
    },
    ...changes,
  });
}

type History = Record<
  'policies' | 'deadlines' | 'scans' | 'installations' | 'presence' | 'states',
  unknown[]
>;

/** What happened to each client, by its name; `instants` to compare presence at. */
function historiesOf(scenario: Scenario): Map<string, History> {
  const fleet = new Fleet(scenario, 0);
  const witness = new Witness(fleet);
  const { clients, presence } = fleet.parts;
  const histories: History[] = Array.from({ length: clients.count }, () => ({
    policies: [],
    deadlines: [],
    scans: [],
    installations: [],
    presence: [],
    states: [],
  }));
  for (let atMs = HOUR_MS; atMs <= scenario.horizonMs; atMs += HOUR_MS) {
    fleet.run(atMs);
    for (const [client, history] of histories.entries()) {
      history.presence.push([presence.isPresent(client, atMs), presence.changesAtMs(client)]);
    }
  }
  for (const { client, ...what } of witness.policies) histories[client]!.policies.push(what);
  for (const { client, ...what } of witness.enforced) histories[client]!.deadlines.push(what);
  for (const { client, ...what } of witness.scans) histories[client]!.scans.push(what);
  for (const { client, ...what } of witness.transitions) histories[client]!.states.push(what);
  for (const { client, to, atMs, slot } of witness.transitions) {
    if (to !== Actual.pendingRestart) continue;
    const begun = witness.scans.findLast(
      (scan) =>
        scan.client === client && scan.atMs <= atMs && (scan.triggers & Trigger.beforeInstallation) !== 0,
    );
    histories[client]!.installations.push([slot, atMs - begun!.atMs]);
  }
  return new Map(
    histories.map((history, client) => {
      const name = clients.groups[clients.groupOf[client]!]!.name;
      return [`${name} ${clients.numberInGroup[client]}`, history];
    }),
  );
}

/** Compares parts of the histories of the clients that two scenarios have in common. */
function expectSame(one: Scenario, other: Scenario, parts: readonly (keyof History)[], only = /./): void {
  const [before, after] = [historiesOf(one), historiesOf(other)];
  let compared = 0;
  for (const [name, history] of before) {
    const there = after.get(name);
    if (there === undefined || !only.test(name)) continue;
    for (const part of parts) expect([name, part, there[part]]).toEqual([name, part, history[part]]);
    compared++;
  }
  expect(compared).toBeGreaterThan(50);
}

const EVERYTHING = ['policies', 'deadlines', 'scans', 'installations', 'presence', 'states'] as const;

describe('A run', () => {
  const scenario = mixedScenario();
  const result = runFleet(scenario).result();

  it('is the same twice, row by row', () => {
    const again = runFleet(mixedScenario()).result();
    expect(again.hourlyFingerprints).toEqual(result.hourlyFingerprints);
    expect(again.eventCount).toBe(result.eventCount);
    expect(rowsOf(again)).toEqual(rowsOf(result));
  });

  it('is another one with another seed, and in another replication', () => {
    const other = runFleet(mixedScenario({ seed: '2' })).result();
    const fleet = new Fleet(scenario, 1);
    fleet.run(scenario.horizonMs);
    expect(new Set([result.fingerprint, other.fingerprint, fleet.result().fingerprint]).size).toBe(3);
    expect(rowsOf(other)).not.toEqual(rowsOf(result));
  });

  it('in slices of odd lengths is the run', () => {
    const fleet = new Fleet(scenario, 0);
    for (let atMs = 0, slice = 1; atMs < scenario.horizonMs; slice++) {
      atMs = Math.min(scenario.horizonMs, atMs + slice * 7_654_321);
      fleet.run(atMs);
      fleet.complianceShare();
    }
    expect(fleet.result().hourlyFingerprints).toEqual(result.hourlyFingerprints);
    expect(rowsOf(fleet.result())).toEqual(rowsOf(result));
  });

  it('has the same history whatever is measured: interval, span, rows per client', () => {
    const changes: Partial<Scenario>[] = [
      { output: { intervalMs: 7 * MINUTE_MS, clients: true, servicingLog: false } },
      { output: { intervalMs: 30 * DAY_MS, clients: false, servicingLog: false } },
      { measureFromMs: 5 * DAY_MS + 1234 },
      { thresholds: [{ metric: 'scans.refused', atMost: 0, text: '' }] },
    ];
    for (const change of changes) {
      expect(runFleet(mixedScenario(change)).result().hourlyFingerprints).toEqual(result.hourlyFingerprints);
    }
  });

  it('knows nothing of the time zone and the locale of its process', () => {
    const printed = (environment: Record<string, string>) =>
      execFileSync(process.execPath, ['--import', 'tsx', `${ROOT}test/model/isolation-run.ts`], {
        cwd: ROOT,
        env: { ...process.env, ...environment },
        encoding: 'utf8',
      })
        .trim()
        .split(' ');
    const far = printed({ TZ: 'Pacific/Auckland', LC_ALL: 'de_DE.UTF-8', LANG: 'de_DE.UTF-8' });
    expect(far.slice(0, 2)).toEqual([result.fingerprint, String(result.eventCount)]);
    expect(far[2]).not.toBe('0');
  });
});

describe('The luck of a client', () => {
  it('does not change when a group is added, before or after its own', () => {
    const base = uncontended();
    const extra = group({ name: 'newcomers', count: 77, presence: nineToFive('sleep') });
    const before = uncontended({
      groups: [extra, ...base.groups],
      deployments: base.deployments.map((item) => ({ ...item, groups: [0, 1, 2, 3] })),
    });
    expectSame(base, before, EVERYTHING);
    expectSame(base, uncontended({ groups: [...base.groups, extra] }), EVERYTHING);
  });

  it('does not change when its group grows', () => {
    const base = uncontended();
    expectSame(
      base,
      uncontended({ groups: base.groups.map((item) => ({ ...item, count: 90 })) }),
      EVERYTHING,
    );
  });

  it('does not change when a distribution point, a link or an action for others is added', () => {
    const base = uncontended();
    const { distributionPoints, locations } = base;
    const point = { ...distributionPoints[0]!, name: 'DP2' };
    const link = { bytesPerSecond: 1000, latencyMs: 500, flowBytesPerSecondMax: 1000 };
    const other = uncontended({
      locations: [...locations, { name: 'elsewhere', link }],
      distributionPoints: [...distributionPoints, point],
      actions: [{ verb: 'outage', atMs: DAY_MS, target: { role: 'distributionPoint', index: 1 } }],
    });
    expectSame(base, other, EVERYTHING);
  });

  it('does not change when an update and a deployment for others are added', () => {
    const base = uncontended();
    const catalog = {
      ...base.catalog,
      products: [...base.catalog.products, 'Windows Server'],
      updates: [
        ...base.catalog.updates,
        { ...base.catalog.updates[1]!, id: 'server', product: 1, supersedes: [] },
      ],
    };
    const servers = group({ name: 'servers', count: 20, product: 1, kind: 'server' });
    const other = uncontended({
      catalog,
      groups: [...base.groups, servers],
      deployments: [...base.deployments, deployment({ name: 'servers', updates: [2], groups: [3] })],
      // Synchronization takes no longer for more updates, so that all hear of them at the same instants.
      siteChanges: NO_PER_UPDATE_TIME,
    });
    expectSame(
      uncontended({ siteChanges: NO_PER_UPDATE_TIME }),
      other,
      ['presence', 'deadlines', 'installations', 'policies'],
      /always on/,
    );
  });

  it('does not change when deployments and updates come before its own in the scenario', () => {
    const base = uncontended({ profile: 'cb2303' });
    const [may, june] = base.catalog.updates as [Update, Update];
    const servers = group({ name: 'servers', count: 20, product: 1, kind: 'server' });
    const other = uncontended({
      profile: 'cb2303',
      catalog: {
        ...base.catalog,
        products: [...base.catalog.products, 'Windows Server'],
        updates: [{ ...may, id: 'server', product: 1 }, may, { ...june, supersedes: [1] }],
      },
      groups: [servers, ...base.groups],
      deployments: [
        deployment({ name: 'servers', updates: [0], groups: [0], createdMs: DAY_MS + 3 * HOUR_MS }),
        { ...base.deployments[0]!, updates: [2], groups: [1, 2, 3] },
      ],
    });
    const inOrder = (scenario: Scenario) =>
      new Map(
        [...historiesOf(scenario)].map(([name, { deadlines, ...history }]) => [
          name,
          { ...history, deadlines: (deadlines as { atMs: number }[]).map(({ atMs }) => atMs) },
        ]),
      );
    const [before, after] = [inOrder(base), inOrder(other)];
    for (const [name, { deadlines, scans, installations }] of before) {
      const there = after.get(name)!;
      expect([name, there.deadlines, there.scans, there.installations]).toEqual([
        name,
        deadlines,
        scans,
        installations,
      ]);
    }
  });

  it('does not change when a WSUS server is added, apart from which server it asks', () => {
    const base = uncontended();
    const { softwareUpdatePoints } = base;
    const second = { ...softwareUpdatePoints[0]!, name: 'SUP2', database: 1 };
    const other = uncontended({
      softwareUpdatePoints: [...softwareUpdatePoints, second],
    });
    expectSame(base, other, ['policies', 'deadlines', 'presence']);
    expectSame(base, other, ['installations'], /always on/);
  });

  it('for installations and deadlines does not change with the time to live of scans', () => {
    const base = uncontended();
    const { clientSettings } = base;
    for (const scanTtlMs of [HOUR_MS, 6 * DAY_MS]) {
      const other = uncontended({ clientSettings: { ...clientSettings, scanTtlMs } });
      expectSame(base, other, ['deadlines', 'presence', 'policies']);
      expectSame(base, other, ['installations'], /always on/);
    }
  });
});
