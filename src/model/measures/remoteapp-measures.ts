import type { StateBook } from '../../sim/state.ts';
import { Levels } from '../../sim/statistics/levels.ts';
import { SESSION_STATES, type SessionState, SIGN_OFF_CAUSES, type SignOffCause } from '../results.ts';
import { MinutePeaks } from './minute-peaks.ts';

const COUNTS = [
  'told',
  'signedOutInTime',
  'forcedOff',
  'forcedOffActive',
  'workLost',
  'signIns',
  'reconnections',
] as const;
type Count = (typeof COUNTS)[number];

/** What happens to the users of RemoteApp collections, counted per collection in the present interval. */
export class RemoteAppMeasures {
  counts: Int32Array;
  lostWorkMs: Float64Array;
  /** Sessions that ended, by cause and state. */
  signOffs: Int32Array;
  readonly #signIns: MinutePeaks;
  readonly #reconnections: MinutePeaks;
  /** Users at work whom an update has made leave, and who are not signed in again. */
  readonly #kept: Levels;

  constructor(collectionCount: number, book: StateBook) {
    this.counts = new Int32Array(collectionCount * COUNTS.length);
    this.lostWorkMs = new Float64Array(collectionCount);
    this.signOffs = new Int32Array(collectionCount * SIGN_OFF_CAUSES.length * SESSION_STATES.length);
    this.#signIns = new MinutePeaks('RemoteApp sign-ins', collectionCount, book);
    this.#reconnections = new MinutePeaks('RemoteApp reconnections', collectionCount, book);
    this.#kept = new Levels('RemoteApp users kept from work', collectionCount, book);
    book.own('RemoteApp measures', this, ['counts', 'lostWorkMs', 'signOffs']);
  }

  count(collection: number, what: Count): void {
    this.counts[collection * COUNTS.length + COUNTS.indexOf(what)]!++;
  }

  signedIn(collection: number, atMs: number): void {
    this.count(collection, 'signIns');
    this.#signIns.add(collection, atMs);
  }

  /** A sign-in of a user whom an update had made leave. */
  reconnected(collection: number, atMs: number): void {
    this.count(collection, 'reconnections');
    this.#reconnections.add(collection, atMs);
  }

  signedOff(collection: number, cause: SignOffCause, state: SessionState): void {
    this.signOffs[signOffAt(collection, cause, state)]!++;
    if (cause === 'told') this.count(collection, 'signedOutInTime');
  }

  forcedOff(collection: number, state: SessionState): void {
    this.count(collection, 'forcedOff');
    if (state === 'active') this.count(collection, 'forcedOffActive');
  }

  workLost(collection: number, lostMs: number): void {
    this.count(collection, 'workLost');
    this.lostWorkMs[collection]! += lostMs;
  }

  /** `delta` more users are kept from work from now on. */
  keep(collection: number, delta: number, nowMs: number): void {
    this.#kept.add(collection, nowMs, delta);
  }

  countOf(collection: number, what: Count): number {
    return this.counts[collection * COUNTS.length + COUNTS.indexOf(what)]!;
  }

  signInsPerMinuteMax(collection: number): number {
    return this.#signIns.max[collection]!;
  }

  reconnectionsPerMinuteMax(collection: number): number {
    return this.#reconnections.max[collection]!;
  }

  signOffCount(collection: number, cause: SignOffCause, state: SessionState): number {
    return this.signOffs[signOffAt(collection, cause, state)]!;
  }

  /** Time that users lost since the interval began: kept from work, and work that was not saved. */
  lostMs(collection: number, nowMs: number): number {
    return this.#kept.integral(collection, 'interval', nowMs) + this.lostWorkMs[collection]!;
  }

  startInterval(nowMs: number): void {
    this.counts.fill(0);
    this.lostWorkMs.fill(0);
    this.signOffs.fill(0);
    this.#signIns.restart();
    this.#reconnections.restart();
    this.#kept.restart('interval', nowMs);
  }
}

function signOffAt(collection: number, cause: SignOffCause, state: SessionState): number {
  const row = collection * SIGN_OFF_CAUSES.length + SIGN_OFF_CAUSES.indexOf(cause);
  return row * SESSION_STATES.length + SESSION_STATES.indexOf(state);
}
