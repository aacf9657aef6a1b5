import type { SourceReader } from '../../scenario/sources.ts';

/**
 * The files that scenarios were read from, as text: an experiment carries them along, so that every machine reads the
 * same, whatever became of the files since. Names are relative to the folder that holds them all.
 */
export interface SourceBundle {
  readonly files: readonly { readonly name: string; readonly text: string }[];
  /** Where a file names another one: `to` is what `written` in `from` led to. */
  readonly links: readonly { readonly from: string; readonly written: string; readonly to: string }[];
}

/** Keeps what is read through it. `absolute` turns a path into one that does not depend on the working folder. */
export class SourceRecorder implements SourceReader {
  readonly #reader: SourceReader;
  readonly #absolute: (path: string) => string;
  readonly #texts = new Map<string, string>();
  readonly #links = new Map<string, { from: string; written: string; to: string }>();

  constructor(reader: SourceReader, absolute: (path: string) => string) {
    this.#reader = reader;
    this.#absolute = absolute;
  }

  read(path: string): string {
    const text = this.#reader.read(path);
    this.#texts.set(this.#absolute(path), text);
    return text;
  }

  resolve(fromPath: string, written: string): string {
    const to = this.#reader.resolve(fromPath, written);
    const from = this.#absolute(fromPath);
    this.#links.set(`${from}\n${written}`, { from, written, to: this.#absolute(to) });
    return to;
  }

  /** All that was read, and the name that it gives to each path. */
  bundle(): { readonly sources: SourceBundle; readonly nameOf: (path: string) => string } {
    const paths = [...this.#texts.keys()].sort();
    const shared = commonFolder(paths);
    const named = (absolute: string) => absolute.slice(shared.length).replaceAll('\\', '/');
    const files = paths.map((path) => ({ name: named(path), text: this.#texts.get(path)! }));
    const links = [...this.#links.keys()]
      .sort()
      .map((key) => this.#links.get(key)!)
      .filter(({ to }) => this.#texts.has(to))
      .map(({ from, written, to }) => ({ from: named(from), written, to: named(to) }));
    return { sources: { files, links }, nameOf: (path) => named(this.#absolute(path)) };
  }
}

/** The part of all paths up to and including the last separator that they share. */
function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths;
  let end = Math.max(first.lastIndexOf('/'), first.lastIndexOf('\\')) + 1;
  while (end > 0 && others.some((path) => path.slice(0, end) !== first.slice(0, end))) {
    end = Math.max(first.lastIndexOf('/', end - 2), first.lastIndexOf('\\', end - 2)) + 1;
  }
  return first.slice(0, end);
}

/** Reads from a bundle what was once read from files. */
export function bundleReader({ files, links }: SourceBundle): SourceReader {
  const texts = new Map(files.map(({ name, text }) => [name, text]));
  const targets = new Map(links.map(({ from, written, to }) => [`${from}\n${written}`, to]));
  return {
    read: (name) => {
      const text = texts.get(name);
      if (text === undefined) throw new Error('is not among the files of the experiment');
      return text;
    },
    resolve: (from, written) => targets.get(`${from}\n${written}`) ?? written,
  };
}
