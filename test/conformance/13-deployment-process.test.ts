import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { SCAN_TRIGGERS, type SITE_EVENTS } from '../../src/model/results.ts';
import type { DeploymentRule, Scenario } from '../../src/model/scenario.ts';
import { Topic } from '../../src/model/topics.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { ACT_MS, noted } from '../model/content/package-fleet.ts';
import {
  EVALUATION_MS,
  INSTALL_MS,
  juneOf,
  LOCATION_MS,
  OFFLINE,
  ONLINE_SCAN_MS,
  RESTART_MS,
  SLOT,
} from '../model/one-client.ts';
import { witnessed } from '../model/reports.ts';
import {
  DAY_MS,
  deployment,
  distributionPoint,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  runFleet,
  SYNCHRONIZATION,
  smallScenario,
  update,
} from '../model/small-fleet.ts';
import { instantOf, storyOf } from '../model/story.ts';
import {
  AFTER_MS,
  AVAILABLE_MS,
  CREATED_MS,
  courseOf,
  DEADLINE_MS,
  deployed,
  EAGER,
  POLICY_MS,
  startOf,
  stepsOf,
  TRANSFER_MS,
} from './deployed.ts';
import { quiet, scanAt } from './one-client.ts';

const runningOf = ({ parts }: Fleet) =>
  SCAN_TRIGGERS.filter((_, bit) => (parts.scans.running[0]! & (1 << bit)) !== 0).join(' + ');
const bytesOf = (fleet: Fleet) => fleet.parts.downloads.downloadedBytes[0];

describe('a deployment', () => {
  /** A rule that is evaluated at the instant at which the other deployment is made by hand. */
  const rule: DeploymentRule = {
    name: 'rule',
    site: 0,
    candidates: [SLOT],
    selection: { requiredOnMoreThan: null, releasedWithinMs: null, superseded: true },
    startsMs: [CREATED_MS],
    afterSynchronization: false,
    group: 'new',
    package: 0,
    enabled: true,
    deployments: [{ name: 'all', isInitial: true, slots: [0] }],
  };
  const byRule = deployed({
    createdMs: null,
    availableMs: [],
    deadlineMs: [],
    relative: { availableAfterMs: 0, deadlineAfterMs: 3 * DAY_MS, clientLocal: false },
  });

  test('S13.1 adds an assignment to the machine policy, by hand and by a rule', () => {
    const expected = [{ atMs: POLICY_MS, client: 0, deployment: 0 }];
    const assignmentsOf = (run: ReturnType<typeof witnessed>) =>
      run.witness.policies.map(({ atMs, client, deployment }) => ({ atMs, client, deployment }));
    expect(assignmentsOf(witnessed(deployed()))).toEqual(expected);
    expect(assignmentsOf(witnessed({ ...byRule, rules: [rule] }))).toEqual(expected);
    expect(assignmentsOf(witnessed(byRule))).toEqual([]);
  });
});

describe('its content', () => {
  const internetBytesPerSecond = 10_000;
  const fetchedMs = CREATED_MS + (JUNE.sizeBytes / internetBytesPerSecond) * 1000;
  const copyMs = (JUNE.sizeBytes / distributionPoint().bytesPerSecond) * 1000;
  const scenario = deployed({}, { siteChanges: { internetBytesPerSecond } });
  const instantsOf = (event: (typeof SITE_EVENTS)[number]) =>
    noted(runFleet(scenario), event).map(({ afterMs }) => ACT_MS + afterMs);
  const placesOf = ({ parts }: Fleet) =>
    `site ${parts.siteLibraries.has(0, SLOT)}, point ${parts.pointLibraries.has(0, SLOT)}`;
  const story = storyOf(scenario, placesOf, CREATED_MS, fetchedMs + HOUR_MS);

  test('S13.2a is downloaded from the internet to the package source', () => {
    expect(instantsOf('contentDownloaded')).toEqual([fetchedMs]);
  });

  test('S13.3a goes to the content library of the site server', () => {
    expect(instantOf(story, 'site true, point false')).toBe(fetchedMs);
  });

  test('S13.3b then to the content library of the distribution point', () => {
    expect(stepsOf(story)).toEqual([
      'site false, point false',
      'site true, point false',
      'site true, point true',
    ]);
    expect(story[2]!.atMs).toBe(fetchedMs + copyMs);
    expect(instantsOf('contentDistributed')).toEqual([fetchedMs + copyMs]);
  });
});

describe('a client that receives the policy', () => {
  test('S13.4 scans at once', () => {
    const story = storyOf(deployed(), runningOf, CREATED_MS, AVAILABLE_MS);
    expect(story.slice(1)).toEqual([
      { atMs: POLICY_MS, is: 'beforeDownload' },
      { atMs: POLICY_MS + EVALUATION_MS, is: '' },
    ]);
  });

  const beginsMs = POLICY_MS + EVALUATION_MS + LOCATION_MS;

  test('S13.5 downloads required updates from a distribution point right away, not at the available time', () => {
    for (const availableMs of [[CREATED_MS], [DEADLINE_MS - HOUR_MS]]) {
      const course = courseOf(deployed({ availableMs }), CREATED_MS, AVAILABLE_MS);
      expect(course.slice(1)).toEqual([
        { atMs: beginsMs, is: 'transferring' },
        { atMs: beginsMs + TRANSFER_MS, is: 'cached' },
      ]);
    }
  });

  test('S13.6 does not let its user install before the available time', () => {
    const groups = [group({ ...EAGER, userInstalls: { share: 1, after: fixed(0) } })];
    const scenario = deployed({ availableMs: [AVAILABLE_MS] }, { groups });
    expect(startOf(scenario, 'installing')).toBe(AVAILABLE_MS + EVALUATION_MS);
    expect(startOf(deployed({}, { groups }), 'installing')).toBeLessThan(AVAILABLE_MS);
  });

  test('S13.7 downloads nothing of an optional deployment before a user starts it', () => {
    const optional = (groups: Scenario['groups']) =>
      courseOf(deployed({ deadlineMs: null, availableMs: [AVAILABLE_MS] }, { groups }));
    expect(stepsOf(optional([group()]))).toEqual(['required']);
    const startMs = AVAILABLE_MS + AFTER_MS + EVALUATION_MS + LOCATION_MS;
    expect(optional([EAGER])[1]).toEqual({ atMs: startMs, is: 'transferring' });
  });
});

/** July's update replaces June's and is synchronized on day three: who scans online then needs June's no more. */
const JULY = update({ id: 'july', kb: 'KB7', releasedMs: 3 * DAY_MS, supersedes: [1] });
const REPLACED = {
  catalog: { products: ['Windows'], updates: [MAY, JUNE, JULY], origin: 'made for tests' },
  siteChanges: {
    synchronization: { ...SYNCHRONIZATION, startsMs: [DAY_MS + 2 * HOUR_MS, 3 * DAY_MS + 2 * HOUR_MS] },
  },
};

describe('once the deadline has passed a client', () => {
  const known = { actions: [scanAt(1.5 * DAY_MS)], deployments: [deployment()] };

  test('S13.8 scans, to see whether the updates are still required', () => {
    const story = storyOf(quiet(known), runningOf, DEADLINE_MS - 1, DEADLINE_MS + ONLINE_SCAN_MS);
    expect(story).toEqual([
      { atMs: DEADLINE_MS - 1, is: '' },
      { atMs: DEADLINE_MS, is: 'beforeInstallation' },
      { atMs: DEADLINE_MS + ONLINE_SCAN_MS, is: '' },
    ]);
    const course = courseOf(quiet({ ...known, ...REPLACED }), DEADLINE_MS - 1);
    expect(stepsOf(course)).toEqual(['cached']);
  });

  /** Other content drives June's update out of the cache on day four; `has` says whether it does. */
  const crowded = (has: boolean) =>
    deployed(
      {},
      {
        groups: [group({ otherContent: { every: fixed(DAY_MS), bytes: fixed(60_000_000) } })],
        clientSettings: { ...OFFLINE, cacheBytes: has ? 150_000_000 : 1_000_000_000 },
      },
    );
  const scannedMs = DEADLINE_MS + EVALUATION_MS;

  test('S13.9 looks then into its cache: what is there is not fetched again', () => {
    const scenario = crowded(false);
    expect(startOf(scenario, 'installing')).toBe(scannedMs);
    expect(bytesOf(runFleet(scenario))).toBe(JUNE.sizeBytes);
  });

  test('S13.10 installs last', () => {
    expect(courseOf(deployed(), DEADLINE_MS)).toEqual([
      { atMs: DEADLINE_MS, is: 'cached' },
      { atMs: scannedMs, is: 'installing' },
      { atMs: scannedMs + INSTALL_MS, is: 'pending restart' },
      { atMs: scannedMs + INSTALL_MS + EVALUATION_MS, is: 'restarting' },
      { atMs: scannedMs + INSTALL_MS + EVALUATION_MS + RESTART_MS, is: 'installed' },
    ]);
  });

  test('S13.11 downloads what has been removed from its cache again, and installs it then', () => {
    const scenario = crowded(true);
    expect(juneOf(runFleet(scenario, DEADLINE_MS))).toBe('required');
    const course = courseOf(scenario, DEADLINE_MS);
    expect(stepsOf(course.slice(0, 4))).toEqual(['required', 'transferring', 'cached', 'installing']);
    expect(course[1]!.atMs).toBe(scannedMs + LOCATION_MS);
    expect(course[3]!.atMs).toBe(scannedMs + LOCATION_MS + TRANSFER_MS + EVALUATION_MS);
    expect(bytesOf(runFleet(scenario))).toBe(2 * JUNE.sizeBytes);
  });
});

test('S13.12 updates are downloaded whatever the size of the cache', () => {
  for (const cacheBytes of [1, OFFLINE.cacheBytes]) {
    const scenario = deployed({}, { clientSettings: { ...OFFLINE, cacheBytes } });
    expect(startOf(scenario, 'cached')).toBe(POLICY_MS + EVALUATION_MS + LOCATION_MS + TRANSFER_MS);
  }
});

describe('after the installation', () => {
  /** It is in when its installation ends, without a restart. */
  const catalog = { ...smallScenario().catalog, updates: [MAY, { ...JUNE, kind: 'other' as const }] };
  const { witness } = witnessed(deployed({}, { catalog }));
  const installedMs = witness.transitions.find(({ to }) => to === Actual.installed)!.atMs;

  test('S13.13a the client verifies that the updates are no longer required', () => {
    const learned = witness.learned.filter(({ slot, atMs }) => slot === SLOT && atMs > DEADLINE_MS);
    expect(learned.at(-1)).toEqual({
      atMs: installedMs + EVALUATION_MS,
      client: 0,
      slot: SLOT,
      state: Compliance.installed,
    });
  });

  test('S13.13b it tells the management point by a state message that they are installed', () => {
    const ofJune = ({ topic, subject }: { topic: Topic; subject: number }) =>
      topic === Topic.updateDetection && subject === SLOT;
    const saidMs = installedMs + EVALUATION_MS;
    expect(witness.raised.filter(ofJune).at(-1)).toMatchObject({
      atMs: saidMs,
      state: Compliance.installed,
      restartPending: false,
    });
    const stored = witness.stored.filter(ofJune).at(-1)!;
    expect(stored.state).toBe(Compliance.installed);
    expect(stored.atMs).toBeGreaterThan(saidMs);
  });
});
