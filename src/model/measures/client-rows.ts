import { Rows } from '../../sim/rows.ts';
import { type ClientUpdates, Enforcement, TO_INSTALL } from '../client/client-updates.ts';
import type { Clients } from '../client/clients.ts';
import type { Downloads } from '../client/downloads.ts';
import type { Installation } from '../client/installation.ts';
import type { Lifetimes } from '../client/lifetimes.ts';
import type { Machines } from '../client/machines.ts';
import { hasAnyPoint } from '../client/policy-agent.ts';
import type { Restart } from '../client/restart.ts';
import type { ScanAgent } from '../client/scan-agent.ts';
import type { UpdatePointSelection } from '../client/update-point-selection.ts';
import type { WindowGate } from '../client/window-gate.ts';
import type { WriteFilters } from '../client/write-filter.ts';
import { type ClientColumn, UNFINISHED_CAUSES, type UnfinishedColumn } from '../results.ts';
import type { Scenario } from '../scenario.ts';
import type { Deployments } from '../site/deployment/deployments.ts';
import type { Memberships } from '../site/deployment/memberships.ts';
import { Actual, Compliance } from '../updates/update-states.ts';
import type { ClientMeasures } from './client-measures.ts';

type Cause = (typeof UNFINISHED_CAUSES)[number];

/** The parts of a client that its row and the reasons for being unfinished are read from. */
export interface ClientParts {
  readonly clients: Clients;
  readonly lifetimes: Lifetimes;
  readonly memberships: Memberships;
  readonly siteDeployments: Deployments;
  readonly updates: ClientUpdates;
  readonly scans: ScanAgent;
  readonly selection: UpdatePointSelection;
  readonly downloads: Downloads;
  readonly installation: Installation;
  readonly windowGate: WindowGate;
  readonly writeFilters: WriteFilters;
  readonly restart: Restart;
  readonly machines: Machines;
  readonly measures: ClientMeasures;
}

/** One row per client at the end of the run; of one that has left, as it was then. A rebuilt machine has several. */
export function clientRows({
  clients,
  lifetimes,
  updates,
  scans,
  selection,
  downloads,
  restart,
  measures,
}: ClientParts): Rows<ClientColumn> {
  const rows = new Rows<ClientColumn>([
    'client',
    'group',
    'numberInGroup',
    'build',
    'joinedMs',
    'leftMs',
    'lastOnlineScanMs',
    'metadataVersion',
    'onlineScans',
    'updatePoint',
    'updatePointSwitches',
    'refusals',
    'failedScans',
    'restarts',
    'requiredUpdates',
    'installedUpdates',
    'compliantMs',
    'storedCompliantMs',
    'downloadedBytes',
  ]);
  for (let client = 0; client < clients.count; client++) {
    if (clients.buildOf(client) > 0 && !lifetimes.hasJoined(client)) continue;
    let required = 0;
    let installed = 0;
    for (let slot = 0; slot < updates.slotCountOf(client); slot++) {
      const state = updates.states.actual(client, slot);
      if (state === Actual.installed) installed++;
      else if (state !== Actual.notRequired) required++;
    }
    const lastOnlineMs = scans.lastOnlineMs[client]!;
    rows.add(
      client,
      clients.groupOf[client]!,
      clients.machineOf(client),
      clients.buildOf(client),
      lifetimes.hasJoined(client) ? lifetimes.joinedMs(client) : -1,
      lifetimes.hasLeft(client) ? lifetimes.leftMs(client) : -1,
      lastOnlineMs === -Infinity ? -1 : lastOnlineMs,
      scans.metadataVersion[client]!,
      scans.onlineCount[client]!,
      selection.hasPoint(client) ? selection.pointOf[client]! : -1,
      selection.switchCount[client]!,
      scans.refusalCount[client]!,
      scans.failureCount[client]!,
      restart.count[client]!,
      required,
      installed,
      measures.compliantMs[client]!,
      measures.storedCompliantMs[client]!,
      downloads.downloadedBytes[client]!,
    );
  }
  return rows;
}

/** Where the targeted clients stand that are not compliant: by deployment, group and the first cause that holds. */
export function unfinishedRows(scenario: Scenario, parts: ClientParts): Rows<UnfinishedColumn> {
  const { clients, lifetimes, memberships } = parts;
  const groupCount = scenario.groups.length;
  const counts = new Int32Array(scenario.deployments.length * groupCount * UNFINISHED_CAUSES.length);
  for (let client = 0; client < clients.count; client++) {
    for (const deployment of memberships.deploymentsOf(client)) {
      const cause = lifetimes.hasLeft(client)
        ? causeOfLeaving(deployment, client, parts)
        : causeOf(deployment, client, parts);
      if (cause === null) continue;
      const cell = deployment * groupCount + clients.groupOf[client]!;
      counts[cell * UNFINISHED_CAUSES.length + UNFINISHED_CAUSES.indexOf(cause)]!++;
    }
  }
  const rows = new Rows<UnfinishedColumn>(['deployment', 'group', 'cause', 'count']);
  counts.forEach((count, at) => {
    if (count === 0) return;
    const cell = Math.floor(at / UNFINISHED_CAUSES.length);
    rows.add(Math.floor(cell / groupCount), cell % groupCount, at % UNFINISHED_CAUSES.length, count);
  });
  return rows;
}

/** Of a client that its site still has, though it has left: compliant it is with nothing. */
function causeOfLeaving(deployment: number, client: number, { clients, updates }: ClientParts): Cause | null {
  return updates.deployments.isEmpty(deployment, clients.groupOf[client]!) ? null : 'left';
}

/** What has to come before the client installs: the deadline, or, where there is none, its user. */
function waitsFor(deployment: number, group: number, { clients, updates }: ClientParts): Cause {
  const { revisions } = updates.deployments;
  const revision = updates.deployments.revisionFor(deployment, group);
  const deadlineMs = revisions.deadlineMs(revision, clients.groups[group]!.zone);
  return deadlineMs === Infinity ? 'waitingForUser' : 'waitingForDeadline';
}

/** Why a client is not compliant with a deployment: the first of UNFINISHED_CAUSES that holds; null if it is. */
function causeOf(deployment: number, client: number, parts: ClientParts): Cause | null {
  const { clients, siteDeployments, updates, scans, downloads, installation, restart, machines } = parts;
  const group = clients.groupOf[client]!;
  let lacking = 0;
  let waiting = 0;
  let unknown = 0;
  let pruned = 0;
  let uncached = 0;
  let setAside = 0;
  // What it holds at its site, as everybody is counted by it: the client's policy may be an older one.
  for (const slot of updates.deployments.slots(deployment, clients.groupOf[client]!)) {
    const actual = updates.states.actual(client, slot);
    if (actual === Actual.pendingRestart) waiting++;
    if (actual !== Actual.required && actual !== Actual.cached) continue;
    lacking++;
    if (actual === Actual.required) uncached++;
    if (updates.setAside.has(client, slot)) setAside++;
    const known = updates.states.known(client, slot);
    if (known === Compliance.unknown) unknown++;
    else if (known !== Compliance.required && !updates.setAside.has(client, slot)) pruned++;
  }
  if (lacking + waiting === 0) return null;
  const { updatePoints } = clients.groups[group]!;
  if (updatePoints === null) return 'updatesDisabled';
  if (!hasAnyPoint(updatePoints)) return 'noUpdatePoint';
  if (!siteDeployments.exists(deployment, updates.deployments.topOfGroup[group]!)) return 'notDeployed';
  if (!updates.is(deployment, client, Enforcement.policy)) return 'neverReachedPolicy';
  if (lacking === 0 || restart.isPending(client)) return 'pendingRestart';
  if (installation.isInstalling(client)) return 'installing';
  if (pruned === lacking) return 'superseded';
  if (unknown > 0 && !scans.isScanning(client)) return 'updateUnknownToClient';
  if (uncached > 0 && downloads.isWaitingForContent(client)) return 'waitingForContent';
  if (uncached > 0 && downloads.isDownloading(client)) return 'downloading';
  if (!updates.is(deployment, client, TO_INSTALL)) return waitsFor(deployment, group, parts);
  const window = causeOfWindows(deployment, client, parts);
  if (window !== null) return window;
  if (setAside === lacking) return 'waitingForReevaluation';
  if (!machines.isReachable(client) && !scans.isScanning(client)) return 'absentSinceDeadline';
  return scans.isBusy(client) ? 'scanning' : 'required';
}

/** Whether what is in the cache waits for a maintenance window, and whether one will come that is long enough. */
function causeOfWindows(deployment: number, client: number, parts: ClientParts): Cause | null {
  const { updates, windowGate, writeFilters } = parts;
  const slots = updates
    .slotsOf(deployment, client)
    .filter((slot) => updates.isRequired(client, slot, Actual.cached));
  if (slots.some((slot) => writeFilters.isWithoutHope(client, slot))) return 'noWindowLongEnough';
  if (slots.some((slot) => writeFilters.isWaiting(client, slot))) return 'waitingForWindow';
  if (!windowGate.isWaiting(client)) return null;
  if (slots.some((slot) => windowGate.isWithoutHope(client, slot))) return 'noWindowLongEnough';
  return slots.some((slot) => !windowGate.admits(client, slot)) ? 'waitingForWindow' : null;
}
