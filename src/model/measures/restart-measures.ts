import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import { RESTART_CAUSES, type RestartColumn } from '../results.ts';

export type RestartCause = (typeof RESTART_CAUSES)[number];

const PARTS = 4;

/**
 * Restarts by group and cause per interval: all, those outside business hours, whose countdown met a
 * user, and in its last part.
 */
export class RestartMeasures {
  counts: Int32Array;
  readonly rows: Rows<RestartColumn>;

  constructor(groupCount: number, book: StateBook) {
    this.counts = new Int32Array(groupCount * RESTART_CAUSES.length * PARTS);
    this.rows = new Rows<RestartColumn>(
      ['t', 'group', 'cause', 'count', 'outsideBusinessHours', 'countdownMetUser', 'inFinalCountdown'],
      book,
      'restarts',
    );
    book.own('restart measures', this, ['counts']);
  }

  count(
    group: number,
    cause: RestartCause,
    outsideBusinessHours: boolean,
    metUser: boolean,
    inFinalCountdown: boolean,
  ): void {
    const at = (group * RESTART_CAUSES.length + RESTART_CAUSES.indexOf(cause)) * PARTS;
    this.counts[at]!++;
    if (outsideBusinessHours) this.counts[at + 1]!++;
    if (metUser) this.counts[at + 2]!++;
    if (inFinalCountdown) this.counts[at + 3]!++;
  }

  endInterval(nowMs: number): void {
    for (let at = 0; at < this.counts.length; at += PARTS) {
      if (this.counts[at] === 0) continue;
      const cell = at / PARTS;
      const group = Math.floor(cell / RESTART_CAUSES.length);
      const cause = cell % RESTART_CAUSES.length;
      this.rows.add(nowMs, group, cause, ...this.counts.subarray(at, at + PARTS));
    }
    this.counts.fill(0);
  }
}
