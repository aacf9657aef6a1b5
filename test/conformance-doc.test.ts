import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const PAGE = 'docs/conformance.md';
const TESTS = 'test/conformance/';
const NONE = '—';
/** The parts of the page in their order: seeds 002, 001 and 000 with their sections; then what other documents add. */
const SECTION_COUNTS = { S: 17, O: 4, R: 2 } as const;
const PARTS = [...Object.keys(SECTION_COUNTS), 'D'];
const NUMBER = new RegExp(`[${PARTS.join('')}]\\d+\\.\\d+[a-z]?`);
const LEADING_NUMBERS = new RegExp(`^${NUMBER.source}(, ${NUMBER.source})*(?= )`);
const LINK = /^\[[^\]]+\]\(\.\.\/([^)]+)\)$/;

/** A row of the page: one statement. The table of what other documents add has a column more, the source. */
interface Row {
  readonly number: string;
  readonly text: string;
  readonly code: string;
  readonly test: string;
}

function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n');
}

/** The rows of all tables of the page, without their heads. */
function rowsOf(page: string): Row[] {
  return page
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|(---|\sNo\.\s)/.test(line))
    .map((line) => {
      const cells = line.slice(1, -1).split('|');
      const [number, text] = cells.map((cell) => cell.trim());
      return { number: number!, text: text!, code: cells.at(-2)!.trim(), test: cells.at(-1)!.trim() };
    });
}

/** The place of a number in the order of the page: part, section, sentence, letter. */
function placeOf(number: string): number {
  const [, part, section, sentence, letter] = /^([A-Z])(\d+)\.(\d+)([a-z]?)$/.exec(number)!;
  const letterPlace = letter === '' ? 0 : letter!.charCodeAt(0) - 96;
  const sectionPlace = PARTS.indexOf(part!) * 1000 + Number(section);
  return sectionPlace * 100_000 + Number(sentence) * 100 + letterPlace;
}

/** What the links of a cell point to, from the root of the project; a cell that holds anything else is an error. */
function targetsOf(cell: string): string[] {
  return cell.split(', ').map((link) => {
    const target = LINK.exec(link)?.[1];
    if (target === undefined) throw new Error(`not a link: ${link}`);
    return target;
  });
}

/** The titles of the tests in a file; of a title with parts that are computed, what stands before them. */
function titlesIn(path: string): string[] {
  const titles: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(test|it)\b/.test(node.expression.getText())) {
      const [first] = node.arguments;
      if (first !== undefined && ts.isStringLiteralLike(first)) titles.push(first.text);
      if (first !== undefined && ts.isTemplateExpression(first)) titles.push(first.head.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readText(path), ts.ScriptTarget.ES2022, true));
  return titles;
}

/** The numbers with which a title begins. */
function numbersOf(title: string): string[] {
  return LEADING_NUMBERS.exec(title)?.[0].split(', ') ?? [];
}

const rows = rowsOf(readText(PAGE));
const numbers = new Set(rows.map(({ number }) => number));
const testFiles = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
  .filter((path) => path.startsWith(TESTS) && path.endsWith('.test.ts'))
  .sort();
const titles = new Map(testFiles.map((path) => [path, titlesIn(path)]));

describe('the page of conformance', () => {
  test('gives every statement a number of its own, in ascending order', () => {
    const odd = rows.filter(({ number }) => !new RegExp(`^${NUMBER.source}$`).test(number));
    expect(odd).toEqual([]);
    const places = rows.map(({ number }) => placeOf(number));
    const late = rows.filter((_, at) => at > 0 && places[at]! <= places[at - 1]!);
    expect(late.map(({ number }) => number)).toEqual([]);
  });

  for (const [part, count] of Object.entries(SECTION_COUNTS)) {
    test(`has rows for all sections of the seed whose numbers begin with ${part}`, () => {
      const sections = new Set(rows.map(({ number }) => number.split('.')[0]!));
      expect([...sections].filter((name) => name.startsWith(part))).toEqual(
        Array.from({ length: count }, (_, section) => `${part}${section + 1}`),
      );
    });
  }

  test('names only code that exists', () => {
    const wrong = rows
      .filter(({ code }) => code !== NONE)
      .flatMap(({ number, code }) => targetsOf(code).map((target) => ({ number, target })))
      .filter(({ target }) => !target.startsWith('src/') || !existsSync(join(root, target)));
    expect(wrong).toEqual([]);
  });

  test('links each statement to a file with a test whose title begins with its number', () => {
    const untested = rows
      .filter(({ test: cell }) => cell !== NONE)
      .flatMap(({ number, test: cell }) => targetsOf(cell).map((target) => ({ number, target })))
      .filter(({ number, target }) => {
        const shown = titles.get(target)?.flatMap(numbersOf) ?? [];
        return !shown.includes(number);
      });
    expect(untested).toEqual([]);
  });

  test('says why a statement has no code or no test', () => {
    const silent = rows.filter(
      ({ text, code, test: cell }) =>
        (code === NONE && !(cell === NONE && text.includes('Not simulated: '))) ||
        (code !== NONE && cell === NONE && !text.includes('Not tested: ')),
    );
    expect(silent).toEqual([]);
  });
});

describe('the tests of conformance', () => {
  test('begin their titles with the numbers of what they show', () => {
    const nameless = [...titles].flatMap(([path, all]) =>
      all.filter((title) => numbersOf(title).length === 0).map((title) => `${path}: ${title}`),
    );
    expect(nameless).toEqual([]);
  });

  test('name only numbers that the page has', () => {
    const unknown = [...titles].flatMap(([path, all]) =>
      all
        .flatMap((title) => title.match(new RegExp(`\\b${NUMBER.source}\\b`, 'g')) ?? [])
        .filter((number) => !numbers.has(number))
        .map((number) => `${path}: ${number}`),
    );
    expect(unknown).toEqual([]);
  });
});
