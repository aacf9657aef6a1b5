import { Actions } from '../actions.ts';
import { JoiningMachines } from '../client/joining-machines.ts';
import { Imaging } from '../images/imaging.ts';
import { Lifecycles } from '../lifecycles.ts';
import { DeploymentAdministration } from '../site/deployment/administration.ts';
import { DeploymentAlerts } from '../site/deployment/alerts.ts';
import { Collections } from '../site/deployment/collections.ts';
import { Deployments } from '../site/deployment/deployments.ts';
import { Phases } from '../site/deployment/phases.ts';
import { Rules } from '../site/deployment/rules.ts';
import { UpdateChooser } from '../site/deployment/update-chooser.ts';
import { OverdueClients } from '../site/overdue-clients.ts';
import { Summaries } from '../site/state/summaries.ts';
import type { ClientParts } from './agents.ts';
import type { Base } from './base.ts';
import type { ImageParts } from './images.ts';
import type { RemoteAppParts } from './remoteapp.ts';
import type { SiteParts } from './sites.ts';
import type { World } from './world.ts';

export type ControlParts = ReturnType<typeof buildControl>;

/** What happens by the clock of the sites and by the hand of administrators. */
export function buildControl(
  base: Base,
  world: World,
  sites: SiteParts,
  agents: ClientParts,
  remoteApp: RemoteAppParts | null,
  images: ImageParts,
) {
  const { scenario, simulation, luck } = base;
  const {
    index,
    tree,
    versions,
    deployments,
    clients,
    memberships,
    events,
    database,
    knowledge,
    known,
    updates,
    releases,
    updateCompliance,
  } = world;
  const {
    servers,
    network,
    synchronization,
    replication,
    stateSystems,
    points,
    packages,
    distributionManager,
    imageContents,
    imageDistribution,
    enforcementDatabase,
    orchestrationGroups,
  } = sites;
  const { selection, scans, downloads } = agents;
  const summaries = new Summaries(
    scenario,
    simulation,
    deployments,
    knowledge,
    enforcementDatabase.status,
    tree,
  );
  const chooser = new UpdateChooser(scenario, tree, versions, index, updateCompliance);
  const collections = new Collections(
    scenario,
    simulation,
    luck,
    clients,
    index,
    memberships,
    known,
    enforcementDatabase.status,
  );
  const siteDeployments = new Deployments(
    scenario,
    simulation,
    tree,
    versions,
    deployments,
    chooser,
    replication,
    packages,
    {
      countStandings(deployment, top, sign) {
        updates.standings.countStandings(deployment, top, sign, simulation.nowMs);
        for (const database of knowledge.databases) database.countStandings(deployment, top, sign);
      },
      chosen: (deployment) => releases.onDeploymentReleased(deployment),
    },
    events,
  );
  const overdueClients = new OverdueClients(
    scenario,
    simulation,
    clients,
    deployments,
    memberships,
    siteDeployments,
    database.states,
  );
  const rules = new Rules(scenario, simulation, deployments, chooser, siteDeployments, packages, events);
  const phases = new Phases(scenario, simulation, tree, memberships, summaries, siteDeployments, events);
  const alerts = new DeploymentAlerts(
    scenario,
    simulation,
    tree,
    deployments,
    memberships,
    summaries,
    siteDeployments,
    events,
  );
  const machines = new JoiningMachines(scenario, simulation, luck, clients, index, imageContents);
  const imaging = new Imaging(
    scenario,
    simulation,
    luck,
    clients,
    network,
    points,
    imageDistribution,
    imageContents,
    machines,
    world.imagingMeasures,
    events,
  );
  const actions = new Actions(scenario, simulation, {
    stations: servers.stations,
    stateSystems,
    network,
    points,
    packages,
    distributionManager,
    imageDistribution,
    servicing: images.servicing,
    downloads,
    synchronization,
    scans,
    selection,
    clients,
    administration: new DeploymentAdministration(siteDeployments, memberships, rules, phases),
    orchestrationGroups,
    remoteApp,
    imaging,
    events,
  });

  const lifecycles = new Lifecycles(base, {
    clients,
    lifetimes: world.lifetimes,
    rebuilds: world.rebuilds,
    machines,
    imaging,
    presence: agents.presence,
    updates,
    memberships,
    collections,
    knowledge,
    enforcementDatabase,
    policy: agents.policy,
    selection,
    watch: agents.watch,
    installation: agents.installation,
    windowGate: agents.windowGate,
    restart: agents.restart,
    writeFilters: agents.writeFilters,
  });

  return {
    overdueClients,
    lifecycles,
    imaging,
    summaries,
    chooser,
    collections,
    siteDeployments,
    rules,
    phases,
    alerts,
    actions,
  };
}
