import { ENTITY_COUNT_MAX } from './event-queue.ts';
import { JobLists, NOBODY } from './job-lists.ts';
import { Phase } from './phase.ts';
import type { Simulation, Timer } from './simulation.ts';
import { StationBooks, type StationMeasures } from './station-books.ts';
import type { Scope } from './statistics/scope.ts';

export type { StationMeasures } from './station-books.ts';

export interface StationSpec {
  readonly name: string;
  /** How many customers are served at once. */
  readonly servers: number;
  /** How many may wait at first; Infinity for no limit. */
  readonly queueLimit: number;
  /**
   * What becomes of the work of a customer that gives up, by patience or by withdrawing. 'dropped' (the default): it
   * leaves with its customer, broken off if in service. 'done': the server does not know that its customer has gone.
   * The request keeps its place, counts against the queue limit and takes its whole service time in vain; work for
   * those who no longer listen is what keeps an overload going after its cause has passed.
   */
  readonly abandonedWork?: 'dropped' | 'done';
  /** Whether patience runs on in service, a time-out of the whole request; by default it ends as service begins. */
  readonly patienceCoversService?: boolean;
}

type OwnedSpec = StationSpec & { readonly owner: StationOwner };

/** Told when a customer's service ends or it leaves unserved. Called inside the event of that instant. */
export interface StationOwner {
  served(station: number, customer: number, tag: number, waitMs: number): void;
  /** Patience ran out, or the station went down with the customer in it (then `isDown` is true). Told once. */
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
 * patience that ends at the instant at which it is no longer needed came in time: as a server is free or, where it
 * covers service, as service ends.
 *
 * Customers and requests are counted apart where abandoned work is done: arrivals, served, refused, abandoned and
 * present are customers; who waits, what is busy and what fills the queue are requests, in vain or not.
 */
export class Stations {
  readonly #simulation: Simulation;
  readonly #specs: readonly Required<OwnedSpec>[];
  readonly #books: StationBooks;
  readonly #serviceEnds: Timer;
  readonly #patienceEnds: Timer;

  servers: Int32Array;
  queueLimits: Float64Array;
  down: Uint8Array;
  /** How many requests in the station are of customers who have gone. */
  vain: Int32Array;
  /** Lists `2 · station` (waiting) and `2 · station + 1` (in service). */
  readonly #jobs: JobLists;

  constructor(simulation: Simulation, specs: readonly OwnedSpec[]) {
    this.#simulation = simulation;
    this.#specs = specs.map((spec) => ({ abandonedWork: 'dropped', patienceCoversService: false, ...spec }));
    this.servers = new Int32Array(specs.length);
    this.queueLimits = new Float64Array(specs.length);
    this.down = new Uint8Array(specs.length);
    this.vain = new Int32Array(specs.length);

    const { state } = simulation;
    this.#jobs = new JobLists(state, 2 * specs.length);
    state.own('stations', this, ['servers', 'queueLimits', 'down', 'vain']);
    this.#books = new StationBooks(specs.length, state);
    specs.forEach(({ servers, queueLimit }, station) => {
      this.setServers(station, servers);
      this.setQueueLimit(station, queueLimit);
    });

    const common = { owner: this as Stations, of: 'job', entityCount: ENTITY_COUNT_MAX };
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
   * at least 1, or Infinity), which the station may count until the end of service. Returns the handle of its job,
   * valid until `served`, `abandoned` or `withdraw`; or REFUSED.
   */
  arrive(station: number, customer: number, tag: number, serviceMs: number, patienceMs = Infinity): number {
    const { name, patienceCoversService } = this.#specs[station]!;
    if (!(Number.isInteger(serviceMs) && serviceMs >= 1 && customer >= 0 && customer <= CUSTOMER_MAX)) {
      throw new Error(`${name}: customer ${customer} arrives for ${serviceMs} ms`);
    }
    if (!(patienceMs >= 1)) throw new Error(`${name}: customer ${customer} has ${patienceMs} ms of patience`);

    const startsNow = this.busyCount(station) < this.servers[station]!;
    this.#books.arrivals.add(station);
    if (this.isDown(station) || (!startsNow && this.waitingCount(station) >= this.queueLimits[station]!)) {
      this.#books.refused.add(station);
      return REFUSED;
    }
    const nowMs = this.#simulation.nowMs;
    const job = this.#jobs.create(customer, tag, serviceMs, nowMs);
    if (startsNow) this.#begin(station, job);
    else this.#jobs.append(job, 2 * station);
    if (patienceMs !== Infinity && (!startsNow || patienceCoversService)) {
      this.#patienceEnds.at(nowMs + patienceMs, job);
    }
    this.#bookLevels(station);
    return job;
  }

  /** Whose job it is and where: its station, customer and tag; the customer is −1 once it has gone. */
  jobAt(job: number): { readonly station: number; readonly customer: number; readonly tag: number } {
    const { lists, customers, tags } = this.#jobs;
    return { station: lists[job]! >> 1, customer: customers[job]!, tag: tags[job]! };
  }

  /** A customer leaves by itself, waiting or in service: booked as abandoned, its owner is not told. */
  withdraw(job: number): void {
    const { lists, customers } = this.#jobs;
    if (!(lists[job]! >= 0) || customers[job] === NOBODY) {
      throw new Error(`job ${job} is withdrawn, but its customer is not in a station`);
    }
    this.#giveUp(lists[job]! >> 1, job);
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

  /** Changes how many may wait (Infinity for no limit) from now on: who waits already stays. */
  setQueueLimit(station: number, queueLimit: number): void {
    if (!(queueLimit >= 0)) throw new Error(`${this.#specs[station]!.name}: a queue limit of ${queueLimit}`);
    this.queueLimits[station] = queueLimit;
  }

  /** The station fails: everything in it is lost, in order of arrival, and arrivals are refused until `comeUp`. */
  goDown(station: number): void {
    this.down[station] = 1;
    this.#bookLevels(station);
    for (const list of [2 * station + 1, 2 * station]) {
      while (this.#jobs.counts[list]! > 0) this.#lose(station, this.#jobs.firsts[list]!);
    }
  }

  comeUp(station: number): void {
    this.down[station] = 0;
    this.#bookLevels(station);
  }

  isDown(station: number): boolean {
    return this.down[station] === 1;
  }

  /** Requests that wait, in vain or not: what the queue limit counts. */
  waitingCount(station: number): number {
    return this.#jobs.counts[2 * station]!;
  }

  /** Requests in service, in vain or not. */
  busyCount(station: number): number {
    return this.#jobs.counts[2 * station + 1]!;
  }

  /** Customers who wait or are in service: not those who have gone, though their requests may still be here. */
  presentCount(station: number): number {
    return this.waitingCount(station) + this.busyCount(station) - this.vain[station]!;
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
    const customer = jobs.customers[job]!;
    this.#leave(station, job);
    if (customer === NOBODY) {
      this.#books.servedInVain.add(station);
      return;
    }
    this.#books.served.add(station);
    this.#specs[station]!.owner.served(station, customer, jobs.tags[job]!, jobs.waitMs[job]!);
  }

  onPatienceEnd(job: number): void {
    const { lists, customers, tags } = this.#jobs;
    const station = lists[job]! >> 1;
    const customer = customers[job]!;
    this.#giveUp(station, job);
    this.#specs[station]!.owner.abandoned(station, customer, tags[job]!);
  }

  /** The customer goes: its request goes with it, or stays and is of nobody from now on. */
  #giveUp(station: number, job: number): void {
    this.#books.abandoned.add(station);
    if (this.#specs[station]!.abandonedWork === 'dropped') {
      this.#leave(station, job);
      return;
    }
    this.#patienceEnds.cancel(job);
    this.#jobs.customers[job] = NOBODY;
    this.vain[station]! += 1;
  }

  /** The request goes with the station; that of a customer who has gone was booked and told when the customer went. */
  #lose(station: number, job: number): void {
    const { customers, tags } = this.#jobs;
    const customer = customers[job]!;
    this.#leave(station, job);
    if (customer === NOBODY) return;
    this.#books.abandoned.add(station);
    this.#specs[station]!.owner.abandoned(station, customer, tags[job]!);
  }

  #leave(station: number, job: number): void {
    this.#serviceEnds.cancel(job);
    this.#patienceEnds.cancel(job);
    if (this.#jobs.customers[job] === NOBODY) this.vain[station]! -= 1;
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
    if (!this.#specs[station]!.patienceCoversService) this.#patienceEnds.cancel(job);
    jobs.append(job, 2 * station + 1);
    if (jobs.customers[job] !== NOBODY) this.#books.waited(station, waitMs);
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
