import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** Part of the names of files that are being written: what a killed process leaves behind. */
export const DRAFT = '.tmp-';

/** Writes a file under another name first, to the disk, and then gives it its own: it is whole or not there. */
export function writeWhole(path: string, text: string): void {
  const draft = `${path}${DRAFT}${process.pid}`;
  try {
    writeToDisk(draft, text);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function writeToDisk(path: string, text: string): void {
  const file = openSync(path, 'w');
  try {
    const bytes = Buffer.from(text, 'utf8');
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
