import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { shellWords } from './cli/shell-words.ts';

/** The folder of the project. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const SCRIPTS: Record<string, string> = JSON.parse(readText('package.json')).scripts;

/** A fenced block of a page: its language, the file that it is, and its text. */
export interface Block {
  readonly language: string;
  /** From a first line `# name`, or from what stands behind the language. */
  readonly file: string | null;
  readonly text: string;
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8').replaceAll('\r\n', '\n');
}

export function blocksOf(path: string): Block[] {
  return [...readText(path).matchAll(/^```(\w+)(?: (\S+))?\n(.*?)\n```$/gms)].map(
    ([, language, named, text]) => ({
      language: language!,
      file: named ?? /^# (\S+\.yaml)\n/.exec(text!)?.[1] ?? null,
      text: text!,
    }),
  );
}

/** The arguments that a command of a page gives to the program; null for a script of the project, which must exist. */
export function argumentsOf(line: string): string[] | null {
  const [tool, script, ...rest] = shellWords(line.replace(/\s+# .*$/, ''));
  if (tool === 'npx' && script === 'fleetsim') return rest;
  const name = tool === 'npm' && script === 'run' ? rest[0]! : script!;
  if (tool !== 'npm' || SCRIPTS[name] === undefined)
    throw new Error(`not a command of this project: ${line}`);
  return name === 'start' ? shellWords(SCRIPTS.start!.split('main.ts')[1]!) : null;
}

/** What depends on the machine: how long a run took. */
export function masked(text: string): string {
  return text.replace(/ events in .*$/m, ' events in …').trimEnd();
}

/** All pages of the project. */
export function pages(): string[] {
  const inside = ['docs', 'src', 'bench', 'scenarios'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name))),
  );
  return [...inside, 'README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'reports/README.md'].sort();
}
