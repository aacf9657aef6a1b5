import { describe, expect, it } from 'vitest';
import { Enforcement } from '../../src/model/client/client-updates.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { rowsAll, seedFor } from './lives.ts';
import { mixedHierarchy, mixedScenario } from './mixed-fleet.ts';
import { withImages } from './mixed-images.ts';
import { DAY_MS, deployment, fixed, group, HOUR_MS, runFleet, smallScenario } from './small-fleet.ts';

const lifeTableOf = (scenario: Scenario) => rowsAll(runFleet(scenario).result().lifeTable);

/** Whether a bin of a life table may stand for a time: it starts at most 0.2 % before. */
function expectBin(binMs: number, ms: number): void {
  expect(binMs).toBeLessThanOrEqual(ms);
  expect(binMs).toBeGreaterThan(ms * 0.998);
}

describe('a life table', () => {
  it('has the release, the first compliance and the end of a single client', () => {
    const scenario = smallScenario();
    const result = runFleet(scenario).result();
    const [client] = rowsAll(result.clients!);
    const [released, compliant, end] = rowsAll(result.lifeTable);
    expect(released).toEqual({
      deployment: 0,
      sinceReleaseMs: 0,
      entered: 1,
      becameCompliant: 0,
      censored: 0,
      meanMs: -1,
    });
    const meanMs = client!.compliantMs - DAY_MS;
    expect(compliant).toMatchObject({ entered: 0, becameCompliant: 1, censored: 0, meanMs });
    expectBin(compliant!.sinceReleaseMs, meanMs);
    expect(end).toMatchObject({
      sinceReleaseMs: scenario.horizonMs - DAY_MS,
      becameCompliant: 0,
      censored: 0,
    });
  });

  it('censors who leaves before, and at the end who is still under way', () => {
    const leftMs = 4 * DAY_MS;
    const groups = [group({ count: 3, stay: fixed(leftMs) }), group({ name: 'slow', updatePoints: null })];
    const rows = lifeTableOf(smallScenario({ groups, deployments: [deployment({ groups: [0, 1] })] }));
    expect(
      rows.map(({ entered, becameCompliant, censored }) => [entered, becameCompliant, censored]),
    ).toEqual([
      [4, 0, 0],
      [0, 0, 3],
      [0, 0, 1],
    ]);
    expectBin(rows[1]!.sinceReleaseMs, leftMs - DAY_MS);
  });

  it('has a machine that joins late from the instant on at which its site knows it', () => {
    const changes = { joiningCount: 1 };
    const seed = seedFor(changes, 3 * DAY_MS, 4 * DAY_MS);
    const scenario = smallScenario({ seed, groups: [group(changes)] });
    const result = runFleet(scenario).result();
    const [client] = rowsAll(result.clients!);
    const [first] = rowsAll(result.lifeTable);
    expect(first!.sinceReleaseMs).toBeGreaterThan(0.998 * (client!.joinedMs - DAY_MS));
    // Who joins with the updates has nothing to become.
    const [times] = rowsAll(result.timeToCompliant);
    expect(times!.compliantAtRelease + first!.entered).toBe(1);
  });

  it('begins with the run where the release was before it', () => {
    const releasedMs = -3 * DAY_MS;
    const base = smallScenario();
    const updates = base.catalog.updates.map((update) => ({ ...update, releasedMs }));
    const scenario = smallScenario({
      catalog: { ...base.catalog, updates },
      initial: { ...base.initial, patchedShareByLag: [0, 0] },
      deployments: [deployment({ releasedMs, createdMs: HOUR_MS, availableMs: [HOUR_MS] })],
    });
    const [first] = lifeTableOf(scenario);
    expect(first).toMatchObject({ entered: 1, becameCompliant: 0 });
    expectBin(first!.sinceReleaseMs, 3 * DAY_MS);
  });

  it('has no row where the release does not come', () => {
    const scenario = smallScenario({ horizonMs: DAY_MS - HOUR_MS });
    expect(lifeTableOf(scenario)).toEqual([]);
  });
});

describe('in a fleet of every kind, a life table', () => {
  const churning = withJoiningAndLeaving(mixedScenario());
  const fleets = [
    ['with joining and leaving', churning],
    ['in a hierarchy', withJoiningAndLeaving(mixedHierarchy())],
    ['with machines that are rebuilt from images', withImages(mixedScenario())],
  ] as const;

  for (const [name, scenario] of fleets) {
    it(`${name} never has more ends than clients under way, and censors at the end who still is`, () => {
      const fleet = new Fleet(scenario, 0);
      for (const share of [0.3, 0.6, 1]) {
        fleet.run(Math.floor(scenario.horizonMs * share));
        const rows = rowsAll(fleet.result().lifeTable);
        scenario.deployments.forEach((_, number) => {
          expectToAddUp(
            fleet,
            number,
            rows.filter((row) => row.deployment === number),
          );
        });
      }
    });
  }

  it('tells of as many that became compliant as the table of times, where none come back', () => {
    const result = runFleet(mixedScenario()).result();
    const rows = rowsAll(result.lifeTable);
    const all = rowsAll(result.timeToCompliant).filter((row) => row.group === -1);
    for (const { deployment: number, members, compliantAtRelease, becameCompliant } of all) {
      const own = rows.filter((row) => row.deployment === number);
      const sum = (column: 'entered' | 'becameCompliant') =>
        own.reduce((total, row) => total + row[column], 0);
      if (own.length === 0) continue;
      expect([number, sum('entered'), sum('becameCompliant')]).toEqual([
        number,
        members - compliantAtRelease,
        becameCompliant,
      ]);
    }
  });
});

function withJoiningAndLeaving(scenario: Scenario): Scenario {
  const groups = scenario.groups.map((each) => ({
    ...each,
    joiningCount: Math.floor(each.count / 4),
    stay: { law: 'exponential', mean: scenario.horizonMs } as const,
  }));
  return { ...scenario, groups };
}

function expectToAddUp(
  fleet: Fleet,
  number: number,
  rows: readonly { sinceReleaseMs: number; entered: number; becameCompliant: number; censored: number }[],
): void {
  const { clients, lifetimes, memberships, updates } = fleet.parts;
  let underWay = 0;
  let beforeMs = -1;
  rows.forEach((row, index) => {
    const isEnd = index === rows.length - 1;
    expect(row.sinceReleaseMs).toBeGreaterThanOrEqual(isEnd ? beforeMs : beforeMs + 1);
    beforeMs = row.sinceReleaseMs;
    underWay += row.entered - row.becameCompliant - row.censored;
    expect(underWay).toBeGreaterThanOrEqual(0);
  });
  expect(underWay).toBe(0);
  let count = 0;
  for (let client = 0; client < clients.count; client++) {
    const isMember = lifetimes.isInFleet(client) && memberships.isTargeted(client, number);
    if (isMember && !updates.is(number, client, Enforcement.everCompliant)) count++;
  }
  if (rows.length > 0) expect(rows.at(-1)!.censored).toBe(count);
}
