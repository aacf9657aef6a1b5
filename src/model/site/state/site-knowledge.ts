import type { Simulation } from '../../../sim/simulation.ts';
import type { Clients } from '../../client/clients.ts';
import type { DeploymentIndex } from '../../deployment-index.ts';
import type { ClientMeasures } from '../../measures/client-measures.ts';
import { Coverage } from '../../measures/coverage.ts';
import { UpdateCompliance } from '../../measures/update-compliance.ts';
import type { UpdateIndex } from '../../updates/update-index.ts';
import { SiteUpdateStates, UpdateStateTable } from '../../updates/update-states.ts';
import type { Memberships } from '../deployment/memberships.ts';
import type { SiteTree } from '../site-tree.ts';
import { SiteDatabase } from './site-database.ts';

/**
 * What sites know of the updates of their clients: the database of the primary sites and, where there are any, that of
 * the central administration sites above them; and what is counted by it.
 */
export class SiteKnowledge {
  readonly database: SiteDatabase;
  readonly central: SiteDatabase | null;
  /** By level: the database of the primary sites, then that of the central administration sites, if there are any. */
  readonly databases: readonly SiteDatabase[];
  /** Coverage of the top-level sites. */
  readonly stored: Coverage;
  readonly shown: Coverage;
  readonly updateCompliance: UpdateCompliance;

  constructor(
    simulation: Simulation,
    clients: Clients,
    index: UpdateIndex,
    deployments: DeploymentIndex,
    memberships: Memberships,
    tree: SiteTree,
    table: UpdateStateTable,
    measures: ClientMeasures,
  ) {
    const book = simulation.state;
    this.stored = new Coverage('stored', deployments, memberships, book);
    this.shown = new Coverage('shown', deployments, memberships, book);
    const above = tree.hasCentral
      ? new UpdateStateTable('central update states', clients.count, index.slotCountMax, book)
      : null;
    this.updateCompliance = new UpdateCompliance(clients, memberships, index, tree, table, above, book);
    const hasAbove = tree.centralOfGroup.map((site) => site >= 0);
    const database = (name: string, at: UpdateStateTable, holds: boolean[], isTopFor: boolean[]) =>
      new SiteDatabase(
        name,
        simulation,
        clients,
        new SiteUpdateStates(at),
        deployments,
        memberships,
        { holds, isTopFor },
        this.stored,
        this.updateCompliance,
        at === table ? (client, nowMs) => measures.clientStoredCompliant(client, nowMs) : () => {},
      );
    const all = hasAbove.map(() => true);
    this.database = database(
      'site database',
      table,
      all,
      hasAbove.map((has) => !has),
    );
    this.central = above === null ? null : database('central site database', above, hasAbove, hasAbove);
    this.databases = this.central === null ? [this.database] : [this.database, this.central];
  }

  /** The sites come to know a client. */
  register(client: number): void {
    this.updateCompliance.addClient(client, 1);
  }

  /** The client is about to be deleted at its sites. */
  remove(client: number): void {
    this.updateCompliance.addClient(client, -1);
  }

  /** It is deleted: nothing of it is stored any more. */
  forget(client: number): void {
    for (const database of this.databases) database.forget(client);
  }

  /** Once the initial states are set: a central administration site has what its primary sites have. */
  begin(): void {
    this.central?.states.copyFrom(this.database.states);
    for (const database of this.databases) database.countIn();
    this.updateCompliance.countIn();
  }
}
