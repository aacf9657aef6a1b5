import type { StateBook } from '../../sim/state.ts';
import type { RemoteAppMeasures } from '../measures/remoteapp-measures.ts';
import { SESSION_STATES, type SessionState, type SignOffCause } from '../results.ts';
import type { HostSets } from './host-sets.ts';
import type { RemoteAppUsers } from './remoteapp-users.ts';

/** The state of a user who is signed off. */
const NONE = 0;

/**
 * The sessions of the users of RemoteApp collections: at most one each, in exactly one state, on hosts of exactly one
 * set (domain, RemoteApp limits and timers).
 */
export class Sessions {
  /** Per user: index into SESSION_STATES and one more; 0: no session. */
  state: Uint8Array;
  /** Per user: the host set of the session; −1: no session. */
  hostSet: Int32Array;

  readonly #users: RemoteAppUsers;
  readonly #sets: HostSets;
  readonly #measures: RemoteAppMeasures;

  constructor(users: RemoteAppUsers, sets: HostSets, measures: RemoteAppMeasures, book: StateBook) {
    this.#users = users;
    this.#sets = sets;
    this.#measures = measures;
    this.state = new Uint8Array(users.count);
    this.hostSet = new Int32Array(users.count).fill(-1);
    book.own('RemoteApp sessions', this, ['state', 'hostSet']);
  }

  has(user: number): boolean {
    return this.state[user] !== NONE;
  }

  stateOf(user: number): SessionState | null {
    return this.has(user) ? SESSION_STATES[this.state[user]! - 1]! : null;
  }

  is(user: number, state: SessionState): boolean {
    return this.stateOf(user) === state;
  }

  /** Whether the session is on hosts that are no longer in service. */
  isOnOldHosts(user: number): boolean {
    return this.has(user) && !this.#sets.isInService(this.hostSet[user]!);
  }

  /** A user is signed in, on the hosts that are in service. */
  start(user: number, atMs: number): void {
    const collection = this.#users.collectionOf[user]!;
    const set = this.#sets.inService[collection]!;
    this.hostSet[user] = set;
    this.#enter(user, 'active');
    this.#sets.changeSessions(set, 1);
    this.#measures.signedIn(collection, atMs);
  }

  /** A session goes from one state into another. */
  change(user: number, state: SessionState): void {
    if (!this.has(user)) throw new Error(`RemoteApp user ${user}: ${state} without a session`);
    this.#enter(user, state);
  }

  end(user: number, cause: SignOffCause): void {
    const state = this.stateOf(user);
    if (state === null) throw new Error(`RemoteApp user ${user}: ${cause} ends no session`);
    const set = this.hostSet[user]!;
    this.state[user] = NONE;
    this.hostSet[user] = -1;
    this.#measures.signedOff(this.#users.collectionOf[user]!, cause, state);
    this.#sets.changeSessions(set, -1);
  }

  #enter(user: number, state: SessionState): void {
    this.state[user] = SESSION_STATES.indexOf(state) + 1;
  }
}
