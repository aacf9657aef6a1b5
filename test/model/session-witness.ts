import type { Fleet } from '../../src/model/fleet.ts';
import type { SessionState, SignOffCause } from '../../src/model/results.ts';
import type { SignOutPolicy } from '../../src/model/scenario.ts';
import type { RemoteAppParts } from '../../src/model/wiring/remoteapp.ts';

export type SessionParts = NonNullable<RemoteAppParts['hosts']>;

/** An update of a collection that has ended: it took the host set with its number in the collection out of service. */
export interface EndedUpdate {
  readonly collection: number;
  readonly policy: SignOutPolicy;
  /** By when users of before it have to be gone. */
  readonly leaveByMs: number;
}

export interface SignIn {
  readonly atMs: number;
  readonly user: number;
}

export interface SignOff extends SignIn {
  readonly cause: SignOffCause;
  readonly state: SessionState;
  /** Whether the user had been asked to sign out. */
  readonly wasTold: boolean;
}

/** From here on a set of hosts has so many of them. */
export interface HostChange {
  readonly atMs: number;
  readonly set: number;
  readonly hosts: number;
}

/** Somebody who writes down how sessions of RemoteApp collections begin and end, and how many hosts there are. */
export class SessionWitness {
  readonly parts: SessionParts;
  /** Sessions at the start, per collection. */
  readonly atStart: readonly number[];
  readonly updates: EndedUpdate[] = [];
  readonly signIns: SignIn[] = [];
  readonly signOffs: SignOff[] = [];
  readonly hostChanges: HostChange[] = [];
  readonly #fleet: Fleet;

  constructor(fleet: Fleet, parts: SessionParts) {
    this.#fleet = fleet;
    this.parts = parts;
    this.atStart = parts.users.firstOf.map((_, collection) => this.sessionsOf(collection));
    for (let set = 0; set < parts.sets.count; set++) {
      this.hostChanges.push({ atMs: 0, set, hosts: parts.sets.hosts[set]! });
    }
    this.#listenToSessions();
    this.#listenToHosts();
  }

  /** Users of a collection who have a session now. */
  sessionsOf(collection: number): number {
    const { users, sessions } = this.parts;
    const states = sessions.state.subarray(users.firstOf[collection], users.endOf(collection));
    return states.reduce((count, state) => count + (state > 0 ? 1 : 0), 0);
  }

  #listenToSessions(): void {
    const { sessions, signOuts, userDays } = this.parts;
    const start = sessions.start.bind(sessions);
    sessions.start = (user, atMs) => {
      this.signIns.push({ atMs: this.#fleet.nowMs, user });
      start(user, atMs);
    };
    const end = sessions.end.bind(sessions);
    sessions.end = (user, cause) => {
      const state = sessions.stateOf(user)!;
      this.signOffs.push({ atMs: this.#fleet.nowMs, user, cause, state, wasTold: userDays.told[user]! > 0 });
      end(user, cause);
    };
    const updateEnded = signOuts.updateEnded.bind(signOuts);
    signOuts.updateEnded = (collection, version, policy, graceMs, update) => {
      this.updates.push({ collection, policy, leaveByMs: this.#fleet.nowMs + graceMs });
      updateEnded(collection, version, policy, graceMs, update);
    };
  }

  #listenToHosts(): void {
    const { exposure, sets } = this.parts;
    const hostsChanged = exposure.hostsChanged.bind(exposure);
    exposure.hostsChanged = (set, delta) => {
      this.hostChanges.push({ atMs: this.#fleet.nowMs, set, hosts: sets.hosts[set]! });
      hostsChanged(set, delta);
    };
  }
}
