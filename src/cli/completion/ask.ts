import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST } from '../../report/folder.ts';
import type { Command } from '../help/command-options.ts';
import { completions, type Entry } from './answers.ts';

/** Answers a script of completion: what the word in work can become, a line each. Says nothing rather than fail. */
export function answerShell(
  [shell = '', index = '0', ...typed]: readonly string[],
  commands: readonly Command[],
): void {
  const upTo = Number(index);
  const words = Array.from({ length: upTo + 1 }, (_, at) => typedWord(typed[at] ?? '', shell));
  const found = completions(joined(words), commands, readFolder);
  process.stdout.write(found.map((line) => `${line}\n`).join(''));
}

/** A word as it is meant: bash gives those in work as they stand there, with quotes and backslashes. */
function typedWord(word: string, shell: string): string {
  if (shell !== 'bash') return word;
  return /^["']/.test(word) ? word.slice(1) : word.replace(/\\(.)/g, '$1');
}

/** Bash parts words at `=`: `--set=a` comes as three. */
function joined(words: readonly string[]): string[] {
  const whole: string[] = [];
  for (const [at, word] of words.entries()) {
    if (word === '=' && at > 0) continue;
    whole.push(word);
  }
  return words.at(-1) === '=' ? [...whole, ''] : whole;
}

function readFolder(path: string): readonly Entry[] {
  try {
    return readdirSync(path, { withFileTypes: true }).map((entry) => ({
      name: entry.name,
      isFolder: entry.isDirectory(),
      isResults: entry.isDirectory() && existsSync(join(path, entry.name, MANIFEST)),
    }));
  } catch {
    return [];
  }
}
