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
  MAY,
  MINUTE_MS,
  runFleet,
  smallScenario,
  update,
} from '../small-fleet.ts';
import { instantOf, storyOf } from '../story.ts';
import { ACT_MS, BYTES, COPY_MS, contentScenario, download, noted, pack, points } from './package-fleet.ts';

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
    expect([
      ...parts.distributionManager.threads.packagesInWork,
      ...parts.distributionManager.threads.pointCount,
    ]).toEqual([0, 0]);
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

describe('content that is lost with a part of it on the client', () => {
  const tool = update({ id: 'tool', kb: 'KB7', kind: 'other', title: 'tool', supersedes: [] });
  const both = {
    catalog: { products: ['Windows'], updates: [MAY, JUNE, tool], origin: 'made for tests' },
    packages: [1, 2].map((number) =>
      pack({ name: `of ${number}`, distributionPoints: [0], updates: [number] }),
    ),
  };
  const at = (fleet: Fleet) => `${stage(fleet)} ${fleet.parts.downloads.slot[0]}`;

  it('gives way at once to what the client wants beside it', () => {
    const deployments = [deployment({ updates: [1, 2] })];
    const scenario = scenarioWith([deletes(0)], { ...both, deployments });
    const story = storyOf(scenario, at, DELETED_MS - 1, DELETED_MS + HOUR_MS);
    expect(story[0]!.is).toBe('transferring 1');
    expect(instantOf(story, 'locating 2')).toBe(DELETED_MS);
    expect(instantOf(story, 'transferring 2') - DELETED_MS).toBe(scenario.assumptions.locationRequestMs);
  });

  it('gives way to what a later deployment brings, and goes on where it stopped when it is there again', () => {
    const deployments = [1, 2].map((number) =>
      deployment({
        name: `of ${number}`,
        updates: [number],
        packages: [number - 1],
        createdMs: (number + 1) * DAY_MS + (number - 1) * HOUR_MS,
      }),
    );
    const without = runFleet(scenarioWith([deletes(0)], { ...both, deployments })).parts;
    expect([1, 2].map((slot) => without.truth.actual(0, slot))).toEqual([Actual.required, Actual.installed]);
    expect(without.downloads.isWaitingForContent(0)).toBe(true);
    const again = runFleet(
      scenarioWith([deletes(0), downloads(0, 5 * DAY_MS)], { ...both, deployments }),
    ).parts;
    expect([1, 2].map((slot) => again.truth.actual(0, slot))).toEqual([Actual.installed, Actual.installed]);
    expect(again.downloads.downloadedBytes[0]).toBe(JUNE.sizeBytes + tool.sizeBytes);
  });
});

describe('a package that shares a file with one that is deleted', () => {
  const shares = [
    pack({ name: 'A', distributionPoints: [0], updates: [1] }),
    pack({ distributionPoints: [0] }),
  ];

  it('is sent anew, with that file, if it is on the way to a distribution point', () => {
    const scenario = contentScenario({
      distributionPoints: points(1),
      packages: shares,
      actions: [download(1, [1, 2]), { verb: 'deletePackage', atMs: ACT_MS + COPY_MS / 2, package: 0 }],
    });
    const failedMs = COPY_MS / 2;
    const { retryMs } = scenario.sites[0]!.contentDistribution;
    const arrivesMs = failedMs + retryMs + 2 * COPY_MS;
    const fleet = runFleet(scenario);
    expect(noted(fleet, 'contentDistributed')).toEqual([
      { afterMs: arrivesMs, subject: 0, detail: 2 * BYTES },
    ]);
    const has = (atMs: number) => [1, 2].map((each) => runFleet(scenario, atMs).parts.points.has(0, each));
    expect(has(ACT_MS + arrivesMs - 1)).toEqual([false, false]);
    expect(has(ACT_MS + arrivesMs)).toEqual([true, true]);
  });

  it('downloads that file after the others if it is on the way from Microsoft', () => {
    const downloadMs = (BYTES / 125_000_000) * 1000;
    const scenario = contentScenario({
      packages: shares.map((each) => ({ ...each, distributionPoints: [] })),
      actions: [download(1, [1, 2]), { verb: 'deletePackage', atMs: ACT_MS + downloadMs / 2, package: 0 }],
    });
    const fleet = runFleet(scenario);
    expect(noted(fleet, 'contentDownloaded').map(({ afterMs, detail }) => [afterMs, detail])).toEqual([
      [downloadMs, BYTES],
      [2 * downloadMs, BYTES],
    ]);
    const has = (atMs: number) => runFleet(scenario, atMs).parts.packages.hasContent(1, 0);
    expect(has(ACT_MS + 2 * downloadMs - 1)).toBe(false);
    expect(has(ACT_MS + 2 * downloadMs)).toBe(true);
  });
});
