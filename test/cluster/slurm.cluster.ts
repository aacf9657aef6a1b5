import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../src/cli/exit.ts';
import { inProcess, runAsUser } from '../cli/running.ts';
import { TINY_SCENARIO } from '../experiment/executors/tiny-plan.ts';
import { OneMachineSlurm, slurmMissing } from './one-machine-slurm.ts';

describe('an experiment on a Slurm of one machine', () => {
  let slurm: OneMachineSlurm | undefined;
  let folder: string;

  beforeAll(async () => {
    const missing = slurmMissing();
    if (missing !== null) throw new Error(`NOT RUN, so nothing is shown: ${missing}`);
    folder = mkdtempSync(join(tmpdir(), 'fleetsim-cluster-'));
    writeFileSync(join(folder, 'tiny.yaml'), TINY_SCENARIO);
    slurm = new OneMachineSlurm();
    await slurm.start();
  });
  afterAll(async () => {
    await slurm?.stop();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  /** SHA-256 of every file of results; of the manifest, its identity. */
  const hashesOf = (results: string) =>
    readdirSync(join(folder, results))
      .sort()
      .map((file) => {
        const text = readFileSync(join(folder, results, file), 'utf8');
        const bytes = file === 'manifest.json' ? JSON.stringify(JSON.parse(text).identity) : text;
        return `${createHash('sha256').update(bytes).digest('hex')}  ${file}`;
      });

  it('ends with the SHA-256 of every file that it has in one process', async () => {
    const command = ['run', 'tiny.yaml', '--replications', '5'];
    const submit = ['submit', '--engine', 'slurm', '--shards', '3', '--out', 'by Slurm', '--', ...command];
    const { code, out } = await runAsUser(submit, { cwd: folder });
    expect(code).toBe(EXIT.ok);
    const start = /^Start it: (.*)$/m.exec(out)![1]!;
    execFileSync('sh', ['-c', start], { cwd: folder, env: slurm!.env });
    await slurm!.untilEmpty();
    const log = readFileSync(join(folder, 'by Slurm.jobs-slurm', 'merge.log'), 'utf8');
    expect(log).toContain('Results: by Slurm');
    const file = join(folder, 'tiny.yaml');
    await inProcess([
      'run',
      file,
      '--replications',
      '5',
      '--out',
      join(folder, 'here'),
      '--jobs',
      '1',
      '--quiet',
    ]);
    const hashes = hashesOf('by Slurm');
    expect(hashes).toEqual(hashesOf('here'));
    process.stdout.write(`${hashes.join('\n')}\n`);
  });
});
