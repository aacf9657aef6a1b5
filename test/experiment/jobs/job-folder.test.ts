import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { JobFolder, JobFolderError } from '../../../src/experiment/jobs/job-folder.ts';
import { jobAt, planText } from '../../../src/experiment/plan/plan.ts';
import { planOf, resultOf } from './plan-of.ts';

const plan = planOf(2, 5);
const result = (index: number) => resultOf(jobAt(plan, index));
let parent: string;
let path: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'fleetsim-jobs-'));
  path = join(parent, 'above', 'jobs');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** The number of a process that was there and is no more. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('close', resolve));
  return child.pid!;
}

function lockBy(holder: object | string): void {
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, 'lock.json'), typeof holder === 'string' ? holder : JSON.stringify(holder));
}

describe('a folder of jobs', () => {
  it('gives back what was written, also to the next process that opens it', () => {
    const first = new JobFolder(path, plan);
    first.write(result(3));
    expect(first.read(3)).toEqual(result(3));
    first.close();
    const second = new JobFolder(path, plan);
    expect([second.has(2), second.has(3)]).toEqual([false, true]);
    expect(second.read(3)).toEqual(result(3));
  });

  it('takes a result that was cut short or changed for none', () => {
    const folder = new JobFolder(path, plan);
    for (const index of [0, 1, 2]) folder.write(result(index));
    const file = (index: number) => join(path, `job-00000${index}.json`);
    writeFileSync(file(0), readFileSync(file(0)).subarray(0, -20));
    writeFileSync(file(1), readFileSync(file(1), 'utf8').replace('"eventCount":10', '"eventCount":11'));
    expect([0, 1, 2].map((index) => folder.has(index))).toEqual([false, false, true]);
    expect(() => folder.read(1)).toThrow(JobFolderError);
    folder.write(result(1));
    expect(folder.read(1)).toEqual(result(1));
  });

  it('clears away what a killed process has left half-written', () => {
    new JobFolder(path, plan).close();
    writeFileSync(join(path, 'job-000004.json.tmp-123'), '{"half');
    new JobFolder(path, plan);
    expect(readdirSync(path).sort()).toEqual(['lock.json', 'plan.json']);
  });

  it('is not used for another experiment unless its jobs may be forgotten', () => {
    const folder = new JobFolder(path, plan);
    folder.write(result(0));
    folder.close();
    const other = planOf(2, 6);
    expect(() => new JobFolder(path, other)).toThrow('another experiment');
    expect(readdirSync(path).sort()).toEqual(['job-000000.json', 'plan.json']);
    const fresh = new JobFolder(path, other, { fresh: true });
    expect(fresh.has(0)).toBe(false);
    expect(readFileSync(join(path, 'plan.json'), 'utf8')).toBe(planText(other));
  });

  it('says whose jobs it holds when another version has made them', () => {
    new JobFolder(path, { ...plan, version: '0.9.0' }).close();
    expect(() => new JobFolder(path, plan)).toThrow(
      `${path} holds the jobs of fleetsim 0.9.0 with time-zone data 2024a`,
    );
    writeFileSync(join(path, 'plan.json'), planText(plan).slice(0, 40));
    expect(() => new JobFolder(path, plan)).toThrow('another experiment');
  });

  it('does not mind what systems keep in any folder', () => {
    new JobFolder(path, plan).close();
    writeFileSync(join(path, '.nfs000000000012'), '');
    new JobFolder(path, plan).remove();
    expect(readdirSync(path)).toEqual(['.nfs000000000012']);
  });

  it('leaves a folder alone that holds what no experiment wrote, even if jobs may be forgotten', () => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'thesis.doc'), 'mine');
    expect(() => new JobFolder(path, plan, { fresh: true })).toThrow('thesis.doc');
    expect(readdirSync(path)).toEqual(['thesis.doc']);
  });

  it('takes everything away at the end but what somebody else has put there', () => {
    const folder = new JobFolder(path, plan);
    folder.write(result(0));
    writeFileSync(join(path, 'notes.txt'), 'mine');
    folder.remove();
    expect(readdirSync(path)).toEqual(['notes.txt']);
    rmSync(join(path, 'notes.txt'));
    new JobFolder(path, plan).remove();
    expect(existsSync(path)).toBe(false);
  });
});

describe('the lock of a folder of jobs', () => {
  it('keeps a second one out until the first is done', () => {
    const first = new JobFolder(path, plan);
    expect(() => new JobFolder(path, plan)).toThrow(`process ${process.pid} is at work there`);
    first.close();
    new JobFolder(path, plan).close();
  });

  it('keeps out even who would forget everything', () => {
    new JobFolder(path, plan).write(result(0));
    expect(() => new JobFolder(path, plan, { fresh: true })).toThrow('in use');
    expect(existsSync(join(path, 'job-000000.json'))).toBe(true);
  });

  it('is taken over from a process that is dead', async () => {
    lockBy({ pid: await deadProcess(), host: hostname(), start: null });
    new JobFolder(path, plan);
    expect(JSON.parse(readFileSync(join(path, 'lock.json'), 'utf8')).pid).toBe(process.pid);
  });

  it('is taken over when its number now belongs to another process', () => {
    if (process.platform !== 'linux') return;
    lockBy({ pid: process.pid, host: hostname(), start: 'long ago' });
    new JobFolder(path, plan).close();
  });

  it('is taken over from a process that was killed and of which nobody has taken note', async () => {
    if (process.platform !== 'linux') return;
    const parentOfDead = spawn('sh', ['-c', 'true & echo $!; exec sleep 60']);
    try {
      const pid = await new Promise<number>((resolve) => {
        parentOfDead.stdout.once('data', (data) => resolve(Number(data)));
      });
      const stat = () => readFileSync(`/proc/${pid}/stat`, 'utf8');
      while (!stat().includes(') Z ')) await new Promise((resolve) => setTimeout(resolve, 5));
      lockBy({ pid, host: hostname(), start: stat().split(') ')[1]!.split(' ')[19] });
      new JobFolder(path, plan).close();
    } finally {
      parentOfDead.kill('SIGKILL');
    }
  });

  it('is taken over when it was never filled', () => {
    lockBy('');
    new JobFolder(path, plan).close();
  });

  it('of another machine is respected, and what to remove is said', () => {
    lockBy({ pid: 1, host: 'another-machine', start: null });
    expect(() => new JobFolder(path, plan)).toThrow(
      `process 1 on another-machine is at work there; if it is gone, remove ${join(path, 'lock.json')}`,
    );
  });
});
