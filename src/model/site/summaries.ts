import { Phase } from '../../sim/phase.ts';
import type { EventKind, Simulation } from '../../sim/simulation.ts';
import type { DeploymentIndex } from '../deployment-index.ts';
import { Coverage } from '../measures/coverage.ts';
import type { Scenario } from '../scenario.ts';
import type { SiteDatabase } from './site-database.ts';

/** The hourly summaries of the site: what the console shows until the next one (domain, summarization). */
export class Summaries {
  readonly coverage: Coverage;
  /** Per deployment and group, as of the last summary. */
  compliantCount: Int32Array;
  unknownCount: Int32Array;

  readonly #simulation: Simulation;
  readonly #deployments: DeploymentIndex;
  readonly #database: SiteDatabase;
  readonly #intervalMs: number;
  readonly #due: EventKind;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    deployments: DeploymentIndex,
    database: SiteDatabase,
  ) {
    this.#simulation = simulation;
    this.#deployments = deployments;
    this.#database = database;
    this.#intervalMs = scenario.sites[0]!.summarization.intervalMs;
    this.coverage = new Coverage('shown', deployments.memberCount, deployments.releasedMs, simulation.state);
    const cellCount = deployments.count * deployments.groupCount;
    this.compliantCount = new Int32Array(cellCount);
    this.unknownCount = new Int32Array(cellCount);
    simulation.state.own('summaries', this, ['compliantCount', 'unknownCount']);
    this.#due = simulation.declare({
      name: 'site summary',
      phase: Phase.observation,
      owner: this as Summaries,
      entityCount: 1,
      run: Summaries.prototype.summarize,
    });
  }

  begin(): void {
    this.summarize();
  }

  summarize(): void {
    const nowMs = this.#simulation.nowMs;
    for (let deployment = 0; deployment < this.#deployments.count; deployment++) {
      for (let group = 0; group < this.#deployments.groupCount; group++) {
        const cell = this.#deployments.cell(deployment, group);
        const compliant = this.#database.compliantCount(cell);
        this.coverage.add(deployment, compliant - this.compliantCount[cell]!, nowMs);
        this.compliantCount[cell] = compliant;
        this.unknownCount[cell] = this.#database.unknownCount(cell);
      }
    }
    this.#due.at(nowMs + this.#intervalMs, 0);
  }
}
