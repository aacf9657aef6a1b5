import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { inProcess } from './running.ts';

const CATALOG = new URL('../../scenarios/catalog/windows-2024h1.csv', import.meta.url).pathname;
const CLIENTS = 100;
const SERVICE_SECONDS = 10;

/** At 06:00 all clients ask one server at once, for 10 s of work each. */
const QUEUE = `
name: queue
description: 100 clients ask at once for 10 s of work each.
start: 2024-06-10 00:00 UTC
horizon: 10 h
measureFrom: 2024-06-10 06:00 UTC
catalog: { file: ${CATALOG} }
locations: [{ name: Office, timeZone: Europe/Berlin }]
site:
  name: PS1
  softwareUpdatePoints: [{ name: SUP1, location: Office, servers: 1, deltaScan: { fixed: ${SERVICE_SECONDS} s } }]
  managementPoints: [{ name: MP1, location: Office }]
  distributionPoints: [{ name: DP1, location: Office }]
groups:
  - { name: PCs, count: ${CLIENTS}, product: Windows 11 23H2, kind: workstation, location: Office }
actions:
  - { at: 2024-06-10 06:00 UTC, do: scanNow }
`;
const SERVERS = 'site.softwareUpdatePoints[SUP1].servers';

/** With c servers the k-th waits for (k − 1) / c rounds of service; of 100 waits the 95th is that of k = 95. */
const waitP95Seconds = (servers: number) => Math.floor((0.95 * CLIENTS - 1) / servers) * SERVICE_SECONDS;

let folder: string;
let file: string;
let runs = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-capacity-'));
  file = join(folder, 'queue.yaml');
  writeFileSync(file, QUEUE);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function capacity(...args: string[]) {
  const out = join(folder, `out-${runs++}`);
  const {
    code,
    out: said,
    err,
  } = await inProcess(['capacity', file, '--replications', '2', '--jobs', '1', '--out', out, ...args]);
  const table = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(out, `${name}.csv`), 'utf8'), { columns: true });
  return { code, err, said, first: said.split('\n')[0], table };
}

describe('fleetsim capacity', () => {
  it('finds the number of servers that a formula gives, and shows the way there', async () => {
    const boundSeconds = 200;
    const enough = [1, 2, 3, 4, 5, 6, 7, 8].find((servers) => waitP95Seconds(servers) < boundSeconds)!;
    const { code, first, table } = await capacity(
      ...['--vary', SERVERS, '--from', '1', '--to', '8', '--until', `scan wait p95 < ${boundSeconds} s`],
    );
    expect([code, first]).toEqual([
      EXIT.ok,
      `${enough} is the smallest value of ${SERVERS} that meets scan wait p95 < ${boundSeconds} s.`,
    ]);
    const steps = table('steps');
    expect(steps.map(({ value, met }) => [value, met])).toEqual([
      ['1', 'no'],
      ['8', 'yes'],
      ['4', 'no'],
      ['6', 'yes'],
      ['5', 'yes'],
    ]);
    // One server alone is left by clients that lose patience: the formula is that of those who stay.
    for (const { value, mean } of steps.slice(1)) {
      const byFormula = waitP95Seconds(Number(value));
      expect(Number(mean)).toBeLessThanOrEqual(byFormula);
      expect(Number(mean)).toBeGreaterThan(byFormula * 0.998 - 0.1);
    }
    const [utilisation] = table('server-loads');
    expect(utilisation).toMatchObject({ value: '5', server: 'SUP1', figure: 'utilisation' });
    const measuredSeconds = 4 * 3600;
    expect(Number(utilisation!.mean)).toBeCloseTo((CLIENTS * SERVICE_SECONDS) / measuredSeconds / enough, 3);
    expect(table('limits')).toContainEqual({
      value: '5',
      name: 'DP1',
      limit: 'clients per distribution point',
      count: String(CLIENTS),
      supported: '4000',
      used: String(CLIENTS / 4000),
      headRoom: String(4000 - CLIENTS),
      source: 'Microsoft, size and scale numbers',
    });
    expect(table('jobs').length).toBe(2 * steps.length);
  });

  it('counts the servers of a list', async () => {
    const args = [
      '--vary',
      'site.softwareUpdatePoints',
      '--values',
      '1,2',
      '--until',
      'scan queue < 70',
      '--replications',
      '5',
    ];
    const { code, first, table } = await capacity(...args);
    expect([code, first]).toEqual([
      EXIT.ok,
      '2 is the smallest value of site.softwareUpdatePoints that meets scan queue < 70.',
    ]);
    expect(new Set(table('server-loads').map(({ server }) => server))).toContain('SUP2');
    const [one] = table('steps');
    expect(Number(one!.mean)).toBe(CLIENTS - 1);
  });

  it('counts on from what --set makes of the list', async () => {
    const own = 'site.softwareUpdatePoints=[{ name: WSUS, location: Office }]';
    const args = [
      '--set',
      own,
      '--vary',
      'site.softwareUpdatePoints',
      '--values',
      '2,3',
      '--until',
      'clients > 1',
    ];
    const { code, table } = await capacity(...args);
    expect(code).toBe(EXIT.ok);
    const points = table('server-loads').filter(({ role }) => role === 'softwareUpdatePoint');
    expect([...new Set(points.map(({ server }) => server))]).toEqual(['WSUS', 'WSUS 2']);
  });

  it('finds the largest value too', async () => {
    const args = [
      '--vary',
      'groups[PCs].count',
      '--values',
      '40,20,60',
      '--largest',
      '--until',
      'scan queue <= 39',
    ];
    const { code, first } = await capacity(...args);
    expect([code, first]).toEqual([
      EXIT.ok,
      '40 is the largest value of groups[PCs].count that meets scan queue <= 39.',
    ]);
  });

  it('says plainly that the first value does, or that none does', async () => {
    const already = await capacity('--vary', SERVERS, '--values', '4,8', '--until', 'scan queue < 97');
    expect([already.code, already.first]).toEqual([
      EXIT.ok,
      `Already 4, the smallest value that was given for ${SERVERS}, meets scan queue < 97.`,
    ]);
    const none = await capacity('--vary', SERVERS, '--values', '4,8', '--until', 'scan queue < 50');
    expect([none.code, none.first]).toEqual([
      EXIT.thresholdNotMet,
      `Not even 8, the largest value that was given for ${SERVERS}, is enough.`,
    ]);
    expect(none.err).toContain('no value is enough');
    expect(none.table('steps').map(({ met }) => met)).toEqual(['no', 'no']);
  });

  it('does not say so where it cannot be told, or where bounds pull in opposite directions', async () => {
    const doubt = ['--vary', SERVERS, '--values', '4,8', '--until'];
    const { table } = await capacity(...doubt, 'events < 1');
    const mean = table('steps').find(({ value }) => value === '8')!.mean;
    const untold = await capacity(...doubt, `events <= ${mean}`);
    expect([untold.code, untold.first]).toEqual([
      EXIT.thresholdNotMet,
      `Whether 8 is enough for ${SERVERS} cannot be told with 2 replications; more of them may tell.`,
    ]);
    expect(untold.err).toContain('whether a value is enough cannot be told');
    // With c servers 100 − c wait: 6 servers would meet both bounds.
    const between = ['--vary', SERVERS, '--values', '4,6,12,14,16', '--until', 'scan queue <= 95'];
    const opposed = await capacity(...between, '--until', 'scan queue >= 94');
    expect(opposed.code).toBe(EXIT.incomplete);
    expect(opposed.first).toMatch(/^No answer: the bounds pull in opposite directions/);
    expect(opposed.err).toContain('opposite directions');
  });

  it('hints at the other direction where it was asked the wrong way', async () => {
    const { said } = await capacity(
      '--vary',
      'groups[PCs].count',
      '--values',
      '20,60',
      '--until',
      'scan queue < 39',
    );
    expect(said).toContain(
      'With 60 the bounds are not met: ask with --largest how far groups[PCs].count can go.',
    );
  });
});

describe('What cannot be meant', () => {
  const refused = async (code: number, ...args: string[]) => {
    const ended = await capacity(...args);
    expect(ended.code).toBe(code);
    return ended.err;
  };
  const ENOUGH = ['--until', 'scan queue < 50'];

  it('is said with what to write instead', async () => {
    const usage = (...args: string[]) => refused(EXIT.usage, ...args);
    expect(await usage('--vary', SERVERS, ...ENOUGH)).toContain('--values "1,2,4,8", or --from 1 --to 16');
    expect(await usage('--vary', SERVERS, '--values', '1,2', '--to', '3', ...ENOUGH)).toContain(
      'say what to try',
    );
    expect(await usage('--vary', SERVERS, '--values', '1,1', ...ENOUGH)).toBe('--values has "1" twice\n');
    expect(await usage('--vary', SERVERS, '--values', '1,2')).toContain('the scenario has no thresholds');
    expect(await usage('--vary', SERVERS, '--values', '1,2', '--until', 'scan queu < 5')).toContain(
      'did you mean "scan queue"?',
    );
    expect(await usage('--vary', SERVERS, '--values', '1,2', ...ENOUGH, '--shard', '1/2')).toContain(
      'cannot be cut into shards',
    );
    expect(
      await usage(
        '--vary',
        'site.softwareUpdatePoints',
        '--values',
        '1,2',
        '--until',
        'server.SUP2.queueMax < 5',
      ),
    ).toContain('"SUP2" is not a server here');
    expect(await usage('--vary', SERVERS, '--values', '1,2', ...ENOUGH, '--replications', '1')).toContain(
      'a whole number from 2',
    );
  });

  it('names a path that leads nowhere, and a value that does not fit, by the option', async () => {
    const invalid = (...args: string[]) => refused(EXIT.scenarioInvalid, ...args, ...ENOUGH);
    expect(await invalid('--vary', 'site.softwareUpdatePoints[SUP1].server', '--values', '1,2')).toMatch(
      /^--vary {2}site\.softwareUpdatePoints\[0\]\.server {2}.*did you mean "servers"\?/,
    );
    expect(await invalid('--vary', 'site.softwareUpdatePoints[SUP2].servers', '--values', '1,2')).toMatch(
      /^--vary {2}.*did you mean "SUP1"\?/,
    );
    expect(await invalid('--vary', SERVERS, '--values', '0,2')).toMatch(/^--vary {2}/);
  });
});
