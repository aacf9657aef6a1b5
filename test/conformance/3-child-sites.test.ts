import { describe, expect, test } from 'vitest';
import type { Action } from '../../src/model/scenario.ts';
import {
  BRANCH,
  CAS,
  hierarchyScenario,
  instantsAt,
  linesOf,
  NEW_COUNT,
  P01,
  POINTS,
  REGION,
  S01,
  START_MS,
  wsusMs,
} from '../model/hierarchy.ts';
import { HOUR_MS, MINUTE_MS, runFleet, SYNCHRONIZATION as SYNC } from '../model/small-fleet.ts';
import {
  CAS_MS,
  down,
  P01_MS,
  P01_START_MS,
  point,
  S01_MS,
  S01_START_MS,
  servedBy,
  storedAt,
  syncNow,
  up,
  withGlobalInterval,
} from './sites.ts';

const PRIMARY_SUP = 1;
const SECOND_SUP = 2;
const BRANCH_SUP = 3;
const SECOND_MS = P01_MS + wsusMs(NEW_COUNT);
const scenario = hierarchyScenario();
const result = runFleet(scenario).result();
const withActions = (...actions: Action[]) => runFleet(hierarchyScenario({ actions }));
const served = (atMs: number) => servedBy(runFleet(scenario, atMs));

describe('a child site', () => {
  test('S3.1 gets the configuration items of the top-level site by replication, not with its own synchronization', () => {
    const [arrivesMs] = instantsAt(result, 'P01', 'itemsReplicated');
    const stored = (atMs: number) => storedAt(runFleet(scenario, atMs), [P01!]);
    expect([stored(arrivesMs! - 1), stored(arrivesMs!)]).toEqual([[0], [1]]);
    const late = withGlobalInterval(3 * HOUR_MS);
    expect(storedAt(runFleet(late, P01_MS), [P01!])).toEqual([0]);
    expect(servedBy(runFleet(late, P01_MS))[PRIMARY_SUP]).toBe(1);
  });

  test('S3.2a is sent a request at the end of the synchronization of the top-level site', () => {
    const asked = linesOf(result, ['childRequested']).filter(({ site }) => site === 'CAS');
    expect(asked).toMatchObject([{ atMs: CAS_MS, of: 'P01' }]);
    const failing = withActions(down(point(CAS!), START_MS - 1)).result();
    expect(linesOf(failing, ['childRequested'])).toEqual([]);
  });

  test('S3.2b then starts its own WSUS synchronization', () => {
    expect(instantsAt(result, 'P01', 'wsusSyncing')).toEqual([P01_START_MS]);
  });

  test('S3.3 waits for the request, which comes over the network', () => {
    const link = { role: 'link', index: 1 } as const;
    const restoreMs = CAS_MS + HOUR_MS + 1;
    const cut = withActions(down(link, CAS_MS - 1), up(link, restoreMs)).result();
    const [startedMs] = instantsAt(cut, 'P01', 'syncStarted');
    expect(startedMs).toBeGreaterThanOrEqual(restoreMs + REGION.latencyMs);
    expect(startedMs).toBeLessThanOrEqual(restoreMs + MINUTE_MS + REGION.latencyMs);
  });

  test('S3.4 starts when the request comes, and whenever one comes', () => {
    expect(instantsAt(result, 'P01', 'syncStarted')).toEqual([CAS_MS + REGION.latencyMs]);
    const again = withActions(syncNow(CAS!, START_MS + 3 * HOUR_MS)).result();
    expect(instantsAt(again, 'P01', 'syncStarted')).toEqual(
      instantsAt(again, 'CAS', 'syncCompleted').map((atMs) => atMs + REGION.latencyMs),
    );
  });

  test('S3.5 has the WSUS server of its software update point synchronize', () => {
    expect(linesOf(result, ['wsusSyncing']).filter(({ site }) => site === 'P01')).toMatchObject([
      { atMs: P01_START_MS, of: POINTS[PRIMARY_SUP]! },
    ]);
    const without = withActions(down(point(PRIMARY_SUP), CAS_MS - 1));
    expect(servedBy(without)[PRIMARY_SUP]).toBe(0);
    expect(instantsAt(without.result(), 'P01', 'syncFailed')[0]).toBe(P01_START_MS);
  });

  test('S3.6 has that server take its metadata from the WSUS server of the parent, over the network between them', () => {
    const { linkNames, linkTotals } = result;
    const bytes = linkTotals.get(
      linkNames.findIndex(({ name }) => name === 'link to region'),
      'bytes',
    );
    expect(bytes).toBeGreaterThanOrEqual(NEW_COUNT * SYNC.updateBytes);
    const without = withActions(down(point(CAS!), CAS_MS + 1));
    expect(servedBy(without)).toEqual([1, 0, 0, 0]);
    expect(instantsAt(without.result(), 'P01', 'syncFailed')[0]).toBe(P01_START_MS);
  });

  test('S3.7 creates status message 6702 of its own, after success', () => {
    expect(instantsAt(result, 'P01', 'syncCompleted')).toEqual([P01_MS]);
    expect(served(P01_MS - 1)[PRIMARY_SUP]).toBe(0);
    expect(served(P01_MS)[PRIMARY_SUP]).toBe(1);
  });
});

describe('a secondary site', () => {
  test('S3.8 is asked by its primary site when that is done', () => {
    const asked = linesOf(result, ['childRequested']).filter(({ of }) => of === 'S01');
    expect(asked).toMatchObject([{ atMs: P01_MS, site: 'P01' }]);
    expect(instantsAt(result, 'S01', 'syncStarted')).toEqual([S01_START_MS]);
  });

  test('S3.9 synchronizes with its primary site and with no other', () => {
    const withoutTop = withActions(down(point(CAS!), P01_MS - 1));
    expect(instantsAt(withoutTop.result(), 'S01', 'syncCompleted')).toEqual([S01_MS]);
    const withoutPrimary = withActions(down(point(PRIMARY_SUP), P01_MS + 1));
    expect(servedBy(withoutPrimary)[BRANCH_SUP]).toBe(0);
    expect(S01_MS - S01_START_MS).toBeGreaterThan(
      (NEW_COUNT * SYNC.updateBytes * 1000) / BRANCH.bytesPerSecond,
    );
  });

  test('S3.10 has a replica of the WSUS server of its parent: it holds what that holds', () => {
    expect(served(S01_MS - 1)[BRANCH_SUP]).toBe(0);
    const { updatePoints, versions } = runFleet(scenario, S01_MS).parts;
    expect(updatePoints.versionOf(BRANCH_SUP)).toBe(updatePoints.versionOf(PRIMARY_SUP));
    expect(updatePoints.updateCount(BRANCH_SUP)).toBe(updatePoints.updateCount(PRIMARY_SUP));
    expect(versions.completed[S01!]).toBe(versions.completed[P01!]);
  });
});

describe('the other software update points of a child site', () => {
  test('S3.11 are asked after its end, one at a time', () => {
    const { softwareUpdatePoints } = scenario;
    const third = { ...softwareUpdatePoints[SECOND_SUP]!, name: 'P01 SUP 3', database: 9 };
    const more = runFleet({
      ...scenario,
      softwareUpdatePoints: softwareUpdatePoints.toSpliced(SECOND_SUP + 1, 0, third),
    }).result();
    expect(instantsAt(more, 'P01', 'replicaSyncing')).toEqual([P01_MS, SECOND_MS]);
    expect(instantsAt(more, 'P01', 'replicaSynced')).toEqual([SECOND_MS, SECOND_MS + wsusMs(NEW_COUNT)]);
  });

  test('S3.12 are replicas of its default one: they get what that holds, and nothing while it is away', () => {
    expect(served(SECOND_MS - 1)[SECOND_SUP]).toBe(0);
    expect(served(SECOND_MS)[SECOND_SUP]).toBe(1);
    const without = withActions(down(point(PRIMARY_SUP), P01_MS - 1));
    expect(servedBy(without)).toEqual([1, 1, 0, 0]);
  });
});
