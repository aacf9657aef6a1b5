import { MessagePool } from '../client/message-pool.ts';
import { Network } from '../content/network.ts';
import { ManagementPoints } from '../site/management-points.ts';
import { OrchestrationGroups } from '../site/orchestration-groups.ts';
import { Replication } from '../site/replication.ts';
import { Servers } from '../site/servers.ts';
import { Batches } from '../site/state/batches.ts';
import { EnforcementDatabase } from '../site/state/enforcement-database.ts';
import { FileRelay } from '../site/state/file-relay.ts';
import { MessageStore } from '../site/state/message-store.ts';
import { StateReplication } from '../site/state/state-replication.ts';
import { StateSystems } from '../site/state/state-system.ts';
import { SoftwareUpdatePoints } from '../site/synchronization/software-update-points.ts';
import { Synchronization } from '../site/synchronization/synchronization.ts';
import type { Base } from './base.ts';
import { buildContent } from './content.ts';
import type { World } from './world.ts';

export type SiteParts = ReturnType<typeof buildSites>;

/** Servers and sites: synchronization, replication, the ways up for state, content. */
export function buildSites(base: Base, world: World) {
  const { scenario, simulation, luck } = base;
  const {
    index,
    tree,
    versions,
    deployments,
    clients,
    memberships,
    stored,
    missing,
    messageMeasures,
    events,
    database,
    central,
    updateCompliance,
    orchestrationMeasures,
  } = world;
  const book = simulation.state;
  const servers = new Servers(scenario, simulation);
  const network = new Network(scenario, simulation);
  const synchronization = new Synchronization(scenario, simulation, tree, versions, network, events);
  const replication = new Replication(scenario, simulation, tree, versions, deployments, network, events);
  const updatePoints = new SoftwareUpdatePoints(scenario, luck, clients, network, versions, servers, book);
  const pool = new MessagePool(book);
  const batches = new Batches(book);
  const files = new FileRelay(scenario, simulation, network, batches, pool, updateCompliance);
  const managementPoints = new ManagementPoints(
    scenario,
    simulation,
    luck,
    clients,
    network,
    batches,
    messageMeasures,
    servers,
  );
  const enforcementDatabase = new EnforcementDatabase(
    clients,
    index,
    deployments,
    memberships,
    tree,
    stored,
    book,
  );
  const stateReplication = new StateReplication(scenario, simulation, network, memberships, central);
  const store = new MessageStore(database, enforcementDatabase, stateReplication, memberships);
  const stateSystems = new StateSystems(
    scenario,
    simulation,
    luck,
    clients,
    batches,
    pool,
    store,
    missing,
    messageMeasures,
    servers,
  );
  const content = buildContent(base, world, network);
  const orchestrationGroups = new OrchestrationGroups(scenario, simulation, clients, orchestrationMeasures);

  return {
    orchestrationGroups,
    servers,
    network,
    synchronization,
    replication,
    updatePoints,
    pool,
    files,
    managementPoints,
    batches,
    enforcementDatabase,
    stateReplication,
    store,
    stateSystems,
    ...content,
  };
}
