import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/exit.ts';
import { planId } from '../../../src/experiment/plan/plan.ts';
import { TINY_SCENARIO } from '../../experiment/executors/tiny-plan.ts';
import { inProcess } from '../running.ts';
import { resultsOf } from './results-of.ts';

let parent: string;
let scenario: string;
/** A folder with three shards of an experiment, made once and copied for every test. */
let shards: string;
let folder: string;
let target: string;

const experiment = (...more: string[]) =>
  inProcess([
    ...['run', scenario, '--replications', '5', '--response', 'installations.hours', '--jobs', '1'],
    ...more,
  ]);
const shardPath = (shard: number) => `${target}.shard-${shard}-of-3`;

beforeAll(async () => {
  parent = mkdtempSync(join(tmpdir(), 'fleetsim-merge-'));
  scenario = join(parent, 'tiny.yaml');
  shards = join(parent, 'shards');
  writeFileSync(scenario, TINY_SCENARIO);
  await experiment('--out', join(parent, 'whole'));
  for (const shard of ['1/3', '2/3', '3/3'])
    await experiment('--out', join(shards, 'out'), '--quiet', '--shard', shard);
});
beforeEach(() => {
  folder = mkdtempSync(join(parent, 'test-'));
  target = join(folder, 'out');
  cpSync(shards, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

/** The command that makes a shard, as the messages write it. */
const making = (shard: string) =>
  `fleetsim run ${scenario} --replications 5 --response installations.hours --out ${join(shards, 'out')} --quiet --shard ${shard}`;

describe('a shard', () => {
  it('is a folder of jobs beside the results, and nothing else is written', () => {
    expect(readdirSync(folder).sort()).toEqual([1, 2, 3].map((shard) => `out.shard-${shard}-of-3`));
    expect(readdirSync(shardPath(2)).sort()).toEqual([
      'job-000001.json',
      'job-000004.json',
      'plan.json',
      'shard.json',
    ]);
  });

  it.each(['0/3', '4/3', '1', '1/', 'a/b', '1/0'])('is none if it is called %s', async (shard) => {
    const { code, err } = await experiment('--out', target, '--shard', shard);
    expect([code, err]).toEqual([EXIT.usage, expect.stringContaining('write which of how many shards')]);
  });
});

describe('fleetsim merge', () => {
  it('gives the results that the whole experiment gives, and says the same', async () => {
    const whole = await experiment('--out', join(folder, 'whole'));
    const merged = await inProcess(['merge', target]);
    expect(merged.code).toBe(EXIT.ok);
    expect(resultsOf(target)).toEqual(resultsOf(join(parent, 'whole')));
    const said = (text: string) => text.split('\n').filter((line) => !line.startsWith('Results:'));
    expect(said(merged.out)).toEqual(said(whole.out));
  });

  it('takes the folders of shards wherever they are, in any order', async () => {
    const paths = [3, 1, 2].map(shardPath);
    const { code } = await inProcess(['merge', ...paths, '--out', join(folder, 'merged'), '--quiet']);
    expect(code).toBe(EXIT.ok);
    expect(resultsOf(join(folder, 'merged'))).toEqual(resultsOf(join(parent, 'whole')));
    const { code: unnamed, err } = await inProcess(['merge', ...paths]);
    expect([unnamed, err]).toEqual([EXIT.usage, expect.stringContaining('--out')]);
  });

  it('names the shards that are missing, with the commands that make them', async () => {
    for (const shard of [1, 3]) rmSync(shardPath(shard), { recursive: true });
    const { code, err } = await inProcess(['merge', target]);
    expect(code).toBe(EXIT.incomplete);
    expect(err.trim().split('\n')).toEqual([
      '2 of 3 shards are not there; to make what is missing:',
      `  ${making('1/3')}`,
      `  ${making('3/3')}`,
    ]);
    expect(existsSync(target)).toBe(false);
  });

  it('names the shard that was stopped before its end, and the one with a spoilt result', async () => {
    rmSync(join(shardPath(3), 'job-000002.json'));
    writeFileSync(join(shardPath(2), 'job-000004.json'), '{"sha256":"');
    const { code, err } = await inProcess(['merge', target]);
    expect(code).toBe(EXIT.incomplete);
    expect(err.trim().split('\n')).toEqual([
      '2 of 3 shards lack 2 runs; to make what is missing:',
      `  ${making('2/3')}`,
      `  ${making('3/3')}`,
    ]);
    expect(existsSync(target)).toBe(false);
  });

  it('refuses shards of different experiments and names two of them', async () => {
    rmSync(shardPath(2), { recursive: true });
    await experiment('--out', target, '--quiet', '--shard', '2/3', '--seed', 'another');
    const { code, err } = await inProcess(['merge', target]);
    expect(code).toBe(EXIT.usage);
    expect(err.trim()).toBe(
      `cannot merge: ${shardPath(1)} and ${shardPath(2)} are shards of different experiments: their scenarios or options differ`,
    );
    expect(existsSync(target)).toBe(false);
  });

  /** As if another edition of the program had made a shard. */
  function remade(shard: number, edition: object): void {
    const change = (file: string, changed: (content: Record<string, unknown>) => object) => {
      const path = join(shardPath(shard), file);
      const content = changed(JSON.parse(readFileSync(path, 'utf8')));
      writeFileSync(path, `${JSON.stringify(content)}\n`);
      return content;
    };
    const plan = change('plan.json', (content) => ({ ...content, ...edition }));
    change('shard.json', (content) => ({ ...content, planSha256: planId(plan as never) }));
  }

  it('refuses shards that different versions have made, and those of another version than its own', async () => {
    remade(3, { version: '99.0.0' });
    const mixed = await inProcess(['merge', target]);
    expect([mixed.code, mixed.err]).toEqual([EXIT.usage, expect.stringContaining('fleetsim 99.0.0')]);
    for (const shard of [1, 2]) remade(shard, { version: '99.0.0' });
    const other = await inProcess(['merge', target]);
    expect([other.code, other.err]).toEqual([
      EXIT.usage,
      expect.stringContaining('merge with the version that made it'),
    ]);
    expect(existsSync(target)).toBe(false);
  });

  it('refuses shards of another number, the same one twice, and what is no shard', async () => {
    const refused = async (...folders: string[]) => {
      const { code, err } = await inProcess(['merge', ...folders, '--out', join(folder, 'merged')]);
      expect(code).toBe(EXIT.usage);
      return err.trim();
    };
    cpSync(shardPath(1), join(folder, 'copy'), { recursive: true });
    expect(await refused(...[1, 2, 3].map(shardPath), join(folder, 'copy'))).toBe(
      `cannot merge: ${shardPath(1)} and ${join(folder, 'copy')} are the same shard`,
    );
    await experiment('--out', target, '--quiet', '--shard', '1/2');
    expect(await refused(...[1, 2, 3].map(shardPath), `${target}.shard-1-of-2`)).toContain('one of 2');
    expect(await refused(shardPath(1), parent)).toContain(`${parent} does not hold a shard`);
    expect(await refused(join(folder, 'nothing'))).toContain('there is no shard to merge');
  });

  it('refuses shards that were made with other time-zone data', async () => {
    for (const shard of [1, 2, 3]) remade(shard, { timeZoneData: '1999a' });
    const { code, err } = await inProcess(['merge', target]);
    expect([code, err]).toEqual([EXIT.usage, expect.stringContaining('(time-zone data 1999a) and this is')]);
  });

  it('tells of a run that failed by the command that runs it alone, with the file as it was written', async () => {
    rmSync(join(shardPath(2), 'job-000004.json'));
    const failure = join(shardPath(2), 'job-000004.failed.json');
    writeFileSync(failure, '{"index":4,"message":"no luck"}\n');
    const { code, err } = await inProcess(['merge', target, '--quiet']);
    expect(code).toBe(EXIT.incomplete);
    expect(err.trim().split('\n')).toEqual([
      '1 of 5 runs failed:',
      'tiny, replication 4: no luck',
      `  fleetsim run ${scenario} --replication 4`,
    ]);
    writeFileSync(failure, '{"index":4,"mess');
    const spoilt = await inProcess(['merge', target]);
    expect([spoilt.code, spoilt.err]).toEqual([EXIT.incomplete, expect.stringContaining(making('2/3'))]);
  });

  it.each(['"of":4000000000', '"command":[null]', '"paths":[["a",7]]'])(
    'refuses a folder that says %s of its shard',
    async (change) => {
      const file = join(shardPath(1), 'shard.json');
      const changed = { ...JSON.parse(readFileSync(file, 'utf8')), ...JSON.parse(`{${change}}`) };
      writeFileSync(file, JSON.stringify(changed));
      const { code, err } = await inProcess(['merge', target]);
      expect([code, err]).toEqual([
        EXIT.usage,
        expect.stringContaining(`${shardPath(1)} does not hold a shard of an experiment`),
      ]);
    },
  );

  it('refuses a shard whose plan was changed since', async () => {
    const plan = join(shardPath(1), 'plan.json');
    writeFileSync(plan, readFileSync(plan, 'utf8').replace('"seed":null', '"seed":"another"'));
    const { code, err } = await inProcess(['merge', target]);
    expect([code, err]).toEqual([EXIT.usage, expect.stringContaining(`${plan} is damaged or missing`)]);
  });
});

describe('a replication of an experiment', () => {
  it('is run again alone to the figures that it had there', async () => {
    const alone = join(folder, 'alone');
    await inProcess(['run', scenario, '--replication', '3', '--out', alone, '--quiet']);
    const manifest = JSON.parse(readFileSync(join(alone, 'manifest.json'), 'utf8'));
    expect(manifest.identity.replication).toBe(3);
    const lines = (path: string) => readFileSync(path, 'utf8').trim().split('\n').slice(1);
    const there = lines(join(parent, 'whole', 'replications.csv'))
      .filter((line) => line.startsWith('tiny,3,'))
      .map((line) => line.split(',').slice(2).join(','));
    expect(there.length).toBeGreaterThan(10);
    expect(lines(join(alone, 'summary.csv'))).toEqual(there);
  });

  it('is one run: it does not go with many, nor do their options with one', async () => {
    const many = await experiment('--replication', '1', '--out', target);
    expect([many.code, many.err]).toEqual([EXIT.usage, expect.stringContaining('without --replications')]);
    for (const option of [['--jobs', '2'], ['--shard', '1/2'], ['--fresh']]) {
      const one = await inProcess(['run', scenario, ...option, '--out', target]);
      expect([one.code, one.err]).toEqual([EXIT.usage, expect.stringContaining('are about many runs')]);
    }
  });
});
