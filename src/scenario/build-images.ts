import type { OperatingSystemImage } from '../model/scenario.ts';
import type { Catalog } from '../model/updates/catalog.ts';
import type { Span } from './build-catalog.ts';
import { checkProduct } from './build-groups.ts';
import { severalIndexes } from './build-image-acts.ts';
import { architecturesOf, type SourceCatalogue } from './catalogue-source.ts';
import { topSiteOf } from './deployment-plan.ts';
import type { Destinations } from './destinations.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import { updatesNamed } from './named-updates.ts';
import { isWritten, Names, namedAt, type Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { type Filter, instantMs, type UpdateSelector } from './select-updates.ts';

type WrittenImage = NonNullable<NonNullable<Parts['images']>[number]>;

/** What images are resolved with. */
interface ImageContext {
  readonly catalog: Catalog;
  readonly selector: UpdateSelector;
  readonly hierarchy: Hierarchy;
  readonly destinations: Destinations;
  readonly span: Span;
}

/** The images of a scenario (seed 001). */
export class ImageBuilder {
  readonly names: Names;
  /** As they are written; null where one could not be read. */
  readonly written: readonly (WrittenImage | null)[];
  /** In the same order, once they are built; null after a mistake. */
  readonly images: (OperatingSystemImage | null)[] = [];
  readonly #source: SourceCatalogue;
  readonly #mistakes: Mistakes;

  constructor(parts: Parts, source: SourceCatalogue, mistakes: Mistakes) {
    this.names = Names.of('image', namedAt(mistakes.root, ['images']), parts.images !== undefined, mistakes);
    this.written = parts.images ?? [];
    this.#source = source;
    this.#mistakes = mistakes;
    this.written.forEach((image, at) => {
      if (image !== null) this.#checkProduct(image, ['images', at]);
    });
  }

  /** The products of images: their updates play a part, even where no group runs them. */
  get products(): string[] {
    return this.written.flatMap((image) => image?.product ?? []);
  }

  build(context: ImageContext): void {
    const architectures = architecturesOf(context.catalog, this.#source);
    this.written.forEach((image, at) => {
      this.images.push(image === null ? null : this.#build(image, ['images', at], architectures, context));
    });
  }

  /** A filter of updates for an image selects of its candidates, which are the updates that it can take. */
  select(filter: Filter, image: number, path: Path, selector: UpdateSelector): number[] {
    const product = this.written[image]!.product;
    const candidates = this.images[image]?.candidates ?? [];
    return selector
      .matching({ ...filter, products: [product] }, [], path, null)
      .filter((update) => candidates.includes(update));
  }

  /** Updates for an image by their names; reports those that it cannot take. */
  named(written: readonly string[], image: OperatingSystemImage, path: Path, catalog: Catalog): number[] {
    const { name, candidates } = image;
    const { product, architecture } = this.written[this.names.names.indexOf(name)]!;
    return updatesNamed(
      written,
      catalog,
      path,
      this.#mistakes,
      this.#source.entries,
      (update) => candidates.includes(update),
      `not for ${product} (${architecture}), which the image "${name}" is; name updates of its product and architecture`,
    );
  }

  /** Of rows in a catalogue those of other architectures are of products of their own. */
  #checkProduct({ product, architecture }: WrittenImage, path: Path): void {
    const { entries, products } = this.#source;
    if (entries === null || products === null) return;
    if (!products.includes(product)) {
      checkProduct(product, products, [...path, 'product'], this.#mistakes);
      return;
    }
    const own = [
      ...new Set(entries.filter((entry) => entry.product === product).map((entry) => entry.architecture)),
    ];
    if (own.includes(architecture)) return;
    const other = entries.find((entry) => {
      return entry.architecture === architecture && entry.product.startsWith(`${product} `);
    });
    const hint =
      other === undefined
        ? `write "architecture: ${own[0]}"`
        : `those for ${architecture} are of "${other.product}"`;
    this.#mistakes.at(
      [...path, isWritten(this.#mistakes.root, [...path, 'architecture']) ? 'architecture' : 'product'],
      `the catalogue has updates of "${product}" for ${own.join(', ')} only, not for ${architecture}; ${hint}`,
    );
  }

  #build(
    written: WrittenImage,
    path: Path,
    architectures: readonly string[],
    context: ImageContext,
  ): OperatingSystemImage | null {
    const { name, kind, architecture, indexes, priority, binaryDifferentialReplication } = written;
    const { catalog, hierarchy, destinations } = context;
    const before = this.#mistakes.issues.length;
    const site = topSiteOf(
      written.site,
      'images are held and serviced at <top>',
      hierarchy,
      path,
      this.#mistakes,
    );
    const product = catalog.products.indexOf(written.product);
    const candidates = catalog.updates.flatMap((update, number) => {
      return update.product === product && architectures[number] === architecture ? [number] : [];
    });
    const image = {
      name,
      kind,
      site,
      product,
      candidates,
      sizeBytes: written.size,
      indexCount: indexes,
      priority,
    };
    const at = [...path, 'distributionPoints'];
    const distributionPoints = site < 0 ? [] : destinations.of(written.distributionPoints, site, 'image', at);
    if (site >= 0) destinations.warnOfPulls(distributionPoints, 'image', at);
    const importedMs = this.#importedMs(written, path, context.span);
    const updates = this.#updatesIn(written, candidates, importedMs, path, context);
    this.#checkServicing(written, path);
    const unnamed = {
      ...image,
      updates,
      importedMs: Math.max(0, importedMs),
      distributionPoints,
      sendsDifferences: binaryDifferentialReplication,
      failingUpdates: [],
    };
    const failingUpdates = this.named(written.failingUpdates, unnamed, [...path, 'failingUpdates'], catalog);
    return this.#mistakes.issues.length > before ? null : { ...unnamed, failingUpdates };
  }

  /** The import, before the start too; the start where it is left out. */
  #importedMs({ imported }: WrittenImage, path: Path, span: Span): number {
    if (imported === undefined) return 0;
    const at = [...path, 'imported'];
    const importedMs = instantMs(imported, span, { start: 0 }, at, this.#mistakes) ?? 0;
    if (importedMs > span.horizonMs)
      this.#mistakes.at(at, 'is after the end of the simulation; leave the image out');
    return importedMs;
  }

  /** What is found in it at the import (seed 001, introduction). */
  #updatesIn(
    { name, product, patchedTo, updates: filter }: WrittenImage,
    candidates: readonly number[],
    importedMs: number,
    path: Path,
    { catalog, selector, span }: ImageContext,
  ): number[] {
    const releasedMs = (update: number) => catalog.updates[update]!.releasedMs;
    if (filter === undefined) {
      const patchedMs = this.#patchedMs(patchedTo, importedMs, path, span);
      return candidates.filter((update) => releasedMs(update) < patchedMs);
    }
    const at = [...path, 'updates'];
    if (patchedTo !== undefined) this.#mistakes.atKey(at, 'stands beside "patchedTo"; leave one of them out');
    const before = this.#mistakes.issues.length;
    const matching = selector.matching({ ...filter, products: [product] }, [], at, null);
    const found = matching.filter(
      (update) => candidates.includes(update) && releasedMs(update) <= importedMs,
    );
    if (found.length === 0 && this.#mistakes.issues.length === before) {
      this.#mistakes.at(at, `selects nothing for "${name}" that is released at its import; widen the filter`);
    }
    return found;
  }

  #patchedMs(written: WrittenImage['patchedTo'], importedMs: number, path: Path, span: Span): number {
    if (written === undefined) return Math.min(0, importedMs);
    const at = [...path, 'patchedTo'];
    const patchedMs = instantMs(written, span, { start: 0 }, at, this.#mistakes) ?? 0;
    if (patchedMs > importedMs) {
      const hint = 'write "imported: …" with a later instant, or an earlier one here';
      this.#mistakes.at(
        at,
        `is after the image is imported${importedMs === 0 ? ', at the start' : ''}; ${hint}`,
      );
    }
    return patchedMs;
  }

  #checkServicing({ indexes, servicing }: WrittenImage, path: Path): void {
    if (servicing?.removeSuperseded !== true || indexes === 1) return;
    this.#mistakes.at([...path, 'servicing', 'removeSuperseded'], severalIndexes(indexes));
  }
}
