import type { MaintenanceWindow } from '../scenario.ts';

/**
 * The maintenance windows of a client, overlapping and touching ones merged (domain, maintenance windows: 6:00-7:00 and
 * 6:30-7:30 are 90 minutes). At its end a window is closed.
 */
export class WindowCalendar {
  readonly #startsMs: Float64Array;
  readonly #endsMs: Float64Array;

  constructor(windows: readonly MaintenanceWindow[], zone: number) {
    const openings = windows
      .flatMap(({ startsMs, durationMs }) =>
        startsMs[zone]!.map((startMs) => ({ startMs, endMs: startMs + durationMs })),
      )
      .sort((a, b) => a.startMs - b.startMs);
    const merged: { startMs: number; endMs: number }[] = [];
    for (const opening of openings) {
      const last = merged.at(-1);
      if (last === undefined || last.endMs < opening.startMs) merged.push(opening);
      else last.endMs = Math.max(last.endMs, opening.endMs);
    }
    this.#startsMs = Float64Array.from(merged, ({ startMs }) => startMs);
    this.#endsMs = Float64Array.from(merged, ({ endMs }) => endMs);
  }

  /** Until the end of the window that is open at an instant; 0: none is. */
  remainingMs(atMs: number): number {
    const last = this.#countUpTo(atMs) - 1;
    return last < 0 ? 0 : Math.max(0, this.#endsMs[last]! - atMs);
  }

  /** The first instant from `fromMs` on at which a window is open for at least `lengthMs`; Infinity: never. */
  roomFromMs(fromMs: number, lengthMs: number): number {
    if (this.remainingMs(fromMs) >= Math.max(1, lengthMs)) return fromMs;
    for (let next = this.#countUpTo(fromMs); next < this.#startsMs.length; next++) {
      if (this.#endsMs[next]! - this.#startsMs[next]! >= lengthMs) return this.#startsMs[next]!;
    }
    return Infinity;
  }

  /** The start of the first window after an instant; Infinity: there is none. */
  nextStartMs(atMs: number): number {
    return this.#startsMs[this.#countUpTo(atMs)] ?? Infinity;
  }

  /** How many windows have started by an instant. */
  #countUpTo(atMs: number): number {
    let from = 0;
    let to = this.#startsMs.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#startsMs[middle]! <= atMs) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
