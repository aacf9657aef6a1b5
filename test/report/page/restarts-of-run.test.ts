import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../../src/model/scenario.ts';
import { businessHoursOf, LocalHours } from '../../../src/report/page/run/local-hours.ts';
import { restartsSection } from '../../../src/report/page/run/restarts-section.ts';
import type { TableRow } from '../../../src/report/page/source.ts';
import { HOUR_MS, scenarioOf } from '../run-result.ts';
import { attributesOf, chartsOf, drawn, sourceWith, wordsOf } from './run-source.ts';

const WORKDAYS = 0b0011111;
const NINE_TO_FIVE = { weekdays: WORKDAYS, fromMs: 9 * HOUR_MS, toMs: 17 * HOUR_MS };

/** From Saturday, 30 March 2024; clocks in Berlin go from 02:00 to 03:00 on Sunday at 01:00 UTC. */
const START = Date.UTC(2024, 2, 30);
const ZONES = [
  {
    name: 'Europe/Berlin',
    transitions: [
      { fromMs: -1e12, offsetMs: HOUR_MS },
      { fromMs: 25 * HOUR_MS, offsetMs: 2 * HOUR_MS },
    ],
  },
  { name: 'Asia/Kolkata', transitions: [{ fromMs: -1e12, offsetMs: 5.5 * HOUR_MS }] },
];

function changesWith(intervalHours = 1, businessHours = NINE_TO_FIVE): Partial<Scenario> {
  const [first] = scenarioOf().groups;
  return {
    startEpochMs: START,
    measureFromMs: 0,
    horizonMs: 96 * HOUR_MS,
    zones: ZONES,
    groups: [
      { ...first!, name: 'Berlin', zone: 0 },
      { ...first!, name: 'Kolkata', zone: 1 },
    ],
    clientSettings: { businessHours },
    output: { intervalMs: intervalHours * HOUR_MS, clients: false, servicingLog: false },
  } as unknown as Partial<Scenario>;
}

function hoursWith(intervalHours = 1): LocalHours {
  return new LocalHours(scenarioOf(changesWith(intervalHours)));
}

function restarts(group: string, hour: number, cause: string, count: number, outside = 0): TableRow {
  return {
    elapsedSeconds: 3600 * hour,
    group,
    cause,
    count,
    outsideBusinessHours: outside,
    countdownMetUser: 0,
    inFinalCountdown: 0,
  };
}

describe('local hours', () => {
  const hoursOf = (group: string, endHour: number, intervalHours = 1) => [
    ...new Set(
      hoursWith(intervalHours)
        .of(group, endHour * HOUR_MS)
        .map(({ hour }) => hour),
    ),
  ];

  test('are those of the wall clock on both sides of a clock change', () => {
    expect(hoursOf('Berlin', 25)).toEqual([1]);
    expect(hoursOf('Berlin', 26)).toEqual([3]);
    expect(hoursOf('Berlin', 24 + 24)).toEqual([1]);
  });

  test('share an interval that begins in the middle of one', () => {
    const hours = hoursWith().of('Kolkata', 10 * HOUR_MS);
    const share = (wanted: number) =>
      hours.filter(({ hour }) => hour === wanted).reduce((sum, each) => sum + each.share, 0);
    expect([share(14), share(15)]).toEqual([0.5, 0.5]);
  });

  test('share a long interval evenly, over a clock change too', () => {
    expect(hoursOf('Berlin', 28, 4)).toEqual([1, 3, 4, 5]);
    const all = hoursWith(4).of('Berlin', 28 * HOUR_MS);
    expect(all.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  test('know working days from others', () => {
    // Sunday 23:00 to 24:00 in Berlin, and the hour after it.
    expect(
      hoursWith()
        .of('Berlin', 46 * HOUR_MS)
        .every(({ isWorkingDay }) => isWorkingDay),
    ).toBe(false);
    expect(
      hoursWith()
        .of('Berlin', 47 * HOUR_MS)
        .every(({ isWorkingDay }) => isWorkingDay),
    ).toBe(true);
  });

  test('are business hours on most days of a kind, those after midnight among them', () => {
    expect(businessHoursOf(NINE_TO_FIVE, true)).toEqual([9, 10, 11, 12, 13, 14, 15, 16]);
    expect(businessHoursOf(NINE_TO_FIVE, false)).toEqual([]);
    const night = { weekdays: WORKDAYS, fromMs: 22 * HOUR_MS, toMs: 26 * HOUR_MS };
    // From Tuesday to Friday after midnight: four of five days; on Saturday only: one of two.
    expect(businessHoursOf(night, true)).toEqual([0, 1, 22, 23]);
    expect(businessHoursOf(night, false)).toEqual([]);
  });
});

describe('restarts by hour of the local day', () => {
  const tables = {
    restarts: [
      // Monday, 1 April, 08:00 to 09:00 UTC: 10 o’clock in Berlin, half past one in Kolkata.
      restarts('Berlin', 57, 'deadline', 30),
      restarts('Kolkata', 57, 'deadline', 10),
      restarts('Kolkata', 57, 'user', 20),
      restarts('Berlin', 4, 'shutdown', 40, 40),
    ],
  };
  const section = restartsSection(sourceWith(tables, changesWith()));
  const { table } = chartsOf(section)[0]!;
  const at = (hour: number, column: string) => table.rows[hour]![table.head.indexOf(column)];

  test('stand at the hour of each client’s own clock, forced ones apart', () => {
    expect(at(10, 'forced, working days')).toBe('30');
    expect(at(13, 'forced, working days')).toBe('5');
    expect(at(14, 'forced, working days')).toBe('5');
    expect(at(13, 'other, working days')).toBe('10');
    // 03:00 to 04:00 UTC on Saturday, in winter time.
    expect(at(4, 'other, other days')).toBe('40');
  });

  test('say how many fell outside business hours, and how many were forced within them', () => {
    expect(wordsOf(section)).toContain('Of 100 restarts');
    expect(wordsOf(section)).toContain('40.0 % fell outside business hours');
    expect(wordsOf(section)).toContain('40 were forced, 40 of these in business hours (100.0 %)');
  });

  test('are drawn as bars as high as they are many', () => {
    for (const svg of drawn(chartsOf(section)[0]!)) {
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      const heights = attributesOf(svg, 'rect', 'height').slice(8 * 2);
      const [most, ...rest] = heights.sort((a, b) => b - a) as [number, ...number[]];
      // Half a pixel on each side is the gap between bars.
      expect((rest[0]! + 1) / (most + 1)).toBeCloseTo(30 / 40, 6);
    }
  });

  test('are said to be spread where the tables have longer intervals, and not drawn where these are too long', () => {
    const spread = restartsSection(sourceWith(tables, changesWith(3)));
    expect(chartsOf(spread)[0]!.description).toContain('intervals of 3 h, spread evenly');
    expect(chartsOf(restartsSection(sourceWith(tables, changesWith(12))))).toEqual([]);
  });

  test('are left out where nothing restarted', () => {
    expect(restartsSection(sourceWith({}, changesWith()))).toBeNull();
  });
});
