import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import type { RunResult } from '../../src/model/results.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  MAY,
  MINUTE_MS,
  managementPoint,
  NOBODY,
  runFleet,
  SECOND_MS,
  smallScenario,
  uniform,
  update,
  updatePoint,
} from './small-fleet.ts';
import { instantOf, storyOf } from './story.ts';

const CYCLE_MS = 15 * MINUTE_MS;
const SCAN_NOW_MS = 2 * DAY_MS;
/** Everybody scans at once, after the synchronization: each finds June's update, and nothing else, changed. */
const SCAN_NOW: Action = { verb: 'scanNow', atMs: SCAN_NOW_MS, groups: [0] };
const ONLINE_SCAN_MS = SECOND_MS + 667 + 10 * SECOND_MS;
const RAISED_MS = SCAN_NOW_MS + ONLINE_SCAN_MS;

const MP = { role: 'managementPoint', index: 0 } as const;

/** `count` always-on clients whose scan schedule keeps quiet, and servers enough for all at once. */
function crowd(count: number, changes: Parameters<typeof smallScenario>[0] = {}): Scenario {
  const base = smallScenario();
  return smallScenario({
    groups: [group({ count })],
    deployments: [],
    clientSettings: { ...base.clientSettings, scanIntervalMs: 100_000 * DAY_MS },
    actions: [SCAN_NOW],
    softwareUpdatePoints: [updatePoint({ servers: count })],
    ...changes,
  });
}

/** Counts so far: raised, sent, arrived in the inbox, stored. */
function countsOf({ parts }: Fleet): string {
  const { raisedCount, sentCount, arrivedCount, storedCount } = parts.messageMeasures;
  return [raisedCount, sentCount, arrivedCount, storedCount].join(' ');
}

function totalOf({ stateMessages }: RunResult, column: 'emitted' | 'stored' | 'batchesRefused'): number {
  let total = 0;
  for (let row = 0; row < stateMessages.length; row++) total += stateMessages.get(row, column);
  return total;
}

describe('a state message that a scan raises', () => {
  it('waits half of fifteen minutes for its batch, on average', () => {
    const count = 4000;
    const scenario = crowd(count, {
      managementPoints: [
        managementPoint({ servers: count, request: fixed(1), queueLimit: count, fileMoverMs: 0 }),
      ],
      siteChanges: {
        stateSystem: { wakeDelayMs: 0, loaderThreads: count, recordMs: 1 },
      },
      output: { intervalMs: 10 * DAY_MS, clients: false, servicingLog: false },
    });
    const result = runFleet(scenario).result();
    expect(result.stateMessages.length).toBe(1);
    expect(totalOf(result, 'stored')).toBe(count);
    /** The management point, the way to the inbox and the record take a millisecond each. */
    const afterBatchMs = 1 + 1 + 1;
    const waitMs = result.stateMessages.get(0, 'ageMeanMs') - afterBatchMs;
    const sigmaMs = CYCLE_MS / Math.sqrt(12);
    expect(Math.abs(waitMs - CYCLE_MS / 2)).toBeLessThanOrEqual((4 * sigmaMs) / Math.sqrt(count));
    expect(result.stateMessages.get(0, 'ageMaxMs')).toBeLessThanOrEqual(CYCLE_MS + afterBatchMs);
  });

  it("leaves at a tick of its client's own cycle", () => {
    const other: Action = { verb: 'scanNow', atMs: SCAN_NOW_MS - 30 * MINUTE_MS, groups: [0] };
    const sentMs = (actions: readonly Action[]) => {
      const scenario = crowd(1, { actions });
      return instantOf(
        storyOf(scenario, ({ parts }) => `${parts.messageMeasures.sentCount}`, DAY_MS),
        '1',
      );
    };
    const gapMs = sentMs([SCAN_NOW]) - sentMs([other]);
    expect(gapMs % CYCLE_MS).toBe(0);
    expect(gapMs).toBe(30 * MINUTE_MS);
  });

  it('leaves within two minutes after an installation and after a restart', () => {
    const soonMs = smallScenario().assumptions.stateHighIntervalMs;
    for (const seed of ['1', '2', '3', '4', '5', '6', '7', '8']) {
      const { deployments } = smallScenario();
      // A signed-in user delays the restart, which would otherwise cut off the messages of the installation.
      const scenario = crowd(1, {
        seed,
        deployments,
        groups: [group({ user: { ...NOBODY, signedIn: 'always' } })],
      });
      const deadlineMs = deployments[0]!.deadlineMs![0]!;
      const story = storyOf(scenario, countsOf, deadlineMs, deadlineMs + 3 * HOUR_MS).map(({ atMs, is }) => {
        const [raised, sent] = is.split(' ').map(Number);
        return { atMs, raised: raised!, sent: sent! };
      });
      const first = story[0]!;
      const raisedAtMs = (number: number) =>
        story.find(({ raised }) => raised >= first.raised + number)!.atMs;
      const sentAtMs = (number: number) => story.find(({ sent }) => sent >= first.sent + number)!.atMs;
      for (const number of [1, 2]) {
        expect(sentAtMs(number)).toBeGreaterThan(raisedAtMs(number));
        expect(sentAtMs(number) - raisedAtMs(number)).toBeLessThanOrEqual(soonMs);
      }
    }
  });
});

describe('the way of a batch to the site database', () => {
  it('takes the management point, the file mover, the pause of the state system and the work of its records', () => {
    const recordMs = 7;
    const requestMs = 30;
    const fileMoverMs = 45 * SECOND_MS;
    const wakeDelayMs = 10 * SECOND_MS;
    const updates = [MAY, ...['a', 'b', 'c'].map((id) => update({ id, kb: id, title: id }))];
    const scenario = crowd(1, {
      catalog: { products: ['Windows'], updates, origin: 'made for tests' },
      managementPoints: [managementPoint({ request: fixed(requestMs), fileMoverMs })],
      siteChanges: {
        stateSystem: { wakeDelayMs, loaderThreads: 4, recordMs },
      },
    });
    const story = storyOf(scenario, countsOf, SCAN_NOW_MS, SCAN_NOW_MS + HOUR_MS);
    const sentMs = instantOf(story, '3 3 0 0');
    expect(instantOf(story, '3 0 0 0')).toBe(RAISED_MS);
    expect(instantOf(story, '3 3 3 0')).toBe(sentMs + requestMs + fileMoverMs);
    expect(instantOf(story, '3 3 3 3')).toBe(sentMs + requestMs + fileMoverMs + wakeDelayMs + 3 * recordMs);
  });

  it('shares four loaders: a crowd of files takes a quarter of their work', () => {
    const count = 40;
    const recordMs = 60 * SECOND_MS;
    const loaderThreads = 4;
    const wakeDelayMs = 10 * SECOND_MS;
    const base = smallScenario();
    const scenario = crowd(count, {
      clientSettings: { ...base.clientSettings, scanIntervalMs: 100_000 * DAY_MS, stateCycleMs: SECOND_MS },
      managementPoints: [managementPoint({ servers: count, request: fixed(1), fileMoverMs: 0 })],
      siteChanges: {
        stateSystem: { wakeDelayMs, loaderThreads, recordMs },
      },
    });
    const stored = ({ parts }: Fleet) => String(parts.messageMeasures.storedCount);
    const story = storyOf(scenario, stored, SCAN_NOW_MS, SCAN_NOW_MS + HOUR_MS);
    const wokenMs = instantOf(story, '4') - recordMs;
    expect(wokenMs - wakeDelayMs).toBeGreaterThan(RAISED_MS);
    expect(wokenMs - wakeDelayMs).toBeLessThanOrEqual(RAISED_MS + SECOND_MS + 2);
    for (let done = loaderThreads; done <= count; done += loaderThreads) {
      expect(instantOf(story, String(done))).toBe(wokenMs + (done / loaderThreads) * recordMs);
    }
  });

  it('shows in the backlog columns, which add up to what was raised and is not stored', () => {
    const scenario = crowd(300, {
      managementPoints: [
        managementPoint({ servers: 1, request: fixed(3 * SECOND_MS), fileMoverMs: 5 * MINUTE_MS }),
      ],
      siteChanges: {
        stateSystem: { wakeDelayMs: 10 * SECOND_MS, loaderThreads: 1, recordMs: 6 * SECOND_MS },
      },
      output: { intervalMs: 2 * MINUTE_MS, clients: false, servicingLog: false },
      horizonMs: 3 * DAY_MS,
    });
    const { stateMessages } = runFleet(scenario).result();
    let raised = 0;
    let stored = 0;
    const seen = { clients: 0, managementPoints: 0, site: 0 };
    for (let row = 0; row < stateMessages.length; row++) {
      raised += stateMessages.get(row, 'emitted');
      stored += stateMessages.get(row, 'stored');
      const [clients, managementPoints, site] = (
        ['backlogAtClients', 'backlogAtManagementPoints', 'backlogAtSite'] as const
      ).map((column) => stateMessages.get(row, column));
      expect(clients! + managementPoints! + site!).toBe(raised - stored);
      seen.clients = Math.max(seen.clients, clients!);
      seen.managementPoints = Math.max(seen.managementPoints, managementPoints!);
      seen.site = Math.max(seen.site, site!);
    }
    expect(raised).toBe(300);
    expect(stored).toBe(300);
    expect(Math.min(seen.clients, seen.managementPoints, seen.site)).toBeGreaterThan(10);
  });
});

describe('a batch that the management point does not take', () => {
  it('is sent again after the retry time, when the queue refused it', () => {
    const count = 50;
    const base = smallScenario();
    const scenario = crowd(count, {
      clientSettings: { ...base.clientSettings, scanIntervalMs: 100_000 * DAY_MS, stateCycleMs: SECOND_MS },
      managementPoints: [managementPoint({ servers: 1, request: fixed(4 * SECOND_MS), queueLimit: 5 })],
    });
    const fleet = runFleet(scenario);
    const result = fleet.result();
    expect(totalOf(result, 'batchesRefused')).toBeGreaterThan(count / 2);
    expect(totalOf(result, 'emitted')).toBe(count);
    expect(totalOf(result, 'stored')).toBe(count);
    expect(fleet.parts.pool.liveCount).toBe(0);
  });

  it('is refused every retry time in an outage, and taken by the first after it', () => {
    const outageMs = RAISED_MS + 1;
    const restoreMs = outageMs + HOUR_MS;
    const retryMs = smallScenario().assumptions.stateRetryMs;
    const outage: readonly Action[] = [
      { verb: 'outage', atMs: outageMs, target: MP },
      { verb: 'restore', atMs: restoreMs, target: MP },
    ];
    const sentMs = (actions: readonly Action[]) =>
      instantOf(
        storyOf(crowd(1, { actions }), ({ parts }) => `${parts.messageMeasures.sentCount}`, DAY_MS),
        '1',
      );
    const dueMs = sentMs([SCAN_NOW]);
    expect(dueMs).toBeLessThan(restoreMs);
    const attempts = Math.ceil((restoreMs - dueMs) / retryMs);
    expect(sentMs([SCAN_NOW, ...outage])).toBe(dueMs + attempts * retryMs);
    const result = runFleet(crowd(1, { actions: [SCAN_NOW, ...outage] })).result();
    expect(totalOf(result, 'batchesRefused')).toBe(attempts);
  });

  it('is not lost when the server fails with it in hand: all that was raised is stored in the end', () => {
    const count = 200;
    const outageMs = RAISED_MS + 8 * MINUTE_MS;
    const scenario = crowd(count, {
      actions: [
        SCAN_NOW,
        { verb: 'outage', atMs: outageMs, target: MP },
        { verb: 'restore', atMs: outageMs + 20 * MINUTE_MS, target: MP },
      ],
      managementPoints: [managementPoint({ servers: 2, request: fixed(30 * SECOND_MS) })],
    });
    const before = runFleet(scenario, outageMs - 1).parts;
    expect(before.servers.stations.presentCount(before.servers.firstManagementPoint)).toBeGreaterThan(10);
    const after = runFleet(scenario, outageMs).parts;
    expect(after.servers.stations.presentCount(after.servers.firstManagementPoint)).toBe(0);

    const { parts } = runFleet(scenario);
    expect(parts.messageMeasures.raisedCount).toBe(count);
    expect(parts.messageMeasures.storedCount).toBe(count);
    expect(parts.pool.liveCount).toBe(0);
  });
});

describe('the messages of one client', () => {
  /**
   * Installations and restarts that follow each other within a minute or two, over slow and uneven servers and an
   * outage: several batches of a client are due at a time, and tell different states of one update.
   */
  function busyScenario(): Scenario {
    const base = smallScenario();
    const ids = ['a', 'b', 'c', 'd'] as const;
    const updates = [MAY, ...ids.map((id) => update({ id, kb: id, title: id, kind: 'other' }))];
    const deadlinesMs = [3 * DAY_MS, 3 * DAY_MS + 10 * MINUTE_MS, 3 * DAY_MS + 15 * MINUTE_MS];
    return crowd(60, {
      groups: [group({ count: 60, user: { ...NOBODY, signedIn: 'always' } })],
      catalog: { products: ['Windows'], updates, origin: 'made for tests' },
      deployments: deadlinesMs.map((deadlineMs, number) =>
        deployment({
          name: `deployment ${number}`,
          updates: number === 2 ? [3, 4] : [number + 1],
          deadlineMs: [deadlineMs],
        }),
      ),
      clientSettings: {
        ...base.clientSettings,
        scanIntervalMs: 2 * DAY_MS,
        stateCycleMs: 2 * MINUTE_MS,
        restartCountdownMs: MINUTE_MS,
      },
      assumptions: {
        ...base.assumptions,
        stateHighIntervalMs: 10 * SECOND_MS,
        restartDuration: fixed(10 * SECOND_MS),
        restartNeeded: { ...base.assumptions.restartNeeded, other: true },
      },
      managementPoints: [
        managementPoint({
          servers: 10,
          request: uniform(SECOND_MS, 10 * MINUTE_MS),
          fileMoverMs: MINUTE_MS,
        }),
      ],
      siteChanges: {
        stateSystem: { wakeDelayMs: 10 * SECOND_MS, loaderThreads: 4, recordMs: 2 * SECOND_MS },
      },
      actions: [
        { verb: 'outage', atMs: 3 * DAY_MS + 20 * MINUTE_MS, target: MP },
        { verb: 'restore', atMs: 3 * DAY_MS + 40 * MINUTE_MS, target: MP },
      ],
    });
  }

  /** Clients and updates of which the site holds something else than the client knows. */
  function disagreements({ parts }: Fleet): string[] {
    const { truth, known, clients } = parts;
    const found: string[] = [];
    for (let client = 0; client < clients.count; client++) {
      for (const slot of [0, 1, 2, 3, 4]) {
        if (known.stored(client, slot) !== truth.known(client, slot)) found.push(`${client}/${slot}`);
      }
    }
    return found;
  }

  it('arrive in their order: when nothing is on its way, the site has stored what each client knows', () => {
    for (const seed of ['1', '2', '3']) {
      const fleet = new Fleet({ ...busyScenario(), seed }, 0);
      let quiet = 0;
      for (let atMs = DAY_MS; atMs <= 10 * DAY_MS; atMs += 5 * MINUTE_MS) {
        fleet.run(atMs);
        if (fleet.parts.pool.liveCount > 0) continue;
        quiet++;
        expect(disagreements(fleet)).toEqual([]);
      }
      expect(quiet).toBeGreaterThan(100);
      const { raisedCount, storedCount } = fleet.parts.messageMeasures;
      expect(raisedCount).toBeGreaterThan(60 * 4);
      expect(storedCount).toBe(raisedCount);
    }
  });
});
