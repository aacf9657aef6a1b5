import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { variationsOf } from '../../../src/experiment/designs/assumed/variations.ts';
import { offDefault } from '../../../src/experiment/settings/off-default.ts';
import { allSettings, type Setting } from '../../../src/scenario/settings.ts';
import { loadText, ROOT, SMALL } from '../../scenario/loading.ts';

/** Path and default of every setting, as the reference lists them. */
const DOCUMENTED = readFileSync(join(ROOT, 'docs/settings.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const row = /^\| `([^`]+)` \| `([^`]+)` \| [^|]+ \| (\w+) \| ([^|]+) \|/.exec(line);
    return row === null
      ? []
      : [{ path: row[1]!, byDefault: row[2]!, grade: row[3]!, source: row[4]!.trim() }];
  });

/** Values for what can be neither scaled nor turned over; each is sound, and none is a default. */
const OTHER: Readonly<Record<string, unknown>> = {
  'initial.patched': ['50 %', '50 %'],
  'site.synchronization.schedule': 'daily at 03:00 UTC',
  'site.synchronization.source': { delay: '3 h' },
  'site.drives': [{ name: 'D:', free: '1 GB' }],
  'site.installedOn': 'D:',
  'site.offlineServicingDrive': 'D:',
  'site.stateSystem.resyncRetry': ['1 h'],
  'boundaryGroups[].neighbours[].after': '33 min',
  'boundaryGroups[].neighbours[].contentAfter': '33 min',
  'deployments[].available': '2024-06-11 17:00 UTC',
  'deployments[].deadline': '2024-06-11 17:00 UTC',
  'deployments[].suppressRestart': ['servers'],
  'rules[].deployments[].deadlineAfter': '3 d',
  'phasedDeployments[].phases[].success': '42 %',
  'clientSettings.businessHours': { days: 'Sat', from: '10:00', to: '11:00' },
  'assumptions.registration': '1 s',
};

const DISTANT: Readonly<Record<string, unknown>> = {
  weekdays: 'Sat-Sun',
  'time of day': '03:33',
  months: '7 months',
  share: '42 %',
  duration: '33 min',
  size: '33 MB',
  count: 3,
  'true or false': true,
};

/** Another value of a setting than its default. */
function anotherValue(setting: Setting): unknown {
  const { path, unit, byDefault } = setting;
  if (path in OTHER) return OTHER[path];
  const varied = variationsOf(setting, parse(byDefault), 3);
  if ('values' in varied) return varied.values.at(-1);
  return DISTANT[unit];
}

/** A scenario that says nothing but one thing. */
function holding(path: string, value: unknown): unknown {
  return path.split('.').reduceRight<unknown>((inner, step) => {
    return step.endsWith('[]') ? { [step.slice(0, -2)]: [inner] } : { [step]: inner };
  }, value);
}

describe('What a scenario does not leave at its default', () => {
  const firsts = new Map(allSettings().map((setting) => [setting.path, setting]));

  it('is told of every setting of the reference, with its default, grade and source', () => {
    expect(DOCUMENTED.length).toBeGreaterThan(200);
    for (const { path, byDefault, grade, source } of DOCUMENTED) {
      const value = anotherValue(firsts.get(path)!);
      expect(value, `a value to try for ${path}`).toBeDefined();
      expect(offDefault(holding(path, value))).toEqual([
        { path: path.replaceAll('[]', '[0]'), value: expect.any(String), byDefault, grade, source },
      ]);
    }
  });

  it('is nothing where every setting of the reference has the default that stands there', () => {
    const told = DOCUMENTED.flatMap(({ path, byDefault }) => offDefault(holding(path, parse(byDefault))));
    expect(told).toEqual([]);
  });

  it('compares what is meant, not how it is written', () => {
    const off = (scanTimeToLive: string) => offDefault({ clientSettings: { scanTimeToLive } });
    expect(off('1 d')).toEqual([]);
    expect(off('1440 min')).toEqual([]);
    expect(off('12 h').map(({ path, value, byDefault }) => [path, value, byDefault])).toEqual([
      ['clientSettings.scanTimeToLive', '12 h', '24 h'],
    ]);
  });

  it('knows the default that follows the profile', () => {
    const off = (profile: string, catalogVersionForcesOnline: boolean) =>
      offDefault({ profile, assumptions: { catalogVersionForcesOnline } }).map(({ path }) => path);
    expect(off('seed2017', false)).toEqual([]);
    expect(off('seed2017', true)).toEqual(['assumptions.catalogVersionForcesOnline']);
    expect(off('cb2303', true)).toEqual(['profile']);
    expect(off('cb2303', false)).toEqual(['profile', 'assumptions.catalogVersionForcesOnline']);
  });

  it('holds for a scenario as it was loaded: what it writes otherwise, and nothing else', () => {
    const { resolvedYaml } = loadText(SMALL, { set: ['assumptions.installFailure.LCU=7 %'] });
    const { resolvedYaml: plain } = loadText(SMALL);
    const [told, without] = [resolvedYaml, plain].map((text) => offDefault(parse(text!)));
    expect(told!.length).toBe(without!.length + 1);
    expect(told).toContainEqual(
      expect.objectContaining({ path: 'assumptions.installFailure.LCU', value: '7 %', byDefault: '0 %' }),
    );
  });
});
