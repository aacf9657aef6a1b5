import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import { COLLECTION_COLUMNS, type CollectionColumn } from '../results.ts';
import type { Memberships } from '../site/deployment/memberships.ts';

/** How many clients each collection has at the end of every interval, as their sites have it. */
export class CollectionMeasures {
  readonly rows: Rows<CollectionColumn>;
  readonly #memberships: Memberships;

  constructor(memberships: Memberships, book: StateBook) {
    this.#memberships = memberships;
    this.rows = new Rows<CollectionColumn>(COLLECTION_COLUMNS, book, 'collections rows');
  }

  record(nowMs: number): void {
    this.#memberships.sizes.forEach((members, collection) => {
      this.rows.add(nowMs, collection, members);
    });
  }
}
