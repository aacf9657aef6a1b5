import { PRIORITIES, type Priority, type RateLimit, type SendingHours } from '../scenario.ts';
import { DAY_MS, localDayOf, weekdayOf, type ZoneClock } from '../zone-clock.ts';

export const HOUR_MS = 3_600_000;

/** Whether content of a priority may be sent in the hour of the week that a wall clock shows. */
export function isOpen(hours: SendingHours, localMs: number, priority: Priority): boolean {
  const day = localDayOf(localMs);
  const hourOfDay = Math.floor((localMs - day * DAY_MS) / HOUR_MS);
  const lowest = hours[weekdayOf(day) * 24 + hourOfDay]!;
  return lowest !== 'none' && PRIORITIES.indexOf(priority) <= PRIORITIES.indexOf(lowest);
}

/** The next instant at which a wall clock shows a full hour. */
export function nextHour(clock: ZoneClock, nowMs: number): number {
  const localMs = clock.toLocal(nowMs);
  const leftMs = HOUR_MS - (((localMs % HOUR_MS) + HOUR_MS) % HOUR_MS);
  return nowMs + leftMs;
}

/**
 * What a limit leaves of a rate. Shares by the hour are a duty cycle: as much time silent as the share leaves out. In
 * pulse mode a block goes at the full rate and silence follows (domain, rate limits).
 */
export function limitedRate(limit: RateLimit, bytesPerSecond: number, localMs: number): number {
  if ('shareByHour' in limit) {
    const hourOfDay = Math.floor((localMs - localDayOf(localMs) * DAY_MS) / HOUR_MS);
    return Math.floor(bytesPerSecond * limit.shareByHour[hourOfDay]!);
  }
  const cycleMs = (limit.blockBytes / bytesPerSecond) * 1000 + limit.silenceMs;
  return Math.max(1, Math.floor((limit.blockBytes * 1000) / cycleMs));
}
