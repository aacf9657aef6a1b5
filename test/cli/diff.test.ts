import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { scenarioTemplate } from '../../src/scenario/template.ts';
import { inProcess } from './running.ts';

let folder: string;
let scenario: string;
let base: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-diff-'));
  scenario = join(folder, 'small.yaml');
  writeFileSync(scenario, scenarioTemplate('small').replace(/count: \d+/g, 'count: 10'));
  base = await run('base');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the scenario with settings changed; the folder of results. */
async function run(name: string, ...set: string[]): Promise<string> {
  const out = join(folder, name);
  const args = ['run', scenario, '--out', out, '--quiet', ...set.flatMap((each) => ['--set', each])];
  expect((await inProcess(args)).code).toBe(EXIT.ok);
  return out;
}

const diff = async (other: string) => (await inProcess(['diff', base, other, '--quiet'])).out;

describe('fleetsim diff', () => {
  it('finds the instant of an action that only one run has, and no common event after it', async () => {
    const outage =
      '[{ at: start + 4 d, do: outage, server: SUP1 }, { at: start + 5 d, do: restore, server: SUP1 }]';
    const out = await diff(await run('outage', `actions=${outage}`));
    const start = Date.parse('2024-06-10T00:00:00Z');
    const instant = new Date(start + 4 * 86_400_000).toISOString();
    expect(out).toContain('Settings that differ: 2\n  actions[0]');
    expect(out).toContain(`The histories part at ${instant}:\n`);
    const lines = out.split('\n').filter((line) => line.startsWith('  ') && line.includes('Z  '));
    expect(lines.map((line) => line.trim().split(/ {2,}/)[0])).toEqual([
      'last in common',
      base,
      join(folder, 'outage'),
    ]);
    expect(lines[2]).toContain(`${instant}  action outage of SUP1`);
    const instants = lines.map((line) => /\S+Z/.exec(line)![0]);
    expect(instants[0]! < instant && instants[1]! >= instant).toBe(true);
  });

  it('says that histories are the same, and which tables differ all the same', async () => {
    expect(await diff(base)).toMatch(
      /^The scenarios have the same settings\.\nThe same history: \d+ events, fingerprint \w{16}\.\nAll files are the same\.\n$/,
    );
    const out = await diff(await run('interval', 'output.interval=2 h'));
    expect(out).toContain('output.interval  60 min → 2 h');
    expect(out).toContain('The same history');
    expect(out).toMatch(/Other files all the same: .*scans\.csv/);
  });

  it('compares as far as the shorter run goes, whichever it is', async () => {
    const short = await run('short', 'horizon=5 d', 'thresholds=[]');
    const { events, fingerprint } = JSON.parse(readFileSync(join(short, 'manifest.json'), 'utf8')).identity;
    const same = `The same history up to 2024-06-15T00:00:00Z, where ${short} ends: ${events} events, fingerprint ${fingerprint.end}.`;
    expect(await diff(short)).toContain(same);
    expect((await inProcess(['diff', short, base, '--quiet'])).out).toContain(same);
    const late = await run(
      'late',
      'horizon=5 d',
      'thresholds=[]',
      'actions=[{ at: start + 5 d, do: syncNow }]',
    );
    const { out } = await inProcess(['diff', late, base, '--quiet']);
    expect(out).toContain('The histories part at 2024-06-15T00:00:00.000Z:');
    expect(out).toMatch(/late +2024-06-15T00:00:00\.000Z {2}.*action syncNow/);
  });

  it('tells another replication among what differs, and starts that are not the same', async () => {
    const other = join(folder, 'replication');
    await inProcess(['run', scenario, '--out', other, '--quiet', '--replication', '3']);
    expect(await diff(other)).toContain(
      'Settings that differ: 1\n  replication  0 → 3\nThe histories part at',
    );
    expect(await diff(await run('start', 'start=2024-06-10 06:00 UTC'))).toContain(
      '\nThe runs start at different instants: events are compared by the time since each start.\n',
    );
  });

  it('refuses a folder that holds no run', async () => {
    const { code, err } = await inProcess(['diff', base, join(folder, 'none')]);
    expect([code, err]).toEqual([EXIT.usage, expect.stringContaining('there is no such folder')]);
  });
});
