import { closest, suggestion } from './closest.ts';
import { type Located, type LocatedList, type LocatedMap, type Place, readYaml } from './document.ts';
import type { Issue, Path } from './issue.ts';

/** Reaches the files of a scenario. `read` throws an Error with a plain message when it cannot. */
export interface SourceReader {
  read(path: string): string;
  resolve(fromPath: string, relative: string): string;
}

/** What was read: one tree in which every value knows its file, and the files in the order of reading. */
export interface Sources {
  readonly root: LocatedMap | null;
  readonly files: readonly string[];
  readonly issues: readonly Issue[];
}

const CHAIN_LENGTH_MAX = 16;

/**
 * Reads a scenario file and those that it extends. Mappings merge key by key, what extends wins; lists and single
 * values are replaced as a whole, and so are `site` by `sites` and the reverse.
 */
export function readSources(path: string, reader: SourceReader): Sources {
  const files: string[] = [];
  const issues: Issue[] = [];
  const root = readChain(path, reader, { file: path, line: 1, column: 1 }, files, issues);
  return { root, files, issues };
}

function readChain(
  path: string,
  reader: SourceReader,
  asked: Place,
  files: string[],
  issues: Issue[],
): LocatedMap | null {
  const refuse = (place: Place, at: string, message: string) => {
    issues.push({ ...place, path: at, message, severity: 'error' });
    return null;
  };
  const where = files.length === 0 ? '' : 'extends';
  if (files.includes(path))
    return refuse(asked, where, `goes round in a circle: ${[...files, path].join(' → ')}`);
  if (files.length === CHAIN_LENGTH_MAX)
    return refuse(asked, where, `more than ${CHAIN_LENGTH_MAX} files extend each other`);
  const text = readText(path, reader);
  if (typeof text !== 'string') return refuse(asked, where, text.problem);
  files.push(path);
  const document = readYaml(path, text);
  issues.push(...document.issues);
  const root = document.root;
  if (root === null) return null;
  if (root.kind !== 'map')
    return refuse(root.place, '', 'is not a scenario; write a mapping that begins with "name: …"');
  if (isExperiment(root))
    return refuse(root.place, '', 'is an experiment file, not a scenario; fleetsim sweep carries it out');
  const base = root.entries.get('extends');
  if (base === undefined) return root;
  root.entries.delete('extends');
  if (base.value.kind !== 'scalar' || typeof base.value.value !== 'string') {
    return refuse(base.value.place, 'extends', 'has to name a scenario file');
  }
  const basePath = reader.resolve(path, base.value.value);
  const under = readChain(basePath, reader, base.value.place, files, issues);
  if (under === null) return null;
  for (const [key, other] of INSTEAD) if (root.entries.has(key)) under.entries.delete(other);
  return merged(under, root) as LocatedMap;
}

/** Whether a file varies a scenario instead of being one: it names it as its base. */
function isExperiment({ entries }: LocatedMap): boolean {
  return entries.has('base') && !entries.has('start') && !entries.has('extends');
}

/** A scenario has one or the other: the one that extends says which. */
const INSTEAD = [
  ['sites', 'site'],
  ['site', 'sites'],
] as const;

/** The text of a file, or why there is none. */
export function readText(path: string, reader: SourceReader): string | { readonly problem: string } {
  try {
    return reader.read(path).replace(/^\uFEFF/, '');
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function merged(under: Located, over: Located): Located {
  if (under.kind !== 'map' || over.kind !== 'map' || isChoice(under) || isChoice(over)) return over;
  const entries = new Map(under.entries);
  for (const [key, entry] of over.entries) {
    const below = under.entries.get(key);
    entries.set(
      key,
      below === undefined ? entry : { key: entry.key, value: merged(below.value, entry.value) },
    );
  }
  return { kind: 'map', place: over.place, entries };
}

const CHOICES = new Set([
  'fixed',
  'uniform',
  'exponential',
  'lognormal',
  'weibull',
  'triangular',
  'empirical',
]);

/** A mapping of one key that says which form is meant is a value of its own: two of them never mix. */
function isChoice(map: LocatedMap): boolean {
  if (map.entries.size !== 1) return false;
  const [key] = map.entries.keys();
  return CHOICES.has(key!);
}

/**
 * Puts `path=value` texts into the tree, in their order. Steps of a path are keys and, in lists, positions or names:
 * `clientSettings.scanTimeToLive=12 h`, `groups[2].count=500`, `groups[Paris laptops].count=500`, or `[*]` for every item
 * of a list. The value `null` takes a key out.
 */
export function applyOverrides(root: LocatedMap, overrides: readonly string[]): Issue[] {
  const issues: Issue[] = [];
  overrides.forEach((text, at) => {
    const place: Place = { file: OVERRIDE_FILE, line: at + 1, column: 1 };
    const problem = applyOverride(root, text, place);
    if (problem !== null) issues.push({ ...place, ...problem, severity: 'error' });
  });
  return issues;
}

/** The name that issues of overrides have for their file. */
export const OVERRIDE_FILE = '--set';

function applyOverride(
  root: LocatedMap,
  text: string,
  place: Place,
): { path: string; message: string } | null {
  const equals = text.indexOf('=');
  const path = text.slice(0, Math.max(0, equals)).trim();
  const steps = stepsOf(path);
  if (equals < 1 || steps === null) {
    return { path: '', message: 'has to be path=value, for example clientSettings.scanTimeToLive=12 h' };
  }
  const parsed = readYaml(OVERRIDE_FILE, text.slice(equals + 1));
  if (parsed.root === null) return { path, message: parsed.issues[0]!.message };
  const { root: value } = parsed;
  const isNothing = value.kind === 'scalar' && value.value === null && text.slice(equals + 1).trim() !== '';
  const message = isNothing ? takenOut(root, steps) : put(root, steps, moved(value, place), place);
  return message === null ? null : { path, message };
}

/** The steps of a path as it is written after `--set`; null: it is none. */
export function stepsOf(path: string): Path | null {
  if (path.length > 500) return null;
  const steps: (string | number)[] = [];
  const step = /\.?([^.[\]]+)|\[([^\]]+)\]/y;
  while (step.lastIndex < path.length) {
    const match = step.exec(path);
    if (match === null) return null;
    const word = match[1] ?? match[2]!;
    steps.push(/^\d+$/.test(word) ? Number(word) : word);
  }
  return steps.length === 0 ? null : steps;
}

/** Puts a value at a path; says what is wrong when the path names nothing. */
function put(root: Located, steps: Path, value: Located, place: Place): string | null {
  const [step, ...rest] = steps;
  if (root.kind === 'map') {
    const key = String(step);
    const below = root.entries.get(key)?.value;
    if (rest.length === 0) root.entries.set(key, { key: place, value });
    else if (below !== undefined && below.kind !== 'scalar') return put(below, rest, value, place);
    else root.entries.set(key, { key: place, value: nested(rest, value, place) });
    return null;
  }
  if (root.kind !== 'list') return `names nothing: a single value has no "${step}"`;
  if (step === EVERY_ITEM) return toEvery(root, (at) => put(root, [at, ...rest], moved(value, place), place));
  const at = typeof step === 'number' ? step : root.items.findIndex((item) => nameOf(item) === step);
  if (at < 0 || at >= root.items.length) return notInList(root.items, step!);
  if (rest.length > 0) return put(root.items[at]!, rest, value, place);
  root.items[at] = value;
  return null;
}

/** Takes a key out, as if it had not been written; says what is wrong when the path names nothing. */
function takenOut(root: Located, steps: Path): string | null {
  const [step, ...rest] = steps;
  if (root.kind === 'list') {
    if (step === EVERY_ITEM) return toEvery(root, (at) => takenOut(root, [at, ...rest]));
    const at = typeof step === 'number' ? step : root.items.findIndex((item) => nameOf(item) === step);
    if (at < 0 || at >= root.items.length) return notInList(root.items, step!);
    return rest.length > 0
      ? takenOut(root.items[at]!, rest)
      : 'is an item of a list; null takes out keys only, write the list without it';
  }
  if (root.kind === 'scalar') return `names nothing: a single value has no "${step}"`;
  const key = String(step);
  const below = root.entries.get(key)?.value;
  if (below === undefined) {
    return `names nothing: "${key}" is not written, so null cannot take it out${near(key, [...root.entries.keys()])}`;
  }
  if (rest.length > 0) return takenOut(below, rest);
  root.entries.delete(key);
  return null;
}

/** In brackets. */
const EVERY_ITEM = '*';

/** Changes item after item of a list; says the first thing that is wrong. */
function toEvery({ items }: LocatedList, change: (at: number) => string | null): string | null {
  if (items.length === 0) return 'names nothing: the list has no items';
  return items.reduce<string | null>((problem, _, at) => problem ?? change(at), null);
}

function near(key: string, known: readonly string[]): string {
  const name = closest(key, known);
  return name === null ? '' : `; did you mean "${name}"?`;
}

function notInList(items: readonly Located[], step: string | number): string {
  if (typeof step === 'number') {
    return `names nothing: the list has ${items.length} items, counted from 0; [${step}] is beyond its end`;
  }
  const names = items.map(nameOf).filter((name) => name !== null);
  const example = names.length > 0 ? ` or [${names[0]}]` : '';
  const hint = suggestion(step, names) || `; say which item of the list, for example [0]${example}`;
  return `names nothing: no item of the list has the name "${step}"${hint}`;
}

function nested(steps: Path, value: Located, place: Place): Located {
  let node = value;
  for (const step of steps.slice().reverse()) {
    node = { kind: 'map', place, entries: new Map([[String(step), { key: place, value: node }]]) };
  }
  return node;
}

/** What an item of a list is called, if it has a name. */
export function nameOf(item: Located): string | null {
  const entry = item.kind === 'map' ? item.entries.get('name')?.value : undefined;
  return entry?.kind === 'scalar' && typeof entry.value === 'string' ? entry.value : null;
}

function moved(node: Located, place: Place): Located {
  if (node.kind === 'scalar') return { ...node, place };
  if (node.kind === 'list')
    return { kind: 'list', place, items: node.items.map((item) => moved(item, place)) };
  const entries = new Map(
    [...node.entries].map(([key, { value }]) => [key, { key: place, value: moved(value, place) }]),
  );
  return { kind: 'map', place, entries };
}
