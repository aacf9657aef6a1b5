import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { openPlan } from '../../src/cli/experiments/plans.ts';
import { openBranch, withPast } from '../../src/cli/replay/branch.ts';
import { scenarioTemplate } from '../../src/scenario/template.ts';
import { inProcess } from './running.ts';

let folder: string;
let base: string;

/** The scenario from which all futures come: an outage on the third day. */
const OUTAGE = `actions:
  - { at: start + 2 d, do: outage, server: SUP1 }
  - { at: start + 3 d, do: restore, server: SUP1 }
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-branch-'));
  base = join(folder, 'base');
  const scenario = `${scenarioTemplate('small').replace(/count: \d+/g, 'count: 10')}\n${OUTAGE}`;
  writeFileSync(join(folder, 'small.yaml'), scenario);
  await run('small.yaml', 'base');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const run = (file: string, out: string, ...options: string[]) =>
  inProcess(['run', join(folder, file), '--out', join(folder, out), '--quiet', ...options]);

/** Writes a future of the scenario: what it says otherwise. */
function future(text: string): string {
  writeFileSync(join(folder, 'future.yaml'), `extends: small.yaml\nname: future\n${text}`);
  return 'future.yaml';
}

const identity = (out: string) =>
  JSON.parse(readFileSync(join(folder, out, 'manifest.json'), 'utf8')).identity;

describe('fleetsim run --from', () => {
  it('gives the same identity, with every byte of every file, as a run of the future from the start', async () => {
    const file = future(OUTAGE.replace('start + 3 d, do', 'start + 4 d, do'));
    await run(file, 'whole');
    for (const instant of ['2024-06-12 00:00:01 UTC', 'start + 60 h']) {
      expect((await run(file, 'branch', '--from', `${base}@${instant}`)).code).toBe(EXIT.ok);
      expect(identity('branch')).toEqual(identity('whole'));
    }
    expect(identity('branch').fingerprint.end).not.toBe(identity('base').fingerprint.end);
  });

  it('gives the run itself where the future changes nothing', async () => {
    await run('small.yaml', 'same', '--from', `${base}@release + 1 d`);
    expect(identity('same')).toEqual(identity('base'));
  });

  it('gives the same where a fleet has to be laid out for the future, so that it cannot share the past', async () => {
    const added = '  - { at: start + 5 d, do: removeUpdates, deployment: June, updates: [KB5039212] }\n';
    const file = future(OUTAGE + added);
    const whole = await run(file, 'whole');
    expect(whole).toEqual({ code: EXIT.ok, out: '', err: '' });
    await run(file, 'branch', '--from', `${base}@start + 4 d`);
    expect(identity('branch')).toEqual(identity('whole'));
  });
});

describe('fleetsim compare --from', () => {
  it('gives every table as without a past to share', async () => {
    const later = future(OUTAGE.replace('start + 3 d, do', 'start + 4 d, do'));
    const files = ['small.yaml', later].map((file) => join(folder, file));
    const compare = (out: string, ...options: string[]) => {
      const args = ['--replications', '2', '--jobs', '1', '--quiet', '--out', join(folder, out), ...options];
      return inProcess(['compare', ...files, ...args]);
    };
    expect(await compare('apart')).toEqual({ code: EXIT.ok, out: '', err: '' });
    expect(await compare('together', '--from', `${base}@start + 60 h`)).toMatchObject({
      code: EXIT.ok,
      err: '',
    });
    const isTable = ({ rows }: { rows: number | null }) => rows !== null;
    expect(identity('together').files.filter(isTable)).toEqual(identity('apart').files.filter(isTable));
    const { err } = await compare('none', '--from', `${base}@start + 4 d`);
    expect(err).toContain('future.yaml is no future of');
  });
});

describe('the past of an experiment', () => {
  it('has a name that none of its scenario files can have', () => {
    const opened = openPlan({
      question: { kind: 'comparison', replications: { kind: 'count', count: 2 }, confidence: 0.95 },
      points: [{ file: join(folder, 'small.yaml'), set: [] }],
      seed: undefined,
      responses: () => [],
    });
    const { plan } = withPast(opened, openBranch(`${base}@start + 1 d`));
    expect(plan.past!.file).toMatch(/^\//);
    expect(plan.sources.files.map(({ name }) => name)).toEqual(['small.yaml', plan.past!.file]);
  });
});

describe('what is no future of a run', () => {
  const refused = async (text: string, at = 'start + 60 h') => {
    const { code, err } = await run(future(text), 'none', '--from', `${base}@${at}`);
    return { code, err };
  };

  it('is refused with every setting that differs', async () => {
    const { code, err } = await refused('clientSettings: { scanTimeToLive: 12 h }\nseed: other\n');
    expect(code).toBe(EXIT.scenarioInvalid);
    expect(err).toMatch(/future\.yaml is no future of .*base from 2024-06-12T12:00:00Z on:/);
    expect(err).toContain(
      'clientSettings.scanTimeToLive  is 12 h, and 24 h in the run: only actions may differ',
    );
    expect(err).toMatch(/seed {2}is other, and \S+ in the run/);
  });

  it('is refused with the place of an action that comes too early, and with one of the past that it lacks', async () => {
    const { code, err } = await refused('actions:\n  - { at: start + 1 d, do: syncNow }\n');
    expect(code).toBe(EXIT.scenarioInvalid);
    expect(err).toContain(
      'future.yaml:4:5  actions[0]  happens at 2024-06-11T00:00:00Z, before 2024-06-12T12:00:00Z',
    );
    expect(err).toContain('actions[0] of the run is missing (outage at 2024-06-12T00:00:00Z)');
  });

  it('is refused if the instant is none, or not of the run', async () => {
    const problems = [
      ['noon', '"noon" is not an instant'],
      ['2024-05-01 00:00 UTC', 'it is before the start of the run'],
      ['start + 300 d', 'it is after the end of the run'],
      ['created + 1 d', '"created" is not known here; count from start or release'],
      ['2024-06-12 10:00 client-local', 'it has to be one instant'],
    ] as const;
    for (const [at, problem] of problems) {
      expect(await refused(OUTAGE, at)).toEqual({ code: EXIT.usage, err: expect.stringContaining(problem) });
    }
    const { err } = await run('small.yaml', 'none', '--from', base);
    expect(err).toContain('write the folder of a run and an instant');
  });

  it('is refused if the run does not replay as it was', async () => {
    const manifest = join(base, 'manifest.json');
    const text = readFileSync(manifest, 'utf8');
    const [first] = identity('base').fingerprint.hourly;
    writeFileSync(manifest, text.replace(first, '0'.repeat(16)));
    const { code, err } = await refused(OUTAGE);
    writeFileSync(manifest, text);
    expect(code).toBe(EXIT.notIdentical);
    expect(err).toContain(
      'does not replay as it was: the history is another one from 2024-06-10T00:00:00Z on',
    );
  });
});
