import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import type { DeploymentIndex } from '../deployment-index.ts';
import { UPDATE_STATE_COLUMNS, type UpdateStateColumn } from '../results.ts';
import type { Scenario } from '../scenario.ts';
import type { SiteTree } from '../site/site-tree.ts';
import type { UpdateIndex } from '../updates/update-index.ts';
import { Compliance } from '../updates/update-states.ts';
import { STATE_OF_STANDING, Standing, type UpdateCompliance } from './update-compliance.ts';

/** What is in the database of a site. */
export interface SiteContents {
  hasUpdate(site: number, update: number): boolean;
  hasDeployment(site: number, deployment: number): boolean;
  /** Whether a package of its hierarchy holds the update. */
  hasContent(site: number, update: number): boolean;
}

/** At the end of every interval: how many clients of each site are in which state of each update, and why. */
export class UpdateComplianceRecorder {
  readonly rows: Rows<UpdateStateColumn>;
  readonly #scenario: Scenario;
  readonly #index: UpdateIndex;
  readonly #deployments: DeploymentIndex;
  readonly #compliance: UpdateCompliance;
  readonly #contents: SiteContents;
  readonly #levelOf: readonly number[];
  readonly #groupsOf: readonly (readonly number[])[];
  /** A row on its way, in the order of its columns. */
  readonly #row = new Float64Array(UPDATE_STATE_COLUMNS.length);

  constructor(
    scenario: Scenario,
    index: UpdateIndex,
    deployments: DeploymentIndex,
    compliance: UpdateCompliance,
    tree: SiteTree,
    contents: SiteContents,
    book: StateBook,
  ) {
    this.#scenario = scenario;
    this.#index = index;
    this.#deployments = deployments;
    this.#compliance = compliance;
    this.#contents = contents;
    this.#levelOf = tree.levelOf;
    this.#groupsOf = scenario.sites.map((_, site) => tree.groupsOf(site));
    this.rows = new Rows<UpdateStateColumn>(UPDATE_STATE_COLUMNS, book, 'update states');
  }

  record(nowMs: number): void {
    for (const [site, groups] of this.#groupsOf.entries()) {
      for (const [update, { product }] of this.#scenario.catalog.updates.entries()) {
        const concerned = groups.filter((group) => this.#scenario.groups[group]!.product === product);
        if (concerned.length === 0 || !this.#contents.hasUpdate(site, update)) continue;
        this.#row.fill(0);
        for (const group of concerned) this.#addGroup(site, update, group);
        this.#row.set([nowMs, site, update]);
        this.#add('withoutContent', this.#contents.hasContent(site, update) ? 0 : 1);
        this.rows.add(...this.#row);
      }
    }
  }

  #addGroup(site: number, update: number, group: number): void {
    const compliance = this.#compliance;
    const cell = compliance.cell(this.#levelOf[site]!, group, this.#index.slotOf[update]!);
    for (const standing of STANDINGS) {
      const clients = compliance.count(cell, standing);
      this.#add('clients', clients);
      this.#add(STORED[STATE_OF_STANDING[standing]!]!, clients);
      const reason = REASONS[standing];
      if (reason !== undefined) this.#add(reason, clients);
    }
    const isDeployed = this.#isDeployed(site, update, group);
    this.#add(
      isDeployed ? 'deployedNotInstalled' : 'notDeployed',
      compliance.count(cell, Standing.notInstalled),
    );
    const failed = compliance.failedCount[cell]!;
    this.#add('scanFailed', failed);
    this.#add('notScanned', compliance.count(cell, Standing.notScanned) - failed);
    for (const state of STATES) this.#add(SHOWN[state]!, compliance.shown(cell, state));
  }

  #isDeployed(site: number, update: number, group: number): boolean {
    return this.#deployments.ofGroup[group]!.some(
      (deployment) =>
        this.#deployments.slots(deployment, group).includes(this.#index.slotOf[update]!) &&
        this.#contents.hasDeployment(site, deployment),
    );
  }

  #add(column: UpdateStateColumn, clients: number): void {
    this.#row[PLACE_OF[column]]! += clients;
  }
}

const STANDINGS: readonly Standing[] = Object.values(Standing);
const STATES: readonly Compliance[] = Object.values(Compliance);

/** Where a column stands in a row. */
const PLACE_OF = Object.fromEntries(UPDATE_STATE_COLUMNS.map((column, place) => [column, place])) as Record<
  UpdateStateColumn,
  number
>;

/** By compliance state: the columns of stored and shown counts. */
const STORED: readonly UpdateStateColumn[] = ['unknown', 'notRequired', 'required', 'installed'];
const SHOWN: readonly UpdateStateColumn[] = [
  'shownUnknown',
  'shownNotRequired',
  'shownRequired',
  'shownInstalled',
];

/** By standing: the column of the reason, where one standing is one reason. */
const REASONS: Partial<Record<Standing, UpdateStateColumn>> = {
  [Standing.waitsForRestart]: 'installedWaitsForRestart',
  [Standing.installedNotStored]: 'installedNotYetStored',
  [Standing.noLongerRequired]: 'noLongerRequiredNotYetStored',
  [Standing.notProcessed]: 'notYetProcessed',
  [Standing.notSentByChild]: 'notSentByChildSite',
  [Standing.corruptFile]: 'corruptFile',
};
