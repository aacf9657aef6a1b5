import type { StateBook } from './state.ts';
import { Counts } from './statistics/counts.ts';
import { Levels } from './statistics/levels.ts';
import type { Scope } from './statistics/scope.ts';
import { type Tally, TallySet } from './statistics/tally.ts';

/** What one station did in a scope. Of the customers present at the scope's start only the end is in it. */
export interface StationMeasures {
  readonly arrivals: number;
  readonly served: number;
  readonly refused: number;
  /** Left before the end of service: patience ran out, withdrawn, or lost when the station went down. */
  readonly abandoned: number;
  /** Customers in service or waiting, now. Who has gone is abandoned, whatever becomes of the request. */
  readonly present: number;
  /** Services that ended for customers who had gone before; no part of `served`, and 0 where such work is dropped. */
  readonly servedInVain: number;
  /** Requests that wait, those of customers who have gone included: the queue that who arrives finds. */
  readonly queueMean: number;
  readonly queueMax: number;
  /** Busy servers, in vain or not, over servers offered, both over time; 0 when none was offered. */
  readonly utilisation: number;
  /** Waits in ms of customers whose service began in the scope, zeros included. A live tally: read, do not keep. */
  readonly wait: Tally;
}

/** The books of all stations: what came, what went and how, and how long it waited. */
export class StationBooks {
  readonly arrivals: Counts;
  readonly served: Counts;
  readonly refused: Counts;
  readonly abandoned: Counts;
  readonly servedInVain: Counts;
  readonly waiting: Levels;
  readonly busy: Levels;
  readonly offered: Levels;
  readonly #intervalWaits: TallySet;
  readonly #totalWaits: TallySet;

  constructor(size: number, book: StateBook) {
    this.arrivals = new Counts('station arrivals', size, book);
    this.served = new Counts('station served', size, book);
    this.refused = new Counts('station refused', size, book);
    this.abandoned = new Counts('station abandoned', size, book);
    this.servedInVain = new Counts('station served in vain', size, book);
    this.waiting = new Levels('station waiting', size, book);
    this.busy = new Levels('station busy', size, book);
    this.offered = new Levels('station offered', size, book);
    this.#intervalWaits = new TallySet('station waits of the interval', size, book);
    this.#totalWaits = new TallySet('station waits in total', size, book);
  }

  waited(station: number, waitMs: number): void {
    this.#intervalWaits.add(station, waitMs);
    this.#totalWaits.add(station, waitMs);
  }

  /** Throws unless arrivals = served + refused + abandoned + present: all customers, so work in vain is in none. */
  assertBalanced(station: number, present: number): void {
    const arrivals = this.arrivals.ever(station);
    const [served, refused, abandoned] = [this.served, this.refused, this.abandoned].map((c) =>
      c.ever(station),
    );
    if (arrivals !== served! + refused! + abandoned! + present) {
      throw new Error(
        `the books of station ${station} do not balance: ${arrivals} arrivals, ${served} served, ` +
          `${refused} refused, ${abandoned} abandoned, ${present} present`,
      );
    }
  }

  measures(station: number, scope: Scope, nowMs: number, present: number): StationMeasures {
    this.assertBalanced(station, present);
    const offered = this.offered.integral(station, scope, nowMs);
    return {
      arrivals: this.arrivals.since(scope, station),
      served: this.served.since(scope, station),
      refused: this.refused.since(scope, station),
      abandoned: this.abandoned.since(scope, station),
      present,
      servedInVain: this.servedInVain.since(scope, station),
      queueMean: this.waiting.mean(station, scope, nowMs),
      queueMax: this.waiting.maximum(station, scope),
      utilisation: offered > 0 ? this.busy.integral(station, scope, nowMs) / offered : 0,
      wait: this.#waits(scope).get(station),
    };
  }

  restart(scope: Scope, nowMs: number): void {
    const { arrivals, served, refused, abandoned, servedInVain } = this;
    for (const counts of [arrivals, served, refused, abandoned, servedInVain]) counts.restart(scope);
    for (const levels of [this.waiting, this.busy, this.offered]) levels.restart(scope, nowMs);
    this.#waits(scope).reset();
  }

  #waits(scope: Scope): TallySet {
    return scope === 'interval' ? this.#intervalWaits : this.#totalWaits;
  }
}
