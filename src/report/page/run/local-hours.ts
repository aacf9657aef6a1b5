import type { Scenario } from '../../../model/scenario.ts';
import {
  isWeekdayIn,
  isWithinHours,
  localDayOf,
  type WeeklyHours,
  ZoneClock,
} from '../../../model/zone-clock.ts';

/** An hour of the week by the wall clock. */
export interface LocalHour {
  /** 0 to 23. */
  readonly hour: number;
  /** Whether it is one of a day with business hours. */
  readonly isWorkingDay: boolean;
  /** The part of what happened that fell into it; those of an interval add up to 1. */
  readonly share: number;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** No time zone differs from UTC by anything finer. */
const SLICE_MS = HOUR_MS / 4;
/** 1970-01-05 was a Monday. */
const A_MONDAY = 4;

/**
 * Which local hours an interval of the tables covers in each group's time zone. What happened in an interval is taken as
 * spread evenly over it: with intervals of an hour, and offsets of whole hours, nothing has to be spread.
 */
export class LocalHours {
  readonly #scenario: Scenario;
  readonly #clocks: ReadonlyMap<string, ZoneClock>;

  constructor(scenario: Scenario) {
    const { groups, zones, startEpochMs } = scenario;
    this.#scenario = scenario;
    this.#clocks = new Map(groups.map(({ name, zone }) => [name, new ZoneClock(zones[zone]!, startEpochMs)]));
  }

  /** Of the interval that ends at `endMs`. */
  of(group: string, endMs: number): LocalHour[] {
    const { measureFromMs, output, clientSettings } = this.#scenario;
    const past = Math.ceil((endMs - measureFromMs) / output.intervalMs) - 1;
    const fromMs = measureFromMs + Math.max(0, past) * output.intervalMs;
    const count = Math.max(1, Math.ceil((endMs - fromMs) / SLICE_MS));
    const sliceMs = (endMs - fromMs) / count;
    return Array.from({ length: count }, (_, slice) => {
      const localMs = this.#clocks.get(group)!.toLocal(fromMs + (slice + 0.5) * sliceMs);
      const day = localDayOf(localMs);
      return {
        hour: Math.floor((localMs - day * DAY_MS) / HOUR_MS),
        isWorkingDay: isWeekdayIn(clientSettings.businessHours.weekdays, day),
        share: 1 / count,
      };
    });
  }
}

/** The hours of a kind of day, working or other, that are business hours on most of these days. */
export function businessHoursOf(hours: WeeklyHours, isWorkingDay: boolean): number[] {
  const days = Array.from({ length: 7 }, (_, weekday) => A_MONDAY + weekday).filter(
    (day) => isWeekdayIn(hours.weekdays, day) === isWorkingDay,
  );
  return Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => {
    const within = days.filter((day) => isWithinHours(day * DAY_MS + (hour + 0.5) * HOUR_MS, hours));
    return 2 * within.length > days.length;
  });
}
