import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/exit.ts';
import { TINY_SCENARIO } from '../../experiment/executors/tiny-plan.ts';
import { inProcess } from '../running.ts';

let parent: string;
let scenario: string;
const SWEEP = `name: tiny sweep
base: tiny.yaml
axes:
  - { path: clientSettings.scanTimeToLive, values: [6 h, 24 h] }
  - { path: 'groups[0].count', values: [3, 5] }
design: oneAtATime
replications: 2
responses: [exposure.clientHours, installations.hours]
`;

beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'fleetsim-report-'));
  scenario = join(parent, 'tiny.yaml');
  writeFileSync(scenario, TINY_SCENARIO);
  writeFileSync(join(parent, 'sweep.yaml'), SWEEP);
});
afterAll(() => rmSync(parent, { recursive: true, force: true }));

const RESPONSE = ['--response', 'installations.hours', '--jobs', '1', '--quiet'];
const QUESTIONS: readonly (readonly [string, () => readonly string[]])[] = [
  ['replications', () => ['run', scenario, '--replications', '3', ...RESPONSE]],
  [
    'a comparison',
    () => [
      'compare',
      scenario,
      '--with',
      'clientSettings.scanTimeToLive=6 h',
      '--replications',
      '2',
      ...RESPONSE,
    ],
  ],
  ['a sweep', () => ['sweep', join(parent, 'sweep.yaml'), '--jobs', '1', '--quiet']],
  [
    'a search for capacity',
    () => [
      ...['capacity', scenario, '--vary', 'groups[0].count', '--values', '2,4', '--largest', '--quiet'],
      ...['--until', 'exposure.clientHours < 100000', '--replications', '2', '--jobs', '1'],
    ],
  ],
];

describe('the report of an experiment', () => {
  it.each(QUESTIONS)(
    'of %s is written with its results, and made again from them byte for byte',
    async (name, args) => {
      const out = join(parent, name);
      const { code, err } = await inProcess([...args(), '--out', out]);
      expect([code, err]).toEqual([EXIT.ok, '']);
      const again = join(parent, `${name}.html`);
      expect((await inProcess(['report', out, '--out', again])).code).toBe(EXIT.ok);
      const written = readFileSync(join(out, 'report.html'), 'utf8');
      expect(readFileSync(again, 'utf8')).toBe(written);
      expect(written).not.toContain('NaN');
      expect(written).not.toContain('undefined');
    },
  );
});
