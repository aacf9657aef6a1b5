import { existsSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { obstacle } from '../report/folder.ts';
import { visible } from '../scenario/issue.ts';
import { Ending, EXIT } from './exit.ts';

/** The folder that `--out` names, by default one in `reports` with the name of what was run. */
export function resultsFolder(out: string | undefined, name: string): string {
  if (out === '') throw new Ending(EXIT.usage, '--out: name a folder');
  return resolve(out ?? join('reports', folderName(name)));
}

/** Ends the program if results could not be written to a folder: before anything runs. */
export function refuseFolder(folder: string): void {
  if (holdsWorkingFolder(folder)) {
    throw new Ending(
      EXIT.usage,
      `cannot write the results to ${visible(folder)}: it is or holds the folder that you are in; name one of their own, such as --out results`,
    );
  }
  const refusal = obstacle(folder);
  if (refusal !== null)
    throw new Ending(EXIT.usage, `cannot write the results to ${visible(folder)}: ${refusal}`);
}

/** Results replace their folder as a whole: the working folder would be lost to whoever is in it. */
function holdsWorkingFolder(folder: string): boolean {
  if (!existsSync(folder)) return false;
  const wayHere = relative(realpathSync(folder), realpathSync('.'));
  return wayHere.split(sep)[0] !== '..' && !isAbsolute(wayHere);
}

/** A path as somebody in the working folder would write it. */
export function shortPath(path: string): string {
  const fromHere = relative('.', path);
  return fromHere.startsWith('..') ? path : fromHere;
}

/** What Windows takes for a device, whatever follows a dot. */
const DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)/i;

/** The name of a scenario as the name of a folder on any system. */
export function folderName(name: string): string {
  const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|[.-]+$/g, '');
  return safe === '' ? 'run' : safe.replace(DEVICE, '$1_');
}
