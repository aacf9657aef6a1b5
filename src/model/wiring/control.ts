import { Actions } from '../actions.ts';
import { Deployments } from '../site/deployment/deployments.ts';
import { Summaries } from '../site/state/summaries.ts';
import type { ClientParts } from './agents.ts';
import type { Base } from './base.ts';
import type { SiteParts } from './sites.ts';
import type { World } from './world.ts';

export type ControlParts = ReturnType<typeof buildControl>;

/** What happens by the clock of the sites and by the hand of administrators. */
export function buildControl(base: Base, world: World, sites: SiteParts, agents: ClientParts) {
  const { scenario, simulation } = base;
  const { tree, versions, deployments, clients, events, knowledge } = world;
  const {
    servers,
    network,
    synchronization,
    replication,
    stateSystems,
    points,
    packages,
    distributionManager,
  } = sites;
  const { selection, scans, downloads } = agents;
  const summaries = new Summaries(scenario, simulation, deployments, knowledge, tree);
  const siteDeployments = new Deployments(
    scenario,
    simulation,
    tree,
    versions,
    deployments,
    replication,
    packages,
    events,
  );
  const actions = new Actions(scenario, simulation, {
    stations: servers.stations,
    stateSystems,
    network,
    points,
    packages,
    distributionManager,
    downloads,
    synchronization,
    scans,
    selection,
    clients,
    events,
  });

  return {
    summaries,
    siteDeployments,
    actions,
  };
}
