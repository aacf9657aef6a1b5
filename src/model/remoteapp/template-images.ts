import { type Distribution, Sampler } from '../../sim/distribution.ts';
import { Phase } from '../../sim/phase.ts';
import { entityKey, type Luck } from '../../sim/random.ts';
import type { Simulation, Timer } from '../../sim/simulation.ts';
import { type Network, Use } from '../content/network.ts';
import type { SiteEvents } from '../measures/site-events.ts';
import type { Assumptions, Scenario } from '../scenario.ts';
import type { UpdateKind } from '../updates/catalog.ts';
import type { UpdateIndex } from '../updates/update-index.ts';
import type { TemplateImageContents } from './template-image-contents.ts';

/** Where a custom image stands that is made in the run. One that is there from the start stays at `none`. */
export const Making = {
  none: 0,
  /** Its source is not ready. */
  waiting: 1,
  /** Updates are applied to a machine of its source, which is then saved. */
  patching: 2,
  transferring: 3,
  provisioning: 4,
  ready: 5,
} as const;
export type Making = (typeof Making)[keyof typeof Making];

const NO_SITE = -1;

/**
 * Custom template images that administrators make in the run (seed 000, steps 1 and 2): updates are applied to what an
 * image is made from, it is saved under its new name, uploaded or imported, and provisioned. From then on collections
 * can be updated with it.
 */
export class TemplateImages {
  /** Per image: a `Making`. */
  stage: Uint8Array;
  /** Per image and update: 1 when it is to be applied. */
  chosen: Uint8Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #index: UpdateIndex;
  readonly #contents: TemplateImageContents;
  readonly #network: Network;
  readonly #events: SiteEvents;
  readonly #keys: readonly number[];
  readonly #samplers: MakingSamplers;
  readonly #stepEnds: Timer;
  #onReady: (image: number) => void = () => {};

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    luck: Luck,
    index: UpdateIndex,
    contents: TemplateImageContents,
    network: Network,
    events: SiteEvents,
  ) {
    const { templateImages, catalog, assumptions } = scenario;
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#index = index;
    this.#contents = contents;
    this.#network = network;
    this.#events = events;
    this.#keys = templateImages.map(({ name }) => entityKey(name));
    this.#samplers = makingSamplers(assumptions, luck);
    this.stage = new Uint8Array(templateImages.length);
    this.chosen = new Uint8Array(templateImages.length * catalog.updates.length);
    simulation.state.own('making of template images', this, ['stage', 'chosen']);
    this.#stepEnds = simulation.declareTimer({
      name: 'step in making a template image ends',
      of: 'templateImage',
      phase: Phase.delivery,
      owner: this as TemplateImages,
      entityCount: Math.max(1, templateImages.length),
      run: TemplateImages.prototype.onStepEnd,
    });
    network.connect(Use.upload, this);
  }

  /** `onReady`: collections can be updated with an image. */
  connect(onReady: (image: number) => void): void {
    this.#onReady = onReady;
  }

  /** An administrator makes an image, with what is chosen of the updates released when that begins. */
  make(image: number, updates: readonly number[]): void {
    if (this.stage[image] !== Making.none || this.#contents.isReady(image)) return;
    for (const update of updates) this.chosen[this.#chosenAt(image, update)] = 1;
    this.stage[image] = Making.waiting;
    if (this.#contents.isReady(this.#source(image))) this.#begin(image);
  }

  /** The upload of an image has arrived. */
  delivered(image: number): void {
    this.#provision(image);
  }

  onStepEnd(image: number): void {
    switch (this.stage[image]) {
      case Making.patching:
        return this.#transfer(image);
      case Making.transferring:
        return this.#provision(image);
      case Making.provisioning:
        return this.#complete(image);
    }
  }

  /** The machine that is patched is one of the source as it is now; it gets its updates from Microsoft. */
  #begin(image: number): void {
    const { product } = this.#scenario.templateImages[image]!;
    const sourceVersion = this.#contents.newest[this.#source(image)]!;
    const applied = this.#contents.applicable(
      sourceVersion,
      this.#index.updatesOfProduct[product]!.filter((update) => this.chosen[this.#chosenAt(image, update)]),
      this.#simulation.nowMs,
    );
    this.#contents.make(image, sourceVersion, applied);
    this.#events.note('templateImageBegun', image, applied.length, this.#siteOf(image));
    this.stage[image] = Making.patching;
    this.#stepEndsAfter(image, this.#patchMs(image, applied) + this.#drawMs(this.#samplers.save, image));
  }

  /** One update after another, and a restart at the end if any of them needs one. */
  #patchMs(image: number, applied: readonly number[]): number {
    const { restartNeeded } = this.#scenario.assumptions;
    const kindOf = (update: number) => this.#index.catalog.updates[update]!.kind;
    const installMs = applied.reduce(
      (sum, update) =>
        sum + this.#drawMs(this.#samplers.install[kindOf(update)], image, this.#index.keys[update]!),
      0,
    );
    const restarts = applied.some((update) => restartNeeded[kindOf(update)]);
    return installMs + (restarts ? this.#drawMs(this.#samplers.restart, image) : 0);
  }

  #transfer(image: number): void {
    const { transfer, site, sizeBytes } = this.#scenario.templateImages[image]!;
    this.stage[image] = Making.transferring;
    if (transfer === 'import') {
      return this.#stepEndsAfter(image, this.#drawMs(this.#samplers.import, image));
    }
    const flow = this.#network.send(this.#network.uploadPath(site), Use.upload, image, sizeBytes);
    if (flow < 0) this.#provision(image);
  }

  #provision(image: number): void {
    this.stage[image] = Making.provisioning;
    this.#stepEndsAfter(image, this.#drawMs(this.#samplers.provision, image));
  }

  /** Images that wait for this one as their source begin. */
  #complete(image: number): void {
    this.stage[image] = Making.ready;
    this.#contents.release(image);
    this.#events.note(
      'templateImageReady',
      image,
      this.#scenario.templateImages[image]!.sizeBytes,
      this.#siteOf(image),
    );
    this.#onReady(image);
    this.stage.forEach((stage, other) => {
      if (stage === Making.waiting && this.#source(other) === image) this.#begin(other);
    });
  }

  #stepEndsAfter(image: number, lengthMs: number): void {
    this.#stepEnds.at(this.#simulation.nowMs + Math.max(1, lengthMs), image);
  }

  #drawMs(sampler: Sampler, image: number, update = 0): number {
    return sampler.drawMs(this.#keys[image]!, update, 0);
  }

  #source(image: number): number {
    return this.#scenario.templateImages[image]!.source;
  }

  #siteOf(image: number): number {
    const { transfer, site } = this.#scenario.templateImages[image]!;
    return transfer === 'upload' ? site : NO_SITE;
  }

  #chosenAt(image: number, update: number): number {
    return image * this.#scenario.catalog.updates.length + update;
  }
}

interface MakingSamplers {
  readonly install: Readonly<Record<UpdateKind, Sampler>>;
  readonly restart: Sampler;
  readonly save: Sampler;
  readonly import: Sampler;
  readonly provision: Sampler;
}

function makingSamplers(
  { installDuration, restartDuration, remoteApp }: Assumptions,
  luck: Luck,
): MakingSamplers {
  const samplerOf = (distribution: Distribution, step: string) =>
    new Sampler(distribution, luck.key(`template image ${step}`));
  const installOf = (kind: UpdateKind) => samplerOf(installDuration[kind], 'installation of an update');
  return {
    install: {
      LCU: installOf('LCU'),
      DotNetCU: installOf('DotNetCU'),
      SSU: installOf('SSU'),
      other: installOf('other'),
    },
    restart: samplerOf(restartDuration, 'restart'),
    save: samplerOf(remoteApp.save, 'save'),
    import: samplerOf(remoteApp.import, 'import'),
    provision: samplerOf(remoteApp.provision, 'provisioning'),
  };
}
