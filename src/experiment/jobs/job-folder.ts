import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Plan, planId, planText } from '../plan/plan.ts';
import type { JobResult } from './result.ts';

/** Results of jobs by their index. */
export interface ResultStore {
  has(index: number): boolean;
  /** Throws when there is none. */
  read(index: number): JobResult;
}

/** A folder that cannot be used for the jobs of a plan, with the reason in words. */
export class JobFolderError extends Error {
  override readonly name = 'JobFolderError';
}

const PLAN_FILE = 'plan.json';

/**
 * The folder in which an experiment keeps its plan and a file per finished job until its tables are written. Every
 * file is whole or not there; an experiment that was killed goes on from it.
 */
export class JobFolder implements ResultStore {
  readonly path: string;

  /** Makes the folder, or goes on from it if it is of the same plan; else throws a JobFolderError. */
  constructor(path: string, plan: Plan) {
    this.path = path;
    mkdirSync(path, { recursive: true });
    const planPath = join(path, PLAN_FILE);
    if (!existsSync(planPath)) writeWhole(planPath, planText(plan));
    else if (planId(JSON.parse(readFileSync(planPath, 'utf8')) as Plan) !== planId(plan))
      throw new JobFolderError(`${path} holds the jobs of another experiment`);
  }

  has(index: number): boolean {
    return existsSync(this.#fileOf(index));
  }

  read(index: number): JobResult {
    return JSON.parse(readFileSync(this.#fileOf(index), 'utf8')) as JobResult;
  }

  write(result: JobResult): void {
    writeWhole(this.#fileOf(result.index), `${JSON.stringify(result)}\n`);
  }

  /** Forgets everything: the tables are written. */
  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }

  #fileOf(index: number): string {
    return join(this.path, `job-${String(index).padStart(6, '0')}.json`);
  }
}

/** Writes a file under another name first, to the disk, and then gives it its own. */
function writeWhole(path: string, text: string): void {
  const draft = `${path}.tmp-${process.pid}`;
  const file = openSync(draft, 'w');
  try {
    const bytes = Buffer.from(text, 'utf8');
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}
