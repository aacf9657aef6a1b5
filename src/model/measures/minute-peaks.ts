import type { StateBook } from '../../sim/state.ts';

const MINUTE_MS = 60_000;

/** The most events of any one minute, for each of so many things, since the last restart. */
export class MinutePeaks {
  /** The minute of the last event, the events in it, and the most of any minute. */
  minute: Float64Array;
  inMinute: Int32Array;
  max: Int32Array;

  constructor(name: string, size: number, book: StateBook) {
    this.minute = new Float64Array(size);
    this.inMinute = new Int32Array(size);
    this.max = new Int32Array(size);
    book.own(`minutes of ${name}`, this, ['minute', 'inMinute', 'max']);
  }

  add(index: number, atMs: number): void {
    const minute = Math.floor(atMs / MINUTE_MS);
    if (minute !== this.minute[index]) this.inMinute[index] = 0;
    this.minute[index] = minute;
    const inMinute = ++this.inMinute[index]!;
    if (inMinute > this.max[index]!) this.max[index] = inMinute;
  }

  restart(): void {
    this.inMinute.fill(0);
    this.max.fill(0);
  }
}
