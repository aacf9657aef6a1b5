import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/exit.ts';
import { EXAMPLES, FIRST_STEPS } from '../../../src/cli/help/examples.ts';
import { helpOf, inProcess } from '../running.ts';
import { shellWords } from '../shell-words.ts';

/** Every command that the help of the program lists. */
async function commands(): Promise<string[]> {
  const out = await helpOf([]);
  return [...out.matchAll(/^ {2}fleetsim ([a-z]+)(?: [<[]| {2})/gm)].map(([, name]) => name!);
}

describe('Help', () => {
  it('tells the way from nothing to a report', async () => {
    const out = await helpOf([]);
    for (const [line] of FIRST_STEPS) expect(out).toContain(line);
  });

  it('shows examples of every command, within 100 columns', async () => {
    const names = await commands();
    expect(names.length).toBeGreaterThan(12);
    for (const name of names) {
      const out = await helpOf([name]);
      expect([name, out]).toEqual([name, expect.stringContaining('Examples:')]);
      const tooLong = out.split('\n').filter((line) => line.length > 100);
      expect([name, tooLong]).toEqual([name, []]);
      expect(EXAMPLES[name]?.length ?? 0).toBeGreaterThan(0);
    }
    expect(Object.keys(EXAMPLES).filter((name) => !names.includes(name))).toEqual([]);
  });

  it('groups options, each once', async () => {
    const out = await helpOf(['run']);
    for (const title of ['Scenario:', 'Replications:', 'Execution:', 'Results:'])
      expect(out).toContain(title);
    const options = [...out.matchAll(/^ {2,6}(--[\w-]+)/gm)].map(([, option]) => option);
    expect(options.length).toBeGreaterThan(10);
    expect(new Set(options).size).toBe(options.length);
  });
});

describe('The examples of help', () => {
  let folder: string;
  const before = process.cwd();
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fleetsim-examples-'));
    process.chdir(folder);
  });
  afterAll(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Few clients tell as well as many that a command does what it should. */
  function makeSmall(): void {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
      const path = join(folder, file);
      writeFileSync(path, readFileSync(path, 'utf8').replace(/^( *count:) \d+/gm, '$1 20'));
    }
  }

  /** A queue is nothing that a test has. */
  const needsQueue = (line: string) => line.includes('redis');
  const all = Object.values(EXAMPLES).flat();
  const lines = [...new Set([...FIRST_STEPS.slice(0, 3), ...all].map(([line]) => line))];

  it('run, one after the other, as a reader would type them', { timeout: 120_000 }, async () => {
    for (const line of lines.filter((one) => !needsQueue(one))) {
      const [program, ...words] = shellWords(line.replace(/ >> \S+$/, ''));
      const experiments = ['compare', 'sweep', 'capacity'];
      const isMany =
        experiments.includes(words[0]!) || (words[0] === 'run' && words.includes('--replications'));
      const { code, err } = await inProcess([...words, ...(isMany ? ['--jobs', '1'] : [])]);
      expect([line, program, code, err]).toEqual([line, 'fleetsim', EXIT.ok, err]);
      expect(err).not.toMatch(/internal error|needs|no option/);
      if (words[0] === 'init') makeSmall();
    }
  });

  it('name options that there are where they need a queue', async () => {
    for (const line of lines.filter(needsQueue)) {
      const [, command, ...words] = shellWords(line.split(' -- ')[0]!);
      const out = await helpOf([command!]);
      for (const word of words.filter((one) => one.startsWith('--'))) expect(out).toContain(`${word} `);
    }
  });
});
