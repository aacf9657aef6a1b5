import type { Simulation } from '../../sim/simulation.ts';
import type { Clients } from '../client/clients.ts';
import type { DeploymentIndex } from '../deployment-index.ts';
import type { Scenario } from '../scenario.ts';
import { Compliance, type SiteUpdateStates } from '../updates/update-states.ts';
import type { Deployments } from './deployment/deployments.ts';
import type { Memberships } from './deployment/memberships.ts';

/**
 * Whether a site has stored that a client still has to install something: an update of a deployment that exists, is
 * enabled and overdue.
 */
export class OverdueClients {
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #deployments: DeploymentIndex;
  readonly #memberships: Memberships;
  readonly #siteDeployments: Deployments;
  readonly #states: SiteUpdateStates;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    clients: Clients,
    deployments: DeploymentIndex,
    memberships: Memberships,
    siteDeployments: Deployments,
    states: SiteUpdateStates,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#deployments = deployments;
    this.#memberships = memberships;
    this.#siteDeployments = siteDeployments;
    this.#states = states;
  }

  has(client: number): boolean {
    const group = this.#clients.groupOf[client]!;
    return this.#memberships
      .deploymentsOf(client)
      .some(
        (deployment) => this.#isOverdue(deployment, group) && this.#requiresAny(deployment, client, group),
      );
  }

  #isOverdue(deployment: number, group: number): boolean {
    const top = this.#deployments.topOfGroup[group]!;
    if (!this.#siteDeployments.exists(deployment, top) || this.#siteDeployments.enabled[deployment] === 0)
      return false;
    const { zone } = this.#scenario.groups[group]!;
    const revision = this.#deployments.revisionFor(deployment, group);
    return this.#deployments.revisions.deadlineMs(revision, zone) <= this.#simulation.nowMs;
  }

  #requiresAny(deployment: number, client: number, group: number): boolean {
    return this.#deployments
      .slots(deployment, group)
      .some(
        (slot) =>
          this.#states.stored(client, slot) === Compliance.required &&
          !this.#states.isRestartPending(client, slot),
      );
  }
}
