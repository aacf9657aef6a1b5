import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { TEMPLATES } from '../../src/scenario/templates/templates.ts';
import { inProcess } from './running.ts';
import { shellWords } from './shell-words.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The command after `with: npx fleetsim` of what init says. */
function advised(out: string): string[] {
  return shellWords(/ with: npx fleetsim (.*)\n$/.exec(out)![1]!);
}

/** A scenario that shows what else can be tried, with all of that tried. */
const uncommented = (text: string) => text.replace(/^(\s*)# (?=\w+:$|\s*- \{|\s*\w+: [[{])/gm, '$1');

describe('fleetsim init', () => {
  it.each(TEMPLATES.map(({ name }) => name))('starts from %s, whose next command runs', async (template) => {
    const started = await inProcess(['init', 'mine', folder, '--template', template]);
    expect([started.code, started.err]).toEqual([EXIT.ok, '']);
    const [command, ...args] = advised(started.out);
    expect(args[0]).toBe(join(folder, 'mine.yaml'));
    const jobs = command === 'run' ? [] : ['--jobs', '1'];
    const ran = await inProcess([command!, ...args, ...jobs, '--out', join(folder, 'results')]);
    expect(ran.code).toBe(EXIT.ok);
    expect(ran.out).not.toMatch(/not met|warning/);
    expect(readdirSync(join(folder, 'results'))).toContain('manifest.json');
  });

  it.each(TEMPLATES.filter(({ name }) => name !== 'experiment').map(({ name }) => name))(
    'starts from %s without a warning, with a question and something that has to hold',
    async (template) => {
      await inProcess(['init', 'mine', folder, '--template', template]);
      const file = join(folder, 'mine.yaml');
      const text = readFileSync(file, 'utf8');
      expect(await inProcess(['validate', file])).toMatchObject({ code: EXIT.ok, err: '' });
      expect(text).toMatch(/^thresholds:/m);
      writeFileSync(file, uncommented(text));
      expect(await inProcess(['validate', file])).toMatchObject({ code: EXIT.ok });
    },
  );

  it('lists all templates, each with a question', async () => {
    const { code, out } = await inProcess(['init', '--list']);
    expect(code).toBe(EXIT.ok);
    for (const { name, question } of TEMPLATES) {
      expect(out).toContain(`${name} `);
      expect(out).toContain(question);
      expect(question).toMatch(/\?$/);
    }
  });

  it('names the closest template, and asks for a name', async () => {
    const wrong = await inProcess(['init', 'mine', folder, '--template', 'ring']);
    expect(wrong).toMatchObject({ code: EXIT.usage, err: expect.stringContaining('did you mean "rings"') });
    const nameless = await inProcess(['init']);
    expect(nameless).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('fleetsim init <name>'),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('never writes over a file', async () => {
    writeFileSync(join(folder, 'mine.yaml'), 'mine');
    const { code, err } = await inProcess(['init', 'mine', folder]);
    expect([code, err]).toEqual([EXIT.usage, expect.stringContaining('it exists already')]);
    expect(readFileSync(join(folder, 'mine.yaml'), 'utf8')).toBe('mine');
  });
});
