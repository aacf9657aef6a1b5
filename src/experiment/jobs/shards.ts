import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Plan, planId } from '../plan/plan.ts';
import {
  hasJob,
  JobFolderError,
  PLAN_FILE,
  type ResultStore,
  readFailure,
  readJob,
  SHARD_FILE,
  SHARDS_MAX,
  type Shard,
  type ShardFile,
} from './job-folder.ts';
import type { Failure, JobResult } from './result.ts';

/** A folder with a part of an experiment's jobs. */
export interface ShardFolder extends ShardFile {
  readonly path: string;
}

/** Where the shard of an experiment goes that writes its results to `target`. */
export function shardPath(target: string, { shard, of }: Shard): string {
  return `${target}.shard-${shard}-of-${of}`;
}

/** The indices of a shard's jobs, of so many in all. */
export function shardIndices({ shard, of }: Shard, jobCount: number): number[] {
  const count = Math.max(0, Math.ceil((jobCount - shard + 1) / of));
  return Array.from({ length: count }, (_, at) => shard - 1 + at * of);
}

/** Folders beside `target` that hold shards of it, by name. */
export function shardPathsOf(target: string): string[] {
  const parent = dirname(target);
  const prefix = `${basename(target)}.shard-`;
  if (!existsSync(parent)) return [];
  return readdirSync(parent)
    .filter((entry) => entry.startsWith(prefix) && /^\d+-of-\d+$/.test(entry.slice(prefix.length)))
    .sort()
    .map((entry) => join(parent, entry));
}

/** What a folder says of the shard in it; throws a JobFolderError if it says nothing of the kind. */
export function openShard(path: string): ShardFolder {
  try {
    const file = JSON.parse(readFileSync(join(path, SHARD_FILE), 'utf8')) as ShardFile;
    const { shard, of, planSha256, command, paths } = file;
    const isNumbered = Number.isSafeInteger(shard) && shard >= 1 && shard <= of && of <= SHARDS_MAX;
    if (isNumbered && command.every(isText) && paths.flat().every(isText))
      return { shard, of, planSha256, command, paths, path };
  } catch {
    // Whatever is wrong with the file, it says nothing of a shard.
  }
  throw new JobFolderError(`${path} does not hold a shard of an experiment`);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/** The plan of a shard; throws a JobFolderError if it is not the one that the shard was made by. */
export function planOfShard({ path, planSha256 }: ShardFolder): Plan {
  try {
    const plan = JSON.parse(readFileSync(join(path, PLAN_FILE), 'utf8')) as Plan;
    if (planId(plan) === planSha256) return plan;
  } catch {
    // A plan that cannot be read is as good as another one.
  }
  throw new JobFolderError(`${join(path, PLAN_FILE)} is damaged or missing`);
}

/** The results of all shards of an experiment: `folders[i]` holds shard i + 1. */
export class MergedShards implements ResultStore {
  readonly #folders: readonly string[];

  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  has(index: number): boolean {
    return hasJob(this.#folderOf(index), index);
  }

  read(index: number): JobResult {
    return readJob(this.#folderOf(index), index);
  }

  /** Why a job failed; null if it did not. */
  failure(index: number): Failure | null {
    return readFailure(this.#folderOf(index), index);
  }

  #folderOf(index: number): string {
    return this.#folders[index % this.#folders.length]!;
  }
}

/** Jobs of an experiment whose shards are all there, as `conduct` would tell of them. */
export interface Gathered {
  readonly indices: readonly number[];
  readonly failures: readonly Failure[];
  /** Those that have neither a result nor a failure. */
  readonly missing: readonly number[];
}

/** Goes through the jobs in order, up to the one that is enough. */
export function gather(
  shards: MergedShards,
  indices: readonly number[],
  isEnough: ((index: number, result: JobResult | null) => boolean) | undefined,
): Gathered {
  const failures: Failure[] = [];
  const missing: number[] = [];
  let count = 0;
  for (const index of indices) {
    count++;
    const isThere = shards.has(index);
    const failure = isThere ? null : shards.failure(index);
    if (failure !== null) failures.push(failure);
    else if (!isThere) missing.push(index);
    // Nobody can tell beyond a gap whether it was enough before.
    if (missing.length === 0 && isEnough?.(index, isThere ? shards.read(index) : null)) break;
  }
  return { indices: indices.slice(0, count), failures, missing };
}
