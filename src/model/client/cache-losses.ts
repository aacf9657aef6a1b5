import type { Simulation } from '../../sim/simulation.ts';
import type { Peers } from '../content/peers.ts';
import type { DownloadMeasures } from '../measures/download-measures.ts';
import { type ClientUpdates, TO_INSTALL } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { CacheListener } from './content-cache.ts';
import type { Downloads } from './downloads.ts';
import type { Installation } from './installation.ts';

/**
 * What becomes of an update whose content leaves the cache: it has to be downloaded again before it can be installed,
 * at the deadline, or at once when that has passed (seed 002, deployment process).
 */
export class CacheLosses implements CacheListener {
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #updates: ClientUpdates;
  readonly #peers: Peers;
  readonly #downloads: Downloads;
  readonly #installation: Installation;
  readonly #measures: DownloadMeasures;

  constructor(
    simulation: Simulation,
    clients: Clients,
    updates: ClientUpdates,
    peers: Peers,
    downloads: Downloads,
    installation: Installation,
    measures: DownloadMeasures,
  ) {
    this.#simulation = simulation;
    this.#clients = clients;
    this.#updates = updates;
    this.#peers = peers;
    this.#downloads = downloads;
    this.#installation = installation;
    this.#measures = measures;
  }

  isInUse(client: number, slot: number): boolean {
    return this.#installation.slot[client] === slot;
  }

  gone(client: number, slot: number, toMakeRoom: boolean): void {
    this.#peers.holds(client, this.#updates.updateAt(client, slot), -1);
    this.#updates.uncache(client, slot, this.#simulation.nowMs);
    if (toMakeRoom) this.#measures.evicted(this.#clients.groupOf[client]!);
    if (this.#isOverdue(client, slot)) this.#downloads.consider(client);
  }

  #isOverdue(client: number, slot: number): boolean {
    return this.#updates
      .deploymentsOf(client)
      .some(
        (deployment) =>
          this.#updates.is(deployment, client, TO_INSTALL) &&
          this.#updates.slotsOf(deployment, client).includes(slot),
      );
  }
}
