import { Sampler } from '../../../sim/distribution.ts';
import type { Luck } from '../../../sim/random.ts';
import type { StateBook } from '../../../sim/state.ts';
import type { StationOwner, Stations } from '../../../sim/stations.ts';
import type { Clients } from '../../client/clients.ts';
import { type Network, type Path, type Receiver, Use } from '../../content/network.ts';
import type { Scenario } from '../../scenario.ts';
import type { Servers } from '../servers.ts';
import type { SiteVersions } from './site-versions.ts';
import type { SynchronizedServers } from './synchronization.ts';

/** The client side of a scan at WSUS. */
export interface ScanClient {
  served(client: number): void;
  abandoned(client: number): void;
  metadataArrived(client: number): void;
}

/**
 * The WSUS servers of all sites. Each is a station: its application pool works on some requests at a time, queues up to
 * its limit and refuses the rest (HTTP 503). What a server knows is the metadata version of its last synchronization.
 * Which one a client asks is the client's affair (`UpdatePointSelection`).
 */
export class SoftwareUpdatePoints implements StationOwner, Receiver, SynchronizedServers {
  readonly firstStation: number;
  /** Per software update point: the metadata version that it serves. */
  version: Int16Array;

  readonly #scenario: Scenario;
  readonly #clients: Clients;
  readonly #stations: Stations;
  readonly #network: Network;
  readonly #versions: SiteVersions;
  readonly #work: readonly Sampler[];
  readonly #paths: readonly (readonly Path[])[];
  #client: ScanClient | null = null;

  constructor(
    scenario: Scenario,
    luck: Luck,
    clients: Clients,
    network: Network,
    versions: SiteVersions,
    servers: Servers,
    book: StateBook,
  ) {
    const points = scenario.softwareUpdatePoints;
    this.#scenario = scenario;
    this.#clients = clients;
    this.#stations = servers.stations;
    this.#network = network;
    this.#versions = versions;
    this.firstStation = servers.firstSoftwareUpdatePoint;
    servers.connect(this.firstStation, points.length, this);
    this.version = new Int16Array(points.length);
    book.own('software update points', this, ['version']);
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

  /** A client asks a server; the job's handle, or REFUSED. */
  arrive(point: number, client: number, occasion: number, isFull: boolean): number {
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

  /** How many updates a server knows. */
  updateCount(point: number): number {
    const { site } = this.#scenario.softwareUpdatePoints[point]!;
    return this.#versions.of(site).updateCount(this.version[point]!);
  }

  /** Whether the way from a server to a client is open. */
  isReachable(point: number, client: number): boolean {
    return this.#network.isUp(this.#path(point, client));
  }

  roundTripMs(point: number, client: number): number {
    return 2 * this.#path(point, client).latencyMs;
  }

  /** Sends the metadata that the client lacks; the flow's handle, or −1 when they are there at once. */
  sendMetadata(point: number, client: number, heldVersion: number, isFull: boolean): number {
    const { deltaMetadataBytes, deltaMetadataBytesPerUpdate, fullMetadataBytes } = this.#scenario.assumptions;
    const { site } = this.#scenario.softwareUpdatePoints[point]!;
    const newCount = this.updateCount(point) - this.#versions.of(site).updateCount(heldVersion);
    const deltaBytes = deltaMetadataBytes + deltaMetadataBytesPerUpdate * Math.max(0, newCount);
    return this.#network.send(
      this.#path(point, client),
      Use.metadata,
      client,
      isFull ? fullMetadataBytes : deltaBytes,
    );
  }

  abortMetadata(flow: number): void {
    this.#network.abort(flow);
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

  #path(point: number, client: number): Path {
    return this.#paths[point]![this.#clients.groupOf[client]!]!;
  }
}
