import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { inProcess, runAsUser } from './running.ts';

/** Runs the program as a user would, in the working folder of the test. */
function fleetsim(args: readonly string[], options: Partial<Parameters<typeof runAsUser>[1]> = {}) {
  return runAsUser(args, { cwd: folder, ...options });
}

/** The scenario of `fleetsim init`, with few clients so that a run is short. */
let template: string;
let folder: string;

function write(file: string, change: (text: string) => string = (text) => text): void {
  writeFileSync(join(folder, file), change(template));
}

const results = () => readdirSync(folder).filter((name) => !name.endsWith('.yaml'));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-cli-'));
  await fleetsim(['init', 'small']);
  template = readFileSync(join(folder, 'small.yaml'), 'utf8');
});
beforeEach(() => {
  for (const entry of readdirSync(folder)) rmSync(join(folder, entry), { recursive: true });
  write('small.yaml');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('fleetsim run', () => {
  it('writes a folder of results under the name of the scenario and says where', async () => {
    const { code, out } = await fleetsim(['run', 'small.yaml']);
    expect(code).toBe(EXIT.ok);
    expect(out).toContain(`Results: ${join('reports', 'small')}`);
    expect(out).not.toContain('\u001b');
    expect(readdirSync(join(folder, 'reports', 'small'))).toContain('manifest.json');
  });

  it('gives the same bytes in another time zone and locale, and others with another seed', async () => {
    await fleetsim(['run', 'small.yaml', '--out', 'a', '--quiet'], {
      env: { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8' },
    });
    await fleetsim(['run', 'small.yaml', '--out', 'b', '--quiet'], {
      env: { TZ: 'America/New_York', LC_ALL: 'C' },
    });
    await fleetsim(['run', 'small.yaml', '--out', 'c', '--quiet', '--seed', 'another']);
    const read = (name: string, file: string) => readFileSync(join(folder, name, file), 'utf8');
    const identity = (name: string) => JSON.parse(read(name, 'manifest.json')).identity;
    expect(identity('a')).toEqual(identity('b'));
    for (const { file } of identity('a').files)
      expect([file, read('a', file) === read('b', file)]).toEqual([file, true]);
    expect(read('c', 'clients.csv')).not.toBe(read('a', 'clients.csv'));
    expect(identity('c').fingerprint.end).not.toBe(identity('a').fingerprint.end);
  });

  it('runs again from its own resolved scenario to the same history', async () => {
    await fleetsim(['run', 'small.yaml', '--out', 'a', '--quiet']);
    await fleetsim(['run', join('a', 'scenario.resolved.yaml'), '--out', 'b', '--quiet']);
    const end = (name: string) =>
      JSON.parse(readFileSync(join(folder, name, 'manifest.json'), 'utf8')).identity.fingerprint.end;
    expect(end('b')).toBe(end('a'));
  });

  it('is silent when quiet', async () => {
    expect(await fleetsim(['run', 'small.yaml', '--quiet'])).toEqual({ code: EXIT.ok, out: '', err: '' });
  });

  it('takes the last of a repeated option and keeps every override and every digit of a seed', async () => {
    const seed = '98765432109876543210987';
    await fleetsim(
      ['run', 'small.yaml', '--quiet', '--seed', '1', '--seed', seed, '--out', 'x', '--out', 'y'].concat([
        '--set',
        'profile=cb2303',
        '--set',
        'description=changed',
      ]),
    );
    const { identity, circumstance } = JSON.parse(readFileSync(join(folder, 'y', 'manifest.json'), 'utf8'));
    expect(identity).toMatchObject({ seed, profile: 'cb2303' });
    expect(circumstance.overrides).toEqual(['profile=cb2303', 'description=changed']);
  });

  it('ends with 99 and whole results when a threshold is not met', async () => {
    write(
      'strict.yaml',
      (text) =>
        `${text.replace(/^thresholds:[\s\S]*/m, '')}\nthresholds:\n  - { metric: clients, atMost: 1 }\n`,
    );
    const { code, out, err } = await fleetsim(['run', 'strict.yaml', '--out', 'out']);
    expect(code).toBe(EXIT.thresholdNotMet);
    expect(out).toContain('✗ not met  clients at most 1');
    expect(err).toContain('1 of 1 thresholds was not met');
    expect(readdirSync(join(folder, 'out'))).toContain('manifest.json');
  });

  it('ends with 130 and leaves nothing when it is interrupted', async () => {
    let interrupted = false;
    const { code, err } = await fleetsim(['run', 'small.yaml', '--set', 'horizon=90 d'], {
      onStderr: (interrupt) => {
        if (!interrupted) interrupt();
        interrupted = true;
      },
    });
    expect(code).toBe(EXIT.interrupted);
    expect(err).toContain('interrupted');
    expect(results()).toEqual([]);
  });

  it('never writes into a folder that holds something else', async () => {
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine', 'notes.txt'), 'mine');
    const { code, err } = await fleetsim(['run', 'small.yaml', '--out', 'mine']);
    expect(code).toBe(EXIT.usage);
    expect(err).toContain('does not hold the results of a run');
    expect(readdirSync(join(folder, 'mine'))).toEqual(['notes.txt']);
  });

  it.each(['.', '..', join('..', 'here')])('never replaces the folder that one is in: %s', async (out) => {
    const here = join(folder, 'here');
    mkdirSync(here);
    write(join('here', 'small.yaml'));
    const { code, err } = await fleetsim(['run', 'small.yaml', '--out', out], { cwd: here });
    expect(code).toBe(EXIT.usage);
    expect(err).toContain('the folder that you are in');
    expect(readdirSync(here)).toEqual(['small.yaml']);
  });

  it.skipIf(!existsSync('/dev/full'))('says so when its summary cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    const { code, err } = await fleetsim(['run', 'small.yaml', '--out', 'out'], { stdout: full });
    closeSync(full);
    expect(code).toBe(EXIT.notWritten);
    expect(err).toContain('cannot write to standard output: the disk is full');
    expect(err).not.toContain('internal error');
    expect(readdirSync(join(folder, 'out'))).toContain('manifest.json');
  });
});

describe('a scenario that cannot run', () => {
  it.each([
    ['is missing', 'nosuch.yaml', null, 'nosuch.yaml:1:1  cannot be read: it does not exist'],
    ['is not YAML', 'bad.yaml', () => 'name: [1', 'bad.yaml:1:'],
    [
      'has an unknown key',
      'bad.yaml',
      (text: string) => `${text}\nhorizen: 21 d\n`,
      'did you mean "horizon"',
    ],
    [
      'has a number without its unit',
      'bad.yaml',
      (text: string) => text.replace(/^horizon: .*/m, 'horizon: 21'),
      'horizon',
    ],
    ['has a negative count', 'bad.yaml', (text: string) => text.replace(/count: \d+/, 'count: -5'), 'count'],
  ])('is refused with its place when it %s', async (_, file, change, message) => {
    if (change !== null) write(file, change);
    for (const command of ['run', 'validate']) {
      const { code, err } = await inProcess([command, join(folder, file)]);
      expect([code, err]).toEqual([EXIT.scenarioInvalid, expect.stringContaining(message)]);
      expect(err).not.toMatch(/\n\s+at /);
    }
    expect(results()).toEqual([]);
  });
});

describe('a scenario that is valid, but not what is usually meant', () => {
  it('is warned of at the file as it was given, and in results without its folder', async () => {
    write('odd.yaml', (text) => `${text}\nclientSettings: { scanInterval: 1 h }\n`);
    const file = join(folder, 'odd.yaml');
    const { code, err } = await inProcess(['validate', file]);
    expect(code).toBe(EXIT.ok);
    expect(err).toMatch(/:\d+:\d+ {2}clientSettings\.scanInterval {2}warning: /);
    expect(err.startsWith(`${file}:`)).toBe(true);
    await inProcess(['run', file, '--quiet', '--out', join(folder, 'odd')]);
    const log = readFileSync(join(folder, 'odd', 'log.txt'), 'utf8');
    expect(log).toMatch(/ {2}warning: odd\.yaml:\d+:\d+ {2}clientSettings\.scanInterval {2}/);
  });
});

describe('the command line', () => {
  it.each([
    [[]],
    [['rnu']],
    [['run']],
    [['run', 'small.yaml', '--bogus']],
    [['run', 'small.yaml', 'second.yaml']],
    [['run', 'small.yaml', '--seed']],
    [['run', 'small.yaml', '--out=']],
    [['run', 'small.yaml', '--set', 'nothing']],
    [['init', '../outside']],
  ])('is refused as misuse: %j', async (args) => {
    const { code, err } = await inProcess(
      args.map((arg) => (arg.endsWith('.yaml') ? join(folder, arg) : arg)),
    );
    expect(code).toBe(EXIT.usage);
    expect(err).not.toMatch(/internal error|\n\s+at /);
  });

  it.each([
    [['run', 'small.yaml', '--bo\u001b[31mgus\nx']],
    [['frobnicate\u009b2J']],
    [['validate', 'no\u001b]0;such\u0007.yaml']],
    [['run', 'small.yaml', '--set', 'a\u001b[2J']],
    [['init', 'a\u202eb']],
  ])('never lets an argument steer the terminal: %j', async (args) => {
    const { code, err } = await inProcess(
      args.map((arg) => (arg === 'small.yaml' ? join(folder, arg) : arg)),
    );
    expect(code).not.toBe(EXIT.ok);
    expect(err.split('\n').length).toBeLessThanOrEqual(3);
    expect(err.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(err).toMatch(/\\u(001b|009b|202e)/);
  });

  it('shows its help and its version', async () => {
    expect((await fleetsim(['--help'])).out).toContain('fleetsim run <file>');
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect((await fleetsim(['--version'])).out.trim()).toBe(version);
  });
});

describe('fleetsim init', () => {
  it('writes a valid scenario once and never over a file', async () => {
    const { code, out } = await fleetsim(['init', 'fresh']);
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/run it with: npx fleetsim run fresh\.yaml\n$/);
    expect((await fleetsim(['validate', 'fresh.yaml'])).out).toContain('fresh.yaml is valid');
    expect((await fleetsim(['init', 'fresh'])).code).toBe(EXIT.usage);
  });
});
