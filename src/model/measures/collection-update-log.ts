import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import {
  COLLECTION_UPDATE_OUTCOMES,
  type CollectionUpdateOutcome,
  REMOTEAPP_COLLECTION_UPDATE_COLUMNS,
  type RemoteAppCollectionUpdateColumn,
  SIGN_OUT_POLICIES,
  UPDATE_ASKERS,
  type UpdateAsker,
} from '../results.ts';
import type { SignOutPolicy } from '../scenario.ts';

const MINUTE_MS = 60_000;
const NOT_YET = -1;
/** Beside what is told of an update: users kept from work now, the minute of the last reconnection, and those in it. */
const COLUMNS = [...REMOTEAPP_COLLECTION_UPDATE_COLUMNS, 'kept', 'minute', 'inMinute'] as const;
type Column = (typeof COLUMNS)[number];

/** What is counted of the users whom the end of an update concerns. */
export type UpdateEffect =
  | 'told'
  | 'signedOutInTime'
  | 'forcedOff'
  | 'forcedOffActive'
  | 'workLost'
  | 'reconnections';

/**
 * The updates of RemoteApp collections, from being asked for to their last effect, one by one: whatever becomes of users
 * belongs to the update whose end caused it, so that several updates of a run can be compared.
 */
export class CollectionUpdateLog {
  readonly #rows: Rows<Column>;

  constructor(book: StateBook) {
    this.#rows = new Rows(COLUMNS, book, 'updates of RemoteApp collections');
  }

  /** An update of a collection is asked for; its number in the run, from 0 on. */
  asked(collection: number, image: number, policy: SignOutPolicy, by: UpdateAsker, nowMs: number): number {
    const update = this.#rows.length;
    let number = 1;
    for (let other = 0; other < update; other++) {
      if (this.#rows.get(other, 'remoteAppCollection') === collection) number++;
    }
    this.#rows.add(...COLUMNS.map(() => 0));
    this.#rows.set(update, 'remoteAppCollection', collection);
    this.#rows.set(update, 'number', number);
    this.#rows.set(update, 'templateImage', image);
    this.#rows.set(update, 'policy', SIGN_OUT_POLICIES.indexOf(policy));
    this.#rows.set(update, 'askedBy', UPDATE_ASKERS.indexOf(by));
    this.#rows.set(update, 'askedMs', nowMs);
    for (const column of ['startedMs', 'endedMs', 'hosts'] as const) this.#rows.set(update, column, NOT_YET);
    this.#become(update, 'waiting');
    return update;
  }

  /** It begins to build so many hosts. */
  started(update: number, hosts: number, nowMs: number): void {
    this.#rows.set(update, 'startedMs', nowMs);
    this.#rows.set(update, 'hosts', hosts);
    this.#become(update, 'underWay');
  }

  /** It is over: it has ended, or gives way to a later one while it waits. */
  ended(update: number, outcome: 'succeeded' | 'failed' | 'replaced', nowMs: number): void {
    this.#rows.set(update, 'endedMs', nowMs);
    this.#become(update, outcome);
  }

  count(update: number, what: UpdateEffect): void {
    this.#add(update, what, 1);
  }

  workLost(update: number, lostMs: number): void {
    this.count(update, 'workLost');
    this.#add(update, 'lostMs', lostMs);
  }

  /** `delta` more users are kept from work from now on. */
  keep(update: number, delta: number, nowMs: number): void {
    this.#add(update, 'kept', delta);
    this.#add(update, 'lostMs', -delta * nowMs);
  }

  reconnected(update: number, atMs: number): void {
    this.count(update, 'reconnections');
    const minute = Math.floor(atMs / MINUTE_MS);
    if (this.#rows.get(update, 'minute') !== minute) this.#rows.set(update, 'inMinute', 0);
    this.#rows.set(update, 'minute', minute);
    this.#add(update, 'inMinute', 1);
    const inMinute = this.#rows.get(update, 'inMinute');
    if (inMinute <= this.#rows.get(update, 'reconnectionsPerMinuteMax')) return;
    this.#rows.set(update, 'reconnectionsPerMinuteMax', inMinute);
  }

  rows(nowMs: number): Rows<RemoteAppCollectionUpdateColumn> {
    const rows = new Rows<RemoteAppCollectionUpdateColumn>(REMOTEAPP_COLLECTION_UPDATE_COLUMNS);
    for (let update = 0; update < this.#rows.length; update++) {
      const stillMs = this.#rows.get(update, 'kept') * nowMs;
      rows.add(
        ...REMOTEAPP_COLLECTION_UPDATE_COLUMNS.map(
          (column) => this.#rows.get(update, column) + (column === 'lostMs' ? stillMs : 0),
        ),
      );
    }
    return rows;
  }

  #become(update: number, outcome: CollectionUpdateOutcome): void {
    this.#rows.set(update, 'outcome', COLLECTION_UPDATE_OUTCOMES.indexOf(outcome));
  }

  #add(update: number, column: Column, delta: number): void {
    this.#rows.set(update, column, this.#rows.get(update, column) + delta);
  }
}
