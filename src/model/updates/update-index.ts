import { entityKey } from '../../sim/random.ts';
import type { Catalog, Update } from './catalog.ts';

/**
 * The catalogue as a run uses it. The updates of one product are numbered by slots, in order of release; a client
 * keeps one state per slot of its product. Supersedence is resolved to slots.
 */
export class UpdateIndex {
  readonly catalog: Catalog;
  /** Per product: update numbers by slot. */
  readonly updatesOfProduct: readonly (readonly number[])[];
  /** Per update: its slot. */
  readonly slotOf: Int32Array;
  /** Most slots of any product. */
  readonly slotCountMax: number;
  /** Per update: what its luck hangs from, made from its id. */
  readonly keys: Int32Array;
  /** Per update: the slots of everything that it replaces, directly or through others. */
  readonly replacedSlots: readonly (readonly number[])[];

  constructor(catalog: Catalog) {
    const { products, updates } = catalog;
    this.catalog = catalog;
    this.keys = Int32Array.from(updates, (update) => entityKey(update.id));
    this.slotOf = new Int32Array(updates.length);
    this.updatesOfProduct = products.map((_, product) =>
      updates.flatMap((update, number) => (update.product === product ? [number] : [])),
    );
    for (const numbers of this.updatesOfProduct) {
      numbers.forEach((number, slot) => {
        this.slotOf[number] = slot;
      });
    }
    this.slotCountMax = Math.max(1, ...this.updatesOfProduct.map((numbers) => numbers.length));
    this.replacedSlots = updates.map((update) =>
      [...closureOf(update, updates)].sort((x, y) => x - y).map((number) => this.slotOf[number]!),
    );
  }

  /** Slots of the product whose updates replace the one at `slot`: a superseding update can be released before it. */
  slotsThatReplace(product: number, slot: number): number[] {
    const updates = this.updatesOfProduct[product]!;
    return updates.flatMap((update, other) => (this.replacedSlots[update]!.includes(slot) ? [other] : []));
  }
}

function closureOf(update: Update, updates: readonly Update[]): Set<number> {
  const closure = new Set<number>();
  const open = [...update.supersedes];
  for (let number = open.pop(); number !== undefined; number = open.pop()) {
    if (closure.has(number)) continue;
    closure.add(number);
    open.push(...updates[number]!.supersedes);
  }
  return closure;
}
