import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawingOf, PICTURES, SCHEMES } from '../tools/pictures.ts';
import { inProcess } from './cli/running.ts';
import { argumentsOf, blocksOf, masked, ROOT, readText } from './pages.ts';

const GUIDE = 'docs/guide';
const PAGE_TIMEOUT_MS = 300_000;

const guidePages = readdirSync(join(ROOT, GUIDE)).filter((name) => name.endsWith('.md'));

/** The exit code with which a command of a page ends: 0, or what its comment says. */
function exitCodeOf(line: string): number {
  return Number(/ # exit code (\d+)$/.exec(line)?.[1] ?? 0);
}

/** What a line gives to the program; experiments stay in one process, which is quicker where runs are short. */
function wordsOf(line: string): string[] {
  const words = argumentsOf(line)!;
  const isExperiment =
    ['compare', 'sweep', 'capacity'].includes(words[0]!) ||
    (words[0] === 'run' && words.includes('--replications'));
  return isExperiment ? [...words, '--jobs', '1'] : words;
}

/** The pieces of a printed block in their order: `…` on a line of its own stands for what was left out. */
function piecesOf(block: string): string[] {
  return block.split(/^…$/m).map((piece) => masked(piece).replace(/^\n+/, ''));
}

/** What of the pieces a text does not have where they should be; null if it has them all, in their order. */
function lackingIn(text: string, pieces: readonly string[]): string | null {
  let from = 0;
  for (const piece of pieces) {
    const at = text.indexOf(piece, from);
    if (at < 0) return piece;
    from = at + piece.length;
  }
  return null;
}

describe('the guide', () => {
  let folder: string;
  const home = process.cwd();
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fleetsim-guide-'));
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(guidePages)(
    'has commands in %s that end as it says, one after the other, and print what it shows',
    async (page) => {
      let printed: string | null = null;
      for (const { language, file, text } of blocksOf(join(GUIDE, page))) {
        if (file !== null) writeFileSync(file, `${text}\n`);
        if (language === 'text') {
          expect(printed, `nothing is printed before: ${text}`).not.toBeNull();
          const lacking = lackingIn(printed!, piecesOf(text));
          expect(lacking, `${page} shows what was not printed; printed was:\n${printed}`).toBeNull();
        }
        printed = null;
        if (language !== 'sh') continue;
        for (const line of text.split('\n')) {
          const { code, out, err } = await inProcess(wordsOf(line));
          expect([line, code], err).toEqual([line, exitCodeOf(line)]);
          printed = masked(out);
        }
      }
    },
    PAGE_TIMEOUT_MS,
  );

  it('has the pictures that its tool draws, in both schemes', async () => {
    const [quickest] = PICTURES;
    const run = ['run', join(ROOT, quickest!.scenario), '--out', 'results', '--quiet'];
    expect((await inProcess(run)).code).toBe(0);
    for (const scheme of SCHEMES) {
      const file = `${GUIDE}/${quickest!.name}-${scheme}.svg`;
      expect(drawingOf('results', quickest!.heading, scheme), `npm run pictures writes ${file}`).toBe(
        readText(file),
      );
    }
  });

  it('shows only pictures that there are', () => {
    const shown = guidePages.flatMap((page) =>
      [...readText(`${GUIDE}/${page}`).matchAll(/ src(?:set)?="([^"]+)"/g)].map(([, file]) => file!),
    );
    const drawn = PICTURES.flatMap(({ name }) => SCHEMES.map((scheme) => `${name}-${scheme}.svg`));
    expect(shown.sort()).toEqual(drawn.sort());
    for (const file of shown) expect(existsSync(join(ROOT, GUIDE, file)), file).toBe(true);
  });

  it('is linked from the README, and each of its parts from its index', () => {
    expect(readText('README.md')).toContain(`(${GUIDE}/README.md)`);
    const index = readText(`${GUIDE}/README.md`);
    for (const page of guidePages.filter((name) => name !== 'README.md'))
      expect(index).toContain(`(${page})`);
  });
});
