import { suggestion } from './closest.ts';
import { type Located, placeOf } from './document.ts';
import type { Path } from './issue.ts';
import type { Mistakes } from './read.ts';
import type { Written } from './schema.ts';
import { nameOf } from './sources.ts';

type PartsOf<T> = {
  readonly [K in keyof T]?: T[K] extends readonly (infer E)[] ? readonly (E | null)[] : T[K];
};

/** What could be read of a scenario: a part that was unsound is missing, an unsound item of a list is null. */
export type Parts = PartsOf<Omit<Written, 'site'>> & { readonly site?: PartsOf<Written['site']> };

/**
 * The names of the things in one list of a scenario, by which other parts refer to them. Names of unsound items
 * count too, so that a mistake inside a group is not reported again wherever the group is named.
 */
export class Names {
  readonly what: string;
  readonly names: readonly (string | null)[];
  readonly #mistakes: Mistakes;

  /** Reports names that come twice. */
  constructor(what: string, path: Path, mistakes: Mistakes) {
    this.what = what;
    this.#mistakes = mistakes;
    this.names = namesAt(mistakes.root, path);
    this.names.forEach((name, at) => {
      const first = this.names.indexOf(name);
      if (name === null || first === at) return;
      const { line } = placeOf(mistakes.root, [...path, first, 'name']);
      mistakes.at([...path, at, 'name'], `"${name}" is the name of another ${what} already (line ${line})`);
    });
  }

  /** The number of what is called `name`; reports it at `path` and returns −1 when there is none. */
  find(name: string, path: Path): number {
    const at = this.names.indexOf(name);
    if (at < 0) {
      const known = this.names.filter((other) => other !== null);
      this.#mistakes.at(path, `"${name}" is not a ${this.what}${suggestion(name, known)}`);
    }
    return at;
  }
}

function namesAt(root: Located, path: Path): (string | null)[] {
  let node: Located | undefined = root;
  for (const step of path) node = node?.kind === 'map' ? node.entries.get(String(step))?.value : undefined;
  return node?.kind === 'list' ? node.items.map(nameOf) : [];
}
