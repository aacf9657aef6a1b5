import {
  ARGUMENT_BITS,
  ARGUMENT_COUNT_MAX,
  ENTITY_COUNT_MAX,
  KIND_BITS,
  KIND_COUNT_MAX,
  WINDOW_BITS_MAX,
} from './event-key.ts';
import { LaterWindows } from './later-windows.ts';
import { OpenWindow } from './open-window.ts';
import type { StateBook } from './state.ts';

export { ARGUMENT_COUNT_MAX, ENTITY_COUNT_MAX, KIND_COUNT_MAX };

const WINDOW_BITS_MIN = 10;
const WINDOW_COUNT_AIM = 2 ** 15;

/**
 * The pending events of a simulation, taken out in the total order (time, kind, entity, argument).
 *
 * Time up to the horizon is cut into windows of 2^k ms. An event for a later window is appended to that window's list
 * without any comparison; when time reaches the window, its events are sorted once. An event for the open window goes
 * to a small heap beside the sorted run. A bitmap of windows that hold anything skips idle time.
 *
 * Two events equal in all four parts cannot be told apart, so no insertion order is needed or kept. There is no
 * removal: cancellation is a check at dispatch (see `Timer`). Events beyond the horizon are counted and dropped.
 */
export class EventQueue {
  readonly horizonMs: number;
  readonly windowMs: number;

  /** The event last taken by `take()`. */
  timeMs = 0;
  kind = 0;
  entity = 0;
  argument = 0;

  /** Events pending, stale ones included. */
  size = 0;
  /** Events that were scheduled beyond the horizon and dropped. */
  beyondHorizonCount = 0;

  /** The window that time has reached, and where it starts. */
  openNumber = -1;
  openMs = 0;

  readonly #windowsPerMs: number;
  readonly #later: LaterWindows;
  readonly #open: OpenWindow;

  constructor(horizonMs: number, book: StateBook) {
    if (!(Number.isSafeInteger(horizonMs) && horizonMs > 0)) throw new Error(`horizon ${horizonMs} ms`);
    let bits = WINDOW_BITS_MIN;
    while (horizonMs / 2 ** bits > WINDOW_COUNT_AIM && bits < WINDOW_BITS_MAX) bits++;
    this.horizonMs = horizonMs;
    this.windowMs = 2 ** bits;
    this.#windowsPerMs = 1 / this.windowMs;
    this.#later = new LaterWindows(this.#windowOf(horizonMs) + 1);
    this.#open = new OpenWindow(bits);
    book.own('events', this, [
      'timeMs',
      'kind',
      'entity',
      'argument',
      'size',
      'beyondHorizonCount',
      'openNumber',
      'openMs',
    ]);
    book.own('events.later', this.#later, LaterWindows.fields);
    book.own('events.open', this.#open, OpenWindow.fields);
  }

  #windowOf(timeMs: number): number {
    return (timeMs * this.#windowsPerMs) | 0;
  }

  /**
   * Adds an event. `entity` and `argument` must be below their maxima (checked by the caller, once per entity).
   * Throws when the event does not come after the one being executed, or lies before the instant up to which
   * everything was taken.
   */
  schedule(timeMs: number, kind: number, entity: number, argument: number): void {
    if (timeMs > this.horizonMs) {
      this.beyondHorizonCount++;
      return;
    }
    const window = this.#windowOf(timeMs);
    const high = ((timeMs - window * this.windowMs) << KIND_BITS) | kind;
    const low = (entity << ARGUMENT_BITS) | argument;
    if (window > this.openNumber) this.#later.add(window, high, low);
    else if (window < this.openNumber || !this.#open.add(high, low)) {
      throw new Error(
        `an event for ${timeMs} ms does not come after the present and the event executed at ${this.timeMs} ms`,
      );
    }
    this.size++;
  }

  /** Takes the earliest event not later than `untilMs` into `timeMs`, `kind`, `entity`, `argument`; false if none. */
  take(untilMs: number): boolean {
    const open = this.#open;
    while (!open.take(untilMs - this.openMs)) if (!this.#openNext(untilMs)) return false;
    const { high, low } = open;
    this.timeMs = this.openMs + (high >>> KIND_BITS);
    this.kind = high & (KIND_COUNT_MAX - 1);
    this.entity = low >>> ARGUMENT_BITS;
    this.argument = low & (ARGUMENT_COUNT_MAX - 1);
    this.size--;
    return true;
  }

  /** Opens the next window that holds anything; when there is none up to `untilMs`, moves there and returns false. */
  #openNext(untilMs: number): boolean {
    if (this.#open.isEmpty) {
      const until = this.#windowOf(Math.min(untilMs, this.horizonMs));
      const next = this.#later.nextLiveAfter(this.openNumber);
      const isDue = next >= 0 && next <= until;
      if (isDue || until > this.openNumber) this.#openWindow(isDue ? next : until);
      if (isDue) return true;
    }
    this.#open.closeBefore(Math.min(untilMs, this.horizonMs) - this.openMs);
    return false;
  }

  #openWindow(window: number): void {
    this.#open.open(this.#later, window);
    this.openNumber = window;
    this.openMs = window * this.windowMs;
  }
}
