import { describe, expect, it } from 'vitest';
import { Enforcement } from '../../src/model/client/client-updates.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { Action, ServerTarget } from '../../src/model/scenario.ts';
import {
  BRANCH,
  CAS,
  childMs,
  hierarchyScenario,
  instantsAt,
  linesOf,
  NEW_COUNT,
  P01,
  POINTS,
  REGION,
  REPLICATION,
  S01,
  START_MS,
  tickAfter,
  topMs,
  wsusMs,
} from './hierarchy.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  MINUTE_MS,
  runFleet,
  SECOND_MS,
  SYNCHRONIZATION as SYNC,
} from './small-fleet.ts';

const STATUS = ['syncStarted', 'wsusSyncing', 'databaseSyncing', 'syncCompleted', 'replicaSyncing'] as const;
const REGION_LINK = { role: 'link', index: 1 } as const;
const point = (index: number) => ({ role: 'softwareUpdatePoint', index }) as const;

/** When the synchronizations of the three sites are complete if nothing disturbs them. */
const CAS_MS = START_MS + topMs(NEW_COUNT);
const P01_START_MS = CAS_MS + REGION.latencyMs;
const P01_MS = P01_START_MS + childMs(NEW_COUNT, REGION.bytesPerSecond, REGION.latencyMs);
const BRANCH_LATENCY_MS = REGION.latencyMs + BRANCH.latencyMs;
const S01_START_MS = P01_MS + BRANCH_LATENCY_MS;
const S01_MS = S01_START_MS + childMs(NEW_COUNT, BRANCH.bytesPerSecond, BRANCH_LATENCY_MS);
const itemsMs = (count: number) =>
  (count * REPLICATION.itemBytes * 1000) / REGION.bytesPerSecond + REGION.latencyMs;

/** A window of an outage. */
const outage = (target: ServerTarget, fromMs: number, toMs: number): Action[] => [
  { verb: 'outage', atMs: fromMs, target },
  { verb: 'restore', atMs: toMs, target },
];

describe('a synchronization of a hierarchy', () => {
  it('goes from the central administration site to the primary and on to the secondary, each in the order of the seed', () => {
    const line = (atMs: number, site: string, event: string, of = '', updates = 0) =>
      ({ atMs, site, event, of, updates, full: false }) as const;
    expect(linesOf(runFleet(hierarchyScenario()).result())).toEqual([
      line(START_MS, 'CAS', 'syncStarted'),
      line(START_MS, 'CAS', 'wsusSyncing', POINTS[0], NEW_COUNT),
      line(START_MS + wsusMs(NEW_COUNT) + SYNC.settleMs, 'CAS', 'databaseSyncing', '', NEW_COUNT),
      line(CAS_MS, 'CAS', 'syncCompleted', '', NEW_COUNT),
      line(CAS_MS, 'CAS', 'childRequested', 'P01'),
      line(P01_START_MS, 'P01', 'syncStarted'),
      line(P01_START_MS, 'P01', 'wsusSyncing', POINTS[1], NEW_COUNT),
      line(tickAfter(CAS_MS) + itemsMs(NEW_COUNT), 'P01', 'itemsReplicated', '', NEW_COUNT),
      line(P01_MS, 'P01', 'syncCompleted', '', NEW_COUNT),
      line(P01_MS, 'P01', 'childRequested', 'S01'),
      line(P01_MS, 'P01', 'replicaSyncing', POINTS[2]),
      line(S01_START_MS, 'S01', 'syncStarted'),
      line(S01_START_MS, 'S01', 'wsusSyncing', POINTS[3], NEW_COUNT),
      line(P01_MS + wsusMs(NEW_COUNT), 'P01', 'replicaSynced', POINTS[2]),
      line(S01_MS, 'S01', 'syncCompleted', '', NEW_COUNT),
    ]);
  });

  it('gives each server its version when its own step has settled', () => {
    const scenario = hierarchyScenario();
    const served = (atMs: number) => {
      const { updatePoints } = runFleet(scenario, atMs).parts;
      return POINTS.map((_, number) => updatePoints.versionOf(number));
    };
    expect(served(P01_MS - 1)).toEqual([1, 0, 0, 0]);
    expect(served(P01_MS)).toEqual([1, 1, 0, 0]);
    expect(served(P01_MS + wsusMs(NEW_COUNT))).toEqual([1, 1, 1, 0]);
    expect(served(S01_MS - 1)).toEqual([1, 1, 1, 0]);
    expect(served(S01_MS)).toEqual([1, 1, 1, 1]);
  });

  it('raises the status messages of a site in the order 6701, 6704, 6705, 6702, 6706; below the top without 6705', () => {
    const result = runFleet(hierarchyScenario()).result();
    const at = (site: string) =>
      linesOf(result, STATUS).flatMap((line) => (line.site === site ? [line.event] : []));
    expect(at('CAS')).toEqual(['syncStarted', 'wsusSyncing', 'databaseSyncing', 'syncCompleted']);
    expect(at('P01')).toEqual(['syncStarted', 'wsusSyncing', 'syncCompleted', 'replicaSyncing']);
    expect(at('S01')).toEqual(['syncStarted', 'wsusSyncing', 'syncCompleted']);
  });

  it('is named by the policy of a site when its servers and its database have it, whichever is last', () => {
    const slowReplication = hierarchyScenario();
    const sites = slowReplication.sites.map((site) => ({
      ...site,
      replication: site.replication && { ...REPLICATION, globalIntervalMs: HOUR_MS },
    }));
    const named = (scenario = slowReplication, atMs = 0) => {
      const { versions } = runFleet(scenario, atMs).parts;
      return versions.named(P01!);
    };
    expect([named(slowReplication, P01_MS - 1), named(slowReplication, P01_MS)]).toEqual([0, 1]);
    const arrivesMs = START_MS + HOUR_MS + itemsMs(NEW_COUNT);
    const late = { ...slowReplication, sites };
    expect([named(late, arrivesMs - 1), named(late, arrivesMs)]).toEqual([0, 1]);
    const { versions } = runFleet(late).parts;
    expect([versions.namedAt(P01!, arrivesMs - 1), versions.namedAt(P01!, arrivesMs)]).toEqual([0, 1]);
  });
});

describe('while the way between two sites is down', () => {
  const restoreMs = CAS_MS + 150 * SECOND_MS;
  const result = runFleet(
    hierarchyScenario({ actions: outage(REGION_LINK, CAS_MS - SECOND_MS, restoreMs) }),
  ).result();

  it('the sender tries to deliver the request every minute', () => {
    expect(instantsAt(result, 'CAS', 'childRequested')).toEqual([CAS_MS]);
    expect(instantsAt(result, 'P01', 'syncStarted')).toEqual([CAS_MS + 3 * MINUTE_MS + REGION.latencyMs]);
  });

  it('replication waits for the first tick after the restoration', () => {
    expect(instantsAt(result, 'P01', 'itemsReplicated')).toEqual([tickAfter(restoreMs) + itemsMs(NEW_COUNT)]);
  });

  it('metadata on their way stall, and go on after it', () => {
    const breakMs = P01_START_MS + 20;
    const stalled = hierarchyScenario({ actions: outage(REGION_LINK, breakMs, breakMs + HOUR_MS) });
    expect(instantsAt(runFleet(stalled).result(), 'P01', 'syncCompleted')).toEqual([P01_MS + HOUR_MS]);
  });
});

describe('a child site', () => {
  it('fails while its own server, or that of its parent, is down, and tries again after an hour', () => {
    for (const index of [CAS!, P01!]) {
      const downMs = CAS_MS + 1;
      const scenario = hierarchyScenario({ actions: outage(point(index), downMs, downMs + 90 * MINUTE_MS) });
      const result = runFleet(scenario).result();
      const [first, retry] = [P01_START_MS, P01_START_MS + SYNC.retryMs];
      expect(instantsAt(result, 'P01', 'syncStarted')).toEqual([first, retry, retry + SYNC.retryMs]);
      expect(instantsAt(result, 'P01', 'syncFailed')).toEqual([first, retry]);
      expect(instantsAt(result, 'P01', 'syncCompleted')).toEqual([P01_MS + 2 * SYNC.retryMs]);
      expect(instantsAt(result, 'CAS', 'syncStarted')).toEqual([START_MS]);
    }
  });

  it('synchronizes once more when it is asked while it still does', () => {
    const wsusFixedMs = 10 * MINUTE_MS;
    const scenario = hierarchyScenario({
      below: { wsusFixedMs },
      actions: [{ verb: 'syncNow', site: CAS!, full: false, atMs: CAS_MS + MINUTE_MS }],
    });
    const result = runFleet(scenario).result();
    const longer = wsusFixedMs - SYNC.wsusFixedMs;
    const replicaEndMs = P01_MS + longer + wsusFixedMs + SYNC.wsusPerUpdateMs * NEW_COUNT;
    expect(instantsAt(result, 'P01', 'syncStarted')).toEqual([P01_START_MS, replicaEndMs]);
  });

  it('without a software update point is not asked, but its database gets the items', () => {
    const scenario = hierarchyScenario();
    const withoutPoint = {
      ...scenario,
      softwareUpdatePoints: [scenario.softwareUpdatePoints[0]!],
      groups: [group({ site: P01!, updatePoints: { own: [], neighbours: [] }, managementPoints: [0] })],
    };
    const fleet = runFleet(withoutPoint);
    expect(linesOf(fleet.result(), ['childRequested'])).toEqual([]);
    expect(instantsAt(fleet.result(), 'P01', 'itemsReplicated')).toHaveLength(1);
    expect([fleet.parts.versions.stored[P01!], fleet.parts.versions.named(P01!)]).toEqual([1, 0]);
  });
});

describe('a deployment', () => {
  const CREATED_MS = 2 * DAY_MS;

  it('is created at the top, and published at a primary site when it has replicated to it', () => {
    const scenario = hierarchyScenario({
      deployments: [deployment({ createdMs: CREATED_MS, groups: [0, 1] })],
      groups: [
        group({ site: P01!, location: 1 }),
        group({ name: 'branch', site: S01!, location: 2, managementPoints: [0] }),
      ],
    });
    const result = runFleet(scenario).result();
    const arrivesMs = tickAfter(CREATED_MS) + itemsMs(1);
    expect(linesOf(result, ['deploymentCreated', 'deploymentReplicated'])).toMatchObject([
      { site: 'CAS', event: 'deploymentCreated', atMs: CREATED_MS, of: 'June updates' },
      { site: 'P01', event: 'deploymentReplicated', atMs: arrivesMs, of: 'June updates' },
    ]);
    const published = (atMs: number) =>
      runFleet(scenario, atMs).parts.policy.published.findIndex((revision) => revision >= 0);
    expect([published(arrivesMs - 1), published(arrivesMs)]).toEqual([CAS, CAS]);
    const fleet = runFleet(scenario, arrivesMs - 1);
    expect(fleet.parts.policy.published[P01!]).toBe(-1);
    expect(runFleet(scenario, arrivesMs).parts.policy.published[P01!]).toBe(0);
    const { updates } = runFleet(scenario).parts;
    expect([0, 1].map((client) => updates.is(0, client, Enforcement.policy))).toEqual([true, true]);
  });

  it('travels in one batch with the items that its updates are', () => {
    const createdMs = START_MS;
    const scenario = hierarchyScenario({ deployments: [deployment({ createdMs })] });
    const result = runFleet(scenario).result();
    expect(instantsAt(result, 'CAS', 'deploymentCreated')).toEqual([CAS_MS]);
    const arrivesMs = tickAfter(CAS_MS) + itemsMs(NEW_COUNT + 1);
    expect(instantsAt(result, 'P01', 'itemsReplicated')).toEqual([arrivesMs]);
    expect(instantsAt(result, 'P01', 'deploymentReplicated')).toEqual([arrivesMs]);
  });
});

describe('a hierarchy that was saved', () => {
  it('goes on from the middle of a pull, of a step and of a batch as if it had not been', () => {
    const scenario = hierarchyScenario({
      deployments: [deployment({ createdMs: START_MS, groups: [0] })],
      actions: outage(REGION_LINK, CAS_MS - 1, CAS_MS + 90 * SECOND_MS),
    });
    const whole = runFleet(scenario).result().fingerprint;
    const askedMs = CAS_MS + 2 * MINUTE_MS + REGION.latencyMs;
    for (const atMs of [
      START_MS + 1,
      CAS_MS + 1,
      askedMs + 30,
      askedMs + MINUTE_MS,
      tickAfter(askedMs) + 20,
    ]) {
      const first = new Fleet(scenario, 0);
      first.run(atMs);
      const second = new Fleet(scenario, 0);
      second.restore(first.save());
      second.run(scenario.horizonMs);
      expect(second.result().fingerprint).toBe(whole);
    }
  });
});
