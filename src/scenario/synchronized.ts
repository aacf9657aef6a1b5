import type { Catalog } from '../model/updates/catalog.ts';
import type { SupersedenceRule } from './build-catalog.ts';
import { CLASSIFICATIONS } from './catalog-csv.ts';
import type { SourceCatalogue } from './catalogue-source.ts';
import { suggestion } from './closest.ts';
import type { Hierarchy, PlacedSite } from './hierarchy.ts';
import { isWritten } from './parts.ts';
import type { Mistakes } from './read.ts';
import { MICROSOFT_UPDATE } from './schema-sites.ts';

/** Reports filters of top-level sites that name what is not there. */
export function checkFilters({ sites }: Hierarchy, source: SourceCatalogue, mistakes: Mistakes): void {
  for (const { path, written } of sites) {
    const { classifications = [], products = [] } = written.synchronization ?? {};
    const known = [...new Set([...source.classifications, ...CLASSIFICATIONS])];
    classifications.forEach((name, at) => {
      if (known.includes(name)) return;
      const where = [...path, 'synchronization', 'classifications', at];
      mistakes.at(where, `"${name}" is not a classification${suggestion(name, known)}`);
    });
    const catalogued = source.products;
    if (catalogued === null) continue;
    products.forEach((name, at) => {
      if (catalogued.includes(name)) return;
      const where = [...path, 'synchronization', 'products', at];
      mistakes.at(where, `"${name}" is not a product of the catalogue${suggestion(name, catalogued)}`);
    });
  }
}

/**
 * From when on the source of each top-level site offers each update; Infinity: its product or classification is not
 * synchronized (seed 002, synchronization on the top-level site). What Updates Publisher publishes is on the update
 * server of the top-level site itself, so the delay of another source does not apply (seed 002, extending updates).
 */
export function offeredMs(
  hierarchy: Hierarchy,
  { updates, products }: Catalog,
  publishedHere: ReadonlySet<string>,
): Map<number, readonly number[]> {
  return new Map(
    hierarchy.tops.map((top) => {
      const { delayMs, isWanted } = criteriaOf(hierarchy.sites[top]!);
      const instants = updates.map(({ id, product, classification, releasedMs }) => {
        if (!isWanted(products[product]!, classification)) return Infinity;
        return publishedHere.has(id) ? releasedMs : releasedMs + delayMs;
      });
      return [top, instants];
    }),
  );
}

function criteriaOf({ written }: PlacedSite) {
  const { source, classifications, products } = written.synchronization!;
  return {
    delayMs: source === MICROSOFT_UPDATE ? 0 : source.delay,
    isWanted: (product: string, classification: string) =>
      (classifications?.includes(classification) ?? true) && (products?.includes(product) ?? true),
  };
}

/**
 * When superseded updates expire; null when no site says it. An update expires once, so hierarchies of one scenario have
 * one rule.
 */
export function supersedenceOf(hierarchy: Hierarchy, mistakes: Mistakes): SupersedenceRule | null {
  const tops = hierarchy.tops.map((top) => hierarchy.sites[top]!);
  const [first, ...others] = tops.filter(({ written }) => written.supersedence !== undefined);
  if (first === undefined) return null;
  const rule = first.written.supersedence!;
  for (const other of others) {
    const { expireAfter, featureUpdatesExpireAfter } = other.written.supersedence!;
    if (expireAfter === rule.expireAfter && featureUpdatesExpireAfter === rule.featureUpdatesExpireAfter)
      continue;
    const path = [...other.path, 'supersedence'];
    const [at, name] = isWritten(mistakes.root, path)
      ? [path, first.name]
      : [[...first.path, 'supersedence'], other.name];
    mistakes.at(at, `is not that of "${name}"; all hierarchies of a scenario have one rule`);
  }
  return rule;
}
