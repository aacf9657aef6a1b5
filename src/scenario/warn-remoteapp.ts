import type { Action, RemoteAppCollection, Scenario } from '../model/scenario.ts';
import { isActive } from '../model/updates/catalog.ts';
import { quantile } from '../sim/distribution.ts';
import { utcText } from './calendar.ts';
import type { Path } from './issue.ts';
import type { Mistakes } from './read.ts';
import { formatDuration } from './units.ts';
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
    warnOfJitter(collection, at, mistakes);
    warnOfNeglect(scenario, at, mistakes);
  });
  const begunMs = makingsOf(scenario);
  templateImages.forEach(({ updates }, at) => {
    if (updates !== null || begunMs.has(at)) return;
    mistakes.warn(['templateImages', at], 'is never made in this run; write "do: makeTemplateImage" for it');
  });
  warnOfMaking(scenario, actions, begunMs, mistakes);
  warnOfUpdates(scenario, actions, begunMs, mistakes);
}

/** An update builds a second set of hosts beside the first (ASSUME-ARA-BLUEGREEN). */
function warnOfAddresses(collection: RemoteAppCollection, at: number, mistakes: Mistakes): void {
  const { addressCount, userCount } = collection;
  if (addressCount === null || !lacksAddresses(collection)) return;
  const hosts = hostsAtFullUse(collection);
  const advice = `write at least ${2 * hosts} (RemoteApp limits, subnet sizing)`;
  mistakes.warn(
    ['remoteAppCollections', at, 'addresses'],
    addressCount < hosts
      ? `are fewer than the ${hosts} session hosts that ${userCount} users need; ${advice}`
      : `are fewer than the double of the ${hosts} session hosts that ${userCount} users need: an update at full use, which ` +
          `builds new hosts beside the old ones, fails; ${advice}`,
  );
}

function hostsAtFullUse({ userCount, usersPerHost }: RemoteAppCollection): number {
  return Math.ceil(userCount / usersPerHost);
}

/** Whether its updates may fail for want of addresses. */
function lacksAddresses(collection: RemoteAppCollection): boolean {
  const { addressCount } = collection;
  return addressCount !== null && addressCount < 2 * hostsAtFullUse(collection);
}

/** Both ends of a day are drawn, so that it may end before it begins: then nobody works. */
function warnOfJitter({ work }: RemoteAppCollection, at: number, mistakes: Mistakes): void {
  const { jitter, fromMs, toMs } = work;
  const spreadMs = quantile(jitter, 0.95) - quantile(jitter, 0.05);
  if (spreadMs <= toMs - fromMs) return;
  mistakes.warn(
    ['remoteAppCollections', at, 'work', 'jitter'],
    `is spread over more than the ${formatDuration(toMs - fromMs)} from "from" to "to": days end before they begin`,
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

/** When images begin to be made, by image: those that are there from the start, or never made, are not in it. */
function makingsOf({ actions }: Scenario): ReadonlyMap<number, number> {
  return new Map(
    actions.flatMap((action) =>
      action.verb === 'makeTemplateImage' ? [[action.templateImage, action.atMs] as const] : [],
    ),
  );
}

function warnOfMaking(
  scenario: Scenario,
  actions: readonly PlacedAction[],
  begunMs: ReadonlyMap<number, number>,
  mistakes: Mistakes,
): void {
  const { templateImages, startEpochMs } = scenario;
  const used = new Set(
    scenario.actions.flatMap((action) => {
      if (action.verb === 'updateCollection') return [action.templateImage];
      return action.verb === 'makeTemplateImage' ? [templateImages[action.templateImage]!.source] : [];
    }),
  );
  for (const { action, path } of actions) {
    if (action.verb !== 'makeTemplateImage') continue;
    const { templateImage, atMs } = action;
    const { name, source } = templateImages[templateImage]!;
    if (!used.has(templateImage)) {
      mistakes.warn(path, `makes "${name}", with which no RemoteApp collection is updated`);
    }
    const sourceMs = begunMs.get(source) ?? 0;
    if (sourceMs > atMs) {
      const when = utcText(startEpochMs + sourceMs);
      mistakes.warn(
        path,
        `needs "${templateImages[source]!.name}", which is made only from ${when} on; it waits until then`,
      );
    }
    warnOfInactive(scenario, action, path, mistakes);
    warnOfNothingNew(scenario, action, path, mistakes);
  }
}

/** A patch with what is in the source already, or replaced there; platform images change by themselves. */
function warnOfNothingNew(
  scenario: Scenario,
  { templateImage, updates, atMs }: Extract<Action, { readonly verb: 'makeTemplateImage' }>,
  path: Path,
  mistakes: Mistakes,
): void {
  const { templateImages, catalog } = scenario;
  const { name, source } = templateImages[templateImage]!;
  const { name: sourceName } = templateImages[source]!;
  const held = heldBy(scenario, source);
  if (held === null) return;
  const isNew = (update: number) => isActive(catalog.updates[update]!, atMs) && !held.has(update);
  if (updates.some(isNew)) return;
  mistakes.warn(
    path,
    `finds no update that "${sourceName}" lacks: "${name}" is the same image under another name`,
  );
}

/** What an image holds, and all that this replaces; null: it comes from a platform image, which changes by itself. */
function heldBy(scenario: Scenario, image: number): Set<number> | null {
  const { templateImages, catalog, actions } = scenario;
  const { kind, updates, source } = templateImages[image]!;
  if (kind === 'platform') return null;
  const held = updates === null ? heldBy(scenario, source) : new Set<number>();
  if (held === null) return null;
  const making = actions.find((act) => act.verb === 'makeTemplateImage' && act.templateImage === image);
  const made = making?.verb === 'makeTemplateImage' ? making : { updates: [], atMs: 0 };
  const open = updates?.slice() ?? made.updates.filter((each) => isActive(catalog.updates[each]!, made.atMs));
  for (let update = open.pop(); update !== undefined; update = open.pop()) {
    if (held.has(update)) continue;
    held.add(update);
    open.push(...catalog.updates[update]!.supersedes);
  }
  return held;
}

/** Of updates that were chosen; where none are named, all of the product count, whenever they are released. */
function warnOfInactive(
  { templateImages, catalog, startEpochMs }: Scenario,
  { templateImage, updates, atMs }: Extract<Action, { readonly verb: 'makeTemplateImage' }>,
  path: Path,
  mistakes: Mistakes,
): void {
  const { product } = templateImages[templateImage]!;
  const allCount = catalog.updates.filter((update) => update.product === product).length;
  if (updates.length === allCount) return;
  const chosen = updates.map((update) => catalog.updates[update]!);
  const later = chosen.find(({ releasedMs }) => releasedMs > atMs);
  if (later !== undefined) {
    const when = utcText(startEpochMs + later.releasedMs);
    mistakes.warn(path, `chooses ${later.kb}, which is released only ${when}: it cannot be applied before`);
  }
  const expired = chosen.find(({ expiresMs }) => expiresMs <= atMs);
  if (expired !== undefined) {
    const when = utcText(startEpochMs + expired.expiresMs);
    mistakes.warn(path, `chooses ${expired.kb}, which has expired ${when}: it is not applied any more`);
  }
}

function warnOfUpdates(
  scenario: Scenario,
  actions: readonly PlacedAction[],
  begunMs: ReadonlyMap<number, number>,
  mistakes: Mistakes,
): void {
  const { templateImages, remoteAppCollections, catalog, startEpochMs } = scenario;
  const current = remoteAppCollections.map(({ templateImage }) => templateImage);
  /** Whether an update before, which may fail, has not put it in doubt. */
  const isSure = remoteAppCollections.map(() => true);
  const last = new Map<number, { readonly image: number; readonly here: Path }>();
  for (const { action, path } of actions) {
    if (action.verb !== 'updateCollection') continue;
    const { remoteAppCollection, templateImage, atMs } = action;
    const here = [...path, 'templateImage'];
    const before = templateImages[current[remoteAppCollection]!]!;
    const { name, product } = templateImages[templateImage]!;
    if (current[remoteAppCollection] === templateImage && isSure[remoteAppCollection]) {
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
    const madeMs = begunMs.get(templateImage) ?? -1;
    if (madeMs >= atMs) {
      const when = utcText(startEpochMs + madeMs);
      mistakes.warn(here, `"${name}" is made only from ${when} on; the update waits until it is ready`);
    }
    current[remoteAppCollection] = templateImage;
    const isFailing = scenario.assumptions.remoteApp.updateFailureShare > 0;
    isSure[remoteAppCollection] = !isFailing && !lacksAddresses(remoteAppCollections[remoteAppCollection]!);
    last.set(remoteAppCollection, { image: templateImage, here });
  }
  for (const { image, here } of last.values()) {
    warnOfLeftBehind(scenario, image, begunMs.get(image) ?? 0, here, mistakes);
  }
}

/** A collection stays on a custom image while further updates of its product come out. */
function warnOfLeftBehind(
  { templateImages, catalog, horizonMs }: Scenario,
  image: number,
  madeMs: number,
  path: Path,
  mistakes: Mistakes,
): void {
  const { name, kind, product } = templateImages[image]!;
  if (kind === 'platform') return;
  const { length } = catalog.updates.filter(
    (update) => update.product === product && update.releasedMs > madeMs && update.releasedMs <= horizonMs,
  );
  if (length === 0) return;
  mistakes.warn(
    path,
    `"${name}" is the last image of the collection, which stays without the updates for "${catalog.products[product]}" that ` +
      `are released after it is made (${length} in this run); make a further one, and update the collection with it`,
  );
}
