import type { Scenario, TemplateImage } from '../model/scenario.ts';
import type { Catalog } from '../model/updates/catalog.ts';
import type { Span } from './build-catalog.ts';
import { checkProduct } from './build-groups.ts';
import { topSiteOf } from './deployment-plan.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import { Names, namedAt, type Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { instantMs } from './select-updates.ts';

type WrittenImage = NonNullable<NonNullable<Parts['templateImages']>[number]>;

/** A template image with what it has from the image that it is made from. */
interface Resolved {
  readonly written: WrittenImage;
  readonly path: Path;
  readonly source: number;
  readonly product: string;
  readonly sizeBytes: number;
  readonly transfer: TemplateImage['transfer'];
  /** As it is written, there or at its source, and where. */
  readonly site: string | undefined;
  readonly sitePath: Path;
}

const MB = 1e6;
const MIB = 2 ** 20;
/** What a custom image is to have when it is made, and what it may have (domain, RemoteApp images). */
const SIZE_USUAL_BYTES = 40_000 * MB;
const SIZE_MAX_BYTES = 127_000 * MB;

/** The template images of a scenario (seed 000, steps 1 and 2). */
export class TemplateImages {
  readonly names: Names;
  /** In the order of the file; null where an image, or what it is made from, could not be resolved. */
  readonly resolved: readonly (Resolved | null)[];
  readonly #written: readonly (WrittenImage | null)[];
  readonly #hierarchy: Hierarchy;
  readonly #mistakes: Mistakes;

  /** `catalogued` are the products that the catalogue knows; null when it could not be read. */
  constructor(parts: Parts, hierarchy: Hierarchy, catalogued: readonly string[] | null, mistakes: Mistakes) {
    this.#written = parts.templateImages ?? [];
    this.#hierarchy = hierarchy;
    this.#mistakes = mistakes;
    const named = namedAt(mistakes.root, ['templateImages']);
    this.names = Names.of('template image', named, parts.templateImages !== undefined, mistakes);
    this.resolved = this.#resolvedAll(catalogued);
  }

  /** The products of template images: their updates play a part, even where no group runs them. */
  get products(): string[] {
    return this.resolved.flatMap((image) => image?.product ?? []);
  }

  build({ products, updates }: Catalog, span: Span): TemplateImage[] {
    return this.resolved.flatMap((image) => {
      if (image === null) return [];
      const { written, source, sizeBytes, transfer } = image;
      const product = products.indexOf(image.product);
      const patchedToMs = this.#patchedToMs(image, span);
      const held = updates.flatMap((update, number) =>
        update.product === product && update.releasedMs <= patchedToMs ? [number] : [],
      );
      return {
        name: written.name,
        kind: written.kind,
        product,
        sizeBytes,
        updates: source < 0 ? held : null,
        source,
        transfer,
        site: this.#siteOf(image),
      };
    });
  }

  #patchedToMs({ written, path }: Resolved, span: Span): number {
    if (written.patchedTo === undefined) return 0;
    const here = [...path, 'patchedTo'];
    const atMs = instantMs(written.patchedTo, span, { start: 0 }, here, this.#mistakes) ?? 0;
    if (atMs > 0) {
      this.#mistakes.at(
        here,
        'is after the start; what is patched later is an image of its own, with "from" and made by makeTemplateImage',
      );
    }
    return atMs;
  }

  /** Whose internet access an upload uses; one of the top-level sites where nothing is uploaded. */
  #siteOf({ source, transfer, site, sitePath }: Resolved): number {
    const isUploaded = source >= 0 && transfer === 'upload';
    if (site === undefined && !isUploaded) return this.#hierarchy.tops[0] ?? 0;
    return topSiteOf(site, 'images are uploaded by <top>', this.#hierarchy, sitePath, this.#mistakes);
  }

  #resolvedAll(catalogued: readonly string[] | null): (Resolved | null)[] {
    const sources = this.#written.map((image, at) => {
      return image?.from === undefined ? -1 : this.names.find(image.from, ['templateImages', at, 'from']);
    });
    const done = new Map<number, Resolved | null>();
    const circular = new Set<number>();
    sources.forEach((_, at) => {
      if (!circular.has(at)) for (const image of this.#circleFrom(at, sources)) circular.add(image);
    });
    const resolve = (at: number): Resolved | null => {
      if (!done.has(at))
        done.set(at, circular.has(at) ? null : this.#resolve(at, sources[at]!, resolve, catalogued));
      return done.get(at)!;
    };
    return this.#written.map((_, at) => resolve(at));
  }

  /** The images that an image is made from, back to itself; empty when it is not. */
  #circleFrom(start: number, sources: readonly number[]): number[] {
    const circle = new Set([start]);
    let at = sources[start]!;
    while (at >= 0 && !circle.has(at)) {
      circle.add(at);
      at = sources[at]!;
    }
    if (at !== start) return [];
    const names = [...circle, start].map((image) => this.names.names[image]);
    this.#mistakes.at(
      ['templateImages', start, 'from'],
      `goes round in a circle: ${names.join(' ← ')}; one of them has to be there from the start`,
    );
    return [...circle];
  }

  #resolve(
    at: number,
    source: number,
    resolve: (at: number) => Resolved | null,
    catalogued: readonly string[] | null,
  ): Resolved | null {
    const written = this.#written[at];
    if (!written) return null;
    const path: Path = ['templateImages', at];
    const before = this.#mistakes.issues.length;
    const base = source < 0 ? null : resolve(source);
    const transfer = written.transfer ?? base?.transfer ?? 'upload';
    this.#checkKeys(
      { ...written, transfer: written.kind === 'platform' ? written.transfer : transfer },
      path,
    );
    this.#checkSize(written.size, [...path, 'size']);
    const product = this.#productOf(written, base, catalogued, path);
    const isSound = this.#mistakes.issues.length === before && (written.from === undefined || base !== null);
    if (!isSound || product === null) return null;
    return {
      written,
      path,
      source,
      product,
      sizeBytes: written.size ?? base?.sizeBytes ?? SIZE_USUAL_BYTES,
      transfer,
      site: written.site ?? base?.site,
      sitePath: written.site === undefined && base?.site !== undefined ? base.sitePath : path,
    };
  }

  /** Reports keys that mean nothing for an image of its kind. */
  #checkKeys({ kind, from, patchedTo, transfer, site }: WrittenImage, path: Path): void {
    const report = (key: string, message: string) => this.#mistakes.at([...path, key], message);
    if (kind === 'platform') {
      if (from !== undefined) {
        report(
          'from',
          'is of a custom image: platform images are made by the provider; leave it out, or "kind: platform"',
        );
      }
      if (transfer !== undefined) report('transfer', 'means nothing for a platform image; leave it out');
      if (site !== undefined) report('site', 'means nothing for a platform image; leave it out');
    } else if (site !== undefined && transfer === 'import') {
      report('site', 'means nothing for an image that is imported; leave it out');
    }
    if (from !== undefined && patchedTo !== undefined) {
      report(
        'patchedTo',
        'is of an image that is there at the start; leave it out, and name "updates" where makeTemplateImage makes this one',
      );
    }
  }

  /** Reports a file that the service refuses (domain, RemoteApp images). */
  #checkSize(sizeBytes: number | undefined, path: Path): void {
    if (sizeBytes === undefined) return;
    if (sizeBytes > SIZE_MAX_BYTES) {
      this.#mistakes.at(path, 'is more than 127 GB, the most that the service takes');
    } else if (sizeBytes === 0 || (sizeBytes % MB !== 0 && sizeBytes % MIB !== 0)) {
      this.#mistakes.at(
        path,
        'is not a whole number of MB, as the service wants it; write for example 40 GB',
      );
    }
  }

  #productOf(
    { product, from }: WrittenImage,
    base: Resolved | null,
    catalogued: readonly string[] | null,
    path: Path,
  ): string | null {
    if (product === undefined) {
      if (from === undefined) {
        this.#mistakes.at(
          path,
          'lacks "product"; write it, or "from" for an image that is made during the run',
        );
      }
      return base?.product ?? null;
    }
    const here = [...path, 'product'];
    if (catalogued !== null) checkProduct(product, catalogued, here, this.#mistakes);
    if (base !== null && base.product !== product) {
      this.#mistakes.at(
        here,
        `is not that of "${from}", from which it is made, "${base.product}"; leave it out`,
      );
    }
    return product;
  }
}

type Plain = Readonly<Record<string, unknown>>;

/** Template images as they resolve: with what they have from others, and what is left to the default. */
export function resolvedImages(plain: readonly Plain[], { templateImages, catalog }: Scenario): Plain[] {
  return plain.map((written, at) => {
    const { name, kind, from } = written;
    const { product, sizeBytes, transfer, source } = templateImages[at]!;
    return {
      name,
      kind,
      ...(source < 0 ? {} : { from }),
      product: catalog.products[product],
      ...(source < 0 ? { patchedTo: 'start' } : {}),
      size: `${sizeBytes} B`,
      ...(kind === 'custom' ? { transfer } : {}),
      ...written,
    };
  });
}
