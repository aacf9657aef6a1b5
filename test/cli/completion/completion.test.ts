import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SHELLS } from '../../../src/cli/completion/scripts.ts';
import { EXIT } from '../../../src/cli/exit.ts';
import { settingPaths } from '../../../src/scenario/setting-paths.ts';
import { TEMPLATES } from '../../../src/scenario/templates/templates.ts';
import { inProcess } from '../running.ts';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-completion-'));
  writeFileSync(join(folder, 'one scenario.yaml'), '');
  writeFileSync(join(folder, 'notes.txt'), '');
  mkdirSync(join(folder, 'reports', 'done'), { recursive: true });
  writeFileSync(join(folder, 'reports', 'done', 'manifest.json'), '{}');
  mkdirSync(join(folder, 'bin'));
  const script = `#!/bin/sh\nexec "${process.execPath}" --import "${import.meta.resolve('tsx')}" "${MAIN}" "$@"\n`;
  writeFileSync(join(folder, 'bin', 'fleetsim'), script);
  chmodSync(join(folder, 'bin', 'fleetsim'), 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the last word can become. */
async function answers(words: readonly string[], shell = 'zsh'): Promise<string[]> {
  const { code, out, err } = await inProcess(['--get-completions', shell, `${words.length - 1}`, ...words]);
  expect([code, err]).toEqual([EXIT.ok, '']);
  return out.split('\n').slice(0, -1);
}

describe('Completion', () => {
  it('knows the commands', async () => {
    expect(await answers(['va'])).toEqual(['validate']);
    expect(await answers([''])).toEqual(expect.arrayContaining(['init', 'run', 'worker', '--help']));
  });

  it('knows the options of a command, and none of another', async () => {
    expect(await answers(['run', '--repli'])).toEqual(['--replications', '--replication']);
    expect(await answers(['validate', '--repli'])).toEqual([]);
    expect(await answers(['capacity', 'x.yaml', '--va'])).toEqual(
      expect.arrayContaining(['--vary', '--values']),
    );
  });

  it.each(['--set', '--with'])('knows the paths of settings after %s', async (option) => {
    const expected = settingPaths().filter((path) => path.startsWith('clientS'));
    expect(expected.length).toBeGreaterThan(10);
    expect(await answers(['compare', 'x.yaml', option, 'clientS'])).toEqual(
      expected.map((path) => `${path}=`),
    );
    const joined = await answers(['compare', `${option}=clientS`]);
    expect(joined).toEqual(expected.map((path) => `${option}=${path}=`));
  });

  it('knows templates, engines, shells', async () => {
    expect(await answers(['init', 'x', '--template', ''])).toEqual(TEMPLATES.map(({ name }) => name));
    expect(await answers(['submit', '--engine', 'sl'])).toEqual(['slurm']);
    expect(await answers(['completion', ''])).toEqual(SHELLS);
  });

  it('knows files of scenarios and folders of results, and goes on in folders', async () => {
    expect(await answers(['run', `${folder}/`])).toEqual([
      `${folder}/bin/`,
      `${folder}/one scenario.yaml`,
      `${folder}/reports/`,
    ]);
    expect(await answers(['verify', `${folder}/reports/`])).toEqual([`${folder}/reports/done`]);
    expect(await answers(['run', `${folder}/nowhere/`])).toEqual([]);
  });

  it('knows the command after those of submit', async () => {
    expect(await answers(['submit', '--engine', 'slurm', '--', 'swe'])).toEqual(['sweep']);
    expect(await answers(['submit', '--', 'sweep', '--fr'])).toEqual(['--fresh']);
  });

  it.each([
    [[]],
    [['bash']],
    [['bash', 'x', 'y']],
    [['bash', '-3', 'run']],
    [['bash', '1', 'frobnicate', '']],
  ])('says nothing rather than fail: %j', async (args) => {
    expect((await inProcess(['--get-completions', ...args])).code).toBe(EXIT.ok);
  });
});

describe('The script of completion', () => {
  it.each(SHELLS)('is printed for %s', async (shell) => {
    const { code, out } = await inProcess(['completion', shell]);
    expect(code).toBe(EXIT.ok);
    expect(out).toContain(`fleetsim --get-completions ${shell} `);
  });

  /** As bash parts a line that one types: `=` stands by itself. */
  const completing = (line: string) => {
    const words = line.match(/=|[^\s=]+|(?<=\s)$/g) ?? [];
    const list = words.map((word) => `'${word}'`).join(' ');
    return `COMP_WORDS=(${list}); COMP_CWORD=${words.length - 1}; _fleetsim; printf '%s\n' "\${COMPREPLY[@]}"`;
  };

  it('completes in bash, with what has to be quoted quoted', { timeout: 120_000 }, async () => {
    const { out: script } = await inProcess(['completion', 'bash']);
    const lines = [
      'fleetsim run one',
      'fleetsim run x.yaml --set=clientSettings.scanT',
      'fleetsim run x.yaml --set groups\\[\\*\\].cou',
    ];
    const env = { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` };
    const asked = [script, ...lines.map(completing)].join('\n');
    const out = execFileSync('bash', ['-c', asked], { cwd: folder, env, encoding: 'utf8' });
    expect(out.split('\n').slice(0, -1)).toEqual([
      'one\\ scenario.yaml',
      'clientSettings.scanTimeToLive=',
      'groups\\[\\*\\].count=',
    ]);
  });

  const isThere = (shell: string) => spawnSync(shell, ['--version']).status === 0;

  it.each(['bash', 'zsh', 'fish'].filter(isThere))('is sound to %s', async (shell) => {
    const { out } = await inProcess(['completion', shell]);
    const file = join(folder, `completion.${shell}`);
    writeFileSync(file, out);
    expect(spawnSync(shell, ['-n', file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});
