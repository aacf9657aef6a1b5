import { Phase } from '../../../sim/phase.ts';
import type { EventKind, Simulation } from '../../../sim/simulation.ts';
import type { DeploymentIndex } from '../../deployment-index.ts';
import type { Coverage } from '../../measures/coverage.ts';
import type { UpdateCompliance } from '../../measures/update-compliance.ts';
import type { Scenario } from '../../scenario.ts';
import type { SiteTree } from '../site-tree.ts';
import { type DeploymentStatus, Status } from './deployment-status.ts';
import type { SiteDatabase } from './site-database.ts';
import type { SiteKnowledge } from './site-knowledge.ts';

/**
 * The summaries of every site that knows of clients, each at its own interval: what its console shows until the next
 * one (domain, summarization).
 */
export class Summaries {
  /** Per level of databases, deployment and group, as of the last summary of the group's site on that level. */
  compliantCount: Int32Array;
  unknownCount: Int32Array;
  /** Per deployment and group: clients that their primary site showed as successful at its last summary (MA-STATUS). */
  successCount: Int32Array;

  readonly #scenario: Scenario;
  readonly #simulation: Simulation;
  readonly #deployments: DeploymentIndex;
  readonly #databases: readonly SiteDatabase[];
  readonly #coverage: Coverage;
  readonly #updateCompliance: UpdateCompliance;
  readonly #status: DeploymentStatus;
  readonly #levelOf: readonly number[];
  /** Per site: groups whose clients it has in its database. */
  readonly #groupsOf: readonly (readonly number[])[];
  readonly #due: EventKind;
  #onSummary: (site: number) => void = () => {};

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    deployments: DeploymentIndex,
    knowledge: SiteKnowledge,
    status: DeploymentStatus,
    tree: SiteTree,
  ) {
    this.#scenario = scenario;
    this.#simulation = simulation;
    this.#deployments = deployments;
    this.#databases = knowledge.databases;
    this.#coverage = knowledge.shown;
    this.#updateCompliance = knowledge.updateCompliance;
    this.#status = status;
    this.#levelOf = tree.levelOf;
    this.#groupsOf = scenario.sites.map((_, site) => tree.groupsOf(site));
    const length = knowledge.databases.length * deployments.count * deployments.groupCount;
    this.compliantCount = new Int32Array(length);
    this.unknownCount = new Int32Array(length);
    this.successCount = new Int32Array(deployments.count * deployments.groupCount);
    simulation.state.own('summaries', this, ['compliantCount', 'unknownCount', 'successCount']);
    this.#due = simulation.declare({
      name: 'site summary',
      of: 'site',
      phase: Phase.observation,
      owner: this as Summaries,
      entityCount: scenario.sites.length,
      run: Summaries.prototype.summarize,
    });
  }

  /** `onSummary`: a site has made its summary. */
  connect(onSummary: (site: number) => void): void {
    this.#onSummary = onSummary;
  }

  begin(): void {
    for (const [site, groups] of this.#groupsOf.entries()) if (groups.length > 0) this.summarize(site);
  }

  summarize(site: number): void {
    const nowMs = this.#simulation.nowMs;
    const level = this.#levelOf[site]!;
    const database = this.#databases[level]!;
    for (const group of this.#groupsOf[site]!) {
      this.#updateCompliance.summarize(level, group);
      for (const deployment of this.#deployments.ofGroup[group]!) {
        const cell = this.#deployments.cell(deployment, group);
        const at = this.at(level, cell);
        const compliant = database.compliantCount(cell);
        const delta = compliant - this.compliantCount[at]!;
        if (database.isTopFor[group]) this.#coverage.add(deployment, delta, nowMs);
        this.compliantCount[at] = compliant;
        this.unknownCount[at] = database.unknownCount(cell);
        if (level === 0) this.successCount[cell] = this.#status.count(cell, Status.success);
      }
    }
    this.#onSummary(site);
    this.#due.at(nowMs + this.#scenario.sites[site]!.summarization.intervalMs, site);
  }

  /** Members of a deployment that the last summary of a top-level site shows as compliant. */
  shownCompliant(deployment: number, top: number): number {
    return this.#cellsOf(deployment, top)
      .map((cell) => this.compliantCount[this.at(this.#levelOf[top]!, cell)]!)
      .reduce((sum, count) => sum + count, 0);
  }

  /** Those that the last summaries of their primary sites show as successful. */
  shownSuccess(deployment: number, top: number): number {
    return this.#cellsOf(deployment, top)
      .map((cell) => this.successCount[cell]!)
      .reduce((sum, count) => sum + count, 0);
  }

  #cellsOf(deployment: number, top: number): number[] {
    return this.#deployments.groupsOf[deployment]!.filter((group) =>
      this.#groupsOf[top]!.includes(group),
    ).map((group) => this.#deployments.cell(deployment, group));
  }

  /** Where the counts of a cell on a level stand. */
  at(level: number, cell: number): number {
    return level * this.#deployments.count * this.#deployments.groupCount + cell;
  }
}
