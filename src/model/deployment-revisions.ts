import type { StateBook } from '../sim/state.ts';
import type { Scenario } from './scenario.ts';
import type { UpdateIndex } from './updates/update-index.ts';

/** What one revision of a deployment holds. */
export interface RevisionContents {
  /** Numbers of the catalogue. */
  readonly updates: readonly number[];
  /** Per zone. */
  readonly availableMs: readonly number[];
  /** Null: no deadline. */
  readonly deadlineMs: readonly number[] | null;
}

/**
 * The updates and times of every deployment and software update group, once per change: whoever has the number of a
 * revision has the deployment as it was then, however it changes at its site (MA-DEPLOYMENT-REVISION). Revisions are
 * only ever added; the first ones are those of the scenario, by deployment.
 */
export class DeploymentRevisions {
  count = 0;
  /** Per revision: where its updates start in `updates`; one more closes the last. */
  starts: Int32Array;
  updates: Int32Array;
  /** Per revision and zone: available time, then deadline (Infinity: none). */
  timesMs: Float64Array;

  readonly #index: UpdateIndex;
  readonly #zoneCount: number;
  readonly #productCount: number;
  /** Slots by revision and product, as far as they were asked for; of the buffer `#listed`. */
  #slots: (readonly (readonly number[])[])[] = [];
  #listed: Int32Array;

  constructor({ catalog, zones, deployments }: Scenario, index: UpdateIndex, book: StateBook) {
    this.#index = index;
    this.#zoneCount = zones.length;
    this.#productCount = catalog.products.length;
    this.starts = new Int32Array(deployments.length + 1);
    this.updates = new Int32Array(16);
    this.timesMs = new Float64Array(2 * zones.length * deployments.length);
    this.#listed = this.starts;
    book.own('deployment revisions', this, ['count', 'starts', 'updates', 'timesMs']);
  }

  /** Returns the number of the new revision. */
  add({ updates, availableMs, deadlineMs }: RevisionContents): number {
    const revision = this.count++;
    this.starts = withRoom(this.starts, revision + 2);
    const start = this.starts[revision]!;
    this.updates = withRoom(this.updates, start + updates.length);
    this.updates.set(updates, start);
    this.starts[revision + 1] = start + updates.length;
    const timesAt = 2 * this.#zoneCount * revision;
    this.timesMs = withRoom(this.timesMs, timesAt + 2 * this.#zoneCount);
    for (let zone = 0; zone < this.#zoneCount; zone++) {
      this.timesMs[timesAt + 2 * zone] = availableMs[zone] ?? Infinity;
      this.timesMs[timesAt + 2 * zone + 1] = deadlineMs?.[zone] ?? Infinity;
    }
    return revision;
  }

  updateCount(revision: number): number {
    return this.starts[revision + 1]! - this.starts[revision]!;
  }

  updatesOf(revision: number): number[] {
    return [...this.updates.subarray(this.starts[revision]!, this.starts[revision + 1]!)];
  }

  contentsOf(revision: number): RevisionContents {
    const zones = Array.from({ length: this.#zoneCount }, (_, zone) => zone);
    return {
      updates: this.updatesOf(revision),
      availableMs: zones.map((zone) => this.availableMs(revision, zone)),
      deadlineMs: zones.map((zone) => this.deadlineMs(revision, zone)),
    };
  }

  /** The slots of its updates on clients of a product. */
  slots(revision: number, product: number): readonly number[] {
    if (this.#listed !== this.starts) {
      this.#listed = this.starts;
      this.#slots = [];
    }
    this.#slots[revision] ??= this.#slotsByProduct(revision);
    return this.#slots[revision][product]!;
  }

  availableMs(revision: number, zone: number): number {
    return this.timesMs[2 * (this.#zoneCount * revision + zone)]!;
  }

  /** Infinity: none. */
  deadlineMs(revision: number, zone: number): number {
    return this.timesMs[2 * (this.#zoneCount * revision + zone) + 1]!;
  }

  #slotsByProduct(revision: number): number[][] {
    const updates = this.updatesOf(revision);
    return Array.from({ length: this.#productCount }, (_, product) =>
      updates
        .filter((update) => this.#index.catalog.updates[update]!.product === product)
        .map((update) => this.#index.slotOf[update]!),
    );
  }
}

/** The column itself, or a longer copy. */
function withRoom<Column extends Int32Array | Float64Array>(column: Column, length: number): Column {
  if (length <= column.length) return column;
  const Type = column.constructor as new (length: number) => Column;
  const longer = new Type(Math.max(length, 2 * column.length));
  longer.set(column);
  return longer;
}
