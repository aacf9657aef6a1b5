import { Phase } from '../../../sim/phase.ts';
import type { Luck, PurposeKey } from '../../../sim/random.ts';
import type { Simulation, Timer } from '../../../sim/simulation.ts';
import type { StationOwner, Stations } from '../../../sim/stations.ts';
import type { Clients } from '../../client/clients.ts';
import type { MessagePool } from '../../client/message-pool.ts';
import type { MessageMeasures } from '../../measures/message-measures.ts';
import type { Scenario, StateSystem } from '../../scenario.ts';
import type { Servers } from '../servers.ts';
import type { Batches } from './batches.ts';
import { FileQueues } from './file-queues.ts';
import type { MessageStore } from './message-store.ts';
import type { MissingMessages } from './missing-messages.ts';

const Stage = { asleep: 0, pausing: 1, passing: 2, down: 3 } as const;

/**
 * The state systems of the primary sites. A file that arrives in the inbox of one that sleeps wakes it; it pauses, then
 * makes a pass: it takes the files of the inbox in the order of their arrival, up to a limit, and its loader threads
 * put their messages into the site database. What comes meanwhile waits for the next pass, after another pause
 * (domain, state messages, steps 3 and 4; MA-STATESYS). The files of one client are loaded one after another, so that
 * a later state is never overwritten by an earlier one.
 */
export class StateSystems implements StationOwner {
  /** Per site; −1: it has no state system. */
  readonly stationOf: readonly number[];
  /** Per site. */
  stage: Uint8Array;
  readonly inboxes: FileQueues;
  /** Per site: files of the pass that are not done. */
  passCount: Int32Array;
  /** Per client: the last of its files in a pass; −1: none. */
  lastFile: Int32Array;

  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #batches: Batches;
  readonly #pool: MessagePool;
  readonly #store: MessageStore;
  readonly #missing: MissingMessages;
  readonly #measures: MessageMeasures;
  readonly #stations: Stations;
  readonly #settings: readonly (StateSystem | null)[];
  readonly #corruptKey: PurposeKey;
  readonly #pauseEnds: Timer;
  readonly #poll: Timer;
  /** Files that an outage takes out of the hands of the loaders; empty but for that instant. */
  readonly #returned: number[] = [];

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    luck: Luck,
    clients: Clients,
    batches: Batches,
    pool: MessagePool,
    store: MessageStore,
    missing: MissingMessages,
    measures: MessageMeasures,
    servers: Servers,
  ) {
    this.#simulation = simulation;
    this.#clients = clients;
    this.#batches = batches;
    this.#pool = pool;
    this.#store = store;
    this.#missing = missing;
    this.#measures = measures;
    this.#stations = servers.stations;
    this.#settings = scenario.sites.map(({ stateSystem }) => stateSystem);
    this.stationOf = servers.stateSystemOf;
    this.#corruptKey = luck.key('state file is damaged');
    for (const station of this.stationOf) if (station >= 0) servers.connect(station, 1, this);
    this.stage = new Uint8Array(scenario.sites.length);
    this.inboxes = new FileQueues('inboxes', scenario.sites.length, batches, simulation.state);
    this.passCount = new Int32Array(scenario.sites.length);
    this.lastFile = new Int32Array(clients.count).fill(-1);
    simulation.state.own('state systems', this, ['stage', 'passCount', 'lastFile']);
    const common = {
      owner: this as StateSystems,
      phase: Phase.activity,
      entityCount: scenario.sites.length,
    };
    this.#pauseEnds = simulation.declareTimer({
      ...common,
      name: 'state system: pause is over',
      of: 'site',
      run: StateSystems.prototype.onPauseEnd,
    });
    this.#poll = simulation.declareTimer({
      ...common,
      name: 'state system: looks into its inbox',
      of: 'site',
      run: StateSystems.prototype.onPoll,
    });
  }

  /** A file arrives in the inbox of a primary site. */
  fileArrived(site: number, batch: number): void {
    this.#measures.arrived(this.#batches.counts[batch]!);
    this.inboxes.append(site, batch);
    if (this.stage[site] === Stage.asleep) this.#pause(site);
  }

  #pause(site: number): void {
    this.stage[site] = Stage.pausing;
    this.#poll.cancel(site);
    this.#pauseEnds.at(this.#simulation.nowMs + Math.max(1, this.#settings[site]!.wakeDelayMs), site);
  }

  onPoll(site: number): void {
    this.#pause(site);
  }

  /** The pause is over: a pass over the inbox. */
  onPauseEnd(site: number): void {
    this.stage[site] = Stage.passing;
    const { chunkFiles, chunksMax } = this.#settings[site]!;
    const fileCountMax = chunkFiles * chunksMax;
    let count = 0;
    while (count < fileCountMax && !this.inboxes.isEmpty(site)) {
      const batch = this.inboxes.take(site);
      this.#batches.places[batch] = count++;
      this.#take(site, batch);
    }
    this.passCount[site] = count;
  }

  #take(site: number, batch: number): void {
    const client = this.#batches.clients[batch]!;
    const earlier = this.lastFile[client]!;
    this.lastFile[client] = batch;
    if (earlier >= 0) this.#batches.followers[earlier] = batch;
    else this.#load(this.stationOf[site]!, site, batch);
  }

  #load(station: number, site: number, batch: number): void {
    const workMs = Math.ceil(this.#batches.counts[batch]! * this.#settings[site]!.recordMs);
    this.#stations.arrive(station, batch, site, Math.max(1, workMs));
  }

  served(station: number, batch: number, site: number): void {
    const client = this.#batches.clients[batch]!;
    this.#process(site, client, batch);
    const follower = this.#batches.followers[batch]!;
    this.#batches.remove(batch);
    if (follower >= 0) this.#load(station, site, follower);
    else this.lastFile[client] = -1;
    this.passCount[site]! -= 1;
    if (this.passCount[site]! > 0) return;
    if (this.inboxes.isEmpty(site)) this.stage[site] = Stage.asleep;
    else this.#pause(site);
  }

  /** A file that is damaged is put aside: what it says is lost (seed 002, compliance states). */
  #process(site: number, client: number, batch: number): void {
    const nowMs = this.#simulation.nowMs;
    const pool = this.#pool;
    const { counts, rings, firstSerials, reports } = this.#batches;
    const count = counts[batch]!;
    const last = rings[batch]!;
    const isCorrupt = this.#isCorrupt(site, client, firstSerials[batch]!);
    for (let message = pool.firstOf(last); ; message = pool.next[message]!) {
      if (isCorrupt) this.#store.lose(client, pool.contents[message]!);
      else {
        this.#store.store(site, client, pool.contents[message]!);
        this.#measures.stored(pool.ageMs(message, nowMs));
      }
      if (message === last) break;
    }
    if (isCorrupt) this.#measures.corrupt(count);
    else this.#missing.fileRead(client, firstSerials[batch]!, count, reports[batch] === 1);
    if (pool.release(last) !== count) throw new Error(`file ${batch} lost messages`);
  }

  #isCorrupt(site: number, client: number, serial: number): boolean {
    const { corruptShare } = this.#settings[site]!;
    return corruptShare > 0 && this.#clients.draw(this.#corruptKey, client, serial) < corruptShare;
  }

  /** An outage: what the loaders have in hand goes back to the head of the inbox, and files pile up. */
  goDown(site: number): void {
    this.stage[site] = Stage.down;
    this.#pauseEnds.cancel(site);
    this.#poll.cancel(site);
    this.passCount[site] = 0;
    this.#stations.goDown(this.stationOf[site]!);
    const { places } = this.#batches;
    const lastFirst = this.#returned.splice(0).sort((x, y) => places[y]! - places[x]!);
    for (const file of lastFirst) this.inboxes.prepend(site, file);
  }

  /** A loader had a file in hand, and with it those of the same client that wait for it. */
  abandoned(_station: number, batch: number): void {
    const { clients, followers } = this.#batches;
    this.lastFile[clients[batch]!] = -1;
    for (let file = batch; file >= 0; ) {
      const follower = followers[file]!;
      followers[file] = -1;
      this.#returned.push(file);
      file = follower;
    }
  }

  /** The end of an outage: the next file wakes the state system, or the next poll of its inbox finds what is there. */
  comeUp(site: number): void {
    this.#stations.comeUp(this.stationOf[site]!);
    this.stage[site] = Stage.asleep;
    if (this.inboxes.isEmpty(site)) return;
    const { inboxPollMs } = this.#settings[site]!;
    this.#poll.at(Math.ceil(this.#simulation.nowMs / inboxPollMs) * inboxPollMs, site);
  }
}
