import type { ContentLibraries } from '../content/content-libraries.ts';
import type { Scenario, ServicingChoice } from '../scenario.ts';
import type { SiteTree } from '../site/site-tree.ts';
import type { SiteVersions } from '../site/synchronization/site-versions.ts';
import { isActive, type Update } from '../updates/catalog.ts';
import type { UpdateIndex } from '../updates/update-index.ts';
import type { ImageContents } from './image-contents.ts';

/**
 * Whether an update is a package for component-based servicing, which alone can be applied to an image offline (domain,
 * offline servicing, 13.10; MA-CBS).
 */
export function isComponentBased({ kind, classification }: Update): boolean {
  return kind !== 'other' && classification !== 'Upgrades';
}

/** All that updates replace, directly or through others. */
export function replacedBy(
  { catalog, updatesOfProduct, replacedSlots }: UpdateIndex,
  updates: readonly number[],
): Set<number> {
  return new Set(
    updates.flatMap((update) => {
      const ofProduct = updatesOfProduct[catalog.updates[update]!.product]!;
      return replacedSlots[update]!.map((slot) => ofProduct[slot]!);
    }),
  );
}

/** Of updates, those that no other of them replaces: only what can be applied takes the place of another one. */
export function newestOf(index: UpdateIndex, updates: readonly number[]): number[] {
  const { catalog } = index;
  const replaced = replacedBy(
    index,
    updates.filter((update) => isComponentBased(catalog.updates[update]!)),
  );
  return updates.filter((update) => !replaced.has(update));
}

/** The updates of images: those that are in them, those that they lack, those that the wizard lists (seed 001). */
export class ImageUpdates {
  readonly #scenario: Scenario;
  readonly #tree: SiteTree;
  readonly #versions: SiteVersions;
  readonly #index: UpdateIndex;
  readonly #contents: ImageContents;
  readonly #siteLibraries: ContentLibraries;
  /** Per update: all that replace it, directly or through others. */
  readonly #replacers: readonly (readonly number[])[];

  constructor(
    scenario: Scenario,
    tree: SiteTree,
    versions: SiteVersions,
    index: UpdateIndex,
    contents: ImageContents,
    siteLibraries: ContentLibraries,
  ) {
    this.#scenario = scenario;
    this.#tree = tree;
    this.#versions = versions;
    this.#index = index;
    this.#contents = contents;
    this.#siteLibraries = siteLibraries;
    this.#replacers = scenario.images.length === 0 ? [] : replacersOf(index);
  }

  /**
   * What the wizard lists: updates that the image can take, that the database of its site knows and has not recorded as
   * applied, and whose files are in the content library of the site server (seed 001, prerequisites). Without a
   * software update point, or before the image is there, nothing.
   */
  listed(image: number, nowMs: number): number[] {
    const { site, candidates } = this.#scenario.images[image]!;
    if (this.#contents.version[image] === 0 || this.#tree.updatePointsOf[site]!.length === 0) return [];
    return candidates.filter(
      (update) =>
        this.#isActive(update, nowMs) &&
        this.#versions.hasUpdate(site, update) &&
        this.hasFiles(image, update) &&
        this.isLacking(image, update),
    );
  }

  /** Of the list, what the administrator chooses (seed 001, servicing process, step 4; MA-OSVC-CHOICE). */
  selected(image: number, { updates, takesSuperseded }: ServicingChoice, nowMs: number): number[] {
    const chosen = this.listed(image, nowMs).filter((update) => updates.includes(update));
    return takesSuperseded ? chosen : newestOf(this.#index, chosen);
  }

  /** Whether an update is neither in an image nor superseded by one that is. */
  isLacking(image: number, update: number): boolean {
    return (
      !this.#contents.has(image, update) &&
      !this.#replacers[update]!.some((replacer) => this.#contents.has(image, replacer))
    );
  }

  /** Whether the content library of the site server has the files of an update. */
  hasFiles(image: number, update: number): boolean {
    return this.#siteLibraries.has(this.#scenario.images[image]!.site, update);
  }

  /** How many updates are in an image. */
  presentCount(image: number): number {
    return this.#scenario.catalog.updates.reduce(
      (count, _, update) => count + (this.#contents.has(image, update) ? 1 : 0),
      0,
    );
  }

  /**
   * How many released updates servicing could bring into an image that lacks them, known to its site or not; but for those
   * that another of them replaces, as machines lack them.
   */
  missingCount(image: number, nowMs: number): number {
    const { updates } = this.#scenario.catalog;
    const lacking = this.#scenario.images[image]!.candidates.filter(
      (update) =>
        this.#isActive(update, nowMs) && isComponentBased(updates[update]!) && this.isLacking(image, update),
    );
    return newestOf(this.#index, lacking).length;
  }

  #isActive(update: number, nowMs: number): boolean {
    return isActive(this.#scenario.catalog.updates[update]!, nowMs);
  }
}

function replacersOf({ catalog, updatesOfProduct, replacedSlots }: UpdateIndex): number[][] {
  const replacers = catalog.updates.map((): number[] => []);
  replacedSlots.forEach((slots, replacer) => {
    const ofProduct = updatesOfProduct[catalog.updates[replacer]!.product]!;
    for (const slot of slots) replacers[ofProduct[slot]!]!.push(replacer);
  });
  return replacers;
}
