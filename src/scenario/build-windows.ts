import type { MaintenanceWindow } from '../model/scenario.ts';
import type { Span } from './build-catalog.ts';
import { CLIENT_LOCAL } from './moment.ts';
import type { Parts } from './parts.ts';
import { occurrences } from './recurrence.ts';

export type WrittenWindow = NonNullable<
  NonNullable<Parts['collections']>[number]
>['maintenanceWindows'][number];

const DAY_MS = 86_400_000;
/** Clients look ahead for the next window: as far as zones are known. */
const MARGIN_DAYS = 60;

/** A maintenance window with every start from a day before the run, when one may have begun that is open still. */
export function windowOf(written: WrittenWindow, zones: readonly string[], span: Span): MaintenanceWindow {
  const { name, for: kind, duration, schedule } = written;
  const { startEpochMs, horizonMs } = span;
  const startsIn = (zone: string) =>
    occurrences(
      { ...schedule, zone },
      startEpochMs - DAY_MS,
      startEpochMs + horizonMs + MARGIN_DAYS * DAY_MS,
      startEpochMs,
    ).map((epochMs) => epochMs - startEpochMs);
  const inUtc = schedule.zone === CLIENT_LOCAL ? null : startsIn(schedule.zone);
  return { name, kind, durationMs: duration, startsMs: zones.map((zone) => inUtc ?? startsIn(zone)) };
}
