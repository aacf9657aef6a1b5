import { ClientUpdates } from '../client/client-updates.ts';
import { Clients } from '../client/clients.ts';
import { Lifetimes } from '../client/lifetimes.ts';
import { Rebuilds } from '../client/rebuilds.ts';
import { setsAside } from '../client/set-aside.ts';
import { DeploymentIndex } from '../deployment-index.ts';
import { ClientMeasures } from '../measures/client-measures.ts';
import { DownloadMeasures } from '../measures/download-measures.ts';
import { ImagingMeasures } from '../measures/imaging-measures.ts';
import { InstallationMeasures } from '../measures/installation-measures.ts';
import { MessageMeasures } from '../measures/message-measures.ts';
import { OrchestrationMeasures } from '../measures/orchestration-measures.ts';
import { RestartMeasures } from '../measures/restart-measures.ts';
import { ScanMeasures } from '../measures/scan-measures.ts';
import { SiteEvents } from '../measures/site-events.ts';
import { WriteFilterMeasures } from '../measures/write-filter-measures.ts';
import { ReportedStates, ReportPlaces } from '../reported-states.ts';
import { Memberships } from '../site/deployment/memberships.ts';
import { SiteTree } from '../site/site-tree.ts';
import { MissingMessages } from '../site/state/missing-messages.ts';
import { SiteKnowledge } from '../site/state/site-knowledge.ts';
import { SiteVersions } from '../site/synchronization/site-versions.ts';
import { Releases } from '../updates/releases.ts';
import { UpdateIndex } from '../updates/update-index.ts';
import { ClientUpdateStates, UpdateStateTable } from '../updates/update-states.ts';
import type { Base } from './base.ts';

export type World = ReturnType<typeof buildWorld>;

/** The clients, their updates, what the sites know of them, and what is counted while it changes. */
export function buildWorld(base: Base) {
  const { scenario, simulation, luck } = base;
  const book = simulation.state;
  const groupCount = scenario.groups.length;

  const index = new UpdateIndex(scenario.catalog);
  const tree = new SiteTree(scenario);
  const versions = new SiteVersions(scenario, tree, book);
  const deployments = new DeploymentIndex(scenario, index, tree, book);
  const isRebuilding = scenario.groups.some(({ rebuild }) => rebuild !== null);
  const rebuilds = isRebuilding ? new Rebuilds(scenario, luck) : null;
  const clients = new Clients(scenario.groups, luck, rebuilds);
  const lifetimes = new Lifetimes(scenario, clients, luck, book);
  const memberships = new Memberships(scenario, simulation, clients, lifetimes);
  const table = new UpdateStateTable('update states', clients.count, index.slotCountMax, book);
  const truth = new ClientUpdateStates(table);
  const reportPlaces = new ReportPlaces(clients, deployments, index.slotCountMax);
  const raised = new ReportedStates('raised', reportPlaces, clients.count, book);
  const stored = new ReportedStates('stored', reportPlaces, clients.count, book);

  const measures = new ClientMeasures(scenario, deployments, memberships, clients.count, book);
  const scanMeasures = new ScanMeasures(book);
  const missing = new MissingMessages(scenario, simulation, clients, tree);
  const messageMeasures = new MessageMeasures(missing, book);
  const downloadMeasures = new DownloadMeasures(groupCount, book);
  const installationMeasures = new InstallationMeasures(groupCount, book);
  const writeFilterMeasures = new WriteFilterMeasures(scenario, book);
  const imagingMeasures = new ImagingMeasures(scenario, book);
  const orchestrationMeasures = new OrchestrationMeasures(scenario.orchestrationGroups.length, book);
  const restartMeasures = new RestartMeasures(groupCount, book);
  const events = new SiteEvents(simulation);

  const knowledge = new SiteKnowledge(
    simulation,
    clients,
    index,
    deployments,
    memberships,
    tree,
    table,
    measures,
  );
  const { database, central, updateCompliance } = knowledge;
  const updates = new ClientUpdates(
    truth,
    index,
    deployments,
    clients,
    lifetimes,
    memberships,
    measures,
    updateCompliance,
    setsAside(scenario),
    book,
  );
  const releases = new Releases(scenario, simulation, updates, measures);

  return {
    index,
    tree,
    versions,
    deployments,
    rebuilds,
    clients,
    lifetimes,
    memberships,
    truth,
    raised,
    stored,
    measures,
    scanMeasures,
    missing,
    messageMeasures,
    downloadMeasures,
    installationMeasures,
    restartMeasures,
    orchestrationMeasures,
    writeFilterMeasures,
    imagingMeasures,
    events,
    knowledge,
    updates,
    releases,
    database,
    known: database.states,
    central,
    updateCompliance,
  };
}
