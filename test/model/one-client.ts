import type { Fleet } from '../../src/model/fleet.ts';
import type { RunResult } from '../../src/model/results.ts';
import type { Action } from '../../src/model/scenario.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, smallScenario } from './small-fleet.ts';

/** How long the steps of a client take in the small scenario. */
export const LOCATION_MS = SECOND_MS;
export const EVALUATION_MS = 10 * SECOND_MS;
export const ONLINE_SCAN_MS = LOCATION_MS + 667 + EVALUATION_MS;
export const RESTART_MS = 3 * MINUTE_MS;
export const { assumptions: ASSUMPTIONS, clientSettings: SETTINGS } = smallScenario();
export const INSTALL_MS =
  ASSUMPTIONS.installDuration.LCU.law === 'fixed' ? ASSUMPTIONS.installDuration.LCU.value : 0;

/** June's update on a client. */
export const SLOT = 1;
const STATES = ['not required', 'required', 'cached', 'pending restart', 'installed'] as const;
/** Where June's update stands on client 0. */
export const juneOf = ({ parts }: Fleet) => STATES[parts.truth.actual(0, SLOT)]!;

export const SCAN_STAGES = ['idle', 'locating', 'at the server', 'transferring', 'evaluating'] as const;
/** Where the scan of client 0 stands. */
export const scanStageOf = ({ parts }: Fleet) => SCAN_STAGES[parts.scans.stage[0]!]!;

/** A time to live so long that, once scanned online after the synchronization, a client scans offline. */
export const LEARNS: Action = { verb: 'scanNow', atMs: DAY_MS + 12 * HOUR_MS, groups: [0] };
export const OFFLINE = { ...SETTINGS, scanTtlMs: 100 * DAY_MS, scanIntervalMs: 100 * DAY_MS };

/** The last row of compliance. */
export const last = (result: RunResult) => result.compliance.length - 1;
