import { describe, expect, test } from 'vitest';
import { Trigger } from '../../src/model/client/scan-agent.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import { SCAN_KINDS, type SCAN_TRIGGERS } from '../../src/model/results.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { EVALUATION_MS, ONLINE_SCAN_MS } from '../model/one-client.ts';
import {
  completed,
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  runFleet,
  SYNCHRONIZATION,
  smallScenario,
  update,
} from '../model/small-fleet.ts';
import { storyOf } from '../model/story.ts';
import { contactCount, quiet, SETTINGS, scanAt, scanCount } from './one-client.ts';

type TriggerName = (typeof SCAN_TRIGGERS)[number];

/** The last online scan before the one that a test is about ends here. */
const FORCED_MS = 1.5 * DAY_MS;
const LAST_ONLINE_MS = FORCED_MS + ONLINE_SCAN_MS;

const deployed: Partial<Scenario> = { deployments: [deployment()] };

/** For each way to start a scan, a life with one of it after the last online scan. */
const LIVES: Readonly<Partial<Record<TriggerName, Parameters<typeof quiet>[0]>>> = {
  schedule: { clientSettings: { scanIntervalMs: 5 * DAY_MS } },
  scanCycle: { groups: [group({ scanCycle: fixed(7 * DAY_MS) })] },
  evaluationCycle: { groups: [group({ evaluationCycle: fixed(7 * DAY_MS) })] },
  reevaluation: { clientSettings: { reevaluationIntervalMs: 5 * DAY_MS } },
  beforeDownload: deployed,
  beforeInstallation: deployed,
  afterInstallation: deployed,
  afterRestart: deployed,
};

const lifeWith = (trigger: TriggerName, scanTtlMs: number, actions: readonly Action[] = []): Scenario => {
  const life = LIVES[trigger]!;
  return quiet({
    ...life,
    clientSettings: { ...life.clientSettings, scanTtlMs },
    actions: [scanAt(FORCED_MS), ...actions],
  });
};

/** When a scan that was started in that way begins, first after the last online scan. */
function startOf(scenario: Scenario, trigger: TriggerName): number {
  const isRunning = ({ parts }: Fleet) => String((parts.scans.running[0]! & Trigger[trigger]) !== 0);
  return storyOf(scenario, isRunning, LAST_ONLINE_MS).find(({ is }) => is === 'true')!.atMs;
}

/**
 * The scan of that way when the last online scan is exactly as old as the time to live (or the given age more): which
 * one it is, how often the client connects for it, and whether the time to live begins anew.
 */
function scanOf(trigger: TriggerName, overdueMs: number) {
  const atMs = startOf(lifeWith(trigger, 100 * DAY_MS), trigger);
  const scenario = lifeWith(trigger, atMs - LAST_ONLINE_MS - overdueMs);
  const before = runFleet(scenario, atMs - 1);
  expect(before.parts.scans.lastOnlineMs[0]).toBe(LAST_ONLINE_MS);
  const { parts } = runFleet(scenario, atMs);
  expect(parts.scans.running[0]).toBe(Trigger[trigger]);
  const isOnline = SCAN_KINDS[parts.scans.kind[0]!] !== 'offline';
  const endMs = atMs + (isOnline ? ONLINE_SCAN_MS : EVALUATION_MS);
  const after = runFleet(scenario, endMs);
  expect(after.parts.scans.running[0]! & Trigger[trigger]).toBe(0);
  return {
    is: isOnline ? 'online' : 'offline',
    contacts: contactCount(after) - contactCount(before),
    beginsAnew: after.parts.scans.lastOnlineMs[0] === endMs,
  };
}

const ONLINE = { is: 'online', contacts: 1, beginsAnew: true };
const OFFLINE = { is: 'offline', contacts: 0, beginsAnew: false };

/** By the time to live: what the scan is inside and outside it. */
const table = (trigger: TriggerName) => [scanOf(trigger, 0), scanOf(trigger, 1)];

/** Whatever the server does from the deadline on, the client installs and scans with what it has. */
const AWAY_MS = deployment().deadlineMs![0]! + 1;

/** June's client learns nothing of July's update, which the server has from day five on. */
const withNews = (trigger: TriggerName): Scenario => {
  const { catalog } = smallScenario();
  const july = update({ id: 'july', kb: 'KB7', releasedMs: 5 * DAY_MS, supersedes: [] });
  const startsMs = [DAY_MS + 2 * HOUR_MS, 5 * DAY_MS + 2 * HOUR_MS];
  return quiet({
    ...LIVES[trigger],
    catalog: { ...catalog, updates: [...catalog.updates, july] },
    siteChanges: { synchronization: { ...SYNCHRONIZATION, startsMs } },
    clientSettings: { scanTtlMs: 100 * DAY_MS },
    actions: [scanAt(FORCED_MS)],
  });
};

const usesWhatItHas = (trigger: TriggerName): void => {
  const fleet = runFleet(withNews(trigger));
  expect(fleet.parts.updatePoints.versionOf(0)).toBe(2);
  expect(fleet.parts.scans.metadataVersion[0]).toBe(1);
  expect(scanCount(fleet, { trigger, kind: 'offline' })).toBe(1);
};

const neverConnects = (trigger: TriggerName): void => {
  expect(table(trigger)).toEqual([OFFLINE, OFFLINE]);
  const away: Action = {
    verb: 'outage',
    atMs: AWAY_MS,
    target: { role: 'softwareUpdatePoint', index: 0 },
  };
  const fleet = runFleet(lifeWith(trigger, 100 * DAY_MS, [away]));
  expect(scanCount(fleet, { trigger })).toBe(1);
};

describe('a scan', () => {
  test('S9.1 is online, and connects to WSUS once, or offline, and does not', () => {
    const scenario = smallScenario({
      clientSettings: { ...SETTINGS, scanIntervalMs: DAY_MS, reevaluationIntervalMs: DAY_MS },
      groups: [group({ scanCycle: fixed(2 * DAY_MS) })],
    });
    const fleet = runFleet(scenario);
    const [all, offline] = [scanCount(fleet), scanCount(fleet, { kind: 'offline' })];
    expect(offline).toBeGreaterThan(0);
    expect(all).toBeGreaterThan(offline);
    expect(contactCount(fleet)).toBe(all - offline);
  });

  test('S9.2 is forced or not by the way in which it was started: inside the time to live it shows', () => {
    const forced = (['scanCycle', 'evaluationCycle'] as const).map((trigger) => scanOf(trigger, 0).is);
    const others = (['schedule', 'reevaluation', 'beforeDownload', 'beforeInstallation'] as const).map(
      (trigger) => scanOf(trigger, 0).is,
    );
    expect(new Set(forced)).toEqual(new Set(['online']));
    expect(new Set(others)).toEqual(new Set(['offline']));
  });
});

describe('the scan of', () => {
  test('S9.3 the scan schedule connects only outside the time to live', () => {
    expect(table('schedule')).toEqual([OFFLINE, ONLINE]);
  });

  test('S9.4a the scan cycle and the deployment evaluation cycle connects always, before it evaluates', () => {
    for (const trigger of ['scanCycle', 'evaluationCycle'] as const) {
      expect(table(trigger)).toEqual([ONLINE, ONLINE]);
      const scenario = lifeWith(trigger, 100 * DAY_MS);
      const atMs = startOf(scenario, trigger);
      const read = (fleet: Fleet) => `${contactCount(fleet)} ${fleet.parts.scans.stage[0] === 4}`;
      const story = storyOf(scenario, read, atMs, atMs + ONLINE_SCAN_MS);
      expect(story.map(({ is }) => is)).toEqual(['1 false', '2 false', '2 true', '2 false']);
    }
  });

  test('S9.4b such a cycle begins the time to live anew when it ends', () => {
    for (const trigger of ['scanCycle', 'evaluationCycle'] as const) {
      const scenario = lifeWith(trigger, 100 * DAY_MS);
      const endMs = startOf(scenario, trigger) + ONLINE_SCAN_MS;
      const lastOnline = (atMs: number) => runFleet(scenario, atMs).parts.scans.lastOnlineMs[0];
      expect([lastOnline(endMs - 1), lastOnline(endMs)]).toEqual([LAST_ONLINE_MS, endMs]);
    }
  });

  test('S9.4c a user gives the metadata their 24 hours again', () => {
    const user = lifeWith('scanCycle', DAY_MS);
    const endMs = startOf(user, 'scanCycle') + ONLINE_SCAN_MS;
    const kindAfter = (ageMs: number) => {
      const late = deployment({ createdMs: endMs, deadlineMs: [endMs + ageMs] });
      const fleet = runFleet(completed({ ...user, deployments: [late] }));
      return scanCount(fleet, { trigger: 'beforeInstallation', kind: 'offline' }) === 1
        ? 'offline'
        : 'online';
    };
    expect([kindAfter(24 * HOUR_MS), kindAfter(24 * HOUR_MS + 1)]).toEqual(['offline', 'online']);
    expect(endMs - LAST_ONLINE_MS).toBeGreaterThan(0);
  });

  test('S9.5 the re-evaluation schedule connects only outside the time to live', () => {
    expect(table('reevaluation')).toEqual([OFFLINE, ONLINE]);
  });

  test('S9.6 a download to come connects only outside the time to live', () => {
    expect(table('beforeDownload')).toEqual([OFFLINE, ONLINE]);
  });

  test('S9.7 an installation to come connects only outside the time to live', () => {
    expect(table('beforeInstallation')).toEqual([OFFLINE, ONLINE]);
  });

  test('S9.6, S9.7 what needs no server inside the time to live is not held up by a forced scan that waits for one', () => {
    const deadlineMs = deployment().deadlineMs![0]!;
    const target = { role: 'softwareUpdatePoint', index: 0 } as const;
    /** The server fails after an online scan; then a user scans in vain, and then the deployment comes and is due. */
    const scenario = quiet({
      deployments: [deployment({ createdMs: deadlineMs - 3 * HOUR_MS })],
      actions: [
        scanAt(deadlineMs - 5 * HOUR_MS),
        { verb: 'outage', atMs: deadlineMs - 4 * HOUR_MS, target },
        scanAt(deadlineMs - 3.4 * HOUR_MS),
      ],
    });
    const { scans, installation } = runFleet(scenario, deadlineMs + EVALUATION_MS).parts;
    expect(installation.isInstalling(0)).toBe(true);
    expect(scans.waiting[0]).toBe(Trigger.scanNow);
    const fleet = runFleet(scenario);
    for (const trigger of ['beforeDownload', 'beforeInstallation'] as const) {
      expect(scanCount(fleet, { trigger, kind: 'offline' })).toBe(1);
      expect(scanCount(fleet, { trigger, outcome: 'started' })).toBe(1);
    }
    expect(scanCount(fleet, { trigger: 'scanNow' })).toBe(1);
  });

  test('S9.8a an installation that has ended uses the metadata on the client', () => {
    usesWhatItHas('afterInstallation');
  });

  test('S9.8b an installation that has ended never connects', () => {
    neverConnects('afterInstallation');
  });

  test('S9.9a the restart after an installation uses the metadata on the client', () => {
    usesWhatItHas('afterRestart');
  });

  test('S9.9b the restart after an installation never connects', () => {
    neverConnects('afterRestart');
  });
});
