import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import { Levels } from '../../sim/statistics/levels.ts';
import type { ExposureColumn } from '../results.ts';

/** Per update and group: how many clients require it and have not installed it, and for how long, added up. */
export class Exposure {
  readonly #required: Levels;
  /** Clients that required it at some time within the measured span. */
  everCount: Int32Array;
  readonly #groupCount: number;

  constructor(updateCount: number, groupCount: number, book: StateBook) {
    this.#groupCount = groupCount;
    this.#required = new Levels('exposure', updateCount * groupCount, book);
    this.everCount = new Int32Array(updateCount * groupCount);
    book.own('exposure', this, ['everCount']);
  }

  /** `delta` more clients of the group require the update from now on. */
  add(update: number, group: number, delta: number, nowMs: number): void {
    const cell = update * this.#groupCount + group;
    this.#required.add(cell, nowMs, delta);
    if (delta > 0) this.everCount[cell]! += delta;
  }

  /** Measurement starts now, with the clients that require an update now. */
  restart(nowMs: number): void {
    this.#required.restart('total', nowMs);
    for (let cell = 0; cell < this.everCount.length; cell++)
      this.everCount[cell] = this.#required.value(cell);
  }

  rows(nowMs: number): Rows<ExposureColumn> {
    const rows = new Rows<ExposureColumn>(['update', 'group', 'clients', 'clientMs', 'requiredAtEnd']);
    for (let cell = 0; cell < this.everCount.length; cell++) {
      if (this.everCount[cell] === 0) continue;
      const update = Math.floor(cell / this.#groupCount);
      const clientMs = this.#required.integral(cell, 'total', nowMs);
      rows.add(update, cell % this.#groupCount, this.everCount[cell]!, clientMs, this.#required.value(cell));
    }
    return rows;
  }
}
