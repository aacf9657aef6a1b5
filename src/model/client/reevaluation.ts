import type { Simulation } from '../../sim/simulation.ts';
import { type ClientUpdates, Enforcement } from './client-updates.ts';
import { type ScanListener, Trigger } from './scan-agent.ts';

/** Scans that come with an evaluation of the deployments (seed 002, ways to start a scan). */
const EVALUATING = Trigger.reevaluation | Trigger.evaluationCycle;

/**
 * The evaluation of deployments that have been carried out before (seed 002, re-evaluation cycle). Other scans only
 * report what has gone missing; this one takes it up, and what failed to install with it (MA-INSTALL-RETRY).
 */
export class Reevaluation implements ScanListener {
  readonly #simulation: Simulation;
  readonly #updates: ClientUpdates;

  constructor(simulation: Simulation, updates: ClientUpdates) {
    this.#simulation = simulation;
    this.#updates = updates;
  }

  scanned(client: number, triggers: number): void {
    if ((triggers & EVALUATING) === 0 || !this.#updates.setAside.hasAny(client)) return;
    this.#takeOverFromUsers(client);
    this.#updates.takeUp(client, this.#simulation.nowMs);
  }

  /** What a user once started is the client's own doing now: maintenance windows hold for it, and places in a group. */
  #takeOverFromUsers(client: number): void {
    const { setAside } = this.#updates;
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#updates.is(deployment, client, Enforcement.byUser)) continue;
      if (!this.#updates.slotsOf(deployment, client).some((slot) => setAside.has(client, slot))) continue;
      this.#updates.clear(deployment, client, Enforcement.byUser);
      this.#updates.set(deployment, client, Enforcement.again);
    }
  }
}
