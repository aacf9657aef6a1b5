import { isComponentBased } from '../model/images/image-updates.ts';
import { PRIORITIES, type Scenario } from '../model/scenario.ts';
import { DAY_MS } from './fields.ts';
import { pointsOf } from './image-points.ts';
import type { Path } from './issue.ts';
import { isWritten, type Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { instantMs } from './select-updates.ts';
import { kbsOf } from './servicing-plan.ts';

/* What the files of images and template images may be said to be, but hardly are. */

/** A compressed image of an operating system has some gigabytes: below it a unit is wrong. */
const USUAL_IMAGE_BYTES_MIN = 100e6;
/** A virtual disk with a server and its session host role (domain, RemoteApp images: 40 GB is usual). */
const USUAL_TEMPLATE_BYTES_MIN = 1e9;
/** Longer than any product is serviced. */
const USUAL_AGE_MAX_MS = 15 * 365 * DAY_MS;

/** Warns of sizes, ages and contents that nobody's media have, and of points that an image never reaches. */
export function warnOfImageFiles(scenario: Scenario, parts: Parts, mistakes: Mistakes): void {
  const { images, templateImages, catalog } = scenario;
  images.forEach(({ sizeBytes, candidates, updates }, at) => {
    if (sizeBytes < USUAL_IMAGE_BYTES_MIN) warnOfSize('100 MB', ['images', at, 'size'], mistakes);
    warnOfAge(scenario, 'images', at, candidates, updates, parts, mistakes);
    warnOfImport(scenario, at, parts, mistakes);
    warnOfFailing(scenario, at, parts, mistakes);
    warnOfClosedHours(scenario, at, mistakes);
  });
  templateImages.forEach(({ sizeBytes, product, updates }, at) => {
    const path = ['templateImages', at, 'size'];
    const isSmall = sizeBytes < USUAL_TEMPLATE_BYTES_MIN && isWritten(mistakes.root, path);
    if (isSmall) warnOfSize('1 GB', path, mistakes);
    const own = catalog.updates.flatMap((update, number) => (update.product === product ? [number] : []));
    warnOfAge(scenario, 'templateImages', at, own, updates ?? [], parts, mistakes);
  });
}

function warnOfSize(usual: string, path: Path, mistakes: Mistakes): void {
  mistakes.warn(path, `is less than ${usual}, into which no operating system fits; is the unit right?`);
}

/** It is older than what anybody installs, or has none of `candidates`, the updates that it could have. */
function warnOfAge(
  scenario: Scenario,
  list: 'images' | 'templateImages',
  at: number,
  candidates: readonly number[],
  held: readonly number[],
  parts: Parts,
  mistakes: Mistakes,
): void {
  const written = parts[list]?.[at]?.patchedTo;
  if (written === undefined) return;
  const path = [list, at, 'patchedTo'];
  const patchedToMs = instantMs(written, scenario, { start: 0 }, path, mistakes) ?? 0;
  if (patchedToMs < -USUAL_AGE_MAX_MS) {
    mistakes.warn(path, 'is more than 15 years before the start; is the year right?');
  } else if (held.length === 0 && candidates.length > 0) {
    mistakes.warn(path, 'is before every update that the catalogue has for it: it lacks all of them');
  }
}

/** Media are released some weeks before anybody imports them, and have what was released until then. */
function warnOfImport({ images, catalog }: Scenario, at: number, parts: Parts, mistakes: Mistakes): void {
  const { importedMs, candidates, updates } = images[at]!;
  const written = parts.images?.[at];
  if (importedMs <= 0 || written?.patchedTo !== undefined || written?.updates !== undefined) return;
  const lacking = candidates
    .filter((update) => !updates.includes(update))
    .map((update) => catalog.updates[update]!)
    .filter((update) => update.releasedMs < importedMs && isComponentBased(update));
  if (lacking.length === 0) return;
  mistakes.warn(
    ['images', at, 'imported'],
    `and nothing says up to when it is patched: it lacks all that was released since the start (${kbsOf(lacking)}); write ` +
      '"patchedTo", media have what was released some weeks before they are imported',
  );
}

/** What is in it at the import is not applied, and so cannot fail. */
function warnOfFailing({ images, catalog }: Scenario, at: number, parts: Parts, mistakes: Mistakes): void {
  const { name, candidates, updates } = images[at]!;
  const written = parts.images?.[at]?.failingUpdates ?? [];
  written.forEach((failing, position) => {
    const meant = candidates.filter((update) => {
      const { id, kb } = catalog.updates[update]!;
      return id === failing || kb === failing;
    });
    if (!meant.every((update) => updates.includes(update))) return;
    mistakes.warn(
      ['images', at, 'failingUpdates', position],
      `"${failing}" is in "${name}" from its import on: it is never applied to it`,
    );
  });
}

/** Points of which no hour of the week is open to content of its priority (domain, sending to distribution points). */
function warnOfClosedHours(scenario: Scenario, at: number, mistakes: Mistakes): void {
  const { name, priority, importedMs } = scenario.images[at]!;
  const isSent = importedMs > 0 || scenario.actions.some((act) => 'image' in act && act.image === at);
  if (!isSent) return;
  for (const point of pointsOf(scenario, at)) {
    const { name: code, delivery } = scenario.distributionPoints[point]!;
    if (delivery.kind !== 'sent' || delivery.hours === null) continue;
    const isOpen = delivery.hours.some((lowest) => {
      return lowest !== 'none' && PRIORITIES.indexOf(priority) <= PRIORITIES.indexOf(lowest);
    });
    if (isOpen) continue;
    mistakes.warn(
      ['images', at, 'distributionPoints'],
      `"sendingHours" of "${code}" let nothing of priority ${priority} through at any hour: it is never sent a version of "${name}"`,
    );
  }
}
