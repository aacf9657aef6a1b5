import { describe, expect, it } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { SITE_EVENTS } from '../../src/model/results.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { ASSUMPTIONS, juneOf, LEARNS, last, OFFLINE, SLOT } from './one-client.ts';
import {
  DAY_MS,
  deployment,
  distributionPoint,
  HOUR_MS,
  JUNE,
  MAY,
  runFleet,
  SYNCHRONIZATION,
  smallScenario,
  update,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

describe('the content of a deployment', () => {
  /** From the internet to the package source, then a copy to the distribution point on the site server's network. */
  const slowInternet = { internetBytesPerSecond: 10_000 };
  const fetchMs = (JUNE.sizeBytes / slowInternet.internetBytesPerSecond) * 1000;
  const copyMs = Math.ceil((JUNE.sizeBytes / distributionPoint().bytesPerSecond) * 1000);

  it('reaches the distribution point after the internet and the copy', () => {
    const scenario = smallScenario({ siteChanges: slowInternet });
    const { events } = runFleet(scenario).result();
    const instantsOf = (event: (typeof SITE_EVENTS)[number]) =>
      Array.from({ length: events.length }, (_, row) => row)
        .filter((row) => events.get(row, 'code') === SITE_EVENTS.indexOf(event))
        .map((row) => events.get(row, 't'));
    const createdMs = 2 * DAY_MS;
    expect(instantsOf('contentDownloaded')).toEqual([createdMs + fetchMs]);
    expect(instantsOf('contentDistributed')).toEqual([createdMs + fetchMs + copyMs]);
  });

  it('is not fetched again when it was there at the start', () => {
    const scenario = smallScenario({
      initial: { mode: 'steadyState', patchedShareByLag: [0, 1] },
      catalog: { products: ['Windows'], updates: [MAY], origin: 'made for tests' },
      deployments: [deployment({ updates: [0], releasedMs: MAY.releasedMs })],
    });
    const fleet = runFleet(scenario);
    const internet = fleet.parts.network.names.indexOf('internet access');
    expect(fleet.result().linkTotals.get(internet, 'bytes')).toBe(0);
    expect(fleet.parts.downloads.downloadedBytes[0]).toBe(MAY.sizeBytes);
    expect(fleet.parts.truth.actual(0, 0)).toBe(Actual.installed);
  });

  it('is waited for by clients whose policy came first, who look within the retry time once it is there', () => {
    const scenario = smallScenario({ siteChanges: slowInternet });
    const stage = ({ parts }: Fleet) =>
      (['idle', 'waiting', 'locating', 'transferring', 'away'] as const)[parts.downloads.stage[0]!]!;
    const story = storyOf(scenario, stage, 2 * DAY_MS, 4 * DAY_MS);
    const thereMs = 2 * DAY_MS + fetchMs + copyMs;
    expect(instantOf(story, 'waiting')).toBeLessThan(thereMs);
    expect(instantOf(story, 'locating', instantOf(story, 'waiting'))).toBe(thereMs);
    const beginsMs = instantOf(story, 'transferring');
    expect(beginsMs).toBeGreaterThan(thereMs);
    expect(beginsMs - thereMs).toBeLessThanOrEqual(ASSUMPTIONS.contentRetryMs);
  });
});

describe('supersedence', () => {
  /** July replaces June a day after June's deployment was created. */
  const JULY_MS = 3 * DAY_MS;
  const catalog = {
    products: ['Windows'],
    updates: [
      MAY,
      JUNE,
      update({ id: 'july', kb: 'KB0000007', title: 'July', releasedMs: JULY_MS, supersedes: [1] }),
    ],
    origin: 'made for tests',
  };
  const siteChanges = {
    synchronization: { ...SYNCHRONIZATION, startsMs: [DAY_MS + 2 * HOUR_MS, JULY_MS + 2 * HOUR_MS] },
  };

  it('prunes an update for a client that knows what replaces it: it neither downloads nor installs it', () => {
    const scenario = smallScenario({
      catalog,
      siteChanges,
      deployments: [deployment({ createdMs: JULY_MS + 4 * HOUR_MS })],
      actions: [{ verb: 'scanNow', atMs: JULY_MS + 3 * HOUR_MS, groups: [0] }],
    });
    const fleet = runFleet(scenario);
    expect(fleet.parts.truth.known(0, SLOT)).toBe(Compliance.notRequired);
    expect(fleet.parts.downloads.downloadedBytes[0]).toBe(0);
    const result = fleet.result();
    expect(result.compliance.get(last(result), 'knownCompliant')).toBe(1);
    expect(result.compliance.get(last(result), 'actualCompliant')).toBe(0);
  });

  it('does not stop a client that has not heard of the superseder', () => {
    const scenario = smallScenario({
      catalog,
      siteChanges,
      clientSettings: OFFLINE,
      actions: [LEARNS],
      deployments: [deployment()],
    });
    expect(runFleet(scenario).parts.truth.actual(0, SLOT)).toBe(Actual.installed);
  });

  it('makes a client compliant that installs the superseder instead, counted and flagged', () => {
    const scenario = smallScenario({
      catalog,
      siteChanges,
      deployments: [
        deployment({ deadlineMs: [9 * DAY_MS + 23 * HOUR_MS] }),
        deployment({
          name: 'July updates',
          updates: [2],
          createdMs: JULY_MS + 4 * HOUR_MS,
          deadlineMs: [5 * DAY_MS],
          releasedMs: JULY_MS,
        }),
      ],
    });
    const fleet = runFleet(scenario, 9 * DAY_MS);
    expect(fleet.parts.truth.actual(0, SLOT)).toBe(Actual.notRequired);
    expect(fleet.parts.truth.actual(0, 2)).toBe(Actual.installed);
    const result = fleet.result();
    const { compliance, timeToCompliant } = result;
    const [june, july] = [last(result) - 1, last(result)];
    expect(compliance.get(june, 'deployment')).toBe(0);
    expect([compliance.get(june, 'actualCompliant'), compliance.get(june, 'actualBySuperseding')]).toEqual([
      1, 1,
    ]);
    expect([compliance.get(july, 'actualCompliant'), compliance.get(july, 'actualBySuperseding')]).toEqual([
      1, 0,
    ]);
    const rowOf = (number: number) =>
      Array.from({ length: timeToCompliant.length }, (_, row) => row).find(
        (row) => timeToCompliant.get(row, 'deployment') === number && timeToCompliant.get(row, 'group') === 0,
      )!;
    expect(timeToCompliant.get(rowOf(0), 'becameCompliant')).toBe(1);
    expect(timeToCompliant.get(rowOf(0), 'bySuperseding')).toBe(1);
    expect(timeToCompliant.get(rowOf(1), 'bySuperseding')).toBe(0);
  });
});

describe('an update that expires', () => {
  it('is no longer required of anybody who lacks it, which is flagged as no installation', () => {
    const expiresMs = 4 * DAY_MS;
    const scenario = smallScenario({
      catalog: { products: ['Windows'], updates: [MAY, { ...JUNE, expiresMs }], origin: 'made for tests' },
    });
    expect(juneOf(runFleet(scenario, expiresMs - 1))).toBe('cached');
    expect(juneOf(runFleet(scenario, expiresMs))).toBe('not required');
    const fleet = runFleet(scenario);
    expect(fleet.parts.restart.count[0]).toBe(0);
    const { compliance } = fleet.result();
    expect(compliance.get(last(fleet.result()), 'actualCompliant')).toBe(1);
    expect(compliance.get(last(fleet.result()), 'actualBySuperseding')).toBe(1);
  });
});

describe('an update that is not required any more', () => {
  it('is dropped in the middle of its download, and the next one takes its place', () => {
    const slow = distributionPoint({ bytesPerSecond: 1000, flowBytesPerSecondMax: 1000 });
    const july = update({ id: 'july', releasedMs: 3 * DAY_MS, supersedes: [1], sizeBytes: 1_000_000 });
    const scenario = smallScenario({
      catalog: { products: ['Windows'], updates: [MAY, JUNE, july], origin: 'made for tests' },
      distributionPoints: [slow],
      siteChanges: {
        synchronization: {
          ...SYNCHRONIZATION,
          startsMs: [DAY_MS + 2 * HOUR_MS, 3 * DAY_MS + 2 * HOUR_MS],
        },
      },
      deployments: [
        deployment({ createdMs: DAY_MS + 4 * HOUR_MS, deadlineMs: [9 * DAY_MS] }),
        deployment({
          name: 'July updates',
          updates: [2],
          createdMs: 3 * DAY_MS + 4 * HOUR_MS,
          deadlineMs: [5 * DAY_MS],
          releasedMs: 3 * DAY_MS,
        }),
      ],
    });
    const result = runFleet(scenario).result();
    const sum = (column: 'started' | 'completed' | 'dropped') => {
      let total = 0;
      for (let row = 0; row < result.downloads.length; row++) total += result.downloads.get(row, column);
      return total;
    };
    expect([sum('started'), sum('completed'), sum('dropped')]).toEqual([2, 1, 1]);
    expect(result.unfinished.length).toBe(0);
  });

  it('does not come back when it is released after what supersedes it', () => {
    const early = update({ id: 'early', supersedes: [2], releasedMs: DAY_MS });
    const late = update({ id: 'late', releasedMs: 8 * DAY_MS });
    const scenario = smallScenario({
      catalog: { products: ['Windows'], updates: [MAY, early, late], origin: 'made for tests' },
    });
    const { parts } = runFleet(scenario);
    expect(parts.updates.states.actual(0, 1)).toBe(Actual.installed);
    expect(parts.updates.states.actual(0, 2)).toBe(Actual.notRequired);
  });
});
