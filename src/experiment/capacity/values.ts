import { type Amount, amountText, readAmount } from '../../scenario/amounts.ts';
import { type Parsed, quoted } from '../../scenario/units.ts';

/** More values than anybody waits for. */
export const VALUES_MAX = 256;

/**
 * Reads a list of values, such as `1,2,4,8` or `10 Mbit/s, 1 Gbit/s`, into their ascending order. What has no size, such
 * as words or distributions, stays in the order in which it was written.
 */
export function parseValues(written: string): Parsed<string[]> {
  const texts = parted(written);
  if (texts.some((text) => text === ''))
    return { problem: 'has an empty value; write for example "1,2,4,8"' };
  if (texts.length > VALUES_MAX) return { problem: tooMany(texts.length) };
  const values = texts.map((text) => ({ text, amount: readAmount(text) }));
  const [first] = values;
  const areAlike = values.every(({ amount }) => isAlike(amount, first!.amount));
  if (areAlike) values.sort((a, b) => a.amount!.value - b.amount!.value);
  const twin = values.find(({ text, amount }, at) =>
    values
      .slice(0, at)
      .some((other) => (areAlike ? other.amount!.value === amount!.value : other.text === text)),
  );
  if (twin !== undefined) return { problem: `has ${quoted(twin.text)} twice` };
  return { value: values.map(({ text }) => text) };
}

/** Values from `from` to `to`, with a unit where the setting has one, by steps of `step` (by default 1 of the unit). */
export function rangeOfValues(from: string, to: string, step: string | undefined): Parsed<string[]> {
  const first = readAmount(from);
  const last = readAmount(to);
  if (first === null)
    return { problem: `--from ${quoted(from)} is neither a number nor a quantity with its unit` };
  if (last === null || !isAlike(last, first))
    return { problem: `--to ${quoted(to)} is no ${kindOf(first)}, as --from ${quoted(from)} is` };
  const by = readAmount(step ?? `1 ${first.unit}`);
  if (by === null || !isAlike(by, first) || by.value <= 0)
    return {
      problem: `--step ${quoted(step ?? '')} is no ${kindOf(first)} above 0; write for example --step ${quoted(`1 ${first.unit}`.trim())}`,
    };
  if (last.value < first.value) return { problem: `--to ${quoted(to)} is below --from ${quoted(from)}` };
  const count = Math.floor((last.value - first.value) / by.value + 1e-9) + 1;
  if (count > VALUES_MAX) return { problem: `${tooMany(count)}; write a larger --step` };
  const kind = first.kind === 'whole' ? by.kind : first.kind;
  const values = Array.from({ length: count }, (_, at) => first.value + at * by.value);
  return { value: values.map((value) => amountText({ kind, value, unit: by.unit })) };
}

function tooMany(count: number): string {
  return `${count} values are too many; ${VALUES_MAX} are the most`;
}

/** The parts of a list between its commas; those within brackets and quotes part nothing. */
function parted(written: string): string[] {
  const parts = [''];
  let depth = 0;
  let quote = '';
  for (const character of written) {
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if ('[{'.includes(character)) depth++;
    else if (']}'.includes(character)) depth--;
    if (character === ',' && depth === 0 && quote === '') parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}

function isAlike(amount: Amount | null, first: Amount | null): boolean {
  return amount !== null && first !== null && kindOf(amount) === kindOf(first);
}

function kindOf({ kind }: Amount): string {
  return kind === 'whole' ? 'number' : kind;
}
