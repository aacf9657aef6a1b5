import { describe, expect, it } from 'vitest';
import { Fleet } from '../../src/model/fleet.ts';
import type { Collection, Scenario } from '../../src/model/scenario.ts';
import { ASSUMPTIONS, LEARNS, OFFLINE } from './one-client.ts';
import {
  DAY_MS,
  deployment,
  fixed,
  group,
  HOUR_MS,
  JUNE,
  MAY,
  MINUTE_MS,
  NOBODY,
  nineToFive,
  OPTIONS,
  smallScenario,
  uniform,
  update,
} from './small-fleet.ts';

const HORIZON_MS = 10 * DAY_MS;
const UPDATES = [
  MAY,
  JUNE,
  update({ id: 'net', kind: 'DotNetCU', runTimeMaxMs: 30 * MINUTE_MS }),
  update({ id: 'other', kind: 'other', runTimeMaxMs: 20 * MINUTE_MS }),
];

/** Windows of odd lengths at odd times, some of which overlap. */
const OPENINGS = Array.from({ length: 24 }, (_, number) => {
  const startMs = 3 * DAY_MS + number * 6 * HOUR_MS + ((number * 37) % 90) * MINUTE_MS;
  return { startMs, endMs: startMs + (20 + ((number * 53) % 240)) * MINUTE_MS };
});

const COLLECTIONS: Collection[] = OPENINGS.map(({ startMs, endMs }, number) => ({
  name: `window ${number}`,
  groups: [0, 1, 2],
  query: null,
  windows: [{ name: 'window', kind: 'allDeployments', durationMs: endMs - startMs, startsMs: [[startMs]] }],
  evaluationIntervalMs: 5 * MINUTE_MS,
}));

/** Until when the windows go on without a gap, from an instant on: the instant itself when none is open. */
function openUntilMs(atMs: number): number {
  let untilMs = atMs;
  for (let last = -1; last !== untilMs; ) {
    last = untilMs;
    for (const { startMs, endMs } of OPENINGS) if (startMs <= untilMs && endMs > untilMs) untilMs = endMs;
  }
  return untilMs;
}

function scenarioWith(options: Partial<typeof OPTIONS>, changes: Parameters<typeof smallScenario>[0] = {}) {
  const user = {
    ...NOBODY,
    signedIn: 'officeHours',
    restartShare: 0.3,
    restartAfter: uniform(0, 3 * HOUR_MS),
  } as const;
  return smallScenario({
    horizonMs: HORIZON_MS,
    catalog: { ...smallScenario().catalog, updates: UPDATES },
    collections: COLLECTIONS,
    assumptions: {
      ...ASSUMPTIONS,
      installDuration: {
        ...ASSUMPTIONS.installDuration,
        LCU: uniform(5 * MINUTE_MS, 80 * MINUTE_MS),
        DotNetCU: uniform(MINUTE_MS, 40 * MINUTE_MS),
      },
    },
    groups: [
      group({ name: 'always', count: 20 }),
      group({ name: 'sleepers', count: 20, presence: nineToFive('sleep'), user }),
      group({ name: 'starters', count: 20, presence: nineToFive('shutdown'), user }),
    ],
    deployments: [
      deployment({
        groups: [0, 1, 2],
        updates: [1, 2, 3],
        deadlineMs: [4 * DAY_MS],
        deadlineDelay: uniform(0, 3 * DAY_MS),
        options: { ...OPTIONS, ...options },
      }),
    ],
    ...changes,
  });
}

interface Act {
  readonly atMs: number;
  readonly what: string;
  readonly runTimeMaxMs: number;
}

/** Every start of an installation, and every restart that no user and no boot made. */
function actsOf(scenario: Scenario): { readonly starts: readonly Act[]; readonly restarts: readonly Act[] } {
  const fleet = new Fleet(scenario, 0);
  const { reports, restartMeasures, updates } = fleet.parts;
  const [starts, restarts]: Act[][] = [[], []];
  const begins = reports.installationBegins.bind(reports);
  let nowMs = 0;
  reports.installationBegins = (client, slot) => {
    const { id, runTimeMaxMs } = updates.catalogUpdateAt(client, slot);
    starts!.push({ atMs: nowMs, what: `${id} on ${client}`, runTimeMaxMs });
    begins(client, slot);
  };
  const count = restartMeasures.count.bind(restartMeasures);
  restartMeasures.count = (inGroup, cause, ...rest) => {
    if (cause === 'deadline') restarts!.push({ atMs: nowMs, what: `group ${inGroup}`, runTimeMaxMs: 0 });
    count(inGroup, cause, ...rest);
  };
  for (let atMs = MINUTE_MS; atMs <= scenario.horizonMs; atMs += MINUTE_MS) {
    nowMs = atMs;
    fleet.run(atMs);
  }
  return { starts: starts!, restarts: restarts! };
}

/** Acts are known to the minute in which they fall: what holds at one of its ends is enough. */
const minutesOf = (atMs: number) => [atMs - MINUTE_MS, atMs];

describe('in a fleet with maintenance windows', () => {
  const { starts, restarts } = actsOf(scenarioWith({}));

  it('no installation starts whose run time and restart its window does not hold', () => {
    expect(starts.length).toBeGreaterThan(100);
    const needMs = (act: Act) => act.runTimeMaxMs + ASSUMPTIONS.windowRestartMs;
    const wrong = starts.filter((act) =>
      minutesOf(act.atMs).every((atMs) => openUntilMs(atMs) - act.atMs + MINUTE_MS <= needMs(act)),
    );
    expect(wrong).toEqual([]);
  });

  it('no machine restarts by itself while they are closed', () => {
    expect(restarts.length).toBeGreaterThan(20);
    const wrong = restarts.filter(({ atMs }) => minutesOf(atMs).every((each) => openUntilMs(each) === each));
    expect(wrong).toEqual([]);
  });

  it('both happen outside of them where the deployment says so', () => {
    const free = actsOf(scenarioWith({ installOutsideWindows: true, restartOutsideWindows: true }));
    const isOutside = ({ atMs }: Act) => minutesOf(atMs).every((each) => openUntilMs(each) === each);
    expect(free.starts.some(isOutside)).toBe(true);
    expect(free.restarts.some(isOutside)).toBe(true);
  });
});

describe('a later deadline', () => {
  it('never makes a forced restart earlier, without windows and with nobody else at the servers', () => {
    const restartMs = (hours: number) => {
      const user = { ...NOBODY, signedIn: 'officeHours' } as const;
      const scenario = smallScenario({
        clientSettings: OFFLINE,
        actions: [LEARNS],
        groups: [group({ presence: nineToFive('sleep'), user })],
        deployments: [deployment({ deadlineMs: [3 * DAY_MS + hours * HOUR_MS] })],
        assumptions: { ...ASSUMPTIONS, restartDuration: fixed(3 * MINUTE_MS) },
      });
      const fleet = new Fleet(scenario, 0);
      let atMs = 3 * DAY_MS;
      for (; fleet.parts.restart.count[0] === 0 && atMs < scenario.horizonMs; atMs += MINUTE_MS)
        fleet.run(atMs);
      return atMs;
    };
    const all = Array.from({ length: 49 }, (_, hours) => restartMs(hours));
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(new Set(all).size).toBeGreaterThan(10);
  });
});
