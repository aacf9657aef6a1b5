import { visible } from '../scenario/issue.ts';
import { Ending, EXIT } from './exit.ts';

const MOST = 100_000;

/** The value of an option that counts something, from `min` to `max`. */
export function wholeNumber(option: string, written: string, min = 1, max = MOST): number {
  const value = /^\d{1,9}$/.test(written) ? Number(written) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new Ending(EXIT.usage, `--${option} ${visible(written)}: write a whole number from ${min} to ${max}`);
}
