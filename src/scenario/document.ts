import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Node as YamlNode,
} from 'yaml';
import type { Issue, Path } from './issue.ts';
import { syntaxMistakes } from './yaml-mistakes.ts';

/** Where something was written. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A value of a scenario file together with its place. */
export type Located = LocatedMap | LocatedList | LocatedScalar;
export interface LocatedMap {
  readonly kind: 'map';
  readonly place: Place;
  readonly entries: Map<string, { readonly key: Place; readonly value: Located }>;
}
export interface LocatedList {
  readonly kind: 'list';
  readonly place: Place;
  readonly items: Located[];
}
export interface LocatedScalar {
  readonly kind: 'scalar';
  readonly place: Place;
  readonly value: string | number | boolean | null;
}

const TEXT_LENGTH_MAX = 4_000_000;
const NODE_COUNT_MAX = 200_000;
const DEPTH_MAX = 32;

class Refused extends Error {
  readonly place: Place;
  constructor(place: Place, message: string) {
    super(message);
    this.place = place;
  }
}

/**
 * Reads one YAML document with the place of everything in it. Warnings are mistakes too; tags, merge keys and keys
 * that are not text are refused, and so is a text or an expansion of aliases that no person wrote.
 */
export function readYaml(file: string, text: string): { root: Located | null; issues: Issue[] } {
  const start: Place = { file, line: 1, column: 1 };
  const issues: Issue[] = [];
  const report = (place: Place, message: string) =>
    issues.push({ ...place, path: '', message, severity: 'error' });
  if (text.length > TEXT_LENGTH_MAX) {
    report(start, `is ${text.length} characters long; a scenario has at most ${TEXT_LENGTH_MAX}`);
    return { root: null, issues };
  }
  const lines = new LineCounter();
  try {
    const options = { lineCounter: lines, prettyErrors: false, merge: false, uniqueKeys: false };
    const parsed = parseDocument(text, options);
    for (const { position, message } of syntaxMistakes(text, [...parsed.errors, ...parsed.warnings])) {
      const { line, col } = lines.linePos(position);
      report({ file, line: Math.max(1, line), column: Math.max(1, col) }, message);
    }
    if (issues.length > 0) return { root: null, issues };
    const root = new Converter(file, parsed, lines, report).convert();
    return { root: issues.length > 0 ? null : root, issues };
  } catch (error) {
    if (error instanceof Refused) report(error.place, error.message);
    else if (error instanceof RangeError) report(start, `nests deeper than ${DEPTH_MAX} levels`);
    else throw error;
    return { root: null, issues };
  }
}

class Converter {
  #count = 0;
  readonly #file: string;
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;
  readonly #report: (place: Place, message: string) => void;

  constructor(
    file: string,
    document: Document.Parsed,
    lines: LineCounter,
    report: (place: Place, message: string) => void,
  ) {
    this.#report = report;
    this.#file = file;
    this.#document = document;
    this.#lines = lines;
  }

  convert(): Located {
    return this.#node(this.#document.contents, 0, { file: this.#file, line: 1, column: 1 });
  }

  #node(node: YamlNode | null, depth: number, parent: Place): Located {
    if (node === null) return { kind: 'scalar', place: parent, value: null };
    const place = this.#place(node, parent);
    if (depth > DEPTH_MAX) throw new Refused(place, `nests deeper than ${DEPTH_MAX} levels`);
    if (++this.#count > NODE_COUNT_MAX) {
      throw new Refused(place, `holds more than ${NODE_COUNT_MAX} values once its aliases are followed`);
    }
    if (isAlias(node)) {
      const target = node.resolve(this.#document);
      if (target === undefined) throw new Refused(place, `"*${node.source}" names no anchor`);
      return { ...this.#node(target, depth + 1, place), place };
    }
    if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:')) {
      throw new Refused(place, `the tag ${node.tag} means nothing here; leave it out`);
    }
    if (isMap(node)) return this.#map(node.items as MapItem[], depth, place);
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#node(item as YamlNode | null, depth + 1, place));
      return { kind: 'list', place, items };
    }
    if (isScalar(node)) return { kind: 'scalar', place, value: scalarOf(node.value) };
    throw new Refused(place, 'is not a value, a list or a mapping');
  }

  #map(items: readonly MapItem[], depth: number, place: Place): LocatedMap {
    const entries: LocatedMap['entries'] = new Map();
    for (const { key, value } of items) {
      const keyPlace = this.#place(key, place);
      if (!isScalar(key)) throw new Refused(keyPlace, 'a key has to be a plain word');
      const name = String(key.value);
      if (name === '<<') throw new Refused(keyPlace, 'merge keys are not read; write "extends: base.yaml"');
      const first = entries.get(name);
      if (first !== undefined) {
        this.#report(
          keyPlace,
          `"${name}" is a key here already (line ${first.key.line}); leave one of them out`,
        );
      }
      entries.set(name, { key: keyPlace, value: this.#node(value, depth + 1, keyPlace) });
    }
    return { kind: 'map', place, entries };
  }

  #place(node: unknown, parent: Place): Place {
    const range = (node as { range?: readonly [number, number, number] | null } | null)?.range;
    if (range === undefined || range === null) return parent;
    const { line, col } = this.#lines.linePos(range[0]);
    return { file: this.#file, line, column: col };
  }
}

interface MapItem {
  readonly key: YamlNode;
  readonly value: YamlNode | null;
}

function scalarOf(value: unknown): LocatedScalar['value'] {
  const isPlain = value === null || typeof value === 'string' || typeof value === 'boolean';
  if (isPlain || typeof value === 'number') return value;
  return String(value);
}

/** What was written, without its places. */
export function plainOf(node: Located): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainOf);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plainOf(value)]));
}

/** The place of the key that `path` ends with. */
export function keyPlaceOf(root: Located, path: Path): Place {
  let node: Located | undefined = root;
  for (const step of path.slice(0, -1)) {
    node = node?.kind === 'map' ? node.entries.get(String(step))?.value : itemOf(node, step);
  }
  const key = node?.kind === 'map' ? node.entries.get(String(path.at(-1)))?.key : undefined;
  return key ?? placeOf(root, path);
}

function itemOf(node: Located | undefined, step: string | number): Located | undefined {
  return node?.kind === 'list' ? node.items[Number(step)] : undefined;
}

/** The place of what `path` names, or of the nearest thing around it that was written. */
export function placeOf(root: Located, path: Path): Place {
  let node = root;
  let place = root.place;
  for (const step of path) {
    if (node.kind === 'map' && typeof step === 'string') {
      const entry = node.entries.get(step);
      if (entry === undefined) return place;
      node = entry.value;
      place = node.kind === 'scalar' ? node.place : entry.key;
    } else if (node.kind === 'list' && typeof step === 'number' && step < node.items.length) {
      node = node.items[step]!;
      place = node.place;
    } else {
      return place;
    }
  }
  return place;
}
