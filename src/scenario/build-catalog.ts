import type { Catalog, Update, UpdateKind } from '../model/updates/catalog.ts';
import { addMonths } from './calendar.ts';
import type { CatalogEntry } from './catalog-csv.ts';

/** The span of a scenario. */
export interface Span {
  readonly startEpochMs: number;
  readonly horizonMs: number;
}

/** Months until superseded updates expire; those of feature updates have a value of their own. */
export interface SupersedenceRule {
  readonly expireAfter: number;
  readonly featureUpdatesExpireAfter: number;
}

/** Maximum run times, by kind of update (MA-RUNTIME). */
export type RunTimes = Readonly<Record<UpdateKind | 'featureUpdate', number>>;

const DAY_MS = 86_400_000;
const FEATURE_UPDATES = 'Upgrades';

/**
 * The updates that play a part in a run: of the products in use, released before its end and not expired before its
 * start. Products are numbered in the order given.
 *
 * An update replaces what its entry names, what `pairs` says of its KB (through KBs that the catalogue does not
 * have), and, being cumulative (LCU, .NET CU, SSU), the updates of its kind, product and architecture of the release
 * day before. A superseded update expires so many calendar months after the first update that supersedes it was released
 * (`rule`); definition updates never do.
 */
export function buildCatalog(
  entries: readonly CatalogEntry[],
  pairs: ReadonlyMap<string, readonly string[]>,
  products: readonly string[],
  rule: SupersedenceRule,
  span: Span,
  origin: string,
  runTimes: RunTimes,
): Catalog {
  const endEpochMs = span.startEpochMs + span.horizonMs;
  const known = entries
    .filter((entry) => products.includes(entry.product) && entry.releasedEpochMs <= endEpochMs)
    .sort((a, b) => a.releasedEpochMs - b.releasedEpochMs || (a.id < b.id ? -1 : 1));
  const supersedes = products.map((product) => {
    const ofProduct = known.filter((entry) => entry.product === product);
    return ofProduct.map((entry) => [entry, supersededBy(entry, ofProduct, pairs)] as const);
  });
  const replaced = new Map(supersedes.flat());
  const expires = new Map<CatalogEntry, number>();
  for (const entry of known) {
    for (const old of replaced.get(entry)!) {
      if (old.classification === 'Definition Updates' || expires.has(old)) continue;
      const isFeature = old.classification === FEATURE_UPDATES;
      const months = isFeature ? rule.featureUpdatesExpireAfter : rule.expireAfter;
      expires.set(old, addMonths(entry.releasedEpochMs, months));
    }
  }
  const kept = known.filter((entry) => (expires.get(entry) ?? Infinity) > span.startEpochMs);
  const numbers = new Map(kept.map((entry, number) => [entry, number]));
  const updates = kept.map((entry): Update => {
    const { id, kb, title, kind, classification, sizeBytes } = entry;
    return {
      id,
      kb,
      title,
      product: products.indexOf(entry.product),
      kind,
      classification,
      releasedMs: entry.releasedEpochMs - span.startEpochMs,
      expiresMs: (expires.get(entry) ?? Infinity) - span.startEpochMs,
      sizeBytes,
      runTimeMaxMs: classification === FEATURE_UPDATES ? runTimes.featureUpdate : runTimes[kind],
      supersedes: replaced.get(entry)!.flatMap((old) => numbers.get(old) ?? []),
    };
  });
  return { products, updates, origin };
}

/** Of the entries of one product, ascending by release, those that `entry` replaces directly. */
function supersededBy(
  entry: CatalogEntry,
  ofProduct: readonly CatalogEntry[],
  pairs: ReadonlyMap<string, readonly string[]>,
): CatalogEntry[] {
  const older = ofProduct.slice(0, ofProduct.indexOf(entry));
  const kbs = new Set(older.map(({ kb }) => kb));
  const named = new Set([...entry.supersedes, ...throughMissing(entry.kb, kbs, pairs)]);
  const isCumulative = entry.kind !== 'other';
  const day = Math.floor(entry.releasedEpochMs / DAY_MS);
  const before = older.filter(
    (old) => old.kind === entry.kind && old.architecture === entry.architecture && dayOf(old) < day,
  );
  const lastDay = isCumulative && before.length > 0 ? dayOf(before[before.length - 1]!) : -Infinity;
  return older.filter(
    (old) => named.has(old.kb) || named.has(old.id) || (before.includes(old) && dayOf(old) === lastDay),
  );
}

function dayOf(entry: CatalogEntry): number {
  return Math.floor(entry.releasedEpochMs / DAY_MS);
}

/** What a KB replaces; a KB that the catalogue lacks stands for what it replaces itself. */
function throughMissing(
  kb: string,
  kbs: ReadonlySet<string>,
  pairs: ReadonlyMap<string, readonly string[]>,
): string[] {
  const found: string[] = [];
  const seen = new Set([kb]);
  const waiting = [kb];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const old of pairs.get(next) ?? []) {
      if (seen.has(old)) continue;
      seen.add(old);
      if (kbs.has(old)) found.push(old);
      else waiting.push(old);
    }
  }
  return found;
}
