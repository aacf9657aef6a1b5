import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { StationOwner, Stations } from '../../sim/stations.ts';
import type { Clients } from '../client/clients.ts';
import { isRestartPending, type MessagePool, stateOf, subjectOf } from '../client/message-pool.ts';
import type { MessageMeasures } from '../measures/message-measures.ts';
import type { Scenario } from '../scenario.ts';
import type { Compliance } from '../updates/update-states.ts';
import type { Batches } from './batches.ts';
import type { Inbox } from './management-points.ts';
import type { Servers } from './servers.ts';
import type { SiteDatabase } from './site-database.ts';

/**
 * The state system of the site server: files that arrive in its inbox wake it, it pauses, then its loader threads put
 * the messages into the site database (domain, state messages, steps 3 and 4). The files of one client are loaded one
 * after another, so that a later state is never overwritten by an earlier one.
 */
export class StateSystem implements StationOwner, Inbox {
  readonly station: number;
  /** The first and the last of the files that wait for the end of the pause; −1: it is at work, or asleep. */
  firstWaiting = -1;
  lastWaiting = -1;
  /** Per client: its last file that is not yet stored; −1: none. */
  lastFile: Int32Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #batches: Batches;
  readonly #pool: MessagePool;
  readonly #database: SiteDatabase;
  readonly #measures: MessageMeasures;
  readonly #stations: Stations;
  readonly #wakes: EventKind;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    clients: Clients,
    batches: Batches,
    pool: MessagePool,
    database: SiteDatabase,
    measures: MessageMeasures,
    servers: Servers,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#batches = batches;
    this.#pool = pool;
    this.#database = database;
    this.#measures = measures;
    this.station = servers.stateSystem;
    servers.connect(this.station, 1, this);
    this.#stations = servers.stations;
    this.lastFile = new Int32Array(clients.count).fill(-1);
    simulation.state.own('state system', this, ['firstWaiting', 'lastWaiting', 'lastFile']);
    this.#wakes = simulation.declare({
      name: 'state system: pause is over',
      phase: Phase.activity,
      owner: this as StateSystem,
      entityCount: 1,
      run: StateSystem.prototype.onWake,
    });
  }

  /** A file arrives. Asleep, the state system starts its pause; awake, it takes the file in turn. */
  fileArrived(batch: number): void {
    const client = this.#batches.clients[batch]!;
    const earlier = this.lastFile[client]!;
    this.lastFile[client] = batch;
    if (earlier >= 0) {
      this.#batches.followers[earlier] = batch;
      return;
    }
    if (this.firstWaiting >= 0) {
      this.#batches.nexts[this.lastWaiting] = batch;
      this.lastWaiting = batch;
    } else if (this.#stations.presentCount(this.station) > 0) {
      this.#load(batch);
    } else {
      this.firstWaiting = batch;
      this.lastWaiting = batch;
      const { wakeDelayMs } = this.#scenario.sites[0]!.stateSystem!;
      this.#wakes.at(this.#simulation.nowMs + Math.max(1, wakeDelayMs), 0);
    }
  }

  /** The pause is over: the files that came meanwhile are loaded in the order of their arrival. */
  onWake(): void {
    let batch = this.firstWaiting;
    this.firstWaiting = -1;
    while (batch >= 0) {
      const next = batch === this.lastWaiting ? -1 : this.#batches.nexts[batch]!;
      this.#load(batch);
      batch = next;
    }
  }

  #load(batch: number): void {
    const workMs = Math.ceil(this.#batches.counts[batch]! * this.#scenario.sites[0]!.stateSystem!.recordMs);
    this.#stations.arrive(this.station, batch, 0, Math.max(1, workMs));
  }

  served(_station: number, batch: number): void {
    const nowMs = this.#simulation.nowMs;
    const pool = this.#pool;
    const client = this.#batches.clients[batch]!;
    const last = this.#batches.rings[batch]!;
    for (let message = pool.firstOf(last); ; message = pool.next[message]!) {
      const contents = pool.contents[message]!;
      const state = stateOf(contents) as Compliance;
      this.#database.store(client, subjectOf(contents), state, isRestartPending(contents));
      this.#measures.stored(pool.ageMs(message, nowMs));
      if (message === last) break;
    }
    if (pool.release(last) !== this.#batches.counts[batch]) throw new Error(`file ${batch} lost messages`);
    const follower = this.#batches.followers[batch]!;
    this.#batches.remove(batch);
    if (follower >= 0) this.#load(follower);
    else this.lastFile[client] = -1;
  }

  /** Its station has no limit and never goes down. */
  abandoned(_station: number, batch: number): void {
    throw new Error(`the state system lost file ${batch}`);
  }
}
