import type { Absence, Action, ClientGroup, Scenario } from '../../src/model/scenario.ts';
import { ASSUMPTIONS, SETTINGS } from './one-client.ts';
import { DAY_MS, deployment, fixed, group, HOUR_MS, nineToFive, smallScenario } from './small-fleet.ts';

/*
 * A client that is there from 09:00 to 17:00 on weekdays, for tests whose work straddles 17:00 of the Wednesday: it
 * returns on Thursday at 09:00.
 */

export const WEDNESDAY_MS = 2 * DAY_MS;
export const LEAVES_MS = WEDNESDAY_MS + 17 * HOUR_MS;
export const RETURNS_MS = WEDNESDAY_MS + DAY_MS + 9 * HOUR_MS;
/** Tuesday's scan after the synchronization teaches the client of June's update. */
export const LEARNS: Action = { verb: 'scanNow', atMs: DAY_MS + 10 * HOUR_MS, groups: [0] };

/** The client, and a time to live that makes every unforced scan one of ten seconds, without a server. */
export function officeScenario(
  absence: Absence,
  changes: Parameters<typeof smallScenario>[0] = {},
  ofGroup: Partial<ClientGroup> = {},
): Scenario {
  return smallScenario({
    groups: [group({ presence: nineToFive(absence), ...ofGroup })],
    clientSettings: { ...SETTINGS, scanTtlMs: 30 * DAY_MS },
    actions: [LEARNS],
    ...changes,
  });
}

/** June's deployment, created on Tuesday once the client knows the update. */
export const juneBy = (deadlineMs: number) =>
  deployment({ createdMs: DAY_MS + 11 * HOUR_MS, deadlineMs: [deadlineMs] });

/** How long the installation of June's update takes. */
export const installing = (durationMs: number): Scenario['assumptions'] => ({
  ...ASSUMPTIONS,
  installDuration: { ...ASSUMPTIONS.installDuration, LCU: fixed(durationMs) },
});
