import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isSystemError, OutputError, reasonOf } from '../errors.ts';
import { type Plan, planId, planText } from '../plan/plan.ts';
import { FolderLock, LOCK_FILE } from './folder-lock.ts';
import type { Failure, JobResult } from './result.ts';
import { DRAFT, writeWhole } from './whole-file.ts';

/** Results of jobs by their index. */
export interface ResultStore {
  has(index: number): boolean;
  /** Throws when there is none. */
  read(index: number): JobResult;
}

/** A folder that cannot be used for the jobs of a plan, with the reason in words. */
export class JobFolderError extends Error {
  override readonly name = 'JobFolderError';
  /** Whether it could be if what it holds was forgotten. */
  readonly discardable: boolean;

  constructor(message: string, discardable = false) {
    super(message);
    this.discardable = discardable;
  }
}

/** Every n-th job of a plan: those with index shard − 1, shard − 1 + of, … */
export interface Shard {
  /** From 1 to `of`. */
  readonly shard: number;
  readonly of: number;
}

/** What `shard.json` says of a folder that holds a shard: enough to know what it is a part of. */
export interface ShardFile extends Shard {
  readonly planSha256: string;
  /** Arguments of the command that made it, without those that choose the shard: another shard is made by the same. */
  readonly command: readonly string[];
  /** The scenario files of its plan, each with the path that this command names it by. */
  readonly paths: readonly (readonly [file: string, path: string])[];
}

export interface JobFolderOptions {
  /** Forget what is there, of whatever experiment. */
  readonly fresh?: boolean;
  /** The folder holds a part of the jobs. */
  readonly shard?: Omit<ShardFile, 'planSha256'> | undefined;
}

export const PLAN_FILE = 'plan.json';
export const SHARD_FILE = 'shard.json';
/** More shards than anybody has machines for. */
export const SHARDS_MAX = 100_000;
const JOB_FILE = /^job-\d{6,}(\.failed)?\.json$/;

/**
 * The folder in which an experiment keeps its plan and a file per finished job until its tables are written. Every
 * file is whole or not there; an experiment that was killed goes on from it. One process uses it at a time.
 */
export class JobFolder implements ResultStore {
  readonly path: string;
  readonly #lock: FolderLock;

  /**
   * Makes the folder, or goes on from it if it is of the same plan; else throws a JobFolderError. Throws an
   * OutputError for what the system refuses.
   */
  constructor(path: string, plan: Plan, { fresh = false, shard }: JobFolderOptions = {}) {
    this.path = path;
    this.#lock = this.#writing(() => {
      makeFolder(path);
      refuseForeign(path);
      return lockOf(path);
    });
    try {
      this.#writing(() => {
        this.#clear(fresh ? () => true : (entry) => entry.includes(DRAFT));
        this.#keepPlan(planText(plan));
        if (shard !== undefined) {
          const file: ShardFile = { ...shard, planSha256: planId(plan) };
          writeWhole(join(path, SHARD_FILE), `${JSON.stringify(file)}\n`);
        }
      });
    } catch (error) {
      this.close();
      throw error;
    }
  }

  has(index: number): boolean {
    return hasJob(this.path, index);
  }

  read(index: number): JobResult {
    return readJob(this.path, index);
  }

  write(result: JobResult): void {
    this.#writing(() => {
      writeWhole(jobFile(this.path, result.index), fileText(result));
      rmSync(failureFile(this.path, result.index), { force: true });
    });
  }

  /** Keeps why a job failed, for whoever asks without carrying it out: another attempt tries again. */
  writeFailure(failure: Failure): void {
    this.#writing(() => writeWhole(failureFile(this.path, failure.index), `${JSON.stringify(failure)}\n`));
  }

  /** Lets others use the folder; what is in it stays. */
  close(): void {
    this.#lock.release();
  }

  /** Forgets everything: the tables are written. */
  remove(): void {
    this.#writing(() => {
      this.#clear(() => true);
      this.close();
      removeEmpty(this.path);
    });
  }

  #keepPlan(text: string): void {
    const path = join(this.path, PLAN_FILE);
    if (existsSync(path)) {
      const kept = readFileSync(path, 'utf8');
      if (kept !== text)
        throw new JobFolderError(`${this.path} holds the jobs of ${ownerOf(kept, text)}`, true);
    } else if (readdirSync(this.path).some((entry) => JOB_FILE.test(entry)))
      throw new JobFolderError(`${this.path} holds jobs of which nobody knows the experiment`, true);
    else writeWhole(path, text);
  }

  /** The plan goes last: whoever is killed meanwhile leaves no jobs of which nobody knows the experiment. */
  #clear(chosen: (entry: string) => boolean): void {
    const cleared = readdirSync(this.path).filter(
      (entry) => entry !== LOCK_FILE && isOurs(entry) && chosen(entry),
    );
    const isPlan = (entry: string) => entry === PLAN_FILE;
    for (const entry of [...cleared.filter((other) => !isPlan(other)), ...cleared.filter(isPlan)])
      rmSync(join(this.path, entry));
  }

  #writing<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw new OutputError(`cannot keep the results of jobs in ${this.path}: ${reasonOf(error)}`, {
        cause: error,
      });
    }
  }
}

/** The result of a job in a folder of jobs, whoever has written it. Throws a JobFolderError if it is not sound. */
export function readJob(folder: string, index: number): JobResult {
  const path = jobFile(folder, index);
  const text = soundText(path);
  if (text === null) throw new JobFolderError(`${path} is damaged or missing`);
  return JSON.parse(text) as JobResult;
}

/** Why a job in a folder of jobs failed; null if it did not, or if the disk has spoilt the reason. */
export function readFailure(folder: string, index: number): Failure | null {
  const path = failureFile(folder, index);
  if (!existsSync(path)) return null;
  try {
    const { message } = JSON.parse(readFileSync(path, 'utf8')) as Failure;
    return typeof message === 'string' ? { index, message } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Whether a folder of jobs has a sound result of a job; one that the disk has spoilt is as good as none. */
export function hasJob(folder: string, index: number): boolean {
  return soundText(jobFile(folder, index)) !== null;
}

function lockOf(path: string): FolderLock {
  const lock = FolderLock.take(path);
  if (typeof lock === 'string') throw new JobFolderError(`${path} is in use: ${lock}`);
  return lock;
}

function isOurs(entry: string): boolean {
  const [name = ''] = entry.split(DRAFT);
  return name === PLAN_FILE || name === SHARD_FILE || name.startsWith(LOCK_FILE) || JOB_FILE.test(name);
}

/** What a text of a plan stands for where another one was expected. */
function ownerOf(text: string, expected: string): string {
  try {
    const { version, timeZoneData } = JSON.parse(text) as Plan;
    const here = JSON.parse(expected) as Plan;
    if (version !== here.version || timeZoneData !== here.timeZoneData)
      return `fleetsim ${version} with time-zone data ${timeZoneData}`;
  } catch {
    // Of a plan that is damaged nobody knows whose it was.
  }
  return 'another experiment';
}

/** Files that begin with a dot are those of systems, such as what NFS keeps of a file that is open. */
function refuseForeign(path: string): void {
  const foreign = readdirSync(path).find((entry) => !isOurs(entry) && !entry.startsWith('.'));
  if (foreign !== undefined) throw new JobFolderError(`${path} holds what no experiment wrote: ${foreign}`);
}

function jobFile(folder: string, index: number): string {
  return join(folder, `job-${String(index).padStart(6, '0')}.json`);
}

function failureFile(folder: string, index: number): string {
  return join(folder, `job-${String(index).padStart(6, '0')}.failed.json`);
}

/** Makes a folder and those above it, unless another process is quicker: Node's own way never ends in /proc. */
function makeFolder(path: string): void {
  if (!existsSync(dirname(path))) makeFolder(dirname(path));
  if (existsSync(path)) return;
  try {
    mkdirSync(path);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'EEXIST') throw error;
  }
}

/** Leaves a folder alone in which somebody has put a file of their own, or that another process has begun to use. */
function removeEmpty(path: string): void {
  try {
    rmdirSync(path);
  } catch (error) {
    if (!isSystemError(error) || !['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(error.code)) throw error;
  }
}

const HEAD = '{"sha256":"';
const MIDDLE = '","result":';
const TAIL = '}\n';
const RESULT_AT = HEAD.length + 64 + MIDDLE.length;

/** A result with its checksum before it. */
function fileText(result: JobResult): string {
  const text = JSON.stringify(result);
  return `${HEAD}${sha256(text)}${MIDDLE}${text}${TAIL}`;
}

/** The text of a result; null if the file is missing or does not agree with its checksum. */
function soundText(path: string): string | null {
  if (!existsSync(path)) return null;
  const file = readFileSync(path, 'utf8');
  const text = file.slice(RESULT_AT, -TAIL.length);
  return file === `${HEAD}${sha256(text)}${MIDDLE}${text}${TAIL}` ? text : null;
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
