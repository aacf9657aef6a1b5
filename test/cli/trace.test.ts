import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { scenarioTemplate } from '../../src/scenario/template.ts';
import { read } from '../report/client-logs/writing.ts';
import { inProcess } from './running.ts';

let folder: string;
let run: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-trace-'));
  run = join(folder, 'run');
  const scenario = join(folder, 'small.yaml');
  writeFileSync(scenario, scenarioTemplate('small').replace(/count: \d+/g, 'count: 10'));
  await inProcess(['run', scenario, '--out', run, '--quiet']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const trace = (to: string, ...args: string[]) =>
  inProcess(['explain', run, '--quiet', '--trace', to, ...args]);
const identityOf = (path: string) => JSON.parse(readFileSync(join(path, 'manifest.json'), 'utf8')).identity;

describe('fleetsim explain --trace', () => {
  it('writes a folder of logs per client, and the fingerprint of the run', async () => {
    const logs = join(folder, 'logs');
    const { code, out, err } = await trace(logs, '--client', '3', '--client', '4');
    expect([code, err]).toEqual([EXIT.ok, '']);
    expect(readdirSync(logs).sort()).toEqual(['client-3', 'client-4', 'manifest.json']);
    let lineCount = 0;
    for (const client of ['client-3', 'client-4']) {
      const files = readdirSync(join(logs, client));
      expect(files).toEqual(expect.arrayContaining(['ScanAgent.log', 'StateMessage.log', 'WUAHandler.log']));
      for (const file of files) lineCount += read(readFileSync(join(logs, client, file), 'utf8')).length;
    }
    expect(out).toBe(`${lineCount} lines in the logs of 2 clients: ${logs}\n`);
    expect(identityOf(logs).fingerprint).toBe(identityOf(run).fingerprint.end);
  });

  it('replaces logs that it has written, and nothing else', async () => {
    const logs = join(folder, 'again');
    await trace(logs, '--client', '3');
    expect((await trace(logs, '--client', '4')).code).toBe(EXIT.ok);
    expect(readdirSync(logs).sort()).toEqual(['client-4', 'manifest.json']);
    writeFileSync(join(logs, 'client-4', 'notes.txt'), 'mine');
    const foreign = await trace(logs, '--client', '3');
    expect(foreign.code).toBe(EXIT.usage);
    expect(foreign.err).toContain('the folder holds a file that no run wrote: client-4/notes.txt');
    expect(existsSync(join(logs, 'client-4', 'notes.txt'))).toBe(true);
    const other = join(folder, 'other');
    mkdirSync(other);
    writeFileSync(join(other, 'a.txt'), 'a');
    expect((await trace(other, '--client', '3')).code).toBe(EXIT.usage);
    const results = join(folder, 'results');
    cpSync(run, results, { recursive: true });
    const refused = await trace(results, '--client', '3');
    expect(refused.code).toBe(EXIT.usage);
    expect(refused.err).toBe(`--trace ${results}: it holds results, not logs of clients\n`);
    expect(identityOf(results)).toEqual(identityOf(run));
  });

  it('takes several clients only with logs, logs only with a client, and clients that exist', async () => {
    const logs = join(folder, 'never');
    const two = await inProcess(['explain', run, '--quiet', '--client', '3', '--client', '4']);
    expect([two.code, two.err]).toEqual([
      EXIT.usage,
      '--client: one story at a time; several clients go with --trace FOLDER\n',
    ]);
    const none = await trace(logs, '--why-not', 'KB5039212');
    expect([none.code, none.err]).toEqual([EXIT.usage, '--trace belongs to --client\n']);
    const unknown = await trace(logs, '--client', '99999');
    expect(unknown.err).toMatch(/^--client 99999: there is no such client; clients have the numbers/);
    expect(existsSync(logs)).toBe(false);
  });
});
