import { describe, expect, it } from 'vitest';
import type { ZoneTable } from '../../src/model/scenario.ts';
import { isWeekdayIn, isWithinHours, localDayOf, weekdayOf, ZoneClock } from '../../src/model/zone-clock.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './small-fleet.ts';

/** Berlin in 2024: summer time from 31 March 01:00Z to 27 October 01:00Z. Simulated time 0 is 1 March 00:00Z. */
const START_EPOCH_MS = Date.UTC(2024, 2, 1);
const SPRING_MS = Date.UTC(2024, 2, 31, 1) - START_EPOCH_MS;
const AUTUMN_MS = Date.UTC(2024, 9, 27, 1) - START_EPOCH_MS;
const BERLIN: ZoneTable = {
  name: 'Europe/Berlin',
  transitions: [
    { fromMs: -60 * DAY_MS, offsetMs: HOUR_MS },
    { fromMs: SPRING_MS, offsetMs: 2 * HOUR_MS },
    { fromMs: AUTUMN_MS, offsetMs: HOUR_MS },
  ],
};
const clock = new ZoneClock(BERLIN, START_EPOCH_MS);

/** The wall clock's reading as a local instant. */
const local = (month: number, day: number, hour: number, minute = 0) =>
  Date.UTC(2024, month - 1, day, hour, minute);
const instant = (month: number, day: number, hour: number, minute = 0) =>
  local(month, day, hour, minute) - START_EPOCH_MS;

describe('the clock of a time zone', () => {
  it("shows the zone's offset, winter and summer", () => {
    expect(clock.toLocal(instant(3, 10, 12))).toBe(local(3, 10, 13));
    expect(clock.toLocal(instant(7, 10, 12))).toBe(local(7, 10, 14));
    expect(clock.toLocal(instant(11, 10, 12))).toBe(local(11, 10, 13));
  });

  it('changes at the very millisecond of a transition', () => {
    expect(clock.toLocal(SPRING_MS - 1)).toBe(local(3, 31, 2) - 1);
    expect(clock.toLocal(SPRING_MS)).toBe(local(3, 31, 3));
    expect(clock.toLocal(AUTUMN_MS - 1)).toBe(local(10, 27, 3) - 1);
    expect(clock.toLocal(AUTUMN_MS)).toBe(local(10, 27, 2));
  });

  it('finds the instant of every wall-clock time that exists, back and forth', () => {
    for (let atMs = -20 * DAY_MS; atMs < 300 * DAY_MS; atMs += 7 * HOUR_MS + 11 * MINUTE_MS) {
      const isSecondReading = atMs >= AUTUMN_MS && atMs < AUTUMN_MS + HOUR_MS;
      if (!isSecondReading) expect(clock.toInstant(clock.toLocal(atMs))).toBe(atMs);
    }
  });

  it('takes a time in the gap of spring to be an hour later', () => {
    expect(clock.toInstant(local(3, 31, 2, 30))).toBe(SPRING_MS + 30 * MINUTE_MS);
    expect(clock.toLocal(clock.toInstant(local(3, 31, 2, 30)))).toBe(local(3, 31, 3, 30));
    expect(clock.toInstant(local(3, 31, 2))).toBe(SPRING_MS);
    expect(clock.toInstant(local(3, 31, 3))).toBe(SPRING_MS);
  });

  it('takes a time that comes twice in autumn always to be the same one of the two', () => {
    const twiceMs = local(10, 27, 2, 30);
    const chosen = clock.toInstant(twiceMs);
    expect([AUTUMN_MS - 30 * MINUTE_MS, AUTUMN_MS + 30 * MINUTE_MS]).toContain(chosen);
    expect(clock.toLocal(chosen)).toBe(twiceMs);
    expect(clock.toInstant(local(10, 27, 2)) - chosen).toBe(-30 * MINUTE_MS);
  });

  it('keeps the order of wall-clock times, whatever the clock changes', () => {
    for (const [month, day] of [[3, 31] as const, [10, 27] as const]) {
      let before = -Infinity;
      for (let minute = 0; minute < 24 * 60; minute += 10) {
        const atMs = clock.toInstant(local(month, day, 0, minute));
        if (!(month === 3 && minute > 120 && minute < 240)) expect(atMs).toBeGreaterThan(before);
        before = atMs;
      }
    }
  });
});

describe('the calendar of local days', () => {
  it('knows the weekdays: 1970-01-01 was a Thursday, 2024-06-11 a Tuesday, Monday is 0', () => {
    expect(weekdayOf(0)).toBe(3);
    expect(weekdayOf(-1)).toBe(2);
    expect(weekdayOf(-4)).toBe(6);
    expect(weekdayOf(localDayOf(Date.UTC(2024, 5, 11, 23, 59)))).toBe(1);
    for (let day = -10; day < 10; day++) expect(weekdayOf(day + 7)).toBe(weekdayOf(day));
  });

  it('tells whether a day is among the chosen weekdays', () => {
    const weekend = 0b1100000;
    const days = Array.from({ length: 7 }, (_, day) => localDayOf(Date.UTC(2024, 5, 10)) + day);
    expect(days.map((day) => isWeekdayIn(weekend, day))).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  it('counts hours from their start to before their end', () => {
    const hours = { weekdays: 0b11111, fromMs: 9 * HOUR_MS, toMs: 17 * HOUR_MS };
    expect(isWithinHours(local(6, 11, 9) - 1, hours)).toBe(false);
    expect(isWithinHours(local(6, 11, 9), hours)).toBe(true);
    expect(isWithinHours(local(6, 11, 17) - 1, hours)).toBe(true);
    expect(isWithinHours(local(6, 11, 17), hours)).toBe(false);
    expect(isWithinHours(local(6, 15, 12), hours)).toBe(false);
  });

  it('counts hours that end on the next day to the day on which they begin', () => {
    const night = { weekdays: 0b11111, fromMs: 22 * HOUR_MS, toMs: 30 * HOUR_MS };
    const monday = 10;
    const saturday = 15;
    expect(isWithinHours(local(6, monday, 5), night)).toBe(false);
    expect(isWithinHours(local(6, monday, 22), night)).toBe(true);
    expect(isWithinHours(local(6, monday + 1, 6) - 1, night)).toBe(true);
    expect(isWithinHours(local(6, monday + 1, 6), night)).toBe(false);
    expect(isWithinHours(local(6, saturday, 5), night)).toBe(true);
    expect(isWithinHours(local(6, saturday, 22), night)).toBe(false);
  });
});
