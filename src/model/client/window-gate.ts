import { Phase } from '../../sim/phase.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { InstallationMeasures } from '../measures/installation-measures.ts';
import type { Scenario } from '../scenario.ts';
import type { ClientContext } from './client-context.ts';
import { type ClientUpdates, Enforcement } from './client-updates.ts';
import type { Clients } from './clients.ts';
import type { EnforcementReports } from './enforcement-reports.ts';
import type { Installation } from './installation.ts';
import type { InstallationGate } from './installation-gate.ts';
import type { MaintenanceWindows } from './maintenance-windows.ts';

/**
 * Lets an update through while a maintenance window of the client is open for longer than its maximum run time and the
 * restart take (domain, maintenance windows). What users start needs no window, nor what is past the deadline of a
 * deployment that says so.
 */
export class WindowGate implements InstallationGate {
  /** 1: the client waits for a window, perhaps for ever. Empty where there are none. */
  waits: Uint8Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #updates: ClientUpdates;
  readonly #windows: MaintenanceWindows;
  readonly #installation: Installation;
  readonly #reports: EnforcementReports;
  readonly #measures: InstallationMeasures;
  readonly #opens: Timer;

  constructor(
    { scenario, simulation, clients }: ClientContext,
    updates: ClientUpdates,
    windows: MaintenanceWindows,
    installation: Installation,
    reports: EnforcementReports,
    measures: InstallationMeasures,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#updates = updates;
    this.#windows = windows;
    this.#installation = installation;
    this.#reports = reports;
    this.#measures = measures;
    const count = windows.areUsed ? clients.count : 0;
    this.waits = new Uint8Array(count);
    simulation.state.own('window gate', this, ['waits']);
    this.#opens = simulation.declareTimer({
      name: 'installation: maintenance window opens',
      of: 'client',
      phase: Phase.activity,
      owner: this as WindowGate,
      entityCount: count,
      run: WindowGate.prototype.onOpens,
    });
  }

  admits(client: number, slot: number): boolean {
    const calendar = this.#windows.of(client);
    if (calendar === null || this.#needsNoWindow(client, slot)) return true;
    return calendar.remainingMs(this.#simulation.nowMs) >= this.#lengthMs(client, slot);
  }

  refused(client: number, slot: number): void {
    this.#setWaits(client, 1);
    this.#reports.waitsForWindow(client, slot);
    const atMs = this.#roomFromMs(client, slot);
    if (atMs !== Infinity) this.#opens.atOrBefore(atMs, client);
  }

  onOpens(client: number): void {
    this.#setWaits(client, 0);
    this.#installation.tryAgain(client);
  }

  /** Whether a window is open. True without windows. */
  isOpen(client: number): boolean {
    return (this.#windows.of(client)?.remainingMs(this.#simulation.nowMs) ?? 1) > 0;
  }

  /** Nothing is to install any more. */
  settled(client: number): void {
    if (this.waits.length === 0 || this.waits[client] === 0) return;
    this.#setWaits(client, 0);
    this.#opens.cancel(client);
  }

  isWaiting(client: number): boolean {
    return this.waits[client] === 1;
  }

  /** Whether no window that is still to come would let the update through. */
  isWithoutHope(client: number, slot: number): boolean {
    return !this.admits(client, slot) && this.#roomFromMs(client, slot) === Infinity;
  }

  #roomFromMs(client: number, slot: number): number {
    return this.#windows.of(client)!.roomFromMs(this.#simulation.nowMs, this.#lengthMs(client, slot));
  }

  /** What has to remain of the window: more than the maximum run time and the restart. */
  #lengthMs(client: number, slot: number): number {
    return (
      this.#updates.catalogUpdateAt(client, slot).runTimeMaxMs +
      this.#scenario.assumptions.windowRestartMs +
      1
    );
  }

  #needsNoWindow(client: number, slot: number): boolean {
    return this.#updates
      .deploymentsOf(client)
      .some((each) => this.#waives(each, client) && this.#updates.slotsOf(each, client).includes(slot));
  }

  #waives(deployment: number, client: number): boolean {
    if (this.#updates.is(deployment, client, Enforcement.byUser)) return true;
    const { installOutsideWindows } = this.#scenario.deployments[deployment]!.options;
    return installOutsideWindows && this.#updates.is(deployment, client, Enforcement.deadline);
  }

  #setWaits(client: number, value: 0 | 1): void {
    if (this.waits[client] === value) return;
    this.waits[client] = value;
    this.#measures.waitsForWindow(this.#clients.groupOf[client]!, value === 1 ? 1 : -1);
  }
}
