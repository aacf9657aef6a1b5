import { entityKey } from '../../sim/random.ts';
import type { Catalog, Update } from './catalog.ts';

/** What these supersede stays in the results of a scan (domain, scan step 8). */
const NEVER_PRUNING: ReadonlySet<string> = new Set(['Service Packs', 'Definition Updates']);

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
  readonly releasedMs: Float64Array;
  readonly expiresMs: Float64Array;
  /**
   * Per update: release of the first update that supersedes it directly and hides it from scan results; Infinity while
   * none does.
   */
  readonly supersededAtMs: Float64Array;
  /** Per update: the slots of everything that it replaces, directly or through others. */
  readonly replacedSlots: readonly (readonly number[])[];

  constructor(catalog: Catalog) {
    const { products, updates } = catalog;
    this.catalog = catalog;
    this.keys = Int32Array.from(updates, (update) => entityKey(update.id));
    this.releasedMs = Float64Array.from(updates, (update) => update.releasedMs);
    this.expiresMs = Float64Array.from(updates, (update) => update.expiresMs);
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
    this.supersededAtMs = new Float64Array(updates.length).fill(Infinity);
    for (const { supersedes, releasedMs, classification } of updates) {
      if (NEVER_PRUNING.has(classification)) continue;
      for (const replaced of supersedes) {
        this.supersededAtMs[replaced] = Math.min(this.supersededAtMs[replaced]!, releasedMs);
      }
    }
    this.replacedSlots = updates.map((update) =>
      [...closureOf(update, updates)].sort((x, y) => x - y).map((number) => this.slotOf[number]!),
    );
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
