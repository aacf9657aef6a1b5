import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { Topic } from '../../src/model/topics.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { EVALUATION_MS, LOCATION_MS } from '../model/one-client.ts';
import { witnessed } from '../model/reports.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  MINUTE_MS,
  managementPoint,
  runFleet,
  STATE_SYSTEM,
  smallScenario,
  updatePoint,
} from '../model/small-fleet.ts';
import { instantOf, storyOf } from '../model/story.ts';
import { phasesOf, quiet, SETTINGS, scanAt, scanCount, THREE_STATES, tickAfter } from './one-client.ts';

const FULL_SCAN_MS = LOCATION_MS + Math.ceil(667 * updatePoint().fullScanFactor) + EVALUATION_MS;
const JUNE_REQUIRED = 2;

describe('the assessment of compliance', () => {
  test('S4.1 scans a computer before it deploys updates to it', () => {
    const scenario = quiet({
      ...THREE_STATES,
      deployments: [
        deployment({ updates: [JUNE_REQUIRED], createdMs: 0, availableMs: [0], deadlineMs: [9 * DAY_MS] }),
      ],
    });
    const read = ({ parts }: Fleet) =>
      `${parts.measures.policyCount[0]} ${parts.scans.running[0] !== 0} ${parts.downloads.isDownloading(0)}`;
    const story = storyOf(scenario, read, 0, DAY_MS);
    expect(story.map(({ is }) => is)).toEqual([
      '0 false false',
      '1 false false',
      '1 true false',
      '1 false true',
      '1 false false',
    ]);
    expect(story[3]!.atMs - story[2]!.atMs).toBe(FULL_SCAN_MS);
  });

  test('S4.2 makes a message of the compliance state of each update', () => {
    const { witness } = witnessed(quiet(THREE_STATES), DAY_MS);
    const found = witness.raised.filter(({ topic }) => topic === Topic.updateDetection);
    expect(found.map(({ subject, state }) => [subject, state])).toEqual([
      [0, Compliance.notRequired],
      [1, Compliance.installed],
      [2, Compliance.required],
    ]);
  });
});

describe('the messages of an assessment', () => {
  const scenario = quiet(THREE_STATES);
  const { raised } = witnessed(scenario, DAY_MS).witness;
  const raisedMs = raised[0]!.atMs;
  const REQUEST_MS = 20;
  const countsOf = ({ parts: { messageMeasures: messages } }: Fleet) =>
    `${messages.raisedCount} raised, ${messages.sentCount} sent, ${messages.arrivedCount} arrived, ${messages.storedCount} stored`;
  const story = storyOf(scenario, countsOf, raisedMs - 1, raisedMs + HOUR_MS);
  const count = raised.length;
  const sentMs = tickAfter(raisedMs, phasesOf(scenario).stateMs, SETTINGS.stateCycleMs);
  const arrivedMs = sentMs + REQUEST_MS + managementPoint().fileMoverMs;
  const storedMs = arrivedMs + STATE_SYSTEM.wakeDelayMs + count * STATE_SYSTEM.recordMs;

  test('S4.3a go to the management point in bulk', () => {
    expect(count).toBeGreaterThan(scenario.catalog.updates.length - 1);
    expect(instantOf(story, `${count} raised, ${count} sent, 0 arrived, 0 stored`)).toBe(sentMs);
    const { stateMessages } = runFleet(scenario, DAY_MS).result();
    let batchCount = 0;
    for (let row = 0; row < stateMessages.length; row++) batchCount += stateMessages.get(row, 'batchesSent');
    expect(batchCount).toBe(1);
  });

  test('S4.3b go from there to the site server', () => {
    expect(instantOf(story, `${count} raised, ${count} sent, ${count} arrived, 0 stored`)).toBe(arrivedMs);
  });

  test('S4.3c bring the state into the site database', () => {
    const stored = (atMs: number) => {
      const { known } = runFleet(scenario, atMs).parts;
      return [0, 1, 2].map((slot) => known.stored(0, slot));
    };
    const { unknown, notRequired, installed, required } = Compliance;
    expect(stored(storedMs - 1)).toEqual([unknown, unknown, unknown]);
    expect(stored(storedMs)).toEqual([notRequired, installed, required]);
  });
});

describe('what comes of an assessment', () => {
  test('S4.4 the console shows compliance, as of its last summary', () => {
    const count = 20;
    const scenario = smallScenario({
      groups: [group({ count })],
      deployments: [deployment()],
      siteChanges: { summarization: { intervalMs: 3 * HOUR_MS } },
      output: { intervalMs: HOUR_MS, clients: false, servicingLog: false },
    });
    const { compliance } = runFleet(scenario).result();
    const column = (name: 'storedCompliant' | 'shownCompliant') =>
      Array.from({ length: compliance.length }, (_, row) => compliance.get(row, name));
    const [stored, shown] = [column('storedCompliant'), column('shownCompliant')];
    const summaryRow = (row: number) => Math.floor((row + 1) / 3) * 3 - 1;
    expect(shown).toEqual(stored.map((_, row) => (row < 2 ? shown[0] : stored[summaryRow(row)])));
    expect(shown.at(-1)).toBe(count);
    expect(shown).not.toEqual(stored);
  });

  test('S4.5 updates are installed on the computers that require them, and on no others', () => {
    const count = 20;
    const scenario = quiet({
      ...THREE_STATES,
      initial: { mode: 'steadyState', patchedShareByLag: [0.5, 0.5] },
      groups: [group({ count })],
      deployments: [
        deployment({ updates: [JUNE_REQUIRED], createdMs: HOUR_MS, deadlineMs: [DAY_MS], availableMs: [0] }),
      ],
      actions: [scanAt(MINUTE_MS)],
    });
    const { fleet, witness } = witnessed(scenario, DAY_MS + 12 * HOUR_MS);
    const requiring = witness.start.actual.flatMap((states, client) =>
      states[JUNE_REQUIRED] === Actual.required ? [client] : [],
    );
    expect(requiring.length).toBeGreaterThan(0);
    expect(requiring.length).toBeLessThan(count);
    const { transitions } = witness;
    const touched = new Set(transitions.map(({ client }) => client));
    expect([...touched].sort((x, y) => x - y)).toEqual(requiring);
    const installed = transitions.filter(({ to }) => to === Actual.installed);
    expect(installed.map(({ client }) => client).sort((x, y) => x - y)).toEqual(requiring);
    expect(scanCount(fleet, { trigger: 'afterInstallation' })).toBe(requiring.length);
  });
});
