import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { TINY_SCENARIO } from '../experiment/executors/tiny-plan.ts';
import { inProcess } from './running.ts';

const parent = mkdtempSync(join(tmpdir(), 'fleetsim-report-'));
const run = join(parent, 'run');
afterAll(() => rmSync(parent, { recursive: true, force: true }));
beforeAll(async () => {
  writeFileSync(join(parent, 'tiny.yaml'), TINY_SCENARIO);
  expect((await inProcess(['run', join(parent, 'tiny.yaml'), '--out', run, '--quiet'])).code).toBe(EXIT.ok);
});

/** A copy of the results to which something happens. */
function harmed(name: string, harm: (path: string) => void): string {
  const path = join(parent, name);
  cpSync(run, path, { recursive: true });
  harm(path);
  return path;
}

describe('the report of a run', () => {
  it.each(['compliance.csv', 'manifest.json', 'scenario.resolved.yaml'])(
    'is not written over %s, one of the results that it tells of',
    async (file) => {
      const before = readFileSync(join(run, file));
      const { code, err } = await inProcess(['report', run, '--out', join(run, file)]);
      expect(code).toBe(EXIT.usage);
      expect(err).toContain('it is one of the results');
      expect(readFileSync(join(run, file))).toEqual(before);
    },
  );

  it.each(['compliance.csv', 'log.txt'])('is not told from results that lack %s', async (file) => {
    const path = harmed(`without ${file}`, (at) => rmSync(join(at, file)));
    const { code, err } = await inProcess(['report', path, '--format', 'md']);
    expect(code).toBe(EXIT.usage);
    expect(err).toContain(`is incomplete: ${file}`);
  });

  it('says which table is damaged', async () => {
    const path = harmed('damaged', (at) => writeFileSync(join(at, 'compliance.csv'), 'a,b\n1,"2" 3\n'));
    const { code, err } = await inProcess(['report', path, '--format', 'md']);
    expect([code, err]).toEqual([
      EXIT.usage,
      expect.stringMatching(/compliance\.csv cannot be read as a table any more\n$/),
    ]);
  });
});
