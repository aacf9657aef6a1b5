import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { scenarioTemplate } from '../../src/scenario/template.ts';
import { inProcess } from './running.ts';

let folder: string;
let run: string;

/** Markup, a formula, a slash. */
const HOSTILE = '=1+1/<b>&amp;';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-explain-'));
  run = join(folder, 'run');
  const scenario = join(folder, 'small.yaml');
  writeFileSync(scenario, scenarioTemplate('small').replace(/count: \d+/g, 'count: 10'));
  await inProcess(['run', scenario, '--out', run, '--quiet']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const explain = (...args: string[]) => inProcess(['explain', run, '--quiet', ...args]);
const manifest = () => JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8'));
/** A copy of the run whose manifest says something else. */
const copyWith = (name: string, changes: object) => {
  const copy = join(folder, name);
  cpSync(run, copy, { recursive: true });
  const { identity, ...rest } = manifest();
  writeFileSync(
    join(copy, 'manifest.json'),
    JSON.stringify({ ...rest, identity: { ...identity, ...changes } }),
  );
  return copy;
};
const rowsOf = (file: string) => readFileSync(join(run, file), 'utf8').trim().split('\n');
/** `group/number` of a client of clients.csv. */
const nameOf = (client: number) => {
  const cells = rowsOf('clients.csv').map((row) => row.split(','));
  const at = (column: string) => cells[0]!.indexOf(column);
  const row = cells.find((each) => each[at('client')] === String(client))!;
  return `${row[at('group')]}/${row[at('numberInGroup')]}`;
};

describe('fleetsim explain --client', () => {
  it('tells the story of a client by its number in clients.csv, and the same by its name', async () => {
    const { code, out, err } = await explain('--client', '3');
    expect([code, err]).toEqual([EXIT.ok, '']);
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toMatch(new RegExp(`^client 3 \\(${nameOf(3)}\\): `));
    expect(lines.at(-1)).toMatch(/in the end: /);
    const instants = lines.slice(2).map((line) => line.slice(0, 19));
    expect(instants).toEqual([...instants].sort());
    for (const text of instants) expect(text).toMatch(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
    expect((await explain('--client', nameOf(3))).out).toBe(out);
  });

  it('tells of a span only', async () => {
    const { code, out } = await explain(
      '--client',
      '3',
      '--from',
      'release + 1 d',
      '--until',
      'release + 2 d',
    );
    expect(code).toBe(EXIT.ok);
    const instants = out
      .trimEnd()
      .split('\n')
      .slice(2)
      .map((line) => Date.parse(`${line.slice(0, 19).replace(' ', 'T')}Z`));
    expect(instants.at(-1)! - instants[0]!).toBe(86_400_000);
  });

  it('says what is close to a client that does not exist', async () => {
    const unknown = await explain('--client', '99999');
    expect(unknown.code).toBe(EXIT.usage);
    expect(unknown.err).toMatch(
      /^--client 99999: there is no such client; clients have the numbers 0 to \d+\n$/,
    );
    const [group] = nameOf(3).split('/');
    const near = await explain('--client', `${group}x/2`);
    expect(near.err).toBe(`--client ${group}x/2: there is no such client; did you mean "${group}/2"?\n`);
    const beyond = await explain('--client', `${group}/10`);
    expect(beyond.err).toBe(
      `--client ${group}/10: there is no such client; its machines are ${group}/0 to ${group}/9\n`,
    );
  });
});

describe('fleetsim explain --server', () => {
  it('tells what came to a server before an instant, and adds up', async () => {
    const { serverName } = {
      serverName:
        rowsOf('servers.csv')[1]!.split(',')[rowsOf('servers.csv')[0]!.split(',').indexOf('server')]!,
    };
    const { code, out, err } = await explain(
      '--server',
      serverName,
      '--at',
      'release + 7 d',
      '--span',
      '7 d',
    );
    expect([code, err]).toEqual([EXIT.ok, '']);
    const came = Number(/(\d[\d,]*) requests? came/.exec(out)![1]!.replaceAll(',', ''));
    const table = out.split('\n\n')[1]!.split('\n').slice(1);
    const sum = table.reduce(
      (total, row) =>
        total +
        Number(
          row
            .trim()
            .split(/\s{2,}/)[1]!
            .replaceAll(',', ''),
        ),
      0,
    );
    expect(came).toBeGreaterThan(0);
    expect(sum).toBe(came);
  });

  it('asks for the instant, and for a server that exists', async () => {
    const without = await explain('--server', 'SUP1');
    expect([without.code, without.err]).toEqual([
      EXIT.usage,
      '--server: say when with --at, such as --at "2024-06-18 20:10 Europe/Paris"\n',
    ]);
    const unknown = await explain('--server', 'SUPP1', '--at', 'release');
    expect(unknown.code).toBe(EXIT.usage);
    expect(unknown.err).toMatch(/^--server SUPP1: there is no such server; did you mean "SUP1"\?\n$/);
    const never = await explain('--server', 'SUP1', '--at', '1999-01-01 UTC');
    expect(never.err).toBe('--at 1999-01-01 UTC: it is before the start of the run\n');
  });
});

describe('fleetsim explain --why-not', () => {
  it('counts who lacks an update, by id, KB number with and without its letters, and title', async () => {
    const column = (name: string) => rowsOf('exposure.csv')[0]!.split(',').indexOf(name);
    const id = rowsOf('exposure.csv')[1]!.split(',')[column('update')]!;
    const { code, out, err } = await explain('--why-not', id);
    expect([code, err]).toEqual([EXIT.ok, '']);
    expect(out).toMatch(/that it applies to have installed it by the end|applies to none/);
  });

  it('says what is close to an update that the run does not know', async () => {
    const { code, err } = await explain('--why-not', 'KB0');
    expect(code).toBe(EXIT.usage);
    expect(err).toMatch(/^--why-not KB0: the run knows no such update; /);
  });
});

describe('fleetsim explain', () => {
  it('answers one question at a time', async () => {
    const one = 'ask one thing: --client ID, --server NAME --at TIME, or --why-not UPDATE\n';
    expect(await explain()).toEqual({ code: EXIT.usage, out: '', err: one });
    expect((await explain('--client', '1', '--why-not', 'x')).err).toBe(one);
    expect((await explain('--client', '1', '--at', 'release')).err).toBe('--at belongs to --server\n');
    expect((await explain('--why-not', 'x', '--until', 'release')).err).toBe('--until belongs to --client\n');
  });

  it('explains no history but that of the run', async () => {
    const { fingerprint, version } = manifest().identity;
    const other = copyWith('other', {
      version: '0.0.1',
      fingerprint: {
        ...fingerprint,
        hourly: fingerprint.hourly.map((_: string, hour: number) =>
          hour < 2 ? fingerprint.hourly[hour] : '0'.repeat(16),
        ),
      },
    });
    const { code, out, err } = await inProcess(['explain', other, '--client', '3', '--quiet']);
    expect([code, out]).toEqual([EXIT.incomplete, '']);
    expect(err).toMatch(
      new RegExp(
        `does not replay as it was: the history is another one from \\S+ on; it was made by fleetsim 0\\.0\\.1, this is ${version}\\.`,
      ),
    );
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('says in one line of a folder that is no run or is incomplete', async () => {
    const nowhere = await inProcess(['explain', join(folder, 'nowhere'), '--client', '3']);
    expect([nowhere.code, nowhere.err]).toEqual([
      EXIT.usage,
      `${join(folder, 'nowhere')}: there is no such folder\n`,
    ]);
    const none = await inProcess(['explain', folder, '--client', '3']);
    expect(none.err).toBe(`${folder} is no folder of results: it has no manifest.json\n`);
    const incomplete = copyWith('incomplete', {});
    rmSync(join(incomplete, 'scenario.resolved.yaml'));
    const lacking = await inProcess(['explain', incomplete, '--client', '3']);
    expect(lacking.code).toBe(EXIT.usage);
    expect(lacking.err).toMatch(/is incomplete: scenario\.resolved\.yaml cannot be read: .*\n$/);
  });

  it('shows a hostile name as text', async () => {
    const scenario = join(folder, 'hostile.yaml');
    const hostile = join(folder, 'hostile');
    const text = readFileSync(join(folder, 'small.yaml'), 'utf8');
    const name = /groups:[\s\S]*?name: ([^\n,}]+)/.exec(text)![1]!;
    writeFileSync(scenario, text.replaceAll(name, JSON.stringify(HOSTILE)));
    const made = await inProcess(['run', scenario, '--out', hostile, '--quiet']);
    expect([made.code, made.err]).toEqual([EXIT.ok, '']);
    const { out, code } = await inProcess(['explain', hostile, '--client', `${HOSTILE}/3`, '--quiet']);
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/^client \d+ \(=1\+1\/<b>&amp;\/3\): /);
    const steering = await inProcess(['explain', hostile, '--client', '\u001b]0;x\u0007', '--quiet']);
    expect(steering.err).toMatch(/^--client \\u001b\]0;x\\u0007: there is no such client/);
  });
});
