import type { StateBook } from './state.ts';
import { Counts } from './statistics/counts.ts';
import { Levels } from './statistics/levels.ts';
import type { Scope } from './statistics/scope.ts';

/** What one link did in a scope. */
export interface LinkMeasures {
  /** Bytes that the link's flows moved: whole bytes, so that intervals add up to the total. */
  readonly bytes: number;
  /** Bytes booked for flows that a narrower link on their path holds. */
  readonly bookedBytes: number;
  /** Bytes moved and booked over what the capacity would have allowed; 0 when there was no capacity. */
  readonly utilisation: number;
  readonly flowsMean: number;
  readonly flowsMax: number;
  readonly started: number;
  readonly completed: number;
  readonly aborted: number;
}

/** By link: bytes that flows still present have moved there, and those booked for flows that another link holds. */
export interface Progress {
  readonly moved: Float64Array;
  readonly booked: Float64Array;
}

/** The books of all links. Bytes of flows that are still present are not in them: the caller adds their progress. */
export class LinkBooks {
  readonly started: Counts;
  readonly completed: Counts;
  readonly aborted: Counts;
  /** Bytes by flows that have left, minus the progress of the flows present when the scope started. */
  readonly booked: Counts;
  readonly moved: Counts;
  readonly flows: Levels;
  readonly capacity: Levels;

  constructor(size: number, book: StateBook) {
    this.started = new Counts('link flows started', size, book);
    this.completed = new Counts('link flows completed', size, book);
    this.aborted = new Counts('link flows aborted', size, book);
    this.booked = new Counts('link bytes booked', size, book);
    this.moved = new Counts('link bytes moved', size, book);
    this.flows = new Levels('link flows', size, book);
    this.capacity = new Levels('link bytes per second', size, book);
  }

  /** `movedBytes`, `progressBookedBytes`: the progress of the flows present. */
  measures(
    link: number,
    scope: Scope,
    nowMs: number,
    movedBytes: number,
    progressBookedBytes: number,
  ): LinkMeasures {
    this.#assertBalanced(link);
    const bytes = this.moved.since(scope, link) + movedBytes;
    const bookedBytes = this.booked.since(scope, link) + progressBookedBytes;
    const capacityBytes = this.capacity.integral(link, scope, nowMs) / 1000;
    return {
      bytes,
      bookedBytes,
      utilisation: capacityBytes > 0 ? (bytes + bookedBytes) / capacityBytes : 0,
      flowsMean: this.flows.mean(link, scope, nowMs),
      flowsMax: this.flows.maximum(link, scope),
      started: this.started.since(scope, link),
      completed: this.completed.since(scope, link),
      aborted: this.aborted.since(scope, link),
    };
  }

  /** Starts the scope anew; what the flows present have moved so far is before it. */
  restart(scope: Scope, nowMs: number, { moved, booked }: Progress): void {
    for (const counts of [this.started, this.completed, this.aborted, this.booked, this.moved]) {
      counts.restart(scope);
    }
    for (let link = 0; link < this.moved.size; link++) {
      this.moved.advanceStart(scope, link, moved[link]!);
      this.booked.advanceStart(scope, link, booked[link]!);
    }
    for (const levels of [this.flows, this.capacity]) levels.restart(scope, nowMs);
  }

  #assertBalanced(link: number): void {
    const started = this.started.ever(link);
    const left = this.completed.ever(link) + this.aborted.ever(link);
    if (started !== left + this.flows.value(link)) {
      throw new Error(
        `the books of link ${link} do not balance: ${started} flows started, ${left} left, ` +
          `${this.flows.value(link)} present`,
      );
    }
  }
}
