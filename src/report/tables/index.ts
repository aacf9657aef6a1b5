import type { Table } from '../table.ts';
import { clientsTable } from './clients.ts';
import { collectionsTable } from './collections.ts';
import { complianceTable } from './compliance.ts';
import { coverageTable } from './coverage.ts';
import { deploymentsTable } from './deployments.ts';
import { downloadsTable } from './downloads.ts';
import { enforcementTable } from './enforcement.ts';
import { eventsTable } from './events.ts';
import { exposureTable } from './exposure.ts';
import { imageUpdatesTable } from './image-updates.ts';
import { imagesTable } from './images.ts';
import { imagingTable } from './imaging.ts';
import { installationsTable } from './installations.ts';
import { lifeTableTable } from './life-table.ts';
import { linksTable, linkTotalsTable } from './links.ts';
import { orchestrationGroupsTable } from './orchestration-groups.ts';
import { packagesTable } from './packages.ts';
import { remoteAppCollectionUpdatesTable } from './remoteapp-collection-updates.ts';
import { remoteAppCollectionsTable } from './remoteapp-collections.ts';
import { remoteAppSessionsTable, remoteAppSignOffsTable } from './remoteapp-sessions.ts';
import { remoteAppUpdatesTable } from './remoteapp-updates.ts';
import { restartsTable } from './restarts.ts';
import { scansTable } from './scans.ts';
import { serversTable, serverTotalsTable } from './servers.ts';
import { softwareUpdatePointsTable } from './software-update-points.ts';
import { stateMessagesTable } from './state-messages.ts';
import { summaryTable } from './summary.ts';
import { timeToCompliantTable } from './time-to-compliant.ts';
import { unfinishedTable } from './unfinished.ts';
import { updateStatesTable } from './update-states.ts';
import { writeFiltersTable } from './write-filters.ts';

/** Every table of a results folder, in the order of its documentation. */
export const TABLES: readonly Table[] = [
  summaryTable,
  complianceTable,
  updateStatesTable,
  coverageTable,
  timeToCompliantTable,
  lifeTableTable,
  unfinishedTable,
  exposureTable,
  scansTable,
  softwareUpdatePointsTable,
  serversTable,
  serverTotalsTable,
  linksTable,
  linkTotalsTable,
  stateMessagesTable,
  enforcementTable,
  downloadsTable,
  collectionsTable,
  deploymentsTable,
  packagesTable,
  installationsTable,
  restartsTable,
  orchestrationGroupsTable,
  writeFiltersTable,
  imagesTable,
  imageUpdatesTable,
  imagingTable,
  remoteAppCollectionsTable,
  remoteAppCollectionUpdatesTable,
  remoteAppSessionsTable,
  remoteAppSignOffsTable,
  remoteAppUpdatesTable,
  eventsTable,
  clientsTable,
];
