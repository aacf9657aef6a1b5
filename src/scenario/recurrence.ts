import { Temporal } from 'temporal-polyfill';
import { CLIENT_LOCAL, parseMoment, parseZone } from './moment.ts';
import { type Parsed, quoted } from './units.ts';
import { weekdayOf } from './weekdays.ts';

/** How often, in the shapes that Configuration Manager's schedules have. */
export type Pattern =
  | { readonly every: 'once'; readonly date: Temporal.PlainDate }
  /** Counted from the first day of the calendar that is asked for. */
  | { readonly every: 'days'; readonly days: number }
  /** Bit 0 is Monday. */
  | { readonly every: 'week'; readonly weekdays: number }
  /** A day that a month lacks is its last day. */
  | { readonly every: 'monthByDate'; readonly day: number }
  | MonthByWeekday;

/**
 * The nth (1-4, −1 for the last) weekday of the month, and days added to it, which end with the month (domain, automatic
 * deployment rules).
 */
interface MonthByWeekday {
  readonly every: 'monthByWeekday';
  readonly nth: number;
  readonly weekday: number;
  readonly offsetDays: number;
}

/** A pattern of days, a time of day and the zone in which both are meant. */
export interface Recurrence {
  readonly pattern: Pattern;
  readonly time: Temporal.PlainTime;
  readonly zone: string;
}

const EXAMPLE =
  'write for example "daily at 20:00 UTC", "every 3 days at 04:00 UTC", "weekly on Tue, Fri at 20:00 UTC", ' +
  '"monthly on day 15 at 20:00 UTC", "monthly on second Tuesday + 1 d at 20:00 UTC" or "once 2024-06-11 20:00 UTC"';

const NTH: ReadonlyMap<string, number> = new Map([
  ['first', 1],
  ['second', 2],
  ['third', 3],
  ['fourth', 4],
  ['last', -1],
]);

const WINDOW_EXAMPLE = 'write for example "weekly on Sat at 22:00 client-local" or "daily at 20:00 UTC"';

/** The recurrence that a sentence of the forms in `EXAMPLE` names. */
export function parseRecurrence(text: string): Parsed<Recurrence> {
  const parsed = parseAnyZone(text);
  if ('problem' in parsed || parsed.value.zone !== CLIENT_LOCAL) return parsed;
  return { problem: 'a schedule of the site has one time zone; name it' };
}

/** The recurrence of a maintenance window: by the clocks of clients, whose zone is then `CLIENT_LOCAL`, or in UTC. */
export function parseWindowRecurrence(text: string): Parsed<Recurrence> {
  const parsed = parseAnyZone(text);
  if ('problem' in parsed || [CLIENT_LOCAL, 'UTC'].includes(parsed.value.zone)) return parsed;
  return { problem: `a maintenance window is in UTC or client-local; ${WINDOW_EXAMPLE}` };
}

function parseAnyZone(text: string): Parsed<Recurrence> {
  const unknown = { problem: `${quoted(text)} is not a recurrence; ${EXAMPLE}` };
  if (text.length > 120) return unknown;
  if (text.startsWith('once ')) return parseOnce(text.slice(5));
  const match = /^(.+?) at (\d{1,2}):(\d{2}) (\S+)$/.exec(text.trim());
  if (match === null) return unknown;
  const [hour, minute] = [Number(match[2]), Number(match[3])];
  if (hour > 23 || minute > 59) return { problem: `${match[2]}:${match[3]} is not a time of day` };
  const zone = match[4] === CLIENT_LOCAL ? { value: CLIENT_LOCAL } : parseZone(match[4]!);
  if ('problem' in zone) return zone;
  const pattern = patternOf(match[1]!);
  if (pattern === null) return unknown;
  return { value: { pattern, time: new Temporal.PlainTime(hour, minute), zone: zone.value } };
}

function parseOnce(text: string): Parsed<Recurrence> {
  const parsed = parseMoment(text);
  if ('problem' in parsed) return parsed;
  const moment = parsed.value;
  if (!('civil' in moment)) {
    return { problem: `${quoted(text)} is not a date with a time zone; write once 2024-06-11 20:00 UTC` };
  }
  const { civil, zone } = moment;
  return {
    value: { pattern: { every: 'once', date: civil.toPlainDate() }, time: civil.toPlainTime(), zone },
  };
}

function patternOf(text: string): Pattern | null {
  if (text === 'daily') return { every: 'days', days: 1 };
  const everyDays = /^every (\d{1,3}) days?$/.exec(text);
  if (everyDays !== null && Number(everyDays[1]) > 0) return { every: 'days', days: Number(everyDays[1]) };
  const weekly = /^weekly on ([A-Za-z, ]+)$/.exec(text);
  if (weekly !== null) {
    const days = weekly[1]!.split(',').map((word) => weekdayOf(word.trim()));
    return days.includes(-1)
      ? null
      : { every: 'week', weekdays: days.reduce((bits, day) => bits | (1 << day), 0) };
  }
  const byDate = /^monthly on day (\d{1,2})$/.exec(text);
  if (byDate !== null && Number(byDate[1]) >= 1 && Number(byDate[1]) <= 31) {
    return { every: 'monthByDate', day: Number(byDate[1]) };
  }
  const byWeekday = /^monthly on ([a-z]+) ([A-Za-z]+)(?: \+ (\d{1,2}) d)?$/.exec(text);
  if (byWeekday === null) return null;
  const nth = NTH.get(byWeekday[1]!);
  const weekday = weekdayOf(byWeekday[2]!);
  if (nth === undefined || weekday === -1) return null;
  return { every: 'monthByWeekday', nth, weekday, offsetDays: Number(byWeekday[3] ?? 0) };
}

/**
 * Every occurrence from `fromEpochMs` up to and including `untilEpochMs`, ascending. Days are counted from that of
 * `countedFromEpochMs`, which is not before `fromEpochMs`.
 */
export function occurrences(
  recurrence: Recurrence,
  fromEpochMs: number,
  untilEpochMs: number,
  countedFromEpochMs = fromEpochMs,
): number[] {
  const { pattern, time, zone } = recurrence;
  const dayOf = (epochMs: number) =>
    Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone).toPlainDate();
  const [first, last] = [
    firstDay(pattern, dayOf(fromEpochMs), dayOf(countedFromEpochMs)),
    dayOf(untilEpochMs),
  ];
  const found: number[] = [];
  for (const date of datesOf(pattern, first, last)) {
    const epochMs = date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
    if (epochMs >= fromEpochMs && epochMs <= untilEpochMs) found.push(epochMs);
  }
  return found;
}

/** The first day from which days are stepped over, so that `counted` is among them. */
function firstDay(
  pattern: Pattern,
  from: Temporal.PlainDate,
  counted: Temporal.PlainDate,
): Temporal.PlainDate {
  if (pattern.every !== 'days') return from;
  return from.add({ days: from.until(counted).days % pattern.days });
}

function datesOf(
  pattern: Pattern,
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
): Temporal.PlainDate[] {
  if (pattern.every === 'once') return [pattern.date];
  const dates: Temporal.PlainDate[] = [];
  const stepDays = pattern.every === 'days' ? pattern.days : 1;
  for (let date = first; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: stepDays })) {
    if (falls(pattern, date)) dates.push(date);
  }
  return dates;
}

function falls(pattern: Pattern, date: Temporal.PlainDate): boolean {
  switch (pattern.every) {
    case 'once':
      return date.equals(pattern.date);
    case 'days':
      return true;
    case 'week':
      return (pattern.weekdays & (1 << (date.dayOfWeek - 1))) !== 0;
    case 'monthByDate':
      return date.day === Math.min(pattern.day, date.daysInMonth);
    case 'monthByWeekday':
      return date.day === Math.min(dayOfWeekday(date, pattern) + pattern.offsetDays, date.daysInMonth);
  }
}

/** The day of a date's month on which the weekday of a pattern falls. */
function dayOfWeekday(date: Temporal.PlainDate, { nth, weekday }: MonthByWeekday): number {
  const first = 1 + ((weekday + 1 - date.with({ day: 1 }).dayOfWeek + 7) % 7);
  const last = first + 7 * Math.floor((date.daysInMonth - first) / 7);
  return nth === -1 ? last : first + 7 * (nth - 1);
}
