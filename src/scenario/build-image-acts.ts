import { isComponentBased } from '../model/images/image-updates.ts';
import type { Action, OperatingSystemImage, ServicingChoice } from '../model/scenario.ts';
import type { Catalog } from '../model/updates/catalog.ts';
import type { Span } from './build-catalog.ts';
import type { ImageBuilder } from './build-images.ts';
import type { Destinations } from './destinations.ts';
import type { Path } from './issue.ts';
import type { Names, Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { occurrences } from './recurrence.ts';
import { WIZARD_DEFAULTS } from './schema-images.ts';
import type { UpdateSelector } from './select-updates.ts';
import type { WrittenAction } from './timed-actions.ts';
import type { Verb } from './verbs.ts';
import type { PlacedAction } from './warnings.ts';

/* What administrators do to images (seed 001, servicing process and operations). */

const IMAGE_VERBS = [
  'scheduleServicing',
  'cancelServicing',
  'updateDistributionPoints',
  'distributeImage',
  'chooseImage',
] as const;
type ImageVerb = (typeof IMAGE_VERBS)[number];

export function isImageVerb(verb: Verb): verb is ImageVerb {
  return (IMAGE_VERBS as readonly Verb[]).includes(verb);
}

/** What acts on images can be aimed at. */
export interface ImageTargets {
  readonly images: ImageBuilder;
  readonly groups: Names;
  readonly destinations: Destinations;
  /** Null when it could not be read. */
  readonly catalog: Catalog | null;
}

/** Resolves one act on an image; reports names that are not there. */
export class ImageActs {
  readonly #targets: ImageTargets;
  readonly #parts: Parts;
  readonly #path: Path;
  readonly #mistakes: Mistakes;

  constructor(targets: ImageTargets, parts: Parts, path: Path, mistakes: Mistakes) {
    this.#targets = targets;
    this.#parts = parts;
    this.#path = path;
    this.#mistakes = mistakes;
  }

  /** The act without its instant; null after a mistake, in it or in the image. */
  actOf(verb: ImageVerb, action: WrittenAction): object | null {
    const { names, images } = this.#targets.images;
    const before = this.#mistakes.issues.length;
    if (action.image === undefined) this.#mistakes.at(this.#path, 'has to name an "image"');
    const image = action.image === undefined ? -1 : names.find(action.image, [...this.#path, 'image']);
    const aim = verb === 'chooseImage' ? { groups: this.#groups(action, image) } : {};
    const built = images[image] ?? null;
    if (built === null) return null;
    const act = { verb, image, ...aim, ...this.#detailsOf(verb, action, built) };
    return this.#mistakes.issues.length > before ? null : act;
  }

  #detailsOf(verb: ImageVerb, action: WrittenAction, image: OperatingSystemImage): object {
    if (verb === 'scheduleServicing') return { choice: this.#choice(action, image) };
    if (verb !== 'distributeImage') return {};
    const { distributionPoints } = action;
    if (distributionPoints === undefined) {
      this.#mistakes.at(this.#path, 'has to name the "distributionPoints" that get it');
      return {};
    }
    const at = [...this.#path, 'distributionPoints'];
    return { distributionPoints: this.#targets.destinations.of(distributionPoints, image.site, 'image', at) };
  }

  #choice(action: WrittenAction, image: OperatingSystemImage): ServicingChoice {
    const {
      updates,
      startAfter = 0,
      continueOnError = WIZARD_DEFAULTS.continueOnError,
      updateDistributionPoints = WIZARD_DEFAULTS.updateDistributionPoints,
      removeSuperseded = WIZARD_DEFAULTS.removeSuperseded,
    } = action;
    if (removeSuperseded && image.indexCount > 1) {
      this.#mistakes.at([...this.#path, 'removeSuperseded'], severalIndexes(image.indexCount));
    }
    const { catalog, images } = this.#targets;
    return {
      updates:
        updates === undefined || catalog === null
          ? appliable(image.candidates, catalog)
          : images.named(updates, image, [...this.#path, 'updates'], catalog),
      takesSuperseded: updates !== undefined,
      startAfterMs: startAfter,
      continuesOnError: continueOnError,
      updatesDistributionPoints: updateDistributionPoints,
      removesSuperseded: removeSuperseded,
    };
  }

  #groups({ groups: written }: WrittenAction, image: number): number[] {
    if (written === undefined)
      this.#mistakes.at(this.#path, 'has to name the "groups" whose machines come from it');
    return (written ?? []).map((name, at) => {
      const path = [...this.#path, 'groups', at];
      const group = this.#targets.groups.find(name, path);
      const { product } = this.#parts.groups?.[group] ?? {};
      const own = this.#targets.images.written[image];
      if (product !== undefined && own && own.product !== product) {
        this.#mistakes.at(path, `"${name}" runs ${product}; the image "${own.name}" is of ${own.product}`);
      }
      return group;
    });
  }
}

/** Superseded updates are removed only of images with one index (domain, optimised servicing). */
export function severalIndexes(indexCount: number): string {
  return `is for images with one index only (optimised image servicing), and this one has ${indexCount}; leave it out`;
}

/** What is chosen where nothing is named: only what servicing can bring into an image (MA-CBS, MA-OSVC-CHOICE). */
function appliable(updates: readonly number[], catalog: Catalog | null): readonly number[] {
  return catalog === null ? [] : updates.filter((update) => isComponentBased(catalog.updates[update]!));
}

/** The wizard that images say is run again and again, at each occurrence from their import on. */
export function servicingActs(
  images: ImageBuilder,
  catalog: Catalog,
  selector: UpdateSelector,
  span: Span,
  mistakes: Mistakes,
): PlacedAction[] {
  return images.images.flatMap((image, at): PlacedAction[] => {
    const servicing = images.written[at]?.servicing;
    if (image === null || servicing === undefined) return [];
    const path: Path = ['images', at, 'servicing'];
    const choice: ServicingChoice = {
      updates: chosen(images, at, catalog, selector, [...path, 'updates'], mistakes),
      takesSuperseded: servicing.superseded,
      startAfterMs: servicing.startAfter,
      continuesOnError: servicing.continueOnError,
      updatesDistributionPoints: servicing.updateDistributionPoints,
      removesSuperseded: servicing.removeSuperseded,
    };
    const { startEpochMs, horizonMs } = span;
    const instantsMs = occurrences(servicing.every, startEpochMs, startEpochMs + horizonMs)
      .map((epochMs) => epochMs - startEpochMs)
      .filter((atMs) => atMs >= image.importedMs);
    if (instantsMs.length === 0) {
      mistakes.warn(
        [...path, 'every'],
        'never comes between the import of the image and the end of the simulation',
      );
    }
    return instantsMs.map((atMs) => {
      const action: Action = { verb: 'scheduleServicing', atMs, image: at, choice };
      return { action, path, isForGood: false };
    });
  });
}

function chosen(
  images: ImageBuilder,
  image: number,
  catalog: Catalog,
  selector: UpdateSelector,
  path: Path,
  mistakes: Mistakes,
): readonly number[] {
  const filter = images.written[image]!.servicing!.updates;
  if (filter === undefined) return appliable(images.images[image]!.candidates, catalog);
  const before = mistakes.issues.length;
  const found = images.select(filter, image, path, selector);
  if (found.length === 0 && mistakes.issues.length === before) {
    mistakes.at(path, 'selects no update of the catalogue that the image can take; widen the filter');
  }
  const chosen = appliable(found, catalog);
  if (found.length > 0 && chosen.length === 0) {
    mistakes.at(
      path,
      'selects only what cannot be applied to an image, as it is not component-based (MA-CBS)',
    );
  }
  return chosen;
}
