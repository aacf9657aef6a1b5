/** A mistake in a scenario, at the place where it can be mended. Lines and columns count from 1. */
export interface Issue {
  /** The file, or `--set` for a value given on the command line (then `line` is its number). */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** `groups[2].presence.officeHours.from`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong; what to write. */
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

/** `file:line:column  path  what is wrong; what to write`, on one line and safe to show on a terminal. */
export function formatIssue(issue: Issue): string {
  const path = issue.path === '' ? '' : `${issue.path}  `;
  const severity = issue.severity === 'warning' ? 'warning: ' : '';
  return visible(`${issue.file}:${issue.line}:${issue.column}  ${path}${severity}${issue.message}`);
}

/** Characters that steer a terminal or turn the direction of writing, written out: `\u001b`. */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`;
  });
}

/** Reads a place in a scenario: names of keys and positions in lists, from the root. */
export type Path = readonly (string | number)[];

/** `['groups', 2, 'count']` as `groups[2].count`. */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}

/** Issues in the order of the files as they were read, then of lines and columns; what was said twice, once. */
export function inFileOrder(issues: readonly Issue[], files: readonly string[]): Issue[] {
  const sorted = issues.slice().sort((a, b) => {
    return files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column;
  });
  return sorted.filter((issue, at) => at === 0 || formatIssue(issue) !== formatIssue(sorted[at - 1]!));
}
