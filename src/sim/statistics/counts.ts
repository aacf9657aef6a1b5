import type { StateBook } from '../state.ts';
import { type Scope, scopeIndex } from './scope.ts';

/**
 * How often something happened, or how many units of it there were, for each of `size` servers or links: exact
 * integers since the beginning, and since the start of an interval and of the measured span.
 */
export class Counts {
  readonly size: number;
  readonly #name: string;
  counts: Float64Array;
  /** What `counts` were at the start of the interval, then at the start of the total. */
  starts: Float64Array;

  constructor(name: string, size: number, book: StateBook) {
    this.size = size;
    this.#name = name;
    this.counts = new Float64Array(size);
    this.starts = new Float64Array(2 * size);
    book.own(`counts ${name}`, this, ['counts', 'starts']);
  }

  add(index: number, by = 1): void {
    this.counts[index]! += by;
  }

  /** Since the beginning of the simulation. Throws when the count has outgrown exact integers. */
  ever(index: number): number {
    const count = this.counts[index]!;
    if (!Number.isSafeInteger(count)) throw new Error(`${this.#name}: ${count} is beyond exact counting`);
    return count;
  }

  since(scope: Scope, index: number): number {
    return this.ever(index) - this.starts[scopeIndex(scope) * this.size + index]!;
  }

  restart(scope: Scope): void {
    this.starts.set(this.counts, scopeIndex(scope) * this.size);
  }

  /** Leaves out of the scope `by` units that will be counted in it but belong before it. */
  advanceStart(scope: Scope, index: number, by: number): void {
    this.starts[scopeIndex(scope) * this.size + index]! += by;
  }
}
