import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { argumentsOf, type Block, blocksOf, masked, pages, ROOT, readText } from './pages.ts';

const MAIN = join(ROOT, 'src/cli/main.ts');
const TSX = import.meta.resolve('tsx');
const RUNS_TIMEOUT_MS = 300_000;

/** Names of assumptions and conflicts in a text. */
function namesIn(text: string): Set<string> {
  return new Set(text.match(/\b(MA-[A-Z-]+[A-Z]|ASSUME-[A-Z-]+[A-Z]|CF-\d+|J\d+)\b/g) ?? []);
}

function missingFrom(present: ReadonlySet<string>, wanted: Iterable<string>): string[] {
  return [...wanted].filter((name) => !present.has(name)).sort();
}

describe('the README', () => {
  let folder: string;
  /** What each command that was run has printed, in their order, and the block that follows it on the page. */
  const done: { line: string; code: number | null; out: string; err: string; next: Block | undefined }[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fleetsim-docs-'));
    cpSync(join(ROOT, 'scenarios'), join(folder, 'scenarios'), { recursive: true });
    const blocks = blocksOf('README.md');
    blocks.forEach(({ language, file, text }, at) => {
      if (file !== null) writeFileSync(join(folder, file), text);
      if (language !== 'sh') return;
      for (const line of text.split('\n')) {
        const args = argumentsOf(line);
        if (args === null) continue;
        const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', TSX, MAIN, ...args], {
          cwd: folder,
          env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined },
          encoding: 'utf8',
        });
        done.push({ line, code: status, out: stdout, err: stderr, next: blocks[at + 1] });
      }
    });
  }, RUNS_TIMEOUT_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('names only commands that end well', () => {
    expect(done.length).toBeGreaterThan(0);
    for (const { line, code, err } of done) expect(code, `${line}\n${err}`).toBe(0);
  });

  it('shows what npm start prints', () => {
    const [start] = done;
    expect(start!.line).toBe('npm start');
    expect(start!.next!.language).toBe('text');
    expect(masked(start!.next!.text)).toBe(masked(start!.out));
  });

  it('shows how many files of tests npm test has', () => {
    const files = readdirSync(join(ROOT, 'test'), { recursive: true }).map(String);
    const count = files.filter((file) => file.endsWith('.test.ts')).length;
    expect(readText('README.md')).toContain(`Test Files  ${count} passed (${count})`);
  });

  it('shows lines that a what-if takes away from the first run and adds to it', () => {
    const whatIfs = done.filter(({ next }) => next?.language === 'diff');
    expect(whatIfs.length).toBeGreaterThan(0);
    const before = done[0]!.out.split('\n');
    for (const { line, out, next } of whatIfs) {
      const after = out.split('\n');
      for (const changed of next!.text.split('\n')) {
        const [has, lacks] = changed.startsWith('-') ? [before, after] : [after, before];
        expect(has, line).toContain(changed.slice(1));
        expect(lacks, line).not.toContain(changed.slice(1));
      }
    }
  });

  it('shows the answer of a comparison', () => {
    const comparisons = done.filter(({ line }) => line.includes(' compare '));
    expect(comparisons.length).toBeGreaterThan(0);
    for (const { line, out, next } of comparisons)
      expect([line, out.split('\nResults: ')[0]]).toEqual([line, next!.text]);
  });

  it('leaves behind the folders of results that it promises', () => {
    const runs = done.filter(({ out }) => out.includes('Results: '));
    expect(runs.length).toBeGreaterThan(2);
    for (const { out } of runs) {
      const results = /^Results: (.*)$/m.exec(out)![1]!;
      expect(existsSync(join(folder, results, 'manifest.json')), results).toBe(true);
    }
  });
});

describe('the other pages', () => {
  it('name only scripts that exist', () => {
    for (const page of pages().filter((name) => name !== 'README.md')) {
      for (const { language, text } of blocksOf(page)) {
        if (language === 'sh')
          for (const line of text.split('\n')) expect(() => argumentsOf(line)).not.toThrow();
      }
    }
  });

  it('link only to files that exist', () => {
    const broken = pages().flatMap((page) =>
      [...readText(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)]
        .map(([, target]) => target!)
        .filter((target) => !existsSync(join(ROOT, dirname(page), target)))
        .map((target) => `${page}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});

describe('the description of the model', () => {
  const model = readText('docs/model.md');
  const settings = readText('docs/settings.md');
  const rows = [...settings.matchAll(/^\| `([^`]+)` \|(.*)$/gm)].map(([, path, rest]) => ({
    path: path!,
    grade: / \| (seed|documented|measured|assumed) \| /.exec(rest!)![1]!,
  }));

  it('names every assumption that settings and sources name', () => {
    const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const named = [settings, ...sources.map((name) => readText(join('src', name)))].flatMap((text) => [
      ...namesIn(text),
    ]);
    expect(named.length).toBeGreaterThan(0);
    expect(missingFrom(namesIn(model), new Set(named))).toEqual([]);
  });

  it('defines each assumption that it refers to, in one row of its tables', () => {
    const defined = [...model.matchAll(/^\| (MA-[A-Z-]+[A-Z]) \|/gm)].map(([, name]) => name!);
    expect(defined.length).toBe(new Set(defined).size);
    const ownText = model.replaceAll(/MA-[A-Z-]+ of the domain/g, '');
    const own = [...namesIn(ownText)].filter((name) => name.startsWith('MA-'));
    expect(missingFrom(new Set(defined), own)).toEqual([]);
  });

  it('lists every setting that is assumed or measured, and no setting that does not exist', () => {
    const table = model.slice(model.indexOf('### 9.1'), model.indexOf('### 9.2'));
    const listed = new Set([...table.matchAll(/`([a-z][\w.[\]]*\.\w+)`/gi)].map(([, path]) => path!));
    const guesses = rows.filter(
      ({ path, grade }) => (grade === 'assumed' || grade === 'measured') && !path.startsWith('output.'),
    );
    expect(guesses.length).toBeGreaterThan(0);
    expect(
      missingFrom(
        listed,
        guesses.map(({ path }) => path),
      ),
    ).toEqual([]);
    const known = new Set([...rows.map(({ path }) => path), 'assumptions.catalogVersionForcesOnline']);
    expect(missingFrom(known, listed)).toEqual([]);
  });
});
