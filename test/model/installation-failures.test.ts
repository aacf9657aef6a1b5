import { expect, test } from 'vitest';
import { Trigger } from '../../src/model/client/scan-agent.ts';
import { Fleet } from '../../src/model/fleet.ts';
import { UNFINISHED_CAUSES } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import { Luck } from '../../src/sim/random.ts';
import { saysOf } from './reports.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  SECOND_MS,
  smallScenario,
  update,
} from './small-fleet.ts';
import { Witness } from './witness.ts';

const SLOT = 1;
const DEADLINE_MS = 5 * DAY_MS + 12 * HOUR_MS;
const INSTALLATION_MS = 15 * MINUTE_MS;

/** As the small scenario, with a share of cumulative updates that fail to install. */
function failing(share: number, changes: Parameters<typeof smallScenario>[0] = {}): Scenario {
  const scenario = smallScenario({ deployments: [deployment({ verbosity: 'all' })], ...changes });
  const installFailureShare = { LCU: share, DotNetCU: 0, SSU: 0, other: 0 };
  return { ...scenario, assumptions: { ...scenario.assumptions, installFailureShare } };
}

/** Runs on with an evaluation cycle at each of the instants; returns when installations began and what was said. */
function story(scenario: Scenario, evaluationsMs: readonly number[] = []) {
  const fleet = new Fleet(scenario, 0);
  const witness = new Witness(fleet);
  for (const [number, atMs] of evaluationsMs.entries()) {
    fleet.run(atMs);
    fleet.parts.scans.request(0, Trigger.evaluationCycle, number);
  }
  fleet.run(scenario.horizonMs);
  const said = witness.raised.map((message) => ({ atMs: message.atMs, says: saysOf(message) }));
  const timesOf = (says: string) => said.filter((each) => each.says === says).map(({ atMs }) => atMs);
  return { fleet, said: said.map(({ says }) => says), timesOf };
}

test('an installation that fails takes its time, is reported, and is not tried again by itself', () => {
  const { fleet, timesOf, said } = story(failing(1));
  const [begunMs, ...others] = timesOf('402 8');
  expect(others).toEqual([]);
  expect(begunMs).toBeGreaterThanOrEqual(DEADLINE_MS + 10 * SECOND_MS);
  expect(timesOf('402 11')).toEqual([begunMs! + INSTALLATION_MS]);
  expect(timesOf('301 6')).toEqual([begunMs! + INSTALLATION_MS]);
  expect(said.at(-1)).toBe('301 6');
  expect(fleet.parts.truth.actual(0, SLOT)).toBe(Actual.cached);
  const { compliance, unfinished } = fleet.result();
  expect(compliance.get(compliance.length - 1, 'statusError')).toBe(1);
  expect(UNFINISHED_CAUSES[unfinished.get(0, 'cause')]).toBe('waitingForReevaluation');
});

test('each evaluation makes one attempt more, from the cache', () => {
  const evaluations = [6, 7, 8].map((day) => day * DAY_MS);
  const { fleet, timesOf } = story(failing(1), evaluations);
  const begun = timesOf('402 8');
  expect(begun).toHaveLength(1 + evaluations.length);
  evaluations.forEach((atMs, number) => {
    expect(begun[number + 1]!).toBeGreaterThan(atMs);
    expect(begun[number + 1]!).toBeLessThan(atMs + 10 * MINUTE_MS);
  });
  expect(fleet.parts.downloads.downloadedBytes[0]).toBe(100_000_000);
  expect(fleet.parts.failures.attempts[SLOT]).toBe(4);
});

test('each maintenance window makes one attempt more', () => {
  const startsMs = [6, 7, 8].map((day) => day * DAY_MS);
  const night = {
    name: 'night',
    kind: 'softwareUpdates',
    durationMs: 4 * HOUR_MS,
    startsMs: [startsMs],
  } as const;
  const collection = {
    name: 'All',
    groups: [0],
    query: null,
    windows: [night],
    evaluationIntervalMs: HOUR_MS,
  };
  const { timesOf } = story(
    failing(1, {
      collections: [collection],
      deployments: [deployment({ verbosity: 'all', groups: [0] })],
    }),
  );
  const begun = timesOf('402 8');
  expect(begun).toHaveLength(startsMs.length);
  startsMs.forEach((startMs, number) => {
    expect(begun[number]!).toBeGreaterThanOrEqual(startMs);
    expect(begun[number]!).toBeLessThan(startMs + 10 * MINUTE_MS);
  });
});

test('other updates of the deployment are installed, and it stays failed', () => {
  const other = update({ id: 'tool', kb: 'KB0000007', kind: 'other' });
  const catalog = { products: ['Windows 11'], updates: [MAY, JUNE, other], origin: 'made by hand' };
  const deployments = [deployment({ verbosity: 'all', updates: [1, 2] })];
  const { fleet, said } = story(failing(1, { catalog, deployments }));
  expect(fleet.parts.truth.actual(0, 2)).toBe(Actual.installed);
  expect(said.filter((says) => says.startsWith('301')).at(-1)).toBe('301 6');
});

test('the first attempts of a fleet fail at the drawn share, client by client', () => {
  const share = 0.3;
  const scenario = failing(share, { groups: [group({ count: 200 })] });
  const fleet = new Fleet(scenario, 0);
  fleet.run(6 * DAY_MS);
  const { clients, truth, updates } = fleet.parts;
  const key = new Luck(scenario.seed, 0).key('installation fails');
  const failed = Array.from({ length: clients.count }, (_, client) => client).filter(
    (client) => clients.draw(key, client, updates.index.keys[1]!) < share,
  );
  expect(failed.length).toBeGreaterThan(30);
  const left = Array.from({ length: clients.count }, (_, client) => client).filter(
    (client) => truth.actual(client, SLOT) !== Actual.installed,
  );
  expect(left).toEqual(failed);
});
