import { ENTITY_COUNT_MAX } from './event-queue.ts';
import { JobLists } from './job-lists.ts';
import { Phase } from './phase.ts';
import type { Simulation, Timer } from './simulation.ts';
import { StationBooks, type StationMeasures } from './station-books.ts';
import type { Scope } from './statistics/scope.ts';

export type { StationMeasures } from './station-books.ts';

export interface StationSpec {
  readonly name: string;
  /** How many customers are served at once. */
  readonly servers: number;
  /** How many may wait; Infinity for no limit. */
  readonly queueLimit: number;
}

/** Told when a customer's service ends or it leaves unserved. Called inside the event of that instant. */
export interface StationOwner {
  served(station: number, customer: number, tag: number, waitMs: number): void;
  /** Patience ran out while waiting, or the station went down with the customer in it (then `isDown` is true). */
  abandoned(station: number, customer: number, tag: number): void;
}

/** What `arrive` returns when the queue is full or the station is down. */
export const REFUSED = -1;

const CUSTOMER_MAX = 2 ** 31 - 1;

/**
 * All the stations of a simulation: each has a number of equal servers and one queue in order of arrival.
 *
 * A customer that arrives is served at once, waits, or is refused. Its service ends after a whole number of
 * milliseconds known on arrival. A service that ends makes room before anybody arrives at the same instant, and
 * patience that ends at the instant at which a server is free came in time.
 */
export class Stations {
  readonly #simulation: Simulation;
  readonly #specs: readonly (StationSpec & { readonly owner: StationOwner })[];
  readonly #books: StationBooks;
  readonly #serviceEnds: Timer;
  readonly #patienceEnds: Timer;

  servers: Int32Array;
  down: Uint8Array;
  /** Lists `2 · station` (waiting) and `2 · station + 1` (in service). */
  readonly #jobs: JobLists;

  constructor(simulation: Simulation, specs: readonly (StationSpec & { readonly owner: StationOwner })[]) {
    this.#simulation = simulation;
    this.#specs = specs;
    for (const { name, queueLimit } of specs) {
      if (!(queueLimit >= 0)) throw new Error(`${name}: a queue limit of ${queueLimit}`);
    }
    this.servers = new Int32Array(specs.length);
    this.down = new Uint8Array(specs.length);

    const { state } = simulation;
    this.#jobs = new JobLists(state, 2 * specs.length);
    state.own('stations', this, ['servers', 'down']);
    this.#books = new StationBooks(specs.length, state);
    specs.forEach(({ servers }, station) => {
      this.setServers(station, servers);
    });

    const common = { owner: this as Stations, entityCount: ENTITY_COUNT_MAX };
    this.#serviceEnds = simulation.declareTimer({
      ...common,
      name: 'station: service ends',
      phase: Phase.release,
      run: Stations.prototype.onServiceEnd,
    });
    this.#patienceEnds = simulation.declareTimer({
      ...common,
      name: 'station: patience ends',
      phase: Phase.seize,
      run: Stations.prototype.onPatienceEnd,
    });
    this.startTotal(simulation.nowMs);
    this.startInterval(simulation.nowMs);
  }

  /**
   * A customer arrives for `serviceMs` of service (an integer, at least 1) and waits at most `patienceMs` (an integer,
   * at least 1, or Infinity). Returns the handle of its job, valid until `served`, `abandoned` or `withdraw`; or
   * REFUSED.
   */
  arrive(station: number, customer: number, tag: number, serviceMs: number, patienceMs = Infinity): number {
    const { name, queueLimit } = this.#specs[station]!;
    if (!(Number.isInteger(serviceMs) && serviceMs >= 1 && customer >= 0 && customer <= CUSTOMER_MAX)) {
      throw new Error(`${name}: customer ${customer} arrives for ${serviceMs} ms`);
    }
    if (!(patienceMs >= 1)) throw new Error(`${name}: customer ${customer} has ${patienceMs} ms of patience`);

    const startsNow = this.busyCount(station) < this.servers[station]!;
    this.#books.arrivals.add(station);
    if (this.isDown(station) || (!startsNow && this.waitingCount(station) >= queueLimit)) {
      this.#books.refused.add(station);
      return REFUSED;
    }
    const nowMs = this.#simulation.nowMs;
    const job = this.#jobs.create(customer, tag, serviceMs, nowMs);
    if (startsNow) {
      this.#begin(station, job);
    } else {
      this.#jobs.append(job, 2 * station);
      if (patienceMs !== Infinity) this.#patienceEnds.at(nowMs + patienceMs, job);
    }
    this.#bookLevels(station);
    return job;
  }

  /** A customer leaves by itself, waiting or in service: booked as abandoned, its owner is not told. */
  withdraw(job: number): void {
    const list = this.#jobs.lists[job]!;
    if (!(list >= 0)) throw new Error(`job ${job} is withdrawn, but is not in a station`);
    this.#leave(list >> 1, job);
    this.#books.abandoned.add(list >> 1);
  }

  /** Changes the number of servers: more of them take waiting jobs at once, fewer finish what they have begun. */
  setServers(station: number, servers: number): void {
    if (!(Number.isInteger(servers) && servers >= 0)) {
      throw new Error(`${this.#specs[station]!.name}: ${servers} servers`);
    }
    this.servers[station] = servers;
    this.#beginWaiting(station);
    this.#bookLevels(station);
  }

  /** The station fails: everything in it is lost, in order of arrival, and arrivals are refused until `comeUp`. */
  goDown(station: number): void {
    this.down[station] = 1;
    this.#bookLevels(station);
    for (const list of [2 * station + 1, 2 * station]) {
      for (let job = this.#jobs.firsts[list]!; job >= 0; job = this.#jobs.firsts[list]!) this.#loseJob(job);
    }
  }

  comeUp(station: number): void {
    this.down[station] = 0;
    this.#bookLevels(station);
  }

  isDown(station: number): boolean {
    return this.down[station] === 1;
  }

  waitingCount(station: number): number {
    return this.#jobs.counts[2 * station]!;
  }

  busyCount(station: number): number {
    return this.#jobs.counts[2 * station + 1]!;
  }

  presentCount(station: number): number {
    return this.waitingCount(station) + this.busyCount(station);
  }

  /** What the station did since the last `startInterval`, or since `startTotal`. Throws when its books do not balance. */
  measures(station: number, scope: Scope, nowMs: number): StationMeasures {
    return this.#books.measures(station, scope, nowMs, this.presentCount(station));
  }

  startInterval(nowMs: number): void {
    this.#books.restart('interval', nowMs);
  }

  startTotal(nowMs: number): void {
    this.#books.restart('total', nowMs);
  }

  onServiceEnd(job: number): void {
    const jobs = this.#jobs;
    const station = jobs.lists[job]! >> 1;
    this.#leave(station, job);
    this.#books.served.add(station);
    const { owner } = this.#specs[station]!;
    owner.served(station, jobs.customers[job]!, jobs.tags[job]!, jobs.waitMs[job]!);
  }

  onPatienceEnd(job: number): void {
    this.#loseJob(job);
  }

  #loseJob(job: number): void {
    const station = this.#jobs.lists[job]! >> 1;
    this.withdraw(job);
    this.#specs[station]!.owner.abandoned(station, this.#jobs.customers[job]!, this.#jobs.tags[job]!);
  }

  #leave(station: number, job: number): void {
    this.#serviceEnds.cancel(job);
    this.#patienceEnds.cancel(job);
    this.#jobs.remove(job);
    this.#beginWaiting(station);
    this.#bookLevels(station);
  }

  #beginWaiting(station: number): void {
    if (this.isDown(station)) return;
    while (this.waitingCount(station) > 0 && this.busyCount(station) < this.servers[station]!) {
      const job = this.#jobs.firsts[2 * station]!;
      this.#jobs.unlink(job);
      this.#begin(station, job);
    }
  }

  #begin(station: number, job: number): void {
    const jobs = this.#jobs;
    const nowMs = this.#simulation.nowMs;
    const waitMs = nowMs - jobs.waitMs[job]!;
    const endMs = nowMs + jobs.serviceMs[job]!;
    jobs.waitMs[job] = waitMs;
    this.#patienceEnds.cancel(job);
    jobs.append(job, 2 * station + 1);
    this.#books.waited(station, waitMs);
    this.#serviceEnds.at(endMs, job);
  }

  /** Servers that finish a job after their number was lowered count as offered, those of a station down do not. */
  #bookLevels(station: number): void {
    const nowMs = this.#simulation.nowMs;
    const busy = this.busyCount(station);
    const offered = this.isDown(station) ? busy : Math.max(busy, this.servers[station]!);
    this.#books.waiting.set(station, nowMs, this.waitingCount(station));
    this.#books.busy.set(station, nowMs, busy);
    this.#books.offered.set(station, nowMs, offered);
  }
}
