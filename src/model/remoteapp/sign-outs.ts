import { Sampler } from '../../sim/distribution.ts';
import { ENTITY_COUNT_MAX } from '../../sim/event-queue.ts';
import { Phase } from '../../sim/phase.ts';
import type { Luck, PurposeKey } from '../../sim/random.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { RemoteAppMeasures } from '../measures/remoteapp-measures.ts';
import type { Scenario, SignOutPolicy } from '../scenario.ts';
import type { HostSets } from './host-sets.ts';
import type { RemoteAppUsers } from './remoteapp-users.ts';
import type { Sessions } from './sessions.ts';
import type { UserDays } from './user-days.ts';

/**
 * What the end of an update does to the users of a RemoteApp collection (seed 000, step 4): with a grace the active ones
 * are told, and whoever is still there at its end is signed off; or all are signed off at once, without a word.
 */
export class SignOuts {
  readonly #unsavedShare: number;
  readonly #unsavedIdleShare: number;
  readonly #simulation: Simulation;
  readonly #users: RemoteAppUsers;
  readonly #sets: HostSets;
  readonly #sessions: Sessions;
  readonly #days: UserDays;
  readonly #measures: RemoteAppMeasures;
  readonly #unsavedKey: PurposeKey;
  readonly #unsavedWork: Sampler;
  readonly #graceEnds: Timer;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    luck: Luck,
    users: RemoteAppUsers,
    sets: HostSets,
    sessions: Sessions,
    days: UserDays,
    measures: RemoteAppMeasures,
  ) {
    const { unsavedShare, unsavedIdleShare, unsavedWork } = scenario.assumptions.remoteApp;
    this.#unsavedShare = unsavedShare;
    this.#unsavedIdleShare = unsavedIdleShare;
    this.#simulation = simulation;
    this.#users = users;
    this.#sets = sets;
    this.#sessions = sessions;
    this.#days = days;
    this.#measures = measures;
    this.#unsavedKey = luck.key('RemoteApp work is not saved');
    this.#unsavedWork = new Sampler(unsavedWork, luck.key('RemoteApp work lost'));
    this.#graceEnds = simulation.declareTimer({
      name: 'grace of RemoteApp hosts ends',
      of: 'hostSet',
      phase: Phase.control,
      owner: this as SignOuts,
      entityCount: ENTITY_COUNT_MAX,
      run: SignOuts.prototype.onGraceEnd,
    });
  }

  /**
   * An update of a collection has ended: new sessions land on hosts made from `version`. Sessions of before the update
   * get its grace, and no more than what is left of an earlier one (MA-ARA-GRACES). `update` is its number in the run.
   */
  updateEnded(
    collection: number,
    version: number,
    policy: SignOutPolicy,
    graceMs: number,
    update: number,
  ): void {
    this.#sets.putIntoService(collection, version, update);
    if (policy === 'grace') this.#grant(collection, this.#simulation.nowMs + graceMs, update);
    for (let user = this.#users.firstOf[collection]!; user < this.#users.endOf(collection); user++) {
      if (!this.#sessions.has(user)) continue;
      if (policy === 'signOutAtOnce') this.#forceOff(user, 'atOnce', update);
      else if (this.#sessions.is(user, 'active')) this.#days.tell(user);
    }
  }

  onGraceEnd(set: number): void {
    const collection = this.#sets.collection[set]!;
    for (let user = this.#users.firstOf[collection]!; user < this.#users.endOf(collection); user++) {
      if (this.#sessions.hostSet[user] !== set) continue;
      this.#forceOff(user, 'graceEnded', this.#sets.graceOf[set]!);
    }
  }

  #grant(collection: number, endMs: number, update: number): void {
    const { inService, older, graceOf } = this.#sets;
    for (let set = older[inService[collection]!]!; set >= 0; set = older[set]!) {
      if (this.#graceEnds.atOrBefore(endMs, set)) graceOf[set] = update;
    }
  }

  /** Work that is not saved is lost: that of who is active rather than of who is not (ASSUME-ARA-USERS). */
  #forceOff(user: number, cause: 'graceEnded' | 'atOnce', update: number): void {
    const collection = this.#users.collectionOf[user]!;
    const occasion = this.#days.occasion(user);
    this.#measures.forcedOff(collection, update, this.#sessions.stateOf(user)!);
    const share = this.#sessions.is(user, 'active') ? this.#unsavedShare : this.#unsavedIdleShare;
    if (this.#users.draw(this.#unsavedKey, user, occasion) < share) {
      this.#measures.workLost(collection, update, this.#users.sampleMs(this.#unsavedWork, user, occasion));
    }
    this.#days.forceOff(user, cause, update);
  }
}
