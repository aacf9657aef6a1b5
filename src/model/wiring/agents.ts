import { CacheLosses } from '../client/cache-losses.ts';
import type { ClientContext } from '../client/client-context.ts';
import { DeploymentAgent } from '../client/deployment-agent.ts';
import { DeploymentTimes } from '../client/deployment-times.ts';
import { EnforcementReports } from '../client/enforcement-reports.ts';
import { Evaluation } from '../client/evaluation.ts';
import { Grace } from '../client/grace.ts';
import { Installation } from '../client/installation.ts';
import { InstallationFailures } from '../client/installation-failures.ts';
import { Machines } from '../client/machines.ts';
import { MaintenanceWindows } from '../client/maintenance-windows.ts';
import { MeteredConnections } from '../client/metered.ts';
import { OrchestrationMember } from '../client/orchestration-member.ts';
import { PolicyAgent } from '../client/policy-agent.ts';
import { Presence } from '../client/presence.ts';
import { PresenceWatch } from '../client/presence-watch.ts';
import { Reevaluation } from '../client/reevaluation.ts';
import { Restart } from '../client/restart.ts';
import { ScanAgent } from '../client/scan-agent.ts';
import { ScanCalendar } from '../client/scan-calendar.ts';
import { ScanReports } from '../client/scan-reports.ts';
import { StateMessages } from '../client/state-messages.ts';
import { UpdateLosses } from '../client/update-loss.ts';
import { UpdatePointSelection } from '../client/update-point-selection.ts';
import { UserInstalls } from '../client/user-installs.ts';
import { Users } from '../client/users.ts';
import { WakeOnLan } from '../client/wake-on-lan.ts';
import { WindowGate } from '../client/window-gate.ts';
import { WriteFilters } from '../client/write-filter.ts';
import { UpdatePointMeasures } from '../measures/update-point-measures.ts';
import type { Base } from './base.ts';
import { buildClientContent } from './client-content.ts';
import type { SiteParts } from './sites.ts';
import type { World } from './world.ts';

export type ClientParts = ReturnType<typeof buildAgents>;

/** What runs on every client, from its presence to its restarts. */
export function buildAgents(base: Base, world: World, sites: SiteParts) {
  const { scenario, simulation, luck } = base;
  const {
    tree,
    versions,
    clients,
    lifetimes,
    memberships,
    raised,
    measures,
    scanMeasures,
    messageMeasures,
    downloadMeasures,
    installationMeasures,
    restartMeasures,
    updates,
    updateCompliance,
  } = world;
  const { updatePoints, pool, managementPoints } = sites;
  const book = simulation.state;
  const presence = new Presence(scenario, clients, lifetimes, luck, book);
  const users = new Users(scenario, clients, presence);
  const metered = new MeteredConnections(scenario, clients, luck);
  const machines = new Machines(simulation, presence, metered, clients.count);
  const watch = new PresenceWatch(simulation, presence, clients.count);
  const context: ClientContext = { scenario, simulation, luck, clients, lifetimes, machines, watch };
  const policy = new PolicyAgent(
    context,
    presence,
    updates,
    memberships,
    managementPoints,
    tree,
    versions,
    measures,
  );
  const updatePointMeasures = new UpdatePointMeasures(updatePoints, book);
  const selection = new UpdatePointSelection(context, updatePoints, updatePointMeasures);
  const scans = new ScanAgent(context, updatePoints, selection, policy, scanMeasures);
  const calendar = new ScanCalendar(context, scans);
  const messages = new StateMessages(context, pool, managementPoints, messageMeasures);
  const reports = new EnforcementReports(scenario, updates, messages, raised);
  const scanReports = new ScanReports(scenario, messages, raised, updateCompliance);
  const evaluation = new Evaluation(simulation, clients, updates, scans, messages, reports, versions);
  const reevaluation = new Reevaluation(simulation, updates);
  const { losses } = new UpdateLosses(context, updates);
  const clientContent = buildClientContent(context, sites, updates, metered, downloadMeasures, reports);
  const { peers, downloads } = clientContent;
  const times = new DeploymentTimes(scenario, luck, clients, updates);
  const windows = new MaintenanceWindows(scenario, clients, memberships);
  const failures = new InstallationFailures(context, updates, scans, windows);
  const installation = new Installation(context, updates, scans, reports, windows, installationMeasures);
  const windowGate = new WindowGate(context, updates, windows, installation, reports, installationMeasures);
  const cacheLosses = new CacheLosses(
    simulation,
    clients,
    updates,
    peers,
    downloads,
    installation,
    downloadMeasures,
  );
  const restart = new Restart(
    context,
    users,
    updates,
    scans,
    downloads,
    policy,
    messages,
    restartMeasures,
    installation,
    installationMeasures,
    windows,
  );
  const writeFilters = new WriteFilters(
    context,
    {
      updates,
      scans,
      cache: clientContent.cache,
      downloads,
      installation,
      restart,
      windows,
      reports,
      measures: world.writeFilterMeasures,
    },
    failures,
  );
  const orchestrationMember = new OrchestrationMember(
    context,
    updates,
    scans,
    installation,
    restart,
    writeFilters,
    reports,
    sites.orchestrationGroups,
  );
  const grace = new Grace(context, presence, users);
  const wakeOnLan = new WakeOnLan(context, updates, presence, world.known);
  const userInstalls = new UserInstalls(context, updates, times, users);
  const agent = new DeploymentAgent(
    context,
    updates,
    times,
    scans,
    calendar,
    downloads,
    installation,
    windowGate,
    restart,
    reports,
    grace,
    wakeOnLan,
    userInstalls,
  );

  return {
    presence,
    users,
    machines,
    watch,
    context,
    policy,
    updatePointMeasures,
    selection,
    scans,
    calendar,
    messages,
    reports,
    scanReports,
    evaluation,
    reevaluation,
    losses,
    failures,
    ...clientContent,
    windows,
    installation,
    windowGate,
    cacheLosses,
    restart,
    times,
    orchestrationMember,
    grace,
    userInstalls,
    writeFilters,
    agent,
  };
}
