import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import { WRITE_FILTER_COLUMNS, type WriteFilterColumn } from '../results.ts';
import type { Scenario } from '../scenario.ts';

const COUNTS = ['started', 'completed', 'overlaid', 'lost', 'refused'] as const;
type Count = (typeof COUNTS)[number];
const PHASE_COUNT = 6;

/** Write filters per group and interval: sequences, what the overlays got and lost, devices by phase. */
export class WriteFilterMeasures {
  counts: Int32Array;
  /** Devices by phase: six numbers per group. */
  devices: Int32Array;
  readonly rows: Rows<WriteFilterColumn>;
  readonly #groups: readonly number[];

  constructor({ groups }: Scenario, book: StateBook) {
    this.#groups = groups.flatMap(({ writeFilter }, group) => (writeFilter === null ? [] : [group]));
    this.counts = new Int32Array(groups.length * COUNTS.length);
    this.devices = new Int32Array(groups.length * PHASE_COUNT);
    this.rows = new Rows<WriteFilterColumn>(WRITE_FILTER_COLUMNS, book, 'write filters');
    book.own('write filter measures', this, ['counts', 'devices']);
  }

  count(group: number, what: Count): void {
    this.counts[group * COUNTS.length + COUNTS.indexOf(what)]!++;
  }

  /** −1 as the phase before: the device is counted in; as the phase after: counted out. */
  moved(group: number, before: number, after: number): void {
    if (before >= 0) this.devices[group * PHASE_COUNT + before]!--;
    if (after >= 0) this.devices[group * PHASE_COUNT + after]!++;
  }

  endInterval(nowMs: number): void {
    for (const group of this.#groups) {
      const counts = this.counts.subarray(group * COUNTS.length, (group + 1) * COUNTS.length);
      const [on, off, toServicing, servicing, back, toNormal] = this.devices.subarray(group * PHASE_COUNT);
      this.rows.add(nowMs, group, on!, off! + toServicing! + back! + toNormal!, servicing!, ...counts);
    }
    this.counts.fill(0);
  }
}
