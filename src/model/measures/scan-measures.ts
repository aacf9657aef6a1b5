import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import { SCAN_KINDS, SCAN_OUTCOMES, SCAN_TRIGGERS, type ScanColumn } from '../results.ts';

export type ScanOutcome = (typeof SCAN_OUTCOMES)[number];

const KIND_STEP = SCAN_OUTCOMES.length;
const TRIGGER_STEP = SCAN_KINDS.length * KIND_STEP;

/** Scans by trigger, kind and outcome, per interval. */
export class ScanMeasures {
  counts: Int32Array;
  readonly rows: Rows<ScanColumn>;

  constructor(book: StateBook) {
    this.counts = new Int32Array(SCAN_TRIGGERS.length * TRIGGER_STEP);
    this.rows = new Rows<ScanColumn>(['t', 'trigger', 'kind', 'outcome', 'count'], book, 'scans');
    book.own('scan measures', this, ['counts']);
  }

  /** `trigger` and `kind` are indices into SCAN_TRIGGERS and SCAN_KINDS. */
  count(trigger: number, kind: number, outcome: ScanOutcome): void {
    this.counts[trigger * TRIGGER_STEP + kind * KIND_STEP + SCAN_OUTCOMES.indexOf(outcome)]!++;
  }

  endInterval(nowMs: number): void {
    this.counts.forEach((count, at) => {
      if (count === 0) return;
      const trigger = Math.floor(at / TRIGGER_STEP);
      const kind = Math.floor((at % TRIGGER_STEP) / KIND_STEP);
      this.rows.add(nowMs, trigger, kind, at % KIND_STEP, count);
    });
    this.counts.fill(0);
  }
}
