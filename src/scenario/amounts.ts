import {
  formatQuantity,
  type Parsed,
  parseDuration,
  parseRate,
  parseShare,
  parseSize,
  UNIT_NAMES,
} from './units.ts';

/** What an amount is an amount of. */
export type AmountKind = 'duration' | 'size' | 'rate' | 'share' | 'whole' | 'number';

/** A single amount of a scenario that can be computed with, and the unit in which it was written. */
export interface Amount {
  readonly kind: AmountKind;
  /** Milliseconds, bytes, bytes per second, a share of 1, or the number itself. */
  readonly value: number;
  /** `h`, `MB`, `%`; empty for numbers. */
  readonly unit: string;
}

const NUMBER = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)$/;
const WHOLE = /^[+-]?\d+$/;

const PARSERS: readonly (readonly [AmountKind, readonly string[], (text: string) => Parsed<number>])[] = [
  ['duration', UNIT_NAMES.duration, parseDuration],
  ['size', UNIT_NAMES.size, parseSize],
  ['rate', UNIT_NAMES.rate, parseRate],
  ['share', ['%'], parseShare],
];

/** `12 h`, `650 MB`, `100 Mbit/s`, `95 %`, `12` or `0.5`, or null for any other text. */
export function readAmount(text: string): Amount | null {
  const trimmed = text.trim();
  if (NUMBER.test(trimmed))
    return { kind: WHOLE.test(trimmed) ? 'whole' : 'number', value: Number(trimmed), unit: '' };
  const unit = /[A-Za-z/%]*$/.exec(trimmed)![0];
  for (const [kind, units, parse] of PARSERS) {
    if (!units.includes(unit)) continue;
    const parsed = parse(trimmed);
    return 'problem' in parsed ? null : { kind, value: parsed.value, unit };
  }
  return null;
}

/** Shares and numbers have this many digits: as many as a reader can use. */
const DIGITS = 6;

/** The unit that any whole number of the model can be written in. */
const FINEST = { duration: 'ms', size: 'B', rate: 'B/s' } as const;

/**
 * An amount as a scenario writes it, in its own unit. Durations, sizes and rates are rounded to whole milliseconds,
 * bytes and bytes per second, shares (as per cent) and numbers to six digits; what is read back is this, exactly.
 */
export function amountText({ kind, value, unit }: Amount): string {
  if (kind === 'whole') return `${Math.round(value)}`;
  if (kind === 'number') return decimal(value);
  if (kind === 'share') return `${decimal(value * 100)} %`;
  const whole = Math.round(value);
  return formatQuantity(whole, unit) ?? `${whole} ${FINEST[kind]}`;
}

/** The digits that count, without an exponent. */
function decimal(value: number): string {
  const rounded = Number(value.toPrecision(DIGITS));
  const text = String(rounded);
  return text.includes('e') ? rounded.toFixed(20).replace(/\.?0+$/, '') : text;
}
