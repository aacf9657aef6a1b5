import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import { Tally } from '../../sim/statistics/tally.ts';
import type { StateMessageColumn } from '../results.ts';

/** State messages from the client that raises them to the database that stores them, per interval. */
export class MessageMeasures {
  raisedCount = 0;
  sentCount = 0;
  arrivedCount = 0;
  storedCount = 0;
  batchCount = 0;
  refusedBatchCount = 0;
  /** What `raisedCount`, `storedCount`, `batchCount` and `refusedBatchCount` were at the start of the interval. */
  starts: Float64Array = new Float64Array(4);
  readonly #age: Tally;
  readonly rows: Rows<StateMessageColumn>;

  constructor(book: StateBook) {
    this.#age = new Tally(book, 'message age');
    this.rows = new Rows<StateMessageColumn>(
      [
        't',
        'emitted',
        'batchesSent',
        'batchesRefused',
        'stored',
        'backlogAtClients',
        'backlogAtManagementPoints',
        'backlogAtSite',
        'ageMeanMs',
        'ageP50Ms',
        'ageP95Ms',
        'ageMaxMs',
      ],
      book,
      'state messages',
    );
    book.own('message measures', this, [
      'raisedCount',
      'sentCount',
      'arrivedCount',
      'storedCount',
      'batchCount',
      'refusedBatchCount',
      'starts',
    ]);
  }

  raised(): void {
    this.raisedCount++;
  }

  sent(messageCount: number): void {
    this.sentCount += messageCount;
    this.batchCount++;
  }

  refused(): void {
    this.refusedBatchCount++;
  }

  /** A management point failed with a batch that it had taken. */
  returned(messageCount: number): void {
    this.sentCount -= messageCount;
  }

  arrived(messageCount: number): void {
    this.arrivedCount += messageCount;
  }

  stored(ageMs: number): void {
    this.storedCount++;
    this.#age.add(ageMs);
  }

  endInterval(nowMs: number): void {
    const now = [this.raisedCount, this.storedCount, this.batchCount, this.refusedBatchCount];
    const [raised, stored, batches, refused] = now.map((count, index) => count - this.starts[index]!);
    const age = this.#age;
    this.rows.add(
      nowMs,
      raised!,
      batches!,
      refused!,
      stored!,
      this.raisedCount - this.sentCount,
      this.sentCount - this.arrivedCount,
      this.arrivedCount - this.storedCount,
      ...(age.count === 0 ? [-1, -1, -1, -1] : [age.mean, age.p50, age.p95, age.max]),
    );
    this.starts.set(now);
    age.reset();
  }
}
