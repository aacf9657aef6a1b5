import type { Scenario } from '../scenario.ts';
import { Actual } from '../updates/update-states.ts';
import { type ClientUpdates, Enforcement } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { MaintenanceWindows } from './maintenance-windows.ts';
import type { WindowCalendar } from './window-calendar.ts';

/** When a client may restart by itself for what waits for it: only its user may, in a window, at any time. */
export type RestartRight = 'user' | 'window' | 'always';

/**
 * Whether a client restarts by itself (seed 002, required system restart): for what a deployment past its deadline has
 * installed, unless that suppresses restarts on its kind of machine; without the right to force restarts never. Where
 * several deployments want it, the most permissive counts.
 */
export class RestartRules {
  readonly #scenario: Scenario;
  readonly #clients: Clients;
  readonly #updates: ClientUpdates;
  readonly #windows: MaintenanceWindows;

  constructor(scenario: Scenario, clients: Clients, updates: ClientUpdates, windows: MaintenanceWindows) {
    this.#scenario = scenario;
    this.#clients = clients;
    this.#updates = updates;
    this.#windows = windows;
  }

  rightOf(client: number): RestartRight {
    if (!this.#scenario.clientSettings.forcesRestart) return 'user';
    let right: RestartRight = 'user';
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#wantsRestart(deployment, client)) continue;
      if (this.#windows.of(client) === null) return 'always';
      if (this.#scenario.deployments[deployment]!.options.restartOutsideWindows) return 'always';
      right = 'window';
    }
    return right;
  }

  windowsOf(client: number): WindowCalendar | null {
    return this.#windows.of(client);
  }

  /** Whether a deployment that a pending restart would complete asks for more than that restart. */
  evaluatesAfterRestart(client: number): boolean {
    return this.#updates
      .deploymentsOf(client)
      .some(
        (each) =>
          this.#scenario.deployments[each]!.options.evaluatesAfterRestart && this.#isPending(each, client),
      );
  }

  #wantsRestart(deployment: number, client: number): boolean {
    if (!this.#updates.is(deployment, client, Enforcement.deadline)) return false;
    const { suppressRestart } = this.#scenario.deployments[deployment]!.options;
    const { kind } = this.#scenario.groups[this.#clients.groupOf[client]!]!;
    if (kind === 'server' ? suppressRestart.servers : suppressRestart.workstations) return false;
    return this.#isPending(deployment, client);
  }

  #isPending(deployment: number, client: number): boolean {
    return this.#updates
      .slotsOf(deployment, client)
      .some((slot) => this.#updates.states.actual(client, slot) === Actual.pendingRestart);
  }
}
