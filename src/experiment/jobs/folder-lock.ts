import { closeSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isSystemError } from '../errors.ts';

export const LOCK_FILE = 'lock.json';
/** How long another process can take between making the file and filling it. */
const FILLED_MS = 200;

/** The process that uses a folder. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began, where the system says so: numbers of processes are used again. */
  readonly start: string | null;
}

/**
 * Keeps a folder to one process at a time, until `release`. What a dead process of this machine has left is taken
 * over; of a process on another machine nobody here can tell whether it lives.
 */
export class FolderLock {
  readonly #path: string;
  #isHeld = true;

  private constructor(path: string) {
    this.#path = path;
  }

  /** The lock of a folder that is there, or in words why somebody else has it. */
  static take(folder: string): FolderLock | string {
    const path = join(folder, LOCK_FILE);
    for (;;) {
      if (make(path)) return new FolderLock(path);
      const refusal = refusalBy(path);
      if (refusal !== null) return refusal;
    }
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    rmSync(this.#path, { force: true });
  }
}

function make(path: string): boolean {
  const holder: Holder = {
    pid: process.pid,
    host: hostname(),
    start: processSeen(process.pid)?.start ?? null,
  };
  const text = JSON.stringify(holder);
  try {
    const file = openSync(path, 'wx');
    writeSync(file, text);
    closeSync(file);
    // Whoever saw it empty for too long may have taken it away.
    return textOf(path) === text;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Why the lock stands; null when it does not any more, or never meant anything. */
function refusalBy(path: string): string | null {
  const text = textOf(path) || textAfterPause(path);
  const holder = holderOf(text);
  if (holder !== null && holder.host !== hostname()) {
    return `process ${holder.pid} on ${holder.host} is at work there; if it is gone, remove ${path}`;
  }
  if (holder !== null && isAlive(holder)) return `process ${holder.pid} is at work there`;
  removeIf(path, text);
  return null;
}

/** Takes away a lock only if it is still the one that was judged: somebody else may have been quicker. */
function removeIf(path: string, text: string): void {
  const aside = `${path}.old-${process.pid}`;
  try {
    renameSync(path, aside);
    if (textOf(aside) === text) rmSync(aside);
    else renameSync(aside, path);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error;
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return '';
    throw error;
  }
}

function textAfterPause(path: string): string {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, FILLED_MS);
  return textOf(path);
}

function holderOf(text: string): Holder | null {
  try {
    const { pid, host, start } = JSON.parse(text) as Partial<Holder>;
    return Number.isSafeInteger(pid) && typeof host === 'string'
      ? { pid: pid!, host, start: start ?? null }
      : null;
  } catch {
    return null;
  }
}

function isAlive({ pid, start }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'EPERM') return false;
  }
  const seen = processSeen(pid);
  return seen === null || (!seen.hasEnded && (start === null || seen.start === start));
}

/** A process in the words of Linux; null where nobody says. */
function processSeen(pid: number): { readonly start: string; readonly hasEnded: boolean } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name of the program, in brackets, can hold anything: fields are counted from behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // One that was killed keeps its number until whoever started it takes note, which may be never.
    return { start: fields[19]!, hasEnded: /^[ZX]/.test(fields[0]!) };
  } catch {
    return null;
  }
}
