import type { Scenario } from '../model/scenario.ts';
import { utcText } from './calendar.ts';
import type { Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { gigabytes, knownAfterMs, type Wizard, wizardsOf } from './servicing-plan.ts';
import type { PlacedAction } from './warnings.ts';

/* What is asked of images at an instant at which it cannot be done: that shows once everything is resolved. */

/** Reports images that are larger than their drive, acts before their import, and wizards with nothing on the list. */
export function checkImages(
  scenario: Scenario,
  actions: readonly PlacedAction[],
  parts: Parts,
  mistakes: Mistakes,
): void {
  const wizards = wizardsOf(actions, parts);
  checkRoom(scenario, wizards, mistakes);
  for (const { action, path } of actions) {
    if (!('image' in action)) continue;
    const { name, importedMs } = scenario.images[action.image]!;
    if (action.atMs >= importedMs) continue;
    const imported = utcText(scenario.startEpochMs + importedMs);
    mistakes.at([...path, 'image'], `"${name}" is imported only ${imported}; name a later instant`);
  }
  for (const wizard of wizards) checkList(scenario, wizard, mistakes);
}

/** Its copy alone takes more room than there is (seed 001, drive for offline servicing). */
function checkRoom({ sites, images }: Scenario, wizards: readonly Wizard[], mistakes: Mistakes): void {
  images.forEach(({ name, site, sizeBytes }, number) => {
    const { name: code, servicingDrive } = sites[site]!;
    if (sizeBytes <= servicingDrive.freeBytes) return;
    const path = ['images', number, 'size'];
    const problem =
      `is more than what is free on drive ${servicingDrive.name} of "${code}", on which images are serviced ` +
      `(${gigabytes(servicingDrive.freeBytes)})`;
    if (!wizards.some(({ image }) => image === number)) {
      mistakes.warn(path, `${problem}: "${name}" could not be serviced`);
      return;
    }
    mistakes.at(path, `${problem}; write more "free" there, or choose another with "offlineServicingDrive"`);
  });
}

/** The list has what the site's database knows: a synchronization has to have brought it (seed 001, prerequisites). */
function checkList(scenario: Scenario, wizard: Wizard, mistakes: Mistakes): void {
  const { catalog, images, sites, startEpochMs } = scenario;
  const { path, names, choice, image, instantsMs } = wizard;
  const { site } = images[image]!;
  const { name: code, synchronization } = sites[site]!;
  const lastMs = instantsMs[instantsMs.length - 1]!;
  const knownMs = knownAfterMs(scenario, site);
  const lacksAll = (updates: readonly number[]) => updates.every((update) => knownMs[update]! >= lastMs);
  const at = [...path, 'updates'];
  if (names === null) {
    if (choice.updates.length === 0) {
      const problem = `finds nothing: the catalogue has no update that could be applied to "${images[image]!.name}"`;
      mistakes.at(path, `${problem}, only some that are not component-based (MA-CBS)`);
      return;
    }
    if (!lacksAll(choice.updates)) return;
    mistakes.at(
      at,
      `finds nothing: no synchronization of "${code}" brings any of these updates by then; choose a later time or others`,
    );
    return;
  }
  names.forEach((written, position) => {
    const meant = choice.updates.filter((update) => {
      const { id, kb } = catalog.updates[update]!;
      return id === written || kb === written;
    });
    if (!lacksAll(meant)) return;
    const offeredMs = Math.min(...meant.map((update) => synchronization.offeredMs[update]!));
    const why =
      offeredMs === Infinity
        ? `is never on the list: the filter of "${code}" leaves it out`
        : `is not on the list then: it is offered ${utcText(startEpochMs + offeredMs)}, and no synchronization of ` +
          `"${code}" starts between that and the wizard; name a later instant`;
    mistakes.at([...at, position], `"${written}" ${why}`);
  });
}
