import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { scenarioTemplate } from '../../src/scenario/template.ts';
import { inProcess } from './running.ts';

let folder: string;
let original: string;
let run: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-verify-'));
  original = join(folder, 'original');
  run = join(folder, 'copy');
  const scenario = join(folder, 'small.yaml');
  writeFileSync(scenario, scenarioTemplate('small').replace(/count: \d+/g, 'count: 10'));
  await inProcess(['run', scenario, '--out', original, '--quiet', '--set', 'description=of a test']);
});
beforeEach(() => {
  rmSync(run, { recursive: true, force: true });
  cpSync(original, run, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const verified = () => inProcess(['verify', run, '--quiet']);
const change = (file: string, changed: (text: string) => string) =>
  writeFileSync(join(run, file), changed(readFileSync(join(run, file), 'utf8')));
const changeManifest = (changed: (identity: Record<string, unknown>) => object) =>
  change('manifest.json', (text) => {
    const manifest = JSON.parse(text);
    return JSON.stringify({ ...manifest, identity: { ...manifest.identity, ...changed(manifest.identity) } });
  });

describe('fleetsim verify', () => {
  it('says that a run is identical, from nothing but its folder', async () => {
    const { code, out, err } = await verified();
    expect([code, err]).toEqual([EXIT.ok, '']);
    expect(out).toBe(
      `identical\nAll ${readdirSync(run).length - 1} files are what running again gives, byte for byte.\n`,
    );
  });

  it('tells a table that was changed since, its first changed row, and that the run itself is sound', async () => {
    change('scans.csv', (text) => text.replace(/\n(?=.*\n$)/, '\nchanged '));
    const lastRow = readFileSync(join(original, 'scans.csv'), 'utf8').trimEnd().split('\n').length - 1;
    const { code, out } = await verified();
    expect(code).toBe(EXIT.notIdentical);
    expect(out).toContain(
      `table scans.csv was changed since it was written, first in row ${lastRow}:\n  recorded  changed 2`,
    );
    expect(out).toContain('Likely cause: files were changed by hand or damaged');
  });

  it('tells tables that are missing', async () => {
    rmSync(join(run, 'summary.csv'));
    const { code, out } = await verified();
    expect(code).toBe(EXIT.notIdentical);
    expect(out).toContain('table summary.csv is missing.\nLikely cause: the folder is incomplete');
  });

  it('tells from which hour on the history is another one, and which version made it', async () => {
    changeManifest(({ fingerprint }) => {
      const { hourly, end } = fingerprint as { hourly: string[]; end: string };
      return { version: '0.0.1', fingerprint: { hourly: hourly.with(25, '0'.repeat(16)), end } };
    });
    const { code, out } = await verified();
    expect(code).toBe(EXIT.notIdentical);
    const start = Date.parse(readFileSync(join(run, 'log.txt'), 'utf8').split(' ')[0]!);
    const instant = new Date(start + 25 * 3_600_000).toISOString().replace('.000', '');
    expect(out).toContain(`The history is another one from ${instant} on.`);
    expect(out).toMatch(/Likely cause: fleetsim 0\.0\.1 then, \S+ now/);
  });

  it('verifies an experiment by all its runs', async () => {
    const experiment = join(folder, 'experiment');
    const scenario = join(folder, 'small.yaml');
    await inProcess(['run', scenario, '--replications', '2', '--jobs', '1', '--out', experiment, '--quiet']);
    const sound = await inProcess(['verify', experiment, '--jobs', '1', '--quiet']);
    expect([sound.code, sound.out.split('\n')[0]]).toEqual([EXIT.ok, 'identical']);
    const table = join(experiment, 'replications.csv');
    writeFileSync(table, readFileSync(table, 'utf8').replace(',0,', ',9,'));
    const { code, out } = await inProcess(['verify', experiment, '--jobs', '1', '--quiet']);
    expect([code, out]).toEqual([
      EXIT.notIdentical,
      expect.stringContaining('table replications.csv was changed'),
    ]);
  });

  it('refuses what holds no results, or none that can be made again', async () => {
    const refusal = async () => {
      const { code, err } = await verified();
      expect(code).toBe(EXIT.usage);
      return err;
    };
    change('scenario.resolved.yaml', (text) => `${text}\n`);
    expect(await refusal()).toContain('scenario.resolved.yaml was changed since the results were written');
    rmSync(join(run, 'scenario.resolved.yaml'));
    expect(await refusal()).toContain(
      'is incomplete: scenario.resolved.yaml cannot be read: it does not exist',
    );
    writeFileSync(join(run, 'manifest.json'), '{"name": "something else"}');
    expect(await refusal()).toContain('its manifest.json was not written by fleetsim');
    rmSync(join(run, 'manifest.json'));
    expect(await refusal()).toContain('is no folder of results: it has no manifest.json');
    rmSync(run, { recursive: true });
    expect(await refusal()).toContain('there is no such folder');
  });
});
