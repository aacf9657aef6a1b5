import type { StateBook } from '../../sim/state.ts';
import type { Scenario } from '../scenario.ts';
import { Actual } from '../updates/update-states.ts';
import { type ClientUpdates, Enforcement } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { InstallationWatcher } from './installation-gate.ts';
import type { MaintenanceWindows } from './maintenance-windows.ts';
import type { WindowCalendar } from './window-calendar.ts';

/** When a client may restart by itself for what waits for it: only its user may, in a window, at any time. */
export type RestartRight = 'user' | 'window' | 'always';

/** What the deployments of an installation want of the restart: nothing, one in a window, one at any time. */
const Wish = { none: 0, inWindow: 1, anyTime: 2 } as const;

/**
 * Whether a client restarts by itself (seed 002, required system restart): for what a deployment past its deadline has
 * installed, unless that suppresses restarts on its kind of machine; without the right to force restarts never. Where
 * several deployments want it, the most permissive counts. What was installed for a deployment is restarted for even
 * when that is withdrawn, or the update leaves it, before the restart.
 */
export class RestartRules implements InstallationWatcher {
  /** Per client: what is wanted of the restart that it needs, and of the one that the running installation may need. */
  wish: Uint8Array;
  installingWish: Uint8Array;

  readonly #scenario: Scenario;
  readonly #clients: Clients;
  readonly #updates: ClientUpdates;
  readonly #windows: MaintenanceWindows;

  constructor(
    scenario: Scenario,
    clients: Clients,
    updates: ClientUpdates,
    windows: MaintenanceWindows,
    book: StateBook,
  ) {
    this.#scenario = scenario;
    this.#clients = clients;
    this.#updates = updates;
    this.#windows = windows;
    this.wish = new Uint8Array(clients.count);
    this.installingWish = new Uint8Array(clients.count);
    book.own('restart rules', this, ['wish', 'installingWish']);
  }

  begins(client: number, slot: number): void {
    this.installingWish[client] = this.#wishFor(client, (deployment) =>
      this.#updates.slotsOf(deployment, client).includes(slot),
    );
  }

  ends(client: number, slot: number): void {
    if (this.#updates.states.actual(client, slot) !== Actual.pendingRestart) return;
    this.#remember(client, this.installingWish[client]!);
  }

  /** The machine has restarted, or needs it no longer. */
  done(client: number): void {
    this.wish[client] = Wish.none;
  }

  rightOf(client: number): RestartRight {
    if (!this.#scenario.clientSettings.forcesRestart) return 'user';
    this.#remember(
      client,
      this.#wishFor(client, (deployment) => this.#isPending(deployment, client)),
    );
    const wish = this.wish[client]!;
    if (wish === Wish.none) return 'user';
    return wish === Wish.anyTime || this.#windows.of(client) === null ? 'always' : 'window';
  }

  #remember(client: number, wish: number): void {
    this.wish[client] = Math.max(this.wish[client]!, wish);
  }

  /** The most permissive of what the deployments concerned want. */
  #wishFor(client: number, isConcerned: (deployment: number) => boolean): number {
    let wish: number = Wish.none;
    for (const deployment of this.#updates.deploymentsOf(client)) {
      if (!this.#wantsRestart(deployment, client) || !isConcerned(deployment)) continue;
      const { restartOutsideWindows } = this.#scenario.deployments[deployment]!.options;
      wish = Math.max(wish, restartOutsideWindows ? Wish.anyTime : Wish.inWindow);
    }
    return wish;
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
    return !(kind === 'server' ? suppressRestart.servers : suppressRestart.workstations);
  }

  #isPending(deployment: number, client: number): boolean {
    return this.#updates
      .slotsOf(deployment, client)
      .some((slot) => this.#updates.states.actual(client, slot) === Actual.pendingRestart);
  }
}
