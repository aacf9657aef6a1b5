import { describe, expect, test } from 'vitest';
import { Enforcement } from '../../src/model/client/client-updates.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { LOCATION_MS, ONLINE_SCAN_MS } from '../model/one-client.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  nineToFive,
  runFleet,
  SECOND_MS,
  SYNCHRONIZATION as SYNC,
  smallScenario,
  updatePoint,
} from '../model/small-fleet.ts';
import { instantOf, storyOf } from '../model/story.ts';
import { loadText, mistakesOf, SMALL, smallWith } from '../scenario/loading.ts';
import {
  ASSUMPTIONS,
  contactCount,
  NEVER_MS,
  NEW,
  phasesOf,
  quiet,
  SETTINGS,
  scanAt,
  scanCount,
  tickAfter,
} from './one-client.ts';

const AT_MS = 2 * DAY_MS;
const STAGES = ['idle', 'locating', 'at the server', 'fetching', 'evaluating', 'waiting for the source'];
const stageOf = ({ parts }: Fleet) => STAGES[parts.scans.stage[0]!]!;
const storyFrom = (scenario: Scenario, fromMs = AT_MS - 1, untilMs = fromMs + HOUR_MS) =>
  storyOf(scenario, stageOf, fromMs, untilMs);
const defaults = loadText(SMALL).scenario!;
/** The first synchronization brings June's update: from here on policy names it. */
const NAMED_MS =
  SYNC.startsMs[0]! +
  SYNC.wsusFixedMs +
  SYNC.wsusPerUpdateMs +
  SYNC.settleMs +
  SYNC.databaseFixedMs +
  SYNC.databasePerUpdateMs;

const twoPoints = (database: number) => [updatePoint(), updatePoint({ name: 'SUP2', database })];
const switchAt = (atMs: number): Action => ({ verb: 'switchUpdatePoint', atMs, groups: [0] });

describe('the scan schedule', () => {
  test('D3.1 starts each scan up to 120 minutes late, each time anew', () => {
    expect(defaults.clientSettings.scanJitter).toEqual({ law: 'uniform', min: 0, max: 120 * MINUTE_MS });
    const lateMs = Array.from({ length: 12 }, (_, seed) => {
      const clientSettings = { ...SETTINGS, scanIntervalMs: 3 * DAY_MS, scanTtlMs: 100 * DAY_MS };
      const scenario = smallScenario({ deployments: [], clientSettings, seed: String(seed) });
      const { parts } = runFleet(scenario, 0);
      const { anchorMs } = parts.calendar.schedule;
      const starts = storyOf(scenario, ({ parts: { scans } }) => String(scans.running[0] !== 0));
      return starts
        .filter(({ is }) => is === 'true')
        .map(({ atMs }) => (((atMs - anchorMs[0]!) % (3 * DAY_MS)) + 3 * DAY_MS) % (3 * DAY_MS));
    }).flat();
    expect(lateMs.length).toBeGreaterThan(24);
    expect(Math.max(...lateMs)).toBeLessThanOrEqual(120 * MINUTE_MS);
    expect(new Set(lateMs).size).toBe(lateMs.length);
    for (const half of [0, 1]) {
      expect(lateMs.some((ms) => Math.floor(ms / HOUR_MS) === half)).toBe(true);
    }
  });

  test('D3.2 and that of re-evaluation come every 7 days unless configured; less than a day counts as a day', () => {
    const { scanIntervalMs, reevaluationIntervalMs } = defaults.clientSettings;
    expect([scanIntervalMs, reevaluationIntervalMs]).toEqual([7 * DAY_MS, 7 * DAY_MS]);
    const text = `${SMALL}clientSettings: { scanInterval: 6 h, reevaluationInterval: 3 d }\n`;
    const written = loadText(text).scenario!.clientSettings;
    expect([written.scanIntervalMs, written.reevaluationIntervalMs]).toEqual([DAY_MS, 3 * DAY_MS]);
    expect(mistakesOf(text)).toEqual([expect.stringContaining('warning: is less than a day')]);
  });
});

describe('a new or changed WSUS server', () => {
  const WAIT_MS = 90 * SECOND_MS;
  const scenario = (assumptions: Partial<typeof ASSUMPTIONS>) =>
    quiet({
      softwareUpdatePoints: twoPoints(1),
      assumptions: { ...ASSUMPTIONS, ...assumptions },
      actions: [switchAt(AT_MS - HOUR_MS), scanAt(AT_MS)],
    });
  const askedMs = (assumptions: Partial<typeof ASSUMPTIONS>) =>
    instantOf(storyFrom(scenario(assumptions)), 'at the server');

  test('D3.3 means waiting for group policy for up to 2 minutes', () => {
    expect(defaults.assumptions.sourceWait).toEqual({ law: 'uniform', min: 0, max: 2 * MINUTE_MS });
    expect(askedMs({ sourceWait: fixed(WAIT_MS) })).toBe(AT_MS + LOCATION_MS + WAIT_MS);
    const known = quiet({
      assumptions: { ...ASSUMPTIONS, sourceWait: fixed(WAIT_MS) },
      actions: [scanAt(AT_MS)],
    });
    expect(instantOf(storyFrom(known), 'at the server')).toBe(AT_MS + LOCATION_MS);
  });

  test('D3.4 is left to settle for 30 s after that', () => {
    const { sourceSettleMs } = defaults.assumptions;
    expect(sourceSettleMs).toBe(30 * SECOND_MS);
    expect(askedMs({ sourceWait: fixed(WAIT_MS), sourceSettleMs })).toBe(
      AT_MS + LOCATION_MS + WAIT_MS + sourceSettleMs,
    );
  });
});

describe('a location request', () => {
  /** Each WSUS step takes five hours: for that long the second server lacks what policy names. */
  const STEP_MS = 5 * HOUR_MS;
  const synchronization = { ...SYNC, wsusFixedMs: STEP_MS, wsusPerUpdateMs: 0 };
  const storedMs =
    SYNC.startsMs[0]! + STEP_MS + SYNC.settleMs + SYNC.databaseFixedMs + SYNC.databasePerUpdateMs;
  const askedMs = storedMs + 2 * HOUR_MS;
  const scenario = (own: readonly number[]) =>
    quiet({
      softwareUpdatePoints: twoPoints(1),
      siteChanges: { synchronization },
      groups: [group({ updatePoints: { own, neighbours: [] } })],
      actions: [scanAt(askedMs)],
    });
  const untilMs = askedMs + 5 * MINUTE_MS;

  test('D3.5 is answered with a server that has the content version: one that has it is asked', () => {
    const story = storyFrom(scenario([0]), askedMs - 1, untilMs);
    expect(story.map(({ is }) => is)).toEqual(['idle', 'locating', 'at the server', 'evaluating', 'idle']);
    expect(instantOf(story, 'at the server')).toBe(askedMs + LOCATION_MS);
    expect(runFleet(scenario([0]), untilMs).parts.scans.metadataVersion[0]).toBe(1);
  });

  test('D3.16 is answered with no server where none has the version that policy names: the scan cannot start', () => {
    const fleet = runFleet(scenario([1]), askedMs + 2 * HOUR_MS);
    expect(scanCount(fleet, { outcome: 'notLocated' })).toBeGreaterThan(0);
    expect([contactCount(fleet, 0), contactCount(fleet, 1)]).toEqual([0, 0]);
    expect(fleet.parts.scans.metadataVersion[0]).toBe(0);
  });
});

describe('a scan', () => {
  test('D3.6 goes on when the machine is back', () => {
    const leavesMs = AT_MS + 17 * HOUR_MS;
    const returnsMs = AT_MS + DAY_MS + 9 * HOUR_MS;
    const scenario = quiet({
      groups: [group({ presence: nineToFive('shutdown') })],
      actions: [scanAt(leavesMs - 5 * SECOND_MS)],
    });
    const story = storyFrom(scenario, leavesMs - 6 * SECOND_MS, returnsMs + HOUR_MS);
    expect(instantOf(story, 'idle', leavesMs - SECOND_MS)).toBe(leavesMs);
    expect(instantOf(story, 'locating', leavesMs)).toBe(returnsMs);
    expect(scanCount(runFleet(scenario))).toBe(1);
  });

  test('D3.10 runs alone on its client: requests that come meanwhile share the next one', () => {
    const slow = [updatePoint({ deltaScan: fixed(HOUR_MS) })];
    const during = [10, 20, 30].map((minutes) => scanAt(AT_MS + minutes * MINUTE_MS));
    const fleet = runFleet(quiet({ softwareUpdatePoints: slow, actions: [scanAt(AT_MS), ...during] }));
    expect(scanCount(fleet)).toBe(2);
    const after = during.map(({ atMs }) => scanAt(atMs + HOUR_MS * 5));
    expect(scanCount(runFleet(quiet({ actions: [scanAt(AT_MS), ...after] })))).toBe(4);
  });

  test('D3.11 of a client without metadata is full, that of one with older metadata fetches the difference', () => {
    const fleet = runFleet(
      quiet({ initial: NEW, clientSettings: { firstScanDelay: fixed(HOUR_MS) }, actions: [scanAt(AT_MS)] }),
    );
    expect([scanCount(fleet, { kind: 'full' }), scanCount(fleet, { kind: 'delta' })]).toEqual([1, 1]);
    expect(scanCount(fleet, { kind: 'full', trigger: 'firstScan' })).toBe(1);
  });

  test('D3.12 at a server with another database is full, at one that shares the database a difference', () => {
    const kinds = (database: number) => {
      const fleet = runFleet(
        quiet({
          softwareUpdatePoints: twoPoints(database),
          actions: [switchAt(AT_MS - HOUR_MS), scanAt(AT_MS), scanAt(AT_MS + HOUR_MS)],
        }),
      );
      expect(fleet.parts.selection.switchCount[0]).toBe(1);
      return [scanCount(fleet, { kind: 'full' }), scanCount(fleet, { kind: 'delta' })];
    };
    expect(kinds(1)).toEqual([1, 1]);
    expect(kinds(0)).toEqual([0, 2]);
  });

  test('D3.15 moves 0.2 MB and 0.02 MB per new update for a difference, 40 MB for the whole', () => {
    const { deltaMetadataBytes, deltaMetadataBytesPerUpdate, fullMetadataBytes } = defaults.assumptions;
    expect([deltaMetadataBytes, deltaMetadataBytesPerUpdate, fullMetadataBytes]).toEqual([2e5, 2e4, 4e7]);
    const link = { bytesPerSecond: 1_000_000, latencyMs: 0, flowBytesPerSecondMax: 1_000_000 };
    const bytes = (changes: Parameters<typeof quiet>[0]) => {
      const scenario = quiet({
        locations: [
          { name: 'head office', link: null },
          { name: 'branch', link },
        ],
        groups: [group({ location: 1 })],
        ...changes,
      });
      return runFleet(scenario).result().linkTotals.get(0, 'bytes');
    };
    expect(bytes({ actions: [scanAt(AT_MS)] })).toBe(deltaMetadataBytes + deltaMetadataBytesPerUpdate);
    expect(bytes({ actions: [scanAt(HOUR_MS)] })).toBe(deltaMetadataBytes);
    expect(bytes({ initial: NEW })).toBe(fullMetadataBytes);
  });
});

describe('a new version of the update source', () => {
  test('D3.7 reaches clients with their next policy poll, and starts no scan', () => {
    const scenario = quiet();
    const tickMs = tickAfter(NAMED_MS, phasesOf(scenario).pollMs, SETTINGS.policyPollMs);
    const required = (atMs: number) => runFleet(scenario, atMs).parts.policy.requiredVersion(0);
    expect([required(tickMs - 1), required(tickMs)]).toEqual([0, 1]);
    expect(scanCount(runFleet(scenario), { outcome: 'started' })).toBe(0);
  });

  test('D3.8 makes a scan within the time to live go online in profile cb2303, and in no other', () => {
    const forces = (profile: string) =>
      loadText(`profile: ${profile}\n${SMALL}`).scenario!.assumptions.catalogVersionForcesOnline;
    expect([forces('seed2017'), forces('cb2303')]).toEqual([false, true]);
    const contacts = (catalogVersionForcesOnline: boolean, actions: readonly Action[]) =>
      contactCount(
        runFleet(
          quiet({
            assumptions: { ...ASSUMPTIONS, catalogVersionForcesOnline },
            clientSettings: { scanTtlMs: NEVER_MS, reevaluationIntervalMs: 3 * DAY_MS },
            actions,
          }),
        ),
      );
    expect(contacts(true, [])).toBe(1);
    expect(contacts(false, [])).toBe(0);
  });
});

describe('the time to live', () => {
  test('D3.9 begins anew with every online scan that completes, and never with an offline one', () => {
    const deadlineMs = AT_MS + DAY_MS + 12 * HOUR_MS;
    const scenario = quiet({
      clientSettings: { scanTtlMs: 2 * DAY_MS },
      deployments: [deployment({ createdMs: AT_MS + HOUR_MS, deadlineMs: [deadlineMs] })],
      actions: [scanAt(AT_MS)],
    });
    const fleet = runFleet(scenario, deadlineMs + HOUR_MS);
    expect(scanCount(fleet, { kind: 'offline' })).toBeGreaterThanOrEqual(3);
    expect(fleet.parts.scans.lastOnlineMs[0]).toBe(AT_MS + ONLINE_SCAN_MS);
    const again = runFleet({ ...scenario, actions: [scanAt(AT_MS), scanAt(AT_MS + DAY_MS)] }, deadlineMs);
    expect(again.parts.scans.lastOnlineMs[0]).toBe(AT_MS + DAY_MS + ONLINE_SCAN_MS);
  });
});

describe('an administrator who has deployments evaluated', () => {
  test('D3.13 makes clients scan as in the deployment evaluation cycle: at WSUS, whatever the time to live', () => {
    const evaluateNow: Action = { verb: 'evaluateNow', atMs: AT_MS + HOUR_MS, groups: [0] };
    const fleet = runFleet(quiet({ actions: [scanAt(AT_MS), evaluateNow] }));
    expect(scanCount(fleet, { trigger: 'evaluationCycle' })).toBe(1);
    expect(contactCount(fleet)).toBe(2);
  });
});

describe('a client for which updates are disabled', () => {
  test('D3.14a has no policies of deployments either', () => {
    const has = (updatePoints: Scenario['groups'][number]['updatePoints']) => {
      const scenario = smallScenario({ groups: [group({ updatePoints })] });
      return runFleet(scenario).parts.updates.is(0, 0, Enforcement.policy);
    };
    expect(has({ own: [0], neighbours: [] })).toBe(true);
    expect(has(null)).toBe(false);
    const text = smallWith('kind: workstation', 'kind: workstation\n    softwareUpdates: false');
    expect(loadText(text).scenario!.groups.map(({ updatePoints }) => updatePoints === null)).toEqual([
      true,
      false,
    ]);
  });
});
