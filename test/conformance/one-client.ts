import { Clients } from '../../src/model/client/clients.ts';
import type { Fleet } from '../../src/model/fleet.ts';
import { SCAN_KINDS, SCAN_OUTCOMES, SCAN_TRIGGERS } from '../../src/model/results.ts';
import type { Action, ClientSettings, Scenario } from '../../src/model/scenario.ts';
import { Luck } from '../../src/sim/random.ts';
import { DAY_MS, MAY, smallScenario, update } from '../model/small-fleet.ts';

export const { clientSettings: SETTINGS, assumptions: ASSUMPTIONS } = smallScenario();

/** Longer than every run: a schedule of this interval keeps quiet. */
export const NEVER_MS = 1_000_000 * DAY_MS;

/** A client that scans only when a test asks for it. */
export function quiet(
  changes: Omit<NonNullable<Parameters<typeof smallScenario>[0]>, 'clientSettings'> & {
    readonly clientSettings?: Partial<ClientSettings>;
  } = {},
): Scenario {
  return smallScenario({
    deployments: [],
    ...changes,
    clientSettings: { ...SETTINGS, scanIntervalMs: NEVER_MS, ...changes.clientSettings },
  });
}

/** A new client: it has no policy, no metadata, and nothing is stored of it. */
export const NEW = { mode: 'enrolment', patchedShareByLag: [1] } as const;

/** An administrator has all clients scan: online and forced. */
export const scanAt = (atMs: number): Action => ({ verb: 'scanNow', atMs, groups: [0] });

/** At the start: April's update is replaced by May's, which is installed, and June's is required. */
export const THREE_STATES: Pick<Scenario, 'catalog' | 'initial'> = {
  catalog: {
    products: ['Windows'],
    updates: [
      update({ id: 'april', kb: 'KB0000004', title: 'April', releasedMs: -50 * DAY_MS }),
      { ...MAY, supersedes: [0] },
      update({ releasedMs: -2 * DAY_MS }),
    ],
    origin: 'made for tests',
  },
  initial: { mode: 'enrolment', patchedShareByLag: [0, 1] },
};

/** Scans so far, by what the seed says of them. */
export function scanCount(
  fleet: Fleet,
  of: {
    readonly trigger?: (typeof SCAN_TRIGGERS)[number];
    readonly kind?: (typeof SCAN_KINDS)[number];
    readonly outcome?: (typeof SCAN_OUTCOMES)[number];
  } = {},
): number {
  const { scans } = fleet.result();
  const outcome = SCAN_OUTCOMES.indexOf(of.outcome ?? 'completed');
  let count = 0;
  for (let row = 0; row < scans.length; row++) {
    if (scans.get(row, 'outcome') !== outcome) continue;
    if (of.trigger !== undefined && scans.get(row, 'trigger') !== SCAN_TRIGGERS.indexOf(of.trigger)) continue;
    if (of.kind !== undefined && scans.get(row, 'kind') !== SCAN_KINDS.indexOf(of.kind)) continue;
    count += scans.get(row, 'count');
  }
  return count;
}

/** How often clients have connected to a WSUS server. */
export const contactCount = (fleet: Fleet, point = 0): number =>
  fleet.result().serverTotals.get(point, 'arrivals');

/** The phases of the first client in its cycles: of policy polls, and of state messages. */
export function phasesOf({ seed, groups, clientSettings }: Scenario) {
  const luck = new Luck(seed, 0);
  const clients = new Clients(groups, luck);
  const phaseMs = (purpose: string, cycleMs: number) =>
    Math.floor(clients.draw(luck.key(purpose), 0, 0) * cycleMs);
  return {
    pollMs: phaseMs('policy poll phase', clientSettings.policyPollMs),
    stateMs: phaseMs('state cycle phase', clientSettings.stateCycleMs),
  };
}

/** The first tick of a cycle after an instant. */
export const tickAfter = (atMs: number, phaseMs: number, everyMs: number): number =>
  phaseMs + (Math.floor((atMs - phaseMs) / everyMs) + 1) * everyMs;
