import type { Fleet } from '../../src/model/fleet.ts';
import type { MaintenanceWindow, Scenario } from '../../src/model/scenario.ts';
import { EVALUATION_MS, INSTALL_MS, juneOf, LEARNS, OFFLINE, SLOT } from '../model/one-client.ts';
import {
  DAY_MS,
  deployment,
  distributionPoint,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  NOBODY,
  OPTIONS,
  type PlainDeployment,
  SECOND_MS,
  smallScenario,
} from '../model/small-fleet.ts';
import { type Chapter, instantOf, storyOf } from '../model/story.ts';
import { phasesOf, tickAfter } from './one-client.ts';

export const CREATED_MS = 2 * DAY_MS;
export const AVAILABLE_MS = 3 * DAY_MS;
export const DEADLINE_MS = deployment().deadlineMs![0]!;
/** June's update over the network, from a distribution point that gives nobody else anything. */
export const TRANSFER_MS = (100_000_000 / distributionPoint().flowBytesPerSecondMax) * SECOND_MS;

/**
 * June's update is deployed to one client, which knows it before and needs no server for its scans from then on; the
 * changes of the deployment and of the scenario on top.
 */
export function deployed(
  changes: Partial<PlainDeployment> = {},
  others: Parameters<typeof smallScenario>[0] = {},
): Scenario {
  return smallScenario({
    clientSettings: OFFLINE,
    deployments: [deployment(changes)],
    ...others,
    actions: [LEARNS, ...(others.actions ?? [])],
  });
}

/** When the policy of the deployment reaches the client. */
export const POLICY_MS = tickAfter(CREATED_MS, phasesOf(deployed()).pollMs, OFFLINE.policyPollMs) + 20;

/** When an installation that begins with a scan without a server has been seen by another. */
export const seenMs = (startMs: number) => startMs + EVALUATION_MS + INSTALL_MS + EVALUATION_MS;

export const SIGNED_IN = { ...NOBODY, signedIn: 'always' } as const;
export const AFTER_MS = 2 * HOUR_MS;
/** Its user installs what is deployed, two hours after it is available. */
export const EAGER = group({ user: SIGNED_IN, userInstalls: { share: 1, after: fixed(AFTER_MS) } });

const doingOf = (fleet: Fleet) => {
  const { downloads, installation, machines } = fleet.parts;
  if (machines.restarting[0] === 1) return 'restarting';
  if (installation.slot[0] === SLOT) return 'installing';
  return downloads.stage[0] === 3 ? 'transferring' : juneOf(fleet);
};

/** What becomes of June's update on the client, step by step. */
export function courseOf(scenario: Scenario, fromMs = CREATED_MS, untilMs = scenario.horizonMs): Chapter[] {
  return storyOf(scenario, doingOf, fromMs, untilMs);
}

/** When a step of June's update begins. */
export const startOf = (scenario: Scenario, step: string) => instantOf(courseOf(scenario), step);

export const stepsOf = (course: readonly Chapter[]) => course.map(({ is }) => is);

/** When installations wait for windows and restarts: the evening of the day of the deadline. */
export const EVENING_MS = 5 * DAY_MS + 22 * HOUR_MS;

export function windowOf(
  startsMs: readonly number[],
  durationMs: number,
  kind: MaintenanceWindow['kind'] = 'allDeployments',
): MaintenanceWindow {
  return { name: 'window', kind, durationMs, startsMs: [startsMs] };
}

/** June's update is deployed to a client that is in a collection for each of the windows. */
export function windowed(
  windows: readonly MaintenanceWindow[],
  options: Partial<typeof OPTIONS> = {},
  others: Parameters<typeof deployed>[1] = {},
): Scenario {
  const collections = windows.map((window, number) => ({
    name: `collection ${number}`,
    groups: [0],
    query: null,
    windows: [window],
    evaluationIntervalMs: 5 * MINUTE_MS,
  }));
  return deployed({ options: { ...OPTIONS, ...options } }, { collections, ...others });
}
