import { Fleet } from '../../../src/model/fleet.ts';
import { Doing } from '../../../src/model/remoteapp/user-days.ts';
import { SIGN_OFF_CAUSES, type SignOffCause } from '../../../src/model/results.ts';
import type { Scenario, SignOutPolicy } from '../../../src/model/scenario.ts';

/** An update of a collection that has ended: it took the host set with its number in the collection out of service. */
interface Ended {
  readonly collection: number;
  readonly policy: SignOutPolicy;
  readonly leaveByMs: number;
}

/** A fleet, and what a witness has seen of the sessions of its RemoteApp collections since the start. */
export class SessionWitness {
  readonly fleet: Fleet;
  readonly updates: Ended[] = [];
  started = 0;
  readonly ended = new Map<SignOffCause, number>(SIGN_OFF_CAUSES.map((cause) => [cause, 0]));
  /** Sessions whose user had been told, that ended otherwise than by signing out in time. */
  toldEndedOtherwise = 0;
  /** Sessions at the start. */
  readonly atStart: number;

  constructor(scenario: Scenario) {
    this.fleet = new Fleet(scenario, 0);
    this.atStart = this.#sessionCount();
    const { sessions, signOuts, userDays } = this.fleet.parts.remoteApp!.hosts!;
    const start = sessions.start.bind(sessions);
    sessions.start = (user, atMs) => {
      this.started++;
      start(user, atMs);
    };
    const end = sessions.end.bind(sessions);
    sessions.end = (user, cause) => {
      this.ended.set(cause, this.ended.get(cause)! + 1);
      if (cause !== 'told' && userDays.told[user]! > 0) this.toldEndedOtherwise++;
      end(user, cause);
    };
    const updateEnded = signOuts.updateEnded.bind(signOuts);
    signOuts.updateEnded = (collection, version, policy, graceMs) => {
      this.updates.push({ collection, policy, leaveByMs: this.fleet.nowMs + graceMs });
      updateEnded(collection, version, policy, graceMs);
    };
  }

  /** What is wrong now, in words. */
  faults(): string[] {
    return [...this.#faultsOfUsers(), ...this.#faultsOfHosts(), ...this.#faultsOfBooks()];
  }

  #faultsOfUsers(): string[] {
    const { users, sessions, userDays, sets } = this.#parts;
    const faults: string[] = [];
    for (let user = 0; user < users.count; user++) {
      const say = (fault: string) => faults.push(`user ${user} at ${this.fleet.nowMs}: ${fault}`);
      const state = sessions.stateOf(user);
      const set = sessions.hostSet[user]!;
      if ((state === null) !== set < 0) say(`${state} on hosts ${set}`);
      if (set >= 0 && sets.collection[set] !== users.collectionOf[user]) say('is on hosts of others');
      const isWorking = userDays.doing[user] === Doing.working;
      if (isWorking !== (state === 'active')) say(`does ${userDays.doing[user]} while ${state}`);
      if (userDays.doing[user] === Doing.signingIn && state !== null) say('signs in twice');
      const isTimed = state === 'idle' || state === 'disconnected';
      if (isTimed !== userDays.timeoutMs[user]! < Infinity) say(`${state} with the wrong time-out`);
      if (userDays.told[user]! > 0 && !sessions.isOnOldHosts(user)) say('was told for nothing');
      if (isWorking && sessions.isOnOldHosts(user) && userDays.told[user] === 0) say('was not told');
      if (set >= 0 && this.fleet.nowMs >= this.#leaveByMs(set)) say('has outlived the grace');
    }
    return faults;
  }

  /** The earliest end of a grace that a set of hosts is under; Infinity: it is in service. */
  #leaveByMs(set: number): number {
    const { collection, ordinal } = this.#parts.sets;
    const own = this.updates.filter((update) => update.collection === collection[set]);
    return Math.min(Infinity, ...own.slice(ordinal[set]).map(({ leaveByMs }) => leaveByMs));
  }

  #faultsOfHosts(): string[] {
    const { users, sessions, sets } = this.#parts;
    const { remoteAppCollections } = this.fleet.result().scenario;
    const faults: string[] = [];
    for (let set = 0; set < sets.count; set++) {
      const recount = sessions.hostSet.filter((other) => other === set).length;
      const { usersPerHost } = remoteAppCollections[sets.collection[set]!]!;
      const hosts = Math.max(sets.isInService(set) ? 1 : 0, Math.ceil(recount / usersPerHost));
      if (sets.sessions[set] !== recount)
        faults.push(`${sets.sessions[set]} sessions of ${recount} on ${set}`);
      if (sets.hosts[set] !== hosts) faults.push(`${sets.hosts[set]} hosts of ${hosts} in ${set}`);
    }
    return users.count === sessions.state.length ? faults : [...faults, 'users without state'];
  }

  #faultsOfBooks(): string[] {
    const endedCount = [...this.ended.values()].reduce((sum, count) => sum + count, 0);
    const present = this.#sessionCount();
    const due = this.atStart + this.started - endedCount;
    return present === due ? [] : [`${present} sessions, by the books ${due}`];
  }

  /** Users who were told and still have that session. */
  toldCount(): number {
    return this.#parts.userDays.told.filter((told) => told > 0).length;
  }

  #sessionCount(): number {
    return this.#parts.sessions.state.filter((state) => state > 0).length;
  }

  get #parts() {
    return this.fleet.parts.remoteApp!.hosts!;
  }
}
