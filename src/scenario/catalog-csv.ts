import { CsvError, type Info, parse } from 'csv-parse/browser/esm/sync';
import type { UpdateKind } from '../model/updates/catalog.ts';
import { epochOfUtcText } from './calendar.ts';
import { suggestion } from './closest.ts';
import type { Issue } from './issue.ts';
import { quoted } from './units.ts';

/** An update as its catalogue describes it, before a scenario says which products and which span it is about. */
export interface CatalogEntry {
  readonly id: string;
  readonly kb: string;
  readonly title: string;
  readonly product: string;
  /** `X64`, or what the catalogue says, in capitals. */
  readonly architecture: string;
  readonly kind: UpdateKind;
  readonly classification: string;
  readonly releasedEpochMs: number;
  readonly sizeBytes: number;
  /** By the administrator on the update server itself, with System Center Updates Publisher. */
  readonly isPublishedHere: boolean;
  /** KBs or update ids of the same product that it replaces. */
  readonly supersedes: readonly string[];
}

/** The columns that a catalogue has, and what is in them. */
export const CATALOGUE_COLUMNS = {
  updateId: "The update's id. Several rows of one id are files of one update: the largest counts.",
  kb: 'The article about it, `KB` and digits.',
  product: 'Operating system. ` LCU` or ` Dotnet Framework` at its end is left out.',
  arch: '`x64`, or another architecture, which is then added to the name of the product: `Windows 10 22H2 x86`.',
  group: 'The kind: `LCU`, `DotNetCU`, `SSU`; anything else is `other`.',
  classification: 'One of the classifications of Microsoft Update.',
  released: 'Instant in UTC: `2024-06-11T17:00:00Z`.',
  sizeBytes: 'What a client downloads, in bytes, digits only.',
  title: 'Title, for readers.',
} as const;
const REQUIRED_COLUMNS = Object.keys(CATALOGUE_COLUMNS) as Column[];
type Column = keyof typeof CATALOGUE_COLUMNS;

/** The classifications that Microsoft Update has. */
export const CLASSIFICATIONS = [
  'Critical Updates',
  'Definition Updates',
  'Driver Sets',
  'Drivers',
  'Feature Packs',
  'Security Updates',
  'Service Packs',
  'Tools',
  'Update Rollups',
  'Updates',
  'Upgrades',
];

const KINDS: ReadonlyMap<string, UpdateKind> = new Map([
  ['LCU', 'LCU'],
  ['DotNetCU', 'DotNetCU'],
  ['SSU', 'SSU'],
]);

const TEXT_LENGTH_MAX = 64_000_000;
const SIZE_MAX_BYTES = 2 ** 50;

/**
 * Reads a WSUS catalogue: one row per file, with the columns that the OSDSUS exports of WSUS metadata have, and
 * optionally `supersedes` with KBs separated by spaces.
 *
 * Rows with the same `updateId` are files of one update. A client downloads one of them: the others are the same
 * payload in another container, or are for another version of .NET. Which one is not said, so the largest counts.
 * Files for x64 belong to the product; those of another architecture to a product of its own, `Windows 10 22H2 x86`.
 * A product called `… LCU` or `… Dotnet Framework` is that product: the exports list these updates apart.
 */
export function readCatalogCsv(file: string, text: string): { entries: CatalogEntry[]; issues: Issue[] } {
  const table = readTable(file, text, REQUIRED_COLUMNS);
  const issues = table.issues.slice();
  const largest = new Map<string, CatalogEntry>();
  const places = new CellPlaces(text);
  for (const row of table.rows) {
    const before = issues.length;
    const entry = entryOf(row, (column, message) => {
      const names = [...row.cells.keys()];
      const at = places.columnOf(row.line, names.indexOf(column), names.length);
      issues.push({ ...issueAt(file, row.line, column, message), column: at });
    });
    if (issues.length > before) continue;
    const key = `${entry.id} ${entry.product}`;
    const known = largest.get(key);
    if (known === undefined || entry.sizeBytes > known.sizeBytes) largest.set(key, entry);
  }
  return { entries: [...largest.values()], issues };
}

/** Reads pairs `kb,supersedesKb`, as MSRC publishes them: every KB with those that it replaces directly. */
export function readSupersedenceCsv(
  file: string,
  text: string,
): { supersedes: ReadonlyMap<string, readonly string[]>; issues: readonly Issue[] } {
  const table = readTable(file, text, ['kb', 'supersedesKb']);
  const supersedes = new Map<string, string[]>();
  for (const { cells } of table.rows) {
    const kb = cells.get('kb')!;
    const known = supersedes.get(kb);
    if (known === undefined) supersedes.set(kb, [cells.get('supersedesKb')!]);
    else known.push(cells.get('supersedesKb')!);
  }
  return { supersedes, issues: table.issues };
}

interface Row {
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

function issueAt(file: string, line: number, path: string, message: string): Issue {
  return { file, line, column: 1, path, message, severity: 'error' };
}

function readTable(
  file: string,
  text: string,
  required: readonly string[],
): { rows: Row[]; issues: Issue[] } {
  const refuse = (line: number, message: string) => ({
    rows: [],
    issues: [issueAt(file, line, '', message)],
  });
  if (text.length > TEXT_LENGTH_MAX) return refuse(1, `is longer than ${TEXT_LENGTH_MAX} characters`);
  let records: { record: string[]; info: Info }[];
  try {
    const options = { info: true, relax_column_count: true, skip_empty_lines: true, bom: true };
    records = parse(text, options) as unknown as { record: string[]; info: Info }[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return refuse(Number((error as { lines?: number }).lines ?? 1), `is not sound CSV: ${error.message}`);
  }
  const header = records[0]?.record ?? [];
  const separator = wrongSeparator(header, required);
  if (separator !== null) return refuse(1, `columns are separated by ${separator}; commas are needed`);
  const missing = required.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    const hints = missing.map((column) => `"${column}"${suggestion(column, header)}`);
    return refuse(1, `lacks the column ${hints.join(', ')}`);
  }
  const issues: Issue[] = [];
  const rows: Row[] = [];
  for (const { record, info } of records.slice(1)) {
    if (record.length === header.length) {
      rows.push({ line: info.lines, cells: new Map(header.map((column, at) => [column, record[at]!])) });
    } else {
      issues.push(
        issueAt(file, info.lines, '', `has ${record.length} cells; the header has ${header.length}`),
      );
    }
  }
  return { rows, issues };
}

/** What separates columns in a file of one wide column, if that is what is wrong with it. */
function wrongSeparator(header: readonly string[], required: readonly string[]): string | null {
  if (header.length !== 1) return null;
  const separators = [
    [';', 'semicolons'],
    ['\t', 'tabs'],
    ['|', 'bars'],
  ] as const;
  const found = separators.find(([sign]) => {
    const cells = header[0]!.split(sign).map((cell) => cell.trim().replace(/^"|"$/g, ''));
    return cells.length > 1 && cells.some((cell) => required.includes(cell));
  });
  return found?.[1] ?? null;
}

/** Finds the column, counted from 1, at which a cell of a line begins. */
class CellPlaces {
  readonly #text: string;
  #lines: readonly string[] | null = null;

  constructor(text: string) {
    this.#text = text;
  }

  /** 1 for a row over several lines. */
  columnOf(line: number, cell: number, cellCount: number): number {
    this.#lines ??= this.#text.split(/\r?\n/);
    const starts = cellStarts(this.#lines[line - 1] ?? '');
    return starts.length === cellCount ? starts[cell]! + 1 : 1;
  }
}

function cellStarts(line: string): number[] {
  const starts = [0];
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"') isQuoted = !isQuoted;
    else if (line[at] === ',' && !isQuoted) starts.push(at + 1);
  }
  return starts;
}

function entryOf(row: Row, report: (column: Column, message: string) => void): CatalogEntry {
  const cell = (column: Column) => row.cells.get(column)!.trim();
  const releasedEpochMs = epochOfUtcText(cell('released'));
  if (releasedEpochMs === null) {
    report(
      'released',
      `${quoted(cell('released'))} is not an instant; write for example 2024-06-11T17:00:00Z`,
    );
  }
  const sizeBytes = /^\d{1,16}$/.test(cell('sizeBytes')) ? Number(cell('sizeBytes')) : -1;
  if (!(sizeBytes > 0 && sizeBytes <= SIZE_MAX_BYTES)) {
    report('sizeBytes', `${quoted(cell('sizeBytes'))} is not a size in bytes; write digits only`);
  }
  if (!CLASSIFICATIONS.includes(cell('classification'))) {
    const hint = suggestion(cell('classification'), CLASSIFICATIONS);
    report('classification', `${quoted(cell('classification'))} is not a classification${hint}`);
  }
  if (!/^KB\d{4,9}$/.test(cell('kb'))) report('kb', `${quoted(cell('kb'))} is not the number of an article`);
  for (const column of ['updateId', 'product'] as const) {
    if (!/^[\x20-\x7e]{1,64}$/.test(cell(column))) report(column, 'has to hold 1 to 64 printable characters');
  }
  return {
    id: cell('updateId'),
    kb: cell('kb'),
    title: cell('title'),
    product: productOf(cell('product'), cell('arch')),
    architecture: cell('arch').toUpperCase(),
    kind: KINDS.get(cell('group')) ?? 'other',
    classification: cell('classification'),
    releasedEpochMs: releasedEpochMs ?? 0,
    sizeBytes,
    isPublishedHere: false,
    supersedes: (row.cells.get('supersedes') ?? '').split(' ').filter((kb) => kb !== ''),
  };
}

function productOf(product: string, architecture: string): string {
  const plain = product.replace(/ (LCU|Dotnet Framework)$/, '');
  return architecture === 'x64' ? plain : `${plain} ${architecture}`;
}
