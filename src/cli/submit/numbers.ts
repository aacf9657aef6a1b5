import { visible } from '../../scenario/issue.ts';
import { Ending, EXIT } from '../exit.ts';

const MOST = 100_000;

/** The value of an option that counts something, from 1. */
export function wholeNumber(option: string, text: string): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > MOST)
    throw new Ending(EXIT.usage, `${option} ${visible(text)}: write a whole number from 1 to ${MOST}`);
  return value;
}
