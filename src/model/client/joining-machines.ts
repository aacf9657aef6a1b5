import type { Luck } from '../../sim/random.ts';
import type { Simulation } from '../../sim/simulation.ts';
import type { ImageContents } from '../images/image-contents.ts';
import type { Scenario } from '../scenario.ts';
import type { UpdateIndex } from '../updates/update-index.ts';
import { Actual } from '../updates/update-states.ts';
import type { Clients } from './clients.ts';
import { PatchLags, patchLevel, statesWith } from './initial-state.ts';

/** The updates, by slot, of machines that join the fleet now. */
export class JoiningMachines {
  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #clients: Clients;
  readonly #index: UpdateIndex;
  readonly #contents: ImageContents;
  readonly #lags: PatchLags;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    luck: Luck,
    clients: Clients,
    index: UpdateIndex,
    contents: ImageContents,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#clients = clients;
    this.#index = index;
    this.#contents = contents;
    this.#lags = new PatchLags(scenario, luck, clients);
  }

  /** Of a machine that comes patched, up to its lag (MA-JOINS). */
  patched(client: number): readonly Actual[] {
    const product = this.#clients.productOf(client);
    return patchLevel(this.#scenario, this.#index, product, this.#lags.of(client), this.#simulation.nowMs);
  }

  /** Of a machine that comes from a version of an image; −1: from none. */
  from(client: number, image: number, version: number): readonly Actual[] {
    if (image < 0) return this.patched(client);
    const product = this.#clients.productOf(client);
    const isInstalled = this.#index.updatesOfProduct[product]!.map((update) =>
      this.#contents.has(image, update, version),
    );
    return statesWith(isInstalled, this.#index, product, this.#simulation.nowMs);
  }

  /** How many updates a machine lacks, and their bytes: what is required, and not replaced by what is. */
  lacking(client: number, states: readonly Actual[]): { updates: number; bytes: number } {
    const numbers = this.#index.updatesOfProduct[this.#clients.productOf(client)]!;
    const isRequired = (slot: number) => states[slot] === Actual.required;
    const replaced = new Set(
      numbers.flatMap((update, slot) => (isRequired(slot) ? this.#index.replacedSlots[update]! : [])),
    );
    const lacking = numbers.filter((_, slot) => isRequired(slot) && !replaced.has(slot));
    const { updates } = this.#index.catalog;
    return {
      updates: lacking.length,
      bytes: lacking.reduce((sum, update) => sum + updates[update]!.sizeBytes, 0),
    };
  }
}
