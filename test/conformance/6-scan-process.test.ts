import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { SCAN_TRIGGERS } from '../../src/model/results.ts';
import { Topic } from '../../src/model/topics.ts';
import { Compliance } from '../../src/model/updates/update-states.ts';
import { EVALUATION_MS, LOCATION_MS, ONLINE_SCAN_MS } from '../model/one-client.ts';
import { witnessed } from '../model/reports.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  managementPoint,
  runFleet,
  SECOND_MS,
  STATE_SYSTEM,
  smallScenario,
  updatePoint,
} from '../model/small-fleet.ts';
import { type Chapter, instantOf, storyOf } from '../model/story.ts';
import { loadText, smallWith } from '../scenario/loading.ts';
import {
  ASSUMPTIONS,
  contactCount,
  NEW,
  phasesOf,
  quiet,
  SETTINGS,
  scanAt,
  scanCount,
  tickAfter,
} from './one-client.ts';

const { synchronization } = smallScenario().sites[0]!;
/** The first synchronization brings June's update: the server has it after settling, policy names it at its end. */
const SERVED_MS =
  synchronization.startsMs[0]! +
  synchronization.wsusFixedMs +
  synchronization.wsusPerUpdateMs +
  synchronization.settleMs;
const COMPLETE_MS = SERVED_MS + synchronization.databaseFixedMs + synchronization.databasePerUpdateMs;

const STAGES = ['idle', 'locating', 'at the server', 'fetching', 'evaluating', 'waiting for the source'];
const stageOf = ({ parts }: Fleet) => STAGES[parts.scans.stage[0]!]!;
const stages = (story: readonly Chapter[]) => story.map(({ is }) => is);

describe('the policy for all computers of a site', () => {
  const count = 20;
  const scenario = quiet({
    initial: NEW,
    groups: [
      group({ name: 'all', count }),
      group({ name: 'no software update point', count, updatePoints: { own: [], neighbours: [] } }),
    ],
  });

  test('S6.1a comes into being where there is a software update point, and follows its synchronization', () => {
    const { policy, clients } = runFleet(scenario, SETTINGS.policyPollMs + MINUTE_MS).parts;
    const isAtServer = [...clients.groupOf].map((group) => (group === 0 ? 1 : 0));
    expect([...policy.enabled]).toEqual(isAtServer);
    const named = (atMs: number) => runFleet(scenario, atMs).parts.versions.named(0);
    expect([named(COMPLETE_MS - 1), named(COMPLETE_MS)]).toEqual([0, 1]);
  });

  test('S6.1b tells clients that software updates are enabled; without it they do not scan', () => {
    const one = quiet({ initial: NEW });
    const read = ({ parts }: Fleet) => String(parts.policy.enabled[0]);
    const story = storyOf(one, read, 0, SETTINGS.policyPollMs + MINUTE_MS);
    const enabledMs = tickAfter(0, phasesOf(one).pollMs, SETTINGS.policyPollMs) + 20;
    expect(story).toEqual([
      { atMs: 0, is: '0' },
      { atMs: enabledMs, is: '1' },
    ]);
    const isScanning = (atMs: number) => {
      const { scans } = runFleet({ ...one, actions: [scanAt(atMs)] }, atMs).parts;
      return scans.isScanning(0);
    };
    expect([isScanning(enabledMs - 1), isScanning(enabledMs + 1)]).toEqual([false, true]);
  });

  test('S6.2 lets each client plan its first scan for a random instant within two hours', () => {
    const delays = Array.from({ length: 24 }, (_, seed) => {
      const one = quiet({ initial: NEW, seed: String(seed), horizonMs: 4 * HOUR_MS });
      const read = ({ parts }: Fleet) => `${parts.policy.enabled[0]} ${parts.scans.running[0] !== 0}`;
      const story = storyOf(one, read);
      return instantOf(story, '1 true') - instantOf(story, '1 false');
    });
    expect(Math.min(...delays)).toBeGreaterThan(0);
    expect(Math.max(...delays)).toBeLessThanOrEqual(2 * HOUR_MS);
    expect(new Set(delays).size).toBe(delays.length);
    for (const half of [0, 1]) {
      expect(delays.some((delayMs) => Math.floor(delayMs / HOUR_MS) === half)).toBe(true);
    }
  });
});

describe('a scan that starts', () => {
  const AT_MS = 2 * DAY_MS;

  test('S6.3b asks first which WSUS server to use', () => {
    const story = storyOf(quiet({ actions: [scanAt(AT_MS)] }), stageOf, AT_MS - 1, AT_MS + MINUTE_MS);
    expect(stages(story).slice(0, 3)).toEqual(['idle', 'locating', 'at the server']);
    expect(instantOf(story, 'locating')).toBe(AT_MS);
    expect(instantOf(story, 'at the server')).toBe(AT_MS + LOCATION_MS);
  });

  test('S6.3c makes the answer the source of updates of the client, which waits for it when it is new', () => {
    const [waitMs, settleMs] = [90 * SECOND_MS, 30 * SECOND_MS];
    const againMs = AT_MS + HOUR_MS;
    const scenario = quiet({
      softwareUpdatePoints: [updatePoint(), updatePoint({ name: 'SUP2', database: 1 })],
      assumptions: { ...ASSUMPTIONS, sourceWait: fixed(waitMs), sourceSettleMs: settleMs },
      actions: [
        { verb: 'switchUpdatePoint', atMs: AT_MS - HOUR_MS, groups: [0] },
        scanAt(AT_MS),
        scanAt(againMs),
      ],
    });
    const before = runFleet(scenario, AT_MS - 1).parts.selection.pointOf[0]!;
    const read = (fleet: Fleet) => `${stageOf(fleet)} ${fleet.parts.selection.pointOf[0]}`;
    const story = storyOf(scenario, read, AT_MS - 1, againMs + HOUR_MS);
    const other = 1 - before;
    expect(instantOf(story, `waiting for the source ${before}`)).toBe(AT_MS + LOCATION_MS);
    const atServerMs = instantOf(story, `at the server ${before}`);
    expect(atServerMs).toBe(AT_MS + LOCATION_MS + waitMs + settleMs);
    expect(instantOf(story, `evaluating ${other}`)).toBeGreaterThan(atServerMs);
    expect(instantOf(story, `at the server ${other}`)).toBe(againMs + LOCATION_MS);
  });

  test('S6.4 is made only at servers with TLS by clients on the internet', () => {
    const twoServers =
      '    - { name: SUP1, location: Paris }\n    - { name: SUP2, location: Paris, tls: true }';
    const text = smallWith('    - { name: SUP1, location: Paris }', twoServers);
    const { scenario, issues } = loadText(
      text.replace('    kind: laptop\n', '    kind: laptop\n    internet: true\n'),
    );
    expect(issues).toEqual([]);
    expect(scenario!.groups.map(({ updatePoints }) => updatePoints!.own)).toEqual([[0, 1], [1]]);
    const plain = loadText(smallWith('    kind: laptop\n', '    kind: laptop\n    internet: true\n'));
    expect(plain.scenario).toBe(null);
  });

  test('S6.6a connects to the server that the client was told of, and to no other', () => {
    const points = [0, 1, 2].map((number) => updatePoint({ name: `SUP${number}`, database: number }));
    const fleet = runFleet(
      quiet({ softwareUpdatePoints: points, actions: [scanAt(AT_MS)] }),
      AT_MS + HOUR_MS,
    );
    const told = fleet.parts.selection.pointOf[0]!;
    expect(points.map((_, point) => contactCount(fleet, point))).toEqual(
      points.map((_, point) => (point === told ? 1 : 0)),
    );
  });

  test('S6.6b fetches the metadata that are synchronized there by then', () => {
    const heldAfter = (atMs: number) => {
      const { parts } = runFleet(quiet({ actions: [scanAt(atMs)] }), atMs + MINUTE_MS);
      return parts.scans.metadataVersion[0];
    };
    const serviceMs = 667;
    const askingMs = SERVED_MS - LOCATION_MS - serviceMs;
    expect([heldAfter(askingMs - 1), heldAfter(askingMs + 1)]).toEqual([0, 1]);
  });

  test('S6.6c searches the computer with them, and has its findings at the end of that', () => {
    const read = (fleet: Fleet) => `${stageOf(fleet)} ${fleet.parts.truth.known(0, 1)}`;
    const story = storyOf(quiet({ actions: [scanAt(AT_MS)] }), read, AT_MS - 1, AT_MS + MINUTE_MS);
    const searchMs = instantOf(story, `evaluating ${Compliance.unknown}`);
    expect(instantOf(story, `idle ${Compliance.required}`)).toBe(searchMs + EVALUATION_MS);
  });
});

describe('a scan that ends', () => {
  const AT_MS = 2 * DAY_MS;
  const END_MS = AT_MS + ONLINE_SCAN_MS;

  test('S6.7 is noticed at once: messages are made, and what waited for it goes on', () => {
    const scenario = quiet({
      deployments: [deployment({ createdMs: DAY_MS + 3 * HOUR_MS, deadlineMs: [9 * DAY_MS] })],
      actions: [scanAt(DAY_MS + HOUR_MS), scanAt(AT_MS)],
    });
    const read = ({ parts }: Fleet) => `${parts.messages.serial[0]} ${parts.downloads.isDownloading(0)}`;
    const story = storyOf(scenario, read, AT_MS, AT_MS + MINUTE_MS);
    expect(story.slice(0, 2)).toEqual([
      { atMs: AT_MS, is: '0 false' },
      { atMs: END_MS, is: '1 true' },
    ]);
  });

  test('S6.8 makes a message for each update whose state changed since the last scan, and for no other', () => {
    const scenario = quiet({ actions: [scanAt(AT_MS), scanAt(AT_MS + HOUR_MS), scanAt(AT_MS + DAY_MS)] });
    const { fleet, witness } = witnessed(scenario, AT_MS + DAY_MS + HOUR_MS);
    expect(scanCount(fleet)).toBe(3);
    expect(witness.raised).toEqual([
      {
        atMs: END_MS,
        client: 0,
        topic: Topic.updateDetection,
        subject: 1,
        state: Compliance.required,
        restartPending: false,
      },
    ]);
  });
});

describe('state messages', () => {
  const FROM_MS = 2 * DAY_MS;
  const scans = Array.from({ length: 40 }, (_, number) => scanAt(FROM_MS + number * 4 * MINUTE_MS));
  /** Every scan says that it waits, runs and is complete. */
  const talkative = quiet({ actions: scans, assumptions: { ...ASSUMPTIONS, scanStates: 'all' } });
  const counts = (fleet: Fleet) => {
    const { sentCount, arrivedCount, storedCount } = fleet.parts.messageMeasures;
    return { sentCount, arrivedCount, storedCount };
  };
  const lastMs = scans.at(-1)!.atMs + HOUR_MS;
  const story = storyOf(talkative, (fleet) => JSON.stringify(counts(fleet)), FROM_MS, lastMs).map(
    ({ atMs, is }) => ({ atMs, ...(JSON.parse(is) as ReturnType<typeof counts>) }),
  );
  /** When a count grew, and by how much. */
  const steps = (name: keyof ReturnType<typeof counts>) =>
    story.slice(1).flatMap((chapter, at) => {
      const grown = chapter[name] - story[at]![name];
      return grown > 0 ? [{ atMs: chapter.atMs, grown }] : [];
    });
  const { raised } = witnessed(talkative, lastMs).witness;
  const { stateMs } = phasesOf(talkative);

  test('S6.9a go to the management point in bulk: each time all that wait', () => {
    let sentMs = 0;
    for (const { atMs, grown } of steps('sentCount')) {
      const waiting = raised.filter((message) => message.atMs > sentMs && message.atMs <= atMs);
      expect(grown).toBe(waiting.length);
      expect(grown).toBeGreaterThan(1);
      sentMs = atMs;
    }
  });

  test('S6.9b go every 15 minutes', () => {
    const cycleMs = 15 * MINUTE_MS;
    const expected = new Set(raised.map(({ atMs }) => tickAfter(atMs, stateMs, cycleMs)));
    expect(steps('sentCount').map(({ atMs }) => atMs)).toEqual([...expected]);
    expect(expected.size).toBe(Math.ceil((scans.length * 4 * MINUTE_MS) / cycleMs));
  });

  const REQUEST_MS = 20;

  test('S6.10a are passed on to the site server by the management point', () => {
    const wayMs = REQUEST_MS + managementPoint().fileMoverMs;
    const expected = steps('sentCount').map(({ atMs, grown }) => ({ atMs: atMs + wayMs, grown }));
    expect(steps('arrivedCount')).toEqual(expected);
  });

  test('S6.10b are put into its database', () => {
    const expected = steps('arrivedCount').map(({ atMs, grown }) => ({
      atMs: atMs + STATE_SYSTEM.wakeDelayMs + grown * STATE_SYSTEM.recordMs,
      grown,
    }));
    expect(steps('storedCount')).toEqual(expected);
    const { known, truth } = runFleet(talkative, lastMs).parts;
    expect(known.stored(0, 1)).toBe(Compliance.required);
    expect(truth.known(0, 1)).toBe(Compliance.required);
  });
});

describe('scans after the first one', () => {
  const INTERVAL_MS = 20 * HOUR_MS;
  const scheduled = quiet({
    initial: NEW,
    clientSettings: { scanIntervalMs: INTERVAL_MS, scanJitter: fixed(0), firstScanDelay: fixed(HOUR_MS) },
  });
  const starts = storyOf(scheduled, ({ parts }) => `${parts.scans.running[0]} ${parts.scans.kind[0]}`)
    .map(({ atMs, is }) => ({ atMs, running: Number(is.split(' ')[0]), kind: Number(is.split(' ')[1]) }))
    .filter(({ running }) => running !== 0);

  test('S6.11 come on the configured schedule', () => {
    const firstMs = tickAfter(0, phasesOf(scheduled).pollMs, SETTINGS.policyPollMs) + 20 + HOUR_MS;
    const count = Math.floor((scheduled.horizonMs - firstMs) / INTERVAL_MS) + 1;
    expect(starts.map(({ atMs }) => atMs)).toEqual(
      Array.from({ length: count }, (_, number) => firstMs + number * INTERVAL_MS),
    );
    const triggers = starts.map(({ running }) => SCAN_TRIGGERS[Math.log2(running)]);
    expect(triggers).toEqual(['firstScan', ...Array(count - 1).fill('schedule')]);
  });

  test('S6.12 use the metadata on the client when the last scan is within the time to live', () => {
    /** 20 hours after an online scan is inside a day, 40 are not. */
    expect(starts.map(({ kind }) => kind !== 0)).toEqual(starts.map((_, number) => number % 2 === 0));
    expect(contactCount(runFleet(scheduled))).toBe(Math.ceil(starts.length / 2));
  });

  test('S6.13a connect to WSUS when the last scan is older than the time to live', () => {
    const everyTwoDays = { ...scheduled.clientSettings, scanIntervalMs: 2 * DAY_MS };
    const fleet = runFleet({ ...scheduled, clientSettings: everyTwoDays });
    expect(scanCount(fleet)).toBe(5);
    expect(scanCount(fleet, { kind: 'offline' })).toBe(0);
    expect(contactCount(fleet)).toBe(5);
  });

  test('S6.13b then bring the metadata on the client up to date, and only then', () => {
    const sooner = { ...scheduled.clientSettings, scanIntervalMs: 10 * HOUR_MS };
    const held = ({ parts }: Fleet) => String(parts.scans.metadataVersion[0]);
    const story = storyOf({ ...scheduled, clientSettings: sooner }, held);
    const firstMs = starts[0]!.atMs;
    /** Online at 0 and 30 hours and so on; inside the time to live at 10 and 20 hours, and at 40 and 50. */
    expect(firstMs + 20 * HOUR_MS).toBeLessThan(SERVED_MS);
    expect(firstMs + 30 * HOUR_MS).toBeGreaterThan(SERVED_MS);
    expect(instantOf(story, '1')).toBe(firstMs + 30 * HOUR_MS + LOCATION_MS + 667);
  });

  test('S6.14 are started in other ways as well: those of the list', () => {
    const scenario = smallScenario({
      groups: [group({ scanCycle: fixed(30 * HOUR_MS), evaluationCycle: fixed(31 * HOUR_MS) })],
      clientSettings: {
        ...SETTINGS,
        scanIntervalMs: DAY_MS,
        reevaluationIntervalMs: 1.5 * DAY_MS,
      },
    });
    const fleet = runFleet(scenario);
    const seen = SCAN_TRIGGERS.filter((trigger) => scanCount(fleet, { trigger }) > 0);
    expect(seen).toEqual(SCAN_TRIGGERS.filter((each) => each !== 'firstScan' && each !== 'scanNow'));
  });
});
