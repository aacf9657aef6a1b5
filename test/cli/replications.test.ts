import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { scenarioTemplate } from '../../src/scenario/template.ts';
import { inProcess } from './running.ts';

let folder: string;
let scenario: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-replications-'));
  scenario = join(folder, 'small.yaml');
  writeFileSync(scenario, scenarioTemplate('small').replace(/count: \d+/g, 'count: 60'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const table = (out: string, name: string): Record<string, string>[] =>
  parse(readFileSync(join(out, `${name}.csv`), 'utf8'), { columns: true });

describe('fleetsim run --replications', () => {
  it('gives the first replication the luck of a plain run, and each other one another', async () => {
    const [plain, many] = [join(folder, 'plain'), join(folder, 'many')];
    expect((await inProcess(['run', scenario, '--out', plain, '--quiet'])).code).toBe(EXIT.ok);
    const args = ['run', scenario, '--replications', '3', '--out', many];
    const { code, out } = await inProcess(args);
    expect([code, out.split('\n')[0]]).toEqual([
      EXIT.ok,
      'small: 3 replications, intervals of 95 % confidence',
    ]);
    const { identity } = JSON.parse(readFileSync(join(plain, 'manifest.json'), 'utf8'));
    const fingerprints = table(many, 'jobs').map(({ fingerprint }) => fingerprint);
    expect(fingerprints[0]).toBe(identity.fingerprint.end);
    expect(new Set(fingerprints).size).toBe(3);
    const first = table(many, 'replications').filter(({ replication }) => replication === '0');
    expect(first.map(({ response, value }) => [response, value])).toEqual(
      table(plain, 'summary').map(({ metric, value }) => [metric, value]),
    );
  });

  it('stops as soon as the precision is reached, and says so', async () => {
    const out = join(folder, 'precise');
    const args = ['run', scenario, '--precision', '100 %', '--response', 'clients', '--out', out];
    const { code, out: said } = await inProcess(args);
    expect(code).toBe(EXIT.ok);
    expect(said).toContain('Half-widths of at most 100 % of the mean: reached.');
    expect(table(out, 'jobs').length).toBe(3);
  });
});

describe('a precision that is not reached', () => {
  it('is said, with the responses that lack it and what they have instead', async () => {
    const out = join(folder, 'imprecise');
    const asked = ['--jobs', '1', '--precision', '0.0001 %', '--precision', 'clients=1', '--budget', '4'];
    const { code, out: said } = await inProcess([
      'run',
      scenario,
      ...asked,
      '--response',
      'exposure.clientHours',
      '--out',
      out,
    ]);
    expect(code).toBe(EXIT.ok);
    const row = table(out, 'responses').find(({ response }) => response === 'exposure.clientHours')!;
    const share = Number(row.halfWidth) / Number(row.mean);
    const at = said
      .split('\n')
      .indexOf(
        'Half-widths of at most 0.0001 % of the mean, 1 for clients: not reached with 4 replications.',
      );
    expect(at).toBe(1);
    const [, percent] = /^ {2}exposure\.clientHours has (\S+) %$/.exec(said.split('\n')[2]!)!;
    expect(Number(percent) / 100).toBeCloseTo(share, 4);
    expect(said.split('\n')[3]).toBe('');
  });

  it('is said of a comparison too, scenario by scenario', async () => {
    const { out: said } = await inProcess(
      [
        'compare',
        scenario,
        '--jobs',
        '1',
        '--with',
        'horizon=8 d',
        '--precision',
        '0.0001 %',
        '--budget',
        '3',
      ].concat(['--response', 'exposure.clientHours', '--out', join(folder, 'compared')]),
    );
    expect(said).toContain('of the mean: not reached with 3 replications.');
    expect(said).toMatch(/^ {2}exposure\.clientHours of small has \S+ %$/m);
    expect(said).toMatch(/^ {2}exposure\.clientHours of horizon=8 d has \S+ %$/m);
  });
});

describe('what cannot be meant', () => {
  const refused = async (...args: string[]) => {
    const { code, err } = await inProcess(['run', scenario, '--out', join(folder, 'none'), ...args]);
    expect(code).toBe(EXIT.usage);
    return err;
  };

  it('is said with what to write instead', async () => {
    expect(await refused('--replications', 'many')).toContain('write a whole number from 1');
    expect(await refused('--replications', '0')).toContain('write a whole number from 1');
    expect(await refused('--precision', 'scans.online=5 h')).toContain('a number without a unit');
    expect(await refused('--precision', 'scans.onlin=2 %')).toMatch(/^--precision .*did you mean "online"\?/);
    expect(await refused('--replications', '3', '--precision', '2 %')).toContain('not both');
    expect(await refused('--precision', '0 %')).toContain('above 0');
    expect(await refused('--precision', '5')).toContain('name the response');
    expect(await refused('--precision', 'scan.refused=5')).toContain('is not a metric');
    expect(await refused('--precision', 'exposure.clientHours=-1')).toContain('above 0');
    expect(await refused('--precision', '2 %', '--budget', '2')).toContain('from 3');
    expect(await refused('--precision', '2 %', '--precision', '3 %')).toContain('twice');
    expect(await refused('--budget', '20')).toContain('--replications or --precision');
    expect(await refused('--replications', '3', '--budget', '20')).toContain('goes with --precision');
    expect(await refused('--replications', '3', '--confidence', '100 %')).toContain('below 100 %');
  });

  it('is a response that no run has: the closest is named', async () => {
    expect(await refused('--replications', '3', '--response', 'scans.refusd')).toContain(
      'did you mean "refused"?',
    );
  });
});
