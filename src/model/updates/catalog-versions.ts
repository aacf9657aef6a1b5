import type { StateBook } from '../../sim/state.ts';
import type { Catalog } from './catalog.ts';

/** What these supersede stays in the results of a scan (domain, scan step 8). */
const NEVER_PRUNING: ReadonlySet<string> = new Set(['Service Packs', 'Definition Updates']);

/** A sixteen-bit column of clients holds this many versions. */
const VERSION_COUNT_MAX = 2 ** 15;

/**
 * The metadata versions of one hierarchy (domain, content version): each is a cutoff instant, and holds what the source
 * of the top-level site offered up to it. Version 0 is what every site and client begins with.
 */
export class CatalogVersions {
  /** Per version: updates offered up to here are in it. */
  cutoffsMs: Float64Array;
  count = 1;
  /** Per update: from when on the source offers it; Infinity: its product or classification is not synchronized. */
  readonly offeredMs: Float64Array;
  readonly expiresMs: Float64Array;
  /**
   * Per update: offer of the first update that supersedes it directly and hides it from scan results; Infinity while
   * none does.
   */
  readonly supersededAtMs: Float64Array;
  /** Most versions that there can be: each but the first brings something new, or something expired. */
  readonly countMax: number;
  readonly #offers: Float64Array;
  readonly #expiries: Float64Array;

  constructor({ updates }: Catalog, offeredMs: readonly number[], siteName: string, book: StateBook) {
    this.offeredMs = Float64Array.from(offeredMs);
    this.expiresMs = Float64Array.from(updates, (update) => update.expiresMs);
    this.supersededAtMs = new Float64Array(updates.length).fill(Infinity);
    updates.forEach(({ supersedes, classification }, number) => {
      if (NEVER_PRUNING.has(classification)) return;
      for (const replaced of supersedes) {
        this.supersededAtMs[replaced] = Math.min(this.supersededAtMs[replaced]!, offeredMs[number]!);
      }
    });
    this.#offers = this.offeredMs.slice().sort();
    this.#expiries = this.expiresMs.filter((_, update) => offeredMs[update] !== Infinity).sort();
    const comingCount = [...this.#offers, ...this.#expiries].filter((ms) => ms > 0 && ms < Infinity).length;
    this.countMax = 1 + comingCount;
    if (this.countMax > VERSION_COUNT_MAX) throw new Error(`${this.countMax} metadata versions`);
    this.cutoffsMs = new Float64Array(this.countMax);
    book.own(`metadata versions of ${siteName}`, this, ['cutoffsMs', 'count']);
  }

  /** Up to which instant version `version` holds what was offered; −1: no version. */
  cutoffMs(version: number): number {
    return version < 0 ? -Infinity : this.cutoffsMs[version]!;
  }

  /** How many updates version `version` holds; −1: none. */
  updateCount(version: number): number {
    return version < 0 ? 0 : this.updateCountAt(this.cutoffsMs[version]!);
  }

  /** How many updates the source has offered up to an instant. */
  updateCountAt(atMs: number): number {
    return countUpTo(this.#offers, atMs);
  }

  /** How many of them have not expired by then. */
  activeCountAt(atMs: number): number {
    return this.offeredMs.reduce(
      (count, offeredMs, update) => count + (offeredMs <= atMs && atMs < this.expiresMs[update]! ? 1 : 0),
      0,
    );
  }

  /** How many updates are new or expired in what an instant's version holds, against version `since`. */
  changeCount(since: number, atMs: number): number {
    const sinceMs = this.cutoffsMs[since]!;
    const newCount = this.updateCountAt(atMs) - this.updateCountAt(sinceMs);
    return newCount + countUpTo(this.#expiries, atMs) - countUpTo(this.#expiries, sinceMs);
  }

  /** A new version, which ends at `cutoffMs`. */
  add(cutoffMs: number): number {
    if (this.count === this.countMax) throw new Error(`more than ${this.countMax} metadata versions`);
    this.cutoffsMs[this.count] = cutoffMs;
    return this.count++;
  }
}

/** How many of ascending instants are at or before `cutoffMs`. */
function countUpTo(ascending: Float64Array, cutoffMs: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= cutoffMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
