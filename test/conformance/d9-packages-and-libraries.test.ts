import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Action } from '../../src/model/scenario.ts';
import {
  ACT_MS,
  arrivals,
  BYTES,
  COPY_MS,
  contentScenario,
  distribute,
  download,
  newUpdates,
  noted,
  pack,
  points,
} from '../model/content/package-fleet.ts';
import { juneOf } from '../model/one-client.ts';
import { deployment, HOUR_MS, OPTIONS, runFleet, site, smallScenario } from '../model/small-fleet.ts';
import { hierarchy } from '../model/small-hierarchy.ts';
import { storyOf } from '../model/story.ts';
import { hierarchyWith, mistakesOf, SMALL } from '../scenario/loading.ts';

const INTERNET_MS = (BYTES / site().internetBytesPerSecond) * 1000;
const LATER_MS = ACT_MS + HOUR_MS;

const fromInternet = (fleet: Fleet) =>
  fleet.result().linkTotals.get(fleet.parts.network.names.indexOf('internet access'), 'bytes');

describe('a download to a package', () => {
  const twice = contentScenario({
    packages: [pack({ distributionPoints: [0] })],
    actions: [download(0, [1]), download(0, [1], LATER_MS)],
  });

  test('D9.1 does not fetch an update again that the package holds', () => {
    const fleet = runFleet(twice);
    expect(fromInternet(fleet)).toBe(BYTES);
    expect(noted(fleet, 'contentDownloaded')).toEqual([{ afterMs: INTERNET_MS, subject: 0, detail: BYTES }]);
  });

  test('D9.2a comes from the internet, as fast as that goes', () => {
    const slow = contentScenario({
      siteChanges: { internetBytesPerSecond: 1_000_000 },
      packages: [pack()],
      actions: [download(0, [1])],
    });
    const fleet = runFleet(slow);
    expect(fromInternet(fleet)).toBe(BYTES);
    expect(noted(fleet, 'contentDownloaded')[0]!.afterMs).toBe((BYTES / 1_000_000) * 1000);
  });

  test('D9.3 that brings nothing new leaves the version as it is', () => {
    expect(runFleet(twice).parts.packageContents.version[0]).toBe(2);
    const more = { ...twice, actions: [download(0, [1]), download(0, [1, 2], LATER_MS)] };
    expect(runFleet(more).parts.packageContents.version[0]).toBe(3);
  });
});

describe('a deployment', () => {
  test('D9.5 without a package lets clients fetch from Microsoft Update, if it allows that', () => {
    const juneWith = (microsoftUpdateContent: boolean) => {
      const options = { ...OPTIONS, microsoftUpdateContent };
      const fleet = runFleet(smallScenario({ deployments: [deployment({ packages: [], options })] }));
      expect(noted(fleet, 'contentDownloaded')).toEqual([]);
      return juneOf(fleet);
    };
    expect(juneWith(true)).toBe('installed');
    expect(juneWith(false)).toBe('required');
  });

  test('D9.7 has at most 1000 updates', () => {
    const updates = (count: number) =>
      Array.from(
        { length: count },
        (_, number) =>
          `    - { id: m${number}, kb: KB${6_000_000 + number}, product: Windows 11, kind: other, classification: Updates, released: 2024-06-11T18:00:00Z, size: 1 MB }\n`,
      ).join('');
    const mistakes = (count: number) =>
      mistakesOf(SMALL.replace('locations:\n', `${updates(count)}locations:\n`));
    expect(mistakes(999)).toEqual([]);
    expect(mistakes(1000)).toEqual([expect.stringContaining('deployments[0]')]);
  });
});

describe('a package', () => {
  const held = pack({ name: 'A', distributionPoints: [0], updates: [1, 2] });

  test('D9.9 is distributed with the files that the point does not have under another package', () => {
    const scenario = contentScenario({
      distributionPoints: points(2),
      packages: [held, pack({ name: 'B', updates: [2, 3] })],
      actions: [distribute(1, [0, 1])],
    });
    expect(arrivals(scenario)).toEqual([
      { afterMs: COPY_MS, point: 0, bytes: BYTES },
      { afterMs: 2 * COPY_MS, point: 1, bytes: 2 * BYTES },
    ]);
  });

  test('D9.10a is updated with its new files only, at every distribution point', () => {
    const scenario = contentScenario({
      distributionPoints: points(2),
      packages: [pack({ distributionPoints: [0, 1], updates: [1, 2] })],
      actions: [download(0, [3])],
    });
    const afterMs = INTERNET_MS + COPY_MS;
    expect(arrivals(scenario)).toEqual([0, 1].map((point) => ({ afterMs, point, bytes: BYTES })));
  });
});

describe('a content library', () => {
  const packages = [
    pack({ name: 'A', distributionPoints: [0], updates: [1] }),
    pack({ name: 'B', updates: [1] }),
  ];

  test('D9.12a has a file once: another package with it needs no copy', () => {
    const scenario = contentScenario({
      distributionPoints: points(1),
      packages,
      actions: [distribute(1, [0])],
    });
    expect(arrivals(scenario)).toEqual([{ afterMs: 0, point: 0, bytes: 0 }]);
  });

  test('D9.12b frees a file with the last package that uses it', () => {
    const deletes = (number: number, atMs: number): Action => ({
      verb: 'deletePackage',
      atMs,
      package: number,
    });
    const scenario = contentScenario({
      distributionPoints: points(1),
      packages,
      actions: [distribute(1, [0]), deletes(0, LATER_MS), deletes(1, LATER_MS + HOUR_MS)],
    });
    const read = ({ parts }: Fleet) => `${parts.packages.hasContent(1, 0)} ${parts.points.has(0, 1)}`;
    expect(storyOf(scenario, read, ACT_MS, LATER_MS + 2 * HOUR_MS)).toEqual([
      { atMs: ACT_MS, is: 'true true' },
      { atMs: LATER_MS + HOUR_MS, is: 'false false' },
    ]);
  });

  test('D9.14 is at a central administration site too, which has no distribution point', () => {
    const central = '    synchronization: { schedule: daily at 20:00 UTC }\n';
    const withPoint = hierarchyWith(
      central,
      `${central}    distributionPoints: [{ name: DP0, location: Paris }]\n`,
    );
    expect(mistakesOf(withPoint)).toHaveLength(1);
    const scenario = hierarchy(
      { primaryLocation: 0 },
      {
        catalog: newUpdates(1),
        deployments: [],
        distributionPoints: points(1, { site: 1 }),
        packages: [pack({ distributionPoints: [0] })],
        actions: [download(0, [1])],
      },
    );
    expect(scenario.sites[0]!.kind).toBe('centralAdministration');
    expect(runFleet(scenario, ACT_MS + INTERNET_MS).parts.packages.hasContent(1, 0)).toBe(true);
    expect(arrivals(scenario)).toEqual([{ afterMs: INTERNET_MS + COPY_MS, point: 0, bytes: BYTES }]);
  });
});
