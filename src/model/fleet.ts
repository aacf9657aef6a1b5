import { Luck } from '../sim/random.ts';
import { Simulation } from '../sim/simulation.ts';
import type { Snapshot } from '../sim/state.ts';
import { Actions } from './actions.ts';
import type { ClientContext } from './client/client-context.ts';
import { ClientUpdates } from './client/client-updates.ts';
import { Clients } from './client/clients.ts';
import { DeploymentAgent } from './client/deployment-agent.ts';
import { Downloads } from './client/downloads.ts';
import { EnforcementReports } from './client/enforcement-reports.ts';
import { Evaluation } from './client/evaluation.ts';
import { Installation } from './client/installation.ts';
import { Machines } from './client/machines.ts';
import { MessagePool } from './client/message-pool.ts';
import { PolicyAgent } from './client/policy-agent.ts';
import { Presence } from './client/presence.ts';
import { PresenceWatch } from './client/presence-watch.ts';
import { Restart } from './client/restart.ts';
import { Resynchronization } from './client/resynchronization.ts';
import { ScanAgent } from './client/scan-agent.ts';
import { ScanCalendar } from './client/scan-calendar.ts';
import { ScanReports } from './client/scan-reports.ts';
import { StateMessages } from './client/state-messages.ts';
import { UpdatePointSelection } from './client/update-point-selection.ts';
import { Users } from './client/users.ts';
import { DistributionPoints } from './content/distribution-points.ts';
import { Network } from './content/network.ts';
import { DeploymentIndex } from './deployment-index.ts';
import { beginAll } from './fleet-start.ts';
import { ClientMeasures } from './measures/client-measures.ts';
import { clientRows, unfinishedRows } from './measures/client-rows.ts';
import { ComplianceRecorder } from './measures/compliance-recorder.ts';
import { DownloadMeasures } from './measures/download-measures.ts';
import { EnforcementRecorder } from './measures/enforcement-recorder.ts';
import { IntervalRecorder } from './measures/interval-recorder.ts';
import { MessageMeasures } from './measures/message-measures.ts';
import { OfferedLoad } from './measures/offered-load.ts';
import { RestartMeasures } from './measures/restart-measures.ts';
import { ScanMeasures } from './measures/scan-measures.ts';
import { SiteEvents } from './measures/site-events.ts';
import { UpdateComplianceRecorder } from './measures/update-compliance-recorder.ts';
import { UpdatePointMeasures } from './measures/update-point-measures.ts';
import { ReportedStates, ReportPlaces } from './reported-states.ts';
import type { RunResult } from './results.ts';
import type { Scenario } from './scenario.ts';
import { Batches } from './site/batches.ts';
import { Deployments } from './site/deployments.ts';
import { EnforcementDatabase } from './site/enforcement-database.ts';
import { FileRelay } from './site/file-relay.ts';
import { ManagementPoints } from './site/management-points.ts';
import { MessageStore } from './site/message-store.ts';
import { MissingMessages } from './site/missing-messages.ts';
import { Replication } from './site/replication.ts';
import { Servers } from './site/servers.ts';
import { SiteKnowledge } from './site/site-knowledge.ts';
import { SiteTree } from './site/site-tree.ts';
import { SiteVersions } from './site/site-versions.ts';
import { SoftwareUpdatePoints } from './site/software-update-points.ts';
import { StateReplication } from './site/state-replication.ts';
import { StateSystems } from './site/state-system.ts';
import { Summaries } from './site/summaries.ts';
import { Synchronization } from './site/synchronization.ts';
import { Releases } from './updates/releases.ts';
import { UpdateIndex } from './updates/update-index.ts';
import { ClientUpdateStates, UpdateStateTable } from './updates/update-states.ts';

/**
 * A fleet, its sites and their network, built and wired from a scenario. Everything is in the order in which an update
 * travels: release, synchronization, policy, scan, evaluation, state messages, and beside them content, deadline,
 * installation, restart.
 */
export class Fleet {
  readonly #scenario: Scenario;
  readonly #replication: number;
  readonly #simulation: Simulation;
  /** The parts, for whoever looks into a fleet at an instant: tests, and the stories of clients. */
  readonly parts: FleetParts;

  constructor(scenario: Scenario, replication: number) {
    this.#scenario = scenario;
    this.#replication = replication;
    this.#simulation = new Simulation(scenario.horizonMs);
    this.parts = buildParts(scenario, this.#simulation, new Luck(scenario.seed, replication));
    this.#simulation.start();
    beginAll(scenario, this.parts, new Luck(scenario.seed, replication));
  }

  /** Runs up to and including an instant. */
  run(untilMs: number): void {
    this.#simulation.run(untilMs);
  }

  get nowMs(): number {
    return this.#simulation.nowMs;
  }

  get eventCount(): number {
    return this.#simulation.executedCount;
  }

  /** Share of the members of all deployments that are compliant in truth; 1 without deployments. */
  complianceShare(): number {
    const { measures, deployments } = this.parts;
    const members = deployments.memberCount.reduce((sum, count) => sum + count, 0);
    const compliant = measures.actual.compliantCount.reduce((sum, count) => sum + count, 0);
    return members === 0 ? 1 : compliant / members;
  }

  /** A copy of everything that changes; a fleet built from the same scenario goes on from it as this one would. */
  save(): Snapshot {
    return this.#simulation.state.save();
  }

  restore(snapshot: Snapshot): void {
    this.#simulation.state.restore(snapshot);
  }

  /** What the run has left behind so far. */
  result(): RunResult {
    const { clients, compliance, enforcement, intervals, measures, network, servers, scans, downloads } =
      this.parts;
    const { scanMeasures, updatePointMeasures, messageMeasures, downloadMeasures, restartMeasures, events } =
      this.parts;
    const { updates, updateStates, selection, installation, restart, machines } = this.parts;
    const clientParts = {
      clients,
      updates,
      scans,
      selection,
      downloads,
      installation,
      restart,
      machines,
      measures,
    };
    return {
      scenario: this.#scenario,
      replication: this.#replication,
      clientCount: clients.count,
      eventCount: this.#simulation.executedCount,
      fingerprint: this.#simulation.fingerprint,
      hourlyFingerprints: this.#simulation.hourlyFingerprints(),
      stateBytes: this.#simulation.state.bytes,
      serverNames: servers.names,
      linkNames: network.names.map((name, link) => ({
        name,
        bytesPerSecond: network.builtBytesPerSecond[link]!,
      })),
      compliance: compliance.rows,
      updateStates: updateStates.rows,
      coverage: compliance.coverage(),
      timeToCompliant: compliance.timeToCompliant(),
      scans: scanMeasures.rows,
      updatePoints: updatePointMeasures.rows,
      servers: intervals.servers,
      links: intervals.links,
      stateMessages: messageMeasures.rows,
      enforcement: enforcement.rows,
      downloads: downloadMeasures.rows,
      restarts: restartMeasures.rows,
      exposure: measures.exposure.rows(this.#simulation.nowMs),
      events: events.rows,
      clients: this.#scenario.output.clients ? clientRows(clientParts) : null,
      serverTotals: intervals.serverTotals(),
      linkTotals: intervals.linkTotals(),
      unfinished: unfinishedRows(this.#scenario, clientParts),
    };
  }
}

export type FleetParts = ReturnType<typeof buildParts>;

/** Every part of the fleet, each given what it needs. */
function buildParts(scenario: Scenario, simulation: Simulation, luck: Luck) {
  const book = simulation.state;
  const groupCount = scenario.groups.length;

  const index = new UpdateIndex(scenario.catalog);
  const tree = new SiteTree(scenario);
  const versions = new SiteVersions(scenario, tree, book);
  const deployments = new DeploymentIndex(scenario, index);
  const clients = new Clients(scenario.groups, luck);
  const table = new UpdateStateTable('update states', clients.count, index.slotCountMax, book);
  const truth = new ClientUpdateStates(table);
  const reportPlaces = new ReportPlaces(clients, deployments, index.slotCountMax);
  const raised = new ReportedStates('raised', reportPlaces, clients.count, book);
  const stored = new ReportedStates('stored', reportPlaces, clients.count, book);

  const measures = new ClientMeasures(scenario, deployments, clients.count, book);
  const scanMeasures = new ScanMeasures(book);
  const missing = new MissingMessages(scenario, simulation, clients, tree);
  const messageMeasures = new MessageMeasures(missing, book);
  const downloadMeasures = new DownloadMeasures(groupCount, book);
  const restartMeasures = new RestartMeasures(groupCount, book);
  const events = new SiteEvents(simulation);

  const knowledge = new SiteKnowledge(simulation, clients, index, deployments, tree, table, measures);
  const { database, central, updateCompliance } = knowledge;
  const updates = new ClientUpdates(truth, index, deployments, clients, measures, updateCompliance, book);
  const releases = new Releases(scenario, simulation, updates, measures);

  const servers = new Servers(scenario, simulation);
  const network = new Network(scenario, simulation);
  const synchronization = new Synchronization(scenario, simulation, tree, versions, network, events);
  const replication = new Replication(scenario, simulation, tree, versions, network, events);
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
  const enforcementDatabase = new EnforcementDatabase(clients, index, deployments, tree, stored, book);
  const stateReplication = new StateReplication(scenario, simulation, network, central);
  const store = new MessageStore(database, enforcementDatabase, stateReplication);
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
  const points = new DistributionPoints(scenario, simulation, tree, network, events);

  const presence = new Presence(scenario, clients, luck, book);
  const users = new Users(scenario, clients, presence);
  const machines = new Machines(simulation, presence, clients.count);
  const watch = new PresenceWatch(simulation, presence, clients.count);
  const context: ClientContext = { scenario, simulation, luck, clients, machines, watch };
  const policy = new PolicyAgent(context, presence, updates, managementPoints, tree, versions, measures);
  const updatePointMeasures = new UpdatePointMeasures(updatePoints, book);
  const selection = new UpdatePointSelection(context, updatePoints, updatePointMeasures);
  const scans = new ScanAgent(context, updatePoints, selection, policy, scanMeasures);
  const calendar = new ScanCalendar(context, scans);
  const messages = new StateMessages(context, pool, managementPoints, messageMeasures);
  const reports = new EnforcementReports(scenario, updates, messages, raised);
  const scanReports = new ScanReports(scenario, messages, raised, updateCompliance);
  const evaluation = new Evaluation(simulation, clients, updates, scans, messages, reports, versions);
  const downloads = new Downloads(context, updates, points, network, downloadMeasures, reports);
  const installation = new Installation(context, updates, scans, reports);
  const restart = new Restart(context, users, updates, scans, downloads, policy, restartMeasures);
  const agent = new DeploymentAgent(
    context,
    updates,
    scans,
    calendar,
    downloads,
    installation,
    restart,
    reports,
  );

  const summaries = new Summaries(scenario, simulation, deployments, knowledge, tree);
  const siteDeployments = new Deployments(scenario, simulation, tree, versions, replication, points, events);
  const actions = new Actions(scenario, simulation, {
    stations: servers.stations,
    stateSystems,
    network,
    points,
    downloads,
    synchronization,
    scans,
    selection,
    clients,
    events,
  });

  const enforcement = new EnforcementRecorder(scenario, enforcementDatabase, book);
  const compliance = new ComplianceRecorder(
    scenario,
    deployments,
    measures,
    knowledge,
    enforcementDatabase.status,
    summaries,
    tree,
    book,
  );
  const updateStates = new UpdateComplianceRecorder(
    scenario,
    index,
    deployments,
    updateCompliance,
    tree,
    {
      hasUpdate: (site, update) => versions.hasUpdate(site, update),
      hasDeployment: (site, deployment) => replication.has(site, deployment),
    },
    book,
  );
  const load = new OfferedLoad(scenario, clients, presence);
  const intervals = new IntervalRecorder(scenario, simulation, servers.stations, network, load, {
    clients: measures,
    compliance,
    updateStates,
    enforcement,
    scans: scanMeasures,
    updatePoints: updatePointMeasures,
    messages: messageMeasures,
    downloads: downloadMeasures,
    restarts: restartMeasures,
  });

  releases.connect([knowledge.stored, knowledge.shown]);
  messageMeasures.connect(stateReplication);
  files.connect(stateSystems);
  watch.connect([restart, scans, downloads, installation, messages]);
  updatePoints.connect(scans);
  managementPoints.connect(
    {
      policyDelivered: (client) => policy.delivered(client),
      policyFailed: (client) => policy.failed(client),
      batchTaken: (client) => messages.batchTaken(client),
      batchReturned: (client, ring, count) => messages.returnBatch(client, ring, count),
    },
    files,
  );
  policy.connect(agent, new Resynchronization(updates, messages, reports, scanReports));
  missing.connect((client) => policy.wantReport(client));
  scans.connect([evaluation, agent], scanReports);
  downloads.connect(agent);
  points.connect((groups, occasion) => downloads.contentMayBeThere(groups, occasion));
  synchronization.connect(updatePoints, (top) => {
    siteDeployments.createSynchronized(top);
    replication.changed(top);
  });
  replication.connect((site, deployment) => policy.publish(deployment, site));

  return {
    index,
    deployments,
    clients,
    truth,
    known: database.states,
    knowledge,
    raised,
    stored,
    measures,
    scanMeasures,
    updatePointMeasures,
    messageMeasures,
    downloadMeasures,
    restartMeasures,
    events,
    updates,
    releases,
    presence,
    users,
    pool,
    messages,
    updatePoints,
    managementPoints,
    missing,
    store,
    stateSystems,
    servers,
    network,
    tree,
    versions,
    synchronization,
    replication,
    database,
    enforcementDatabase,
    central,
    files,
    stateReplication,
    points,
    policy,
    selection,
    scans,
    calendar,
    reports,
    evaluation,
    downloads,
    installation,
    restart,
    agent,
    machines,
    summaries,
    siteDeployments,
    actions,
    compliance,
    updateStates,
    enforcement,
    intervals,
  };
}
