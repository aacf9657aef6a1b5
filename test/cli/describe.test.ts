import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { scenarioTemplate } from '../../src/scenario/template.ts';
import { inProcess } from './running.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-describe-'));
  file = join(folder, 'small.yaml');
  writeFileSync(file, scenarioTemplate('small'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The items of STRESS-DES, in its order: Monks and others, Journal of Simulation 13 (2019), table 1. */
const HEADINGS = [
  '1. Objectives',
  '1.1 Purpose of the model',
  '1.2 Model outputs',
  '1.3 Experimentation aims',
  '2. Logic',
  '2.1 Base model overview',
  '2.2 Base model logic',
  '2.3 Scenario logic',
  '2.4 Algorithms',
  '2.5 Components',
  '2.5.1 Entities',
  '2.5.2 Activities',
  '2.5.3 Resources',
  '2.5.4 Queues',
  '2.5.5 Entry and exit',
  '3. Data',
  '3.1 Data sources',
  '3.2 Pre-processing',
  '3.3 Input parameters',
  '3.4 Assumptions',
  '4. Experimentation',
  '4.1 Initialisation',
  '4.2 Run length',
  '4.3 Estimation approach',
  '5. Implementation',
  '5.1 Software',
  '5.2 Random sampling',
  '5.3 Model execution',
  '5.4 System specification',
  '6. Code access',
];

describe('fleetsim describe', () => {
  it('has the sections of STRESS-DES', async () => {
    const { code, out, err } = await inProcess(['describe', file]);
    expect([code, err]).toEqual([EXIT.ok, '']);
    const headings = out.split('\n').flatMap((line) => /^##+ (.*)$/.exec(line)?.[1] ?? []);
    expect(headings).toEqual(HEADINGS);
  });

  it('tells what was set beside its default, and how to run exactly that', async () => {
    const overrides = ['--seed', '7', '--set', 'assumptions.restartNeeded.LCU=false'];
    const { out } = await inProcess(['describe', file, ...overrides]);
    expect(out).toContain('| `assumptions.restartNeeded.LCU` | `false` | `true` | assumed |');
    expect(out).toContain(`\`fleetsim run ${file} ${overrides.join(' ')}\``);
    const { out: plain } = await inProcess(['describe', file]);
    expect(plain).not.toContain('| `assumptions.restartNeeded.LCU` | `false` |');
  });

  it('writes to a file that is not there yet', async () => {
    const target = join(folder, 'small.md');
    expect((await inProcess(['describe', file, '--out', target])).code).toBe(EXIT.ok);
    expect(readFileSync(target, 'utf8')).toBe((await inProcess(['describe', file])).out);
    const again = await inProcess(['describe', file, '--out', target]);
    expect(again).toMatchObject({ code: EXIT.usage, err: expect.stringContaining('it exists already') });
  });

  it('refuses a scenario with mistakes, with their places, and writes nothing', async () => {
    const target = join(folder, 'none.md');
    const { code, err } = await inProcess(['describe', file, '--set', 'horizon=21', '--out', target]);
    expect([code, err]).toEqual([EXIT.scenarioInvalid, expect.stringContaining('21 has no unit')]);
    expect(existsSync(target)).toBe(false);
  });
});
