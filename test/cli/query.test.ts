import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { TABLES } from '../../src/report/tables/index.ts';
import { scenarioTemplate } from '../../src/scenario/template.ts';
import { inProcess } from './running.ts';

let folder: string;
let run: string;
let experiment: string;
const HOSTILE = "=cmd|'/C calc'!A0";

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-query-'));
  run = join(folder, 'run');
  experiment = join(folder, 'experiment');
  const scenario = join(folder, 'small.yaml');
  writeFileSync(scenario, scenarioTemplate('small').replace(/count: \d+/g, 'count: 10'));
  const changes = [
    '--set',
    'output.clients=true',
    '--set',
    'thresholds=[]',
    '--set',
    `deployments[0].name=${JSON.stringify(HOSTILE)}`,
  ];
  const ran = await inProcess(['run', scenario, '--out', run, '--quiet', ...changes]);
  expect(ran.err).toBe('');
  await inProcess(['run', scenario, '--replications', '2', '--jobs', '1', '--out', experiment, '--quiet']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const asked = (sql: string, ...options: string[]) => inProcess(['query', run, sql, ...options]);
const json = async (sql: string) => JSON.parse((await asked(sql, '--format', 'json')).out);
const rowsOf = (file: string): Record<string, string>[] =>
  parse(readFileSync(join(run, file), 'utf8'), { columns: true });

/** What the program prints into a terminal of some width. */
async function inTerminal(columns: number, args: readonly string[]): Promise<string> {
  const { stdout } = process;
  const before = { isTTY: stdout.isTTY, columns: stdout.columns };
  Object.assign(stdout, { isTTY: true, columns });
  try {
    return (await inProcess(args)).out;
  } finally {
    Object.assign(stdout, before);
  }
}

describe('fleetsim query', () => {
  it('gives the tables back as their files are', async () => {
    for (const { name } of TABLES.filter((table) => existsSync(join(run, `${table.name}.csv`)))) {
      const { out, err } = await asked(`select * from "${name}"`);
      expect(err).toBe('');
      // Instants are told to the millisecond only where they have one.
      const file = readFileSync(join(run, `${name}.csv`), 'utf8').replace(/(:\d\d)\.000Z/g, '$1Z');
      expect(out, name).toBe(file);
    }
  });

  it('counts, adds and compares by the types that are declared', async () => {
    const servers = rowsOf('servers.csv');
    const served = servers.reduce((sum, { served }) => sum + Number(served), 0);
    const [sums] = await json('select count(*) as n, sum(served) as served, min(time) as first from servers');
    expect(sums).toEqual({ n: servers.length, served, first: servers[0]!.time });
    const types = await json(
      'select typeof(time) t, typeof(served) i, typeof(utilisation) x from servers limit 1',
    );
    expect(types).toEqual([{ t: 'TIMESTAMP', i: 'BIGINT', x: 'DOUBLE' }]);
  });

  it('takes empty cells for NULL, and names with a hyphen also with an underscore', async () => {
    const empty = rowsOf('server-totals.csv').filter(({ waitMeanSeconds }) => waitMeanSeconds === '').length;
    const [both] = await json(
      'select count(*) filter (a.waitMeanSeconds is null) as n, count(*) = count(b.server) as same from server_totals a join "server-totals" b using (server)',
    );
    expect(both).toEqual({ n: empty, same: true });
  });

  it('finds a name as the scenario has it, and shows it as text everywhere', async () => {
    const sql = `select distinct deployment from compliance where deployment = '${HOSTILE.replaceAll("'", "''")}'`;
    expect(await json(sql)).toEqual([{ deployment: HOSTILE }]);
    expect((await asked(sql)).out).toBe(`deployment\n'${HOSTILE}\n`);
    expect((await asked(sql, '--format', 'md')).out).toContain("| \\=cmd\\|'/C calc'!A0 |");
    const steering = `select chr(27) || '[31m' || chr(8238) as x`;
    for (const format of ['table', 'csv', 'json', 'md']) {
      const out = await inTerminal(80, ['query', run, steering, '--format', format]);
      for (const sign of ['\u001b', '\u202e']) expect(out.includes(sign), format).toBe(false);
    }
  });

  it('fits a terminal of any width, numbers whole', async () => {
    for (const columns of [40, 80, 200]) {
      const out = await inTerminal(columns, ['query', run, 'select * from servers limit 5']);
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(columns);
      expect(out).toContain('5 rows');
    }
    const out = await inTerminal(40, ['query', run, "select 1234567890123 as n, repeat('x', 99) as text"]);
    expect(out).toMatch(/^ +n {2}text\n1234567890123 {2}x+…\n\n1 row\n$/);
  });

  it('says how many rows a terminal does not show, and that other formats have them', async () => {
    const sql = 'select range as n from range(501)';
    const out = await inTerminal(80, ['query', run, sql]);
    expect(out).toContain('500 of 501 rows; --format csv writes them all');
    expect((await asked(sql)).out.trimEnd().split('\n').length).toBe(1 + 501);
  });

  it('lists tables and what their columns mean', async () => {
    const { out } = await inProcess(['query', run, '--tables']);
    const table = TABLES.find(({ name }) => name === 'server-totals')!;
    expect(out).toContain(`server_totals: ${rowsOf('server-totals.csv').length} rows, each ${table.rowIs}\n`);
    for (const { meaning } of table.columns) expect(out).toContain(meaning);
    const listed = await inProcess(['query', run, '--tables', '--format', 'csv']);
    const files = TABLES.filter(({ name }) => existsSync(join(run, `${name}.csv`)));
    const columnCount = files.reduce((sum, { columns }) => sum + columns.length, 0);
    expect(parse(listed.out).length).toBe(1 + columnCount);
  });

  it('asks experiments too', async () => {
    const { out } = await inProcess(['query', experiment, 'select point, count(*) n from jobs group by all']);
    expect(parse(out, { columns: true })).toEqual([expect.objectContaining({ n: '2' })]);
  });

  it('gives the same again', async () => {
    const sql =
      'select server, avg(utilisation) a, stddev(queueMean) s from servers group by server order by server';
    expect((await asked(sql)).out).toBe((await asked(sql)).out);
  });
});

describe('a query that is refused', () => {
  it('can read no other file, write none, and change nothing', async () => {
    const victim = join(folder, 'victim.csv');
    writeFileSync(victim, 'secret\n1\n');
    const refused = [
      `copy summary to '${join(folder, 'out.csv')}'`,
      `copy (select 1) to '${victim}'`,
      `attach '${join(folder, 'other.db')}'`,
      `export database '${join(folder, 'dump')}'`,
      `select * from read_csv('${victim}')`,
      `select * from read_text('${victim}')`,
      `select * from glob('${folder}/*')`,
      `select * from '${victim}'`,
      `from query('select * from read_csv(''${victim}'')')`,
      'install httpfs',
      'load httpfs',
      'set threads = 4',
      'set enable_external_access = true',
      'reset lock_configuration',
      'create table t as select 1',
      'insert into summary select * from summary',
      'delete from summary',
      'drop table summary',
      'call pragma_version()',
      'select 1; select 2',
    ];
    for (const sql of refused) {
      const { code, out, err } = await asked(sql);
      expect([code, out], sql).toEqual([EXIT.usage, '']);
      expect(err.trimEnd().split('\n').length, sql).toBe(1);
      expect(err, sql).not.toContain('secret');
    }
    expect(readFileSync(victim, 'utf8')).toBe('secret\n1\n');
    expect(['out.csv', 'other.db', 'dump'].filter((name) => existsSync(join(folder, name)))).toEqual([]);
  });

  it.each([
    ['select * from clientz', 'there is no table "clientz"; did you mean "clients"?'],
    ['select utilisatio from servers', 'there is no column "utilisatio" there; did you mean "utilisation"?'],
    ['select s.servedd from servers s', 'there is no column "servedd" there; did you mean "served"?'],
    ['selec 1', 'syntax error at or near "selec"'],
    ['/* nothing */ ; -- at all', 'the query is empty: write a select'],
    ['select $1', 'the query has parameters ($1, ?): write their values in their place'],
    ["select cast('x\u001b[31m' as int)", "Could not convert string 'x\\u001b[31m' to INT32"],
  ])('%s: one clear line', async (sql, message) => {
    expect(await asked(sql)).toEqual({ code: EXIT.usage, out: '', err: `${message}\n` });
  });

  it('is told where there is nothing to ask', async () => {
    const noQuery = await inProcess(['query', run]);
    expect(noQuery).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('--tables lists the tables'),
    });
    const copy = join(folder, 'incomplete');
    cpSync(run, copy, { recursive: true });
    rmSync(join(copy, 'scans.csv'));
    const incomplete = await inProcess(['query', copy, 'select 1']);
    expect(incomplete).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('scans.csv is missing'),
    });
    writeFileSync(
      join(copy, 'scans.csv'),
      readFileSync(join(run, 'scans.csv'), 'utf8').replace(/\n[^,]+,/, '\nsoon,'),
    );
    const changed = await inProcess(['query', copy, 'from scans']);
    expect(changed).toMatchObject({
      code: EXIT.usage,
      err: expect.stringContaining('not as it was written'),
    });
  });

  it('says how to add DuckDB where it is missing', async () => {
    vi.doMock('@duckdb/node-api', () => {
      throw new Error('Cannot find package');
    });
    try {
      const { code, err } = await asked('select 1');
      expect(code).toBe(EXIT.usage);
      expect(err).toContain('npm install @duckdb/node-api');
    } finally {
      vi.doUnmock('@duckdb/node-api');
    }
  });
});

describe('docs/query.md', () => {
  it('shows only commands that run and answer', async () => {
    const page = readFileSync(new URL('../../docs/query.md', import.meta.url), 'utf8');
    const lines = [...page.matchAll(/^```sh\n(.*?)\n```$/gms)].flatMap(([, text]) => text!.split('\n'));
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) {
      const [npx, program, ...words] = wordsOf(line);
      expect([npx, program]).toEqual(['npx', 'fleetsim']);
      const args = words.map((word) => word.replace('reports/remoteapp', join(folder, 'remoteapp')));
      const { code, out, err } = await inProcess(args);
      expect([code, err], line).toEqual([EXIT.ok, '']);
      if (args[0] === 'query') expect(out.trimEnd().split('\n').length, line).toBeGreaterThan(1);
    }
  });
});

/** A command line as words; quotes of both kinds hold one together. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, single, double, plain]) => single ?? double?.replace(/\\(.)/g, '$1') ?? plain!,
  );
}
