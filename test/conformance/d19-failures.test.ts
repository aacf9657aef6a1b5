import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../src/model/scenario.ts';
import { Compliance } from '../../src/model/updates/update-states.ts';
import { Luck } from '../../src/sim/random.ts';
import {
  EVALUATION_MS,
  INSTALL_MS,
  juneOf,
  LOCATION_MS,
  ONLINE_SCAN_MS,
  RESTART_MS,
  SLOT,
} from '../model/one-client.ts';
import { saysOf, witnessed } from '../model/reports.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  runFleet,
  update,
} from '../model/small-fleet.ts';
import { type Chapter, storyOf } from '../model/story.ts';
import { ASSUMPTIONS, NEVER_MS, quiet, scanAt } from './one-client.ts';

const DEADLINE_MS = deployment().deadlineMs![0]!;
const BEGUN_MS = DEADLINE_MS + EVALUATION_MS;
const NIGHT_MS = 6 * DAY_MS + 3 * HOUR_MS;

/** One client that knows June's update before its deployment comes and scans offline from then on. */
const informed = (changes: NonNullable<Parameters<typeof quiet>[0]> = {}): Scenario =>
  quiet({
    deployments: [deployment({ verbosity: 'all' })],
    ...changes,
    actions: [scanAt(1.5 * DAY_MS), ...(changes.actions ?? [])],
    clientSettings: { scanTtlMs: 100 * DAY_MS, ...changes.clientSettings },
  });

const nights = (startsMs: readonly number[]) => [
  {
    name: 'C',
    groups: [0],
    query: null,
    windows: [
      { name: 'night', kind: 'softwareUpdates', durationMs: 4 * HOUR_MS, startsMs: [startsMs] } as const,
    ],
    evaluationIntervalMs: MINUTE_MS,
  },
];

/** Cumulative updates never install. */
const FAILS = { ...ASSUMPTIONS, installFailureShare: { LCU: 1, DotNetCU: 0, SSU: 0, other: 0 } };
const evaluateAt = (atMs: number) => ({ verb: 'evaluateNow', atMs, groups: [0] }) as const;

/** What the client said, with the instants. */
function saidIn(scenario: Scenario) {
  const { fleet, witness } = witnessed(scenario);
  const timesOf = (says: string) =>
    witness.raised.filter((each) => saysOf(each) === says).map(({ atMs }) => atMs);
  return { fleet, timesOf };
}

describe('an installation that fails', () => {
  test('D19.1 has taken its time, and is reported: 402:11 of the update, 301:6 of the deployment', () => {
    const { timesOf } = saidIn(informed({ assumptions: FAILS }));
    expect(timesOf('402 8')).toEqual([BEGUN_MS]);
    expect(timesOf('402 11')).toEqual([BEGUN_MS + INSTALL_MS]);
    expect(timesOf('301 6')).toEqual([BEGUN_MS + INSTALL_MS]);
  });

  test('D19.2 leaves the update required', () => {
    const { parts } = runFleet(informed({ assumptions: FAILS }));
    expect(parts.known.stored(0, SLOT)).toBe(Compliance.required);
    expect(parts.truth.known(0, SLOT)).toBe(Compliance.required);
  });

  test('D19.3 is not tried again in a tight loop', () => {
    expect(saidIn(informed({ assumptions: FAILS })).timesOf('402 8')).toHaveLength(1);
  });

  test('D19.4 is tried again at the next evaluation of the deployments, from the cache', () => {
    const laterMs = [6 * DAY_MS, 7 * DAY_MS];
    const { fleet, timesOf } = saidIn(informed({ assumptions: FAILS, actions: laterMs.map(evaluateAt) }));
    // A forced online scan, then the one before the installation.
    const again = laterMs.map((atMs) => atMs + ONLINE_SCAN_MS + EVALUATION_MS);
    expect(timesOf('402 8')).toEqual([BEGUN_MS, ...again]);
    expect(fleet.parts.downloads.downloadedBytes[0]).toBe(JUNE.sizeBytes);
  });

  test('D19.5 … at the next re-evaluation', () => {
    const intervalMs = 4 * DAY_MS;
    const scenario = informed({
      assumptions: FAILS,
      clientSettings: { reevaluationIntervalMs: intervalMs, reevaluationJitter: fixed(0) },
    });
    const { fleet, timesOf } = saidIn(scenario);
    const anchorMs = fleet.parts.calendar.reevaluation.anchorMs[0]!;
    const due = [-2, -1, 0, 1, 2, 3]
      .map((cycle) => anchorMs + cycle * intervalMs)
      .filter((atMs) => atMs > DEADLINE_MS + HOUR_MS && atMs < 10 * DAY_MS);
    expect(due.length).toBeGreaterThan(0);
    expect(timesOf('402 8').slice(1)).toEqual(due.map((atMs) => atMs + 2 * EVALUATION_MS));
  });

  test('D19.6 … and in the next maintenance window', () => {
    const starts = [0, 1, 2].map((day) => NIGHT_MS + day * DAY_MS);
    const { timesOf } = saidIn(informed({ assumptions: FAILS, collections: nights(starts) }));
    expect(timesOf('402 8')).toEqual([starts[0], starts[1]! + EVALUATION_MS, starts[2]! + EVALUATION_MS]);
  });

  test('D19.7 is an error in the console', () => {
    const { compliance } = runFleet(informed({ assumptions: FAILS })).result();
    expect(compliance.get(compliance.length - 1, 'statusError')).toBe(1);
    const fine = runFleet(informed()).result().compliance;
    expect(fine.get(fine.length - 1, 'statusError')).toBe(0);
  });

  test('D19.8 holds up no other update of the deployment, which has failed all the same', () => {
    const tool = update({ id: 'tool', kb: 'KB0000007', kind: 'other' });
    const scenario = informed({
      assumptions: FAILS,
      catalog: { products: ['Windows'], updates: [MAY, JUNE, tool], origin: 'made for tests' },
      deployments: [deployment({ updates: [1, 2], verbosity: 'all' })],
    });
    const { fleet, timesOf } = saidIn(scenario);
    expect(timesOf('402 10')).toHaveLength(1);
    expect(fleet.parts.truth.actual(0, 2)).toBe(4);
    expect(timesOf('301 6').length).toBeGreaterThan(0);
    expect(timesOf('301 4')).toEqual([]);
  });
});

describe('an installation that takes longer than its maximum run time', () => {
  const runTimeMaxMs = 10 * MINUTE_MS;
  const scenario = informed({
    catalog: { products: ['Windows'], updates: [MAY, { ...JUNE, runTimeMaxMs }], origin: 'made for tests' },
  });

  test('D19.9 is reported as failed when that is over', () => {
    const { timesOf } = saidIn(scenario);
    expect(timesOf('402 11')).toEqual([BEGUN_MS + runTimeMaxMs]);
    expect(timesOf('301 6')).toEqual([BEGUN_MS + runTimeMaxMs]);
  });

  test('D19.10 goes on in the operating system to its end', () => {
    const [, changed] = storyOf(scenario, juneOf, DEADLINE_MS - 1, DEADLINE_MS + DAY_MS);
    expect(changed).toEqual({ atMs: BEGUN_MS + INSTALL_MS, is: 'pending restart' });
  });

  test('D19.11 is found by the next scan to be what it is', () => {
    const scanMs = DEADLINE_MS + 3 * HOUR_MS;
    const { timesOf } = saidIn({ ...scenario, actions: [...scenario.actions, scanAt(scanMs)] });
    expect(saidIn(scenario).timesOf('402 9')).toEqual([]);
    expect(timesOf('402 9')).toEqual([scanMs + ONLINE_SCAN_MS]);
  });
});

describe('an update that goes missing', () => {
  const timeMs = 2 * DAY_MS;
  const losing = (clientSettings: object, groups = [group({ updateLoss: fixed(timeMs) })]) =>
    informed({ groups, clientSettings });
  const reevaluated = losing({ reevaluationIntervalMs: DAY_MS, reevaluationJitter: fixed(0) });
  /** Losses of June's update after its installation. */
  const lossesIn = (story: readonly Chapter[]) =>
    story
      .filter(({ is }, at) => is === 'required' && story[at - 1]?.is === 'installed')
      .map(({ atMs }) => atMs);
  const story = storyOf(reevaluated, juneOf, DEADLINE_MS);

  test('D19.12 is one of those installed, now and then, at times of the client’s own', () => {
    const { clients } = runFleet(reevaluated, 0).parts;
    const phase = clients.draw(new Luck(reevaluated.seed, 0).key('update loss phase'), 0, 0);
    const firstMs = 7 * timeMs - Math.floor((6 + phase) * timeMs);
    const times = [0, 1, 2, 3, 4].map((loss) => firstMs + loss * timeMs);
    const since = times.filter((atMs) => atMs > DEADLINE_MS + HOUR_MS && atMs < reevaluated.horizonMs);
    expect(since.length).toBeGreaterThan(1);
    expect(lossesIn(story)).toEqual(since);
    const never = losing({}, [group({ updateLoss: fixed(NEVER_MS) })]);
    expect(lossesIn(storyOf(never, juneOf, DEADLINE_MS))).toEqual([]);
  });

  test('D19.13 is seen at re-evaluation: required again, the deployment non-compliant, the chain begins anew', () => {
    const { timesOf, fleet } = saidIn(reevaluated);
    const [lostMs] = lossesIn(story);
    const anchorMs = fleet.parts.calendar.reevaluation.anchorMs[0]!;
    const dueMs = anchorMs + Math.ceil((lostMs! - anchorMs) / DAY_MS) * DAY_MS;
    const seenMs = dueMs + EVALUATION_MS;
    expect(timesOf('500 2')).toContain(seenMs);
    expect(timesOf('300 2')).toContain(seenMs);
    expect(timesOf('402 8')).toContain(seenMs + EVALUATION_MS);
    const doneMs = seenMs + 2 * EVALUATION_MS + INSTALL_MS + RESTART_MS + EVALUATION_MS;
    for (const says of ['500 3', '402 10', '300 1', '301 4']) expect(timesOf(says)).toContain(doneMs);
  });

  test('D19.14 is installed again only in a maintenance window, if the client has any', () => {
    const startsMs = Array.from({ length: 10 }, (_, day) => day * DAY_MS + 3 * HOUR_MS);
    const { timesOf } = saidIn({
      ...reevaluated,
      collections: [...reevaluated.collections, ...nights(startsMs)],
    });
    expect(timesOf('402 8').length).toBeGreaterThanOrEqual(2);
    for (const atMs of timesOf('402 8')) expect(atMs % DAY_MS).toBe(3 * HOUR_MS);
  });

  test('D19.15 stays missing while nothing but scans looks', () => {
    const scenario = losing({});
    const [lostMs] = lossesIn(storyOf(scenario, juneOf, DEADLINE_MS));
    const { fleet, timesOf } = saidIn({
      ...scenario,
      actions: [...scenario.actions, scanAt(lostMs! + HOUR_MS)],
    });
    expect(timesOf('500 2')).toContain(lostMs! + HOUR_MS + ONLINE_SCAN_MS);
    expect(juneOf(fleet)).toBe('required');
  });
});

test('D19.16 content that is on no distribution point is waited for: 402:2 of the update, 301:7 of the deployment', () => {
  const { timesOf } = saidIn(informed({ deployments: [deployment({ verbosity: 'all', packages: [] })] }));
  const { witness } = witnessed(informed());
  const seenMs = witness.policies[0]!.atMs + EVALUATION_MS + LOCATION_MS;
  expect(timesOf('402 2')).toEqual([seenMs]);
  expect(timesOf('301 7')).toEqual([seenMs]);
  expect(timesOf('402 12')).toEqual([]);
});
