import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assumedSettings } from '../../../src/experiment/designs/assumed/assumed-settings.ts';
import { instancesOf } from '../../../src/experiment/designs/assumed/instances.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { disk, loadText, ROOT, SMALL, smallWith } from '../../scenario/loading.ts';

/** The settings graded assumed, as the reference lists them. */
const DOCUMENTED = readFileSync(join(ROOT, 'docs/settings.md'), 'utf8')
  .split('\n')
  .filter((line) => line.includes('| assumed |'))
  .map((line) => /^\| `([^`]+)`/.exec(line)![1]!);

const WITH_IMAGE = join(ROOT, 'scenarios/golden-image.yaml');

/** `groups[Paris].count`, `groups[*].count` → `groups[].count`; the sites of a hierarchy as the only one. */
function template(path: string): string {
  return path.replaceAll(/\[[^\]]*\]/g, '[]').replace(/^sites\[\]\.(?!replication)/, 'site.');
}

const inSmall = (text = SMALL, factor = 2) => assumedSettings((set) => loadText(text, { set }), factor);
const valuesOf = (path: string, from = inSmall()) =>
  from.varied.find(({ axis }) => axis.path === path)?.axis.values;

describe('The settings that nobody documents', () => {
  it.each([
    ['a small scenario', () => inSmall()],
    ['a scenario with images', () => assumedSettings((set) => loadScenario(WITH_IMAGE, disk, { set }), 2)],
  ])('of %s are all varied, or named among what is left out, with the reason', (_, find) => {
    const { varied, leftOut } = find();
    const told = [...varied.map(({ axis }) => axis.path), ...leftOut.map(({ path }) => path)].map(template);
    expect(DOCUMENTED.length).toBeGreaterThan(80);
    expect(DOCUMENTED.filter((path) => !told.includes(template(path)))).toEqual([]);
    expect(told.filter((path) => !DOCUMENTED.map(template).includes(path))).toEqual([]);
    expect(leftOut.every(({ reason }) => reason !== '')).toBe(true);
  });

  it('are halved and doubled: amounts, every amount of a distribution, the odds of shares', () => {
    const text = smallWith('    count: 50\n', '    count: 50\n    meteredShare: 20 %\n');
    const found = inSmall(text);
    expect(valuesOf('assumptions.shortCycle', found)).toEqual(['1 min', '4 min']);
    expect(valuesOf('assumptions.deltaMetadata', found)).toEqual(['0.1 MB', '0.4 MB']);
    expect(valuesOf('site.internet', found)).toEqual(['0.5 Gbit/s', '2 Gbit/s']);
    expect(valuesOf('site.softwareUpdatePoints[SUP1].servers', found)).toEqual(['2', '8']);
    expect(valuesOf('assumptions.restartDuration', found)).toEqual([
      '{ lognormal: { median: 1.5 min, p95: 5 min } }',
      '{ lognormal: { median: 6 min, p95: 20 min } }',
    ]);
    // 0.2 / 0.8 = 1 / 4; odds of 1 / 8 and of 1 / 2.
    expect(valuesOf('groups[branch].meteredShare', found)).toEqual(['11.1111 %', '33.3333 %']);
  });

  it('keep the shape of a distribution, and its fixed value a value', () => {
    const text = `${SMALL}assumptions:\n  restartDuration: { weibull: { shape: 2, scale: 4 min } }\n  registration: fixed 10 s\n`;
    const found = inSmall(text, 4);
    expect(valuesOf('assumptions.restartDuration', found)).toEqual([
      '{ weibull: { shape: 2, scale: 1 min } }',
      '{ weibull: { shape: 2, scale: 16 min } }',
    ]);
    expect(valuesOf('assumptions.registration', found)).toEqual(['2.5 s', '40 s']);
  });

  it('are turned over where they are true or false, and all others where they are a choice', () => {
    expect(valuesOf('assumptions.scanTimeoutIsRetried')).toEqual(['true']);
    expect(valuesOf('assumptions.restartNeeded.LCU')).toEqual(['false']);
    expect(valuesOf('site.softwareUpdatePoints[SUP1].abandonedWork')).toEqual(['done']);
  });

  it('are changed together where all items of a list have the same, and one by one where not', () => {
    expect(valuesOf('site.distributionPoints[*].clientRate')).toEqual(['0.5 Gbit/s', '2 Gbit/s']);
    const text = smallWith('    - { name: DP2,', '    - { clientRate: 10 Mbit/s, name: DP2,');
    const found = inSmall(text);
    expect(valuesOf('site.distributionPoints[DP1].clientRate', found)).toEqual(['0.5 Gbit/s', '2 Gbit/s']);
    expect(valuesOf('site.distributionPoints[DP2].clientRate', found)).toEqual(['5 Mbit/s', '20 Mbit/s']);
  });

  it('are moved to the bound of the schema that they would be beyond', () => {
    const text = smallWith('    - { name: SUP1,', '    - { fullScanFactor: 900000, name: SUP1,');
    expect(valuesOf('site.softwareUpdatePoints[SUP1].fullScanFactor', inSmall(text))).toEqual([
      '450000',
      '1000000',
    ]);
  });

  it('lose the value that would make the scenario invalid, which is named with the reason', () => {
    const text = `${SMALL}assumptions:\n  shortCycle: 6000 d\n  contentRetry: 1 s\n`;
    const { varied, leftOut } = inSmall(text);
    expect(varied.find(({ axis }) => axis.path === 'assumptions.shortCycle')!.axis.values).toEqual([
      '3000 d',
    ]);
    expect(varied.find(({ axis }) => axis.path === 'assumptions.contentRetry')!.axis.values).toEqual(['2 s']);
    const refused = leftOut.filter(({ value }) => value === '12000 d' || value === '0.5 s');
    expect(refused).toEqual([
      { path: 'assumptions.shortCycle', value: '12000 d', reason: 'a duration is at most 20 years' },
      {
        path: 'assumptions.contentRetry',
        value: '0.5 s',
        reason: 'has to be at least 1 s; write for example 60 min',
      },
    ]);
  });

  it('give a valid scenario with each value alone, and another one than the base', () => {
    const { resolvedYaml } = loadText(SMALL);
    for (const { axis } of inSmall().varied) {
      for (const value of axis.values) {
        const loaded = loadText(SMALL, { set: [`${axis.path}=${value}`] });
        expect(loaded.scenario, `${axis.path}=${value}`).not.toBeNull();
        expect(loaded.resolvedYaml).not.toBe(resolvedYaml);
      }
    }
  });

  it('come with what the scenario has, where its grade comes from, and what it means', () => {
    const found = inSmall().varied.find(({ axis }) => axis.path === 'assumptions.installDuration.SSU')!;
    expect(found.base).toBe('{ uniform: { min: 1 min, max: 3 min } }');
    expect(found.source).toContain('ASSUME-OSVC-TIME');
    expect(found.meaning).toBe('Installation of a servicing stack update.');
  });

  it('are loaded few times as long as all values go together', () => {
    let loads = 0;
    const load = (set: readonly string[]) => {
      loads++;
      return loadText(SMALL, { set });
    };
    const { varied } = assumedSettings(load, 2);
    expect(varied.length).toBeGreaterThan(30);
    expect(loads).toBe(3); // as it is, all lower values, all higher ones
  });
});

describe('The places of a setting', () => {
  it('are named by items with a name of their own, else by number', () => {
    const tree = { list: [{ name: 'a', x: 1 }, { name: '7', x: 2 }, { name: 'b=c', x: 3 }, { y: 4 }] };
    expect(instancesOf(tree, 'list[].x')).toEqual([
      { path: 'list[a].x', value: 1 },
      { path: 'list[1].x', value: 2 },
      { path: 'list[2].x', value: 3 },
    ]);
  });
});
