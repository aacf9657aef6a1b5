import type { StateBook } from '../../sim/state.ts';
import type { Scenario } from '../scenario.ts';

const NONE = -1;

/** The servicing that is planned: at most one schedule per image, which a further one replaces (seed 001, schedule). */
export class ServicingSchedules {
  /** Per image: when it is to start, and which of the scenario's actions planned it; −1: nothing is planned. */
  plannedMs: Float64Array;
  action: Int32Array;
  /** Per image and update: 1 if it is chosen. */
  chosen: Uint8Array;

  readonly #scenario: Scenario;
  readonly #updateCount: number;

  constructor(scenario: Scenario, book: StateBook) {
    const { images, catalog } = scenario;
    this.#scenario = scenario;
    this.#updateCount = catalog.updates.length;
    this.plannedMs = new Float64Array(images.length).fill(NONE);
    this.action = new Int32Array(images.length).fill(NONE);
    this.chosen = new Uint8Array(images.length * this.#updateCount);
    book.own('schedules of servicing', this, ['plannedMs', 'action', 'chosen']);
  }

  plan(image: number, action: number, plannedMs: number, updates: readonly number[]): void {
    this.plannedMs[image] = plannedMs;
    this.action[image] = action;
    const chosen = this.#chosenOf(image);
    chosen.fill(0);
    for (const update of updates) chosen[update] = 1;
  }

  isPlanned(image: number): boolean {
    return this.action[image] !== NONE;
  }

  /** The image of a site whose turn it is: by planned start, then by name; −1: none is due. */
  firstDue(site: number, nowMs: number): number {
    const { images } = this.#scenario;
    let first = NONE;
    for (const [image, { name }] of images.entries()) {
      if (images[image]!.site !== site || !this.isPlanned(image)) continue;
      const plannedMs = this.plannedMs[image]!;
      if (plannedMs > nowMs) continue;
      const firstMs = first === NONE ? Infinity : this.plannedMs[first]!;
      if (plannedMs < firstMs || (plannedMs === firstMs && name < images[first]!.name)) first = image;
    }
    return first;
  }

  /** Takes the schedule of an image out: its action, and what was chosen. */
  take(image: number): { readonly action: number; readonly updates: readonly number[] } {
    const action = this.action[image]!;
    const updates = [...this.#chosenOf(image).entries()].flatMap(([update, is]) =>
      is === 1 ? [update] : [],
    );
    this.plannedMs[image] = NONE;
    this.action[image] = NONE;
    return { action, updates };
  }

  #chosenOf(image: number): Uint8Array {
    return this.chosen.subarray(image * this.#updateCount, (image + 1) * this.#updateCount);
  }
}
