import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import type { DownloadColumn } from '../results.ts';

const Count = { started: 0, completed: 1, interrupted: 2, dropped: 3, bytes: 4 } as const;
const COUNT_COUNT = 5;

/** Downloads of update content per group and interval: one for each update that a client fetches. */
export class DownloadMeasures {
  counts: Float64Array;
  activeCount: Int32Array;
  totalBytes = 0;
  readonly rows: Rows<DownloadColumn>;

  constructor(groupCount: number, book: StateBook) {
    this.counts = new Float64Array(COUNT_COUNT * groupCount);
    this.activeCount = new Int32Array(groupCount);
    this.rows = new Rows<DownloadColumn>(
      ['t', 'group', 'started', 'completed', 'interrupted', 'dropped', 'bytes', 'active'],
      book,
      'downloads',
    );
    book.own('download measures', this, ['counts', 'activeCount', 'totalBytes']);
  }

  started(group: number): void {
    this.counts[group * COUNT_COUNT + Count.started]!++;
    this.activeCount[group]!++;
  }

  completed(group: number): void {
    this.counts[group * COUNT_COUNT + Count.completed]!++;
    this.activeCount[group]!--;
  }

  interrupted(group: number): void {
    this.counts[group * COUNT_COUNT + Count.interrupted]!++;
  }

  /** Given up: the update is not required any more. */
  dropped(group: number): void {
    this.counts[group * COUNT_COUNT + Count.dropped]!++;
    this.activeCount[group]!--;
  }

  moved(group: number, bytes: number): void {
    this.counts[group * COUNT_COUNT + Count.bytes]! += bytes;
    this.totalBytes += bytes;
  }

  endInterval(nowMs: number): void {
    for (let group = 0; group < this.activeCount.length; group++) {
      const [started, completed, interrupted, dropped, bytes] = this.counts.subarray(group * COUNT_COUNT);
      const active = this.activeCount[group]!;
      if (started! + completed! + interrupted! + dropped! + bytes! + active === 0) continue;
      this.rows.add(nowMs, group, started!, completed!, interrupted!, dropped!, bytes!, active);
    }
    this.counts.fill(0);
  }
}
