import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import type { Luck } from '../../sim/random.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import { REFUSED, type StationOwner, type Stations } from '../../sim/stations.ts';
import type { Clients } from '../client/clients.ts';
import type { Network, Path } from '../content/network.ts';
import type { MessageMeasures } from '../measures/message-measures.ts';
import type { Scenario } from '../scenario.ts';
import { chooseServers } from './server-choice.ts';
import type { Servers } from './servers.ts';
import { BATCH_COUNT_MAX, type Batches } from './state/batches.ts';

const Request = { batch: 0, policy: 1 } as const;

/** Who is told what became of a request. */
export interface ManagementPointClient {
  policyDelivered(client: number): void;
  policyFailed(client: number): void;
  /** The batch is at the management point for good. */
  batchTaken(client: number): void;
  /** The management point failed with a batch that it had in hand. */
  batchReturned(client: number, ring: number, count: number): void;
}

/** Where batches go next: the inbox of a site server. */
export interface Inbox {
  fileArrived(site: number, batch: number): void;
}

/**
 * The management points: stations that answer policy requests and take state message batches, which they relay as
 * files to the inbox of their site server (domain, state messages, steps 1 and 2).
 */
export class ManagementPoints implements StationOwner {
  readonly firstStation: number;
  readonly pointOf: Uint16Array;
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #batches: Batches;
  readonly #measures: MessageMeasures;
  readonly #stations: Stations;
  readonly #batchWork: readonly Sampler[];
  readonly #policyWork: readonly Sampler[];
  readonly #network: Network;
  readonly #paths: readonly (readonly Path[])[];
  readonly #fileArrives: EventKind;
  #client: ManagementPointClient | null = null;
  #inbox: Inbox | null = null;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    luck: Luck,
    clients: Clients,
    network: Network,
    batches: Batches,
    measures: MessageMeasures,
    servers: Servers,
  ) {
    const points = scenario.managementPoints;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#batches = batches;
    this.#measures = measures;
    this.#stations = servers.stations;
    this.firstStation = servers.firstManagementPoint;
    servers.connect(this.firstStation, points.length, this);
    this.pointOf = chooseServers(
      'management point',
      points.map((point) => point.name),
      scenario.groups.map(({ managementPoints }) => managementPoints),
      clients,
      luck,
    );
    this.#network = network;
    this.#paths = points.map((point) =>
      scenario.groups.map((group) => network.pathBetween(point.location, group.location)),
    );
    const batchKey = luck.key('state batch work');
    const policyKey = luck.key('policy request work');
    this.#batchWork = points.map((point) => new Sampler(point.request, batchKey));
    this.#policyWork = points.map((point) => new Sampler(point.request, policyKey));
    this.#fileArrives = simulation.declare({
      name: 'state file arrives in the inbox',
      of: 'stateFile',
      phase: Phase.delivery,
      owner: this as ManagementPoints,
      entityCount: BATCH_COUNT_MAX,
      run: ManagementPoints.prototype.onFileArrives,
    });
  }

  connect(client: ManagementPointClient, inbox: Inbox): void {
    this.#client = client;
    this.#inbox = inbox;
  }

  /** One way from the client to its management point. */
  latencyMs(client: number): number {
    return this.#pathTo(client).latencyMs;
  }

  #pathTo(client: number): Path {
    return this.#paths[this.pointOf[client]!]![this.#clients.groupOf[client]!]!;
  }

  /**
   * Posts a batch of `count` messages (a ring of the pool) from `firstSerial` on, with or without the end of a full
   * report; false when it is refused or cannot be delivered.
   */
  sendBatch(client: number, count: number, ring: number, firstSerial: number, endsReport: boolean): boolean {
    if (!this.#network.isUp(this.#pathTo(client))) {
      this.#measures.refused();
      return false;
    }
    const batch = this.#batches.create(client, ring, count, firstSerial, endsReport);
    if (this.#arrive(client, batch, Request.batch) === REFUSED) {
      this.#batches.remove(batch);
      this.#measures.refused();
      return false;
    }
    this.#measures.sent(count);
    return true;
  }

  /** Asks for policy; false when the request is refused or cannot be delivered. */
  requestPolicy(client: number): boolean {
    if (!this.#network.isUp(this.#pathTo(client))) return false;
    return this.#arrive(client, client, Request.policy) !== REFUSED;
  }

  #arrive(client: number, customer: number, request: number): number {
    const point = this.pointOf[client]!;
    const sampler = request === Request.batch ? this.#batchWork[point]! : this.#policyWork[point]!;
    const occasion = Math.floor(this.#simulation.nowMs / 1000);
    const workMs = this.#clients.sample(sampler, client, occasion);
    return this.#stations.arrive(
      this.firstStation + point,
      customer,
      request,
      Math.max(1, Math.ceil(workMs)),
    );
  }

  /** Whether a request with this tag is a batch; its customer is then the batch, else the client. */
  isBatch(request: number): boolean {
    return request === Request.batch;
  }

  served(station: number, customer: number, request: number): void {
    if (request === Request.policy) return this.#client!.policyDelivered(customer);
    this.#client!.batchTaken(this.#batches.clients[customer]!);
    const { fileMoverMs } = this.#scenario.managementPoints[station - this.firstStation]!;
    const delayMs = fileMoverMs + this.latencyMs(this.#batches.clients[customer]!);
    this.#fileArrives.at(this.#simulation.nowMs + Math.max(1, delayMs), customer);
  }

  abandoned(_station: number, customer: number, request: number): void {
    if (request === Request.policy) return this.#client!.policyFailed(customer);
    const { clients, rings, counts } = this.#batches;
    const [client, ring, count] = [clients[customer]!, rings[customer]!, counts[customer]!];
    this.#measures.returned(count);
    this.#batches.remove(customer);
    this.#client!.batchReturned(client, ring, count);
  }

  onFileArrives(batch: number): void {
    const point = this.pointOf[this.#batches.clients[batch]!]!;
    this.#inbox!.fileArrived(this.#scenario.managementPoints[point]!.site, batch);
  }
}
