import type { Scenario } from '../scenario.ts';
import type { UpdateIndex } from '../updates/update-index.ts';

/** A number for each RemoteApp collection and update that its hosts can lack: one of a product that its images have. */
export class ExposureCells {
  readonly count: number;
  /** Per collection: the updates, ascending. */
  readonly updatesOf: readonly (readonly number[])[];
  /** Per collection, by product: the cell of its first update. */
  readonly #firstOf: readonly ReadonlyMap<number, number>[];
  readonly #index: UpdateIndex;

  constructor(scenario: Scenario, index: UpdateIndex) {
    const { remoteAppCollections, templateImages } = scenario;
    const products = remoteAppCollections.map(({ templateImage }) => [
      templateImages[templateImage]!.product,
    ]);
    for (const action of scenario.actions) {
      if (action.verb !== 'updateCollection') continue;
      products[action.remoteAppCollection]!.push(templateImages[action.templateImage]!.product);
    }
    let count = 0;
    this.#index = index;
    this.#firstOf = products.map((ofCollection) => {
      const firsts = new Map<number, number>();
      for (const product of new Set(ofCollection)) {
        firsts.set(product, count);
        count += index.updatesOfProduct[product]!.length;
      }
      return firsts;
    });
    this.updatesOf = products.map((ofCollection) =>
      [...new Set(ofCollection)].flatMap((product) => index.updatesOfProduct[product]!).sort((x, y) => x - y),
    );
    this.count = count;
  }

  /** −1: no image of the collection is of the update's product. */
  at(collection: number, update: number): number {
    const first = this.#firstOf[collection]!.get(this.#index.catalog.updates[update]!.product);
    return first === undefined ? -1 : first + this.#index.slotOf[update]!;
  }
}
