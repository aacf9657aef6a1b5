import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Action } from '../../src/model/scenario.ts';
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
} from '../model/content/package-fleet.ts';
import { juneOf } from '../model/one-client.ts';
import {
  contentFrom,
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  JUNE,
  runFleet,
  site,
  smallScenario,
} from '../model/small-fleet.ts';
import { storyOf } from '../model/story.ts';
import { loadText, mistakesOf, SMALL } from '../scenario/loading.ts';

const INTERNET_MS = (BYTES / site().internetBytesPerSecond) * 1000;
const JUNE_NUMBER = 1;

const deletes = (number: number, atMs: number): Action => ({ verb: 'deletePackage', atMs, package: number });

/** Two packages that may get June's update, of which the deployment of day two uses the first. */
function deployedFrom(
  actions: readonly Action[],
  others: Parameters<typeof smallScenario>[0] = {},
): Parameters<typeof runFleet>[0] {
  return smallScenario({
    packages: [
      pack({ name: 'first', distributionPoints: [0] }),
      pack({ name: 'second', distributionPoints: [0] }),
    ],
    deployments: [deployment({ packages: [0] })],
    actions,
    ...others,
  });
}

/** Bytes that came from Microsoft. */
const fromInternet = (fleet: Fleet) =>
  fleet.result().linkTotals.get(fleet.parts.network.names.indexOf('internet access'), 'bytes');

describe('a deployment package', () => {
  const distributed = contentScenario({
    distributionPoints: points(2),
    packages: [pack({ distributionPoints: [1] })],
    actions: [download(0, [JUNE_NUMBER])],
  });
  const placesOf = ({ parts }: Fleet) =>
    [
      parts.packageContents.updatesOf(0).includes(JUNE_NUMBER) ? 'source' : '',
      parts.packages.hasContent(JUNE_NUMBER, 0) ? 'site' : '',
      ...[0, 1].map((point) => (parts.points.has(point, JUNE_NUMBER) ? `DP${point}` : '')),
    ]
      .filter((place) => place !== '')
      .join(' ');
  const story = storyOf(distributed, placesOf, ACT_MS - 1, ACT_MS + HOUR_MS);

  test('S10.1a is the vehicle with which updates come to a package source', () => {
    expect(story[0]).toEqual({ atMs: ACT_MS - 1, is: '' });
    expect(story[1]!.atMs).toBe(ACT_MS + INTERNET_MS);
    expect(story[1]!.is).toContain('source');
  });

  test('S10.1b takes their files to the content library of the site server', () => {
    expect(story[1]).toEqual({ atMs: ACT_MS + INTERNET_MS, is: 'source site' });
  });

  test('S10.1c takes them to the distribution points that it names, and to no other', () => {
    expect(story.slice(2)).toEqual([{ atMs: ACT_MS + INTERNET_MS + COPY_MS, is: 'source site DP1' }]);
  });

  test('S10.2 gets updates that nobody has deployed', () => {
    expect(distributed.deployments).toEqual([]);
    expect(noted(runFleet(distributed), 'contentDownloaded')).toEqual([
      { afterMs: INTERNET_MS, subject: 0, detail: BYTES },
    ]);
  });

  test('S10.3 is seen to be on its distribution points before clients are asked to install', () => {
    const fleet = runFleet(deployedFrom([download(0, [JUNE_NUMBER])]), 2 * DAY_MS - 1);
    const { packages } = fleet.result();
    const row = Array.from({ length: packages.length }, (_, each) => each).findLast(
      (each) => packages.get(each, 'package') === 0,
    )!;
    expect([packages.get(row, 'distributionPoints'), packages.get(row, 'current')]).toEqual([1, 1]);
    expect(fleet.parts.policy.enabled[0]).toBe(1);
    expect(noted(fleet, 'deploymentCreated')).toEqual([]);
    expect(juneOf(fleet)).toBe('required');
  });
});

describe('the shared folder of a package', () => {
  const sources = (first: string, second: string) =>
    `${SMALL}packages:\n  - { name: A, source: ${first} }\n  - { name: B, source: ${second} }\n`;

  test('S10.7 belongs to no other package', () => {
    expect(loadText(sources('\\\\srv\\a', '\\\\srv\\b')).scenario?.packages.length).toBe(3);
    expect(mistakesOf(sources('\\\\srv\\a', '\\\\srv\\a'))).toHaveLength(1);
  });
});

describe('a deployment', () => {
  test('S10.4 of what is downloaded uses the package that holds it by itself', () => {
    const fleet = runFleet(deployedFrom([download(1, [JUNE_NUMBER])]));
    expect(fromInternet(fleet)).toBe(JUNE.sizeBytes);
    expect([...fleet.parts.packageContents.version]).toEqual([0, 2]);
    expect(juneOf(fleet)).toBe('installed');
  });

  test('S10.5 of what is not has it downloaded at its creation, to a new package or an existing one', () => {
    const atMs = 2 * DAY_MS + (JUNE.sizeBytes / site().internetBytesPerSecond) * 1000;
    const downloaded = [{ afterMs: atMs - ACT_MS, subject: 0, detail: JUNE.sizeBytes }];
    const isNew = runFleet(deployedFrom([]));
    expect(noted(isNew, 'contentDownloaded')).toEqual(downloaded);
    expect(isNew.parts.packageContents.version[0]).toBe(2);
    const holdsMay = [pack({ distributionPoints: [0], updates: [0] })];
    const existing = runFleet(deployedFrom([], { packages: holdsMay }));
    expect(noted(existing, 'contentDownloaded')).toEqual(downloaded);
    expect(existing.parts.packageContents.version[0]).toBe(3);
  });
});

describe('the content version of a package', () => {
  const scenario = contentScenario({
    packages: [pack({ distributionPoints: [0] })],
    actions: [download(0, [1]), download(0, [2, 3], ACT_MS + HOUR_MS)],
  });
  const versionOf = ({ parts }: Fleet) => String(parts.packageContents.version[0]);
  const story = storyOf(scenario, versionOf, ACT_MS - 1, ACT_MS + 2 * HOUR_MS);

  test('S10.9 is 1 when it is created, before anything is downloaded', () => {
    expect(story[1]).toEqual({ atMs: ACT_MS, is: '1' });
  });

  test('S10.10 is 2 with the first files: with that a new package begins', () => {
    expect(story[2]).toEqual({ atMs: ACT_MS + INTERNET_MS, is: '2' });
    const atStart = contentScenario({ catalog: newUpdates(0), packages: [pack({ updates: [0] })] });
    expect(versionOf(runFleet(atStart, 0))).toBe('2');
  });

  test('S10.11 is one more after every change', () => {
    expect(story.slice(3)).toEqual([{ atMs: ACT_MS + HOUR_MS + 2 * INTERNET_MS, is: '3' }]);
  });
});

describe('clients', () => {
  test('S10.12 take an update from any distribution point that offers it, whichever package brought it', () => {
    const others = {
      distributionPoints: points(2),
      packages: [
        pack({ name: 'first', distributionPoints: [0] }),
        pack({ name: 'second', distributionPoints: [1] }),
      ],
      groups: [group({ content: contentFrom(1) })],
    };
    const brought = runFleet(deployedFrom([distribute(1, [1]), download(1, [JUNE_NUMBER])], others));
    expect(brought.parts.points.has(0, JUNE_NUMBER)).toBe(false);
    expect(juneOf(brought)).toBe('installed');
    expect(juneOf(runFleet(deployedFrom([], others)))).toBe('required');
  });

  const DELETED_MS = 2 * DAY_MS + 10_000;

  test('S10.13 still install what another package holds at a distribution point in their reach', () => {
    const of = (actions: readonly Action[], content = contentFrom(0)) => {
      const packages = [
        pack({ name: 'first', distributionPoints: [0] }),
        pack({ name: 'second', distributionPoints: [1] }),
      ];
      const groups = [group({ content })];
      return juneOf(
        runFleet(
          deployedFrom([...actions, deletes(0, DELETED_MS)], {
            distributionPoints: points(2),
            packages,
            groups,
          }),
        ),
      );
    };
    const second = download(1, [JUNE_NUMBER], 2 * DAY_MS + 1);
    expect(of([])).toBe('required');
    expect(of([second])).toBe('required');
    expect(of([second], contentFrom(0, 1))).toBe('installed');
  });

  const isStored = ({ parts }: Fleet) => parts.points.has(0, JUNE_NUMBER);

  test('S10.14a cannot get an update when the last package with it is deleted', () => {
    const scenario = deployedFrom([deletes(0, DELETED_MS)]);
    expect(isStored(runFleet(scenario, DELETED_MS - 1))).toBe(true);
    expect(isStored(runFleet(scenario, DELETED_MS))).toBe(false);
    expect(juneOf(runFleet(scenario))).toBe('required');
  });

  test('S10.14b can again when it has been downloaded to a package', () => {
    const againMs = DELETED_MS + DAY_MS;
    const scenario = deployedFrom([deletes(0, DELETED_MS), download(1, [JUNE_NUMBER], againMs)]);
    expect(juneOf(runFleet(scenario, againMs))).toBe('required');
    expect(juneOf(runFleet(scenario))).toBe('installed');
  });
});

describe('red arrows in the console', () => {
  const deletedMs = 3 * DAY_MS;
  const againMs = 4 * DAY_MS;
  const { updateStates, deployments } = runFleet(
    deployedFrom([deletes(0, deletedMs), download(1, [JUNE_NUMBER], againMs)]),
  ).result();

  test('S10.15 mark an update while its files are in no package', () => {
    for (let row = 0; row < updateStates.length; row++) {
      if (updateStates.get(row, 'update') !== JUNE_NUMBER) continue;
      const atMs = updateStates.get(row, 't');
      const lacks = atMs <= 2 * DAY_MS || (atMs >= deletedMs && atMs <= againMs);
      expect([atMs, updateStates.get(row, 'withoutContent')]).toEqual([atMs, lacks ? 1 : 0]);
    }
  });

  test('S10.16 mark a deployment that holds such an update', () => {
    for (let row = 0; row < deployments.length; row++) {
      const atMs = deployments.get(row, 't');
      const lacks = atMs === 2 * DAY_MS || (atMs >= deletedMs && atMs <= againMs);
      expect([atMs, deployments.get(row, 'flagged')]).toEqual([atMs, lacks ? 1 : 0]);
    }
    expect(deployments.length).toBe(8 * 24 + 1);
  });
});
