import type { Luck } from '../sim/random.ts';
import { setInitialReports, setInitialState } from './client/initial-state.ts';
import type { Scenario } from './scenario.ts';
import type { FleetParts } from './wiring/parts.ts';
import { beginRemoteApp } from './wiring/remoteapp.ts';

/** Sets the state at the start and schedules what comes by itself. */
export function beginAll(scenario: Scenario, parts: FleetParts, luck: Luck): void {
  const { clients, lifetimes, index, versions, truth, known, scans, calendar, policy } = parts;
  parts.lifecycles.begin();
  setInitialState(scenario, luck, clients, lifetimes, index, versions, truth, known, scans, calendar, policy);
  parts.collections.begin();
  parts.memberships.countIn();
  parts.updates.countIn();
  parts.enforcementDatabase.status.countIn();
  parts.knowledge.begin();
  setInitialReports(clients, scans, parts.raised, parts.enforcementDatabase);
  policy.publishSitePolicy();
  calendar.begin();
  parts.losses.begin();
  parts.writeFilters.begin();
  parts.packages.begin();
  parts.imageDistribution.begin();
  parts.otherContent.begin();
  parts.releases.begin();
  parts.synchronization.begin();
  parts.siteDeployments.begin();
  parts.rules.begin();
  if (parts.remoteApp !== null) beginRemoteApp(parts.remoteApp);
  parts.actions.begin();
  parts.summaries.begin();
  parts.intervals.begin();
}
