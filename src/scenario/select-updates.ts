import type { ClientGroup } from '../model/scenario.ts';
import type { Catalog, Update } from '../model/updates/catalog.ts';
import type { Span } from './build-catalog.ts';
import type { Groups } from './build-groups.ts';
import { epochOf } from './calendar.ts';
import { suggestion } from './closest.ts';
import type { Path } from './issue.ts';
import { type Anchor, CLIENT_LOCAL, type Moment } from './moment.ts';
import type { Parts } from './parts.ts';
import type { Mistakes } from './read.ts';

/** Which updates of the catalogue: those that meet everything that is given; `text`: what their metadata hold. */
export type Filter = NonNullable<NonNullable<Parts['deployments']>[number]>['updates'] & {
  readonly text?: readonly string[] | undefined;
};

/** An instant in ms since the start, by the anchors that it may be counted from; null after a mistake. */
export function instantMs(
  moment: Moment,
  span: Span,
  anchors: Partial<Record<Anchor, number>>,
  path: Path,
  mistakes: Mistakes,
): number | null {
  if ('civil' in moment) {
    if (moment.zone !== CLIENT_LOCAL) return epochOf(moment.civil, moment.zone) - span.startEpochMs;
    mistakes.at(path, 'has to be one instant; name a time zone, for example UTC, instead of client-local');
    return null;
  }
  const anchorMs = anchors[moment.anchor];
  if (anchorMs !== undefined) return anchorMs + moment.offsetMs;
  mistakes.at(path, `"${moment.anchor}" is not known here; count from ${Object.keys(anchors).join(' or ')}`);
  return null;
}

/** Finds what filters select of the catalogue; reports filters that name what is not there, or select nothing. */
export class UpdateSelector {
  readonly #catalog: Catalog;
  readonly #groups: Groups;
  readonly #span: Span;
  readonly #classifications: readonly string[];
  readonly #mistakes: Mistakes;

  constructor(
    catalog: Catalog,
    groups: Groups,
    span: Span,
    classifications: readonly string[],
    mistakes: Mistakes,
  ) {
    this.#catalog = catalog;
    this.#groups = groups;
    this.#span = span;
    this.#classifications = classifications;
    this.#mistakes = mistakes;
  }

  /** Numbers of updates, ascending. Without `products` it is about those of `members`, numbers of groups. */
  select(filter: Filter, members: readonly number[], path: Path, createdMs: number | null = null): number[] {
    const chosen = this.matching(filter, members, path, createdMs);
    const hasSoundMembers =
      members.length > 0 && members.every((number) => this.#groups.groups[number] !== null);
    if (chosen.length === 0 && hasSoundMembers) {
      this.#mistakes.at(path, 'selects no update of the catalogue; widen the filter');
    }
    return chosen;
  }

  /** The same, where nothing may be selected. `createdMs`: what `within` counts back from; null: it is not asked. */
  matching(filter: Filter, members: readonly number[], path: Path, createdMs: number | null): number[] {
    const { products, updates } = this.#catalog;
    const { classifications, kinds, title = [], text = [] } = filter;
    this.#checkNames(filter, path);
    const wanted = filter.products ?? this.#productsOf(members);
    const [fromMs, toMs] = this.#releasedIn(filter, createdMs, [...path, 'released']);
    const isHeld = (words: readonly string[], texts: readonly string[]) =>
      words.every((word) => texts.some((each) => each.toLowerCase().includes(word.toLowerCase())));
    const isChosen = (update: Update) =>
      wanted.includes(products[update.product]!) &&
      (classifications === undefined || classifications.includes(update.classification)) &&
      (kinds === undefined || kinds.includes(update.kind)) &&
      isHeld(title, [update.title]) &&
      isHeld(text, [update.title, update.kb, update.id]) &&
      update.releasedMs >= fromMs &&
      update.releasedMs < toMs;
    return updates.flatMap((update, number) => (isChosen(update) ? [number] : []));
  }

  /** From when, and until when exclusively. */
  #releasedIn({ released }: Filter, createdMs: number | null, path: Path): [number, number] {
    const { from, to, within } = released ?? {};
    if (within !== undefined) {
      return createdMs === null ? [-Infinity, Infinity] : [createdMs - within, createdMs + 1];
    }
    const fromMs = from === undefined ? -Infinity : this.#absolute(from, [...path, 'from']);
    return [fromMs, to === undefined ? Infinity : this.#absolute(to, [...path, 'to'])];
  }

  #checkNames({ products, classifications }: Filter, path: Path): void {
    (products ?? []).forEach((product, at) => {
      if (this.#catalog.products.includes(product)) return;
      const hint = suggestion(product, this.#catalog.products);
      this.#mistakes.at([...path, 'products', at], `no group runs "${product}"${hint}`);
    });
    (classifications ?? []).forEach((classification, at) => {
      if (this.#classifications.includes(classification)) return;
      const hint = suggestion(classification, this.#classifications);
      this.#mistakes.at(
        [...path, 'classifications', at],
        `"${classification}" is not in the catalogue${hint}`,
      );
    });
  }

  #productsOf(members: readonly number[]): string[] {
    const groups = members.map((number) => this.#groups.groups[number]).filter((group) => group !== null);
    return groups.map((group) => this.#catalog.products[(group as ClientGroup).product]!);
  }

  #absolute(moment: Moment, path: Path): number {
    return instantMs(moment, this.#span, { start: 0 }, path, this.#mistakes) ?? Number.NaN;
  }
}
