import type { StateBook } from '../../sim/state.ts';
import { Levels } from '../../sim/statistics/levels.ts';
import { SESSION_STATES, type SessionState, SIGN_OFF_CAUSES, type SignOffCause } from '../results.ts';
import type { CollectionUpdateLog, UpdateEffect } from './collection-update-log.ts';
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

/**
 * What happens to the users of RemoteApp collections, counted per collection in the present interval; what updates do to
 * them is also told of each update.
 */
export class RemoteAppMeasures {
  counts: Int32Array;
  lostWorkMs: Float64Array;
  /** Sessions that ended, by cause and state. */
  signOffs: Int32Array;
  readonly #signIns: MinutePeaks;
  readonly #reconnections: MinutePeaks;
  /** Users at work whom an update has made leave, and who are not signed in again. */
  readonly #kept: Levels;
  readonly #updates: CollectionUpdateLog;

  constructor(collectionCount: number, updates: CollectionUpdateLog, book: StateBook) {
    this.#updates = updates;
    this.counts = new Int32Array(collectionCount * COUNTS.length);
    this.lostWorkMs = new Float64Array(collectionCount);
    this.signOffs = new Int32Array(collectionCount * SIGN_OFF_CAUSES.length * SESSION_STATES.length);
    this.#signIns = new MinutePeaks('RemoteApp sign-ins', collectionCount, book);
    this.#reconnections = new MinutePeaks('RemoteApp reconnections', collectionCount, book);
    this.#kept = new Levels('RemoteApp users kept from work', collectionCount, book);
    book.own('RemoteApp measures', this, ['counts', 'lostWorkMs', 'signOffs']);
  }

  signedIn(collection: number, atMs: number): void {
    this.#count(collection, 'signIns');
    this.#signIns.add(collection, atMs);
  }

  /** A sign-in of a user whom an update had made leave. */
  reconnected(collection: number, update: number, atMs: number): void {
    this.#count(collection, 'reconnections');
    this.#reconnections.add(collection, atMs);
    this.#updates.reconnected(update, atMs);
  }

  told(collection: number, update: number): void {
    this.#countOf(collection, update, 'told');
  }

  signedOff(collection: number, cause: SignOffCause, state: SessionState): void {
    this.signOffs[signOffAt(collection, cause, state)]!++;
  }

  signedOutInTime(collection: number, update: number): void {
    this.#countOf(collection, update, 'signedOutInTime');
  }

  forcedOff(collection: number, update: number, state: SessionState): void {
    this.#countOf(collection, update, 'forcedOff');
    if (state === 'active') this.#countOf(collection, update, 'forcedOffActive');
  }

  workLost(collection: number, update: number, lostMs: number): void {
    this.#count(collection, 'workLost');
    this.lostWorkMs[collection]! += lostMs;
    this.#updates.workLost(update, lostMs);
  }

  /** `delta` more users are kept from work by an update from now on. */
  keep(collection: number, update: number, delta: number, nowMs: number): void {
    this.#kept.add(collection, nowMs, delta);
    this.#updates.keep(update, delta, nowMs);
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

  #count(collection: number, what: Count): void {
    this.counts[collection * COUNTS.length + COUNTS.indexOf(what)]!++;
  }

  #countOf(collection: number, update: number, what: Count & UpdateEffect): void {
    this.#count(collection, what);
    this.#updates.count(update, what);
  }
}

function signOffAt(collection: number, cause: SignOffCause, state: SessionState): number {
  const row = collection * SIGN_OFF_CAUSES.length + SIGN_OFF_CAUSES.indexOf(cause);
  return row * SESSION_STATES.length + SESSION_STATES.indexOf(state);
}
