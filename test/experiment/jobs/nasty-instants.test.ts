import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FolderLock } from '../../../src/experiment/jobs/folder-lock.ts';
import { JobFolder } from '../../../src/experiment/jobs/job-folder.ts';
import { jobAt } from '../../../src/experiment/plan/plan.ts';
import { planOf, resultOf } from './plan-of.ts';

/** What happens just before or after the system does something, as if by another process. */
const by = vi.hoisted(() => ({
  mkdir: (_: string): void => undefined,
  rm: (_: string): void => undefined,
  close: (): void => undefined,
}));
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    // The plan first: what a folder lists first is up to the system.
    readdirSync: (path: string) => fs.readdirSync(path).sort().reverse(),
    mkdirSync: (path: string) => {
      by.mkdir(path);
      fs.mkdirSync(path);
    },
    rmSync: (path: string, options: object) => {
      by.rm(path);
      fs.rmSync(path, options);
    },
    closeSync: (file: number) => {
      fs.closeSync(file);
      by.close();
    },
  };
});

const plan = planOf(1, 3);
let path: string;

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'fleetsim-instants-')), 'jobs');
});
afterEach(() => {
  Object.assign(by, { mkdir: () => undefined, rm: () => undefined, close: () => undefined });
  rmSync(join(path, '..'), { recursive: true });
});

describe('a folder of jobs', () => {
  it('can be gone on from whenever its process is killed while it takes everything away', () => {
    for (let killedAt = 0; killedAt < 4; killedAt++) {
      const folder = new JobFolder(path, plan);
      for (const index of [0, 1, 2]) folder.write(resultOf(jobAt(plan, index)));
      let count = 0;
      by.rm = () => {
        if (count++ === killedAt) throw new Error('killed');
      };
      expect(() => folder.remove()).toThrow('killed');
      by.rm = () => undefined;
      folder.close();
      expect(() => new JobFolder(path, plan).close(), `killed at file ${killedAt}`).not.toThrow();
    }
  });

  it('can be made by two processes at once', () => {
    by.mkdir = (made) => {
      by.mkdir = () => undefined;
      new JobFolder(made, plan).close();
    };
    new JobFolder(path, plan).close();
  });

  it('is not used by a process whose lock was taken away before it was filled', () => {
    new JobFolder(path, plan).close();
    const rival = { pid: process.ppid, host: 'another-machine', start: null };
    by.close = () => {
      by.close = () => undefined;
      writeFileSync(join(path, 'lock.json'), JSON.stringify(rival));
    };
    expect(FolderLock.take(path)).toContain(`process ${process.ppid} on another-machine is at work there`);
  });
});
