import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isActive } from '../../src/model/updates/catalog.ts';
import { buildCatalog } from '../../src/scenario/build-catalog.ts';
import { addMonths, epochOfUtcText } from '../../src/scenario/calendar.ts';
import { readCatalogCsv, readSupersedenceCsv } from '../../src/scenario/catalog-csv.ts';
import { formatIssue } from '../../src/scenario/issue.ts';
import { occurrences, parseRecurrence } from '../../src/scenario/recurrence.ts';
import { mistakesOf, ROOT, SMALL } from './loading.ts';

const NAME = 'scenarios/catalog/windows-2024h1.csv';
const PRODUCTS = ['Windows 10 22H2', 'Windows 11 23H2', 'Windows Server 2019', 'Windows Server 2022'];
const MONTHS = ['2023-12', '2024-01', '2024-02', '2024-03', '2024-04', '2024-05', '2024-06'];
const HOUR_MS = 3_600_000;
const RUN_TIMES = {
  featureUpdate: 2 * HOUR_MS,
  LCU: HOUR_MS,
  DotNetCU: HOUR_MS,
  SSU: HOUR_MS,
  other: HOUR_MS,
};
const RULE = { expireAfter: 3, featureUpdatesExpireAfter: 3 };
const NO_PAIRS = new Map<string, string[]>();
const start = epochOfUtcText('2023-11-01T00:00Z')!;
const span = { startEpochMs: start, horizonMs: 300 * 86_400_000 };

const own = readCatalogCsv(NAME, readFileSync(ROOT + NAME, 'utf8'));

describe("The project's catalogue", () => {
  const { updates } = buildCatalog(own.entries, NO_PAIRS, PRODUCTS, RULE, span, '', RUN_TIMES);

  it('has rows without mistakes', () => {
    expect(own.issues.map(formatIssue)).toEqual([]);
  });

  it('has only releases of a second Tuesday at 10:00 Pacific, to the minute', () => {
    const rule = parseRecurrence('monthly on second Tuesday at 10:00 America/Los_Angeles');
    if ('problem' in rule) throw new Error(rule.problem);
    const tuesdays = occurrences(rule.value, start, start + span.horizonMs);
    for (const { releasedEpochMs } of own.entries) {
      expect(tuesdays).toContain(Math.floor(releasedEpochMs / 60_000) * 60_000);
    }
  });

  it('has one cumulative update per product and month, except those that its README names', () => {
    const months = (product: string) =>
      own.entries
        .filter((entry) => entry.product === product && entry.kind === 'LCU')
        .map(({ title }) => title.slice(0, 7));
    const missing = ['2023-12', '2024-03'];
    expect(PRODUCTS.map(months)).toEqual([
      MONTHS,
      MONTHS.filter((month) => !missing.includes(month)),
      MONTHS,
      MONTHS,
    ]);
  });

  it.each(PRODUCTS)('chains the cumulative updates of %s month by month', (product) => {
    const chain = updates.filter((update) => PRODUCTS[update.product] === product && update.kind === 'LCU');
    const replaced = chain.map((update) => update.supersedes.map((number) => updates[number]!.kb));
    expect(replaced).toEqual(chain.map((_, at) => (at === 0 ? [] : [chain[at - 1]!.kb])));
  });

  it('says in its column what the rule of cumulative updates says, where the column says anything', () => {
    const kbs = new Map(
      updates.map((update) => [update.id, update.supersedes.map((number) => updates[number]!.kb)]),
    );
    for (const { id, supersedes } of own.entries) {
      if (supersedes.length > 0) expect(kbs.get(id)).toEqual(supersedes);
    }
  });

  it('expires an update three months after the release of the one that replaces it', () => {
    for (const [number, update] of updates.entries()) {
      const next = updates.find(({ supersedes }) => supersedes.includes(number));
      const expectedMs = next === undefined ? Infinity : addMonths(start + next.releasedMs, 3) - start;
      expect(update.expiresMs).toBe(expectedMs);
      expect(isActive(update, update.releasedMs - 1)).toBe(false);
      expect(isActive(update, update.releasedMs)).toBe(true);
      expect(isActive(update, expectedMs)).toBe(false);
    }
  });
});

const HEADER = 'updateId,kb,product,arch,group,classification,released,sizeBytes,title';
const ROW = 'u1,KB5000001,Windows,x64,LCU,Security Updates,2024-01-09T18:00:00Z,100,First';

describe('A catalogue file', () => {
  const issuesOf = (text: string) => readCatalogCsv('c.csv', text).issues.map(formatIssue);

  it.each([
    [
      '2024-01-09T18:00:00Z',
      '2024-13-09',
      '"2024-13-09" is not an instant; write for example 2024-06-11T17:00:00Z',
      'released',
    ],
    [',100,', ',-1,', '"-1" is not a size in bytes; write digits only', 'sizeBytes'],
    [',100,', ',0x10,', '"0x10" is not a size in bytes; write digits only', 'sizeBytes'],
    [
      'Security Updates',
      'Security Update',
      '"Security Update" is not a classification; did you mean "Security Updates"?',
      'classification',
    ],
    ['KB5000001', '5000001', '"5000001" is not the number of an article', 'kb'],
  ])('with %s as %s is refused with its line', (good, bad, message, column) => {
    expect(issuesOf(`${HEADER}\n${ROW}\n${ROW.replace(good, bad)}\n`)).toEqual([
      `c.csv:3:${ROW.indexOf(good.replaceAll(',', '')) + 1}  ${column}  ${message}`,
    ]);
  });

  it('that lacks a column or a cell, or is no CSV, is refused', () => {
    expect(issuesOf(`${HEADER.replace('sizeBytes', 'size')}\n${ROW}\n`)[0]).toMatch(
      /^c\.csv:1:1 {2}lacks the column "sizeBytes"/,
    );
    expect(issuesOf(`${HEADER}\n${ROW},more\n`)).toEqual(['c.csv:2:1  has 10 cells; the header has 9']);
    expect(issuesOf(`${HEADER}\n${ROW}"x\n`)[0]).toMatch(/^c\.csv:\d:1 {2}is not sound CSV/);
    expect(issuesOf('')[0]).toMatch(/^c\.csv:1:1 {2}lacks the column/);
  });

  it('with columns between semicolons or tabs is told so once', () => {
    const told = (what: string) => [`c.csv:1:1  columns are separated by ${what}; commas are needed`];
    expect(issuesOf(`${HEADER}\n${ROW}\n${ROW}\n`.replaceAll(',', ';'))).toEqual(told('semicolons'));
    expect(issuesOf(`${HEADER}\n${ROW}\n${ROW}\n`.replaceAll(',', '\t'))).toEqual(told('tabs'));
  });

  it('shows a cell at its column, also behind a quoted one', () => {
    const quoted = ROW.replace('Windows,', '"Windows, 11",').replace(',100,', ',1.5,');
    expect(issuesOf(`${HEADER}\n${quoted}\n`)).toEqual([
      `c.csv:2:${quoted.indexOf('1.5') + 1}  sizeBytes  "1.5" is not a size in bytes; write digits only`,
    ]);
  });

  it('shows its mistakes together with those of the scenario', () => {
    const text = SMALL.replace(/catalog:[\s\S]*locations:/, 'catalog: { file: c.csv }\nlocations:').replace(
      'count: 50',
      'count: 0',
    );
    expect(mistakesOf(text, {}, { 'c.csv': `${HEADER}\n${ROW.replace(',100,', ',x,')}\n` })).toEqual([
      's.yaml:29:12  groups[1].count  has to be a whole number from 1 to 16000000',
      `c.csv:2:${ROW.indexOf('100') + 1}  sizeBytes  "x" is not a size in bytes; write digits only`,
    ]);
  });

  it('counts several files of one update once, with the largest', () => {
    const { entries } = readCatalogCsv(
      'c.csv',
      `${HEADER}\n${ROW}\n${ROW.replace(',100,', ',300,')}\n${ROW}\n`,
    );
    expect(entries.map(({ sizeBytes }) => sizeBytes)).toEqual([300]);
  });

  it('keeps architectures apart', () => {
    const { entries } = readCatalogCsv('c.csv', `${HEADER}\n${ROW}\n${ROW.replace('x64', 'x86')}\n`);
    expect(entries.map(({ product }) => product)).toEqual(['Windows', 'Windows x86']);
  });

  it('of pairs is followed through updates that the catalogue lacks', () => {
    const third = ROW.replace('u1', 'u3')
      .replace('KB5000001', 'KB5000003')
      .replace('2024-01-09', '2024-03-12');
    const { entries } = readCatalogCsv(
      'c.csv',
      `${HEADER}\n${ROW}\n${third}\n`.replaceAll('LCU', 'Optional'),
    );
    const { supersedes } = readSupersedenceCsv(
      'p.csv',
      'kb,supersedesKb\nKB5000003,KB5000002\nKB5000002,KB5000001\n',
    );
    const { updates } = buildCatalog(entries, supersedes, ['Windows'], RULE, span, '', RUN_TIMES);
    expect(updates.map((update) => update.supersedes)).toEqual([[], [0]]);
  });
});
