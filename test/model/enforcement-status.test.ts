import { describe, expect, it } from 'vitest';
import { messageOf } from '../../src/model/client/message-pool.ts';
import { Fleet } from '../../src/model/fleet.ts';
import type { RunResult } from '../../src/model/results.ts';
import type { Action, Scenario } from '../../src/model/scenario.ts';
import { Status } from '../../src/model/site/state/deployment-status.ts';
import { TOPICS, Topic } from '../../src/model/topics.ts';
import { complianceTable } from '../../src/report/tables/compliance.ts';
import { statusBy } from './console-status.ts';
import { last, OFFLINE } from './one-client.ts';
import { informed, saysOf, witnessed } from './reports.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  MAY,
  type PlainDeployment,
  runFleet,
  smallScenario,
  updatePoint,
} from './small-fleet.ts';
import { hierarchy, SCAN_NOW } from './small-hierarchy.ts';
import { storyOf } from './story.ts';

const talkative = (changes: Partial<PlainDeployment> = {}) => deployment({ verbosity: 'all', ...changes });

/** Clients by status, over all deployments and groups; none left out that has any. */
function readStatus({ parts }: Fleet): string {
  const { clientCount } = parts.enforcementDatabase.status;
  return Object.entries(Status)
    .map(([name, status]) => [name, clientCount.filter((_, at) => at % 4 === status)] as const)
    .map(([name, counts]) => [name, counts.reduce((sum, clients) => sum + clients, 0)] as const)
    .filter(([, clients]) => clients > 0)
    .map(([name, clients]) => `${clients} ${name}`)
    .join(', ');
}

const COLUMNS = ['statusSuccess', 'statusInProgress', 'statusError', 'statusUnknown'] as const;
const statusesOf = ({ compliance }: RunResult, row: number) =>
  COLUMNS.map((name) => compliance.get(row, name));

describe('the status of a client', () => {
  it('goes from unknown by way of its enforcement to success, with the messages as its site stores them', () => {
    const scenario = informed({ deployments: [talkative()] });
    const story = storyOf(scenario, readStatus);
    expect(story.map(({ is }) => is)).toEqual(['1 unknown', '1 inProgress', '1 success']);
    const { stored } = witnessed(scenario).witness;
    const storedMs = (says: string) => stored.find((message) => saysOf(message) === says)!.atMs;
    expect(story.slice(1).map(({ atMs }) => atMs)).toEqual([storedMs('301 7'), storedMs('300 1')]);
  });

  it('follows from the stored states by the table, whatever they are', () => {
    const counts = [
      Topic.deploymentCompliance,
      Topic.deploymentEnforcement,
      Topic.deploymentEvaluation,
      Topic.scan,
    ];
    let combinations: number[][] = [[]];
    for (const topic of counts) {
      combinations = combinations.flatMap((states) =>
        TOPICS[topic].states.map((_, state) => [...states, state]),
      );
    }
    const fleet = new Fleet(
      smallScenario({
        groups: [group({ count: combinations.length })],
        deployments: [talkative(), talkative({ name: 'other' })],
        initial: { mode: 'enrolment', patchedShareByLag: [1] },
      }),
      0,
    );
    const { enforcementDatabase } = fleet.parts;
    const of = (cell: number) =>
      Object.entries(Status).map(([name, status]) => [name, enforcementDatabase.status.count(cell, status)]);
    const expected = new Map(Object.keys(Status).map((name) => [name, 0]));
    const ofOther = new Map(expected);
    combinations.forEach(([compliance, enforcement, evaluation, scan], client) => {
      const says: [Topic, number][] = [
        [Topic.scan, scan!],
        [Topic.deploymentCompliance, compliance!],
        [Topic.deploymentEnforcement, enforcement!],
        [Topic.deploymentEvaluation, evaluation!],
      ];
      // The scan speaks first to one half of them, and last to the other.
      for (const [topic, state] of client % 2 === 0 ? says : says.reverse()) {
        if (state !== 0) enforcementDatabase.store(client, messageOf(topic, 0, state));
      }
      const status = statusBy(compliance!, enforcement!, evaluation!, scan!);
      expected.set(status, expected.get(status)! + 1);
      const other = statusBy(0, 0, 0, scan!);
      ofOther.set(other, ofOther.get(other)! + 1);
    });
    expect([of(0), of(1)]).toEqual([[...expected], [...ofOther]]);
  });

  it('is error from a scan that failed until one succeeds', () => {
    const slow = updatePoint({ servers: 1, deltaScan: { law: 'fixed', value: 2 * HOUR_MS } });
    const scanNow = (atMs: number, ...groups: number[]): Action => ({ verb: 'scanNow', atMs, groups });
    const scenario = smallScenario({
      clientSettings: OFFLINE,
      groups: [group(), group({ name: 'others' })],
      deployments: [talkative({ groups: [0, 1], deadlineMs: [9 * DAY_MS, 9 * DAY_MS] })],
      softwareUpdatePoints: [slow],
      actions: [scanNow(3 * DAY_MS, 0, 1), scanNow(4 * DAY_MS, 0), scanNow(5 * DAY_MS, 1)],
      horizonMs: 6 * DAY_MS,
    });
    const story = storyOf(scenario, readStatus);
    const { stored } = witnessed(scenario).witness;
    const ofScans = stored.filter(({ topic }) => topic === Topic.scan);
    const downloadsMs = stored.filter((message) => saysOf(message) === '301 7').map(({ atMs }) => atMs);
    expect(ofScans.map(saysOf)).toEqual(['501 5', '501 3']);
    expect(story).toEqual([
      { atMs: 0, is: '2 unknown' },
      { atMs: ofScans[0]!.atMs, is: '1 unknown, 1 error' },
      { atMs: downloadsMs[0], is: '1 inProgress, 1 error' },
      { atMs: ofScans[1]!.atMs, is: '2 inProgress' },
    ]);
    expect(downloadsMs[1]).toBe(ofScans[1]!.atMs);
  });

  it('is error in all its deployments but those that succeeded, and what it was before once scans succeed', () => {
    const deployments = ['a', 'b', 'c'].map((name) => talkative({ name }));
    const { enforcementDatabase } = new Fleet(smallScenario({ deployments }), 0).parts;
    const tell = (topic: Topic, subject: number, state: number) =>
      enforcementDatabase.store(0, messageOf(topic, subject, state));
    const read = () =>
      deployments.map((_, cell) =>
        Object.values(Status).findIndex((status) => enforcementDatabase.status.count(cell, status) === 1),
      );
    tell(Topic.deploymentEnforcement, 1, 8);
    tell(Topic.deploymentEnforcement, 2, 4);
    const before = [Status.unknown, Status.inProgress, Status.success];
    expect(read()).toEqual(before);
    tell(Topic.scan, 0, 5);
    expect(read()).toEqual([Status.error, Status.error, Status.success]);
    tell(Topic.scan, 0, 4);
    expect(read()).toEqual(before);
  });

  it('is success without any enforcement if the client was compliant already', () => {
    const compliant = talkative({ updates: [0], releasedMs: MAY.releasedMs });
    const { witness, fleet } = witnessed(informed({ deployments: [compliant] }));
    expect(witness.stored.some(({ topic }) => topic === Topic.deploymentEnforcement)).toBe(false);
    expect(readStatus(fleet)).toBe('1 success');
  });

  it('stays unknown when the verbosity keeps back what it follows from, though the client is compliant', () => {
    for (const verbosity of ['none', 'errors'] as const) {
      const result = runFleet(informed({ deployments: [deployment({ verbosity })] })).result();
      expect(result.compliance.get(last(result), 'storedCompliant')).toBe(1);
      expect(statusesOf(result, last(result))).toEqual([0, 0, 0, 1]);
    }
  });
});

describe('the status of deployments', () => {
  it('stands in the results per deployment and group, at the end of every interval', () => {
    const groups = [group({ count: 3 }), group({ name: 'others', count: 4 })];
    const deployments = [
      talkative({ groups: [0, 1], deadlineMs: [5 * DAY_MS, 5 * DAY_MS] }),
      deployment({ name: 'silent', groups: [1] }),
    ];
    const scenario: Scenario = informed({
      groups,
      deployments,
      actions: [{ verb: 'scanNow', atMs: DAY_MS + 12 * HOUR_MS, groups: [1] }],
    });
    const result = runFleet(scenario).result();
    const rows = [last(result) - 2, last(result) - 1, last(result)];
    expect(rows.map((row) => statusesOf(result, row))).toEqual([
      [3, 0, 0, 0],
      [4, 0, 0, 0],
      [0, 0, 0, 4],
    ]);
  });

  it('is that of the primary site: rows of a central administration site are empty', () => {
    const changes = { actions: [SCAN_NOW], deployments: [talkative()] };
    const result = runFleet(hierarchy({}, changes)).result();
    const at = COLUMNS.map((name) => complianceTable.columns.findIndex((column) => column.name === name));
    const kinds = new Set<string>();
    for (const [row, cells] of [...complianceTable.rows(result)!].entries()) {
      const { kind } = result.scenario.sites[result.compliance.get(row, 'site')]!;
      kinds.add(kind);
      expect(at.map((column) => cells[column] === null)).toEqual(
        COLUMNS.map(() => kind === 'centralAdministration'),
      );
    }
    expect([...kinds].sort()).toEqual(['centralAdministration', 'primary']);
  });
});
