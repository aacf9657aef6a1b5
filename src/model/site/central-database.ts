import type { Simulation } from '../../sim/simulation.ts';
import type { Clients } from '../client/clients.ts';
import type { DeploymentIndex } from '../deployment-index.ts';
import type { Coverage } from '../measures/coverage.ts';
import type { UpdateIndex } from '../updates/update-index.ts';
import { SiteUpdateStates, UpdateStateTable } from '../updates/update-states.ts';
import { SiteDatabase } from './site-database.ts';
import type { SiteTree } from './site-tree.ts';

/** What central administration sites know of the clients below them: what replication brought. */
export class CentralDatabase extends SiteDatabase {
  readonly states: SiteUpdateStates;

  constructor(
    simulation: Simulation,
    clients: Clients,
    index: UpdateIndex,
    deployments: DeploymentIndex,
    tree: SiteTree,
    coverage: Coverage,
  ) {
    const name = 'central update states';
    const table = new UpdateStateTable(name, clients.count, index.slotCountMax, simulation.state);
    const states = new SiteUpdateStates(table);
    const holds = tree.centralOfGroup.map((site) => site >= 0);
    const scope = { holds, isTopFor: holds };
    super('central site database', simulation, clients, states, deployments, scope, coverage, () => {});
    this.states = states;
  }

  /** At the start it has what the primary sites have. */
  begin(primaries: SiteUpdateStates): void {
    this.states.copyFrom(primaries);
    this.countIn();
  }
}
