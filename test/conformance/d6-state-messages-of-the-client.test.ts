import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { type Action, type Scenario, VERBOSITIES, type Verbosity } from '../../src/model/scenario.ts';
import { stateId, TOPICS, Topic } from '../../src/model/topics.ts';
import { Compliance } from '../../src/model/updates/update-states.ts';
import { EVALUATION_MS, INSTALL_MS, ONLINE_SCAN_MS, RESTART_MS } from '../model/one-client.ts';
import { informed, reportsOf, saysOf, witnessed } from '../model/reports.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  NOBODY,
  runFleet,
  SECOND_MS,
  updatePoint,
} from '../model/small-fleet.ts';
import { instantOf, storyOf } from '../model/story.ts';
import { hierarchyWith, loadText, SMALL } from '../scenario/loading.ts';
import { ASSUMPTIONS, phasesOf, quiet, SETTINGS, scanAt, THREE_STATES, tickAfter } from './one-client.ts';
import { down, point, up } from './sites.ts';

const AT_MS = 2 * DAY_MS;
const RAISED_MS = AT_MS + ONLINE_SCAN_MS;
const { stateHighIntervalMs: SOON_MS, stateRetryMs: RETRY_MS } = ASSUMPTIONS;
const MP = { role: 'managementPoint', index: 0 } as const;
const statesOf = (topic: Topic, ids: readonly number[]) => ids.map((id) => TOPICS[topic].states[id]);
const scanStates = (changes: Parameters<typeof quiet>[0]) =>
  reportsOf(quiet({ assumptions: { ...ASSUMPTIONS, scanStates: 'all' }, ...changes }));
const talkative = (verbosity: Verbosity = 'all') => informed({ deployments: [deployment({ verbosity })] });
const enforcement = talkative();
const chain = reportsOf(enforcement);
const ofTopic = (topic: Topic) => chain.filter((says) => says.startsWith(`${TOPICS[topic].id} `));

describe('the messages of a client', () => {
  /** Serial numbers are followed where a file can be damaged; that one is does not happen here. */
  const followed: Parameters<typeof quiet>[0] = { siteChanges: { stateSystem: { corruptShare: 1e-12 } } };

  test('D6.1 are numbered one after another', () => {
    const scenario = quiet({ ...THREE_STATES, ...followed, horizonMs: DAY_MS });
    const { parts } = runFleet(scenario);
    const { raisedCount } = parts.messageMeasures;
    expect(raisedCount).toBeGreaterThan(1);
    expect([parts.messages.serial[0], parts.messages.sentSerial[0]]).toEqual([raisedCount, raisedCount]);
    expect([parts.missing.expected[0], parts.missing.openCount]).toEqual([raisedCount, 0]);
  });

  test('D6.2 leave together: a cycle sends everything unsent in one report', () => {
    const scenario = quiet({ ...THREE_STATES, horizonMs: DAY_MS });
    const story = storyOf(
      scenario,
      ({
        parts: {
          messageMeasures: { raisedCount, sentCount },
        },
      }) => [raisedCount, sentCount].join(' '),
    );
    /** One of each update, and that the scan is complete. */
    expect(story.map(({ is }) => is)).toEqual(['0 0', '4 0', '4 4']);
  });

  test('D6.3 leave within 2 minutes if of the scan after an installation or a restart, else on the cycle', () => {
    expect(SOON_MS).toBe(2 * MINUTE_MS);
    const signedIn = group({ user: { ...NOBODY, signedIn: 'always' } });
    const scenario = informed({ deployments: [deployment()], groups: [signedIn] });
    const counts = ({
      parts: {
        messageMeasures: { raisedCount, sentCount },
      },
    }: Fleet) => `${raisedCount} raised, ${sentCount} sent`;
    const story = storyOf(scenario, counts, DAY_MS);
    const learnedMs = instantOf(story, '1 raised, 0 sent');
    const { stateMs } = phasesOf(scenario);
    expect(instantOf(story, '1 raised, 1 sent')).toBe(tickAfter(learnedMs, stateMs, SETTINGS.stateCycleMs));
    for (const before of [1, 2]) {
      const raisedMs = instantOf(story, `${before + 1} raised, ${before} sent`);
      const sentMs = instantOf(story, `${before + 1} raised, ${before + 1} sent`);
      expect(sentMs - raisedMs).toBeLessThanOrEqual(SOON_MS);
    }
  });

  test('D6.4 wait at the client while no management point takes them', () => {
    const restoreMs = RAISED_MS + 3 * HOUR_MS;
    const scenario = quiet({ actions: [scanAt(AT_MS), down(MP, AT_MS), up(MP, restoreMs)] });
    const waiting = runFleet(scenario, restoreMs - 1).parts;
    expect([waiting.messageMeasures.raisedCount, waiting.messageMeasures.sentCount]).toEqual([1, 0]);
    expect(waiting.messages.outbox[0]).toBeGreaterThanOrEqual(0);
    const after = runFleet(scenario, restoreMs + RETRY_MS + 15 * MINUTE_MS).parts;
    expect(after.known.stored(0, 1)).toBe(Compliance.required);
  });

  test('D6.14 carry what has changed: all states go into a full report only, which is asked for', () => {
    const scenario = quiet({
      ...THREE_STATES,
      siteChanges: { stateSystem: { corruptShare: 1e-12 } },
      actions: [scanAt(AT_MS), scanAt(AT_MS + HOUR_MS)],
    });
    const raised = (fleet: Fleet) => fleet.parts.messageMeasures.raisedCount;
    const fleet = runFleet(scenario, AT_MS + 2 * HOUR_MS);
    expect(raised(fleet)).toBe(4);
    fleet.parts.policy.wantReport(0);
    fleet.run(AT_MS + 4 * HOUR_MS);
    expect(raised(fleet)).toBe(4 + 4);
  });
});

describe('the states of', () => {
  test('D6.5 topic 500, detection, are 0 unknown, 1 not required, 2 required, 3 installed', () => {
    expect(TOPICS[Topic.updateDetection].id).toBe(500);
    expect(TOPICS[Topic.updateDetection].states).toEqual([
      'unknown',
      'not required',
      'required',
      'installed',
    ]);
    const { witness } = witnessed(quiet({ ...THREE_STATES, horizonMs: DAY_MS }));
    const found = witness.raised.filter(({ topic }) => topic === Topic.updateDetection);
    expect(found.map(saysOf)).toEqual(['500 1', '500 3', '500 2']);
  });

  test('D6.6 topic 501, scan, are waiting, running, complete, pending retry, failed, complete with errors', () => {
    expect(TOPICS[Topic.scan].id).toBe(501);
    expect(statesOf(Topic.scan, [1, 2, 3, 4, 5, 6])).toEqual([
      'waiting for catalogue location',
      'running',
      'complete',
      'pending retry',
      'failed',
      'complete with errors',
    ]);
    expect(scanStates({ actions: [scanAt(AT_MS)] })).toEqual(['501 1', '501 2', '501 3']);
  });

  test('D6.7 a scan come in the order 1, 2, 3; or 4 and then 2 again; or 5', () => {
    const passing: readonly Action[] = [down(point(0), AT_MS), up(point(0), AT_MS + 10 * MINUTE_MS)];
    expect(scanStates({ actions: [...passing, scanAt(AT_MS)] })).toEqual([
      ...['501 1', '501 4'],
      ...['501 1', '501 2', '501 3'],
    ]);
    const never = scanStates({
      softwareUpdatePoints: [updatePoint({ servers: 1, deltaScan: fixed(2 * HOUR_MS) })],
      groups: [group({ count: 2 })],
      actions: [scanAt(AT_MS)],
      horizonMs: AT_MS + HOUR_MS,
    });
    expect(never.filter((says) => says === '501 5')).toHaveLength(1);
  });

  test('D6.8 topic 300, deployment compliance, are 1 compliant, 2 non-compliant', () => {
    expect(TOPICS[Topic.deploymentCompliance].id).toBe(300);
    expect(statesOf(Topic.deploymentCompliance, [1, 2])).toEqual(['compliant', 'non-compliant']);
    expect(ofTopic(Topic.deploymentCompliance)).toEqual(['300 2', '300 1']);
  });

  test('D6.9 topic 302, deployment evaluation, are 1 activated, 2 succeeded, 3 failed', () => {
    expect(TOPICS[Topic.deploymentEvaluation].id).toBe(302);
    expect(statesOf(Topic.deploymentEvaluation, [1, 2, 3])).toEqual(['activated', 'succeeded', 'failed']);
    expect(ofTopic(Topic.deploymentEvaluation)).toEqual(['302 1', '302 2']);
  });

  test('D6.10 topic 301, deployment enforcement, have their documented ids', () => {
    expect(TOPICS[Topic.deploymentEnforcement].id).toBe(301);
    expect(statesOf(Topic.deploymentEnforcement, [1, 3, 4, 5, 6, 7, 8, 9])).toEqual([
      'installing',
      'waiting for another installation',
      'installed',
      'pending system restart',
      'failed to install',
      'downloading',
      'downloaded',
      'failed to download',
    ]);
    expect(ofTopic(Topic.deploymentEnforcement)).toEqual(['301 7', '301 8', '301 1', '301 5', '301 4']);
  });

  test('D6.11 topic 402, enforcement per update, have theirs', () => {
    expect(TOPICS[Topic.updateEnforcement].id).toBe(402);
    expect(statesOf(Topic.updateEnforcement, [1, 2, 8, 9, 10, 11, 12, 13, 14])).toEqual([
      'started',
      'waiting for content',
      'installing',
      'pending system restart',
      'installed',
      'failed to install',
      'downloading',
      'downloaded',
      'failed to download',
    ]);
    const steps = [12, 13, 1, 8, 9, 10].map((state) => `402 ${state}`);
    expect(ofTopic(Topic.updateEnforcement)).toEqual(steps);
  });
});

describe('a deployment with a restart', () => {
  test('D6.12 is reported in the documented order, its success after the detection that follows the restart', () => {
    const steps = ['302 2', '300 2', '301 8', '301 5', '500 3', '402 10', '300 1', '301 4'];
    const { witness } = witnessed(enforcement);
    const said = witness.raised.filter((message) => steps.includes(saysOf(message)));
    expect(said.map(saysOf)).toEqual(steps);
    const atMs = (says: string) => said[steps.indexOf(says)]!.atMs;
    const deadlineMs = deployment().deadlineMs![0]!;
    const installedMs = deadlineMs + EVALUATION_MS + INSTALL_MS;
    expect(atMs('301 8')).toBeLessThan(deadlineMs);
    expect(atMs('301 5')).toBe(installedMs);
    for (const says of steps.slice(4)) {
      expect(atMs(says)).toBe(installedMs + EVALUATION_MS + RESTART_MS + EVALUATION_MS);
    }
  });

  test('D6.13 lets through none of its messages, errors, success and errors, or all; the restart is no error', () => {
    expect(VERBOSITIES).toEqual(['none', 'errors', 'successAndErrors', 'all']);
    const saidBy = (verbosity: Verbosity) => reportsOf(talkative(verbosity));
    expect([saidBy('none'), saidBy('errors')]).toEqual([[], []]);
    const success = saidBy('successAndErrors');
    const pendingRestart = `301 ${stateId(Topic.deploymentEnforcement, 'pending system restart')}`;
    expect(success).toContain(pendingRestart);
    expect(success).toContain('301 4');
    expect(success).not.toContain('301 7');
    expect(success).toEqual(chain.filter((says) => success.includes(says)));
    expect(chain).toContain('301 7');
  });
});

describe('the management point of a client', () => {
  test('D6.17a is that of its secondary site if there is one, else one of its primary by chance', () => {
    const pointsOf = (text: string) => {
      const scenario = loadText(text).scenario!;
      const branch = scenario.groups.find(({ name }) => name === 'branch')!;
      return branch.managementPoints.map((at) => scenario.managementPoints[at]!.name);
    };
    const withOwn = hierarchyWith(
      '    distributionPoints: [{ name: DP-S01',
      '    managementPoints: [{ name: MP-S01, location: Tokyo }]\n    distributionPoints: [{ name: DP-S01',
    );
    expect(pointsOf(withOwn)).toEqual(['MP-S01']);
    expect(pointsOf(hierarchyWith('MP-P01', 'MP-P01'))).toEqual(['MP-P01']);
    const two = '    - { name: MP1, location: Paris }\n    - { name: MP2, location: Paris }';
    const scenario: Scenario = loadText(SMALL.replace('    - { name: MP1, location: Paris }', two)).scenario!;
    const chosen = [...runFleet(scenario, SECOND_MS).parts.managementPoints.pointOf];
    const share = chosen.filter((at) => at === 0).length;
    expect(Math.abs(share - chosen.length / 2)).toBeLessThan(4 * Math.sqrt(chosen.length / 4));
    expect(chosen.length).toBe(150);
  });
});
