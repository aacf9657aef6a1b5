import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../../src/model/fleet.ts';
import {
  contentFrom,
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  MINUTE_MS,
  runFleet,
  update,
} from '../small-fleet.ts';
import { storyOf } from '../story.ts';
import {
  ACT_MS,
  BYTES,
  COPY_MS,
  contentScenario,
  distribute,
  download,
  newUpdates,
  noted,
  pack,
  points,
} from './package-fleet.ts';

const linkBytes = (fleet: Fleet, name: string) =>
  fleet.result().linkTotals.get(fleet.parts.network.names.indexOf(name), 'bytes');

describe('a deployment package', () => {
  const internetMs = (BYTES / 125_000_000) * 1000;

  it('has version 1 before its first files, 2 with them, and one more with each new update', () => {
    const scenario = contentScenario({
      packages: [pack({ distributionPoints: [0] })],
      actions: [
        download(0, [1]),
        download(0, [1], ACT_MS + HOUR_MS),
        download(0, [1, 2], ACT_MS + 2 * HOUR_MS),
      ],
    });
    const story = storyOf(
      scenario,
      ({ parts }) => String(parts.packageContents.version[0]),
      ACT_MS - 1,
      ACT_MS + 3 * HOUR_MS,
    );
    expect(story.map(({ atMs, is }) => [is, atMs - ACT_MS])).toEqual([
      ['0', -1],
      ['1', 0],
      ['2', internetMs],
      ['3', 2 * HOUR_MS + internetMs],
    ]);
  });

  it('fetches from Microsoft what it lacks, and takes what another package holds from the library of the site', () => {
    const scenario = contentScenario({
      packages: [pack({ name: 'A', distributionPoints: [0] }), pack({ name: 'B', distributionPoints: [0] })],
      actions: [download(0, [1, 2]), download(1, [2, 3], ACT_MS + HOUR_MS)],
    });
    const fleet = runFleet(scenario);
    expect(linkBytes(fleet, 'internet access')).toBe(3 * BYTES);
    expect(noted(fleet, 'contentDistributed').map(({ detail }) => detail)).toEqual([2 * BYTES, BYTES]);
    expect([...fleet.parts.packageContents.version]).toEqual([2, 2]);
  });

  it('takes together what is wanted while it downloads, in one further version', () => {
    const scenario = contentScenario({
      packages: [pack({ distributionPoints: [0] })],
      actions: [download(0, [1]), download(0, [2], ACT_MS + 100), download(0, [3], ACT_MS + 200)],
    });
    const fleet = runFleet(scenario);
    expect(noted(fleet, 'contentDownloaded')).toEqual([
      { afterMs: internetMs, subject: 0, detail: BYTES },
      { afterMs: 3 * internetMs, subject: 0, detail: 2 * BYTES },
    ]);
    expect(fleet.parts.packageContents.version[0]).toBe(3);
  });

  it('with updates at the start is on its distribution points, and on no others', () => {
    const catalog = newUpdates(0);
    const fleet = runFleet(
      contentScenario({
        catalog,
        distributionPoints: points(2),
        packages: [pack({ distributionPoints: [1], updates: [0] })],
      }),
      0,
    );
    expect(fleet.parts.packageContents.version[0]).toBe(2);
    expect([0, 1].map((point) => fleet.parts.points.has(point, 0))).toEqual([false, true]);
  });

  it('goes to further distribution points though nothing of it is deployed', () => {
    const scenario = contentScenario({
      distributionPoints: points(2),
      packages: [pack({ distributionPoints: [0] })],
      actions: [download(0, [1]), distribute(0, [1], ACT_MS + HOUR_MS)],
    });
    expect(noted(runFleet(scenario), 'contentDistributed')).toEqual([
      { afterMs: internetMs + COPY_MS, subject: 0, detail: BYTES },
      { afterMs: HOUR_MS + COPY_MS, subject: 1, detail: BYTES },
    ]);
  });

  it('shows in its rows what it holds, where it is and what moved', () => {
    const scenario = contentScenario({
      distributionPoints: points(6),
      packages: [pack({ distributionPoints: [0, 1, 2, 3, 4, 5] })],
      actions: [download(0, [1, 2])],
      output: { intervalMs: MINUTE_MS, clients: false, servicingLog: false },
    });
    const { packages } = runFleet(scenario).result();
    const row = (index: number) =>
      Object.fromEntries(packages.columns.map((column) => [column, packages.get(index, column)]));
    const common = {
      package: 0,
      version: 2,
      updates: 2,
      sizeBytes: 2 * BYTES,
      distributionPoints: 6,
      failed: 0,
    };
    expect(row(0)).toMatchObject({ t: ACT_MS, version: 1, updates: 0, current: 0, onTheWay: 0 });
    expect(row(1)).toEqual({
      ...common,
      t: ACT_MS + MINUTE_MS,
      current: 0,
      onTheWay: 5,
      waiting: 1,
      downloadedBytes: 2 * BYTES,
      sentBytes: 0,
    });
    const sentBytes = Array.from({ length: packages.length }, (_, index) => packages.get(index, 'sentBytes'));
    expect(sentBytes.reduce((sum, bytes) => sum + bytes, 0)).toBe(6 * 2 * BYTES);
    expect(row(packages.length - 1)).toMatchObject({ current: 6, onTheWay: 0, waiting: 0 });
  });

  it('serves a deployment of what it holds: nothing is downloaded again', () => {
    const june = update({ releasedMs: DAY_MS / 2 });
    const fleet = runFleet(
      contentScenario({
        horizonMs: 5 * DAY_MS,
        catalog: { ...newUpdates(0), updates: [newUpdates(0).updates[0]!, june] },
        packages: [pack({ name: 'by hand', distributionPoints: [0] })],
        deployments: [deployment()],
        groups: [group({ content: contentFrom(0) })],
        actions: [download(0, [1])],
      }),
    );
    expect(linkBytes(fleet, 'internet access')).toBe(june.sizeBytes);
    expect([...fleet.parts.packageContents.version]).toEqual([2, 0]);
    expect(fleet.parts.downloads.downloadedBytes[0]).toBe(june.sizeBytes);
  });
});
