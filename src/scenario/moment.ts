import { Temporal } from 'temporal-polyfill';
import { suggestion } from './closest.ts';
import { type Parsed, parseDuration, quoted } from './units.ts';

/** A civil date and time of the proleptic Gregorian calendar, without a zone. */
export type Civil = Temporal.PlainDateTime;

/** `client-local`: the civil time in the zone of each client. */
export const CLIENT_LOCAL = 'client-local';

export const ANCHORS = ['start', 'release', 'created', 'available'] as const;
export type Anchor = (typeof ANCHORS)[number];

/** An instant as written: a civil time in a zone, or a distance from an instant that has a name. */
export type Moment =
  | { readonly civil: Civil; readonly zone: string }
  | { readonly anchor: Anchor; readonly offsetMs: number };

const EXAMPLE = 'write for example 2024-06-11 17:00 UTC, 2024-06-18 20:00 client-local or start + 3 d';
const CIVIL = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}:\d{2}(?::\d{2})?))?\s*(.*)$/;
const RELATIVE = /^([a-z]+)(?:\s*\+\s*(.+))?$/;

/** `2024-06-11 17:00 UTC`, `2024-06-11T17:00Z`, `2024-06-11 10:00 America/Los_Angeles`, `created + 7 d`. */
export function parseMoment(text: string): Parsed<Moment> {
  if (text.length > 100) return { problem: `${quoted(text)} is not an instant; ${EXAMPLE}` };
  const relative = RELATIVE.exec(text.trim());
  if (relative !== null) return parseRelative(relative[1]!, relative[2]);
  const match = CIVIL.exec(text.trim());
  if (match === null) return { problem: `${quoted(text)} is not an instant; ${EXAMPLE}` };
  const civil = civilOf(match[1]!, match[2] ?? '00:00');
  if (civil === null) return { problem: `${quoted(text)} names a day or a time that does not exist` };
  if (match[3] === '') return { problem: `${quoted(text)} has no time zone; ${EXAMPLE}` };
  const zone = match[3] === 'Z' ? 'UTC' : match[3]!;
  if (zone === CLIENT_LOCAL) return { value: { civil, zone } };
  const known = parseZone(zone);
  return 'problem' in known ? known : { value: { civil, zone: known.value } };
}

function parseRelative(word: string, distance: string | undefined): Parsed<Moment> {
  const anchor = ANCHORS.find((name) => name === word);
  if (anchor === undefined) return { problem: `${quoted(word)} is not an instant; ${EXAMPLE}` };
  if (distance === undefined) return { value: { anchor, offsetMs: 0 } };
  const parsed = parseDuration(distance);
  return 'problem' in parsed ? parsed : { value: { anchor, offsetMs: parsed.value } };
}

/** A civil time, or null when there is no such day or time. */
export function civilOf(date: string, time: string): Civil | null {
  try {
    const padded = time.length === 4 || time.length === 7 ? `0${time}` : time;
    return Temporal.PlainDateTime.from(`${date}T${padded}`, { overflow: 'reject' });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** The name of a time zone of the IANA database, in its usual spelling. */
export function parseZone(name: string): Parsed<string> {
  if (/^[A-Za-z][A-Za-z0-9_+/-]{1,40}$/.test(name)) {
    try {
      return { value: Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name).timeZoneId };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  const near = suggestion(name, Intl.supportedValuesOf('timeZone'));
  const hint = near.startsWith('; did') ? near : '; write for example Europe/Paris, UTC';
  return { problem: `${quoted(name)} is not a time zone${hint}` };
}
