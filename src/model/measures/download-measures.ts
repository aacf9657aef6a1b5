import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import { DOWNLOAD_COLUMNS, type DownloadColumn } from '../results.ts';

/** Where the bytes of a download come from. */
export const SOURCE_KINDS = ['own', 'neighbour', 'siteDefault', 'microsoftUpdate', 'peer'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

const Count = {
  started: 0,
  completed: 1,
  interrupted: 2,
  dropped: 3,
  evicted: 4,
  otherRefused: 5,
  /** One for each of SOURCE_KINDS. */
  bytes: 6,
} as const;
const COUNT_COUNT = Count.bytes + SOURCE_KINDS.length;

/** Downloads of update content per group and interval: one for each update that a client fetches. */
export class DownloadMeasures {
  counts: Float64Array;
  activeCount: Int32Array;
  totalBytes = 0;
  readonly rows: Rows<DownloadColumn>;

  constructor(groupCount: number, book: StateBook) {
    this.counts = new Float64Array(COUNT_COUNT * groupCount);
    this.activeCount = new Int32Array(groupCount);
    this.rows = new Rows<DownloadColumn>(DOWNLOAD_COLUMNS, book, 'downloads');
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

  /** Content of an update had to give way in a client's cache. */
  evicted(group: number): void {
    this.counts[group * COUNT_COUNT + Count.evicted]!++;
  }

  /** Other content found no room in a client's cache. */
  otherRefused(group: number): void {
    this.counts[group * COUNT_COUNT + Count.otherRefused]!++;
  }

  moved(group: number, bytes: number, kind: SourceKind): void {
    this.counts[group * COUNT_COUNT + Count.bytes + SOURCE_KINDS.indexOf(kind)]! += bytes;
    this.totalBytes += bytes;
  }

  endInterval(nowMs: number): void {
    for (let group = 0; group < this.activeCount.length; group++) {
      const counts = this.counts.subarray(group * COUNT_COUNT, (group + 1) * COUNT_COUNT);
      const active = this.activeCount[group]!;
      if (active === 0 && counts.every((count) => count === 0)) continue;
      const [started, completed, interrupted, dropped, evicted, otherRefused, ...bySource] = counts;
      const bytes = bySource.reduce((sum, each) => sum + each, 0);
      const changes = [started!, completed!, interrupted!, dropped!, bytes, active] as const;
      this.rows.add(nowMs, group, ...changes, ...bySource, evicted!, otherRefused!);
    }
    this.counts.fill(0);
  }
}
