import { mean } from '../../sim/distribution.ts';
import type { Simulation } from '../../sim/simulation.ts';
import type { Scenario } from '../scenario.ts';
import { Actual } from '../updates/update-states.ts';
import { type ClientUpdates, Enforcement } from './client-updates.ts';
import type { MaintenanceWindows } from './maintenance-windows.ts';
import type { SlotBits } from './slot-bits.ts';

/** What a device with a write filter is to install, whether it lasts, and which window holds it (MA-EMB-SEQ). */
export class FilterPlan {
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #updates: ClientUpdates;
  readonly #windows: MaintenanceWindows;
  readonly #overlay: SlotBits;
  readonly #switchMeanMs: number;
  readonly #restartMeanMs: number;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    updates: ClientUpdates,
    windows: MaintenanceWindows,
    overlay: SlotBits,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#updates = updates;
    this.#windows = windows;
    this.#overlay = overlay;
    this.#switchMeanMs = mean(scenario.assumptions.filterSwitch);
    this.#restartMeanMs = mean(scenario.assumptions.restartDuration);
  }

  /** Users cannot install while the filter is on: only deadlines do. */
  isOverdue(client: number, slot: number): boolean {
    return this.#some(client, slot, () => true);
  }

  /** Whether its installation is to last. */
  commits(client: number, slot: number): boolean {
    return this.#some(client, slot, (deployment) => this.#optionsOf(deployment).commitsChanges);
  }

  /** Whether a deployment past its deadline that contains the update is such a one. */
  #some(client: number, slot: number, holds: (deployment: number) => boolean): boolean {
    const updates = this.#updates;
    return updates
      .deploymentsOf(client)
      .some(
        (each) =>
          updates.is(each, client, Enforcement.deadline) &&
          updates.slotsOf(each, client).includes(slot) &&
          holds(each),
      );
  }

  #optionsOf(deployment: number) {
    return this.#scenario.deployments[deployment]!.options;
  }

  /** From when on a window holds the sequence that installs the update; Infinity: none of those to come. */
  roomFromMs(client: number, slot: number): number {
    const nowMs = this.#simulation.nowMs;
    const calendar = this.#windows.of(client);
    const isFree = this.#some(client, slot, (deployment) => {
      const { commitsChanges, installOutsideWindows } = this.#optionsOf(deployment);
      return commitsChanges && installOutsideWindows;
    });
    return calendar === null || isFree ? nowMs : calendar.roomFromMs(nowMs, this.sequenceMs(client));
  }

  /** What a window has to hold: all that will be installed, with its restarts and switches. */
  sequenceMs(client: number): number {
    const { windowRestartMs, restartNeeded } = this.#scenario.assumptions;
    let ms = 2 * this.#switchMeanMs;
    let restarts = 2;
    for (const slot of this.#slotsToInstall(client)) {
      const { runTimeMaxMs, kind } = this.#updates.catalogUpdateAt(client, slot);
      ms += runTimeMaxMs + windowRestartMs;
      if (restartNeeded[kind]) restarts = 3;
    }
    return ms + restarts * this.#restartMeanMs;
  }

  /** What is overdue, and what the overlay will lose. */
  #slotsToInstall(client: number): number[] {
    const updates = this.#updates;
    const slots: number[] = [];
    for (let slot = 0; slot < updates.slotCountOf(client); slot++) {
      const isNew = updates.isRequired(client, slot, Actual.cached) && this.isOverdue(client, slot);
      if (isNew || this.#overlay.has(client, slot)) slots.push(slot);
    }
    return slots;
  }
}
