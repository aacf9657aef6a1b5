import { describe, expect, it } from 'vitest';
import { readMetrics } from '../../../src/experiment/metrics/index.ts';
import type { LifeTableColumn, RunResult } from '../../../src/model/results.ts';
import { Rows } from '../../../src/sim/rows.ts';
import { rowsAll } from '../../model/lives.ts';
import {
  DAY_MS,
  deployment,
  group,
  HOUR_MS,
  nineToFive,
  runFleet,
  smallScenario,
  uniform,
} from '../../model/small-fleet.ts';
import { resultOf } from '../../report/run-result.ts';

function restrictedMeanHours(result: RunResult, name: string): number | null {
  return readMetrics(result).find((metric) => metric.name === `timeToCompliant.${name}.restrictedMeanHours`)!
    .value;
}

function withLifeTable(rows: readonly (readonly [number, number, number, number])[]): RunResult {
  const lifeTable = new Rows<LifeTableColumn>([
    'deployment',
    'sinceReleaseMs',
    'entered',
    'becameCompliant',
    'censored',
    'meanMs',
  ]);
  for (const [hours, entered, becameCompliant, censored] of rows) {
    const meanMs = becameCompliant === 0 ? -1 : hours * HOUR_MS;
    lifeTable.add(0, hours * HOUR_MS, entered, becameCompliant, censored, meanMs);
  }
  return resultOf({ lifeTable });
}

describe('the restricted mean time to compliance', () => {
  it('is the mean of the times, cut at the end of the run, where nobody joins or leaves', () => {
    // A third of the clients scans nowhere, and so never gets there.
    const scenario = smallScenario({
      groups: [
        group({ count: 40, presence: nineToFive('shutdown') }),
        group({ name: 'slow', count: 20, updatePoints: null }),
      ],
      deployments: [deployment({ groups: [0, 1], deadlineDelay: uniform(0, 3 * DAY_MS) })],
    });
    const result = runFleet(scenario).result();
    const tauMs = scenario.horizonMs - DAY_MS;
    const times = rowsAll(result.clients!).map(({ compliantMs }) =>
      compliantMs < 0 ? tauMs : Math.min(tauMs, compliantMs - DAY_MS),
    );
    expect(times.filter((ms) => ms === tauMs).length).toBe(20);
    const meanHours = times.reduce((sum, ms) => sum + ms, 0) / times.length / HOUR_MS;
    expect(restrictedMeanHours(result, 'June updates')).toBeCloseTo(meanHours, 9);
  });

  it('is the time of the run since the release when nobody gets there', () => {
    expect(
      restrictedMeanHours(
        withLifeTable([
          [0, 8, 0, 0],
          [240, 0, 0, 8],
        ]),
        'April',
      ),
    ).toBe(240);
  });

  it('counts who joined late only from then on, and who left only until then', () => {
    // Four from the release on, of which one leaves at 10 h; a fifth joins at 20 h. At risk at 5 h: 4, at 30 h: 3.
    const value = restrictedMeanHours(
      withLifeTable([
        [0, 4, 0, 0],
        [5, 0, 1, 0],
        [10, 0, 0, 1],
        [20, 1, 0, 0],
        [30, 0, 1, 0],
        [100, 0, 0, 2],
      ]),
      'April',
    );
    expect(value).toBeCloseTo(5 + (3 / 4) * 25 + (3 / 4) * (2 / 3) * 70, 12);
  });

  it('counts who joined in the bin in which it became compliant', () => {
    const value = restrictedMeanHours(
      withLifeTable([
        [2, 1, 0, 0],
        [4, 1, 2, 0],
        [10, 0, 0, 0],
      ]),
      'April',
    );
    expect(value).toBe(4);
  });

  it('has no value where nobody was under way', () => {
    expect(restrictedMeanHours(withLifeTable([[240, 0, 0, 0]]), 'April')).toBeNull();
    expect(restrictedMeanHours(withLifeTable([]), 'April')).toBeNull();
  });
});
