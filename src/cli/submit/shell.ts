import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const UNSAFE = /[\x00-\x1f\x7f]/;

/** A text as one word of a POSIX shell. Ends the program for what would tear a line of a job file apart. */
export function shellWord(text: string): string {
  if (UNSAFE.test(text))
    throw new Ending(
      EXIT.usage,
      `${visible(text)}: names with line breaks or control characters cannot be written into job files`,
    );
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A command as a line of a POSIX shell. */
export function shellLine(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}
