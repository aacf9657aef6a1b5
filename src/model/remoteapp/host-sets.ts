import type { StateBook } from '../../sim/state.ts';
import type { RemoteAppCollection, Scenario } from '../scenario.ts';

const NONE = -1;

/** Told of what becomes of session hosts. */
export interface HostListener {
  cameIntoService(set: number): void;
  hostsChanged(set: number, delta: number): void;
  /** The last session on a set has ended. */
  emptied(set: number): void;
}

/**
 * The session hosts of RemoteApp collections. An update builds a second set of them beside the first: new sessions land
 * on the new set, and the old one goes with its last session (ASSUME-ARA-BLUEGREEN). A set has as many hosts as its
 * sessions fill, scaled up and down by the service (MA-ARA-HOSTS).
 *
 * Sets are numbered as they come into service; the first of a collection has the collection's number.
 */
export class HostSets {
  count = 0;
  /** Per set: its collection, and the version of a template image that it is made from. */
  collection: Int32Array;
  version: Int32Array;
  /** Per set: the update of the collection that has left it behind, and the one whose grace for it ends first; −1: none. */
  leftBy: Int32Array;
  graceOf: Int32Array;
  sessions: Int32Array;
  hosts: Int32Array;
  /** Per set: the next older one of the collection with sessions, for those in service or with sessions; −1: none. */
  older: Int32Array;
  /** Per collection: the set in service, and the sessions and hosts of all its sets. */
  inService: Int32Array;
  collectionSessions: Int32Array;
  collectionHosts: Int32Array;

  readonly #collections: readonly RemoteAppCollection[];
  #listener: HostListener | undefined;

  constructor(scenario: Scenario, book: StateBook) {
    this.#collections = scenario.remoteAppCollections;
    const { length } = this.#collections;
    this.collection = new Int32Array(length);
    this.version = new Int32Array(length);
    this.leftBy = new Int32Array(length);
    this.graceOf = new Int32Array(length);
    this.sessions = new Int32Array(length);
    this.hosts = new Int32Array(length);
    this.older = new Int32Array(length);
    this.inService = new Int32Array(length).fill(-1);
    this.collectionSessions = new Int32Array(length);
    this.collectionHosts = new Int32Array(length);
    book.own('RemoteApp hosts', this, [
      'count',
      'collection',
      'version',
      'leftBy',
      'graceOf',
      'sessions',
      'hosts',
      'older',
      'inService',
      'collectionSessions',
      'collectionHosts',
    ]);
  }

  connect(listener: HostListener): void {
    this.#listener = listener;
  }

  /**
   * New sessions of a collection land from now on on hosts made from a version of a template image, since `update` has
   * ended; −1: since the start.
   */
  putIntoService(collection: number, version: number, update: number): void {
    const set = this.count++;
    if (set === this.collection.length) this.#grow();
    const before = this.inService[collection]!;
    this.collection[set] = collection;
    this.version[set] = version;
    this.leftBy[set] = NONE;
    this.graceOf[set] = NONE;
    this.older[set] = before;
    this.inService[collection] = set;
    this.#listener!.cameIntoService(set);
    this.#scale(set);
    if (before < 0) return;
    this.leftBy[before] = update;
    this.#scale(before);
    if (this.sessions[before] === 0) this.#leaveOut(before);
  }

  /** A session begins on a set (1) or ends (−1). */
  changeSessions(set: number, delta: number): void {
    this.sessions[set]! += delta;
    this.collectionSessions[this.collection[set]!]! += delta;
    this.#scale(set);
    if (this.sessions[set]! > 0) return;
    if (!this.isInService(set)) this.#leaveOut(set);
    this.#listener!.emptied(set);
  }

  isInService(set: number): boolean {
    return this.inService[this.collection[set]!] === set;
  }

  /** Session hosts that all sessions of a collection fill: they will all land on those in service. */
  hostsNeeded(collection: number): number {
    const { usersPerHost } = this.#collections[collection]!;
    return Math.max(1, Math.ceil(this.sessionCount(collection) / usersPerHost));
  }

  /** Session hosts in service, those of a collection that go with their last sessions left out. */
  hostsInService(collection: number): number {
    return this.hosts[this.inService[collection]!]!;
  }

  /** All session hosts of a collection. */
  hostCount(collection: number): number {
    return this.collectionHosts[collection]!;
  }

  /** Session hosts of a collection that an update has left behind, be it with the same image. */
  oldHostCount(collection: number): number {
    return this.hostCount(collection) - this.hostsInService(collection);
  }

  sessionCount(collection: number): number {
    return this.collectionSessions[collection]!;
  }

  /** Sessions of a collection on hosts that an update has left behind, be it with the same image. */
  oldSessionCount(collection: number): number {
    return this.sessionCount(collection) - this.sessions[this.inService[collection]!]!;
  }

  /** The last session on a set that an update has left behind is over: nobody will look at it any more. */
  #leaveOut(set: number): void {
    let newer = this.inService[this.collection[set]!]!;
    while (this.older[newer] !== set) newer = this.older[newer]!;
    this.older[newer] = this.older[set]!;
  }

  /** A collection in service always has a host to land on. */
  #scale(set: number): void {
    const { usersPerHost } = this.#collections[this.collection[set]!]!;
    const least = this.isInService(set) ? 1 : 0;
    const hosts = Math.max(least, Math.ceil(this.sessions[set]! / usersPerHost));
    const delta = hosts - this.hosts[set]!;
    if (delta === 0) return;
    this.hosts[set] = hosts;
    this.collectionHosts[this.collection[set]!]! += delta;
    this.#listener!.hostsChanged(set, delta);
  }

  #grow(): void {
    const longer = (column: Int32Array) => {
      const larger = new Int32Array(2 * column.length);
      larger.set(column);
      return larger;
    };
    this.collection = longer(this.collection);
    this.version = longer(this.version);
    this.leftBy = longer(this.leftBy);
    this.graceOf = longer(this.graceOf);
    this.sessions = longer(this.sessions);
    this.hosts = longer(this.hosts);
    this.older = longer(this.older);
  }
}
