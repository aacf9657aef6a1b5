import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXIT } from '../../../src/cli/exit.ts';
import { TINY_SCENARIO } from '../../experiment/executors/tiny-plan.ts';
import { inProcess } from '../running.ts';
import { resultsOf } from './results-of.ts';

const MAIN = fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url));
const PROGRAM = [process.execPath, '--import', import.meta.resolve('tsx'), MAIN];
const RUNS = 20;

let folder: string;
let undisturbed: Record<string, string>;
const started: ChildProcess[] = [];

const out = (name: string) => join(folder, name);
const argsFor = (name: string, jobs = 1) => {
  const experiment = ['run', join(folder, 'tiny.yaml'), '--replications', `${RUNS}`];
  return [...experiment, '--response', 'installations.hours', '--jobs', `${jobs}`, '--out', out(name)];
};
const jobFiles = (name: string): string[] =>
  existsSync(`${out(name)}.jobs`)
    ? readdirSync(`${out(name)}.jobs`).filter((file) => /^job-\d+\.json$/.test(file))
    : [];
/** What is left beside and instead of the results. */
const around = (name: string) => readdirSync(folder).filter((entry) => entry.startsWith(`${name}.`));

/** Starts the experiment in a process of its own; resolves to its end. */
function start(args: readonly string[]) {
  const [program, ...first] = PROGRAM;
  const child = spawn(program!, [...first, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  started.push(child);
  let err = '';
  child.stderr.on('data', (data) => {
    err += data;
  });
  const ended = new Promise<{ code: number | null; err: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, err })),
  );
  return { child, ended };
}

/** Waits until something is so; ends with the process if that is first. */
async function until(isSo: () => boolean, { child }: { child: ChildProcess }): Promise<void> {
  while (!isSo() && child.exitCode === null) await new Promise((resolve) => setImmediate(resolve));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fleetsim-lost-'));
  writeFileSync(join(folder, 'tiny.yaml'), TINY_SCENARIO);
  await inProcess(argsFor('undisturbed'));
  undisturbed = resultsOf(out('undisturbed'));
});
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

describe('an experiment that is killed', () => {
  it.each([
    [1, 1],
    [10, 1],
    [4, 2],
  ])('after %i runs, %i at a time, goes on to the same bytes', async (count, jobs) => {
    const name = `killed-${count}`;
    const running = start(argsFor(name, jobs));
    await until(() => jobFiles(name).length >= count, running);
    running.child.kill('SIGKILL');
    expect(await running.ended).toMatchObject({ code: null });
    expect(existsSync(out(name))).toBe(false);
    const kept = jobFiles(name).length;
    expect(kept).toBeGreaterThanOrEqual(count);
    expect(kept).toBeLessThan(RUNS);
    expect(await inProcess(argsFor(name))).toMatchObject({ code: EXIT.ok });
    expect(resultsOf(out(name))).toEqual(undisturbed);
    expect(around(name)).toEqual([]);
  });

  it('while it writes its tables goes on to the same bytes', async () => {
    const name = 'writing';
    const running = start(argsFor(name));
    await until(() => around(name).some((entry) => entry.startsWith(`${name}.tmp-`)), running);
    running.child.kill('SIGKILL');
    expect(await running.ended).toMatchObject({ code: null });
    expect(existsSync(out(name))).toBe(false);
    expect(jobFiles(name)).toHaveLength(RUNS);
    expect(await inProcess(argsFor(name))).toMatchObject({ code: EXIT.ok });
    expect(resultsOf(out(name))).toEqual(undisturbed);
    expect(around(name)).toEqual([]);
  });
});

describe('an experiment that runs', () => {
  it('keeps a second one out of its folder, and what is finished when it is interrupted', async () => {
    const name = 'interrupted';
    const running = start(argsFor(name));
    await until(() => jobFiles(name).length >= 2, running);
    const second = await inProcess(argsFor(name));
    expect(second.code).toBe(EXIT.usage);
    expect(second.err).toContain(`process ${running.child.pid} is at work there`);
    running.child.kill('SIGINT');
    const { code, err } = await running.ended;
    expect(code).toBe(EXIT.interrupted);
    const kept = jobFiles(name).length;
    expect(err).toContain(
      `interrupted; ${kept} finished runs are kept in ${out(name)}.jobs: the same command`,
    );
    expect(existsSync(out(name))).toBe(false);
    expect(await inProcess(argsFor(name))).toMatchObject({ code: EXIT.ok });
    expect(resultsOf(out(name))).toEqual(undisturbed);
  });
});

/** Whether this machine lets a process mount a file system that only it sees. */
const MOUNTS = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', tmpdir()]).status === 0;

describe.skipIf(!MOUNTS)(`a disk that is full${MOUNTS ? '' : ' (nothing can be mounted here)'}`, () => {
  it('ends the experiment with everything kept that was finished; with room again it goes on', async () => {
    const disk = mkdtempSync(join(folder, 'disk-'));
    const args = [...argsFor('unused').slice(0, -1), join(disk, 'out')];
    const script = `
      mount -t tmpfs -o size=120k tmpfs "$0" || exit 1
      "$@"; echo "code $?"
      ls "$0/out.jobs" | grep -c '^job-[0-9]*.json$'
      ls "$0/out.jobs" | grep -v '^job-[0-9]*.json$'
      mount -o remount,size=64m "$0" || exit 1
      "$@"; echo "code $?"
      cp -r "$0/out" "$0.copy"`;
    const { stdout, stderr } = spawnSync(
      'unshare',
      ['-rm', 'sh', '-c', script, disk, ...PROGRAM, ...args, '--quiet'],
      {
        encoding: 'utf8',
      },
    );
    const [full, kept, ...others] = stdout.trim().split('\n');
    expect([full, others]).toEqual([`code ${EXIT.notWritten}`, ['plan.json', `code ${EXIT.ok}`]]);
    expect(Number(kept)).toBeGreaterThan(0);
    expect(Number(kept)).toBeLessThan(RUNS);
    expect(stderr.trim()).toBe(
      `cannot keep the results of jobs in ${disk}/out.jobs: the disk is full (ENOSPC); ${kept} finished runs are kept in ${disk}/out.jobs: the same command goes on from there`,
    );
    expect(resultsOf(`${disk}.copy`)).toEqual(undisturbed);
  });
});
