import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { mkdir, open, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { isSystemError, OutputError, reasonOf } from '../experiment/errors.ts';
import type { CsvPart } from './csv.ts';
import type { BytesPart } from './parquet.ts';

export const MANIFEST = 'manifest.json';
/** Made from the other files: also by those who ask for it later. */
export const REPORT_FILE = 'report.html';

/** What the manifest says of a file: enough to know whether it is still the one that the run wrote. */
export interface WrittenFile {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Data rows of a table; null for other files. */
  readonly rows: number | null;
}

/** A file to write: its name, or its way from the folder with `/`, and its text or bytes in parts. `table`: count the rows. */
export interface FileContent {
  readonly file: string;
  readonly table: boolean;
  readonly parts: Iterable<CsvPart | BytesPart>;
}

/** A file that is not a table. */
export function textFile(file: string, text: string): FileContent {
  return { file, table: false, parts: [{ text, rows: 0 }] };
}

/**
 * Why results cannot go to `target`, or null. Asked before a run starts, so that nobody waits for a run whose
 * results have no place. Only a folder that is missing, empty or a whole results folder of ours is written to.
 */
export function obstacle(target: string): string | null {
  try {
    const stat = lstatSync(target, { throwIfNoEntry: false });
    if (stat === undefined) return parentObstacle(target);
    if (!stat.isDirectory()) return 'it exists and is not a folder';
    const entries = readdirSync(target);
    if (entries.length > 0) {
      const foreign = foreignEntry(target, entries);
      if (foreign !== null) return foreign;
    }
    return parentObstacle(target);
  } catch (error) {
    if (isSystemError(error)) return reasonOf(error);
    throw error;
  }
}

function foreignEntry(target: string, entries: readonly string[]): string | null {
  if (!entries.includes(MANIFEST)) return 'the folder exists and does not hold the results of a run';
  const known = filesOfManifest(join(target, MANIFEST));
  if (known === null) return `its ${MANIFEST} was not written by fleetsim`;
  const isOurs = (entry: string) => entry === MANIFEST || entry === REPORT_FILE || known.has(entry);
  const isHidden = (entry: string) => entry.startsWith('.') || basename(entry).startsWith('.');
  const foreign = everythingIn(target).find((entry) => !isOurs(entry) && !isHidden(entry));
  return foreign === undefined ? null : `the folder holds a file that no run wrote: ${foreign}`;
}

/** Files and folders, those in folders too, by their way from `target`. */
function everythingIn(target: string): string[] {
  return readdirSync(target, { recursive: true, encoding: 'utf8' }).map((entry) =>
    entry.replaceAll(sep, '/'),
  );
}

/** What a manifest tells of, and the folders that hold it. */
function filesOfManifest(path: string): ReadonlySet<string> | null {
  try {
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    if (manifest.identity.program !== 'fleetsim') return null;
    const files = manifest.identity.files.map(({ file }: WrittenFile) => file);
    return new Set([...files, ...files.map((file: string) => dirname(file))]);
  } catch {
    return null;
  }
}

/** Whether the nearest folder above `target` that exists lets us make folders in it. */
function parentObstacle(target: string): string | null {
  let parent = dirname(target);
  while (!existsSync(parent) && dirname(parent) !== parent) parent = dirname(parent);
  if (!statSync(parent).isDirectory()) return `${parent} is not a folder`;
  accessSync(parent, constants.W_OK | constants.X_OK);
  return null;
}

/**
 * Writes a folder of results as a whole: into a folder beside it first, the manifest last, then under its own name.
 * Whatever goes wrong on the way, and if `signal` is aborted, `target` is as it was. Throws an OutputError for what
 * the system refuses.
 */
export async function writeFolder(
  target: string,
  contents: Iterable<FileContent>,
  manifestOf: (files: readonly WrittenFile[]) => unknown,
  signal?: AbortSignal,
): Promise<void> {
  const refusal = obstacle(target);
  if (refusal !== null) throw new OutputError(`cannot write the results to ${target}: ${refusal}`);
  const draft = join(dirname(target), `${basename(target)}.tmp-${process.pid}`);
  const discard = () => rmSync(draft, { recursive: true, force: true });
  process.on('exit', discard);
  try {
    await rm(draft, { recursive: true, force: true });
    await removeAbandonedDrafts(target);
    await makeFolder(draft);
    const written: WrittenFile[] = [];
    for (const content of contents) written.push(await writeFile(draft, content, signal));
    const manifest = `${JSON.stringify(manifestOf(written), null, 2)}\n`;
    await writeFile(draft, textFile(MANIFEST, manifest), signal);
    await takePlace(draft, target);
  } catch (error) {
    discard();
    if (isSystemError(error)) {
      throw new OutputError(`cannot write the results to ${target}: ${reasonOf(error)}`, { cause: error });
    }
    throw error;
  } finally {
    process.off('exit', discard);
  }
}

/** Clears away the drafts of runs to the same folder that were killed while they wrote. */
async function removeAbandonedDrafts(target: string): Promise<void> {
  const parent = dirname(target);
  if (!existsSync(parent)) return;
  const prefix = `${basename(target)}.tmp-`;
  for (const entry of readdirSync(parent).sort()) {
    const writer = entry.startsWith(prefix) ? Number(entry.slice(prefix.length)) : Number.NaN;
    if (Number.isSafeInteger(writer) && !isAlive(writer)) {
      await rm(join(parent, entry), { recursive: true, force: true });
    }
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return isSystemError(error) && error.code === 'EPERM';
  }
}

/**
 * Makes a folder and those above it. Node's own way to do so never ends where the system answers that a folder cannot
 * be found although the one above it is there, as in /proc.
 */
async function makeFolder(path: string): Promise<void> {
  if (!existsSync(dirname(path))) await makeFolder(dirname(path));
  await mkdir(path);
}

async function writeFile(folder: string, content: FileContent, signal?: AbortSignal): Promise<WrittenFile> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let rows = 0;
  const path = join(folder, content.file);
  if (!existsSync(dirname(path))) await makeFolder(dirname(path));
  const handle = await open(path, 'wx');
  try {
    for (const part of content.parts) {
      signal?.throwIfAborted();
      const bytes = 'text' in part ? Buffer.from(part.text, 'utf8') : part.bytes;
      await handle.writeFile(bytes);
      hash.update(bytes);
      sizeBytes += bytes.length;
      rows += part.rows;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return { file: content.file, sizeBytes, sha256: hash.digest('hex'), rows: content.table ? rows : null };
}

/** Gives the finished draft its name. An older folder of results steps aside first and comes back if that fails. */
async function takePlace(draft: string, target: string): Promise<void> {
  if (!existsSync(target)) return rename(draft, target);
  if (readdirSync(target).length === 0) {
    await rmdir(target);
    return rename(draft, target);
  }
  const old = `${target}.old-${process.pid}`;
  await rename(target, old);
  try {
    await rename(draft, target);
  } catch (error) {
    await rename(old, target);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}
