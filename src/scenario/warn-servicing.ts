import { isComponentBased, newestOf, replacedBy } from '../model/images/image-updates.ts';
import { peakBytes, servicedBytes } from '../model/images/servicing-sizes.ts';
import type { Scenario } from '../model/scenario.ts';
import { isActive } from '../model/updates/catalog.ts';
import { UpdateIndex } from '../model/updates/update-index.ts';
import { DAY_MS } from './fields.ts';
import type { Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { gigabytes, heldAt, kbsOf, knownAfterMs, type Wizard } from './servicing-plan.ts';
import { formatDuration } from './units.ts';

/* What may be said of runs of servicing before they are made: the room that they take, and whether they ever begin. */

/** What a run needs at most for its temporary files, should every run before it have succeeded (ASSUME-OSVC-SPACE). */
export function warnOfRoom(
  scenario: Scenario,
  image: number,
  wizards: readonly Wizard[],
  mistakes: Mistakes,
): void {
  const { sites, images } = scenario;
  const { site, sizeBytes } = images[image]!;
  const { name: drive, freeBytes } = sites[site]!.servicingDrive;
  const neededBytes = mostBytes(scenario, image, wizards);
  if (neededBytes <= freeBytes || sizeBytes > freeBytes) return;
  mistakes.warn(
    ['images', image, 'size'],
    `takes up to ${gigabytes(neededBytes)} on drive ${drive} while it is serviced (ASSUME-OSVC-SPACE), and ` +
      `${gigabytes(freeBytes)} are free there: runs end with a full disk`,
  );
}

/** The most that any of the runs takes: each has what the wizard chooses, of all whose files may be in the library. */
function mostBytes(scenario: Scenario, image: number, wizards: readonly Wizard[]): number {
  const { images, catalog, assumptions } = scenario;
  const { site, updates: imported, failingUpdates, sizeBytes: importedBytes } = images[image]!;
  const index = new UpdateIndex(catalog);
  const runs = wizards.flatMap(({ choice, instantsMs }) => instantsMs.map((atMs) => ({ choice, atMs })));
  const knownMs = knownAfterMs(scenario, site);
  const held = heldAt(site, scenario);
  /** In the image, or replaced by what is. */
  const done = new Set([...imported, ...replacedBy(index, imported)]);
  let sizeBytes = importedBytes;
  let mostBytes = 0;
  for (const { choice, atMs } of runs.sort((a, b) => a.atMs - b.atMs)) {
    const isOnList = (update: number) =>
      knownMs[update]! < atMs && held.has(update) && isActive(catalog.updates[update]!, atMs);
    const listed = choice.updates.filter((update) => isOnList(update) && !done.has(update));
    const chosen = choice.takesSuperseded ? listed : newestOf(index, listed);
    if (chosen.length === 0) continue;
    const applied = chosen.filter(
      (update) => isComponentBased(catalog.updates[update]!) && !failingUpdates.includes(update),
    );
    const of = (updates: readonly number[]) => updates.map((update) => catalog.updates[update]!);
    const { removesSuperseded } = choice;
    const { offlineServicing } = assumptions;
    const neededBytes = peakBytes(sizeBytes, of(chosen), of(applied), removesSuperseded, offlineServicing);
    mostBytes = Math.max(mostBytes, neededBytes);
    sizeBytes = servicedBytes(sizeBytes, of(applied), removesSuperseded, offlineServicing);
    for (const update of [...applied, ...replacedBy(index, applied)]) done.add(update);
  }
  return mostBytes;
}

/** Schedules that do not come to their start: a further one replaces them, or the simulation is over. */
export function warnOfStarts({ horizonMs }: Scenario, wizard: Wizard, mistakes: Mistakes): void {
  const { path, choice, instantsMs } = wizard;
  const { startAfterMs } = choice;
  const at = [...path, 'startAfter'];
  const gapsMs = instantsMs.slice(1).map((atMs, number) => atMs - instantsMs[number]!);
  const shortestMs = Math.min(...gapsMs);
  if (startAfterMs >= shortestMs) {
    mistakes.warn(
      at,
      `is as long as from one wizard to the next (${formatDuration(shortestMs)}), or longer: a schedule replaces the one ` +
        'before, which has not begun then',
    );
  } else if (instantsMs[0]! + startAfterMs >= horizonMs) {
    mistakes.warn(at, 'plans the start for after the end of the simulation: no run begins');
  }
}

/**
 * A wizard that comes on the days of releases and always before a synchronization has brought what is released then: it is
 * applied by the next run only. The days are those of UTC.
 */
export function warnOfDays(scenario: Scenario, wizard: Wizard, parts: Parts, mistakes: Mistakes): void {
  const { path, choice, image, instantsMs } = wizard;
  const isRecurring = path[0] === 'images' || parts.actions?.[Number(path[1])]?.every !== undefined;
  if (!isRecurring) return;
  const { catalog, images, startEpochMs } = scenario;
  const { site } = images[image]!;
  const knownMs = knownAfterMs(scenario, site);
  const dayOf = (atMs: number) => Math.floor((startEpochMs + atMs) / DAY_MS);
  const updates = choice.updates.filter((update) => knownMs[update]! < Infinity);
  const released = updates.map((update) => catalog.updates[update]!.releasedMs);
  const concerned = instantsMs.filter((atMs) => dayOf(atMs) <= dayOf(Math.max(...released)));
  const tooLate = concerned.map((atMs) => {
    return updates.filter((update, at) => dayOf(released[at]!) === dayOf(atMs) && knownMs[update]! >= atMs);
  });
  if (tooLate.length === 0 || tooLate.some((missed) => missed.length === 0)) return;
  mistakes.warn(
    [...path, 'every'],
    `comes on days of releases, and always before a synchronization has brought what is released then ` +
      `(${kbsOf(tooLate.flat().map((update) => catalog.updates[update]!))}): that comes in with the next run; write a later day`,
  );
}
