import { describe, expect, it } from 'vitest';
import { Trigger } from '../../src/model/client/scan-agent.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import { type RunResult, SCAN_KINDS, SCAN_OUTCOMES, SCAN_TRIGGERS } from '../../src/model/results.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { Compliance } from '../../src/model/updates/update-states.ts';
import { scanStageOf } from './one-client.ts';
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
  smallScenario,
  updatePoint,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

const TTL_MS = DAY_MS;
const LOCATION_MS = SECOND_MS;
const SERVICE_MS = 667;
const EVALUATION_MS = 10 * SECOND_MS;
/** An online scan of a client next to an idle server. */
const ONLINE_MS = LOCATION_MS + SERVICE_MS + EVALUATION_MS;

const SUP = { role: 'softwareUpdatePoint', index: 0 } as const;
const SYNCHRONIZED_MS = DAY_MS + 3 * HOUR_MS;
const scanNow = (atMs: number): Action => ({ verb: 'scanNow', atMs, groups: [0] });

/** Scans of a run by one outcome, optionally of one trigger and kind. */
function countOf(
  { scans }: RunResult,
  outcome: (typeof SCAN_OUTCOMES)[number],
  trigger?: (typeof SCAN_TRIGGERS)[number],
  kind?: (typeof SCAN_KINDS)[number],
): number {
  let count = 0;
  for (let row = 0; row < scans.length; row++) {
    if (scans.get(row, 'outcome') !== SCAN_OUTCOMES.indexOf(outcome)) continue;
    if (trigger !== undefined && scans.get(row, 'trigger') !== SCAN_TRIGGERS.indexOf(trigger)) continue;
    if (kind !== undefined && scans.get(row, 'kind') !== SCAN_KINDS.indexOf(kind)) continue;
    count += scans.get(row, 'count');
  }
  return count;
}

const arrivals = ({ serverTotals }: RunResult) => serverTotals.get(0, 'arrivals');

/**
 * One client whose scan schedule keeps quiet: the only scans are those that a test asks for. `forcedMs` sets its last
 * online scan.
 */
function quietScenario(forcedMs: number, changes: Parameters<typeof smallScenario>[0] = {}): Scenario {
  const base = smallScenario();
  const { actions = [], clientSettings, ...others } = changes;
  return smallScenario({
    clientSettings: { ...base.clientSettings, scanIntervalMs: 500 * DAY_MS, ...clientSettings },
    actions: [scanNow(forcedMs), ...actions],
    ...others,
  });
}

describe('the time to live', () => {
  /** The forced scan ends here; a deployment's policy arrives at `policyMs` and asks for a scan. */
  const FORCED_MS = SYNCHRONIZED_MS;
  const LAST_ONLINE_MS = FORCED_MS + ONLINE_MS;

  function policyScan(createdMs: number) {
    const scenario = quietScenario(FORCED_MS, {
      deployments: [deployment({ createdMs, deadlineMs: [9 * DAY_MS] })],
    });
    const story = storyOf(scenario, scanStageOf, createdMs, createdMs + 2 * HOUR_MS);
    const startMs = story[1]!.atMs;
    return { scenario, story, startMs };
  }

  it('keeps a trigger inside it from reaching WSUS', () => {
    const { scenario, story, startMs } = policyScan(LAST_ONLINE_MS + TTL_MS - HOUR_MS);
    expect(startMs - LAST_ONLINE_MS).toBeLessThan(TTL_MS);
    expect(story.slice(0, 3).map(({ is }) => is)).toEqual(['idle', 'evaluating', 'idle']);
    expect(story[2]!.atMs - startMs).toBe(EVALUATION_MS);
    expect(arrivals(runFleet(scenario, startMs + HOUR_MS).result())).toBe(1);
  });

  it('sends a trigger outside it to WSUS', () => {
    const { scenario, story, startMs } = policyScan(LAST_ONLINE_MS + TTL_MS);
    expect(startMs - LAST_ONLINE_MS).toBeGreaterThan(TTL_MS);
    expect(story.slice(0, 5).map(({ is }) => is)).toEqual([
      'idle',
      'locating',
      'at the server',
      'evaluating',
      'idle',
    ]);
    expect(story[4]!.atMs - startMs).toBe(ONLINE_MS);
    expect(arrivals(runFleet(scenario, startMs + HOUR_MS).result())).toBe(2);
  });

  it('ends exactly a day after the last online scan: up to it a deadline scans offline, a millisecond later online', () => {
    for (const [deadlineMs, kind] of [
      [LAST_ONLINE_MS + TTL_MS, 'offline'],
      [LAST_ONLINE_MS + TTL_MS + 1, 'delta'],
    ] as const) {
      const scenario = quietScenario(FORCED_MS, {
        deployments: [deployment({ createdMs: FORCED_MS + HOUR_MS, deadlineMs: [deadlineMs] })],
      });
      const result = runFleet(scenario).result();
      expect(countOf(result, 'completed', 'beforeInstallation', kind)).toBe(1);
      expect(countOf(result, 'started', 'beforeInstallation')).toBe(1);
    }
  });

  it('does not hold a forced scan back, and starts anew with it', () => {
    const again = FORCED_MS + 5 * HOUR_MS;
    const scenario = quietScenario(FORCED_MS, {
      deployments: [deployment({ deadlineMs: [again + ONLINE_MS + TTL_MS] })],
      actions: [scanNow(again)],
    });
    const fleet = runFleet(scenario);
    expect(fleet.parts.scans.lastOnlineMs[0]).toBe(again + ONLINE_MS);
    expect(countOf(fleet.result(), 'completed', 'scanNow', 'delta')).toBe(2);
    expect(countOf(fleet.result(), 'completed', 'beforeInstallation', 'offline')).toBe(1);
  });

  it('is neither asked nor reset by the scans after an installation and after a restart', () => {
    const { horizonMs, deployments } = smallScenario();
    const scenario = quietScenario(FORCED_MS);
    const fleet = runFleet(scenario);
    const result = fleet.result();
    for (const trigger of ['afterInstallation', 'afterRestart'] as const) {
      expect(countOf(result, 'started', trigger, 'offline')).toBe(1);
      expect(countOf(result, 'started', trigger)).toBe(1);
    }
    const deadlineMs = deployments[0]!.deadlineMs![0]!;
    expect(fleet.parts.scans.lastOnlineMs[0]).toBe(deadlineMs + ONLINE_MS);
    expect(horizonMs).toBeGreaterThan(deadlineMs + TTL_MS);

    const always = { ...smallScenario().clientSettings, scanIntervalMs: 500 * DAY_MS, scanTtlMs: 0 };
    const expired = runFleet(quietScenario(FORCED_MS, { clientSettings: always })).result();
    for (const trigger of ['afterInstallation', 'afterRestart'] as const) {
      expect(countOf(expired, 'started', trigger, 'offline')).toBe(1);
      expect(countOf(expired, 'started', trigger)).toBe(1);
    }
  });

  it('is overruled by a newer catalogue version that policy names in profile cb2303, and not in seed2017', () => {
    const base = smallScenario();
    const beforeSyncMs = DAY_MS + HOUR_MS;
    const scenarioWith = (catalogVersionForcesOnline: boolean) =>
      quietScenario(beforeSyncMs, {
        deployments: [deployment({ createdMs: DAY_MS + 4 * HOUR_MS, deadlineMs: [9 * DAY_MS] })],
        assumptions: { ...base.assumptions, catalogVersionForcesOnline },
      });
    const untilMs = DAY_MS + 6 * HOUR_MS;
    const seed2017 = runFleet(scenarioWith(false), untilMs);
    expect(countOf(seed2017.result(), 'completed', 'beforeDownload', 'offline')).toBe(1);
    expect(seed2017.parts.scans.metadataVersion[0]).toBe(0);

    const cb2303 = runFleet(scenarioWith(true), untilMs);
    expect(countOf(cb2303.result(), 'completed', 'beforeDownload', 'delta')).toBe(1);
    expect(cb2303.parts.scans.metadataVersion[0]).toBe(1);
  });
});

describe('a scan that WSUS does not serve', () => {
  const RETRY_MS = 30 * MINUTE_MS;
  const TIMEOUT_MS = 10 * MINUTE_MS;
  const FORCED_MS = 2 * DAY_MS;

  it('is tried again half an hour after a full queue refused it', () => {
    const serviceMs = 20 * MINUTE_MS;
    const scenario = quietScenario(FORCED_MS, {
      groups: [group({ count: 2 })],
      deployments: [],
      softwareUpdatePoints: [updatePoint({ servers: 1, queueLimit: 0, deltaScan: fixed(serviceMs) })],
    });
    const fleet = runFleet(scenario);
    const result = fleet.result();
    const firstArrivalMs = FORCED_MS + LOCATION_MS;
    const secondArrivalMs = firstArrivalMs + RETRY_MS + LOCATION_MS;
    const ends = [...fleet.parts.scans.lastOnlineMs].sort((x, y) => x - y);
    expect(ends).toEqual([
      firstArrivalMs + serviceMs + EVALUATION_MS,
      secondArrivalMs + serviceMs + EVALUATION_MS,
    ]);
    expect(countOf(result, 'refused')).toBe(1);
    expect([...fleet.parts.scans.refusalCount].sort()).toEqual([0, 1]);
  });

  /** Two clients at a server that works on one of them for longer than the other waits. */
  const crowded = (serviceMs: number, timeoutIsRetried: boolean, actions: readonly Action[] = []) =>
    quietScenario(FORCED_MS, {
      groups: [group({ count: 2 })],
      deployments: [],
      softwareUpdatePoints: [updatePoint({ servers: 1, deltaScan: fixed(serviceMs) })],
      assumptions: { ...smallScenario().assumptions, timeoutIsRetried },
      actions,
    });

  it('is given up after ten minutes in the queue, and its triggers wait for the next one', () => {
    const serviceMs = 25 * MINUTE_MS;
    const nextMs = FORCED_MS + DAY_MS;
    const fleet = runFleet(crowded(serviceMs, false), nextMs);
    const [loser] = [...fleet.parts.scans.failed].flatMap((failed, client) => (failed > 0 ? [client] : []));
    expect(fleet.parts.scans.isBusy(loser!)).toBe(false);
    fleet.parts.scans.request(loser!, Trigger.beforeDownload, 1);
    expect(fleet.parts.scans.running[loser!]).toBe(Trigger.beforeDownload | Trigger.scanNow);
    expect(fleet.parts.scans.failed[loser!]).toBe(0);
    fleet.run(nextMs + DAY_MS);
    const servedMs = nextMs + LOCATION_MS + serviceMs;
    expect(fleet.parts.scans.lastOnlineMs[loser!]).toBe(servedMs + EVALUATION_MS);
    expect(countOf(fleet.result(), 'timedOut')).toBe(1);
    expect(countOf(fleet.result(), 'completed')).toBe(2);
  });

  it('is not revived by a scan that never goes to WSUS', () => {
    const fleet = runFleet(crowded(25 * MINUTE_MS, false), FORCED_MS + DAY_MS);
    const loser = fleet.parts.scans.failed.findIndex((failed) => failed > 0);
    fleet.parts.scans.request(loser, Trigger.afterRestart, 1);
    fleet.run(FORCED_MS + 2 * DAY_MS);
    expect(fleet.parts.scans.failed[loser]).toBe(Trigger.scanNow);
    expect(countOf(fleet.result(), 'completed')).toBe(2);
  });

  it('is tried again half an hour after it timed out where time-outs are retried', () => {
    const serviceMs = 25 * MINUTE_MS;
    const fleet = runFleet(crowded(serviceMs, true));
    const result = fleet.result();
    const firstArrivalMs = FORCED_MS + LOCATION_MS;
    const secondArrivalMs = firstArrivalMs + TIMEOUT_MS + RETRY_MS + LOCATION_MS;
    expect(Math.max(...fleet.parts.scans.lastOnlineMs)).toBe(secondArrivalMs + serviceMs + EVALUATION_MS);
    expect(countOf(result, 'timedOut')).toBe(1);
    expect(result.serverTotals.get(0, 'abandoned')).toBe(1);
  });

  it('survives an outage: what was at the server is lost, retries are refused, the first after the restoration works', () => {
    const serviceMs = 5 * MINUTE_MS;
    const outageMs = FORCED_MS + 2 * MINUTE_MS;
    const restoreMs = outageMs + RETRY_MS + 10 * MINUTE_MS;
    const scenario = quietScenario(FORCED_MS, {
      deployments: [],
      softwareUpdatePoints: [updatePoint({ deltaScan: fixed(serviceMs) })],
      actions: [
        { verb: 'outage', atMs: outageMs, target: SUP },
        { verb: 'restore', atMs: restoreMs, target: SUP },
      ],
    });
    const fleet = runFleet(scenario);
    const refusedMs = outageMs + RETRY_MS + LOCATION_MS;
    expect(refusedMs).toBeLessThan(restoreMs);
    const servedMs = refusedMs + RETRY_MS + LOCATION_MS + serviceMs;
    expect(fleet.parts.scans.lastOnlineMs[0]).toBe(servedMs + EVALUATION_MS);
    expect(countOf(fleet.result(), 'unreachable')).toBe(1);
    expect(countOf(fleet.result(), 'refused')).toBe(1);
    expect(countOf(fleet.result(), 'completed')).toBe(1);
  });
});

describe('scans of one client', () => {
  it('run one at a time: requests during one share the next', () => {
    const atMs = 2 * DAY_MS;
    const requests = [0, 3, 5, 8].map((seconds) => scanNow(atMs + seconds * SECOND_MS));
    const scenario = quietScenario(atMs, { deployments: [], actions: requests.slice(1) });
    const story = storyOf(scenario, scanStageOf, atMs - SECOND_MS, atMs + 5 * MINUTE_MS);
    const starts = story.filter(({ is }) => is === 'locating').map((chapter) => chapter.atMs);
    expect(starts).toEqual([atMs, atMs + ONLINE_MS]);
    expect(story.at(-1)).toEqual({ atMs: atMs + 2 * ONLINE_MS, is: 'idle' });
    expect(countOf(runFleet(scenario).result(), 'completed', 'scanNow')).toBe(2);
  });

  it('that need no server wait neither for the retry of a forced one nor for the network', () => {
    const atMs = 2 * DAY_MS;
    const scenario = quietScenario(atMs - HOUR_MS, {
      deployments: [],
      actions: [{ verb: 'outage', atMs: atMs - 1, target: SUP }, scanNow(atMs)],
    });
    const retrying = runFleet(scenario, atMs + MINUTE_MS);
    const laptop = group({ presence: nineToFive('offNetwork') });
    const eveningMs = atMs + 20 * HOUR_MS;
    const away = runFleet(
      quietScenario(atMs + 16 * HOUR_MS, {
        deployments: [],
        groups: [laptop],
        actions: [scanNow(eveningMs)],
      }),
      eveningMs + MINUTE_MS,
    );
    for (const fleet of [retrying, away]) {
      const { scans } = fleet.parts;
      expect(scans.waiting[0]).toBe(Trigger.scanNow);
      scans.request(0, Trigger.beforeInstallation, 1);
      expect(scans.running[0]).toBe(Trigger.beforeInstallation);
      expect(SCAN_KINDS[scans.kind[0]!]).toBe('offline');
      expect(scans.waiting[0]).toBe(Trigger.scanNow);
    }
  });

  it('fetch all metadata when there are none, and only what is new from then on', () => {
    const base = smallScenario();
    const bytesPerSecond = 1_000_000;
    const scenario = quietScenario(2 * DAY_MS, {
      initial: { mode: 'enrolment', patchedShareByLag: [1] },
      groups: [group({ location: 1 })],
      locations: [
        { name: 'head office', link: null },
        {
          name: 'branch',
          link: { bytesPerSecond, latencyMs: 0, flowBytesPerSecondMax: bytesPerSecond },
        },
      ],
      deployments: [],
    });
    const { assumptions, softwareUpdatePoints } = base;
    const firstEndMs = 4 * HOUR_MS;
    const story = storyOf(scenario, scanStageOf, 0, firstEndMs);
    const [at, sent, arrived] = ['at the server', 'transferring', 'evaluating'].map((stage) =>
      instantOf(story, stage),
    );
    expect(sent! - at!).toBe(SERVICE_MS * softwareUpdatePoints[0]!.fullScanFactor);
    expect(arrived! - sent!).toBe((assumptions.fullMetadataBytes / bytesPerSecond) * 1000);

    const result = runFleet(scenario).result();
    expect(countOf(result, 'completed', 'firstScan', 'full')).toBe(1);
    expect(countOf(result, 'completed', 'scanNow', 'delta')).toBe(1);
    const deltaBytes = assumptions.deltaMetadataBytes + assumptions.deltaMetadataBytesPerUpdate;
    expect(result.linkTotals.get(0, 'bytes')).toBe(assumptions.fullMetadataBytes + deltaBytes);
  });
});

describe('the metadata that a scan brings', () => {
  it('are those that WSUS served, though it learned more while they travelled', () => {
    const base = smallScenario();
    const { synchronization } = base.sites[0]!;
    /** The default server has its new version after the WSUS step and two minutes of settling. */
    const newVersionMs =
      synchronization.startsMs[0]! +
      synchronization.wsusFixedMs +
      synchronization.wsusPerUpdateMs +
      synchronization.settleMs;
    const bytesPerSecond = base.assumptions.deltaMetadataBytes / 20;
    const scenario = quietScenario(newVersionMs - 10 * SECOND_MS, {
      groups: [group({ location: 1 })],
      locations: [
        { name: 'head office', link: null },
        {
          name: 'branch',
          link: { bytesPerSecond, latencyMs: 0, flowBytesPerSecondMax: bytesPerSecond },
        },
      ],
      deployments: [],
    });
    const fleet = runFleet(scenario, newVersionMs + MINUTE_MS);
    expect(fleet.parts.scans.onlineCount[0]).toBe(1);
    expect(fleet.parts.updatePoints.versionOf(0)).toBe(1);
    expect(fleet.parts.scans.metadataVersion[0]).toBe(0);
  });
});

describe('a client that does not know an update of a deployment', () => {
  /** It scanned online just before the synchronization; the deployment comes inside its time to live. */
  const BEFORE_SYNC_MS = DAY_MS + HOUR_MS;
  const CREATED_MS = DAY_MS + 4 * HOUR_MS;
  const scenarioWith = (deadlineMs: number, actions: readonly Action[] = []) =>
    quietScenario(BEFORE_SYNC_MS, {
      deployments: [deployment({ createdMs: CREATED_MS, deadlineMs: [deadlineMs] })],
      actions,
    });
  const expiresMs = BEFORE_SYNC_MS + ONLINE_MS + TTL_MS;

  it('neither downloads nor reports for it, and is counted as such', () => {
    const { parts } = runFleet(scenarioWith(5 * DAY_MS), CREATED_MS + 3 * HOUR_MS);
    const result = runFleet(scenarioWith(5 * DAY_MS), CREATED_MS + 3 * HOUR_MS).result();
    const last = result.compliance.length - 1;
    expect(result.compliance.get(last, 'policyReceived')).toBe(1);
    expect(result.compliance.get(last, 'knownUnknown')).toBe(1);
    expect(result.compliance.get(last, 'storedUnknown')).toBe(1);
    expect(result.compliance.get(last, 'knownCompliant')).toBe(0);
    expect(result.compliance.get(last, 'actualCompliant')).toBe(0);
    expect(parts.downloads.downloadedBytes[0]).toBe(0);
    expect(parts.messages.serial[0]).toBe(0);
    expect(parts.truth.known(0, 1)).toBe(Compliance.unknown);
  });

  it('learns of it at the next scan that goes online, and downloads then', () => {
    const learnsMs = 3 * DAY_MS;
    const scenario = scenarioWith(8 * DAY_MS, [scanNow(learnsMs)]);
    const known = ({ parts }: Fleet) =>
      `${parts.truth.known(0, 1) === Compliance.required} ${parts.downloads.isDownloading(0)}`;
    const story = storyOf(scenario, known, 2 * DAY_MS, 4 * DAY_MS);
    expect(instantOf(story, 'true true')).toBe(learnsMs + ONLINE_MS);
  });

  it('learns of it at the latest before the installation at a deadline beyond the time to live, and installs', () => {
    const deadlineMs = expiresMs + HOUR_MS;
    const scenario = scenarioWith(deadlineMs);
    const known = ({ parts }: Fleet) => Compliance.required === parts.truth.known(0, 1);
    const story = storyOf(scenario, (fleet) => String(known(fleet)), CREATED_MS, deadlineMs + HOUR_MS);
    expect(instantOf(story, 'true')).toBe(deadlineMs + ONLINE_MS);
    const result = runFleet(scenario).result();
    expect(result.compliance.get(result.compliance.length - 1, 'actualCompliant')).toBe(1);
    expect(result.compliance.get(result.compliance.length - 1, 'knownUnknown')).toBe(0);
  });
});
