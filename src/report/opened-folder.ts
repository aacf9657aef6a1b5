import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSystemError, reasonOf } from '../experiment/errors.ts';
import { type Plan, planId } from '../experiment/plan/plan.ts';
import { PLAN_FILE } from './experiments/experiment-folder.ts';
import { MANIFEST, type WrittenFile } from './folder.ts';
import type { Circumstance } from './manifest.ts';
import { RESOLVED_FILE } from './run-folder.ts';

/** What every manifest says of how its results came about. */
export interface Provenance {
  readonly version: string;
  readonly timeZoneData: string;
  readonly files: readonly WrittenFile[];
}

/** A folder of results of a run, opened again: all that is needed to make the run once more. */
export interface RunFolder {
  readonly kind: 'run';
  readonly path: string;
  readonly identity: Provenance & {
    readonly scenario: string;
    readonly seed: string;
    readonly replication: number;
    readonly clients: number;
    readonly events: number;
    readonly fingerprint: { readonly end: string; readonly hourly: readonly string[] };
  };
  readonly circumstance: Partial<Circumstance>;
  readonly resolvedYaml: string;
}

/** The same of an experiment. */
export interface ExperimentFolder {
  readonly kind: 'experiment';
  readonly path: string;
  readonly identity: Provenance & {
    readonly experiment: string;
    readonly jobs: number;
    readonly failures: readonly unknown[];
  };
  readonly circumstance: Partial<Circumstance>;
  readonly plan: Plan;
}

/** A folder that does not hold results that can be worked with, and why. */
export class ResultsError extends Error {
  override readonly name = 'ResultsError';
}

/** Opens a folder of results; throws a ResultsError if it is none or lacks what its results are made from. */
export function openResults(path: string): RunFolder | ExperimentFolder {
  const { identity, circumstance } = readManifest(path);
  if (typeof identity.experiment === 'string') {
    const plan = readPlan(path);
    if (plan === null || planId(plan) !== identity.planSha256)
      throw new ResultsError(changed(path, PLAN_FILE));
    return {
      kind: 'experiment',
      path,
      identity: identity as ExperimentFolder['identity'],
      circumstance,
      plan,
    };
  }
  const resolvedYaml = readPart(path, RESOLVED_FILE);
  const hash = createHash('sha256').update(resolvedYaml, 'utf8').digest('hex');
  if (hash !== identity.scenarioSha256) throw new ResultsError(changed(path, RESOLVED_FILE));
  return { kind: 'run', path, identity: identity as RunFolder['identity'], circumstance, resolvedYaml };
}

/** Null: what is there is no plan any more. */
function readPlan(path: string): Plan | null {
  const text = readPart(path, PLAN_FILE);
  try {
    return JSON.parse(text) as Plan;
  } catch {
    return null;
  }
}

interface Manifest {
  readonly identity: Partial<RunFolder['identity'] & ExperimentFolder['identity']> &
    Provenance & {
      readonly program: string;
      readonly format: number;
      readonly scenarioSha256?: string;
      readonly planSha256?: string;
    };
  readonly circumstance: Partial<Circumstance>;
}

function readManifest(path: string): Manifest {
  if (!existsSync(path)) throw new ResultsError(`${path}: there is no such folder`);
  if (!existsSync(join(path, MANIFEST)))
    throw new ResultsError(`${path} is no folder of results: it has no ${MANIFEST}`);
  const text = readPart(path, MANIFEST);
  try {
    const { identity, circumstance = {} } = JSON.parse(text) as Manifest;
    const isRun = typeof identity.experiment !== 'string';
    if (identity.program !== 'fleetsim' || !Array.isArray(identity.files))
      throw new Error('of another program');
    if (isRun && !(Array.isArray(identity.fingerprint?.hourly) && Number.isSafeInteger(identity.replication)))
      throw new Error('not that of a run');
    if (identity.format !== 1)
      throw new ResultsError(`${path}: its manifest has a format of another version`);
    return { identity, circumstance };
  } catch (error) {
    if (error instanceof ResultsError) throw error;
    throw new ResultsError(`${path}: its ${MANIFEST} was not written by fleetsim`, { cause: error });
  }
}

/** The text of a file of a folder of results; throws a ResultsError if it cannot be read. */
export function readPart(path: string, file: string): string {
  try {
    return readFileSync(join(path, file), 'utf8');
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new ResultsError(`${path} is incomplete: ${file} cannot be read: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

function changed(path: string, file: string): string {
  return `${join(path, file)} was changed since the results were written; they cannot be made again from it`;
}

/** What has become of a file since it was written. */
export type FileFate = 'asWritten' | 'changed' | 'missing';

/** Compares a file of a folder of results with what the manifest says of it. */
export async function fateOf(path: string, { file, sha256 }: WrittenFile): Promise<FileFate> {
  const target = join(path, file);
  if (!existsSync(target)) return 'missing';
  const hash = createHash('sha256');
  for await (const part of createReadStream(target)) hash.update(part as Buffer);
  return hash.digest('hex') === sha256 ? 'asWritten' : 'changed';
}
