import { Temporal } from 'temporal-polyfill';
import type { ZoneTable } from '../model/scenario.ts';
import type { Civil } from './moment.ts';

const MARGIN_MS = 60 * 86_400_000;

/**
 * The instant of a civil time in a zone, in ms since 1970. A time that a change of the clocks skips is moved forward
 * by the length of the gap; of a time that comes twice the first is meant (Temporal's "compatible").
 */
export function epochOf(civil: Civil, zone: string): number {
  return civil.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;
}

/** The offsets of a zone from 60 days before the start to 60 days after the end, in ms since the start. */
export function zoneTable(name: string, startEpochMs: number, horizonMs: number): ZoneTable {
  const untilEpochMs = startEpochMs + horizonMs + MARGIN_MS;
  const transitions: { fromMs: number; offsetMs: number }[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(
    startEpochMs - MARGIN_MS,
  ).toZonedDateTimeISO(name);
  while (at !== null && at.epochMilliseconds <= untilEpochMs) {
    transitions.push({
      fromMs: at.epochMilliseconds - startEpochMs,
      offsetMs: Math.round(at.offsetNanoseconds / 1e6),
    });
    at = at.getTimeZoneTransition('next');
  }
  return { name, transitions };
}

/** The instant `months` calendar months later, in UTC; a day that the month lacks is its last day. */
export function addMonths(epochMs: number, months: number): number {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO('UTC').add({ months })
    .epochMilliseconds;
}

/** `2024-06-11T17:00:00Z` and the like, with or without fractions, as ms since 1970; null when it is no instant. */
export function epochOfUtcText(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z$/.test(text)) return null;
  try {
    return Temporal.Instant.from(text).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** An instant as `2024-06-11T17:00:00Z`, with milliseconds only where there are any. */
export function utcText(epochMs: number): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toString();
}
