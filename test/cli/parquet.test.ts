import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { EXPERIMENT_TABLES } from '../../src/report/experiments/tables.ts';
import type { WrittenFile } from '../../src/report/folder.ts';
import { TABLES } from '../../src/report/tables/index.ts';
import { scenarioTemplate } from '../../src/scenario/template.ts';
import { csvRows, ParquetReader } from '../report/reading-tables.ts';
import { inProcess } from './running.ts';

const folder = mkdtempSync(join(tmpdir(), 'fleetsim-parquet-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const reader = new ParquetReader();
const at = (name: string) => join(folder, name);
const filesIn = (path: string): WrittenFile[] =>
  JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')).identity.files;
const small = at('small.yaml');
writeFileSync(small, scenarioTemplate('small').replace(/count: \d+/g, 'count: 5'));

/** Checks every table of a folder against its CSV; returns the names of those that have rows. */
async function compared(path: string): Promise<string[]> {
  const declared = new Map([...EXPERIMENT_TABLES, ...TABLES].map((table) => [table.name, table]));
  const files = filesIn(path);
  const withRows: string[] = [];
  for (const { file, rows } of files.filter((each) => each.file.endsWith('.csv'))) {
    const name = file.slice(0, -'.csv'.length);
    const { columns } = declared.get(name)!;
    const inCsv = csvRows(readFileSync(join(path, file), 'utf8'), columns);
    expect(await reader.rows(join(path, `${name}.parquet`), columns), name).toEqual(inCsv);
    expect(files.find((each) => each.file === `${name}.parquet`)?.rows).toBe(rows);
    if (rows !== 0) withRows.push(name);
  }
  return withRows;
}

describe('--parquet', () => {
  it('writes every table as Parquet with the values of its CSV, those of images and RemoteApp too', async () => {
    const seen = new Set<string>();
    for (const name of ['remoteapp-400-users', 'servicing-meets-a-broken-update']) {
      const out = at(name);
      const options = ['--parquet', '--set', 'output.clients=true', '--out', out, '--quiet'];
      await inProcess(['run', `scenarios/${name}.yaml`, ...options]);
      for (const table of await compared(out)) seen.add(table);
    }
    expect([...seen]).toEqual(
      expect.arrayContaining([
        'clients',
        'events',
        'images',
        'image-updates',
        'remoteapp-sessions',
        'summary',
      ]),
    );
  });

  it('adds files and changes none', async () => {
    await inProcess(['run', small, '--out', at('without'), '--quiet']);
    await inProcess(['run', small, '--parquet', '--out', at('with'), '--quiet']);
    const isParquet = ({ file }: WrittenFile) => file.endsWith('.parquet');
    const files = filesIn(at('with'));
    expect(filesIn(at('without')).filter(isParquet)).toEqual([]);
    expect(files.filter((file) => !isParquet(file))).toEqual(filesIn(at('without')));
    expect(readdirSync(at('with')).sort()).toEqual(
      [...files.map(({ file }) => file), 'manifest.json'].sort(),
    );
  });

  it('gives the same bytes again, which verify finds identical and says so when they are not', async () => {
    await inProcess(['run', small, '--parquet', '--out', at('verified'), '--quiet']);
    const sound = await inProcess(['verify', at('verified'), '--quiet']);
    expect([sound.code, sound.err]).toEqual([EXIT.ok, '']);
    writeFileSync(join(at('verified'), 'scans.parquet'), 'PAR1');
    const { code, out } = await inProcess(['verify', at('verified'), '--quiet']);
    expect(code).toBe(EXIT.notIdentical);
    expect(out).toContain('table scans.parquet was changed since it was written.\n');
  });

  it('is for experiments too, and for what is merged from shards', async () => {
    const command = [
      'run',
      small,
      '--replications',
      '2',
      '--jobs',
      '1',
      '--quiet',
      '--out',
      at('experiment'),
    ];
    await inProcess([...command, '--parquet']);
    expect(await compared(at('experiment'))).toEqual(['responses', 'curves', 'jobs', 'replications']);
    expect((await inProcess(['verify', at('experiment'), '--jobs', '1', '--quiet'])).code).toBe(EXIT.ok);

    const whole = filesIn(at('experiment'));
    const shardOf = (...more: string[]) => inProcess([...command.slice(0, -1), at('merged'), ...more]);
    const refused = await shardOf('--shard', '1/1', '--parquet');
    expect(refused).toMatchObject({ code: EXIT.usage, err: expect.stringContaining('fleetsim merge') });
    await shardOf('--shard', '1/1');
    await inProcess(['merge', at('merged'), '--parquet', '--quiet']);
    expect(filesIn(at('merged'))).toEqual(whole);
  });
});
