import type { Action, TemplateImage } from '../model/scenario.ts';
import type { Catalog } from '../model/updates/catalog.ts';
import type { TemplateImages } from './build-template-images.ts';
import type { Path } from './issue.ts';
import { type Listed, updatesNamed } from './named-updates.ts';
import type { Names } from './parts.ts';
import type { Mistakes } from './read.ts';
import type { WrittenAction } from './timed-actions.ts';
import type { Verb } from './verbs.ts';
import type { PlacedAction } from './warnings.ts';

/* What administrators do to template images and RemoteApp collections (seed 000). */

const REMOTEAPP_VERBS = ['makeTemplateImage', 'updateCollection'] as const;
type RemoteAppVerb = (typeof REMOTEAPP_VERBS)[number];

export function isRemoteAppVerb(verb: Verb): verb is RemoteAppVerb {
  return (REMOTEAPP_VERBS as readonly Verb[]).includes(verb);
}

/** What these verbs can be aimed at. */
export interface RemoteAppTargets {
  readonly images: TemplateImages;
  readonly collections: Names;
  /** Null when it could not be read. */
  readonly catalog: Catalog | null;
  /** What its source lists, of products without a part in the scenario too; null when it could not be read. */
  readonly listed: readonly Listed[] | null;
}

/** The choice that the service offers beside signing users out at once (seed 000, step 4). */
const GRACE_MS = 60 * 60_000;

/** Resolves one action, without its instant; null after a mistake. */
export function remoteAppActOf(
  verb: RemoteAppVerb,
  action: WrittenAction,
  targets: RemoteAppTargets,
  path: Path,
  mistakes: Mistakes,
): object | null {
  const before = mistakes.issues.length;
  const named = (key: 'templateImage' | 'remoteAppCollection', names: Names) => {
    const written = action[key];
    if (written !== undefined) return names.find(written, [...path, key]);
    mistakes.at(path, `has to name a "${key}"`);
    return -1;
  };
  const templateImage = named('templateImage', targets.images.names);
  const act =
    verb === 'makeTemplateImage'
      ? { verb, templateImage, updates: chosenUpdates(action, templateImage, targets, path, mistakes) }
      : {
          verb,
          remoteAppCollection: named('remoteAppCollection', targets.collections),
          templateImage,
          ...policyOf(action, path, mistakes),
        };
  return mistakes.issues.length > before ? null : act;
}

function policyOf({ policy = 'grace', grace }: WrittenAction, path: Path, mistakes: Mistakes) {
  const here = [...path, 'grace'];
  if (policy === 'signOutAtOnce') {
    if (grace !== undefined) {
      mistakes.at(here, 'is none when users are signed out at once; leave it out, or write "policy: grace"');
    }
    return { policy, graceMs: 0 };
  }
  if (grace === 0) mistakes.at(here, 'is no grace; write "policy: signOutAtOnce" instead of it');
  else if (grace !== undefined && grace !== GRACE_MS) {
    mistakes.warn(
      here,
      'is not one that the service has: it gives 60 min, or signs users out at once (update of a collection)',
    );
  }
  return { policy, graceMs: grace ?? GRACE_MS };
}

/** Numbers of updates of the product of an image, ascending, by ids or KB numbers; all of it when none are named. */
function chosenUpdates(
  { updates: written }: WrittenAction,
  image: number,
  { images, catalog, listed }: RemoteAppTargets,
  path: Path,
  mistakes: Mistakes,
): number[] {
  const product = images.resolved[image]?.product;
  if (catalog === null || product === undefined) return [];
  const { products, updates } = catalog;
  const isOfProduct = (update: number) => products[updates[update]!.product] === product;
  if (written === undefined) return updates.flatMap((_, number) => (isOfProduct(number) ? [number] : []));
  const name = images.names.names[image];
  const otherwise = `not for ${product}, which the template image "${name}" is; name updates of its product`;
  return updatesNamed(written, catalog, [...path, 'updates'], mistakes, listed, isOfProduct, otherwise);
}

/** Reports images that are made twice, or cannot be, and uses of images that are never made; in order of time. */
export function checkTemplateImages(
  actions: readonly PlacedAction[],
  images: readonly TemplateImage[],
  mistakes: Mistakes,
): void {
  const made = new Set<number>();
  for (const { action, path } of actions) {
    if (action.verb !== 'makeTemplateImage') continue;
    const { templateImage } = action;
    const problem = problemOfMaking(images[templateImage]!, made.has(templateImage));
    if (problem !== null) mistakes.at([...path, 'templateImage'], problem);
    made.add(templateImage);
  }
  const isThere = (image: number) => image < 0 || images[image]!.updates !== null || made.has(image);
  for (const { action, path } of actions) {
    const image = imageNeededBy(action, images);
    if (isThere(image)) continue;
    const { name } = images[image]!;
    const uses = action.verb === 'makeTemplateImage' ? `is made from "${name}", which` : `"${name}"`;
    mistakes.at([...path, 'templateImage'], `${uses} is never made; write "do: makeTemplateImage" for it`);
  }
}

function problemOfMaking({ name, kind, updates }: TemplateImage, isMade: boolean): string | null {
  if (kind === 'platform')
    return `"${name}" is a platform image, which the provider makes; name a custom one`;
  if (updates !== null) {
    return `"${name}" is there from the start; name an image that says with "from" what it is made of`;
  }
  if (!isMade) return null;
  return `"${name}" is made already; save it under another name: one more item of "templateImages"`;
}

/** The image without which an action could never be done; −1: none. */
function imageNeededBy(action: Action, images: readonly TemplateImage[]): number {
  if (action.verb === 'updateCollection') return action.templateImage;
  return action.verb === 'makeTemplateImage' ? images[action.templateImage]!.source : -1;
}
