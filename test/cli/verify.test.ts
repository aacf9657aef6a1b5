import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { planId } from '../../src/experiment/plan/plan.ts';
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

  it('tells of what it takes along as it stands there that it was changed, and of what is made from it too', async () => {
    change('scenario.yaml', (text) => `${text}# mine\n`);
    expect((await verified()).out).toBe(
      'not identical\nscenario.yaml was changed since it was written.\nLikely cause: files were changed by hand or damaged; running again gives what was written then.\n',
    );
    rmSync(join(run, 'scenario.yaml'));
    expect((await verified()).out).toContain(
      'scenario.yaml is missing.\nLikely cause: the folder is incomplete',
    );
    cpSync(join(original, 'scenario.yaml'), join(run, 'scenario.yaml'));
    change('log.txt', (text) => `${text.split('\n')[0]!.split('  ')[0]}  warning: mine\n${text}`);
    const { out } = await verified();
    expect(out).toContain('log.txt was changed since it was written');
    expect(out).toContain('Likely cause: files were changed by hand or damaged');
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

  it('verifies an experiment whose answer ends with another code than 0', async () => {
    const experiment = join(folder, 'unmet');
    const vary = ['--vary', 'site.softwareUpdatePoints[SUP1].servers', '--from', '1', '--to', '2'];
    const asked = [join(folder, 'small.yaml'), ...vary, '--until', 'events < 1', '--replications', '2'];
    const { code } = await inProcess(['capacity', ...asked, '--jobs', '1', '--out', experiment, '--quiet']);
    expect(code).toBe(EXIT.thresholdNotMet);
    const { code: verifiedCode, out } = await inProcess(['verify', experiment, '--jobs', '1', '--quiet']);
    expect([verifiedCode, out.split('\n')[0]]).toEqual([EXIT.ok, 'identical']);
  });

  it('says of an experiment that none of its runs can be made here, and of one whose plan is cut short that it was changed', async () => {
    const experiment = join(folder, 'another');
    const scenario = join(folder, 'small.yaml');
    await inProcess(['run', scenario, '--replications', '2', '--jobs', '1', '--out', experiment, '--quiet']);
    const planFile = join(experiment, 'plan.json');
    const manifestFile = join(experiment, 'manifest.json');
    const plan = JSON.parse(readFileSync(planFile, 'utf8'));
    plan.sources.files[0].text += '\nunheardOf: 1\n';
    writeFileSync(planFile, JSON.stringify(plan));
    const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
    manifest.identity.planSha256 = planId(plan);
    writeFileSync(manifestFile, JSON.stringify(manifest));
    const foreign = await inProcess(['verify', experiment, '--jobs', '1', '--quiet']);
    expect([foreign.code, foreign.err]).toEqual([
      EXIT.incomplete,
      expect.stringMatching(/2 of 2 runs failed; there are no results:\n.*is not valid/),
    ]);
    writeFileSync(planFile, readFileSync(planFile, 'utf8').slice(0, -40));
    const cut = await inProcess(['verify', experiment, '--quiet']);
    expect([cut.code, cut.err]).toEqual([
      EXIT.usage,
      expect.stringContaining('plan.json was changed since the results were written'),
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
    changeManifest(() => ({ fingerprint: undefined }));
    expect(await refusal()).toContain('its manifest.json was not written by fleetsim');
    cpSync(join(original, 'manifest.json'), join(run, 'manifest.json'));
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
