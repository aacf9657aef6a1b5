import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Compliance } from '../../src/model/updates/update-states.ts';
import {
  DAY_MS,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  managementPoint,
  runFleet,
  SECOND_MS,
  SYNCHRONIZATION as SYNC,
  update,
  updatePoint,
} from '../model/small-fleet.ts';
import { hierarchy, LATENCY_MS, RATE, REPLICATION, SCAN_NOW_MS } from '../model/small-hierarchy.ts';
import { instantOf, storyOf } from '../model/story.ts';
import { hierarchyWith, loadText, mistakesOf, SMALL } from '../scenario/loading.ts';
import { phasesOf, quiet, SETTINGS, scanAt, THREE_STATES, tickAfter } from './one-client.ts';
import { down, up } from './sites.ts';

const AT_MS = 2 * DAY_MS;
const UNTIL_MS = AT_MS + HOUR_MS;
const REQUEST_MS = 20;
const STATE_SYSTEM = { role: 'stateSystem', index: 0 } as const;
const defaults = loadText(SMALL).scenario!;
const ofSite = defaults.sites[0]!.stateSystem!;

type StateSystem = typeof ofSite;

/** Messages on their way: sent by the clients, arrived in the inbox, stored. */
const counts = ({ parts: { messageMeasures: m } }: Fleet) =>
  `${m.sentCount} sent, ${m.arrivedCount} arrived, ${m.storedCount} stored`;
const storyFrom = (scenario: Scenario) => storyOf(scenario, counts, AT_MS, UNTIL_MS);

/** Clients whose files of one message each come within a second of each other; a record takes a minute. */
const RECORD_MS = MINUTE_MS;
function crowd(
  count: number,
  stateSystem: Partial<StateSystem>,
  actions: Scenario['actions'] = [],
): Scenario {
  return quiet({
    groups: [group({ count })],
    clientSettings: { stateCycleMs: SECOND_MS },
    softwareUpdatePoints: [updatePoint({ servers: count })],
    managementPoints: [managementPoint({ servers: count, request: fixed(1), fileMoverMs: 0 })],
    siteChanges: { stateSystem: { recordMs: RECORD_MS, ...stateSystem } },
    actions: [scanAt(AT_MS), ...actions],
  });
}
/** How many are stored, from when on. */
const storedStory = (scenario: Scenario) =>
  storyOf(scenario, ({ parts }) => String(parts.messageMeasures.storedCount), AT_MS, UNTIL_MS);

describe('a report of a client', () => {
  test('D7.1 becomes one file, however many messages it has', () => {
    const damaged = { siteChanges: { stateSystem: { corruptShare: 1 } }, horizonMs: DAY_MS };
    const { messageMeasures } = runFleet(quiet({ ...THREE_STATES, ...damaged })).parts;
    expect(messageMeasures.sentCount).toBe(4);
    expect([messageMeasures.corruptFileCount, messageMeasures.lostCount]).toEqual([1, 4]);
  });

  test('D7.2 is in the inbox of the site server at once, from a remote management point after 60 s', () => {
    expect(defaults.managementPoints[0]!.fileMoverMs).toBe(60 * SECOND_MS);
    for (const fileMoverMs of [0, 60 * SECOND_MS]) {
      const scenario = quiet({
        managementPoints: [managementPoint({ fileMoverMs })],
        actions: [scanAt(AT_MS)],
      });
      const story = storyFrom(scenario);
      const onItsWayMs =
        instantOf(story, '1 sent, 1 arrived, 0 stored') - instantOf(story, '1 sent, 0 arrived, 0 stored');
      expect(onItsWayMs).toBe(REQUEST_MS + Math.max(1, fileMoverMs));
    }
  });

  test('D7.3 wakes the state system, which waits 10 s and then begins', () => {
    const { wakeDelayMs } = ofSite;
    expect(wakeDelayMs).toBe(10 * SECOND_MS);
    const recordMs = 7;
    const scenario = quiet({
      siteChanges: { stateSystem: { wakeDelayMs, recordMs } },
      actions: [scanAt(AT_MS)],
    });
    const story = storyFrom(scenario);
    expect(instantOf(story, '1 sent, 1 arrived, 1 stored')).toBe(
      instantOf(story, '1 sent, 1 arrived, 0 stored') + wakeDelayMs + recordMs,
    );
  });
});

describe('the state system', () => {
  test('D7.4 takes files in chunks of 256, at most 100 chunks in a pass: what is left waits for the next', () => {
    expect([ofSite.chunkFiles, ofSite.chunksMax]).toEqual([256, 100]);
    const [loaderThreads, chunkFiles, chunksMax, wakeDelayMs] = [2, 2, 2, 10 * SECOND_MS];
    const perPass = chunkFiles * chunksMax;
    const story = storedStory(crowd(2 * perPass, { loaderThreads, chunkFiles, chunksMax, wakeDelayMs }));
    const passMs = (perPass / loaderThreads) * RECORD_MS;
    const ends = [1, 2].map((pass) => instantOf(story, String(pass * perPass)));
    expect(ends[1]! - ends[0]!).toBe(wakeDelayMs + passMs);
  });

  test('D7.5 loads them with four threads', () => {
    const { loaderThreads } = ofSite;
    expect(loaderThreads).toBe(4);
    const count = 3 * loaderThreads;
    const story = storedStory(crowd(count, { loaderThreads }));
    const firstMs = instantOf(story, String(loaderThreads));
    expect(story.map(({ is }) => is)).toContain(String(loaderThreads));
    expect(instantOf(story, String(count)) - firstMs).toBe((count / loaderThreads - 1) * RECORD_MS);
  });

  test('D7.6 looks into its inbox every 900 s even if nothing wakes it', () => {
    const { inboxPollMs, wakeDelayMs } = ofSite;
    expect(inboxPollMs).toBe(900 * SECOND_MS);
    const restoreMs = AT_MS + 20 * MINUTE_MS;
    const scenario = crowd(1, { inboxPollMs, wakeDelayMs }, [
      down(STATE_SYSTEM, AT_MS),
      up(STATE_SYSTEM, restoreMs),
    ]);
    const pollMs = Math.ceil(restoreMs / inboxPollMs) * inboxPollMs;
    expect(instantOf(storedStory(scenario), '1')).toBe(pollMs + wakeDelayMs + RECORD_MS);
  });

  test('D7.7 puts a file aside that it cannot read: its messages never reach the database', () => {
    const stored = (corruptShare: number) => {
      const scenario = quiet({ siteChanges: { stateSystem: { corruptShare } }, actions: [scanAt(AT_MS)] });
      return runFleet(scenario, AT_MS + DAY_MS).parts.known.stored(0, 1);
    };
    expect([stored(0), stored(1)]).toEqual([Compliance.required, Compliance.unknown]);
  });
});

describe('a gap in the serial numbers of a client', () => {
  const july = update({ id: 'july', kb: 'KB0000007', title: 'July', releasedMs: 3 * DAY_MS, supersedes: [] });
  const { missingMessageAgeMs, resyncCheckMs } = ofSite;

  /** June's update is found on day 2, July's on day 4: a file each. */
  const twoFiles = (seed: string, corruptShare: number) =>
    quiet({
      seed,
      catalog: {
        products: ['Windows'],
        updates: [MAY, { ...JUNE, supersedes: [] }, july],
        origin: 'made for tests',
      },
      siteChanges: {
        synchronization: { ...SYNC, startsMs: [DAY_MS + 2 * HOUR_MS, 3 * DAY_MS + 2 * HOUR_MS] },
        stateSystem: { corruptShare, missingMessageAgeMs, resyncCheckMs },
      },
      actions: [scanAt(AT_MS), scanAt(4 * DAY_MS)],
    });
  /** Of the first seeds, one by which the first file alone is damaged, and all goes well after that. */
  const damaged = Array.from({ length: 40 }, (_, seed) => twoFiles(String(seed), 0.5)).find((scenario) => {
    const lostBy = (atMs: number) => runFleet(scenario, atMs).parts.messageMeasures.lostCount;
    return lostBy(3 * DAY_MS) === 1 && lostBy(10 * DAY_MS) === 1;
  })!;
  const reading = ({ parts: { missing: m, messageMeasures } }: Fleet) =>
    `${m.openCount} open, ${m.requestedCount} requested, ${m.closedCount} closed, ${messageMeasures.raisedCount} raised`;
  const story = storyOf(damaged, reading);
  const openMs = instantOf(story, '1 open, 0 requested, 0 closed, 2 raised');
  const askedMs = instantOf(story, '1 open, 1 requested, 0 closed, 2 raised');
  const toldMs = instantOf(story, '1 open, 1 requested, 0 closed, 6 raised');
  const closedMs = instantOf(story, '0 open, 1 requested, 1 closed, 6 raised');

  test('D7.8 opens when a later number comes', () => {
    expect(runFleet(damaged, 4 * DAY_MS).parts.missing.openCount).toBe(0);
    expect(openMs).toBeGreaterThan(4 * DAY_MS);
    const whole = runFleet(twoFiles(damaged.seed, 0)).parts.missing;
    expect(whole.openCount + whole.closedCount).toBe(0);
  });

  test('D7.10, D7.11 makes the site ask for a resynchronization at the first hourly check after 48 hours', () => {
    expect([missingMessageAgeMs, resyncCheckMs]).toEqual([48 * HOUR_MS, HOUR_MS]);
    expect(askedMs).toBe(Math.ceil((openMs + 48 * HOUR_MS) / HOUR_MS) * HOUR_MS);
  });

  test('D7.12 is told to the client with its next policy poll, which sends one full report', () => {
    const pollMs = tickAfter(askedMs, phasesOf(damaged).pollMs, SETTINGS.policyPollMs);
    expect(toldMs).toBe(pollMs + REQUEST_MS);
    const updatesAndScan = 3 + 1;
    expect(story.at(-1)!.is).toBe(`0 open, 1 requested, 1 closed, ${2 + updatesAndScan} raised`);
  });

  test('D7.13 is closed by it: site and client agree again', () => {
    const agree = (atMs: number) => {
      const { known, truth } = runFleet(damaged, atMs).parts;
      return [0, 1, 2].every((slot) => known.stored(0, slot) === truth.known(0, slot));
    };
    expect([agree(closedMs - 1), agree(closedMs)]).toEqual([false, true]);
  });
});

describe('a secondary site', () => {
  test('D7.15 has one management point at most, on its own server, from which files go on to the primary', () => {
    const points = (list: string) =>
      mistakesOf(
        hierarchyWith(
          '    distributionPoints: [{ name: DP-S01',
          `    managementPoints: [${list}]\n    distributionPoints: [{ name: DP-S01`,
        ),
      );
    expect(points('{ name: M1, location: Tokyo }')).toEqual([]);
    const two = points('{ name: M1, location: Tokyo }, { name: M2, location: Tokyo }');
    expect(two).toEqual([expect.stringContaining('a secondary site has at most one')]);
    expect(points('{ name: M1, location: Paris }')).toEqual([
      expect.stringContaining('on which a secondary site has its management point'),
    ]);
    const read = ({ parts }: Fleet) =>
      `${parts.files.waitingCount[2]} waiting, ${parts.messageMeasures.arrivedCount} arrived`;
    const story = storyOf(hierarchy({ atBranch: true }), read, SCAN_NOW_MS, SCAN_NOW_MS + HOUR_MS);
    const packageMs = REPLICATION.fileIntervalMs + (REPLICATION.messageBytes * 1000) / RATE + 2 * LATENCY_MS;
    expect(instantOf(story, '0 waiting, 1 arrived')).toBe(
      instantOf(story, '1 waiting, 0 arrived') + packageMs,
    );
  });
});
