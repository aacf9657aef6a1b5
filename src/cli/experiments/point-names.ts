import { basename, extname } from 'node:path';

/** What a point could be called. */
export interface NamedFile {
  readonly name: string;
  readonly file: string;
}

/**
 * A name for every point that no other one has: its own if that is the only one, else that of its file, else with a
 * number behind it.
 */
export function uniqueNames(points: readonly NamedFile[]): string[] {
  const own = points.map(({ name }) => name);
  const byFile = own.map((name, at) => {
    const { file } = points[at]!;
    return isOnly(name, own) ? name : basename(file, extname(file));
  });
  const taken = new Set(byFile.filter((name) => isOnly(name, byFile)));
  return byFile.map((name, at) => {
    if (isOnly(name, byFile)) return name;
    const before = byFile.slice(0, at).filter((other) => other === name).length;
    for (let number = before + 1; ; number++) {
      const numbered = number === 1 ? name : `${name} (${number})`;
      if (taken.has(numbered)) continue;
      taken.add(numbered);
      return numbered;
    }
  });
}

function isOnly(name: string, names: readonly string[]): boolean {
  return names.indexOf(name) === names.lastIndexOf(name);
}
