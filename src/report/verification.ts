import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { WrittenFile } from './folder.ts';
import { fateOf, type Provenance } from './opened-folder.ts';
import { LOG_FILE, SCENARIO_FILE } from './run-folder.ts';
import { isParquet } from './table-files.ts';

/** The first line in which two files differ, counted from 1; null: a file ends before. */
export interface DifferentLine {
  readonly line: number;
  readonly recorded: string | null;
  readonly again: string | null;
}

/** A file that is not what the run gives when it is made again. */
export interface Deviation {
  readonly file: string;
  readonly isTable: boolean;
  /**
   * `differs`: the run gives another file than the manifest tells of; `changed`, `missing`: it gives the same, or
   * takes along what is there, and the file is not the one that was written; `new`: it was not written then.
   */
  readonly kind: 'differs' | 'changed' | 'missing' | 'new';
  /** Null where there are no two files to compare. */
  readonly first: DifferentLine | null;
}

/**
 * Compares a folder of results with one that was made again from it, file by file: all that deviate, in the order of
 * the manifest.
 */
export async function deviations(
  recorded: { readonly path: string; readonly identity: Provenance },
  again: { readonly path: string; readonly identity: Provenance },
): Promise<Deviation[]> {
  const made = new Map(again.identity.files.map((file) => [file.file, file]));
  const found: Deviation[] = [];
  for (const file of recorded.identity.files) {
    const kind = await deviationOf(recorded.path, file, made.get(file.file));
    if (kind === null) continue;
    const paths = [recorded.path, again.path].map((path) => join(path, file.file)) as [string, string];
    const haveLines = !isParquet(file.file) && paths.every((path) => existsSync(path));
    const first = haveLines ? await firstDifferentLine(...paths) : null;
    found.push({ file: file.file, isTable: file.rows !== null, kind, first });
    made.delete(file.file);
  }
  const known = new Set(recorded.identity.files.map(({ file }) => file));
  for (const { file, rows } of again.identity.files) {
    if (!known.has(file)) found.push({ file, isTable: rows !== null, kind: 'new', first: null });
  }
  return found;
}

/** What a run is made again with as it stands there, beside its resolved scenario. */
const TAKEN_ALONG: readonly string[] = [SCENARIO_FILE, LOG_FILE];

async function deviationOf(
  path: string,
  written: WrittenFile,
  made: WrittenFile | undefined,
): Promise<Exclude<Deviation['kind'], 'new'> | null> {
  const fate = await fateOf(path, written);
  const isSame = made?.sha256 === written.sha256;
  if (fate !== 'asWritten' && (isSame || TAKEN_ALONG.includes(written.file))) return fate;
  return isSame ? null : 'differs';
}

/** Null: they are the same, line by line. */
export async function firstDifferentLine(recorded: string, again: string): Promise<DifferentLine | null> {
  const [ones, others] = [linesOf(recorded), linesOf(again)];
  try {
    for (let line = 1; ; line++) {
      const [one, other] = [await ones.next(), await others.next()];
      if (one.done === true && other.done === true) return null;
      if (one.value !== other.value) return { line, recorded: one.value ?? null, again: other.value ?? null };
    }
  } finally {
    await ones.return(undefined);
    await others.return(undefined);
  }
}

async function* linesOf(path: string): AsyncGenerator<string, undefined, undefined> {
  const stream = createReadStream(path, 'utf8');
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    stream.destroy();
  }
  return undefined;
}

/** The first simulated hour, from 0, after which two histories have different fingerprints; null: none. */
export function firstDifferentHour(first: readonly string[], second: readonly string[]): number | null {
  const count = Math.max(first.length, second.length);
  for (let hour = 0; hour < count; hour++) if (first[hour] !== second[hour]) return hour;
  return null;
}

/** What made results be otherwise, most likely first; of what made them, and what makes them now. */
export function likelyCauses(
  then: {
    readonly version: string;
    readonly timeZoneData: string;
    readonly platform?: string;
    readonly node?: string;
  },
  now: {
    readonly version: string;
    readonly timeZoneData: string;
    readonly platform: string;
    readonly node: string;
  },
): string[] {
  const differs = (what: string, before: string | undefined, after: string) =>
    before === undefined || before === after ? [] : [`${what} ${before} then, ${after} now`];
  return [
    ...differs('fleetsim', then.version, now.version),
    ...differs('time-zone data', then.timeZoneData, now.timeZoneData),
    ...differs('Node', then.node, now.node),
    ...differs('platform', then.platform, now.platform),
  ];
}
