import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../../src/model/fleet.ts';
import type { RunResult } from '../../../src/model/results.ts';
import type { Action, Scenario } from '../../../src/model/scenario.ts';
import { Actual } from '../../../src/model/updates/update-states.ts';
import {
  DAY_MS,
  deployment,
  distributionPoint,
  HOUR_MS,
  JUNE,
  MINUTE_MS,
  runFleet,
  smallScenario,
} from '../small-fleet.ts';
import { instantOf, storyOf } from '../story.ts';
import { pack } from './package-fleet.ts';

/** So slow that the only client downloads for 100,000 seconds: more than a day. */
const SLOW = { flowBytesPerSecondMax: 1000 };
const DELETED_MS = 3 * DAY_MS;
const FETCHED_MS = DELETED_MS + HOUR_MS;

/** Package 0 is one that nobody uses unless `actions` do, package 1 that of the deployment. */
function scenarioWith(
  actions: readonly Action[],
  changes: Parameters<typeof smallScenario>[0] = {},
): Scenario {
  return smallScenario({
    distributionPoints: [distributionPoint(SLOW)],
    packages: [pack({ name: 'second', distributionPoints: [0] })],
    deployments: [deployment()],
    actions: [{ verb: 'scanNow', atMs: DAY_MS + 10 * HOUR_MS, groups: [0] }, ...actions],
    ...changes,
  });
}

const deletes = (number: number): Action => ({ verb: 'deletePackage', atMs: DELETED_MS, package: number });
const downloads = (number: number, atMs: number): Action => ({
  verb: 'downloadUpdates',
  atMs,
  package: number,
  updates: [1],
});
const stage = ({ parts }: Fleet) =>
  (['idle', 'waiting', 'locating', 'transferring', 'away'] as const)[parts.downloads.stage[0]!]!;

describe('the last package with an update', () => {
  it('takes its content along: the client stops, waits, and goes on when it is downloaded again', () => {
    const scenario = scenarioWith([deletes(1), downloads(0, FETCHED_MS)]);
    const story = storyOf(scenario, stage, DELETED_MS - 1, FETCHED_MS + HOUR_MS);
    expect(story[0]!.is).toBe('transferring');
    expect(instantOf(story, 'waiting')).toBe(DELETED_MS);
    const thereMs =
      FETCHED_MS +
      (JUNE.sizeBytes / 125_000_000 + JUNE.sizeBytes / distributionPoint().bytesPerSecond) * 1000;
    expect(instantOf(story, 'locating', DELETED_MS)).toBe(thereMs);
    const goesOnMs = instantOf(story, 'transferring', DELETED_MS);
    expect(goesOnMs - thereMs).toBeLessThanOrEqual(scenario.assumptions.contentRetryMs);
    const fleet = runFleet(scenario);
    expect(fleet.parts.downloads.downloadedBytes[0]).toBe(JUNE.sizeBytes);
    expect(fleet.parts.truth.actual(0, 1)).toBe(Actual.installed);
  });

  it('leaves the client waiting for good when nobody downloads it again', () => {
    const fleet = runFleet(scenarioWith([deletes(1)]));
    expect(stage(fleet)).toBe('waiting');
    expect(fleet.parts.packages.hasContent(1, 0)).toBe(false);
    expect(fleet.parts.truth.actual(0, 1)).toBe(Actual.required);
  });

  it('leaves the deployment to be served by a package of the same name, created anew', () => {
    const fleet = runFleet(scenarioWith([deletes(1), downloads(1, FETCHED_MS)]));
    expect(fleet.parts.packageContents.version[1]).toBe(2);
    expect(fleet.parts.truth.actual(0, 1)).toBe(Actual.installed);
  });

  it('shows as a red arrow while no package holds the update', () => {
    const { updateStates } = runFleet(scenarioWith([deletes(1), downloads(0, FETCHED_MS)])).result();
    const rows = Array.from({ length: updateStates.length }, (_, row) => row).filter(
      (row) => updateStates.get(row, 'update') === 1,
    );
    const flagged = rows.filter((row) => updateStates.get(row, 'withoutContent') === 1);
    expect(flagged.map((row) => updateStates.get(row, 't'))).toEqual(
      rows
        .map((row) => updateStates.get(row, 't'))
        .filter((t) => t <= 2 * DAY_MS || (t >= DELETED_MS && t <= FETCHED_MS)),
    );
    expect(flagged.length).toBeGreaterThan(2);
  });
});

describe('one of two packages with the same content', () => {
  const ofClients = ({ compliance, downloads: fetched, restarts, clients, scans }: RunResult) =>
    [compliance, fetched, restarts, clients!, scans].map((rows) => [
      ...rows.values.subarray(0, rows.length * rows.columns.length),
    ]);

  it.each([0, 1])('changes nothing for clients when it is deleted: package %i', (number) => {
    const second = downloads(0, DELETED_MS - MINUTE_MS);
    const kept = runFleet(scenarioWith([second])).result();
    const deleted = runFleet(scenarioWith([second, deletes(number)])).result();
    expect(ofClients(deleted)).toEqual(ofClients(kept));
  });
});

describe('a package that is deleted', () => {
  it('while it is downloaded and distributed leaves nothing behind', () => {
    const scenario = scenarioWith([{ verb: 'deletePackage', atMs: 2 * DAY_MS + 400, package: 1 }]);
    const during = runFleet(scenario).parts;
    expect([...during.packageContents.version]).toEqual([0, 0]);
    expect(during.points.has(0, 1)).toBe(false);
    const onTheWay = scenarioWith([{ verb: 'deletePackage', atMs: 2 * DAY_MS + 1200, package: 1 }]);
    const { parts } = runFleet(onTheWay);
    expect(parts.points.has(0, 1)).toBe(false);
    expect([...parts.distributionManager.packagesInWork, ...parts.distributionManager.pointCount]).toEqual([
      0, 0,
    ]);
  });

  it('frees its place for the next one', () => {
    const slowPoint = distributionPoint({ bytesPerSecond: 1000 });
    const { contentDistribution } = smallScenario().sites[0]!;
    const scenario = smallScenario({
      siteChanges: { contentDistribution: { ...contentDistribution, packagesMax: 1 } },
      distributionPoints: [slowPoint],
      deployments: [],
      packages: [pack({ name: 'A', updates: [1] }), pack({ name: 'B', updates: [0] })],
      actions: [
        { verb: 'distributePackage', atMs: DELETED_MS - HOUR_MS, package: 0, distributionPoints: [0] },
        { verb: 'distributePackage', atMs: DELETED_MS - HOUR_MS, package: 1, distributionPoints: [0] },
        deletes(0),
      ],
    });
    const arrives = (atMs: number) => runFleet(scenario, atMs).parts.points.has(0, 0);
    const copyMs = (JUNE.sizeBytes / slowPoint.bytesPerSecond) * 1000;
    expect([arrives(DELETED_MS + copyMs - 1), arrives(DELETED_MS + copyMs)]).toEqual([false, true]);
  });
});
