import type { Simulation } from '../../sim/simulation.ts';
import type { Scenario } from '../scenario.ts';
import { Compliance, type SiteUpdateStates } from '../updates/update-states.ts';
import type { ClientContext } from './client-context.ts';
import type { ClientUpdates } from './client-updates.ts';
import type { Presence } from './presence.ts';
import type { PresenceWatch } from './presence-watch.ts';

/**
 * The site wakes clients at a deadline: those that sleep and of which it has stored that they require an update of the
 * deployment (domain, deployment objects). A client that is switched off is not woken (MA-WAKE).
 */
export class WakeOnLan {
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #updates: ClientUpdates;
  readonly #presence: Presence;
  readonly #watch: PresenceWatch;
  readonly #stored: SiteUpdateStates;

  constructor(
    { scenario, simulation, watch }: ClientContext,
    updates: ClientUpdates,
    presence: Presence,
    stored: SiteUpdateStates,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#watch = watch;
    this.#updates = updates;
    this.#presence = presence;
    this.#stored = stored;
  }

  atDeadline(client: number, deployment: number): void {
    const nowMs = this.#simulation.nowMs;
    if (this.#presence.isPresent(client, nowMs) || this.#presence.absenceOf(client) !== 'sleep') return;
    if (!this.#isRequired(client, deployment)) return;
    this.#presence.wake(client, nowMs + this.#scenario.assumptions.wokenForMs);
    this.#watch.woken(client);
  }

  #isRequired(client: number, deployment: number): boolean {
    return this.#updates
      .slotsOf(deployment, client)
      .some((slot) => this.#stored.stored(client, slot) === Compliance.required);
  }
}
