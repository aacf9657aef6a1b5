import { Phase } from '../../../sim/phase.ts';
import type { Luck, PurposeKey } from '../../../sim/random.ts';
import type { Simulation, Timer } from '../../../sim/simulation.ts';
import type { Clients } from '../../client/clients.ts';
import type { Collection, CollectionQuery, Scenario } from '../../scenario.ts';
import type { UpdateIndex } from '../../updates/update-index.ts';
import type { SiteUpdateStates } from '../../updates/update-states.ts';
import type { DeploymentStatus } from '../state/deployment-status.ts';
import type { Memberships } from './memberships.ts';

/**
 * The evaluation of collections with conditions. A fixed part of the clients is drawn once. What clients report decides
 * as it is stored at their site: when something of it has changed, the collections that read it are evaluated within
 * their interval (incremental evaluation), and never else.
 */
export class Collections {
  /** Per client: the collections, as bits, that have not read yet what was stored of it last. */
  changed: Int32Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #index: UpdateIndex;
  readonly #memberships: Memberships;
  readonly #states: SiteUpdateStates;
  readonly #status: DeploymentStatus;
  readonly #keys: readonly (PurposeKey | null)[];
  /** Collections with conditions, and those of them that read what is stored. */
  readonly #partial: readonly number[];
  readonly #reading: readonly number[];
  /** Every bit of `changed`. */
  readonly #all: number;
  readonly #due: Timer;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    luck: Luck,
    clients: Clients,
    index: UpdateIndex,
    memberships: Memberships,
    states: SiteUpdateStates,
    status: DeploymentStatus,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#index = index;
    this.#memberships = memberships;
    this.#states = states;
    this.#status = status;
    const { collections } = scenario;
    this.#keys = collections.map(({ query }) => shareKey(query, luck));
    this.#partial = collections.flatMap(({ query }, number) => (query === null ? [] : [number]));
    this.#reading = this.#partial.filter((number) => readsStored(collections[number]!.query!));
    this.#all = (1 << this.#reading.length) - 1;
    this.changed = new Int32Array(this.#reading.length > 0 ? clients.count : 0);
    simulation.state.own('collections', this, ['changed']);
    this.#due = simulation.declareTimer({
      name: 'collection is evaluated',
      of: 'collection',
      phase: Phase.control,
      owner: this as Collections,
      entityCount: Math.max(1, this.#reading.length),
      run: Collections.prototype.onDue,
    });
  }

  /** Whether any collection reads what is stored of clients. */
  get isReading(): boolean {
    return this.#reading.length > 0;
  }

  /** The collection whose evaluation an event with this entity number is. */
  evaluatedAt(place: number): number {
    return this.#reading[place]!;
  }

  /** Sets the members at the start, before anything is counted. */
  begin(): void {
    for (const number of this.#partial) {
      for (let client = 0; client < this.#clients.count; client++) {
        if (!this.#memberships.isKnown(client)) continue;
        this.#memberships.begin(client, number, this.#meets(client, number));
      }
    }
  }

  /** Something of the client has been stored at its site. */
  stored(client: number): void {
    if (this.changed[client] === this.#all) return;
    this.changed[client] = this.#all;
    for (const [place, number] of this.#reading.entries()) {
      if (this.#due.isPending(place)) continue;
      const intervalMs = this.#scenario.collections[number]!.evaluationIntervalMs;
      const tick = Math.floor(this.#simulation.nowMs / intervalMs) + 1;
      this.#due.at(tick * intervalMs, place);
    }
  }

  /** A collection reads what is stored of the clients of which something has changed since it last did. */
  onDue(place: number): void {
    const number = this.#reading[place]!;
    const bit = 1 << place;
    for (let client = 0; client < this.#clients.count; client++) {
      if ((this.changed[client]! & bit) === 0) continue;
      this.changed[client]! &= ~bit;
      if (this.#memberships.isKnown(client)) {
        this.#memberships.change(client, number, this.#meets(client, number));
      }
    }
  }

  /** The collections with conditions that a client is in as it is registered. */
  partialOf(client: number): number[] {
    return this.#partial.filter((number) => this.#meets(client, number));
  }

  #meets(client: number, number: number): boolean {
    const { groups, query } = this.#scenario.collections[number] as Collection & { query: CollectionQuery };
    if (!groups.includes(this.#clients.groupOf[client]!)) return false;
    const { share, status, compliance } = query;
    if (share !== null) {
      const draw = this.#clients.draw(this.#keys[number]!, client, 0);
      if (draw < share.from || draw >= share.to) return false;
    }
    if (status !== null && !status.states.includes(this.#status.statusOf(client, status.deployment)))
      return false;
    return compliance === null || this.#hasStored(client, compliance);
  }

  #hasStored(client: number, { updates, states }: NonNullable<CollectionQuery['compliance']>): boolean {
    const product = this.#clients.productOf(client);
    return updates.some(
      (update) =>
        this.#index.catalog.updates[update]!.product === product &&
        states.includes(this.#states.stored(client, this.#index.slotOf[update]!)),
    );
  }
}

function shareKey(query: CollectionQuery | null, luck: Luck): PurposeKey | null {
  return query?.share == null ? null : luck.key(`share of a collection by ${query.share.key}`);
}

function readsStored({ status, compliance }: CollectionQuery): boolean {
  return status !== null || compliance !== null;
}
