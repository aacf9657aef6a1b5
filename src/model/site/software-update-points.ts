import { Sampler } from '../../sim/distribution.ts';
import type { Luck } from '../../sim/random.ts';
import type { StateBook } from '../../sim/state.ts';
import type { StationOwner, Stations } from '../../sim/stations.ts';
import type { Clients } from '../client/clients.ts';
import { type Network, type Path, type Receiver, Use } from '../content/network.ts';
import type { Scenario } from '../scenario.ts';
import { chooseServers } from './server-choice.ts';
import type { Servers } from './servers.ts';
import type { Synchronization, SynchronizedServers } from './synchronization.ts';

/** The client side of a scan at WSUS. */
export interface ScanClient {
  served(client: number): void;
  abandoned(client: number): void;
  metadataArrived(client: number): void;
}

/**
 * The WSUS servers of the site. Each is a station: its application pool works on some requests at a time, queues up to
 * its limit and refuses the rest (HTTP 503). A client stays with the one it was given. What a server knows is the
 * metadata version of its last synchronization.
 */
export class SoftwareUpdatePoints implements StationOwner, Receiver, SynchronizedServers {
  readonly firstStation: number;
  /** Per client: its software update point. */
  readonly pointOf: Uint16Array;
  /** Per software update point: the metadata version that it serves. */
  version: Int16Array;

  readonly #scenario: Scenario;
  readonly #clients: Clients;
  readonly #stations: Stations;
  readonly #network: Network;
  readonly #synchronization: Synchronization;
  readonly #work: readonly Sampler[];
  readonly #paths: readonly (readonly Path[])[];
  #client: ScanClient | null = null;

  constructor(
    scenario: Scenario,
    luck: Luck,
    clients: Clients,
    network: Network,
    synchronization: Synchronization,
    servers: Servers,
    book: StateBook,
  ) {
    const points = scenario.softwareUpdatePoints;
    this.#scenario = scenario;
    this.#clients = clients;
    this.#stations = servers.stations;
    this.#network = network;
    this.#synchronization = synchronization;
    this.firstStation = servers.firstSoftwareUpdatePoint;
    servers.connect(this.firstStation, points.length, this);
    this.version = new Int16Array(points.length);
    book.own('software update points', this, ['version']);
    this.pointOf = chooseServers(
      'software update point',
      points.map((point) => point.name),
      scenario.groups.map(({ updatePoints }) => updatePoints?.own ?? []),
      clients,
      luck,
    );
    const workKey = luck.key('scan work at the server');
    this.#work = points.map((point) => new Sampler(point.deltaScan, workKey));
    this.#paths = points.map((point) =>
      scenario.groups.map((group) => network.pathBetween(point.location, group.location)),
    );
    network.connect(Use.metadata, this);
  }

  connect(client: ScanClient): void {
    this.#client = client;
  }

  /** A client asks its server; the job's handle, or REFUSED. */
  arrive(client: number, occasion: number, isFull: boolean): number {
    const point = this.pointOf[client]!;
    const factor = isFull ? this.#scenario.softwareUpdatePoints[point]!.fullScanFactor : 1;
    const work = this.#clients.sample(this.#work[point]!, client, occasion);
    const serviceMs = Math.max(1, Math.ceil(work * factor));
    const patienceMs = this.#scenario.assumptions.scanTimeoutMs;
    return this.#stations.arrive(this.firstStation + point, client, 0, serviceMs, patienceMs);
  }

  isDown(point: number): boolean {
    return this.#stations.isDown(this.firstStation + point);
  }

  versionOf(point: number): number {
    return this.version[point]!;
  }

  setVersion(point: number, version: number): void {
    this.version[point] = version;
  }

  withdraw(job: number): void {
    this.#stations.withdraw(job);
  }

  versionFor(client: number): number {
    return this.version[this.pointOf[client]!]!;
  }

  /** Whether the way to the client's server is open. */
  isReachable(client: number): boolean {
    return this.#network.isUp(this.#pathTo(client));
  }

  roundTripMs(client: number): number {
    return 2 * this.#pathTo(client).latencyMs;
  }

  /** Sends the metadata that the client lacks; the flow's handle, or −1 when they are there at once. */
  sendMetadata(client: number, heldVersion: number, version: number, isFull: boolean): number {
    const { deltaMetadataBytes, deltaMetadataBytesPerUpdate, fullMetadataBytes } = this.#scenario.assumptions;
    const newCount =
      this.#synchronization.updateCount(version) - this.#synchronization.updateCount(heldVersion);
    const deltaBytes = deltaMetadataBytes + deltaMetadataBytesPerUpdate * Math.max(0, newCount);
    return this.#network.send(
      this.#pathTo(client),
      Use.metadata,
      client,
      isFull ? fullMetadataBytes : deltaBytes,
    );
  }

  abortMetadata(client: number, flow: number): void {
    this.#network.abort(flow, this.#pathTo(client));
  }

  served(_station: number, client: number): void {
    this.#client!.served(client);
  }

  abandoned(_station: number, client: number): void {
    this.#client!.abandoned(client);
  }

  delivered(client: number): void {
    this.#client!.metadataArrived(client);
  }

  #pathTo(client: number): Path {
    return this.#paths[this.pointOf[client]!]![this.#clients.groupOf[client]!]!;
  }
}
