import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { Luck, PurposeKey } from '../../sim/random.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { RemoteAppMeasures } from '../measures/remoteapp-measures.ts';
import type { SignOffCause } from '../results.ts';
import type { RemoteAppCollection, Scenario } from '../scenario.ts';
import { DAY_MS } from '../zone-clock.ts';
import type { HostSets } from './host-sets.ts';
import type { RemoteAppUsers } from './remoteapp-users.ts';
import type { Sessions } from './sessions.ts';
import type { WorkDays } from './work-days.ts';

/** What a user does. */
export const Doing = {
  /** No day is under way. */
  away: 0,
  /** On the way to a session: nothing else until it is there. */
  signingIn: 1,
  /** Works with input in an active session. */
  working: 2,
  /** Makes a pause, away from the session. */
  pausing: 3,
} as const;
export type Doing = (typeof Doing)[keyof typeof Doing];

/** Whether a user was asked to sign out of the present session. */
const Told = { no: 0, yes: 1, late: 2 } as const;

const NONE = -1;
/** How many periods of work a day may have before they share their luck with those of the next. */
const PERIODS_PER_DAY = 4096;
/** Beside the time for which a session can outlast its user, and days on which the user has come (MA-ARA-START). */
const WARM_UP_DAYS = 7;
const WARM_UP_ATTENDED = 5;

/**
 * The days of the users of RemoteApp collections, and what becomes of their sessions in them: users come, work, make
 * pauses and go; a session without input is disconnected, and then signed off (ASSUME-ARA-IDLE). Each user has one
 * pending event: the next of all this.
 */
export class UserDays {
  /** Per user: a `Doing`, and when it ends. */
  doing: Uint8Array;
  actMs: Float64Array;
  /** The day under way, or the next one: its number, its end, and the periods of work in it so far. */
  day: Int32Array;
  endMs: Float64Array;
  period: Int32Array;
  /** When the session is disconnected or signed off for want of input; Infinity: there is input, or no session. */
  timeoutMs: Float64Array;
  /** A `Told`, and when the user means to sign out; Infinity: not, or not any more. */
  told: Uint8Array;
  signOutMs: Float64Array;
  /** The update of the collection that made the user leave, who will be back today; −1: none. */
  leftFor: Int32Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #users: RemoteAppUsers;
  readonly #days: WorkDays;
  readonly #sets: HostSets;
  readonly #sessions: Sessions;
  readonly #measures: RemoteAppMeasures;
  /** Per collection. */
  readonly #active: readonly Sampler[];
  readonly #idle: readonly Sampler[];
  readonly #leavingKey: PurposeKey;
  readonly #signIn: Sampler;
  readonly #signOutDelay: Sampler;
  readonly #reconnectDelay: Sampler;
  readonly #due: Timer;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    luck: Luck,
    users: RemoteAppUsers,
    days: WorkDays,
    sets: HostSets,
    sessions: Sessions,
    measures: RemoteAppMeasures,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#users = users;
    this.#days = days;
    this.#sets = sets;
    this.#sessions = sessions;
    this.#measures = measures;
    const { remoteApp } = scenario.assumptions;
    const { remoteAppCollections: collections } = scenario;
    this.#active = collections.map(({ work }) => new Sampler(work.activeFor, luck.key('RemoteApp work')));
    this.#idle = collections.map(({ work }) => new Sampler(work.idleFor, luck.key('RemoteApp pause')));
    this.#leavingKey = luck.key('RemoteApp end of a day');
    this.#signIn = new Sampler(remoteApp.signIn, luck.key('RemoteApp sign-in'));
    this.#signOutDelay = new Sampler(remoteApp.signOutDelay, luck.key('RemoteApp sign-out'));
    this.#reconnectDelay = new Sampler(remoteApp.reconnectDelay, luck.key('RemoteApp reconnection'));
    this.doing = new Uint8Array(users.count);
    this.actMs = new Float64Array(users.count).fill(Infinity);
    this.endMs = new Float64Array(users.count).fill(-Infinity);
    this.day = new Int32Array(users.count);
    this.period = new Int32Array(users.count);
    this.timeoutMs = new Float64Array(users.count).fill(Infinity);
    this.told = new Uint8Array(users.count);
    this.signOutMs = new Float64Array(users.count).fill(Infinity);
    this.leftFor = new Int32Array(users.count).fill(NONE);
    simulation.state.own('RemoteApp users', this, [
      'doing',
      'actMs',
      'endMs',
      'day',
      'period',
      'timeoutMs',
      'told',
      'signOutMs',
      'leftFor',
    ]);
    this.#due = simulation.declareTimer({
      name: 'RemoteApp user',
      of: 'remoteAppUser',
      phase: Phase.activity,
      owner: this as UserDays,
      entityCount: Math.max(1, users.count),
      run: UserDays.prototype.onDue,
    });
  }

  /**
   * Lives the days before the start, as far back as a session of then can still be there, but no more than a week of work:
   * whether a session was there on the first day of that is forgotten by then (MA-ARA-START).
   */
  begin(): void {
    const { idleTimeoutMs, disconnectedTimeoutMs } = this.#scenario.assumptions.remoteApp;
    const warmUpDays = WARM_UP_DAYS + Math.ceil((idleTimeoutMs + disconnectedTimeoutMs) / DAY_MS);
    for (let user = 0; user < this.#users.count; user++) {
      this.day[user] = this.#days.beforeStart(user, WARM_UP_ATTENDED, warmUpDays);
      this.#awaitNextDay(user);
      this.#advance(user, -1);
    }
  }

  onDue(user: number): void {
    this.#advance(user, this.#simulation.nowMs);
  }

  /** An active user is asked to save, sign out and sign in again (seed 000, step 4). */
  tell(user: number): void {
    this.#tell(user, this.#simulation.nowMs);
    this.#await(user);
  }

  /** Ends the session of a user for the sake of an update (seed 000, step 4). */
  forceOff(user: number, cause: 'graceEnded' | 'atOnce', update: number): void {
    this.#signOff(user, cause, update, this.#simulation.nowMs);
    this.#await(user);
  }

  /** Lets happen to a user what is due up to an instant, and sets the next event. */
  #advance(user: number, untilMs: number): void {
    for (let atMs = this.#nextMs(user); atMs <= untilMs; atMs = this.#nextMs(user)) this.#step(user, atMs);
    this.#await(user);
  }

  #nextMs(user: number): number {
    return Math.min(this.signOutMs[user]!, this.actMs[user]!, this.timeoutMs[user]!);
  }

  #await(user: number): void {
    const nextMs = this.#nextMs(user);
    if (nextMs === Infinity) this.#due.cancel(user);
    else this.#due.at(nextMs, user);
  }

  /** Of one instant: a sign-out that was meant, what the user does otherwise, a timeout. */
  #step(user: number, atMs: number): void {
    if (this.signOutMs[user] === atMs) this.#signOut(user, atMs);
    else if (this.actMs[user] === atMs) this.#act(user, atMs);
    else this.#timeOut(user, atMs);
  }

  #act(user: number, atMs: number): void {
    if (this.doing[user] === Doing.away) this.#come(user, atMs);
    else if (atMs >= this.endMs[user]!) this.#leave(user, atMs);
    else if (this.doing[user] === Doing.signingIn) this.#signedIn(user, atMs);
    else if (this.doing[user] === Doing.working) this.#pause(user, atMs);
    else this.#come(user, atMs);
  }

  /** Whoever still has a session goes on in it; else a sign-in takes its time. */
  #come(user: number, atMs: number): void {
    if (this.#sessions.has(user)) this.#work(user, atMs);
    else this.#startSignIn(user, atMs);
  }

  #startSignIn(user: number, fromMs: number): void {
    const signInMs = this.#users.sampleMs(this.#signIn, user, this.occasion(user));
    this.#do(user, Doing.signingIn, fromMs + signInMs);
    if (this.#hasToReturn(user)) this.#keepFromWork(user, 1);
  }

  #signedIn(user: number, atMs: number): void {
    this.#sessions.start(user, atMs);
    if (this.#hasToReturn(user)) {
      this.#measures.reconnected(this.#users.collectionOf[user]!, this.leftFor[user]!, atMs);
      this.#return(user);
    }
    this.#work(user, atMs);
  }

  /** Whoever is active on hosts that an update has left behind is told, if that has not been done (MA-ARA-TOLD-LATE). */
  #work(user: number, atMs: number): void {
    this.#sessions.change(user, 'active');
    this.timeoutMs[user] = Infinity;
    const activeMs = this.#users.sampleMs(this.#samplerOf(this.#active, user), user, this.occasion(user));
    this.#do(user, Doing.working, atMs + Math.max(1, activeMs));
    if (this.told[user] === Told.late) this.#signOutAsTold(user, atMs);
    else if (this.#sessions.isOnOldHosts(user)) this.#tell(user, atMs);
  }

  #tell(user: number, atMs: number): void {
    if (this.told[user] !== Told.no) return;
    this.#measures.told(this.#users.collectionOf[user]!, this.#leftBy(user));
    this.told[user] = Told.yes;
    const delayMs = this.#users.sampleMs(this.#signOutDelay, user, this.occasion(user));
    this.signOutMs[user] = atMs + Math.max(1, delayMs);
  }

  #signOutAsTold(user: number, atMs: number): void {
    const update = this.#leftBy(user);
    this.#measures.signedOutInTime(this.#users.collectionOf[user]!, update);
    this.#signOff(user, 'told', update, atMs);
  }

  /** Whoever is at work when an update ends the session comes back, on hosts that are in service. */
  #signOff(user: number, cause: SignOffCause, update: number, atMs: number): void {
    const isWorking = this.doing[user] === Doing.working;
    this.#end(user, cause);
    if (isWorking || this.doing[user] === Doing.pausing) this.leftFor[user] = update;
    if (!isWorking) return;
    const delayMs = this.#users.sampleMs(this.#reconnectDelay, user, this.occasion(user));
    this.period[user]!++;
    this.#startSignIn(user, atMs + Math.max(1, delayMs));
  }

  #pause(user: number, atMs: number): void {
    const idleMs = this.#users.sampleMs(this.#samplerOf(this.#idle, user), user, this.occasion(user));
    this.#rest(user, atMs);
    this.period[user]!++;
    this.#do(user, Doing.pausing, atMs + Math.max(1, idleMs));
  }

  /** Whoever means to sign out and is not at the session does so when back, if it is still there. */
  #signOut(user: number, atMs: number): void {
    this.signOutMs[user] = Infinity;
    if (this.doing[user] === Doing.working) this.#signOutAsTold(user, atMs);
    else this.told[user] = Told.late;
  }

  /** The end of a day: users sign out, disconnect, or just go. */
  #leave(user: number, atMs: number): void {
    if (this.#hasToReturn(user)) {
      if (this.doing[user] !== Doing.signingIn) this.leftFor[user] = NONE;
      else this.#return(user);
    }
    if (this.#sessions.has(user) && !this.#sessions.is(user, 'disconnected')) this.#leaveSession(user, atMs);
    this.#awaitNextDay(user);
  }

  #leaveSession(user: number, atMs: number): void {
    const { signOutShare, disconnectShare } = this.#collectionOf(user).work;
    const u = this.#users.draw(this.#leavingKey, user, this.day[user]!);
    if (u < signOutShare) return this.#end(user, 'user');
    if (this.told[user] === Told.yes) this.told[user] = Told.late;
    this.signOutMs[user] = Infinity;
    if (u < signOutShare + disconnectShare) this.#disconnect(user, atMs);
    else if (this.#sessions.is(user, 'active')) this.#rest(user, atMs);
  }

  #awaitNextDay(user: number): void {
    const next = this.#days.after(user, this.day[user]!, this.endMs[user]!);
    this.doing[user] = Doing.away;
    this.actMs[user] = next?.startMs ?? Infinity;
    if (next === null) return;
    this.day[user] = next.number;
    this.endMs[user] = next.endMs;
    this.period[user] = 0;
  }

  /** No more input: the session is idle. */
  #rest(user: number, atMs: number): void {
    this.#sessions.change(user, 'idle');
    this.timeoutMs[user] = atMs + this.#scenario.assumptions.remoteApp.idleTimeoutMs;
  }

  #timeOut(user: number, atMs: number): void {
    if (this.#sessions.is(user, 'idle')) this.#disconnect(user, atMs);
    else this.#end(user, 'timeout');
  }

  /** With a second timeout of zero that is the end (ASSUME-ARA-IDLE, single-step variant). */
  #disconnect(user: number, atMs: number): void {
    this.#sessions.change(user, 'disconnected');
    this.timeoutMs[user] = atMs + this.#scenario.assumptions.remoteApp.disconnectedTimeoutMs;
  }

  #end(user: number, cause: SignOffCause): void {
    this.#sessions.end(user, cause);
    this.timeoutMs[user] = Infinity;
    this.signOutMs[user] = Infinity;
    this.told[user] = Told.no;
  }

  /** What a user does lasts until an instant, or to the end of the day. */
  #do(user: number, doing: Doing, untilMs: number): void {
    this.doing[user] = doing;
    this.actMs[user] = Math.min(untilMs, this.endMs[user]!);
  }

  /** A user whom an update had made leave is back, or has given up for today. */
  #return(user: number): void {
    this.#keepFromWork(user, -1);
    this.leftFor[user] = NONE;
  }

  #hasToReturn(user: number): boolean {
    return this.leftFor[user] !== NONE;
  }

  #keepFromWork(user: number, delta: number): void {
    const collection = this.#users.collectionOf[user]!;
    this.#measures.keep(collection, this.leftFor[user]!, delta, this.#simulation.nowMs);
  }

  #samplerOf(samplers: readonly Sampler[], user: number): Sampler {
    return samplers[this.#users.collectionOf[user]!]!;
  }

  #collectionOf(user: number): RemoteAppCollection {
    return this.#scenario.remoteAppCollections[this.#users.collectionOf[user]!]!;
  }

  /** The update that has left the hosts of the user's session behind. */
  #leftBy(user: number): number {
    return this.#sets.leftBy[this.#sessions.hostSet[user]!]!;
  }

  /** The present period of the present day: a session is left in a hurry at most once in it, whatever came before. */
  occasion(user: number): number {
    return this.day[user]! * PERIODS_PER_DAY + this.period[user]!;
  }
}
