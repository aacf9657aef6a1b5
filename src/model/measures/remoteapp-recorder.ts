import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import type { HostExposure } from '../remoteapp/host-exposure.ts';
import type { HostSets } from '../remoteapp/host-sets.ts';
import type { RemoteAppUsers } from '../remoteapp/remoteapp-users.ts';
import type { Sessions } from '../remoteapp/sessions.ts';
import {
  COLLECTION_STATUSES,
  REMOTEAPP_COLLECTION_COLUMNS,
  REMOTEAPP_SESSION_COLUMNS,
  REMOTEAPP_SIGN_OFF_COLUMNS,
  type RemoteAppCollectionColumn,
  type RemoteAppCollectionStatus,
  type RemoteAppSessionColumn,
  type RemoteAppSignOffColumn,
  SESSION_STATES,
  SIGN_OFF_CAUSES,
} from '../results.ts';
import type { RemoteAppMeasures } from './remoteapp-measures.ts';

/** Where RemoteApp collections stand in updates of their images. */
export interface CollectionProgress {
  statusOf(collection: number): RemoteAppCollectionStatus;
  /** The template image that new sessions land on. */
  imageOf(collection: number): number;
}

/** By version: the template image. */
export interface ImageVersions {
  readonly imageOf: Int32Array;
}

/** Writes down the RemoteApp collections, their sessions and how these ended, interval by interval. */
export class RemoteAppRecorder {
  readonly collections: Rows<RemoteAppCollectionColumn>;
  readonly sessions: Rows<RemoteAppSessionColumn>;
  readonly signOffs: Rows<RemoteAppSignOffColumn>;
  readonly #imageCount: number;
  readonly #collectionCount: number;
  readonly #users: RemoteAppUsers;
  readonly #sets: HostSets;
  readonly #sessions: Sessions;
  readonly #exposure: HostExposure;
  readonly #measures: RemoteAppMeasures;
  readonly #progress: CollectionProgress;
  readonly #versions: ImageVersions;

  constructor(
    imageCount: number,
    collectionCount: number,
    users: RemoteAppUsers,
    sets: HostSets,
    sessions: Sessions,
    exposure: HostExposure,
    measures: RemoteAppMeasures,
    progress: CollectionProgress,
    versions: ImageVersions,
    book: StateBook,
  ) {
    this.#imageCount = imageCount;
    this.#collectionCount = collectionCount;
    this.#users = users;
    this.#sets = sets;
    this.#sessions = sessions;
    this.#exposure = exposure;
    this.#measures = measures;
    this.#progress = progress;
    this.#versions = versions;
    this.collections = new Rows(REMOTEAPP_COLLECTION_COLUMNS, book, 'RemoteApp collections');
    this.sessions = new Rows(REMOTEAPP_SESSION_COLUMNS, book, 'RemoteApp sessions');
    this.signOffs = new Rows(REMOTEAPP_SIGN_OFF_COLUMNS, book, 'RemoteApp sign-offs');
  }

  /** Measurement starts now. */
  start(nowMs: number): void {
    this.#exposure.startTotal();
    this.#startInterval(nowMs);
  }

  endInterval(nowMs: number): void {
    for (let collection = 0; collection < this.#collectionCount; collection++) {
      this.#addCollection(collection, nowMs);
      this.#addSessions(collection, nowMs);
      this.#addSignOffs(collection, nowMs);
    }
    this.#startInterval(nowMs);
  }

  #startInterval(nowMs: number): void {
    this.#measures.startInterval(nowMs);
    this.#exposure.startInterval();
  }

  #addCollection(collection: number, nowMs: number): void {
    const sets = this.#sets;
    const measures = this.#measures;
    this.collections.add(
      nowMs,
      collection,
      this.#progress.imageOf(collection),
      COLLECTION_STATUSES.indexOf(this.#progress.statusOf(collection)),
      sets.hostCount(collection),
      sets.oldHostCount(collection),
      sets.sessionCount(collection),
      sets.oldSessionCount(collection),
      measures.countOf(collection, 'told'),
      measures.countOf(collection, 'signedOutInTime'),
      measures.countOf(collection, 'forcedOff'),
      measures.countOf(collection, 'forcedOffActive'),
      measures.countOf(collection, 'workLost'),
      measures.lostMs(collection, nowMs),
      measures.countOf(collection, 'signIns'),
      measures.countOf(collection, 'reconnections'),
      measures.signInsPerMinuteMax(collection),
      measures.reconnectionsPerMinuteMax(collection),
      this.#exposure.exposedHostMs(collection),
    );
  }

  #addSessions(collection: number, nowMs: number): void {
    const counts = new Int32Array(2 * this.#imageCount * SESSION_STATES.length);
    for (let user = this.#users.firstOf[collection]!; user < this.#users.endOf(collection); user++) {
      const state = this.#sessions.stateOf(user);
      if (state === null) continue;
      const image = this.#versions.imageOf[this.#sets.version[this.#sessions.hostSet[user]!]!]!;
      const row = 2 * image + (this.#sessions.isOnOldHosts(user) ? 1 : 0);
      counts[row * SESSION_STATES.length + SESSION_STATES.indexOf(state)]!++;
    }
    counts.forEach((count, at) => {
      if (count === 0) return;
      const row = Math.floor(at / SESSION_STATES.length);
      this.sessions.add(nowMs, collection, row >> 1, row & 1, at % SESSION_STATES.length, count);
    });
  }

  #addSignOffs(collection: number, nowMs: number): void {
    SIGN_OFF_CAUSES.forEach((cause, causeNumber) => {
      SESSION_STATES.forEach((state, stateNumber) => {
        const count = this.#measures.signOffCount(collection, cause, state);
        if (count > 0) this.signOffs.add(nowMs, collection, causeNumber, stateNumber, count);
      });
    });
  }
}
