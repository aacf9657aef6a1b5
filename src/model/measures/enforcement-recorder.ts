import { Rows } from '../../sim/rows.ts';
import type { StateBook } from '../../sim/state.ts';
import type { EnforcementColumn } from '../results.ts';
import type { Scenario } from '../scenario.ts';
import type { EnforcementDatabase } from '../site/state/enforcement-database.ts';
import { TOPICS, Topic } from '../topics.ts';

const OF_DEPLOYMENT = [Topic.deploymentCompliance, Topic.deploymentEnforcement, Topic.deploymentEvaluation];

/** At the end of every interval: how many clients of each site are in which state, by their last stored message. */
export class EnforcementRecorder {
  readonly rows: Rows<EnforcementColumn>;
  readonly #scenario: Scenario;
  readonly #database: EnforcementDatabase;

  constructor(scenario: Scenario, database: EnforcementDatabase, book: StateBook) {
    this.#scenario = scenario;
    this.#database = database;
    this.rows = new Rows<EnforcementColumn>(
      ['t', 'site', 'topic', 'deployment', 'update', 'state', 'clients'],
      book,
      'enforcement',
    );
  }

  record(nowMs: number): void {
    const { sites, deployments, catalog } = this.#scenario;
    for (let site = 0; site < sites.length; site++) {
      for (let deployment = 0; deployment < deployments.length; deployment++) {
        for (const topic of OF_DEPLOYMENT) this.#addRows(nowMs, site, topic, deployment);
      }
      for (let update = 0; update < catalog.updates.length; update++) {
        this.#addRows(nowMs, site, Topic.updateEnforcement, update);
      }
      this.#addRows(nowMs, site, Topic.scan, 0);
    }
  }

  #addRows(nowMs: number, site: number, topic: Topic, subject: number): void {
    const ofUpdate = topic === Topic.updateEnforcement;
    const deployment = ofUpdate || topic === Topic.scan ? -1 : subject;
    for (let state = 1; state < TOPICS[topic].states.length; state++) {
      const clients = this.#database.count(site, topic, subject, state);
      if (clients === 0) continue;
      this.rows.add(nowMs, site, topic, deployment, ofUpdate ? subject : -1, state, clients);
    }
  }
}
