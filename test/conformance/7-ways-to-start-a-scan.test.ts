import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/model/fleet.ts';
import { SCAN_TRIGGERS } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { stateId, Topic } from '../../src/model/topics.ts';
import { Actual, Compliance } from '../../src/model/updates/update-states.ts';
import { EVALUATION_MS, INSTALL_MS, juneOf, ONLINE_SCAN_MS, RESTART_MS, SLOT } from '../model/one-client.ts';
import { witnessed } from '../model/reports.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  SYNCHRONIZATION,
  update,
} from '../model/small-fleet.ts';
import { type Chapter, instantOf, storyOf } from '../model/story.ts';
import { phasesOf, quiet, SETTINGS, scanAt, scanCount, tickAfter } from './one-client.ts';

type TriggerName = (typeof SCAN_TRIGGERS)[number];

/** The ways in which the scan that runs was started; empty while none runs. */
const triggersOf = ({ parts }: Fleet) =>
  SCAN_TRIGGERS.filter((_, bit) => (parts.scans.running[0]! & (1 << bit)) !== 0).join(' + ');

const startsOf = (story: readonly Chapter[], trigger: TriggerName) =>
  story.filter(({ is }) => is === trigger).map(({ atMs }) => atMs);

/** All instants of a cycle after the start. */
function everyMs(intervalMs: number, anchorMs: number, untilMs: number): number[] {
  const firstMs = tickAfter(0, anchorMs, intervalMs);
  const count = Math.floor((untilMs - firstMs) / intervalMs) + 1;
  return Array.from({ length: count }, (_, number) => firstMs + number * intervalMs);
}

const CREATED_MS = 2 * DAY_MS;
const DEADLINE_MS = deployment().deadlineMs![0]!;
/** The client knows June's update before its deployment comes. */
const LEARNS = scanAt(1.5 * DAY_MS);

/** June's update is deployed; `changes` on top. */
const deployed = (changes: Parameters<typeof quiet>[0] = {}) =>
  quiet({ deployments: [deployment()], actions: [LEARNS], ...changes });

/** When the policy of the deployment reaches the client. */
const POLICY_MS = tickAfter(CREATED_MS, phasesOf(deployed()).pollMs, SETTINGS.policyPollMs) + 20;

/** July's update replaces June's and is synchronized on day three: who scans online then needs June's no more. */
const REPLACED: Pick<Scenario, 'catalog'> & { readonly siteChanges: object } = {
  catalog: {
    products: ['Windows'],
    updates: [MAY, JUNE, update({ id: 'july', kb: 'KB7', releasedMs: 3 * DAY_MS, supersedes: [1] })],
    origin: 'made for tests',
  },
  siteChanges: {
    synchronization: { ...SYNCHRONIZATION, startsMs: [DAY_MS + 2 * HOUR_MS, 3 * DAY_MS + 2 * HOUR_MS] },
  },
};

describe('a scan starts', () => {
  test('S7.1 when the configured scan schedule says', () => {
    for (const intervalMs of [2 * DAY_MS, 3 * DAY_MS]) {
      const clientSettings = { scanIntervalMs: intervalMs, scanJitter: fixed(0) };
      const scenario = quiet({ clientSettings });
      let anchorMs = 0;
      const story = storyOf(scenario, (fleet) => {
        anchorMs = fleet.parts.calendar.schedule.anchorMs[0]!;
        return triggersOf(fleet);
      });
      expect(startsOf(story, 'schedule')).toEqual(everyMs(intervalMs, anchorMs, scenario.horizonMs));
    }
  });

  const BETWEEN_ACTS_MS = 3 * DAY_MS;
  const acts = { scanCycle: fixed(BETWEEN_ACTS_MS) };
  const actsOf = (changes: Partial<Parameters<typeof group>[0] & object>, trigger: TriggerName) =>
    startsOf(storyOf(quiet({ groups: [group(changes)] }), triggersOf), trigger);

  test('S7.2a when a user starts the software updates scan cycle', () => {
    const starts = actsOf(acts, 'scanCycle');
    expect(starts.length).toBeGreaterThanOrEqual(3);
    expect(starts).toEqual(everyMs(BETWEEN_ACTS_MS, starts[0]!, 10 * DAY_MS));
    expect(actsOf({}, 'scanCycle')).toEqual([]);
  });

  test('S7.2b when a user starts the deployment evaluation cycle', () => {
    const starts = actsOf({ evaluationCycle: fixed(BETWEEN_ACTS_MS) }, 'evaluationCycle');
    expect(starts.length).toBeGreaterThanOrEqual(3);
    expect(starts).toEqual(everyMs(BETWEEN_ACTS_MS, starts[0]!, 10 * DAY_MS));
    expect(actsOf(acts, 'evaluationCycle')).toEqual([]);
  });
});

describe('the re-evaluation schedule', () => {
  const INTERVAL_MS = 4 * DAY_MS;
  /** The client does not know June's update when its deployment comes. */
  const scenario = deployed({
    deployments: [deployment({ verbosity: 'all', deadlineMs: [9.5 * DAY_MS] })],
    clientSettings: { reevaluationIntervalMs: INTERVAL_MS, reevaluationJitter: fixed(0) },
    actions: [scanAt(DAY_MS + HOUR_MS)],
  });
  const { fleet, witness } = witnessed(scenario);
  const due = everyMs(INTERVAL_MS, fleet.parts.calendar.reevaluation.anchorMs[0]!, scenario.horizonMs);

  test('S7.3a has the client evaluate its deployments', () => {
    const nextMs = due.find((atMs) => atMs > POLICY_MS)!;
    const evaluations = witness.raised.filter(({ topic }) => topic === Topic.deploymentEvaluation);
    expect(evaluations.map(({ state }) => state)).toEqual([
      stateId(Topic.deploymentEvaluation, 'activated'),
      stateId(Topic.deploymentEvaluation, 'succeeded'),
    ]);
    expect(evaluations[1]!.atMs).toBe(nextMs + ONLINE_SCAN_MS);
  });

  test('S7.3b has it scan', () => {
    expect(startsOf(storyOf(scenario, triggersOf), 'reevaluation')).toEqual(due);
  });
});

describe('a new required deployment', () => {
  test('S7.4a makes the client download the update files into its cache when its policy arrives', () => {
    const story = storyOf(deployed(), juneOf, CREATED_MS, CREATED_MS + DAY_MS);
    expect(story.map(({ is }) => is)).toEqual(['required', 'cached']);
    expect(story[1]!.atMs).toBeGreaterThan(POLICY_MS);
    const none = storyOf(deployed({ deployments: [] }), juneOf, CREATED_MS, CREATED_MS + DAY_MS);
    expect(none.map(({ is }) => is)).toEqual(['required']);
  });

  test('S7.4b makes it scan before the download, to see whether each update is still required', () => {
    const read = (fleet: Fleet) => `${triggersOf(fleet)} ${fleet.parts.downloads.isDownloading(0)}`;
    const story = storyOf(deployed(), read, CREATED_MS, CREATED_MS + DAY_MS);
    expect(story.map(({ is }) => is)).toEqual([' false', 'beforeDownload false', ' true', ' false']);
    expect(story[1]!.atMs).toBe(POLICY_MS);

    const late = { createdMs: 4 * DAY_MS, availableMs: [4 * DAY_MS], deadlineMs: [9 * DAY_MS] };
    const required = deployed({ deployments: [deployment(late)] });
    const replaced = deployed({ deployments: [deployment(late)], ...REPLACED });
    const bytesOf = (scenario: Scenario) => witnessed(scenario).fleet.parts.downloads.downloadedBytes[0];
    expect([bytesOf(required), bytesOf(replaced)]).toEqual([JUNE.sizeBytes, 0]);
  });

  test('S7.5 makes it scan right before the installation, to see whether the updates are still required', () => {
    const read = (fleet: Fleet) => `${triggersOf(fleet)} ${fleet.parts.installation.isInstalling(0)}`;
    const story = storyOf(deployed(), read, DEADLINE_MS - 1, DEADLINE_MS + HOUR_MS);
    expect(story.slice(0, 3)).toEqual([
      { atMs: DEADLINE_MS - 1, is: ' false' },
      { atMs: DEADLINE_MS, is: 'beforeInstallation false' },
      { atMs: DEADLINE_MS + ONLINE_SCAN_MS, is: ' true' },
    ]);

    const { fleet, witness } = witnessed(deployed(REPLACED));
    expect(witness.transitions.map(({ to }) => to)).not.toContain(Actual.pendingRestart);
    expect(scanCount(fleet, { trigger: 'beforeInstallation' })).toBe(1);
    expect(juneOf(fleet)).toBe('cached');
  });
});

/** An update that is in when its installation ends, without a restart. */
const WITHOUT_RESTART = deployed({
  catalog: { products: ['Windows'], updates: [MAY, { ...JUNE, kind: 'other' }], origin: 'made for tests' },
});
const SHORT_INSTALL_MS = 2 * MINUTE_MS;
const installedMs = (installMs: number) => DEADLINE_MS + ONLINE_SCAN_MS + installMs;

/** What is said of June's update after its deadline. */
function saidOf(scenario: Scenario) {
  const { raised } = witnessed(scenario).witness;
  return raised
    .filter(({ topic, atMs }) => topic === Topic.updateDetection && atMs > DEADLINE_MS)
    .filter(({ subject }) => subject === SLOT)
    .map(({ atMs, state, restartPending }) => ({ atMs, state, restartPending }));
}

describe('an installation', () => {
  test('S7.6a is followed at once by a scan, to see that the updates are no longer required', () => {
    const read = (fleet: Fleet) => `${triggersOf(fleet)} ${fleet.parts.truth.known(0, SLOT)}`;
    const endMs = installedMs(SHORT_INSTALL_MS);
    const story = storyOf(WITHOUT_RESTART, read, endMs - 1, endMs + HOUR_MS);
    expect(story).toEqual([
      { atMs: endMs - 1, is: ` ${Compliance.required}` },
      { atMs: endMs, is: `afterInstallation ${Compliance.required}` },
      { atMs: endMs + EVALUATION_MS, is: ` ${Compliance.installed}` },
    ]);
  });

  test('S7.6b makes a state message that says installed', () => {
    const atMs = installedMs(SHORT_INSTALL_MS) + EVALUATION_MS;
    expect(saidOf(WITHOUT_RESTART)).toEqual([{ atMs, state: Compliance.installed, restartPending: false }]);
  });

  test('S7.6c makes one that says that the machine must restart, if it must', () => {
    const atMs = installedMs(INSTALL_MS) + EVALUATION_MS;
    expect(saidOf(deployed())[0]).toEqual({ atMs, state: Compliance.required, restartPending: true });
  });
});

describe('the restart that completes an installation', () => {
  const restartedMs = installedMs(INSTALL_MS) + EVALUATION_MS + RESTART_MS;

  test('S7.7a is followed by a scan, to see that the update is no longer required', () => {
    const read = (fleet: Fleet) => `${triggersOf(fleet)} ${fleet.parts.truth.known(0, SLOT)}`;
    const story = storyOf(deployed(), read, restartedMs - 1, restartedMs + HOUR_MS);
    expect(story).toEqual([
      { atMs: restartedMs - 1, is: ` ${Compliance.required}` },
      { atMs: restartedMs, is: `afterRestart ${Compliance.required}` },
      { atMs: instantOf(story, ` ${Compliance.installed}`), is: ` ${Compliance.installed}` },
    ]);
    expect(story[2]!.atMs).toBe(restartedMs + EVALUATION_MS);
  });

  test('S7.7b makes a state message that says installed', () => {
    const atMs = restartedMs + EVALUATION_MS;
    expect(saidOf(deployed()).slice(1)).toEqual([
      { atMs, state: Compliance.installed, restartPending: false },
    ]);
  });
});
