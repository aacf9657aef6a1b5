import { suggestion } from './closest.ts';
import { type Located, placeOf } from './document.ts';
import type { Path } from './issue.ts';
import type { Mistakes } from './read.ts';
import type { Written } from './schema.ts';
import { nameOf } from './sources.ts';

type PartsOf<T> = {
  readonly [K in keyof T]?: T[K] extends readonly (infer E)[] ? readonly (E | null)[] : T[K];
};

/** What could be read of a site; the one of `site:` lacks what only sites of a hierarchy have. */
export type SiteParts = PartsOf<NonNullable<Written['sites']>[number]>;

type BoundaryGroupParts = PartsOf<Written['boundaryGroups'][number]>;

/** What could be read of a scenario: a part that was unsound is missing, an unsound item of a list is null. */
export type Parts = PartsOf<Omit<Written, 'site' | 'sites' | 'boundaryGroups'>> & {
  readonly site?: SiteParts;
  readonly sites?: readonly (SiteParts | null)[];
  readonly boundaryGroups?: readonly (BoundaryGroupParts | null)[];
};

/** A name as it was written, if it is one, and where. */
export interface Named {
  readonly name: string | null;
  readonly path: Path;
}

/**
 * The names of the things of one kind in a scenario, by which other parts refer to them. Names of unsound items count
 * too, so that a mistake inside a group is not reported again wherever the group is named.
 */
export class Names {
  readonly what: string;
  readonly names: readonly (string | null)[];
  /** False: the list could not be read, which has been reported; that a name is not in it is no further mistake. */
  readonly isRead: boolean;
  readonly #mistakes: Mistakes;

  constructor(what: string, items: readonly Named[], isRead: boolean, mistakes: Mistakes) {
    this.what = what;
    this.isRead = isRead;
    this.#mistakes = mistakes;
    this.names = items.map(({ name }) => name);
  }

  /** The names of the list at a path, which is not empty in a sound scenario; reports those that come twice. */
  static at(what: string, path: Path, mistakes: Mistakes): Names {
    const items = namedAt(mistakes.root, path);
    return Names.of(what, items, items.length > 0, mistakes);
  }

  /** Reports names that come twice, and warns of those that differ only in capitals. */
  static of(what: string, items: readonly Named[], isRead: boolean, mistakes: Mistakes): Names {
    const names = new Names(what, items, isRead, mistakes);
    const firstOf = new Map<string, number>();
    const firstLike = new Map<string, number>();
    items.forEach(({ name, path }, at) => {
      if (name === null) return;
      const first = firstOf.get(name) ?? at;
      const alike = firstLike.get(name.toLowerCase()) ?? at;
      firstOf.set(name, first);
      firstLike.set(name.toLowerCase(), alike);
      if (alike === at) return;
      const here = [...path, 'name'];
      const whereIs = (position: number) => {
        const other = placeOf(mistakes.root, [...items[position]!.path, 'name']);
        const isSameFile = other.file === placeOf(mistakes.root, here).file;
        return isSameFile ? `line ${other.line}` : `${other.file}:${other.line}`;
      };
      if (first < at) {
        mistakes.at(here, `"${name}" is the name of another ${what} already (${whereIs(first)})`);
        return;
      }
      mistakes.warn(
        here,
        `"${name}" differs only in capitals from "${names.names[alike]}", the name of another ${what} (${whereIs(alike)})`,
      );
    });
    return names;
  }

  /** The number of what is called `name`; −1 when there is none, which is reported at `path`. */
  find(name: string, path: Path): number {
    const at = this.names.indexOf(name);
    if (at < 0 && this.isRead) {
      const known = this.names.filter((other) => other !== null);
      const article = /^[aeiou]/.test(this.what) ? 'an' : 'a';
      this.#mistakes.at(path, `"${name}" is not ${article} ${this.what}${suggestion(name, known)}`);
    }
    return at;
  }
}

/** The items of the list at a path, with the names that were written. */
export function namedAt(root: Located, path: Path): Named[] {
  const node = nodeAt(root, path);
  const items = node?.kind === 'list' ? node.items : [];
  return items.map((item, at) => ({ name: nameOf(item), path: [...path, at] }));
}

/** Whether a key was written, rather than left to its default. */
export function isWritten(root: Located, path: Path): boolean {
  return nodeAt(root, path) !== undefined;
}

function nodeAt(root: Located, path: Path): Located | undefined {
  let node: Located | undefined = root;
  for (const step of path) {
    if (node?.kind === 'list') node = node.items[Number(step)];
    else node = node?.kind === 'map' ? node.entries.get(String(step))?.value : undefined;
  }
  return node;
}

/** The items of a list that could be read. */
export function sound<T>(items: readonly (T | null)[] | undefined): T[] {
  return (items ?? []).filter((item) => item !== null) as T[];
}
