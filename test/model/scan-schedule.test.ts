import { describe, expect, it } from 'vitest';
import { SCAN_TRIGGERS } from '../../src/model/results.ts';
import { DAY_MS, group, HOUR_MS, runFleet, smallScenario, uniform } from './small-fleet.ts';

describe('the scan schedule', () => {
  it('has had its last occurrence before the start, however late occurrences may be', () => {
    const settings = smallScenario().clientSettings;
    const scenario = smallScenario({
      groups: [group({ count: 100 })],
      clientSettings: { ...settings, scanIntervalMs: DAY_MS, scanJitter: uniform(0, 20 * DAY_MS) },
    });
    const { lastOnlineMs } = runFleet(scenario, 1).parts.scans;
    expect(Math.max(...lastOnlineMs)).toBeLessThanOrEqual(0);
  });

  it('brings every client one scan per interval, also when an occurrence may be late by a whole interval', () => {
    const settings = smallScenario().clientSettings;
    const count = 50;
    const days = 40;
    const scenario = smallScenario({
      groups: [group({ count })],
      deployments: [],
      horizonMs: days * DAY_MS,
      clientSettings: {
        ...settings,
        scanIntervalMs: DAY_MS,
        scanTtlMs: HOUR_MS,
        scanJitter: uniform(0, DAY_MS),
      },
    });
    const { scans } = runFleet(scenario).result();
    let requested = 0;
    for (let row = 0; row < scans.length; row++) {
      const isSchedule = SCAN_TRIGGERS[scans.get(row, 'trigger')] === 'schedule';
      if (isSchedule && scans.get(row, 'outcome') === 0) requested += scans.get(row, 'count');
    }
    expect(Math.abs(requested - count * days)).toBeLessThanOrEqual(count * 2);
  });
});
