import type { Span } from './build-catalog.ts';
import { epochOf } from './calendar.ts';
import { CLIENT_LOCAL } from './moment.ts';
import type { Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { instantMs } from './select-updates.ts';
import { DURATION_MAX_MS } from './units.ts';

/* From when to when a scenario is simulated, and from when measured. */

/** Of a scenario without a start: its runs are planned in vain, so that names are known. */
export const NO_SPAN: Span = { startEpochMs: 0, horizonMs: 0 };

/** Null when the scenario does not say soundly when it starts. */
export function spanOf(parts: Parts, mistakes: Mistakes): Span | null {
  const { start, horizon = DURATION_MAX_MS } = parts;
  if (start === undefined) return null;
  if ('civil' in start && start.zone !== CLIENT_LOCAL) {
    return { startEpochMs: epochOf(start.civil, start.zone), horizonMs: horizon };
  }
  mistakes.at(['start'], 'has to be one instant with a time zone; write for example 2024-06-08 00:00 UTC');
  return null;
}

/** Where tables start. */
export function measureFrom(
  parts: Parts,
  updates: readonly { readonly releasedMs: number }[],
  span: Span,
  mistakes: Mistakes,
): number {
  const written = parts.measureFrom;
  if (written === undefined) return 0;
  if (written === 'first release')
    return Math.max(0, updates.find(({ releasedMs }) => releasedMs >= 0)?.releasedMs ?? 0);
  const fromMs = instantMs(written, span, { start: 0 }, ['measureFrom'], mistakes) ?? 0;
  if (fromMs >= 0 && fromMs < span.horizonMs) return fromMs;
  mistakes.at(
    ['measureFrom'],
    fromMs < 0 ? 'is before the start' : 'is not before the end of the simulation',
  );
  return 0;
}
