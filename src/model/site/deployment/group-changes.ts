import type { StateBook } from '../../../sim/state.ts';
import type { Scenario } from '../../scenario.ts';

const Wish = { none: 0, in: 1, out: 2 } as const;

/**
 * What administrators want in the software update group of a deployment, beside what it was created with: their last
 * word on each update. It holds when the site learns of an update, or creates the deployment, only later.
 */
export class GroupChanges {
  /** Per deployment and update: `Wish`. Empty where no act changes a group. */
  wishes: Uint8Array;
  readonly #updateCount: number;

  constructor({ deployments, catalog, actions }: Scenario, book: StateBook) {
    const isUsed = actions.some(({ verb }) => verb === 'addUpdates' || verb === 'removeUpdates');
    this.#updateCount = catalog.updates.length;
    this.wishes = new Uint8Array(isUsed ? deployments.length * this.#updateCount : 0);
    book.own('changes of software update groups', this, ['wishes']);
  }

  add(deployment: number, updates: readonly number[]): void {
    for (const update of updates) this.wishes[deployment * this.#updateCount + update] = Wish.in;
  }

  remove(deployment: number, updates: readonly number[]): void {
    for (const update of updates) this.wishes[deployment * this.#updateCount + update] = Wish.out;
  }

  /** A rule empties and refills the group: what was wanted of the old one is past. */
  forget(deployment: number): void {
    if (this.wishes.length === 0) return;
    this.wishes.fill(Wish.none, deployment * this.#updateCount, (deployment + 1) * this.#updateCount);
  }

  /** The group with what is wanted, as far as the site knows it: numbers of the catalogue, ascending. */
  applied(
    deployment: number,
    updates: readonly number[],
    isKnown: (update: number) => boolean,
  ): readonly number[] {
    if (this.wishes.length === 0) return updates;
    const first = deployment * this.#updateCount;
    const wished = Array.from({ length: this.#updateCount }, (_, update) => update).filter(
      (update) => this.wishes[first + update] === Wish.in && isKnown(update),
    );
    const kept = updates.filter((update) => this.wishes[first + update] !== Wish.out);
    return [...new Set([...kept, ...wished])].sort((x, y) => x - y);
  }
}
