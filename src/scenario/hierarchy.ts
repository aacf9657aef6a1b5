import type { SiteKind } from '../model/scenario.ts';
import type { Path } from './issue.ts';
import { isWritten, Names, namedAt, type Parts, type SiteParts } from './parts.ts';
import type { Mistakes } from './read.ts';

/** A site as it was written, and where it stands. */
export interface PlacedSite {
  readonly written: SiteParts;
  readonly path: Path;
  readonly name: string | null;
  readonly kind: SiteKind;
  /** Number of its parent, smaller than its own; −1 at the top. */
  readonly parent: number;
}

/**
 * The sites of a scenario (none when it does not say soundly which), parents before their children, otherwise as written (seed 002, synchronization: a top-level
 * site is a central administration site or a stand-alone primary; primaries below the former, secondaries below
 * primaries).
 */
export class Hierarchy {
  readonly sites: readonly PlacedSite[];
  readonly names: Names;

  constructor(parts: Parts, mistakes: Mistakes) {
    this.sites = placedSites(parts, mistakes);
    this.names = new Names('site', this.sites, this.sites.length > 0, mistakes);
  }

  /** The site at the top of the hierarchy that a site is part of. */
  topOf(site: number): number {
    const { parent } = this.sites[site]!;
    return parent < 0 ? site : this.topOf(parent);
  }

  /** The primary site to which clients of a site are assigned. */
  primaryOf(site: number): number {
    const { kind, parent } = this.sites[site]!;
    return kind === 'secondary' && parent >= 0 ? parent : site;
  }

  /** The numbers of the sites at the top. */
  get tops(): number[] {
    return this.sites.flatMap(({ parent }, site) => (parent < 0 ? [site] : []));
  }
}

function placedSites(parts: Parts, mistakes: Mistakes): PlacedSite[] {
  const { root } = mistakes;
  const [isAlone, isListed] = [isWritten(root, ['site']), isWritten(root, ['sites'])];
  if (isAlone && isListed) {
    mistakes.atKey(
      ['sites'],
      'stands beside "site"; write "site" for a stand-alone primary site, else "sites"',
    );
    return [];
  }
  if (!isAlone && !isListed) {
    mistakes.at([], 'lacks "site"; write "site: …" for a stand-alone primary site, or "sites: …"');
  }
  if (isAlone || parts.sites === undefined) {
    const { site: written } = parts;
    if (written === undefined) return [];
    return [{ written, path: ['site'], name: written.name ?? null, kind: 'primary', parent: -1 }];
  }
  return new Sorter(parts.sites, mistakes).sorted();
}

interface WrittenSite {
  readonly written: SiteParts;
  readonly path: Path;
  readonly name: string | null;
  readonly kind: SiteKind;
}

/** Whether what a site is could be read, or was left to its default. */
export function isKindKnown(
  { path, written }: Pick<PlacedSite, 'path' | 'written'>,
  { root }: Mistakes,
): boolean {
  return written.type !== undefined || !isWritten(root, [...path, 'type']);
}

/** Finds the parents of sites and puts them before their children. */
class Sorter {
  readonly #sites: readonly WrittenSite[];
  /** By position in the file; −1: none. */
  readonly #parents: readonly number[];
  readonly #mistakes: Mistakes;

  constructor(written: readonly (SiteParts | null)[], mistakes: Mistakes) {
    this.#mistakes = mistakes;
    const named = namedAt(mistakes.root, ['sites']);
    const names = Names.of('site', named, true, mistakes);
    this.#sites = named.map(({ name, path }, at) => {
      const site = written[at] ?? {};
      return { written: site, path, name, kind: site.type ?? 'primary' };
    });
    this.#parents = this.#sites.map(({ written: { parent }, path }) => {
      return parent === undefined ? -1 : names.find(parent, [...path, 'parent']);
    });
  }

  sorted(): PlacedSite[] {
    const order = this.#order();
    const rest = this.#sites.map((_, at) => at).filter((at) => !order.includes(at));
    this.#reportCycles(rest);
    for (const at of order) this.#checkParent(this.#sites[at]!, this.#parents[at]!);
    const numbers = new Map([...order, ...rest].map((at, number) => [at, number]));
    return [...numbers].map(([at, number]) => {
      const parent = numbers.get(this.#parents[at]!) ?? -1;
      return { ...this.#sites[at]!, parent: parent < number ? parent : -1 };
    });
  }

  /** Positions of sites, each after that of its parent; those of a cycle, and below one, are left out. */
  #order(): number[] {
    const order: number[] = [];
    const placed = new Set([-1]);
    for (;;) {
      const next = this.#parents.findIndex((parent, at) => !placed.has(at) && placed.has(parent));
      if (next < 0) return order;
      placed.add(next);
      order.push(next);
    }
  }

  #reportCycles(rest: readonly number[]): void {
    const seen = new Set<number>();
    for (const first of rest) {
      const way: number[] = [];
      let at = first;
      for (; !seen.has(at); at = this.#parents[at]!) {
        seen.add(at);
        way.push(at);
      }
      if (!way.includes(at)) continue;
      const cycle = [...way.slice(way.indexOf(at)), at].map((site) => this.#sites[site]!.name);
      const path = [...this.#sites[at]!.path, 'parent'];
      this.#mistakes.at(
        path,
        `goes round in a circle: ${cycle.join(' → ')}; leave out that of the site at the top`,
      );
    }
  }

  /** What could not be read has been reported already. */
  #checkParent({ kind, path, written }: WrittenSite, parent: number): void {
    if (!isKindKnown({ path, written }, this.#mistakes)) return;
    const { root } = this.#mistakes;
    const at = [...path, 'parent'];
    const above = this.#sites[parent];
    if (kind === 'centralAdministration' && written.parent !== undefined) {
      this.#mistakes.at(at, 'is above a central administration site, which is at the top; leave it out');
    } else if (kind === 'secondary' && !isWritten(root, at)) {
      this.#mistakes.at(
        path,
        'is a secondary site without a parent; write "parent: …" with its primary site',
      );
    } else if (kind === 'secondary' && above !== undefined && above.kind !== 'primary') {
      this.#mistakes.at(at, `"${above.name}" is not a primary site; a secondary site is the child of one`);
    } else if (kind === 'primary' && above !== undefined && above.kind !== 'centralAdministration') {
      const hint = 'write "type: secondary", or leave the parent out';
      this.#mistakes.at(
        at,
        `"${above.name}" is not a central administration site, the only parent of a primary site; ${hint}`,
      );
    }
  }
}
