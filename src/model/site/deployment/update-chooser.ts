import type { UpdateCompliance } from '../../measures/update-compliance.ts';
import type { Scenario, UpdateSelection } from '../../scenario.ts';
import type { UpdateIndex } from '../../updates/update-index.ts';
import { Compliance } from '../../updates/update-states.ts';
import type { SiteTree } from '../site-tree.ts';
import type { SiteVersions } from '../synchronization/site-versions.ts';

/**
 * Which updates criteria find in the console of a top-level site: by what its database holds of the catalogue, and by
 * what its last summary shows of the clients (seed 002, manual deployment, automatic deployment).
 */
export class UpdateChooser {
  readonly #scenario: Scenario;
  readonly #tree: SiteTree;
  readonly #versions: SiteVersions;
  readonly #index: UpdateIndex;
  readonly #compliance: UpdateCompliance;
  /** Per update: those that supersede it directly. */
  readonly #supersededBy: readonly (readonly number[])[];

  constructor(
    scenario: Scenario,
    tree: SiteTree,
    versions: SiteVersions,
    index: UpdateIndex,
    compliance: UpdateCompliance,
  ) {
    this.#scenario = scenario;
    this.#tree = tree;
    this.#versions = versions;
    this.#index = index;
    this.#compliance = compliance;
    const supersededBy: number[][] = scenario.catalog.updates.map(() => []);
    scenario.catalog.updates.forEach(({ supersedes }, number) => {
      for (const older of supersedes) supersededBy[older]!.push(number);
    });
    this.#supersededBy = supersededBy;
  }

  /** Of the candidates, those that meet every criterion at an instant. */
  choose(candidates: readonly number[], selection: UpdateSelection, top: number, nowMs: number): number[] {
    const { requiredOnMoreThan, releasedWithinMs, superseded } = selection;
    return candidates.filter((update) => {
      if (!this.#isOffered(update, top)) return false;
      const { releasedMs } = this.#scenario.catalog.updates[update]!;
      if (releasedWithinMs !== null && releasedMs < nowMs - releasedWithinMs) return false;
      if (!superseded && this.#isSuperseded(update, top)) return false;
      return requiredOnMoreThan === null || this.shownRequired(update, top) > requiredOnMoreThan;
    });
  }

  /** Clients that the last summary of the site shows as requiring an update. */
  shownRequired(update: number, top: number): number {
    const { product } = this.#scenario.catalog.updates[update]!;
    const slot = this.#index.slotOf[update]!;
    const level = this.#tree.levelOf[top]!;
    return this.#tree
      .groupsOf(top)
      .filter((group) => this.#scenario.groups[group]!.product === product)
      .map((group) => this.#compliance.cell(level, group, slot))
      .reduce((sum, cell) => sum + this.#compliance.shown(cell, Compliance.required), 0);
  }

  /** Whether the database of the site has the update, and has it as one that has not expired. */
  #isOffered(update: number, top: number): boolean {
    const versions = this.#versions.of(top);
    const cutoffMs = versions.cutoffMs(this.#versions.stored[top]!);
    return this.#versions.hasUpdate(top, update) && versions.expiresMs[update]! > cutoffMs;
  }

  #isSuperseded(update: number, top: number): boolean {
    return this.#supersededBy[update]!.some((newer) => this.#versions.hasUpdate(top, newer));
  }
}
