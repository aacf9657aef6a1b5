import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { QUIET } from '../experiment/compare/comparing.ts';
import { inProcess } from './running.ts';

const EARLIER = 'deployments[0].deadline=2024-06-16 17:00 UTC';
const FILES = [
  'answer.txt',
  'differences.csv',
  'changes.csv',
  'responses.csv',
  'curves.csv',
  'jobs.csv',
  'report.html',
];

let folder: string;
let scenario: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-compare-'));
  scenario = join(folder, 'quiet.yaml');
  writeFileSync(scenario, QUIET);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);
const text = (out: string, file: string) => readFileSync(join(out, file), 'utf8');
const compare = (out: string, ...args: string[]) =>
  inProcess(['compare', scenario, '--replications', '3', '--jobs', '1', '--out', out, ...args]);

describe('fleetsim compare', () => {
  it('begins with the answer: what a what-if changes, in a sentence', async () => {
    const out = at('what-if');
    const { code, out: said } = await compare(out, '--with', EARLIER);
    expect(code).toBe(EXIT.ok);
    expect(said.split('\n')[0]).toMatch(
      /^“deadline=2024-06-16 17:00 UTC” reaches 95 % of June 48\.\d+ h earlier \[/,
    );
    expect(`${text(out, 'answer.txt')}`).toBe(said.slice(0, said.indexOf('Results: ')));
    const rows: Record<string, string>[] = parse(text(out, 'differences.csv'), { columns: true });
    expect(rows.map(({ response, verdict }) => [response, verdict])).toEqual([
      ['coverage.June.actual.p95.sinceReleaseHours', 'less'],
    ]);
  });

  it('writes the same files from shards that are merged', async () => {
    const [whole, parted] = [at('whole'), at('parted')];
    const args = ['--with', EARLIER, '--set', 'horizon=8 d', '--quiet'];
    await compare(whole, ...args);
    for (const shard of ['1/2', '2/2']) await compare(parted, ...args, '--shard', shard);
    expect((await inProcess(['merge', parted, '--quiet'])).code).toBe(EXIT.ok);
    expect(text(whole, 'changes.csv')).toContain('waitingForDeadline,compliantLate');
    for (const file of FILES) expect(text(parted, file)).toBe(text(whole, file));
  });

  it('says that a scenario does not differ from itself', async () => {
    const { out } = await compare(at('itself'), scenario);
    expect(out.split('\n')[0]).toBe(
      '“quiet (2)” does not differ from quiet: its response is the same in 3 replications, and no client ended otherwise.',
    );
  });
});

describe('a comparison that cannot be meant', () => {
  it.each([
    [[], 'compare what with what? Name two scenarios, or one and a setting that differs'],
    [['--with', 'deadline'], '--with deadline: write it as path=value'],
    [['--with', EARLIER, '--response', 'scans.refuse'], 'did you mean "refused"?'],
    [['--with', EARLIER, '--replications', 'many'], '--replications'],
    [
      ['--with', 'seed=two'],
      'and seed=two "two": they have to share their luck; give all the same with --seed',
    ],
  ])('is refused: %j', async (args, reason) => {
    const { code, err } = await compare(at('none'), ...args);
    expect(code).toBe(EXIT.usage);
    expect(err).toContain(reason);
  });

  it('is refused when a what-if is no valid scenario', async () => {
    const { code, err } = await compare(at('none'), '--with', 'clientSettings.scanTimeToLive=often');
    expect(code).toBe(EXIT.scenarioInvalid);
    expect(err).toMatch(/^--with {2}clientSettings\.scanTimeToLive /);
  });

  it('calls a setting for all scenarios by its own option', async () => {
    const wrong = ['--set', 'clientSettings.scanTimeToLive=often', '--with', EARLIER];
    const { err } = await compare(at('none'), ...wrong);
    expect(err).toMatch(/^--set:1:1 {2}clientSettings\.scanTimeToLive /);
  });
});
