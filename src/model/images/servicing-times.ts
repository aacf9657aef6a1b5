import { Sampler } from '../../sim/distribution.ts';
import { entityKey, type Luck, type PurposeKey, uniform } from '../../sim/random.ts';
import type { OfflineServicing, Scenario } from '../scenario.ts';
import type { UpdateKind } from '../updates/catalog.ts';
import type { UpdateIndex } from '../updates/update-index.ts';

/** Steps of a run that concern the image as a whole and take as long as is drawn for the run. */
export type WholeStep = 'mount' | 'commit' | 'cleanup' | 'export';

/**
 * How long the steps of a servicing run take and which updates an image refuses (ASSUME-OSVC-TIME, MA-OSVC-FAILURE): by
 * the luck of the image, the update and the run.
 */
export class ServicingTimes {
  readonly #scenario: Scenario;
  readonly #assumptions: OfflineServicing;
  readonly #imageKeys: readonly number[];
  readonly #updateKeys: Int32Array;
  readonly #wholeSteps: Readonly<Record<WholeStep, Sampler>>;
  readonly #check: Sampler;
  readonly #apply: Readonly<Record<UpdateKind, Sampler>>;
  readonly #failure: PurposeKey;

  constructor(scenario: Scenario, luck: Luck, index: UpdateIndex) {
    const { offlineServicing } = scenario.assumptions;
    const { mount, commit, cleanup, apply } = offlineServicing;
    this.#scenario = scenario;
    this.#assumptions = offlineServicing;
    this.#imageKeys = scenario.images.map(({ name }) => entityKey(name));
    this.#updateKeys = index.keys;
    this.#wholeSteps = {
      mount: new Sampler(mount, luck.key('servicing mount')),
      commit: new Sampler(commit, luck.key('servicing commit')),
      cleanup: new Sampler(cleanup, luck.key('servicing clean-up')),
      export: new Sampler(offlineServicing.export, luck.key('servicing export')),
    };
    this.#check = new Sampler(offlineServicing.applicabilityCheck, luck.key('servicing applicability check'));
    const applyKey = luck.key('servicing application');
    this.#apply = {
      LCU: new Sampler(apply.LCU, applyKey),
      DotNetCU: new Sampler(apply.DotNetCU, applyKey),
      SSU: new Sampler(apply.SSU, applyKey),
      other: new Sampler(apply.other, applyKey),
    };
    this.#failure = luck.key('servicing failure');
  }

  /** A copy to the drive or back. */
  copyMs(bytes: number): number {
    return Math.ceil((bytes * 1000) / this.#assumptions.copyBytesPerSecond);
  }

  wholeMs(step: WholeStep, image: number, run: number): number {
    return this.#wholeSteps[step].drawMs(this.#imageKeys[image]!, 0, run);
  }

  checkMs(image: number, update: number, run: number): number {
    return this.#check.drawMs(this.#imageKeys[image]!, this.#updateKeys[update]!, run);
  }

  /** The same for each edition in the image. */
  applyMs(image: number, update: number, run: number): number {
    const { kind } = this.#scenario.catalog.updates[update]!;
    const editionMs = this.#apply[kind].drawMs(this.#imageKeys[image]!, this.#updateKeys[update]!, run);
    return editionMs * this.#scenario.images[image]!.indexCount;
  }

  /** Whether the image refuses an update in a run. */
  isRefused(image: number, update: number, run: number): boolean {
    if (this.#scenario.images[image]!.failingUpdates.includes(update)) return true;
    const share = this.#assumptions.failureShare[this.#scenario.catalog.updates[update]!.kind];
    if (share === 0) return false;
    return uniform(this.#failure, this.#imageKeys[image]!, this.#updateKeys[update]!, run) < share;
  }
}
