import type { Catalog } from '../model/updates/catalog.ts';
import { epochOf } from './calendar.ts';
import { type CatalogEntry, readCatalogCsv, readSupersedenceCsv } from './catalog-csv.ts';
import { placeOf } from './document.ts';
import type { Issue } from './issue.ts';
import { CLIENT_LOCAL } from './moment.ts';
import type { Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { readText, type SourceReader } from './sources.ts';

/** The catalogue of a scenario as its sources have it. */
export interface SourceCatalogue {
  /** Null when it could not be read as a whole. */
  readonly entries: readonly CatalogEntry[] | null;
  /** By KB, the KBs that it replaces. */
  readonly pairs: ReadonlyMap<string, readonly string[]>;
  readonly origin: string;
  /** Null when the catalogue could not be read as a whole. */
  readonly products: readonly string[] | null;
  readonly classifications: readonly string[];
  readonly files: readonly string[];
  readonly issues: readonly Issue[];
}

/** Reads the catalogue that a scenario names or holds. */
export function readCatalogue(
  catalog: Parts['catalog'],
  reader: SourceReader,
  mistakes: Mistakes,
): SourceCatalogue {
  const nothing: SourceCatalogue = {
    entries: null,
    pairs: new Map(),
    origin: '',
    products: null,
    classifications: [],
    files: [],
    issues: [],
  };
  if (catalog === undefined) return nothing;
  const { file, supersedence, updates, origin = file ?? 'the scenario itself' } = catalog;
  if ((file === undefined) === (updates === undefined)) {
    mistakes.at(['catalog'], 'has to hold either "file", the name of a CSV file, or "updates"');
    return nothing;
  }
  const own = new Collector(reader, mistakes);
  const listed =
    file === undefined ? inlineEntries(updates!, mistakes) : own.file('file', file, readCatalogCsv)?.entries;
  const pairs =
    supersedence === undefined ? undefined : own.file('supersedence', supersedence, readSupersedenceCsv);
  const { files, issues } = own;
  if (listed === undefined || issues.length > 0) return { ...nothing, files, issues };
  const products = distinct(listed.map(({ product }) => product));
  const classifications = distinct(listed.map(({ classification }) => classification));
  return {
    entries: listed,
    pairs: pairs?.supersedes ?? new Map(),
    origin,
    products,
    classifications,
    files,
    issues,
  };
}

/** Reads the files that `catalog` names, relative to the file in which they are named. */
class Collector {
  readonly files: string[] = [];
  readonly issues: Issue[] = [];
  readonly #reader: SourceReader;
  readonly #mistakes: Mistakes;

  constructor(reader: SourceReader, mistakes: Mistakes) {
    this.#reader = reader;
    this.#mistakes = mistakes;
  }

  file<T extends { readonly issues: readonly Issue[] }>(
    key: string,
    relative: string,
    parse: (file: string, text: string) => T,
  ): T | undefined {
    const namedIn = placeOf(this.#mistakes.root, ['catalog', key]).file;
    const path = this.#reader.resolve(namedIn, relative);
    const text = readText(path, this.#reader);
    if (typeof text !== 'string') {
      this.#mistakes.at(['catalog', key], text.problem);
      return undefined;
    }
    const parsed = parse(path, text);
    this.files.push(path);
    this.issues.push(...parsed.issues);
    return parsed;
  }
}

type InlineUpdates = NonNullable<NonNullable<Parts['catalog']>['updates']>;

function inlineEntries(updates: InlineUpdates, mistakes: Mistakes): CatalogEntry[] {
  const seen = new Set<string>();
  return updates.map((update, at) => {
    const {
      id,
      kb,
      product,
      architecture,
      kind,
      classification,
      released,
      size,
      publisher,
      title = kb,
      supersedes,
    } = update;
    if (seen.has(id))
      mistakes.at(['catalog', 'updates', at, 'id'], `"${id}" is the id of another update already`);
    seen.add(id);
    const isInstant = 'civil' in released && released.zone !== CLIENT_LOCAL;
    if (!isInstant) {
      mistakes.at(
        ['catalog', 'updates', at, 'released'],
        'has to be one instant, for example 2024-06-11T17:00Z',
      );
    }
    const releasedEpochMs = isInstant ? epochOf(released.civil, released.zone) : 0;
    const isPublishedHere = publisher === 'Updates Publisher';
    const what = { id, kb, title, product, architecture, kind, classification };
    return { ...what, releasedEpochMs, sizeBytes: size, isPublishedHere, supersedes };
  });
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

/** The ids of what Updates Publisher publishes. */
export function publishedHere({ entries }: SourceCatalogue): Set<string> {
  return new Set((entries ?? []).filter(({ isPublishedHere }) => isPublishedHere).map(({ id }) => id));
}

/** What each update of a catalogue is made for, by its number. */
export function architecturesOf({ products, updates }: Catalog, { entries }: SourceCatalogue): string[] {
  const keyOf = (id: string, product: string) => `${id} ${product}`;
  const known = new Map(
    (entries ?? []).map(({ id, product, architecture }) => [keyOf(id, product), architecture]),
  );
  return updates.map(({ id, product }) => known.get(keyOf(id, products[product]!))!);
}
