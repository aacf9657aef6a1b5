import { Phase } from '../../../sim/phase.ts';
import type { EventKind, Simulation, Timer } from '../../../sim/simulation.ts';
import type { StateBook } from '../../../sim/state.ts';
import { isRestartPending, stateOf, subjectOf, topicOf } from '../../client/message-pool.ts';
import { type Network, type Path, type Receiver, Use } from '../../content/network.ts';
import type { Scenario } from '../../scenario.ts';
import { Topic } from '../../topics.ts';
import type { Compliance } from '../../updates/update-states.ts';
import type { Memberships } from '../deployment/memberships.ts';
import type { SiteDatabase } from './site-database.ts';

/**
 * What primary sites store reaches the database of the central administration site above them: at every tick of its
 * interval a site sends what it stored since the last one, over the link between the two, one flow at a time (seed 002,
 * compliance states: the child site has to send the message on; domain, state messages, step 5; ASSUME-DRS).
 */
export class StateReplication implements Receiver {
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #network: Network;
  readonly #memberships: Memberships;
  readonly #central: SiteDatabase | null;
  readonly #paths: readonly (Path | null)[];
  readonly #queues: readonly (Changes | null)[];
  readonly #send: Timer;
  readonly #arrives: EventKind;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    network: Network,
    memberships: Memberships,
    central: SiteDatabase | null,
  ) {
    const { sites } = scenario;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#network = network;
    this.#memberships = memberships;
    this.#central = central;
    this.#paths = sites.map(({ kind, parent, location }) =>
      kind === 'primary' && parent >= 0 ? network.pathBetween(location, sites[parent]!.location) : null,
    );
    this.#queues = this.#paths.map((path, site) =>
      path === null ? null : new Changes(sites[site]!.name, simulation.state),
    );
    const common = { owner: this as StateReplication, entityCount: sites.length };
    this.#send = simulation.declareTimer({
      ...common,
      name: 'state replication: changes are sent',
      of: 'site',
      phase: Phase.activity,
      run: StateReplication.prototype.onSend,
    });
    this.#arrives = simulation.declare({
      ...common,
      name: 'state replication: changes arrive at the parent',
      of: 'site',
      phase: Phase.delivery,
      run: StateReplication.prototype.onArrive,
    });
    network.connect(Use.stateReplication, this);
  }

  /** Messages that primary sites have stored and their parents have not. */
  get backlogCount(): number {
    let count = 0;
    for (const queue of this.#queues) count += queue?.count ?? 0;
    return count;
  }

  /** A primary site has stored a message. Of those at the parent only the states of updates are asked for. */
  stored(site: number, client: number, contents: number): void {
    const queue = this.#queues[site]!;
    if (queue === null) return;
    queue.add(client, contents);
    if (queue.sentCount === 0 && !this.#send.isPending(site)) this.#awaitTick(site, this.#simulation.nowMs);
  }

  #awaitTick(site: number, fromMs: number): void {
    const { stateIntervalMs } = this.#scenario.sites[site]!.replication!;
    this.#send.at(Math.ceil(fromMs / stateIntervalMs) * stateIntervalMs, site);
  }

  onSend(site: number): void {
    const path = this.#paths[site]!;
    if (!this.#network.isUp(path)) return this.#awaitTick(site, this.#simulation.nowMs + 1);
    const queue = this.#queues[site]!;
    queue.sentCount = queue.count;
    const bytes = queue.sentCount * this.#scenario.sites[site]!.replication!.messageBytes;
    if (this.#network.send(path, Use.stateReplication, site, bytes) < 0) this.delivered(site);
  }

  /** The flow has left the link. */
  delivered(site: number): void {
    this.#arrives.at(this.#simulation.nowMs + Math.max(1, this.#paths[site]!.latencyMs), site);
  }

  onArrive(site: number): void {
    const queue = this.#queues[site]!;
    for (let index = 0; index < queue.sentCount; index++) {
      const contents = queue.contents[index]!;
      if (topicOf(contents) !== Topic.updateDetection) continue;
      if (!this.#memberships.isKnown(queue.clients[index]!)) continue;
      const state = stateOf(contents) as Compliance;
      this.#central!.store(queue.clients[index]!, subjectOf(contents), state, isRestartPending(contents));
    }
    queue.dropSent();
    if (queue.count > 0) this.#awaitTick(site, this.#simulation.nowMs);
  }
}

/** Messages that one site has stored, in that order: first those on their way to the parent, then the others. */
class Changes {
  clients: Int32Array = new Int32Array(256);
  contents: Uint32Array = new Uint32Array(256);
  count = 0;
  sentCount = 0;

  constructor(site: string, book: StateBook) {
    book.own(`changes of ${site}`, this, ['clients', 'contents', 'count', 'sentCount']);
  }

  add(client: number, contents: number): void {
    if (this.count === this.clients.length) {
      const [clients, larger] = [new Int32Array(2 * this.count), new Uint32Array(2 * this.count)];
      clients.set(this.clients);
      larger.set(this.contents);
      this.clients = clients;
      this.contents = larger;
    }
    this.clients[this.count] = client;
    this.contents[this.count] = contents;
    this.count++;
  }

  dropSent(): void {
    this.clients.copyWithin(0, this.sentCount, this.count);
    this.contents.copyWithin(0, this.sentCount, this.count);
    this.count -= this.sentCount;
    this.sentCount = 0;
  }
}
