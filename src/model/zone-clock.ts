import type { ZoneTable } from './scenario.ts';

export const DAY_MS = 86_400_000;

/**
 * Civil time of one time zone, as integers: a local instant is the number of milliseconds since 1970-01-01T00:00 by
 * the wall clock, so `floor(local / DAY_MS)` numbers the local days and 1970-01-01 was a Thursday.
 */
export class ZoneClock {
  readonly #table: ZoneTable;
  readonly #startEpochMs: number;

  constructor(table: ZoneTable, startEpochMs: number) {
    this.#table = table;
    this.#startEpochMs = startEpochMs;
  }

  /** Wall-clock time at a simulated instant. */
  toLocal(atMs: number): number {
    return this.#startEpochMs + atMs + this.#offsetAt(atMs);
  }

  /** The simulated instant of a wall-clock time; in the gap of a clock change the instant an hour later. */
  toInstant(localMs: number): number {
    const transitions = this.#table.transitions;
    const base = localMs - this.#startEpochMs;
    for (let index = transitions.length - 1; index >= 0; index--) {
      const { fromMs, offsetMs } = transitions[index]!;
      const earlier = index > 0 ? transitions[index - 1]!.offsetMs : offsetMs;
      const atMs = base - Math.min(offsetMs, earlier);
      if (base - offsetMs >= fromMs) return base - offsetMs;
      if (atMs >= fromMs) return atMs;
    }
    return base - transitions[0]!.offsetMs;
  }

  /** The first instant from `fromMs` on that lies in the hours; Infinity: none within a week. */
  nextWithin(fromMs: number, hours: WeeklyHours): number {
    if (isWithinHours(this.toLocal(fromMs), hours)) return fromMs;
    const today = localDayOf(this.toLocal(fromMs));
    for (let day = today; day <= today + 8; day++) {
      const startMs = this.toInstant(day * DAY_MS + hours.fromMs);
      if (startMs > fromMs && isWithinHours(this.toLocal(startMs), hours)) return startMs;
    }
    return Infinity;
  }

  /** The first instant from `fromMs` on that lies outside the hours; Infinity: none within a week. */
  nextOutside(fromMs: number, hours: WeeklyHours): number {
    if (!isWithinHours(this.toLocal(fromMs), hours)) return fromMs;
    const today = localDayOf(this.toLocal(fromMs));
    for (let day = today - 1; day <= today + 8; day++) {
      const endMs = this.toInstant(day * DAY_MS + hours.toMs);
      if (endMs > fromMs && !isWithinHours(this.toLocal(endMs), hours)) return endMs;
    }
    return Infinity;
  }

  #offsetAt(atMs: number): number {
    const transitions = this.#table.transitions;
    let index = transitions.length - 1;
    while (index > 0 && transitions[index]!.fromMs > atMs) index--;
    return transitions[index]!.offsetMs;
  }
}

export function localDayOf(localMs: number): number {
  return Math.floor(localMs / DAY_MS);
}

/** 0 is Monday. */
export function weekdayOf(localDay: number): number {
  return (((localDay + 3) % 7) + 7) % 7;
}

export function isWeekdayIn(mask: number, localDay: number): boolean {
  return ((mask >> weekdayOf(localDay)) & 1) === 1;
}

/** Hours of weekdays: bit 0 is Monday; local times of day, beyond 24 h for hours that end on the next day. */
export interface WeeklyHours {
  readonly weekdays: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** Whether a wall-clock time lies in the hours of one of the weekdays; `toMs` beyond 24 h reaches into the next day. */
export function isWithinHours(localMs: number, hours: WeeklyHours): boolean {
  const today = localDayOf(localMs);
  for (const day of [today, today - 1]) {
    const sinceMidnightMs = localMs - day * DAY_MS;
    const within = sinceMidnightMs >= hours.fromMs && sinceMidnightMs < hours.toMs;
    if (within && isWeekdayIn(hours.weekdays, day)) return true;
  }
  return false;
}
