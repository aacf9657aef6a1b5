import { Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import { entityKey, type Luck } from '../../sim/random.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import type { SiteEvents } from '../measures/site-events.ts';
import type { Scenario } from '../scenario.ts';
import type { UpdateIndex } from '../updates/update-index.ts';
import type { TemplateImageContents } from './template-image-contents.ts';

/**
 * The provider services platform images by itself (seed 000, introduction): some time after the release of an update it
 * gives the image all that is released by then, and updates the collections on it. Of the updates that came out
 * together only the first to be due does something.
 */
export class PlatformImages {
  readonly #simulation: Simulation;
  readonly #index: UpdateIndex;
  readonly #scenario: Scenario;
  readonly #contents: TemplateImageContents;
  readonly #events: SiteEvents;
  /** Per image and slot of its product: when the provider turns to that update; of custom images none. */
  readonly #dueMs: readonly (readonly number[])[];
  readonly #due: Timer;
  #onServiced: (image: number) => void = () => {};

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    luck: Luck,
    index: UpdateIndex,
    contents: TemplateImageContents,
    events: SiteEvents,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#index = index;
    this.#contents = contents;
    this.#events = events;
    const { templateImages, assumptions, catalog } = scenario;
    const sampler = new Sampler(assumptions.remoteApp.platformUpdate, luck.key('platform image update'));
    this.#dueMs = templateImages.map(({ kind, name, product }) => {
      if (kind === 'custom') return [];
      const key = entityKey(name);
      return index.updatesOfProduct[product]!.map((update) =>
        Math.max(0, catalog.updates[update]!.releasedMs + sampler.drawMs(key, index.keys[update]!, 0)),
      );
    });
    this.#due = simulation.declareTimer({
      name: 'provider services a platform image',
      of: 'templateImage',
      phase: Phase.control,
      owner: this as PlatformImages,
      entityCount: Math.max(1, templateImages.length),
      run: PlatformImages.prototype.onDue,
    });
  }

  /** `onServiced`: a platform image has a new version. */
  connect(onServiced: (image: number) => void): void {
    this.#onServiced = onServiced;
  }

  begin(): void {
    for (const image of this.#dueMs.keys()) this.#await(image, 0);
  }

  onDue(image: number): void {
    const { product, sizeBytes } = this.#scenario.templateImages[image]!;
    const applied = this.#contents.applicable(
      this.#contents.newest[image]!,
      this.#index.updatesOfProduct[product]!,
      this.#simulation.nowMs,
    );
    if (applied.length > 0) {
      this.#contents.addVersion(image, applied);
      this.#events.note('templateImageReady', image, sizeBytes);
      this.#onServiced(image);
    }
    this.#await(image, this.#simulation.nowMs + 1);
  }

  /** The next servicing: for the first update to be due that the image lacks. Those that replace each other stay out. */
  #await(image: number, fromMs: number): void {
    const version = this.#contents.newest[image]!;
    this.#dueMs[image]!.forEach((dueMs, slot) => {
      const update = this.#index.updatesOfProduct[this.#scenario.templateImages[image]!.product]![slot]!;
      if (dueMs >= fromMs && this.#contents.lacks(version, update)) this.#due.atOrBefore(dueMs, image);
    });
  }
}
