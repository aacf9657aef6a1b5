import { readAmount } from './amounts.ts';
import { readYaml } from './document.ts';

/**
 * A value of an axis as one writes it after `--set path=`, on one line: it reads back as what was written in the file.
 */
export function axisText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${flowText(key)}: ${flowText(item)}`);
    return `{ ${entries.join(', ')} }`;
  }
  return typeof value === 'string' ? textOf(value, /^[\w][^\n]*$/) : String(value);
}

function flowText(value: unknown): string {
  return typeof value === 'string' ? textOf(value, /^\w[^,[\]{}\n]*$/) : axisText(value);
}

/** A text without quotes where it is understood as itself without them. */
function textOf(text: string, fitting: RegExp): string {
  const { root } = fitting.test(text) ? readYaml('', text) : { root: null };
  return root?.kind === 'scalar' && root.value === text ? text : JSON.stringify(text);
}

/** The same for two values that say the same, such as `60 min` and `1 h`. */
export function meaningOf(value: unknown): string {
  const amount = typeof value === 'string' ? readAmount(value) : null;
  return amount === null ? JSON.stringify(value) : `${amount.kind} ${amount.value}`;
}
