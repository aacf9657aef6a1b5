import { FilterPhase } from '../../src/model/client/write-filter.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import type { ClientGroup, MaintenanceWindow, Scenario } from '../../src/model/scenario.ts';
import { EVALUATION_MS, INSTALL_MS, juneOf, LOCATION_MS, RESTART_MS } from '../model/one-client.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  OPTIONS,
  update,
} from '../model/small-fleet.ts';
import { storyOf } from '../model/story.ts';
import { quiet, scanAt } from './one-client.ts';

/* One Windows Embedded device with a write filter, all of whose scans after the first are evaluations of 10 s. */

export const DEADLINE_MS = deployment().deadlineMs![0]!;
export const SWITCH_MS = MINUTE_MS;
export const CONTENT_MS = LOCATION_MS + 8000;
export const FILTER = { kind: 'FBWF', hasExclusions: true } as const;
/** Needs no restart and takes two minutes. */
export const TOOL = update({ id: 'june', kb: 'KB0000006', kind: 'other', supersedes: [0] });
export const TOOL_MS = 2 * MINUTE_MS;

/** What a window has to hold: run time and its restart, two switches, the restarts. */
export const needMs = (restarts: number): number =>
  JUNE.runTimeMaxMs + 5 * MINUTE_MS + 2 * SWITCH_MS + restarts * RESTART_MS;

/** When the steps of a committing deployment of June end, from the deadline on. */
export const STEPS = [
  ['switching off', DEADLINE_MS + EVALUATION_MS],
  ['restarting to servicing', SWITCH_MS],
  ['servicing', RESTART_MS],
  // The content comes while it scans.
  [
    'switching on',
    Math.max(EVALUATION_MS, CONTENT_MS) + INSTALL_MS + EVALUATION_MS + RESTART_MS + EVALUATION_MS,
  ],
  ['restarting to normal', SWITCH_MS],
  ['on', RESTART_MS],
] as const;

/** When each step of `STEPS` begins. */
export function stepInstants(steps: readonly (readonly [string, number])[] = STEPS) {
  let atMs = 0;
  return steps.map(([is, lengthMs]) => {
    atMs += lengthMs;
    return { atMs, is };
  });
}

export const PHASES = Object.fromEntries(
  Object.entries(FilterPhase).map(([name, phase]) => [
    phase,
    name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
  ]),
);

/** From three in the morning on, every day. */
export const nightly = (durationMs: number): MaintenanceWindow => ({
  name: 'night',
  kind: 'softwareUpdates',
  durationMs,
  startsMs: [Array.from({ length: 10 }, (_, day) => day * DAY_MS + 3 * HOUR_MS)],
});

export interface Told {
  readonly commits?: boolean;
  readonly june?: typeof JUNE;
  readonly device?: Partial<ClientGroup>;
  readonly windows?: readonly MaintenanceWindow[];
  readonly changes?: Parameters<typeof quiet>[0];
}

/** The device, June's deployment, and perhaps windows for it. */
export function device({
  commits = true,
  june = JUNE,
  device: of = {},
  windows = [],
  changes = {},
}: Told = {}): Scenario {
  return quiet({
    catalog: { products: ['Windows'], updates: [MAY, june], origin: 'made for tests' },
    groups: [group({ name: 'kiosks', writeFilter: FILTER, ...of })],
    collections: [{ name: 'Kiosks', groups: [0], query: null, windows, evaluationIntervalMs: MINUTE_MS }],
    deployments: [deployment({ verbosity: 'all', options: { ...OPTIONS, commitsChanges: commits } })],
    actions: [scanAt(1.5 * DAY_MS)],
    ...changes,
    clientSettings: { scanTtlMs: 100 * DAY_MS, ...changes.clientSettings },
  });
}

export const phaseOf = ({ parts }: Fleet): string => PHASES[parts.writeFilters.phase[0]!]!;

/** What the filter is doing, from before the deadline on. */
export const phasesOfDevice = (scenario: Scenario, untilMs = DEADLINE_MS + DAY_MS) =>
  storyOf(scenario, phaseOf, DEADLINE_MS - 1, untilMs).slice(1);

/** Where June's update stands, from before the deadline on. */
export const juneOfDevice = (scenario: Scenario, untilMs = DEADLINE_MS + DAY_MS) =>
  storyOf(scenario, juneOf, DEADLINE_MS - 1, untilMs);
