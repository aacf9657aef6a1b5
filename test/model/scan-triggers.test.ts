import { describe, expect, it } from 'vitest';
import { Trigger } from '../../src/model/client/scan-agent.ts';
import { type RunResult, SCAN_KINDS, SCAN_OUTCOMES, SCAN_TRIGGERS } from '../../src/model/results.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { ONLINE_SCAN_MS } from './one-client.ts';
import {
  DAY_MS,
  fixed,
  group,
  HOUR_MS,
  MINUTE_MS,
  nineToFive,
  runFleet,
  smallScenario,
  uniform,
} from './small-fleet.ts';

type TriggerName = (typeof SCAN_TRIGGERS)[number];

const NEVER_MS = 1_000_000 * DAY_MS;
const { clientSettings: SETTINGS } = smallScenario();
const QUIET = { ...SETTINGS, scanIntervalMs: NEVER_MS, reevaluationIntervalMs: NEVER_MS };

/** Scans of a run that started, by trigger and kind. */
function startedOf({ scans }: RunResult, trigger: TriggerName, kind?: (typeof SCAN_KINDS)[number]): number {
  let count = 0;
  for (let row = 0; row < scans.length; row++) {
    if (scans.get(row, 'outcome') !== SCAN_OUTCOMES.indexOf('started')) continue;
    if (scans.get(row, 'trigger') !== SCAN_TRIGGERS.indexOf(trigger)) continue;
    if (kind === undefined || scans.get(row, 'kind') === SCAN_KINDS.indexOf(kind))
      count += scans.get(row, 'count');
  }
  return count;
}

describe('the table of ways in which a scan starts', () => {
  const LAST_ONLINE_MS = 2 * DAY_MS;
  /** What a trigger does inside the time to live and outside it, and whether it begins a new one. */
  const TABLE: readonly (readonly [TriggerName, inside: string, outside: string])[] = [
    ['schedule', 'offline', 'delta'],
    ['scanCycle', 'delta', 'delta'],
    ['evaluationCycle', 'delta', 'delta'],
    ['reevaluation', 'offline', 'delta'],
    ['beforeDownload', 'offline', 'delta'],
    ['beforeInstallation', 'offline', 'delta'],
    ['afterInstallation', 'offline', 'offline'],
    ['afterRestart', 'offline', 'offline'],
    ['scanNow', 'delta', 'delta'],
  ];

  it('has a row for every trigger that comes to a client with metadata', () => {
    expect(TABLE.map(([trigger]) => trigger)).toEqual(SCAN_TRIGGERS.filter((each) => each !== 'firstScan'));
  });

  for (const [trigger, inside, outside] of TABLE) {
    for (const [where, kind, ageMs] of [
      ['inside', inside, SETTINGS.scanTtlMs],
      ['outside', outside, SETTINGS.scanTtlMs + 1],
    ] as const) {
      it(`makes ${trigger} ${where} the time to live ${kind}, and sets it anew only if online`, () => {
        const scenario = smallScenario({ deployments: [], clientSettings: QUIET });
        const fleet = runFleet(scenario, LAST_ONLINE_MS + ageMs);
        const { scans } = fleet.parts;
        scans.lastOnlineMs[0] = LAST_ONLINE_MS;
        scans.request(0, Trigger[trigger], 1);
        fleet.run(LAST_ONLINE_MS + ageMs + ONLINE_SCAN_MS);
        const completesMs = LAST_ONLINE_MS + ageMs + ONLINE_SCAN_MS;
        expect(scans.lastOnlineMs[0]).toBe(kind === 'offline' ? LAST_ONLINE_MS : completesMs);
        expect(scans.isBusy(0)).toBe(false);
        fleet.run(scenario.horizonMs);
        for (const each of SCAN_KINDS) {
          expect(startedOf(fleet.result(), trigger, each)).toBe(each === kind ? 1 : 0);
        }
      });
    }
  }
});

describe('the re-evaluation schedule', () => {
  const COUNT = 2000;
  const scenarioWith = (changes: Partial<Scenario['clientSettings']>): Scenario =>
    smallScenario({
      horizonMs: 14 * DAY_MS,
      groups: [group({ count: COUNT })],
      deployments: [],
      clientSettings: { ...QUIET, reevaluationIntervalMs: 7 * DAY_MS, ...changes },
    });

  it('brings one scan per client and week, spread over the week from its start on', () => {
    const result = runFleet(scenarioWith({})).result();
    const perDay = new Array<number>(14).fill(0);
    for (let row = 0; row < result.scans.length; row++) {
      if (result.scans.get(row, 'outcome') !== SCAN_OUTCOMES.indexOf('started')) continue;
      perDay[Math.ceil(result.scans.get(row, 't') / DAY_MS) - 1]! += result.scans.get(row, 'count');
    }
    expect(startedOf(result, 'reevaluation')).toBe(perDay.reduce((sum, each) => sum + each, 0));
    expect(startedOf(result, 'reevaluation', 'delta')).toBe(startedOf(result, 'reevaluation'));
    for (const count of perDay) {
      const p = 1 / 7;
      expect(Math.abs(count - COUNT * p)).toBeLessThanOrEqual(4 * Math.sqrt(COUNT * p * (1 - p)));
    }
  });

  it('counts from the same day as the scan schedule: with equal intervals one scan of each pair is spared the server', () => {
    const result = runFleet(scenarioWith({ scanIntervalMs: 7 * DAY_MS, scanJitter: fixed(0) })).result();
    const started = (kind: 'offline' | 'delta') =>
      startedOf(result, 'reevaluation', kind) + startedOf(result, 'schedule', kind);
    expect(started('delta')).toBeGreaterThanOrEqual(COUNT);
    expect(started('offline')).toBe(started('delta'));
  });

  it('starts a week after the first scan of a new client, up to two hours late', () => {
    const jitter = uniform(0, 2 * HOUR_MS);
    const scenario = {
      ...scenarioWith({ reevaluationJitter: jitter }),
      initial: { mode: 'enrolment', patchedShareByLag: [1] } as const,
    };
    const fleet = runFleet(scenario, 7 * DAY_MS);
    expect(startedOf(fleet.result(), 'reevaluation')).toBe(0);
    fleet.run(7 * DAY_MS + 5 * HOUR_MS);
    const { reevaluation } = fleet.parts.calendar;
    expect(new Set(reevaluation.occurrence)).toEqual(new Set([2]));
    expect(reevaluation.anchorMs.every((ms) => ms >= 0 && ms <= 3 * HOUR_MS)).toBe(true);
  });
});

describe('the cycles that users start', () => {
  const MEAN_MS = 2 * DAY_MS;
  const COUNT = 500;
  const DAYS = 10;
  const times = { law: 'exponential', mean: MEAN_MS } as const;
  const resultOf = (changes: Parameters<typeof group>[0]) =>
    runFleet(
      smallScenario({
        horizonMs: DAYS * DAY_MS,
        groups: [group({ count: COUNT, ...changes }), group({ name: 'others', count: COUNT })],
        deployments: [],
        clientSettings: QUIET,
      }),
    ).result();

  it('come at their rate from the start on, forced, and only in groups whose users start them', () => {
    for (const [trigger, changes] of [
      ['scanCycle', { scanCycle: times }],
      ['evaluationCycle', { evaluationCycle: times }],
    ] as const) {
      const result = resultOf(changes);
      const expected = (COUNT * DAYS * DAY_MS) / MEAN_MS;
      expect(Math.abs(startedOf(result, trigger) - expected)).toBeLessThanOrEqual(4 * Math.sqrt(expected));
      expect(startedOf(result, trigger, 'offline')).toBe(0);
      for (const other of SCAN_TRIGGERS) if (other !== trigger) expect(startedOf(result, other)).toBe(0);
      for (let client = 0; client < result.clients!.length; client++) {
        if (result.clients!.get(client, 'group') === 1) {
          expect(result.clients!.get(client, 'onlineScans')).toBe(0);
        }
      }
    }
  });

  it('do not come while the machine is off', () => {
    const result = resultOf({ scanCycle: times, presence: nineToFive('shutdown') });
    /** Ten days from a Monday on have eight working days of eight hours. */
    const expected = (COUNT * 8 * 8 * HOUR_MS) / MEAN_MS;
    expect(Math.abs(startedOf(result, 'scanCycle') - expected)).toBeLessThanOrEqual(4 * Math.sqrt(expected));
    const { scans } = result;
    for (let row = 0; row < scans.length; row++) {
      const hour = (scans.get(row, 't') % DAY_MS) / HOUR_MS;
      expect(hour > 9 && hour <= 17).toBe(true);
    }
  });

  it('have luck of their own: another rate of the one changes nothing in the other', () => {
    const ofEvaluation = (scanMeanMs: number) => {
      const { parts } = runFleet(
        smallScenario({
          groups: [
            group({
              count: 50,
              evaluationCycle: times,
              scanCycle: { law: 'exponential', mean: scanMeanMs },
            }),
          ],
          deployments: [],
          clientSettings: QUIET,
        }),
        5 * DAY_MS + 7 * MINUTE_MS,
      );
      return [...parts.calendar.cycles[1]!.acts.count];
    };
    expect(ofEvaluation(HOUR_MS)).toEqual(ofEvaluation(50 * DAY_MS));
  });
});
