import { describe, expect, it } from 'vitest';
import { Enforcement } from '../../src/model/client/client-updates.ts';
import type { Action, Scenario, Site } from '../../src/model/scenario.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import {
  childMs,
  hierarchyScenario,
  instantsAt,
  linesOf,
  NEW_COUNT,
  REGION,
  START_MS,
  topMs,
  UPDATES,
  wsusMs,
} from './hierarchy.ts';
import {
  completed,
  contentFrom,
  DAY_MS,
  deployment,
  distributionPoint,
  group,
  HOUR_MS,
  managementPoint,
  runFleet,
  SYNCHRONIZATION as SYNC,
  site,
  smallScenario,
  update,
  updatePoint,
} from './small-fleet.ts';

const SUP = { role: 'softwareUpdatePoint', index: 0 } as const;

/** One site with the four updates; its synchronization as `changes` say. */
const oneSite = (
  changes: Partial<Site['synchronization']>,
  others: Parameters<typeof smallScenario>[0] = {},
) =>
  smallScenario({
    catalog: { products: ['Windows'], updates: UPDATES, origin: 'made for tests' },
    deployments: [],
    siteChanges: { synchronization: { ...SYNC, ...changes } },
    ...others,
  });

const completions = (scenario: Scenario) =>
  linesOf(runFleet(scenario).result(), ['syncCompleted']).map(({ atMs, updates, full }) => ({
    atMs,
    updates,
    full,
  }));

describe('a full synchronization', () => {
  it('is the one that starts when the last full one is as old as the rule says, and not the one before', () => {
    const weekMs = 7 * DAY_MS;
    const startsMs = [weekMs - 1, weekMs, weekMs + DAY_MS];
    const apartMs = [weekMs - HOUR_MS, ...startsMs.slice(1)];
    expect(completions(oneSite({ startsMs: apartMs, fullEveryMs: weekMs }))).toEqual([
      { atMs: weekMs - HOUR_MS + topMs(NEW_COUNT), updates: NEW_COUNT, full: false },
      { atMs: weekMs + topMs(UPDATES.length), updates: UPDATES.length, full: true },
      { atMs: weekMs + DAY_MS + topMs(0), updates: 0, full: false },
    ]);
    expect(completions(oneSite({ startsMs: [weekMs - 1], fullEveryMs: weekMs }))[0]!.full).toBe(false);
  });

  it('carries every offered update that has not expired, and makes no version of what is not new', () => {
    const expiring = [...UPDATES, update({ id: 'gone', releasedMs: -DAY_MS, expiresMs: HOUR_MS })].sort(
      (x, y) => x.releasedMs - y.releasedMs,
    );
    const actions: Action[] = [{ verb: 'syncNow', site: 0, full: true, atMs: 3 * DAY_MS }];
    const scenario = oneSite(
      {},
      { actions, catalog: { products: ['Windows'], updates: expiring, origin: 'made for tests' } },
    );
    expect(completions(scenario).at(-1)).toEqual({
      atMs: 3 * DAY_MS + topMs(UPDATES.length),
      updates: UPDATES.length,
      full: true,
    });
    expect(runFleet(scenario).parts.versions.of(0).count).toBe(1 + 1);
  });

  it('that failed is made good by a full one', () => {
    const scenario = oneSite(
      {},
      {
        actions: [
          { verb: 'syncNow', site: 0, full: true, atMs: 3 * DAY_MS },
          { verb: 'outage', atMs: 3 * DAY_MS + 1, target: SUP },
          { verb: 'restore', atMs: 3 * DAY_MS + HOUR_MS / 2, target: SUP },
        ],
      },
    );
    const failedMs = 3 * DAY_MS + wsusMs(UPDATES.length);
    expect(instantsAt(runFleet(scenario).result(), 'P01', 'syncFailed')).toEqual([failedMs]);
    expect(completions(scenario).at(-1)).toEqual({
      atMs: failedMs + SYNC.retryMs + topMs(UPDATES.length),
      updates: UPDATES.length,
      full: true,
    });
  });

  it('of a child site pulls the bytes of all updates over the way to its parent', () => {
    const fullEveryMs = DAY_MS;
    const result = runFleet(hierarchyScenario({ below: { fullEveryMs } })).result();
    const [line] = linesOf(result, ['syncCompleted']).filter((each) => each.site === 'P01');
    expect(line).toMatchObject({
      atMs:
        START_MS +
        topMs(NEW_COUNT) +
        REGION.latencyMs +
        childMs(UPDATES.length, REGION.bytesPerSecond, REGION.latencyMs),
      updates: UPDATES.length,
      full: true,
    });
    const bytes = result.linkTotals.get(
      result.linkNames.findIndex(({ name }) => name === 'link to region'),
      'bytes',
    );
    expect(bytes).toBeGreaterThanOrEqual(UPDATES.length * SYNC.updateBytes);
  });
});

describe('the default software update point', () => {
  const two = [updatePoint(), updatePoint({ name: 'SUP2', database: 1 })];

  it('when it fails for good lets every try fail until an administrator makes another one the default', () => {
    const replacedMs = START_MS + 150 * 60_000;
    const scenario = oneSite(
      {},
      {
        softwareUpdatePoints: two,
        actions: [
          { verb: 'outage', atMs: START_MS - 1, target: SUP },
          { verb: 'makeDefault', atMs: replacedMs, target: { role: 'softwareUpdatePoint', index: 1 } },
        ],
        horizonMs: START_MS + 3 * HOUR_MS + HOUR_MS / 2,
      },
    );
    const fleet = runFleet(scenario);
    const tries = [0, 1, 2, 3].map((number) => START_MS + number * SYNC.retryMs);
    expect(instantsAt(fleet.result(), 'P01', 'syncStarted')).toEqual(tries);
    expect(instantsAt(fleet.result(), 'P01', 'syncFailed')).toEqual(tries.slice(0, 3));
    expect(completions(scenario)).toEqual([
      { atMs: tries[3]! + topMs(UPDATES.length), updates: UPDATES.length, full: true },
    ]);
    expect([0, 1].map((point) => fleet.parts.updatePoints.versionOf(point))).toEqual([0, 1]);
  });

  it('shares what it synchronized with the servers that share its database, without a synchronization of theirs', () => {
    const shared = [two[0]!, { ...two[1]!, database: 0 }];
    const fleet = runFleet(oneSite({}, { softwareUpdatePoints: shared }));
    expect(instantsAt(fleet.result(), 'P01', 'replicaSyncing')).toEqual([]);
    expect([0, 1].map((point) => fleet.parts.updatePoints.versionOf(point))).toEqual([1, 1]);
  });

  it('lets one of two replicas that share a database follow for both, whichever is up', () => {
    const points = [two[0]!, two[1]!, updatePoint({ name: 'SUP3', database: 1 })];
    const scenario = (actions: Action[]) => oneSite({}, { softwareUpdatePoints: points, actions });
    const replicas = (actions: Action[]) =>
      linesOf(runFleet(scenario(actions)).result(), ['replicaSynced']).map(({ of }) => of);
    expect(replicas([])).toEqual(['SUP2']);
    const down: Action = {
      verb: 'outage',
      atMs: START_MS,
      target: { role: 'softwareUpdatePoint', index: 1 },
    };
    expect(replicas([down])).toEqual(['SUP3']);
    const { updatePoints } = runFleet(scenario([down])).parts;
    expect([0, 1, 2].map((point) => updatePoints.versionOf(point))).toEqual([1, 1, 1]);
  });
});

describe('what the source of the top-level site offers', () => {
  const JUNE_SLOT = 1;
  const offered = (juneMs: number) =>
    UPDATES.map(({ releasedMs }, at) => (at === JUNE_SLOT ? juneMs : releasedMs));
  const scanned = (scenario: Scenario) => {
    const { truth } = runFleet(scenario).parts;
    return [truth.actual(0, JUNE_SLOT), truth.known(0, JUNE_SLOT)];
  };
  const scanNow: Action[] = [{ verb: 'scanNow', atMs: 4 * DAY_MS, groups: [0] }];

  it('is all that becomes known: a product that is not synchronized is required in truth and unknown to all', () => {
    const scenario = oneSite(
      { offeredMs: offered(Infinity) },
      { actions: scanNow, deployments: [deployment({ updates: [JUNE_SLOT] })] },
    );
    expect(scanned(scenario)).toEqual([Actual.required, Compliance.unknown]);
    expect(scanned(oneSite({}, { actions: scanNow }))).toEqual([Actual.required, Compliance.required]);
    const result = runFleet(scenario).result();
    expect(instantsAt(result, 'P01', 'deploymentCreated')).toEqual([]);
    expect(linesOf(result, ['syncCompleted']).map(({ updates }) => updates)).toEqual([NEW_COUNT - 1]);
  });

  it('comes later from a server outside the hierarchy than from Microsoft', () => {
    const startsMs = [START_MS, START_MS + DAY_MS, START_MS + 2 * DAY_MS];
    const delayMs = DAY_MS + HOUR_MS;
    const scenario = oneSite({ startsMs, offeredMs: UPDATES.map(({ releasedMs }) => releasedMs + delayMs) });
    const found = completions(scenario).map(({ updates }) => updates);
    const released = UPDATES.map(({ releasedMs }) => releasedMs + delayMs).filter((ms) => ms > 0);
    const upTo = (atMs: number) => released.filter((ms) => ms <= atMs).length;
    expect(found).toEqual([0, upTo(startsMs[1]!), NEW_COUNT - upTo(startsMs[1]!)]);
    expect(upTo(startsMs[1]!)).toBeGreaterThan(0);
  });

  it('hides a superseded update only once the superseding one is offered', () => {
    const may = update({ id: 'may', kb: 'KB0000005', releasedMs: -20 * DAY_MS });
    const supersededBy = (offeredMs: number) =>
      smallScenario({
        initial: { mode: 'steadyState', patchedShareByLag: [0, 1] },
        catalog: {
          products: ['Windows'],
          updates: [may, update({ supersedes: [0] })],
          origin: 'made for tests',
        },
        deployments: [],
        actions: scanNow,
        siteChanges: { synchronization: { ...SYNC, offeredMs: [may.releasedMs, offeredMs] } },
      });
    const knownOfMay = (offeredMs: number) => runFleet(supersededBy(offeredMs)).parts.truth.known(0, 0);
    expect(knownOfMay(DAY_MS)).toBe(Compliance.notRequired);
    expect(knownOfMay(Infinity)).toBe(Compliance.required);
  });
});

describe('clients that are told of no software update point', () => {
  const deployed = (updatePoints: Scenario['groups'][number]['updatePoints']) =>
    runFleet(
      smallScenario({
        groups: [group({ updatePoints })],
        actions: [{ verb: 'scanNow', atMs: 4 * DAY_MS, groups: [0] }],
      }),
    ).parts;

  it('because updates are disabled for their collection never get a policy, and never scan', () => {
    const { policy, scans, updates, truth, known } = deployed(null);
    expect([policy.enabled[0], updates.is(0, 0, Enforcement.policy)]).toEqual([0, false]);
    expect([scans.metadataVersion[0], scans.lastOnlineMs[0]]).toEqual([-1, -Infinity]);
    expect([0, 1].map((slot) => truth.known(0, slot))).toEqual([Compliance.unknown, Compliance.unknown]);
    expect([0, 1].map((slot) => known.stored(0, slot))).toEqual([Compliance.unknown, Compliance.unknown]);
  });

  it('because their site has none get deployments, but never scan', () => {
    const { policy, scans, updates, known } = deployed({ own: [], neighbours: [] });
    expect([policy.enabled[0], updates.is(0, 0, Enforcement.policy)]).toEqual([0, true]);
    expect([scans.metadataVersion[0], scans.lastOnlineMs[0]]).toEqual([-1, -Infinity]);
    expect(known.stored(0, 1)).toBe(Compliance.unknown);
  });
});

describe('two hierarchies', () => {
  /** Stand-alone sites A and B, each with its servers and clients; B alone or both. */
  const scenarioOf = (names: readonly ('A' | 'B')[], actions: readonly Action[] = []): Scenario => {
    const base = smallScenario();
    const servers = <T>(make: (changes: { name: string; site: number; database: number }) => T) =>
      names.map((name, number) => make({ name: `server ${name}`, site: number, database: number }));
    return completed({
      ...base,
      sites: names.map((name, number) => {
        const startsMs = name === 'A' ? [START_MS] : [START_MS + HOUR_MS, START_MS + DAY_MS];
        return site({ name, synchronization: { ...SYNC, startsMs, updateBytes: number } });
      }),
      softwareUpdatePoints: servers(({ name, ...rest }) => updatePoint({ ...rest, name: `${name} SUP` })),
      managementPoints: servers(({ name, site: at }) => managementPoint({ site: at, name: `${name} MP` })),
      distributionPoints: servers(({ name, site: at }) =>
        distributionPoint({ site: at, name: `${name} DP` }),
      ),
      groups: names.map((name, number) =>
        group({
          name,
          site: number,
          content: contentFrom(number),
          updatePoints: { own: [number], neighbours: [] },
          managementPoints: [number],
        }),
      ),
      deployments: [deployment({ groups: names.map((_, number) => number) })],
      actions,
    });
  };

  it('each see what they would see alone', () => {
    const both = linesOf(runFleet(scenarioOf(['A', 'B'])).result());
    for (const name of ['A', 'B'] as const) {
      const alone = linesOf(runFleet(scenarioOf([name])).result());
      expect(both.filter((line) => line.site === name)).toEqual(alone);
      expect(alone.length).toBeGreaterThan(5);
    }
  });

  it("do not touch each other's versions, and have an access to the internet each", () => {
    const fleet = runFleet(scenarioOf(['A', 'B']), START_MS + HOUR_MS / 2);
    const { versions, updatePoints, network } = fleet.parts;
    expect([0, 1].map((at) => versions.stored[at])).toEqual([1, 0]);
    expect([0, 1].map((at) => updatePoints.versionOf(at))).toEqual([1, 0]);
    expect(network.names.filter((name) => name.startsWith('internet'))).toEqual([
      'internet access of A',
      'internet access of B',
    ]);
    expect(runFleet(scenarioOf(['A'])).parts.network.names).toContain('internet access');
  });

  it('synchronize by hand one at a time', () => {
    const atMs = START_MS - HOUR_MS;
    const result = runFleet(
      scenarioOf(['A', 'B'], [{ verb: 'syncNow', site: 1, full: false, atMs }]),
    ).result();
    expect([instantsAt(result, 'A', 'syncStarted')[0], instantsAt(result, 'B', 'syncStarted')[0]]).toEqual([
      START_MS,
      atMs,
    ]);
  });
});

describe('metadata of a hierarchy', () => {
  it('reach its clients after their own site has them, and no client knows more than its server', () => {
    const scenario = hierarchyScenario({
      actions: [{ verb: 'scanNow', atMs: START_MS + topMs(NEW_COUNT) + 1, groups: [0] }],
    });
    const { scans } = runFleet(scenario, START_MS + 2 * topMs(NEW_COUNT)).parts;
    expect([scans.lastOnlineMs[0]! > START_MS, scans.metadataVersion[0]]).toEqual([true, 0]);
    const later = hierarchyScenario({
      actions: [{ verb: 'scanNow', atMs: START_MS + HOUR_MS, groups: [0] }],
    });
    expect(runFleet(later, START_MS + 2 * HOUR_MS).parts.scans.metadataVersion[0]).toBe(1);
  });
});
