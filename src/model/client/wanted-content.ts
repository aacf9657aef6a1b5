import type { Scenario } from '../scenario.ts';
import { Actual } from '../updates/update-states.ts';
import { type ClientUpdates, Enforcement, TO_INSTALL } from './client-updates.ts';
import type { ContentCache } from './content-cache.ts';
import type { MeteredConnections } from './metered.ts';

/** Of which updates a client fetches content: of what it requires, may download and lacks. */
export class WantedContent {
  readonly #updates: ClientUpdates;
  readonly #cache: ContentCache;
  readonly #metered: MeteredConnections;
  readonly #meteredAtDeadline: readonly boolean[];

  constructor(scenario: Scenario, updates: ClientUpdates, cache: ContentCache, metered: MeteredConnections) {
    this.#updates = updates;
    this.#cache = cache;
    this.#metered = metered;
    this.#meteredAtDeadline = scenario.deployments.map(({ options }) => options.meteredAtDeadline);
  }

  /** The client's slots of it, as its deployments list them. */
  slotsOf(client: number): number[] {
    const slots: number[] = [];
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#mayDownload(deployment, client)) continue;
      for (const slot of this.#updates.slotsOf(deployment, client)) {
        if (!this.#updates.isRequired(client, slot, Actual.required)) continue;
        if (this.#cache.wasEvicted(client, slot) && !this.#isNecessary(deployment, client)) continue;
        slots.push(slot);
      }
    }
    return slots;
  }

  /** On a limited connection only when a user wants it, or past the deadline if the deployment agrees (MA-METERED). */
  #mayDownload(deployment: number, client: number): boolean {
    if (!this.#updates.is(deployment, client, Enforcement.mayDownload)) return false;
    if (!this.#metered.limits(client) || this.#updates.is(deployment, client, Enforcement.byUser))
      return true;
    return this.#meteredAtDeadline[deployment]! && this.#updates.is(deployment, client, Enforcement.deadline);
  }

  /** What had to give way in the cache is fetched again when the client looks for it to install it (seed 002). */
  #isNecessary(deployment: number, client: number): boolean {
    return this.#updates.is(deployment, client, TO_INSTALL);
  }
}
