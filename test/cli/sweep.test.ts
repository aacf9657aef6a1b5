import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { scenarioTemplate } from '../../src/scenario/template.ts';
import { inProcess } from './running.ts';

let folder: string;
let file: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-sweep-'));
  file = join(folder, 'e.yaml');
  const scenario = scenarioTemplate('small')
    .replace(/count: \d+/g, 'count: 20')
    .replace('21 d', '9 d');
  writeFileSync(join(folder, 'small.yaml'), scenario);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const HEAD = `name: a sweep
base: small.yaml
responses: [clients, scans.online]
replications: 2
`;

/** Sweeps with this experiment file. */
async function sweep(text: string, ...args: string[]) {
  writeFileSync(file, text);
  const out = join(folder, 'out');
  rmSync(out, { recursive: true, force: true });
  return { ...(await inProcess(['sweep', file, '--out', out, '--jobs', '1', ...args])), folder: out };
}

const table = (out: string, name: string): Record<string, string>[] =>
  parse(readFileSync(join(out, `${name}.csv`), 'utf8'), { columns: true });

describe('fleetsim sweep', () => {
  it('runs every combination and tells which inputs matter', async () => {
    const text = `${HEAD}axes:
  - { path: "groups[Servers].count", values: [20, 50] }
  - { path: clientSettings.scanTimeToLive, values: [1 h, 24 h] }
`;
    const { code, out, folder } = await sweep(text);
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('a sweep: 2 inputs, all combinations: 4 points with 2 replications each');
    expect(out).toContain('1. count moves it by 30');
    const points = table(folder, 'points').filter(({ response }) => response === 'clients');
    expect(points.map((row) => [row['groups[Servers].count'], row.mean])).toEqual([
      ['20', '60'],
      ['20', '60'],
      ['50', '90'],
      ['50', '90'],
    ]);
    expect(table(folder, 'jobs').length).toBe(4 * 2);
  });

  it('takes replications and seed of the command line in place of those of the file', async () => {
    const text = `${HEAD}axes: [{ path: "groups[Servers].count", values: [20, 30] }]\n`;
    const args = ['--replications', '1', '--seed', 'other', '--quiet'];
    const { code, out, folder } = await sweep(text, ...args);
    expect([code, out]).toEqual([EXIT.ok, '']);
    const { identity } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    expect([identity.jobs, identity.seed]).toEqual([2, 'other']);
  });

  it('sets what the file sets at all points', async () => {
    const text = `${HEAD}set: ["groups[Branch laptops].count=5"]
axes: [{ path: "groups[Servers].count", values: [20, 30] }]
`;
    const { folder } = await sweep(text);
    const means = table(folder, 'points').flatMap(({ response, mean }) =>
      response === 'clients' ? [mean] : [],
    );
    expect(means).toEqual([20 + 5 + 20, 20 + 5 + 30].map(String));
  });

  it('varies all settings that nobody documents, one at a time, and names those left out', async () => {
    const { code, out, folder } = await sweep(`${HEAD}assumed: { factor: 3 }\n`, '--replications', '1');
    expect(code).toBe(EXIT.ok);
    expect(out).toContain('settings that nobody documents');
    const tornado = table(folder, 'tornado').filter(({ response }) => response === 'clients');
    expect(new Set(tornado.map(({ grade }) => grade))).toEqual(new Set(['assumed']));
    const timeout = tornado.find(({ input }) => input === 'assumptions.scanTimeout')!;
    expect(timeout).toMatchObject({ baseValue: '10 min', highValue: '30 min', swing: '0' });
    expect(timeout.source).not.toBe('');
    expect(table(folder, 'left-out').every(({ reason }) => reason !== '')).toBe(true);
  });

  it('runs a point that a design has twice once', async () => {
    const text = `${HEAD}design: oneAtATime
axes: [{ path: "groups[Servers].count", values: [20, 30] }]
`;
    const { code, folder } = await sweep(text);
    expect(code).toBe(EXIT.ok);
    expect(table(folder, 'jobs').length).toBe(2 * 2);
    expect(table(folder, 'tornado')[0]).toMatchObject({ baseValue: '20', atBase: '60', atHigh: '70' });
  });
});

describe('an experiment that cannot be run', () => {
  const refusal = async (text: string, ...args: string[]) => {
    const { code, err, folder } = await sweep(text, ...args);
    expect(existsSync(folder) || existsSync(`${folder}.jobs`)).toBe(false);
    return {
      code,
      lines: err
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(file, 'e.yaml')),
    };
  };

  it('is not taken for a scenario, nor a scenario for one', async () => {
    const { code, lines } = await refusal('name: a\nextends: small.yaml\n');
    expect([code, lines]).toEqual([
      EXIT.scenarioInvalid,
      [expect.stringContaining('is a scenario, not an experiment file; fleetsim run runs it')],
    ]);
    writeFileSync(join(folder, 'study.yaml'), 'name: a\nbase: small.yaml\nassumed: true\n');
    const { err } = await inProcess(['run', join(folder, 'study.yaml'), '--replications', '2']);
    expect(err.trimEnd().split('\n')).toEqual([
      expect.stringContaining('is an experiment file, not a scenario; fleetsim sweep carries it out'),
    ]);
  });

  it('has all its mistakes told at their places, those of values as those of names', async () => {
    const { code, lines } = await refusal(`name: a
base: small.yaml
axes:
  - { path: clientSettings.scanTimeToLiv, values: [1 h, 2 h] }
  - { path: "groups[Servers].count", values: [10, many] }
  - { path: "groups[Server].count", values: [10, 20] }
responses: [clients, server.SUP2.queueMax]
`);
    expect(code).toBe(EXIT.scenarioInvalid);
    expect(lines).toEqual([
      'e.yaml:4:13  axes[0].path  "clientSettings.scanTimeToLiv" is not a key here; did you mean "scanTimeToLive"?',
      expect.stringMatching(
        /^e\.yaml:5:51 {2}axes\[1\]\.values\[1\] {2}"groups\[2\]\.count" has to be a whole number/,
      ),
      'e.yaml:6:13  axes[2].path  "groups[Server].count" names nothing: no item of the list has the name "Server"; did you mean "Servers"?',
      'e.yaml:7:22  responses[1]  "SUP2" is not a server here; did you mean "SUP1"?',
    ]);
  });

  it('has a point told that is wrong though each of its values is sound', async () => {
    const { code, lines } = await refusal(`${HEAD}axes:
  - { path: "deployments[June].created", values: [2024-06-11 21:00 UTC, 2024-06-14 00:00 UTC] }
  - { path: "deployments[June].deadline", values: [2024-06-18 17:00 UTC, 2024-06-13 00:00 UTC] }
`);
    expect(code).toBe(EXIT.scenarioInvalid);
    expect(lines.join('\n')).toMatch(/deadline|created=2024-06-14 00:00 UTC/);
  });

  it('is refused with the count when it makes too many points', async () => {
    const values = Array.from({ length: 400 }, (_, at) => at + 1).join(', ');
    const { code, lines } = await refusal(`${HEAD}axes:
  - { path: "groups[Servers].count", values: [${values}] }
  - { path: "groups[Branch laptops].count", values: [${values}] }
`);
    expect(code).toBe(EXIT.scenarioInvalid);
    expect(lines[0]).toContain('makes 160,000 points of these axes; at most 20,000 are run');
  });

  it('is refused where it varies the luck that its points share', async () => {
    const { code, lines } = await refusal(`${HEAD}axes: [{ path: seed, values: [one, two] }]\n`);
    expect(code).toBe(EXIT.scenarioInvalid);
    expect(lines[0]).toMatch(/axes\[0\]\.path {2}is the luck that all points share/);
  });

  it('has the mistakes in what it sets at all points told there', async () => {
    const { code, lines } = await refusal(
      `${HEAD}set: [horizn=7 d, "name"]\naxes: [{ path: horizon, values: [7 d, 9 d] }]\n`,
    );
    expect(code).toBe(EXIT.scenarioInvalid);
    expect(lines).toEqual([
      'e.yaml:5:7  set[0]  "horizn" is not a key here; did you mean "horizon"?',
      expect.stringContaining('e.yaml:5:19  set[1]  has to be path=value'),
    ]);
  });

  it('has the mistakes of its base told as its own', async () => {
    writeFileSync(join(folder, 'wrong.yaml'), 'name: wrong\n');
    const { code, lines } = await refusal(
      'name: a\nbase: wrong.yaml\naxes: [{ path: horizon, values: [7 d, 9 d] }]\n',
    );
    expect(code).toBe(EXIT.scenarioInvalid);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.every((line) => line.includes('wrong.yaml:1:1'))).toBe(true);
  });

  it('is told where it names a base that is not there', async () => {
    const { lines } = await refusal(
      'name: a\nbase: gone.yaml\naxes: [{ path: horizon, values: [7 d, 9 d] }]\n',
    );
    expect(lines.length).toBe(1);
    expect(lines[0]).toMatch(/^e\.yaml:2:7 {2}base {2}.*gone\.yaml cannot be read/);
  });

  it('is told what to write for --replications', async () => {
    const text = `${HEAD}axes: [{ path: horizon, values: [7 d, 9 d] }]\n`;
    const { code, lines } = await refusal(text, '--replications', '2.5');
    expect(code).toBe(EXIT.usage);
    expect(lines[0]).toContain('--replications 2.5: write a whole number from 1 to');
  });
});
