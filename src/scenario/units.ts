/*
 * Quantities as scenarios write them: a number and its unit. Everything is kept as an integer of the model's unit:
 * milliseconds, bytes, bytes per second. A quantity without a unit is a mistake, not a guess.
 */

/** What a quantity's text turned out to be. `problem` says what is wrong and what to write. */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

const DURATION_UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

const SIZE_UNITS: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['kB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['TB', 1e12],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
  ['TiB', 2 ** 40],
]);

/** Bytes per second. */
const RATE_UNITS: ReadonlyMap<string, number> = new Map([
  ['bit/s', 1 / 8],
  ['kbit/s', 1e3 / 8],
  ['Mbit/s', 1e6 / 8],
  ['Gbit/s', 1e9 / 8],
  ['B/s', 1],
  ['kB/s', 1e3],
  ['MB/s', 1e6],
  ['GB/s', 1e9],
  ['MiB/s', 2 ** 20],
  ['GiB/s', 2 ** 30],
]);

/** The units of each kind of quantity. */
export const UNIT_NAMES = {
  duration: [...DURATION_UNITS.keys()],
  size: [...SIZE_UNITS.keys()],
  rate: [...RATE_UNITS.keys()],
} as const;

/** Whole units of the model in one unit of a scenario: milliseconds, bytes, bytes per second. */
const FACTORS: ReadonlyMap<string, number> = new Map([...DURATION_UNITS, ...SIZE_UNITS, ...RATE_UNITS]);

const DAY_MS = 86_400_000;
export const DURATION_MAX_MS = 20 * 366 * DAY_MS;
const SIZE_MAX_BYTES = 2 ** 50;
const RATE_MAX_BYTES_PER_SECOND = 1e12;
const TEXT_LENGTH_MAX = 40;

export const DECIMAL_COMMA = /^\s*[+-]?\d+,\d+\s*[A-Za-z/%]*\s*$/;
const QUANTITY = /^([+-]?(?:\d+(?:\.\d+)?|\.\d+))\s*([A-Za-z/%]*)$/;

/** `15 min`, `24h`, `7 d`, `90 s`, `250 ms` to whole milliseconds, rounded. */
export function parseDuration(text: string): Parsed<number> {
  return inRange(parseQuantity(text, DURATION_UNITS, '15 min'), 'a duration', 0, DURATION_MAX_MS, '20 years');
}

/** `650 MB`, `2.5 GiB`, `747123663 B` to whole bytes, rounded. */
export function parseSize(text: string): Parsed<number> {
  return inRange(parseQuantity(text, SIZE_UNITS, '650 MB'), 'a size', 0, SIZE_MAX_BYTES, '1024 TiB');
}

/** `100 Mbit/s`, `12 MB/s` to whole bytes per second, rounded; more than 0. */
export function parseRate(text: string): Parsed<number> {
  const parsed = parseQuantity(text, RATE_UNITS, '100 Mbit/s');
  return inRange(parsed, 'a rate', 1, RATE_MAX_BYTES_PER_SECOND, '1000 GB/s');
}

/** `95 %` to 0.95. */
export function parseShare(text: string): Parsed<number> {
  const parsed = parseQuantity(text, new Map([['%', 1]]), '95 %');
  if ('problem' in parsed) return parsed;
  if (parsed.value < 0 || parsed.value > 100) {
    return { problem: `${quoted(text)} is not between 0 % and 100 %` };
  }
  return { value: parsed.value / 100 };
}

/** `08:30` to milliseconds since midnight; `24:00` ends a day. */
export function parseTimeOfDay(text: string): Parsed<number> {
  const match = /^(\d{1,2}):(\d{2})$/.exec(text);
  const hours = match === null ? 99 : Number(match[1]);
  const minutes = match === null ? 99 : Number(match[2]);
  if (minutes > 59 || hours * 60 + minutes > 24 * 60) {
    return { problem: `${quoted(text)} is not a time of day; write for example 08:30` };
  }
  return { value: (hours * 60 + minutes) * 60_000 };
}

/** Milliseconds as a scenario writes them: in the largest unit that divides them. */
export function formatDuration(durationMs: number): string {
  let text = `${durationMs} ms`;
  for (const [unit, factor] of DURATION_UNITS) {
    if (durationMs !== 0 && durationMs % factor === 0) text = `${durationMs / factor} ${unit}`;
  }
  return durationMs === 0 ? '0 s' : text;
}

const DECIMALS_MAX = 12;

/**
 * A whole number of milliseconds, bytes or bytes per second in a unit of a scenario, with as many decimals as it takes
 * to be read back the same. Null where no number of decimals does.
 */
export function formatQuantity(value: number, unit: string): string | null {
  const factor = FACTORS.get(unit)!;
  for (let decimals = 0; decimals <= DECIMALS_MAX; decimals++) {
    const text = (value / factor).toFixed(decimals);
    if (Math.round(Number(text) * factor) === value) return `${text} ${unit}`;
  }
  return null;
}

/** A text of the user's, short enough for a message and without control characters. */
export function quoted(text: string): string {
  const shown = text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text;
  return JSON.stringify(shown);
}

function parseQuantity(text: string, units: ReadonlyMap<string, number>, example: string): Parsed<number> {
  const known = [...units.keys()].join(', ');
  if (text.length <= TEXT_LENGTH_MAX && DECIMAL_COMMA.test(text)) {
    return { problem: `${quoted(text)} has a decimal comma; write ${quoted(text.replace(',', '.'))}` };
  }
  const match = text.length > TEXT_LENGTH_MAX ? null : QUANTITY.exec(text.trim());
  if (match === null) return { problem: `${quoted(text)} is not understood; write for example ${example}` };
  const unit = match[2]!;
  if (unit === '') return { problem: `${quoted(text)} has no unit (${known}); write for example ${example}` };
  const factor = units.get(unit);
  if (factor === undefined) {
    return { problem: `"${unit}" is not a unit here (${known}); write for example ${example}` };
  }
  return { value: Number(match[1]) * factor };
}

function inRange(
  parsed: Parsed<number>,
  what: string,
  min: number,
  max: number,
  maxText: string,
): Parsed<number> {
  if ('problem' in parsed) return parsed;
  const value = Math.round(parsed.value);
  if (parsed.value < 0) return { problem: `${what} cannot be negative` };
  if (value < min) return { problem: `${what} has to be more than 0` };
  if (value > max) return { problem: `${what} is at most ${maxText}` };
  return { value };
}
