import { Resynchronization } from '../client/resynchronization.ts';
import type { FleetParts } from './parts.ts';

/** Tells every part who listens to it: what could not be given when it was built. */
export function connectParts(parts: FleetParts): void {
  const {
    missing,
    messageMeasures,
    knowledge,
    database,
    enforcementDatabase,
    memberships,
    collections,
    updates,
    releases,
    synchronization,
    replication,
    updatePoints,
    files,
    managementPoints,
    stateReplication,
    stateSystems,
    points,
    distributedImages,
    watch,
    policy,
    scans,
    messages,
    reports,
    scanReports,
    evaluation,
    reevaluation,
    failures,
    downloads,
    cache,
    cacheLosses,
    installation,
    windowGate,
    restart,
    orchestrationMember,
    writeFilters,
    orchestrationGroups,
    overdueClients,
    grace,
    userInstalls,
    agent,
    siteDeployments,
    packages,
    summaries,
    rules,
    phases,
    alerts,
    imaging,
    lifecycles,
  } = parts;
  memberships.connect(
    [updates.standings, ...knowledge.databases, enforcementDatabase.status],
    (client, deployment) => policy.membershipChanged(client, deployment),
  );
  if (collections.isReading) {
    database.connect((client) => collections.stored(client));
    enforcementDatabase.status.connect((client) => collections.stored(client));
  }
  releases.connect([knowledge.stored, knowledge.shown]);
  messageMeasures.connect(stateReplication);
  files.connect(stateSystems);
  watch.connect(
    [writeFilters, restart, scans, downloads, installation, orchestrationMember, messages],
    (client) => isAtWork(client, parts),
  );
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
  const resynchronization = new Resynchronization(updates, messages, reports, scanReports);
  policy.connect(agent, resynchronization);
  writeFilters.connect(resynchronization, (client) => orchestrationMember.isOnItsWay(client));
  restart.connect(writeFilters);
  missing.connect((client) => policy.wantReport(client));
  scans.connect([evaluation, reevaluation, agent, orchestrationMember, writeFilters], scanReports);
  downloads.connect(agent, (client) => writeFilters.goOn(client));
  cache.connect(cacheLosses);
  updates.connect(cache);
  installation.connect([restart, windowGate, orchestrationMember, writeFilters], writeFilters);
  failures.connect((client) => orchestrationMember.installationFailed(client));
  orchestrationGroups.connect(orchestrationMember, (client) => overdueClients.has(client));
  grace.connect((client, deployment) => agent.enforceInGrace(client, deployment));
  userInstalls.connect((client, deployment) => agent.startByUser(client, deployment));
  points.connect(downloads);
  synchronization.connect(updatePoints, (top) => {
    siteDeployments.createSynchronized(top);
    rules.synchronized(top);
    replication.changed(top);
  });
  distributedImages.connect(() => imaging.lookAgain());
  imaging.connect((client, machine) => lifecycles.built(client, machine));
  packages.connect(() => rules.downloaded());
  summaries.connect((site) => phases.summarized(site));
  siteDeployments.connect((deployment, top) => {
    phases.created(deployment);
    alerts.revised(deployment, top);
  });
  replication.connect((site, deployment, { revision, isEnabled, isDeleted }) => {
    if (isEnabled && !isDeleted) policy.publish(deployment, site, revision);
    else policy.withdraw(deployment, site);
  });
}

/** Whether a client scans, downloads, installs or restarts. */
function isAtWork(client: number, { scans, downloads, installation, restart }: FleetParts): boolean {
  return (
    scans.isScanning(client) ||
    downloads.isBusy(client) ||
    installation.isInstalling(client) ||
    restart.isPending(client)
  );
}
