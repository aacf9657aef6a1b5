import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSystemError, OutputError, reasonOf } from '../../experiment/errors.ts';
import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';

/** An experiment that is cut into shards, as job files need to know it. */
export interface ShardedExperiment {
  /** Fit for a name of a job or a file. */
  readonly name: string;
  readonly jobCount: number;
  readonly shards: number;
  /** How fleetsim is called where the shards run, as words. */
  readonly program: readonly string[];
  /** The folder in which its paths hold. */
  readonly folder: string;
  /** Words after the program, without `--shard`. */
  readonly command: readonly string[];
  /** Where the results shall be, as written in `--out`. */
  readonly out: string;
  /** Processors of a shard, and the memory that it is granted. */
  readonly cpus: number;
  readonly memoryBytes: number;
}

export interface JobFile {
  readonly name: string;
  readonly text: string;
}

export interface JobFiles {
  readonly files: readonly JobFile[];
  /** The file that starts everything. */
  readonly start: string;
}

const SCRIPT_MODE = 0o755;

/** Writes job files into a folder that is new or empty: what somebody has edited is not overwritten. */
export function writeJobFiles(folder: string, files: readonly JobFile[]): void {
  try {
    if (existsSync(folder) && readdirSync(folder).length > 0)
      throw new Ending(
        EXIT.usage,
        `${visible(folder)} is not empty: remove it, or name another with --write`,
      );
    mkdirSync(folder, { recursive: true });
    for (const { name, text } of files) writeFileSync(join(folder, name), text, { mode: SCRIPT_MODE });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw new OutputError(`cannot write ${visible(folder)}: ${reasonOf(error)}`, { cause: error });
  }
}
