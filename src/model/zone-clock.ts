import type { ZoneTable } from './scenario.ts';

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

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

/** Whether a wall-clock time lies in the hours from … to of one of the weekdays. */
export function isWithinHours(
  localMs: number,
  hours: { readonly weekdays: number; readonly fromMs: number; readonly toMs: number },
): boolean {
  const day = localDayOf(localMs);
  const timeOfDayMs = localMs - day * DAY_MS;
  return isWeekdayIn(hours.weekdays, day) && timeOfDayMs >= hours.fromMs && timeOfDayMs < hours.toMs;
}

/** 0 … 23. */
export function hourOfDay(localMs: number): number {
  return Math.floor((localMs - localDayOf(localMs) * DAY_MS) / HOUR_MS);
}
