import type { Action, RemoteAppCollection, Scenario } from '../model/scenario.ts';
import { utcText } from './calendar.ts';
import type { Path } from './issue.ts';
import type { Mistakes } from './read.ts';
import type { PlacedAction } from './warnings.ts';

/* What a scenario may say of template images and RemoteApp collections, but hardly means. */

/** How many a subscription has unless support raises it (domain, RemoteApp limits and timers). */
const TEMPLATE_IMAGES_MAX = 25;
const COLLECTIONS_MAX = 3;

/** Warns of limits, of subnets that are too small, and of images that nobody makes, uses or services. */
export function warnOfRemoteApp(
  scenario: Scenario,
  actions: readonly PlacedAction[],
  mistakes: Mistakes,
): void {
  const { templateImages, remoteAppCollections } = scenario;
  const limits = [
    ['templateImages', templateImages.length, TEMPLATE_IMAGES_MAX, 'template images'],
    ['remoteAppCollections', remoteAppCollections.length, COLLECTIONS_MAX, 'RemoteApp collections'],
  ] as const;
  for (const [key, count, max, what] of limits) {
    if (count <= max) continue;
    mistakes.warn(
      [key],
      `are ${count}; a subscription has ${max} ${what} unless support raises the limit (RemoteApp limits)`,
    );
  }
  remoteAppCollections.forEach((collection, at) => {
    warnOfAddresses(collection, at, mistakes);
    warnOfNeglect(scenario, at, mistakes);
  });
  warnOfImages(scenario, mistakes);
  warnOfMaking(scenario, actions, mistakes);
  warnOfUpdates(scenario, actions, mistakes);
}

/** An update builds a second set of hosts beside the first (ASSUME-ARA-BLUEGREEN). */
function warnOfAddresses(collection: RemoteAppCollection, at: number, mistakes: Mistakes): void {
  const { addressCount, userCount, usersPerHost } = collection;
  const hosts = Math.ceil(userCount / usersPerHost);
  if (addressCount === null || addressCount >= 2 * hosts) return;
  const advice = `write at least ${2 * hosts} (RemoteApp limits, subnet sizing)`;
  mistakes.warn(
    ['remoteAppCollections', at, 'addresses'],
    addressCount < hosts
      ? `are fewer than the ${hosts} session hosts that ${userCount} users need; ${advice}`
      : `are fewer than the double of the ${hosts} session hosts that ${userCount} users need: an update at full use, which ` +
          `builds new hosts beside the old ones, fails; ${advice}`,
  );
}

/** Whoever has a custom image has to service it (seed 000, introduction). */
function warnOfNeglect(
  { remoteAppCollections, templateImages, catalog, actions, horizonMs }: Scenario,
  at: number,
  mistakes: Mistakes,
): void {
  const { kind, product, name } = templateImages[remoteAppCollections[at]!.templateImage]!;
  if (kind === 'platform') return;
  if (actions.some((action) => action.verb === 'updateCollection' && action.remoteAppCollection === at))
    return;
  const released = catalog.updates.filter(
    (update) => update.product === product && update.releasedMs > 0 && update.releasedMs <= horizonMs,
  );
  if (released.length === 0) return;
  mistakes.warn(
    ['remoteAppCollections', at, 'templateImage'],
    `"${name}" is a custom image, which you have to service, and the collection is never updated while updates for ` +
      `"${catalog.products[product]}" are released (${released.length} in this run); write makeTemplateImage and updateCollection`,
  );
}

/** Images that are to be made during the run, and never are. */
function warnOfImages({ templateImages, actions }: Scenario, mistakes: Mistakes): void {
  const made = new Set(
    actions.flatMap((action) => (action.verb === 'makeTemplateImage' ? [action.templateImage] : [])),
  );
  templateImages.forEach(({ updates }, at) => {
    if (updates !== null || made.has(at)) return;
    mistakes.warn(['templateImages', at], 'is never made in this run; write "do: makeTemplateImage" for it');
  });
}

function warnOfMaking(scenario: Scenario, actions: readonly PlacedAction[], mistakes: Mistakes): void {
  const { templateImages, startEpochMs } = scenario;
  const isUsed = (image: number) =>
    templateImages.some(({ source }, at) => source === image && madeAt(scenario, at) !== null) ||
    scenario.actions.some((action) => action.verb === 'updateCollection' && action.templateImage === image);
  for (const { action, path } of actions) {
    if (action.verb !== 'makeTemplateImage') continue;
    const { templateImage, atMs } = action;
    const { name, source } = templateImages[templateImage]!;
    if (!isUsed(templateImage)) {
      mistakes.warn(path, `makes "${name}", with which no RemoteApp collection is updated`);
    }
    const sourceMs = madeAt(scenario, source);
    if (sourceMs !== null && sourceMs > atMs) {
      const when = utcText(startEpochMs + sourceMs);
      mistakes.warn(
        path,
        `needs "${templateImages[source]!.name}", which is made only from ${when} on; it waits until then`,
      );
    }
    warnOfUnreleased(scenario, action, path, mistakes);
  }
}

/** Of updates that were chosen; where none are named, all of the product count, whenever they are released. */
function warnOfUnreleased(
  { templateImages, catalog, startEpochMs }: Scenario,
  { templateImage, updates, atMs }: Extract<Action, { readonly verb: 'makeTemplateImage' }>,
  path: Path,
  mistakes: Mistakes,
): void {
  const { product } = templateImages[templateImage]!;
  const allCount = catalog.updates.filter((update) => update.product === product).length;
  const later = updates.map((update) => catalog.updates[update]!).find(({ releasedMs }) => releasedMs > atMs);
  if (later === undefined || updates.length === allCount) return;
  const when = utcText(startEpochMs + later.releasedMs);
  mistakes.warn(path, `chooses ${later.kb}, which is released only ${when}: it cannot be applied before`);
}

/** When an image begins to be made; null: it is there from the start, or never made. */
function madeAt({ actions }: Scenario, image: number): number | null {
  const act = actions.find((action) => action.verb === 'makeTemplateImage' && action.templateImage === image);
  return act?.atMs ?? null;
}

function warnOfUpdates(scenario: Scenario, actions: readonly PlacedAction[], mistakes: Mistakes): void {
  const { templateImages, remoteAppCollections, catalog, startEpochMs } = scenario;
  const current = remoteAppCollections.map(({ templateImage }) => templateImage);
  for (const { action, path } of actions) {
    if (action.verb !== 'updateCollection') continue;
    const { remoteAppCollection, templateImage, atMs } = action;
    const here = [...path, 'templateImage'];
    const before = templateImages[current[remoteAppCollection]!]!;
    const { name, product } = templateImages[templateImage]!;
    if (current[remoteAppCollection] === templateImage) {
      mistakes.warn(
        here,
        `"${name}" is the image that the collection has then: its hosts are built anew from the same`,
      );
    }
    if (product !== before.product) {
      const [now, then] = [catalog.products[before.product], catalog.products[product]];
      mistakes.warn(
        here,
        `"${name}" is of another product than the collection has then: "${then}" instead of "${now}"`,
      );
    }
    const madeMs = madeAt(scenario, templateImage);
    if (madeMs !== null && madeMs >= atMs) {
      const when = utcText(startEpochMs + madeMs);
      mistakes.warn(here, `"${name}" is made only from ${when} on; the update waits until it is ready`);
    }
    current[remoteAppCollection] = templateImage;
  }
}
