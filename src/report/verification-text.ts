import { RESOLVED_FILE } from './run-folder.ts';
import type { Deviation, DifferentLine } from './verification.ts';

/** What came out when results were made again. */
export interface Verification {
  readonly fileCount: number;
  /** Tables before other files. */
  readonly deviations: readonly Deviation[];
  /** When two histories part, in words; null: they do not, or there is none to compare. */
  readonly partsAt: string | null;
  /** What is otherwise than when the results were made: `fleetsim 0.1.0 then, 0.2.0 now`. */
  readonly changes: readonly string[];
}

/** Longest part of a line that is quoted. */
const QUOTED_MAX = 160;

/** Whether results are what they should be, and if not, what differs first and what is the likely cause. */
export function verificationText({ fileCount, deviations, partsAt, changes }: Verification): string {
  const since = changes.length === 0 ? [] : [`Made under other conditions: ${changes.join('; ')}.`];
  if (deviations.length === 0 && partsAt === null) {
    return [
      'identical',
      `All ${fileCount} files are what running again gives, byte for byte.`,
      ...since,
    ].join('\n');
  }
  const [first] = deviations;
  const history = partsAt === null ? [] : [`The history is another one from ${partsAt} on.`];
  return [
    'not identical',
    ...(first === undefined ? [] : deviationLines(first)),
    ...(deviations.length > 1 ? [`${deviations.length} of ${fileCount} files deviate.`] : []),
    ...history,
    `Likely cause: ${likelyCause(deviations, partsAt, changes)}`,
  ].join('\n');
}

function deviationLines({ file, kind, first, isTable }: Deviation): string[] {
  const what = isTable ? `table ${file}` : file;
  const says = {
    differs: `${what} differs`,
    changed: `${what} was changed since it was written`,
    missing: `${what} is missing`,
    new: `${what} was not written then`,
  }[kind];
  if (first === null) return [`${says}.`];
  const row = isTable && first.line > 1 ? `row ${first.line - 1}` : `line ${first.line}`;
  return [`${says}, first in ${row}:`, ...quoted(first)];
}

function quoted({ recorded, again }: DifferentLine): string[] {
  const shown = (line: string | null) => {
    if (line === null) return '(ends before)';
    return line.length > QUOTED_MAX ? `${line.slice(0, QUOTED_MAX)}…` : line;
  };
  return [`  recorded  ${shown(recorded)}`, `  again     ${shown(again)}`];
}

function likelyCause(
  deviations: readonly Deviation[],
  partsAt: string | null,
  changes: readonly string[],
): string {
  const wereChanged = deviations.some(({ kind }) => kind === 'changed' || kind === 'missing');
  // What is not a table may be made from a file that was changed.
  const isOther =
    partsAt !== null ||
    deviations.some(
      ({ kind, isTable }) => (kind === 'differs' || kind === 'new') && (isTable || !wereChanged),
    );
  if (!isOther && deviations.some(({ kind }) => kind === 'changed'))
    return 'files were changed by hand or damaged; running again gives what was written then.';
  if (!isOther) return 'the folder is incomplete: files were removed or not copied along.';
  if (changes.length > 0) return `${changes.join('; ')}.`;
  if (deviations.some(({ file }) => file === RESOLVED_FILE))
    return 'the scenario resolves otherwise here, by the same version: please report it with the folder.';
  return 'none of version, time-zone data, Node and platform has changed: please report it with the folder.';
}
