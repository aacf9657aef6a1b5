import type { StateBook } from '../state.ts';
import { type Scope, scopeIndex } from './scope.ts';

const LOW_LIMIT = 2 ** 52;

/**
 * Time-weighted levels: for each of `size` servers or links an integer that stays until it changes (a queue's
 * length, busy servers, a capacity). Integrals over time are exact integers, in two parts, so cutting a span into
 * intervals loses nothing. Levels must be integers from 0 to 2^52; time must not go back.
 */
export class Levels {
  readonly size: number;
  readonly #name: string;
  values: Float64Array;
  changedMs: Float64Array;
  /** The integral up to `changedMs` is high · 2^52 + low, in value · ms. */
  high: Float64Array;
  low: Float64Array;
  /** For the interval, then for the total: the largest level, and the integral when it started. */
  max: Float64Array;
  startHigh: Float64Array;
  startLow: Float64Array;
  startMs: Float64Array = new Float64Array(2);

  constructor(name: string, size: number, book: StateBook) {
    this.size = size;
    this.#name = name;
    this.values = new Float64Array(size);
    this.changedMs = new Float64Array(size);
    this.high = new Float64Array(size);
    this.low = new Float64Array(size);
    this.max = new Float64Array(2 * size);
    this.startHigh = new Float64Array(2 * size);
    this.startLow = new Float64Array(2 * size);
    book.own(`levels ${name}`, this, [
      'values',
      'changedMs',
      'high',
      'low',
      'max',
      'startHigh',
      'startLow',
      'startMs',
    ]);
  }

  value(index: number): number {
    return this.values[index]!;
  }

  set(index: number, nowMs: number, value: number): void {
    if (value === this.values[index]) return;
    if (!(value >= 0 && value <= LOW_LIMIT) || value !== Math.floor(value)) {
      throw new Error(`${this.#name} ${index}: ${value} is not a level (an integer from 0 to 2^52)`);
    }
    this.#advance(index, nowMs);
    this.values[index] = value;
    if (value > this.max[index]!) this.max[index] = value;
    if (value > this.max[this.size + index]!) this.max[this.size + index] = value;
  }

  add(index: number, nowMs: number, delta: number): void {
    this.set(index, nowMs, this.values[index]! + delta);
  }

  /** The largest level in the scope, also one that lasted no time at all. */
  maximum(index: number, scope: Scope): number {
    return this.max[scopeIndex(scope) * this.size + index]!;
  }

  /** The integral in value · ms since the scope's start: exact up to 2^53, beyond it the nearest double. */
  integral(index: number, scope: Scope, nowMs: number): number {
    this.#advance(index, nowMs);
    const start = scopeIndex(scope) * this.size + index;
    return (
      (this.high[index]! - this.startHigh[start]!) * LOW_LIMIT + (this.low[index]! - this.startLow[start]!)
    );
  }

  /** The mean level since the scope's start; over a span of no time the present level. */
  mean(index: number, scope: Scope, nowMs: number): number {
    const spanMs = nowMs - this.startMs[scopeIndex(scope)]!;
    return spanMs > 0 ? this.integral(index, scope, nowMs) / spanMs : this.values[index]!;
  }

  /** Starts the scope anew for all: its maxima are the present levels. */
  restart(scope: Scope, nowMs: number): void {
    const offset = scopeIndex(scope) * this.size;
    for (let index = 0; index < this.size; index++) this.#advance(index, nowMs);
    this.max.set(this.values, offset);
    this.startHigh.set(this.high, offset);
    this.startLow.set(this.low, offset);
    this.startMs[scopeIndex(scope)] = nowMs;
  }

  #advance(index: number, nowMs: number): void {
    const ms = nowMs - this.changedMs[index]!;
    if (ms < 0) throw new Error(`${this.#name} ${index}: time goes back by ${-ms} ms`);
    this.#accumulate(index, this.values[index]!, ms);
    this.changedMs[index] = nowMs;
  }

  #accumulate(index: number, value: number, ms: number): void {
    const area = value * ms;
    if (area > LOW_LIMIT && ms > 1) {
      const half = Math.floor(ms / 2);
      this.#accumulate(index, value, half);
      this.#accumulate(index, value, ms - half);
      return;
    }
    const low = this.low[index]! + area;
    const carried = low >= LOW_LIMIT;
    this.low[index] = carried ? low - LOW_LIMIT : low;
    if (carried) this.high[index]! += 1;
  }
}
