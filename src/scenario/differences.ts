import { parse } from 'yaml';

/** A setting that two scenarios have otherwise, as text; null: one of them does not have it. */
export interface Difference {
  /** `groups[Paris laptops].count`, as for `--set`. */
  readonly path: string;
  readonly first: string | null;
  readonly second: string | null;
}

/**
 * The settings in which two resolved scenarios differ, in the order of the first: mappings key by key, lists of named
 * things name by name, other lists item by item. A part that only one has counts once, as a whole.
 */
export function differences(first: string, second: string): Difference[] {
  return [...differing('', parse(first), parse(second))];
}

function* differing(path: string, first: unknown, second: unknown): Generator<Difference> {
  const [ones, others] = [entriesOf(first), entriesOf(second)];
  if (ones === null || others === null) {
    const [one, other] = [textOf(first), textOf(second)];
    if (one !== other) yield { path, first: one, second: other };
    return;
  }
  for (const key of new Set([...ones.keys(), ...others.keys()])) {
    yield* differing(
      `${path}${path === '' || key.startsWith('[') ? '' : '.'}${key}`,
      ones.get(key),
      others.get(key),
    );
  }
}

/** What a value consists of, by key or by name or position in brackets; null: it is a single value, or not there. */
function entriesOf(value: unknown): Map<string, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  if (!Array.isArray(value)) return new Map(Object.entries(value));
  const names = value.map((item) => nameOf(item));
  const areNames = names.every((name) => name !== null) && new Set(names).size === names.length;
  return new Map(value.map((item, at) => [`[${areNames ? names[at] : at}]`, item]));
}

function nameOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return null;
  const { name, id } = item as Record<string, unknown>;
  if (typeof name === 'string') return name;
  return typeof id === 'string' ? id : null;
}

function textOf(value: unknown): string | null {
  if (value === undefined) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
