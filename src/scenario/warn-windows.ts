import type { Collection, MaintenanceWindow, Scenario } from '../model/scenario.ts';
import type { Path } from './issue.ts';
import type { Mistakes } from './read.ts';
import { formatDuration } from './units.ts';

/** Where the windows of a collection were written. */
export interface PlacedCollection {
  readonly collection: Collection;
  readonly path: Path;
}

const SOURCE = 'maintenance windows: more has to remain than the maximum run time and the time for a restart';

/** Warns of windows in which nothing can ever be installed, or not everything, and of those that never open. */
export function warnOfWindows(
  scenario: Scenario,
  collections: readonly PlacedCollection[],
  mistakes: Mistakes,
): void {
  for (const { collection, path } of collections) {
    const needsMs = neededTimes(scenario, collection);
    const spans = scenario.zones.map((_, zone) => openSpans(collection.windows, zone));
    collection.windows.forEach((window, at) => {
      const here = [...path, 'maintenanceWindows', at];
      const lengthMs = longestOf(window, spans, scenario.horizonMs);
      if (lengthMs === 0) {
        mistakes.warn([...here, 'schedule'], 'never falls into the simulated time: it never opens');
      } else if (needsMs !== null) {
        warnOfLength(lengthMs, needsMs, [...here, 'duration'], mistakes);
      }
    });
  }
}

/** The least and the most that updates of the collection need of a window; null: there are none. */
function neededTimes(
  { catalog, groups, assumptions }: Scenario,
  collection: Collection,
): { readonly least: number; readonly most: number } | null {
  const products = new Set(collection.groups.map((group) => groups[group]!.product));
  const updates = catalog.updates.filter(({ product }) => products.has(product));
  if (updates.length === 0) return null;
  const times = updates.map(({ runTimeMaxMs }) => runTimeMaxMs + assumptions.windowRestartMs);
  return {
    least: times.reduce((a, b) => Math.min(a, b)),
    most: times.reduce((a, b) => Math.max(a, b)),
  };
}

interface OpenSpan {
  readonly fromMs: number;
  readonly toMs: number;
}

/** When any of the windows is open: those that overlap merge (domain, maintenance windows). */
function openSpans(windows: readonly MaintenanceWindow[], zone: number): OpenSpan[] {
  const all = windows.flatMap(({ startsMs, durationMs }) =>
    startsMs[zone]!.map((fromMs) => ({ fromMs, toMs: fromMs + durationMs })),
  );
  all.sort((a, b) => a.fromMs - b.fromMs);
  const merged: OpenSpan[] = [];
  for (const span of all) {
    const last = merged[merged.length - 1];
    if (last === undefined || span.fromMs > last.toMs) merged.push(span);
    else merged[merged.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, span.toMs) };
  }
  return merged;
}

/** The longest time for which the fleet is open that a window is part of within the run; 0: there is none. */
function longestOf(window: MaintenanceWindow, spans: readonly OpenSpan[][], horizonMs: number): number {
  let longestMs = 0;
  window.startsMs.forEach((starts, zone) => {
    for (const startMs of starts) {
      if (startMs + window.durationMs <= 0 || startMs >= horizonMs) continue;
      const around = spans[zone]!.find(({ fromMs, toMs }) => fromMs <= startMs && startMs <= toMs)!;
      longestMs = Math.max(longestMs, around.toMs - around.fromMs);
    }
  });
  return longestMs;
}

function warnOfLength(
  lengthMs: number,
  { least, most }: { readonly least: number; readonly most: number },
  path: Path,
  mistakes: Mistakes,
): void {
  const open = `is open for ${formatDuration(lengthMs)} at a time`;
  if (lengthMs <= least) {
    mistakes.warn(
      path,
      `${open}, every update needs more than ${formatDuration(least)}: nothing is ever installed in it (${SOURCE})`,
    );
  } else if (lengthMs <= most) {
    mistakes.warn(
      path,
      `${open}, some updates need more than ${formatDuration(most)}: these are never installed in it (${SOURCE})`,
    );
  }
}
