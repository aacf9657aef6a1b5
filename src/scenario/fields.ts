import { z } from 'zod';
import type { Distribution } from '../sim/distribution.ts';
import { FITTED_AVAILABILITY, type FittedName } from './fitted-availability.ts';
import { type Moment, parseMoment, parseZone } from './moment.ts';
import { parseRecurrence, type Recurrence } from './recurrence.ts';
import {
  DECIMAL_COMMA,
  formatDuration,
  type Parsed,
  parseDuration,
  parseRate,
  parseShare,
  parseSize,
  parseTimeOfDay,
  quoted,
} from './units.ts';
import { parseWeekdays } from './weekdays.ts';

/* The kinds of value that a scenario is made of. Each says, in its error, what to write instead. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** How sure we are of a default: said by the normative introduction, by documentation, measured, or assumed. */
export type Grade = 'seed' | 'documented' | 'measured' | 'assumed';

/** What we note beside a schema, out of sight of the JSON Schema. */
interface Notes {
  /** Shown in the reference of settings. */
  readonly unit?: string;
  readonly grade?: Grade;
  readonly source?: string;
  readonly meaning?: string;
  /** A mapping that takes exactly one of its keys. */
  readonly isChoice?: true;
  /** Its parts are read each for itself, so that a mistake in one does not hide those of the others. */
  readonly isRead?: 'byParts';
}

export const notes = z.registry<Notes>();

/** A modelling setting: its default as a user would write it, and where the default comes from. */
export function setting<T extends z.ZodType>(
  schema: T,
  defaultValue: z.input<T>,
  about: { readonly grade: Grade; readonly source: string; readonly meaning: string },
) {
  const description = `${about.meaning} (${about.grade}: ${about.source})`;
  const described = z.prefault(schema, defaultValue).meta({ description });
  notes.add(described, about);
  return described;
}

/** A text that `parse` turns into a value. */
export function quantity<T>(parse: (text: string) => Parsed<T>, unit: string, example: string) {
  return z
    .string({ error: ({ input }) => notText(input, example) })
    .transform((text, context) => {
      const parsed = parse(text);
      if ('value' in parsed) return parsed.value;
      context.addIssue({ code: 'custom', message: parsed.problem });
      return z.NEVER;
    })
    .meta({ examples: [example] })
    .register(notes, { unit });
}

function notText(input: unknown, example: string): string {
  if (typeof input === 'number') return `${input} has no unit; write for example ${example}`;
  return `has to be a text; write for example ${example}`;
}

function parseDays(text: string): Parsed<number> {
  const parsed = parseDuration(text);
  if ('problem' in parsed || parsed.value > 0) return parsed;
  return { problem: 'has to be more than 0; write for example 7 d' };
}

function parseSummaryInterval(text: string): Parsed<number> {
  const parsed = parseDuration(text);
  if ('problem' in parsed) return parsed;
  const isWhole = (unitMs: number, min: number, max: number) =>
    parsed.value % unitMs === 0 && parsed.value >= min * unitMs && parsed.value <= max * unitMs;
  if (isWhole(MINUTE_MS, 10, 59) || isWhole(HOUR_MS, 1, 23) || isWhole(DAY_MS, 1, 31)) return parsed;
  return { problem: 'has to be 10 to 59 min, 1 to 23 h or 1 to 31 d, whole ones; write for example 60 min' };
}

function parseWindowDuration(text: string): Parsed<number> {
  const parsed = parseDuration(text);
  if ('problem' in parsed || (parsed.value >= 5 * MINUTE_MS && parsed.value <= DAY_MS)) return parsed;
  return { problem: 'has to be from 5 min to 24 h; write for example 3 h' };
}

function orMore(minMs: number, example: string): (text: string) => Parsed<number> {
  return (text) => {
    const parsed = parseDuration(text);
    if ('problem' in parsed || parsed.value >= minMs) return parsed;
    return { problem: `has to be at least ${formatDuration(minMs)}; write for example ${example}` };
  };
}

function between(minMs: number, maxMs: number, example: string): (text: string) => Parsed<number> {
  return (text) => {
    const parsed = orMore(minMs, example)(text);
    if ('problem' in parsed || parsed.value <= maxMs) return parsed;
    return { problem: `is at most ${formatDuration(maxMs)}; write for example ${example}` };
  };
}

export const duration = quantity(parseDuration, 'duration', '15 min');
/** A period after which something happens again: below a second it would be a mistake. */
export const interval = quantity(orMore(1000, '60 min'), 'duration', '60 min');
/** The interval of summaries: what Configuration Manager lets be chosen (domain, summarization). */
export const summaryInterval = quantity(parseSummaryInterval, 'duration', '60 min');
/** How long a maintenance window can be open (domain, maintenance windows). */
export const windowDuration = quantity(parseWindowDuration, 'duration', '3 h');
/** The interval of a schedule of client settings: Configuration Manager takes less than a day as a day. */
export const days = quantity(parseDays, 'duration', '7 d');
/** A duration with an upper end. */
export function atMost(maxMs: number, example: string) {
  return quantity(between(0, maxMs, example), 'duration', example);
}
/** A maximum run time: what Configuration Manager lets be chosen (domain, maximum run time). */
export const runTime = quantity(between(5 * MINUTE_MS, 9999 * MINUTE_MS, '60 min'), 'duration', '60 min');
export const size = quantity(parseSize, 'size', '650 MB');
export const rate = quantity(parseRate, 'rate', '100 Mbit/s');
export const share = quantity(parseShare, 'share', '95 %');
export const timeOfDay = quantity(parseTimeOfDay, 'time of day', '08:30');
export const weekdays = quantity(parseWeekdays, 'weekdays', 'Mon-Fri');
export const moment = quantity<Moment>(parseMoment, 'instant', '2024-06-11 17:00 UTC');
export const timeZone = quantity(parseZone, 'time zone', 'Europe/Paris');
export const recurrence = quantity<Recurrence>(parseRecurrence, 'recurrence', 'daily at 20:00 UTC');

/** Hours that end before they begin end on the next day: `to` is then beyond 24 h. The weekday is that of `from`. */
export function acrossMidnight<T extends { readonly from: number; readonly to: number }>(
  hours: T,
  context: z.RefinementCtx,
): T {
  if (hours.to > hours.from) return hours;
  if (hours.to < hours.from) return { ...hours, to: hours.to + DAY_MS };
  const message = 'is the same as "from"; for a whole day write "from: 00:00" and "to: 24:00"';
  context.addIssue({ code: 'custom', path: ['to'], message });
  return z.NEVER;
}

/** `3 months`: of the calendar, not of a number of days. */
export const months = quantity(parseMonths, 'months', '3 months');

function parseMonths(text: string): Parsed<number> {
  const match = /^(\d{1,3})\s*months?$/.exec(text.trim());
  if (match === null)
    return { problem: `${quoted(text)} is not a number of months; write for example 3 months` };
  return { value: Number(match[1]) };
}

export function count(min: number, max: number) {
  const error = `has to be a whole number from ${min} to ${max}`;
  return z
    .int({ error: ({ input }) => notNumber(input, error) })
    .min(min, { error })
    .max(max, { error })
    .register(notes, { unit: 'count' });
}

/** What is wrong with a text where a number is wanted. */
function notNumber(input: unknown, otherwise: string): string {
  if (typeof input !== 'string') return otherwise;
  if (DECIMAL_COMMA.test(input)) return `${otherwise}; write ${input.trim().replace(',', '.')}, with a point`;
  return Number.isFinite(Number(input.trim() || 'x'))
    ? `${otherwise}; leave the quotes around ${input.trim()} out`
    : otherwise;
}

const LIST_MAX = 10_000;

/** A list of which each item is read for itself. */
export function listOf<T extends z.ZodType>(
  element: T,
  what: string,
  lengthMin: 0 | 1,
  lengthMax = LIST_MAX,
) {
  return z
    .array(element, { error: `has to be a list of ${what}` })
    .min(lengthMin, { error: `is empty; name at least one of the ${what}` })
    .max(lengthMax, { error: `has more than ${lengthMax} entries` })
    .register(notes, { isRead: 'byParts' });
}

/** A condition that may be left out. */
export function listOfAny<T extends z.ZodType>(element: T) {
  return z.array(element).min(1, { error: 'is empty; leave it out to take all' }).optional();
}

/** A number without a unit: a factor, a shape. */
export const factor = z
  .number({ error: ({ input }) => notNumber(input, 'has to be a number') })
  .positive({ error: 'has to be more than 0' })
  .max(1e6, { error: 'is at most 1000000' })
  .register(notes, { unit: 'number' });

export const yesNo = z
  .boolean({ error: 'has to be true or false, without quotes' })
  .register(notes, { unit: 'true or false' });

export const NAME_LENGTH_MAX = 64;
/** What results call the sum over everything that has a name. */
const RESERVED_NAME = '(all)';
const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]+$/u;

/** What things are called: printable, not padded with spaces. */
export const name = named('has to be a text; put it in quotes if it looks like a number');

/** The id or KB number of an update. */
export const updateName = named(({ input }) => {
  return typeof input === 'number' ? `is a number; write KB${input}` : 'has to be a text';
});

function named(error: string | ((issue: { readonly input?: unknown }) => string)) {
  return z
    .string({ error })
    .min(1, { error: 'is empty; write a name', abort: true })
    .max(NAME_LENGTH_MAX, { error: `is longer than ${NAME_LENGTH_MAX} characters` })
    .regex(PRINTABLE, { error: 'holds characters that cannot be printed; leave them out' })
    .refine((text) => text.trim() === text, { error: 'starts or ends with a space' })
    .refine((text) => text !== RESERVED_NAME, {
      error: `is what results call totals; choose another name than "${RESERVED_NAME}"`,
    })
    .register(notes, { unit: 'name' });
}

export function text(lengthMax: number) {
  return z
    .string({ error: ({ input }) => `has to be a text; write "${String(input)}" in quotes` })
    .max(lengthMax, { error: `is longer than ${lengthMax} characters` })
    .regex(/^[^\p{Cc}]*$/u, { error: 'holds control characters' })
    .register(notes, { unit: 'text' });
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z
    .enum(values, { error: ({ input }) => `${quoted(String(input))} is none of ${values.join(', ')}` })
    .register(notes, { unit: values.join(', ') });
}

/** A fixed value as plain text, or with the word. */
function fixedValue(parse: (text: string) => Parsed<number>, unit: string, example: string) {
  const parseFixed = (text: string): Parsed<Distribution> => {
    const parsed = parse(text.replace(/^fixed\s+/, ''));
    return 'problem' in parsed ? parsed : { value: { law: 'fixed', value: parsed.value } };
  };
  return quantity<Distribution>(parseFixed, unit, example);
}

type Amount = typeof duration;

/** `some` is an amount that is not 0. */
function lawsOf(amount: Amount, some: Amount) {
  return z
    .strictObject({
      fixed: amount.optional(),
      uniform: z.strictObject({ min: amount, max: amount }).optional(),
      exponential: z.strictObject({ mean: some }).optional(),
      lognormal: z.strictObject({ median: some, p95: some }).optional(),
      weibull: z.strictObject({ shape: factor, scale: some }).optional(),
      triangular: z.strictObject({ min: amount, mode: amount, max: amount }).optional(),
      empirical: z.array(amount).optional(),
    })
    .register(notes, { isChoice: true });
}

type Laws = z.output<ReturnType<typeof lawsOf>>;

function namedLaw(laws: ReturnType<typeof lawsOf>) {
  return laws.transform((given, context): Distribution => {
    const law = lawOf(given);
    const problem = problemOf(law);
    if (problem === null) return law;
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
}

const someTime = quantity(orMore(1, '1 ms'), 'duration', '15 min');
const someSize = size.refine((bytes) => bytes > 0, {
  error: 'has to be more than 0; write for example 650 MB',
});

/** A duration that is drawn: a plain duration, or a mapping of one law. */
export const distribution = z
  .union([fixedValue(parseDuration, 'duration', '15 min'), namedLaw(lawsOf(duration, someTime))])
  .register(notes, { unit: 'distribution' });

/** A size that is drawn. */
export const sizeDistribution = z
  .union([fixedValue(parseSize, 'size', '650 MB'), namedLaw(lawsOf(size, someSize))])
  .register(notes, { unit: 'distribution of sizes' });

function lawOf(given: Laws): Distribution {
  if (given.uniform !== undefined) return { law: 'uniform', ...given.uniform };
  if (given.exponential !== undefined) return { law: 'exponential', ...given.exponential };
  if (given.lognormal !== undefined) return { law: 'lognormal', ...given.lognormal };
  if (given.weibull !== undefined) return { law: 'weibull', ...given.weibull };
  if (given.triangular !== undefined) return { law: 'triangular', ...given.triangular };
  if (given.empirical !== undefined) return { law: 'empirical', quantiles: given.empirical };
  return { law: 'fixed', value: given.fixed ?? 0 };
}

function problemOf(law: Distribution): string | null {
  if (law.law === 'uniform' && law.max < law.min) return 'max is below min';
  if (law.law === 'lognormal' && law.p95 < law.median) return 'p95 is below the median';
  if (law.law === 'triangular' && !(law.min <= law.mode && law.mode <= law.max)) {
    return 'has to have min ≤ mode ≤ max';
  }
  if (law.law === 'empirical') {
    const { quantiles } = law;
    const isAscending = quantiles.every((value, at) => at === 0 || value >= quantiles[at - 1]!);
    if (quantiles.length < 2 || !isAscending) return 'needs at least two values, ascending';
  }
  return null;
}

const FITTED_NAMES = Object.keys(FITTED_AVAILABILITY) as [FittedName, ...FittedName[]];
export const fittedName = oneOf(FITTED_NAMES);
