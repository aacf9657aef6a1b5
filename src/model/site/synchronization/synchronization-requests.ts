import { Phase } from '../../../sim/phase.ts';
import type { EventKind, Simulation, Timer } from '../../../sim/simulation.ts';
import type { Network, Path } from '../../content/network.ts';
import type { SiteEvents } from '../../measures/site-events.ts';
import type { Scenario } from '../../scenario.ts';
import type { SiteTree } from '../site-tree.ts';

/** Delay between the tries of the sender of a site (domain, file replication). */
const SENDER_RETRY_MS = 60_000;

/**
 * The requests to synchronize that a site sends to its children when its own synchronization is complete (seed 002,
 * synchronization on the top-level site, step 7; on child sites, step 6). They travel between the site servers; while
 * the way is down the sender tries again every minute. A child without a software update point is sent none.
 */
export class SynchronizationRequests {
  readonly #simulation: Simulation;
  readonly #network: Network;
  readonly #events: SiteEvents;
  readonly #receiversOf: readonly (readonly number[])[];
  readonly #paths: readonly (Path | null)[];
  readonly #send: Timer;
  readonly #arrives: EventKind;
  #onArrived: (site: number) => void = () => {};

  constructor(
    { sites }: Scenario,
    simulation: Simulation,
    tree: SiteTree,
    network: Network,
    events: SiteEvents,
  ) {
    this.#simulation = simulation;
    this.#network = network;
    this.#events = events;
    this.#receiversOf = tree.childrenOf.map((children) =>
      children.filter((child) => tree.updatePointsOf[child]!.length > 0),
    );
    this.#paths = sites.map(({ parent, location }) =>
      parent < 0 ? null : network.pathBetween(sites[parent]!.location, location),
    );
    const common = { owner: this as SynchronizationRequests, entityCount: sites.length };
    this.#send = simulation.declareTimer({
      ...common,
      name: 'synchronization: request is sent once more',
      of: 'site',
      phase: Phase.activity,
      run: SynchronizationRequests.prototype.send,
    });
    this.#arrives = simulation.declare({
      ...common,
      name: 'synchronization: request arrives',
      of: 'site',
      phase: Phase.delivery,
      run: SynchronizationRequests.prototype.onArrived,
    });
  }

  connect(onArrived: (site: number) => void): void {
    this.#onArrived = onArrived;
  }

  /** Asks the children of a site to synchronize. */
  sendToChildren(site: number): void {
    for (const child of this.#receiversOf[site]!) {
      this.#events.note('childRequested', child, 0, site);
      this.send(child);
    }
  }

  send(child: number): void {
    const { nowMs } = this.#simulation;
    const path = this.#paths[child]!;
    if (!this.#network.isUp(path)) return this.#send.at(nowMs + SENDER_RETRY_MS, child);
    this.#send.cancel(child);
    this.#arrives.at(nowMs + Math.max(1, path.latencyMs), child);
  }

  onArrived(child: number): void {
    this.#onArrived(child);
  }
}
