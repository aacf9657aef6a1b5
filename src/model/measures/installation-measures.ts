import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import { Levels } from '../../sim/statistics/levels.ts';
import { INSTALLATION_COLUMNS, type InstallationColumn } from '../results.ts';

const Count = {
  started: 0,
  completed: 1,
  failed: 2,
  timedOut: 3,
  interrupted: 4,
  startedByUser: 5,
  outsideWindow: 6,
} as const;
const COUNT_COUNT = 7;
export type InstallationCount = keyof typeof Count;

const Level = { running: 0, waitingForWindow: 1, restartWaiting: 2, restartWaitingForWindow: 3 } as const;
const LEVEL_COUNT = 4;

/** Installations of updates per group and interval, and who waits for a window or a restart at its end. */
export class InstallationMeasures {
  counts: Int32Array;
  levels: Int32Array;
  readonly rows: Rows<InstallationColumn>;
  /** Clients at work on an installation. */
  readonly #busy: Levels;

  constructor(groupCount: number, book: StateBook) {
    this.counts = new Int32Array(COUNT_COUNT * groupCount);
    this.levels = new Int32Array(LEVEL_COUNT * groupCount);
    this.rows = new Rows<InstallationColumn>(INSTALLATION_COLUMNS, book, 'installations');
    book.own('installation measures', this, ['counts', 'levels']);
    this.#busy = new Levels('clients that install', groupCount, book);
  }

  count(group: number, what: InstallationCount): void {
    this.counts[group * COUNT_COUNT + Count[what]]!++;
  }

  runs(group: number, delta: 1 | -1): void {
    this.levels[group * LEVEL_COUNT + Level.running]! += delta;
  }

  /** A client takes up its installation, or stops at its end, asleep or shut down. */
  works(group: number, delta: 1 | -1, nowMs: number): void {
    this.#busy.add(group, nowMs, delta);
  }

  waitsForWindow(group: number, delta: 1 | -1): void {
    this.levels[group * LEVEL_COUNT + Level.waitingForWindow]! += delta;
  }

  /** A restart waits: for a window, or for somebody who makes it. */
  restartWaits(group: number, forWindow: boolean, delta: 1 | -1): void {
    const level = forWindow ? Level.restartWaitingForWindow : Level.restartWaiting;
    this.levels[group * LEVEL_COUNT + level]! += delta;
  }

  endInterval(nowMs: number): void {
    const groupCount = this.counts.length / COUNT_COUNT;
    for (let group = 0; group < groupCount; group++) {
      const counts = this.counts.subarray(group * COUNT_COUNT, (group + 1) * COUNT_COUNT);
      const levels = this.levels.subarray(group * LEVEL_COUNT, (group + 1) * LEVEL_COUNT);
      const busyMs = this.#busy.integral(group, 'interval', nowMs);
      const isQuiet = counts.every((count) => count === 0) && levels.every((level) => level === 0);
      if (isQuiet && busyMs === 0) continue;
      this.rows.add(nowMs, group, ...counts, ...levels, busyMs);
    }
    this.counts.fill(0);
    this.#busy.restart('interval', nowMs);
  }
}
