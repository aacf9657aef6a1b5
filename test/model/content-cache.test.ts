import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Actual } from '../../src/model/updates/update-states.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  nineToFive,
  OPTIONS,
  runFleet,
  smallScenario,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

const { clientSettings: SETTINGS } = smallScenario();
const DEADLINE_MS = 5 * DAY_MS + 12 * HOUR_MS;

const sumOf = (fleet: Fleet, column: 'evicted' | 'otherRefused') => {
  const { downloads } = fleet.result();
  let sum = 0;
  for (let row = 0; row < downloads.length; row++) sum += downloads.get(row, column);
  return sum;
};

describe('other content in the cache of a client', () => {
  const OTHER_BYTES = 60_000_000;
  /** Once a day, from the end of the first on; the update comes in the third. */
  const scenarioWith = (
    settings: Partial<Scenario['clientSettings']>,
    changes: Partial<Parameters<typeof group>[0]> = {},
  ) =>
    smallScenario({
      clientSettings: { ...SETTINGS, cacheBytes: 150_000_000, ...settings },
      groups: [group({ otherContent: { every: fixed(DAY_MS), bytes: fixed(OTHER_BYTES) }, ...changes })],
    });

  it('never keeps an update out, however small the cache is', () => {
    const fleet = runFleet(scenarioWith({ cacheBytes: 1 }), 3 * DAY_MS);
    expect(fleet.parts.truth.actual(0, 1)).toBe(Actual.cached);
    expect(sumOf(fleet, 'otherRefused')).toBe(3);
    expect(fleet.parts.cache.bytesOf(0)).toBe(JUNE.sizeBytes);
  });

  it('drives out the least recently used that is old enough, all or nothing', () => {
    const scenario = scenarioWith({});
    const bytesAfter = (atMs: number) => runFleet(scenario, atMs).parts.cache.bytesOf(0);
    expect(bytesAfter(2 * DAY_MS)).toBe(2 * OTHER_BYTES);
    // On day 3 the update is too young, and the two others together would not make room enough.
    const third = runFleet(scenario, 3 * DAY_MS + 1);
    expect(third.parts.cache.bytesOf(0)).toBe(2 * OTHER_BYTES + JUNE.sizeBytes);
    // On day 4 all three have to go for the fourth.
    const fourth = runFleet(scenario, 4 * DAY_MS + 1);
    expect(fourth.parts.cache.bytesOf(0)).toBe(OTHER_BYTES);
    expect([sumOf(fourth, 'evicted'), sumOf(fourth, 'otherRefused')]).toEqual([1, 1]);
  });

  it('spares what was used more recently', () => {
    const scenario = scenarioWith({ cacheBytes: 230_000_000 });
    // On day 3 the first makes room for the third; on day 4 the second for the fourth. The update stays.
    const fleet = runFleet(scenario, 4 * DAY_MS + 1);
    expect(fleet.parts.cache.bytesOf(0)).toBe(2 * OTHER_BYTES + JUNE.sizeBytes);
    expect(fleet.parts.truth.actual(0, 1)).toBe(Actual.cached);
  });

  it('makes the client download an update again at the deadline, before it installs', () => {
    const scenario = scenarioWith({});
    const story = storyOf(scenario, ({ parts }) => String(parts.truth.actual(0, 1)), 2 * DAY_MS, 6 * DAY_MS);
    const cachedMs = instantOf(story, String(Actual.cached));
    const evictedMs = instantOf(story, String(Actual.required), cachedMs);
    expect(evictedMs).toBe(4 * DAY_MS);
    const againMs = instantOf(story, String(Actual.cached), evictedMs);
    expect(againMs).toBeGreaterThan(DEADLINE_MS);
    expect(instantOf(story, String(Actual.pendingRestart), againMs)).toBeGreaterThan(againMs);
    const bytesAt = (atMs: number) => runFleet(scenario, atMs).parts.downloads.downloadedBytes[0];
    expect(bytesAt(DEADLINE_MS)).toBe(JUNE.sizeBytes);
    expect(bytesAt(againMs)).toBe(2 * JUNE.sizeBytes);
  });

  it('does not come while the client is away', () => {
    const away = runFleet(scenarioWith({}, { presence: nineToFive('shutdown') }), 3 * DAY_MS);
    expect(away.parts.cache.bytesOf(0)).toBeLessThanOrEqual(JUNE.sizeBytes);
    expect(sumOf(away, 'otherRefused')).toBe(0);
  });
});

describe('a metered connection', () => {
  const scenarioWith = (
    metered: Scenario['clientSettings']['metered'],
    meteredAtDeadline: boolean,
    meteredShare = 1,
    count = 1,
  ) =>
    smallScenario({
      clientSettings: { ...SETTINGS, metered },
      groups: [group({ meteredShare, count })],
      deployments: [deployment({ options: { ...OPTIONS, meteredAtDeadline } })],
    });
  const bytesAt = (scenario: Scenario, atMs: number) =>
    runFleet(scenario, atMs).parts.downloads.downloadedBytes[0];

  it('changes nothing when the settings allow everything on it', () => {
    expect(bytesAt(scenarioWith('allow', false), DEADLINE_MS)).toBe(JUNE.sizeBytes);
  });

  it('limited, carries content only from the deadline on and only of deployments that want it so', () => {
    const scenario = scenarioWith('limit', true);
    expect(bytesAt(scenario, DEADLINE_MS)).toBe(0);
    expect(bytesAt(scenario, 6 * DAY_MS)).toBe(JUNE.sizeBytes);
    expect(bytesAt(scenarioWith('limit', false), 10 * DAY_MS)).toBe(0);
  });

  it('limited, carries policy, scans and state as ever', () => {
    const [limited, allowed] = (['limit', 'allow'] as const).map((metered) => {
      const { parts } = runFleet(scenarioWith(metered, true), DEADLINE_MS);
      return [parts.measures.policyCount[0], parts.messages.serial[0], parts.scans.lastOnlineMs[0]];
    });
    expect(limited).toEqual(allowed);
  });

  it('blocked, reaches no server at all', () => {
    const fleet = runFleet(scenarioWith('block', true));
    const { parts } = fleet;
    expect(parts.measures.policyCount[0]).toBe(0);
    expect(parts.downloads.downloadedBytes[0]).toBe(0);
    expect(parts.truth.actual(0, 1)).toBe(Actual.required);
    const { stateMessages } = fleet.result();
    expect(stateMessages.get(stateMessages.length - 1, 'stored')).toBe(0);
  });

  it('is what the given share of clients have', () => {
    const fleet = runFleet(scenarioWith('block', true, 0.3, 400));
    const installed = fleet.parts.measures.policyCount[0]!;
    // Four standard deviations of a binomial count.
    expect(Math.abs(installed - 400 * 0.7)).toBeLessThan(4 * Math.sqrt(400 * 0.3 * 0.7));
  });
});
