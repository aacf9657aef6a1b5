import { Rows } from '../../sim/rows.ts';
import type { ClientUpdates } from '../client/client-updates.ts';
import type { Clients } from '../client/clients.ts';
import type { Downloads } from '../client/downloads.ts';
import type { Installation } from '../client/installation.ts';
import type { Lifetimes } from '../client/lifetimes.ts';
import type { Machines } from '../client/machines.ts';
import type { Restart } from '../client/restart.ts';
import type { ScanAgent } from '../client/scan-agent.ts';
import type { UpdatePointSelection } from '../client/update-point-selection.ts';
import type { WindowGate } from '../client/window-gate.ts';
import type { WriteFilters } from '../client/write-filter.ts';
import type { ClientColumn } from '../results.ts';
import type { Deployments } from '../site/deployment/deployments.ts';
import type { Memberships } from '../site/deployment/memberships.ts';
import { Actual } from '../updates/update-states.ts';
import type { ClientMeasures } from './client-measures.ts';

/** The parts of a client that its row and its outcomes are read from. */
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
