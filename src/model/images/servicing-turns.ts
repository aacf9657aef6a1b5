import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import {
  IMAGE_UPDATE_COLUMNS,
  IMAGE_UPDATE_OUTCOMES,
  type ImageUpdateColumn,
  type ImageUpdateOutcome,
} from '../results.ts';
import type { Scenario } from '../scenario.ts';

const NONE = -1;

/** How far an update of the run of an image has come. */
export const Turn = { notInRun: 0, toCome: 1, applied: 2, failed: 3, notSupported: 4 } as const;
export type Turn = (typeof Turn)[keyof typeof Turn];

/**
 * The updates of the runs of images and how far each has come: servicing stack updates first, as cumulative ones need
 * them, then in the order of release (domain, offline servicing, 13.15).
 */
export class ServicingTurns {
  /** What was in the images, what was planned, and what became of the updates of all runs. */
  readonly rows: Rows<ImageUpdateColumn>;
  /** Per image and update. */
  turns: Uint8Array;

  readonly #images: Scenario['images'];
  readonly #updateCount: number;
  /** Updates in the order in which they are applied. */
  readonly #order: readonly number[];

  constructor({ images, catalog }: Scenario, book: StateBook) {
    this.#images = images;
    this.#updateCount = catalog.updates.length;
    const isStack = (update: number) => catalog.updates[update]!.kind === 'SSU';
    const numbers = [...catalog.updates.keys()];
    this.#order = [...numbers.filter(isStack), ...numbers.filter((update) => !isStack(update))];
    this.turns = new Uint8Array(images.length * this.#updateCount);
    this.rows =
      images.length === 0
        ? new Rows(IMAGE_UPDATE_COLUMNS)
        : new Rows(IMAGE_UPDATE_COLUMNS, book, 'updates of images');
    book.own('turns of servicing', this, ['turns']);
  }

  /** An image is added to its site: what is found in it is written down (seed 001, introduction). */
  imported(nowMs: number, image: number): void {
    const outcome = IMAGE_UPDATE_OUTCOMES.indexOf('imported');
    for (const update of this.#images[image]!.updates) this.rows.add(nowMs, image, 0, update, outcome, 1);
  }

  /** A schedule is set: what it is to bring into an image, and in which run. */
  planned(nowMs: number, image: number, run: number, updates: readonly number[]): void {
    const outcome = IMAGE_UPDATE_OUTCOMES.indexOf('planned');
    const chosen = this.#order.filter((update) => updates.includes(update));
    for (const update of chosen) this.rows.add(nowMs, image, run, update, outcome, NONE);
  }

  begin(image: number, updates: readonly number[]): void {
    for (const update of updates) this.set(image, update, Turn.toCome);
  }

  set(image: number, update: number, turn: Turn): void {
    this.turns[image * this.#updateCount + update] = turn;
  }

  /** The updates at a stage of the run of an image, in their order. */
  at(image: number, turn: Turn): number[] {
    return this.#order.filter((update) => this.#turnOf(image, update) === turn);
  }

  /**
   * The run of an image has ended: what became of each of its updates is written down. `version`: of the image that has
   * what was applied; −1: none has.
   */
  end(nowMs: number, image: number, run: number, version: number): void {
    for (const update of this.#order) {
      const turn = this.#turnOf(image, update);
      if (turn === Turn.notInRun) continue;
      const outcome = IMAGE_UPDATE_OUTCOMES.indexOf(outcomeOf(turn, version !== NONE));
      this.rows.add(nowMs, image, run, update, outcome, turn === Turn.applied ? version : NONE);
      this.set(image, update, Turn.notInRun);
    }
  }

  #turnOf(image: number, update: number): Turn {
    return this.turns[image * this.#updateCount + update] as Turn;
  }
}

function outcomeOf(turn: Turn, isCommitted: boolean): ImageUpdateOutcome {
  switch (turn) {
    case Turn.applied:
      return isCommitted ? 'applied' : 'discarded';
    case Turn.failed:
      return 'failed';
    case Turn.notSupported:
      return 'notSupported';
    default:
      return 'notReached';
  }
}
