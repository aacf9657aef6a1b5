import { visible } from '../scenario/issue.ts';

/**
 * Whether to colour what goes to `stream`: as `--color` or `--no-color` say, else not if NO_COLOR is set, else if
 * FORCE_COLOR is set, else only in a terminal that can.
 */
export function wantsColor(
  asked: boolean | undefined,
  stream: { readonly isTTY?: boolean },
  env: NodeJS.ProcessEnv = process.env,
): boolean {
  if (asked !== undefined) return asked;
  const { NO_COLOR, FORCE_COLOR, TERM } = env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== '0';
  return stream.isTTY === true && TERM !== 'dumb';
}

/** Writes lines that may quote arguments, names of files or messages of the system: nothing in them steers a terminal. */
export function writeLines(stream: NodeJS.WritableStream, text: string): void {
  stream.write(`${text.split('\n').map(visible).join('\n')}\n`);
}
