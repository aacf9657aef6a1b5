import { AsyncLocalStorage } from 'node:async_hooks';
import { visible } from '../scenario/issue.ts';

const ARGUMENTS = new AsyncLocalStorage<readonly string[]>();

/** Does the work of a command so that it knows the arguments it was given: advice can repeat them. */
export function withArguments<T>(args: readonly string[], work: () => T): T {
  return ARGUMENTS.run(args, work);
}

/** The arguments that the program was given, without some options that take a value and some that take none. */
export function argumentsWithout(valued: readonly string[], flags: readonly string[]): string[] {
  const kept: string[] = [];
  let isValue = false;
  for (const argument of ARGUMENTS.getStore() ?? []) {
    const isValued = valued.some((option) => argument === option || argument.startsWith(`${option}=`));
    if (!isValue && !isValued && !flags.includes(argument)) kept.push(argument);
    isValue = !isValue && isValued && !argument.includes('=');
  }
  return kept;
}

/** A command as somebody would write it in a shell. */
export function commandText(args: readonly string[]): string {
  return `fleetsim ${commandWords(args)}`;
}

/** Arguments as somebody would write them in a shell. */
export function commandWords(args: readonly string[]): string {
  return args.map(quoted).join(' ');
}

/**
 * Windows has no single quotes; what both shells share suffices for names and settings but those in which another
 * shell would see code.
 */
function quoted(argument: string): string {
  const shown = visible(argument);
  if (/[$`!]/.test(shown)) return `'${shown.replaceAll("'", "'\\''")}'`;
  return /^[\w./:=,@%+\\-]+$/.test(shown) ? shown : `"${shown.replaceAll('"', '\\"')}"`;
}
