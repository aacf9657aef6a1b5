import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replayPast, runScenario } from '../../../src/experiment/run.ts';
import { sharesPast } from '../../../src/model/branching.ts';
import type { RunResult } from '../../../src/model/results.ts';
import type { Action, Scenario } from '../../../src/model/scenario.ts';
import { csvParts } from '../../../src/report/csv.ts';
import { TABLES } from '../../../src/report/tables/index.ts';
import { randomScenario } from '../../model/random-scenarios.ts';
import { DAY_MS, group, HOUR_MS, smallScenario } from '../../model/small-fleet.ts';

const SEED = 20240612;
const noSlice = () => undefined;
const { signal } = new AbortController();

/** Every byte that a run leaves behind. */
function bytesOf(result: RunResult): string {
  const tables = TABLES.map((table) => [...(csvParts(table, result) ?? [])].map(({ text }) => text).join(''));
  return [result.fingerprint, ...result.hourlyFingerprints, ...tables].join('\n');
}

const whole = async (scenario: Scenario, replication = 0) =>
  bytesOf(await runScenario(scenario, replication, noSlice, signal));

async function branched(past: Scenario, future: Scenario, atMs: number, replication = 0): Promise<string> {
  const replayed = await replayPast(past, replication, atMs, noSlice, signal);
  return bytesOf(await runScenario(future, replication, noSlice, signal, replayed));
}

const DOWN = { target: { role: 'softwareUpdatePoint', index: 0 } } as const;
const scenario = smallScenario({
  groups: [group({ count: 40 })],
  actions: [
    { verb: 'scanNow', atMs: 0, groups: [0] },
    { verb: 'outage', atMs: DAY_MS, ...DOWN },
    { verb: 'restore', atMs: 2 * DAY_MS, ...DOWN },
    { verb: 'scanNow', atMs: 3 * DAY_MS, groups: [0] },
  ],
});
const withActions = (actions: readonly Action[]): Scenario => ({ ...scenario, actions });
const [atStart, outage, restore, scanNow] = scenario.actions as [Action, Action, Action, Action];

describe('A branch', () => {
  it('without changed actions equals the whole run byte for byte, from any instant', async () => {
    const expected = await whole(scenario, 2);
    for (const atMs of [1, DAY_MS, DAY_MS + 1, 2 * DAY_MS + 1234, scenario.horizonMs]) {
      expect(await branched(scenario, scenario, atMs, 2), `from ${atMs} ms`).toBe(expected);
    }
  });

  it.each([
    ['fewer', [atStart, outage]],
    ['later', [atStart, outage, { ...restore, atMs: 4 * DAY_MS }, scanNow]],
    ['at the instant itself', [atStart, outage, { ...restore, atMs: DAY_MS + HOUR_MS }, scanNow]],
    [
      'more',
      [
        atStart,
        outage,
        restore,
        scanNow,
        ...[4, 5, 6, 7, 8, 9].map((day) => ({ ...scanNow, atMs: day * DAY_MS })),
      ],
    ],
    [
      'others at the same instants',
      [atStart, outage, { ...scanNow, atMs: 2 * DAY_MS }, { ...restore, atMs: 3 * DAY_MS }],
    ],
  ] as [string, Action[]][])('with %s actions equals its scenario run from the start', async (_, actions) => {
    const future = withActions(actions);
    expect(sharesPast(scenario, future, DAY_MS + HOUR_MS)).toBe(true);
    const expected = await whole(future);
    expect(await branched(scenario, future, DAY_MS + HOUR_MS)).toBe(expected);
    expect(expected).not.toBe(await whole(scenario));
  });

  it('of whatever random fleet equals its scenario run from the start, whatever later actions are left out', async () => {
    let sharing = 0;
    await fc.assert(
      fc.asyncProperty(randomScenario, fc.nat(1000), fc.nat(3), async (future, permille, left) => {
        const atMs = 1 + Math.floor((future.horizonMs * permille) / 1001);
        const actions = future.actions.filter((action, at) => action.atMs < atMs || at % 4 !== left);
        const past = { ...future, actions };
        if (!sharesPast(past, future, atMs)) return;
        if (actions.length < future.actions.length) sharing++;
        expect(await branched(past, future, atMs)).toBe(await whole(future));
      }),
      { seed: SEED, numRuns: 30 },
    );
    expect(sharing).toBeGreaterThan(5);
  });
});

describe('Two scenarios share a past', () => {
  const atMs = DAY_MS + HOUR_MS;

  it('whatever they are called', () => {
    expect(sharesPast(scenario, { ...scenario, name: 'other', description: 'other' }, atMs)).toBe(true);
  });

  it('not if an action before the instant differs', () => {
    expect(sharesPast(scenario, withActions([atStart, restore, scanNow]), atMs)).toBe(false);
    expect(
      sharesPast(scenario, withActions([atStart, { ...outage, atMs: DAY_MS + 1 }, restore, scanNow]), atMs),
    ).toBe(false);
  });

  it('not if a setting differs', () => {
    expect(sharesPast(scenario, { ...scenario, seed: '2' }, atMs)).toBe(false);
    const clientSettings = { ...scenario.clientSettings, scanTtlMs: 1 };
    expect(sharesPast(scenario, { ...scenario, clientSettings }, atMs)).toBe(false);
  });

  it('not if a fleet has to be laid out for a later action', () => {
    const retarget: Action = { verb: 'retarget', atMs: 5 * DAY_MS, deployment: 0, collection: 0 };
    expect(sharesPast(scenario, withActions([...scenario.actions, retarget]), atMs)).toBe(false);
  });
});
