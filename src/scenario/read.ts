import { z } from 'zod';
import { suggestion } from './closest.ts';
import { keyPlaceOf, type Located, type LocatedMap, type Place, placeOf, plainOf } from './document.ts';
import { notes } from './fields.ts';
import { formatPath, type Issue, type Path } from './issue.ts';

/** Collects mistakes and warnings of one scenario; `at` finds the place of a path. */
export class Mistakes {
  readonly issues: Issue[] = [];
  readonly warnings: Issue[] = [];
  readonly root: Located;

  constructor(root: Located) {
    this.root = root;
  }

  at(path: Path, message: string): void {
    this.#add(placeOf(this.root, path), path, message);
  }

  /** The same, where the key is wrong rather than its value. */
  atKey(path: Path, message: string): void {
    this.#add(keyPlaceOf(this.root, path), path, message);
  }

  /** What may be meant, but seldom is. */
  warn(path: Path, message: string): void {
    const { file, line, column } = placeOf(this.root, path);
    this.warnings.push({ file, line, column, path: formatPath(path), message, severity: 'warning' });
  }

  #add({ file, line, column }: Place, path: Path, message: string): void {
    this.issues.push({ file, line, column, path: formatPath(path), message, severity: 'error' });
  }
}

/** What could be read: `value` as the schema puts it out, `plain` as a user would write it with every default. */
export interface Read {
  readonly value: unknown;
  readonly plain: unknown;
}

type Plain = Record<string, unknown>;

/**
 * Reads a value by a schema and reports every mistake in it, each at its place: unknown and missing keys, and what
 * the schema says of the values. Defaults are filled in.
 *
 * Returns null when anything was wrong, except for what is read by parts (the scenario, the site, lists of named
 * things): there every sound part is kept and an unsound one is undefined, or null in a list, so that one mistake
 * does not hide the next.
 */
export function read(schema: z.ZodType, node: Located, path: Path, mistakes: Mistakes): Read | null {
  const { inner, core } = peel(schema);
  if (node.kind === 'scalar' && node.value === null) {
    mistakes.at(path, 'is empty; write a value, or leave the key out');
    return null;
  }
  if (core instanceof z.ZodUnknown) return asWritten(node);
  if (core instanceof z.ZodUnion) return readUnion(core, node, path, mistakes);
  if (core instanceof z.ZodObject) return readMap(inner, core, node, path, mistakes);
  if (core instanceof z.ZodArray) return readList(inner, core, node, path, mistakes);
  if (node.kind !== 'scalar') {
    mistakes.at(path, `is a ${node.kind === 'map' ? 'mapping' : 'list'}; write a single value`);
    return null;
  }
  return check(inner, node.value, path, mistakes);
}

/** What may be anything, such as a value that stands for one of another file. */
function asWritten(node: Located): Read {
  const value = plainOf(node);
  return { value, plain: value };
}

function readMap(
  inner: z.ZodType,
  core: z.ZodObject,
  node: Located,
  path: Path,
  mistakes: Mistakes,
): Read | null {
  const known = Object.keys(core.shape);
  if (node.kind !== 'map') {
    mistakes.at(path, `has to be a mapping with keys such as ${known.slice(0, 4).join(', ')}`);
    return null;
  }
  const before = mistakes.issues.length;
  const plain: Plain = {};
  const value: Plain = {};
  reportUnknownKeys(node, known, path, mistakes);
  for (const key of known) {
    const child = readEntry(core.shape[key] as z.ZodType, node, key, path, mistakes);
    if (child === null) continue;
    plain[key] = child.plain;
    value[key] = child.value;
  }
  if (notes.get(core)?.isChoice && Object.keys(plain).length !== 1 && mistakes.issues.length === before) {
    mistakes.at(path, `takes exactly one of ${known.join(', ')}`);
  }
  if (notes.get(core)?.isRead === 'byParts') return { value, plain };
  return mistakes.issues.length > before ? null : check(inner, plain, path, mistakes);
}

function readEntry(
  schema: z.ZodType,
  map: LocatedMap,
  key: string,
  path: Path,
  mistakes: Mistakes,
): Read | null {
  const entry = map.entries.get(key);
  if (entry !== undefined) return read(schema, entry.value, [...path, key], mistakes);
  const { byDefault, isOptional } = peel(schema);
  if (byDefault !== undefined) return read(schema, defaultNode(byDefault, map), [...path, key], mistakes);
  if (!isOptional) mistakes.at(path, `lacks "${key}"; write "${key}: …"`);
  return null;
}

/** `groups[Paris].count`, `site.name`: what somebody writes who knows `--set`. */
const PATH_OF_KEYS = /^\w+(\.\w|\[.+\])/;

/** What `{ rate: 1,5 Mbit/s }` leaves over. */
const AFTER_A_COMMA = /^\d+\s*[A-Za-z/%]*$/;

function reportUnknownKeys(map: LocatedMap, known: readonly string[], path: Path, mistakes: Mistakes): void {
  for (const key of map.entries.keys()) {
    if (!known.includes(key)) mistakes.atKey([...path, key], `is not a key here${hintFor(key, map, known)}`);
  }
}

function hintFor(key: string, map: LocatedMap, known: readonly string[]): string {
  if (PATH_OF_KEYS.test(key)) {
    return '; paths with dots or brackets are for --set only, in a file write mappings and lists';
  }
  const { value } = map.entries.get(key)!;
  const isEmpty = value.kind === 'scalar' && value.value === null;
  if (isEmpty && AFTER_A_COMMA.test(key)) return '; a comma ends a value here: write decimals with a point';
  return suggestion(key, known);
}

function readList(
  inner: z.ZodType,
  core: z.ZodArray,
  node: Located,
  path: Path,
  mistakes: Mistakes,
): Read | null {
  if (node.kind !== 'list') {
    mistakes.at(path, `has to be a list${asList(core, node)}`);
    return null;
  }
  const before = mistakes.issues.length;
  const items = node.items.map((item, at) => read(core.element as z.ZodType, item, [...path, at], mistakes));
  const plain = items.map((item) => item?.plain);
  const isByParts = notes.get(core)?.isRead === 'byParts';
  if (mistakes.issues.length === before) return check(inner, plain, path, mistakes);
  return isByParts ? { value: items.map((item) => item?.value ?? null), plain } : null;
}

/** What to write for a single value that was meant as a list of one. */
function asList(core: z.ZodArray, node: Located): string {
  if (node.kind !== 'scalar' || formOf(peel(core.element as z.ZodType).core) !== 'scalar') return '';
  return `; write [${node.value}]`;
}

/** Of several forms the one that what was written looks like. */
function readUnion(core: z.ZodUnion, node: Located, path: Path, mistakes: Mistakes): Read | null {
  const options = core.options as z.ZodType[];
  const fitting = options.filter((option) => formOf(peel(option).core) === node.kind);
  const chosen =
    node.kind === 'scalar' ? fitting.find((option) => option.safeParse(node.value).success) : fitting[0];
  const list = options.map((option) => peel(option).core).find((core) => core instanceof z.ZodArray);
  if (node.kind === 'scalar' && chosen === undefined && list !== undefined) {
    const words = fitting.flatMap((option) => {
      const { core } = peel(option);
      return core instanceof z.ZodEnum ? core.options : [];
    });
    mistakes.at(path, `has to be ${[...words, 'a list'].join(' or ')}${asList(list, node)}`);
    return null;
  }
  const used = chosen ?? fitting[fitting.length - 1] ?? options[options.length - 1]!;
  return read(used, node, path, mistakes);
}

function formOf(core: z.ZodType): Located['kind'] {
  if (core instanceof z.ZodObject) return 'map';
  return core instanceof z.ZodArray ? 'list' : 'scalar';
}

function check(schema: z.ZodType, plain: unknown, path: Path, mistakes: Mistakes): Read | null {
  const result = schema.safeParse(plain);
  if (result.success) return { value: result.data, plain };
  for (const issue of result.error.issues) mistakes.at([...path, ...(issue.path as Path)], issue.message);
  return null;
}

/** A schema without what stands around it: whether it may be missing, its default, and what comes after. */
export function peel(schema: z.ZodType): {
  readonly inner: z.ZodType;
  readonly core: z.ZodType;
  readonly byDefault: unknown;
  readonly isOptional: boolean;
} {
  let inner = schema;
  let byDefault: unknown;
  let isOptional = false;
  while (inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional) {
    if (inner instanceof z.ZodPrefault) byDefault = inner.def.defaultValue;
    else isOptional = true;
    inner = inner.def.innerType as z.ZodType;
  }
  let core = inner;
  while (core instanceof z.ZodPipe) core = core.def.in as z.ZodType;
  return { inner, core, byDefault, isOptional };
}

/** A default as if it were written where the mapping is that leaves it out. */
function defaultNode(value: unknown, around: Located): Located {
  const { place } = around;
  if (Array.isArray(value)) {
    return { kind: 'list', place, items: value.map((item) => defaultNode(item, around)) };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = new Map(
      Object.entries(value).map(([key, item]) => [key, { key: place, value: defaultNode(item, around) }]),
    );
    return { kind: 'map', place, entries };
  }
  return { kind: 'scalar', place, value: value as string | number | boolean };
}
