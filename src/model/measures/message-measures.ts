import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import { Tally } from '../../sim/statistics/tally.ts';
import type { StateMessageColumn } from '../results.ts';
import type { MissingMessages } from '../site/state/missing-messages.ts';
import type { StateReplication } from '../site/state/state-replication.ts';

/** State messages from the client that raises them to the database that stores them, per interval. */
export class MessageMeasures {
  raisedCount = 0;
  sentCount = 0;
  arrivedCount = 0;
  storedCount = 0;
  batchCount = 0;
  refusedBatchCount = 0;
  /** Files that could not be read, and the messages in them. */
  corruptFileCount = 0;
  lostCount = 0;
  /** What the counts of `#counts` were at the start of the interval. */
  starts: Float64Array = new Float64Array(8);
  readonly #age: Tally;
  readonly rows: Rows<StateMessageColumn>;
  readonly #missing: MissingMessages;
  #replication: StateReplication | null = null;

  constructor(missing: MissingMessages, book: StateBook) {
    this.#missing = missing;
    this.#age = new Tally(book, 'message age');
    this.rows = new Rows<StateMessageColumn>(
      [
        't',
        'emitted',
        'batchesSent',
        'batchesRefused',
        'stored',
        'corruptFiles',
        'lost',
        'backlogAtClients',
        'backlogAtManagementPoints',
        'backlogAtSite',
        'gapsOpen',
        'resyncsRequested',
        'resyncsDone',
        'backlogToParent',
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
      'corruptFileCount',
      'lostCount',
      'starts',
    ]);
  }

  /** Who knows what has not reached the parents of the primary sites. */
  connect(replication: StateReplication): void {
    this.#replication = replication;
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

  /** A file could not be read: its messages are lost. */
  corrupt(messageCount: number): void {
    this.corruptFileCount++;
    this.lostCount += messageCount;
  }

  stored(ageMs: number): void {
    this.storedCount++;
    this.#age.add(ageMs);
  }

  endInterval(nowMs: number): void {
    const now = this.#counts();
    const [raised, batches, refused, stored, files, lost, requested, done] = now.map(
      (count, index) => count - this.starts[index]!,
    ) as CountsOfInterval;
    const age = this.#age;
    this.rows.add(
      nowMs,
      raised,
      batches,
      refused,
      stored,
      files,
      lost,
      this.raisedCount - this.sentCount,
      this.sentCount - this.arrivedCount,
      this.arrivedCount - this.storedCount - this.lostCount,
      this.#missing.openCount,
      requested,
      done,
      this.#replication?.backlogCount ?? 0,
      ...(age.count === 0 ? [-1, -1, -1, -1] : [age.mean, age.p50, age.p95, age.max]),
    );
    this.starts.set(now);
    age.reset();
  }

  #counts(): CountsOfInterval {
    return [
      this.raisedCount,
      this.batchCount,
      this.refusedBatchCount,
      this.storedCount,
      this.corruptFileCount,
      this.lostCount,
      this.#missing.requestedCount,
      this.#missing.closedCount,
    ];
  }
}

type CountsOfInterval = [number, number, number, number, number, number, number, number];
