import { isComponentBased } from '../model/images/image-updates.ts';
import type { OperatingSystemImage, Scenario } from '../model/scenario.ts';
import type { Update } from '../model/updates/catalog.ts';
import { mean } from '../sim/distribution.ts';
import { utcText } from './calendar.ts';
import { DAY_MS } from './fields.ts';
import { pointsOf } from './image-points.ts';
import type { Path } from './issue.ts';
import type { Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { heldAt, kbsOf, knownAfterMs, type Wizard, wizardsOf } from './servicing-plan.ts';
import { formatDuration } from './units.ts';
import { warnOfDays, warnOfRoom, warnOfStarts } from './warn-servicing.ts';
import type { PlacedAction } from './warnings.ts';

/* What may be said of images and of machines that are built from them, but hardly is meant. */

/** Beyond it importing one index of an image may fail (domain, single-index import). */
const USUAL_BYTES_MAX = 60e9;

/** Warns of servicing that comes to nothing or reaches nobody, and of images out of reach; `actions` in the order of time. */
export function warnOfImages(
  scenario: Scenario,
  actions: readonly PlacedAction[],
  parts: Parts,
  mistakes: Mistakes,
): void {
  const wizards = wizardsOf(actions, parts);
  scenario.images.forEach(({ sizeBytes }, image) => {
    if (sizeBytes > USUAL_BYTES_MAX) {
      mistakes.warn(
        ['images', image, 'size'],
        'is more than 60 GB; beyond that importing an index of an image may fail (operating system images)',
      );
    }
    const own = wizards.filter((wizard) => wizard.image === image);
    if (own.length === 0) return;
    warnOfRoom(scenario, image, own, mistakes);
    warnOfDifferences(scenario.images[image]!, image, own, mistakes);
    warnOfStaying(scenario, image, own, mistakes);
  });
  for (const wizard of wizards) {
    warnOfKinds(scenario, wizard, parts, mistakes);
    warnOfLists(scenario, wizard, mistakes);
    warnOfStarts(scenario, wizard, mistakes);
    warnOfDays(scenario, wizard, parts, mistakes);
  }
  warnOfCancelling(actions, mistakes);
  warnOfHaste(scenario, actions, mistakes);
  warnOfBuilding(scenario, actions, mistakes);
}

/** A file that is exported has nothing in common with the one before (domain, 13.13; MA-WIM-DELTA). */
function warnOfDifferences(
  { sendsDifferences }: OperatingSystemImage,
  number: number,
  wizards: readonly Wizard[],
  mistakes: Mistakes,
): void {
  if (!sendsDifferences || !wizards.every(({ choice }) => choice.removesSuperseded)) return;
  mistakes.warn(
    ['images', number, 'binaryDifferentialReplication'],
    'saves nothing: whenever superseded updates are removed the image is exported to a new file, all of which is sent',
  );
}

/** A serviced image that stays on the site server. */
function warnOfStaying(
  { groups, actions }: Scenario,
  image: number,
  wizards: readonly Wizard[],
  mistakes: Mistakes,
): void {
  const isSent =
    wizards.some(({ choice }) => choice.updatesDistributionPoints) ||
    actions.some(({ verb, ...act }) => {
      if (verb !== 'updateDistributionPoints' && verb !== 'distributeImage') return false;
      return 'image' in act && act.image === image;
    });
  const chosen = actions.flatMap((act) => {
    return act.verb === 'chooseImage' && act.image === image ? act.groups : [];
  });
  const builder = groups.find((group, number) => {
    const isBuilt = group.joiningCount > 0 || group.rebuild !== null;
    return isBuilt && (group.image === image || chosen.includes(number));
  });
  if (isSent || builder === undefined) return;
  mistakes.warn(
    [...wizards[0]!.path, 'updateDistributionPoints'],
    `is false, and nothing else brings a serviced version to distribution points: machines of "${builder.name}" come from the ` +
      'old one',
  );
}

/** Only component-based updates can be applied to an image (domain, 13.10). */
function warnOfKinds({ catalog, images }: Scenario, wizard: Wizard, parts: Parts, mistakes: Mistakes): void {
  const at = [...wizard.path, 'updates'];
  const meaning = 'only component-based updates can be applied to an image: others are';
  const isOther = (update: Update) => !isComponentBased(update);
  if (wizard.names !== null) {
    const others = wizard.choice.updates.map((update) => catalog.updates[update]!).filter(isOther);
    if (others.length > 0)
      mistakes.warn(at, `names ${kbsOf(others)}; ${meaning} logged and left out (MA-CBS)`);
    return;
  }
  const filter = wizard.path[0] === 'images' ? parts.images?.[wizard.image]?.servicing?.updates : undefined;
  const asksFor =
    filter?.kinds?.includes('other') === true || filter?.classifications?.includes('Upgrades') === true;
  if (asksFor)
    mistakes.warn(
      at,
      `asks for what "${images[wizard.image]!.name}" refuses; ${meaning} not chosen (MA-CBS)`,
    );
}

/** What is in the image already, or has no content, is not on the list (seed 001, prerequisites). */
function warnOfLists(scenario: Scenario, wizard: Wizard, mistakes: Mistakes): void {
  const { catalog, images, sites } = scenario;
  const { path, choice, names, image, instantsMs } = wizard;
  const { name, site, updates } = images[image]!;
  const lastMs = instantsMs[instantsMs.length - 1]!;
  const knownMs = knownAfterMs(scenario, site);
  const lacking = choice.updates.filter((update) => knownMs[update]! < lastMs && !updates.includes(update));
  const at = names === null ? path : [...path, 'updates'];
  if (lacking.length === 0) {
    mistakes.warn(at, `finds only what is in "${name}" already; nothing is scheduled`);
    return;
  }
  const held = heldAt(site, scenario);
  const without = lacking.filter((update) => !held.has(update));
  if (without.length === 0 || (names === null && without.length < lacking.length)) return;
  mistakes.warn(
    at,
    `no package of "${sites[site]!.name}" gets ${kbsOf(without.map((update) => catalog.updates[update]!))}: without content in its ` +
      'library an update is not on the list',
  );
}

/** Only a run in progress can be cancelled (seed 001, servicing operations). */
function warnOfCancelling(actions: readonly PlacedAction[], mistakes: Mistakes): void {
  for (const { action, path } of actions) {
    if (action.verb !== 'cancelServicing') continue;
    const { image, atMs } = action;
    const canRun = actions.some(({ action: other }) => {
      return (
        other.verb === 'scheduleServicing' &&
        other.image === image &&
        other.atMs + other.choice.startAfterMs < atMs
      );
    });
    if (!canRun)
      mistakes.warn(path, 'cancels what is not in progress then: no run has begun; nothing happens');
  }
}

/** What a run makes is there only at its end (seed 001, servicing process). */
function warnOfHaste(scenario: Scenario, actions: readonly PlacedAction[], mistakes: Mistakes): void {
  for (const { action, path } of actions) {
    if (action.verb !== 'updateDistributionPoints') continue;
    const { image, atMs } = action;
    const isTooEarly = actions.some(({ action: other }) => {
      if (other.verb !== 'scheduleServicing' || other.image !== image) return false;
      const { startAfterMs, updatesDistributionPoints } = other.choice;
      const startMs = other.atMs + startAfterMs;
      const isUnderWay = other.atMs <= atMs && atMs < startMs + leastRunMs(scenario, image);
      return isUnderWay && !updatesDistributionPoints;
    });
    if (!isTooEarly) continue;
    mistakes.warn(
      path,
      `comes before the end of the servicing that is scheduled then, at least ${formatDuration(leastRunMs(scenario, image))} after ` +
        'its start (ASSUME-OSVC-TIME): distribution points do not get what it makes',
    );
  }
}

/** A run on average that applies nothing. */
function leastRunMs({ images, assumptions }: Scenario, image: number): number {
  const { copyBytesPerSecond, mount, commit } = assumptions.offlineServicing;
  const copiesMs = (2 * images[image]!.sizeBytes * 1000) / copyBytesPerSecond;
  return Math.round(copiesMs + mean(mount) + mean(commit));
}

function warnOfBuilding(scenario: Scenario, actions: readonly PlacedAction[], mistakes: Mistakes): void {
  scenario.groups.forEach(({ rebuild, image }, group) => {
    if (rebuild !== null && mean(rebuild) < DAY_MS) {
      const time = formatDuration(Math.round(mean(rebuild)));
      mistakes.warn(
        ['groups', group, 'rebuild'],
        `is ${time} on average: a machine is built more than once a day`,
      );
    }
    if (image < 0) return;
    const path = ['groups', group, 'image'];
    warnOfImage(scenario, group, image, path, mistakes);
    warnOfLaterImport(scenario, group, path, mistakes);
  });
  for (const { action, path } of actions) {
    if (action.verb !== 'chooseImage') continue;
    for (const group of action.groups)
      warnOfImage(scenario, group, action.image, [...path, 'groups'], mistakes);
  }
}

/** Machines wait for an image that is not there (MA-IMAGE-VERSION). */
function warnOfLaterImport(
  { groups, images, startEpochMs }: Scenario,
  group: number,
  path: Path,
  mistakes: Mistakes,
): void {
  const { name, image, joiningCount, rebuild } = groups[group]!;
  const { name: what, importedMs } = images[image]!;
  if (importedMs <= 0 || (joiningCount === 0 && rebuild === null)) return;
  mistakes.warn(
    path,
    `"${what}" is imported only ${utcText(startEpochMs + importedMs)}: machines of "${name}" that are to be built before wait ` +
      'until it is at their distribution point; "chooseImage" gives groups an image later',
  );
}

/** A group whose machines are never built from its image, or cannot be. */
function warnOfImage(scenario: Scenario, group: number, image: number, path: Path, mistakes: Mistakes): void {
  const { name, joiningCount, rebuild, content } = scenario.groups[group]!;
  const { name: what, kind } = scenario.images[image]!;
  if (kind === 'upgradePackage') {
    mistakes.warn(
      path,
      `"${what}" is an upgrade package, which machines in use are upgraded with; they are built from images`,
    );
  }
  if (joiningCount === 0 && rebuild === null) {
    mistakes.warn(path, `means nothing for "${name}": none of its machines joins or is rebuilt`);
    return;
  }
  const points = pointsOf(scenario, image);
  if (content.own.some((point) => points.has(point))) return;
  mistakes.warn(
    path,
    `no distribution point of the clients of "${name}" gets the image "${what}": their machines wait for it in vain`,
  );
}
