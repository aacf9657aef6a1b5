/* What a run leaves behind of its sites: packages, deployments, events. */

/** One row per interval and deployment package that is there. Bytes are those of the interval. */
export const PACKAGE_COLUMNS = [
  't',
  'package',
  'version',
  'updates',
  'sizeBytes',
  'distributionPoints',
  /** Of these: with the current version, on the way there, waiting, given up. */
  'current',
  'onTheWay',
  'waiting',
  'failed',
  'downloadedBytes',
  'sentBytes',
] as const;
export type PackageColumn = (typeof PACKAGE_COLUMNS)[number];

/** One row per interval, top-level site and deployment that was created there. */
export const DEPLOYMENT_COLUMNS = [
  't',
  'site',
  'deployment',
  'exists',
  'enabled',
  'updates',
  'updatesWithoutContent',
  'flagged',
  'alert',
] as const;
export type DeploymentColumn = (typeof DEPLOYMENT_COLUMNS)[number];

/**
 * `site`: where it happens, or −1; `code`: index into SITE_EVENTS; `subject`: SUP, DP, deployment, site or action
 * number, or −1; `detail`: updates or bytes; `full`: 1 for a full synchronization, 0 for a delta one, else −1.
 *
 * Of images, `detail` is: imported, the bytes of its file; scheduled and started, the updates chosen; succeeded, those
 * that came into it; failed and cancelled, those that had been applied and were discarded. Of template images: begun, the
 * updates that are applied; ready, the bytes of the image. Of the others it is 0.
 */
export type SiteEventColumn = 't' | 'site' | 'code' | 'subject' | 'detail' | 'full';
export const SITE_EVENTS = [
  'syncStarted',
  'wsusSyncing',
  'databaseSyncing',
  'syncCompleted',
  'syncFailed',
  'replicaSyncing',
  'replicaSynced',
  'deploymentCreated',
  'contentDownloaded',
  'contentDistributed',
  'outage',
  'restored',
  'capacitySet',
  'queueLimitSet',
  'childRequested',
  'itemsReplicated',
  'deploymentReplicated',
  'replicaSkipped',
  'defaultChanged',
  'packageUpdated',
  'packageDeleted',
  'distributionFailed',
  'deploymentNotCreated',
  'deploymentChanged',
  'deploymentEnabled',
  'deploymentDisabled',
  'deploymentDeleted',
  'ruleEvaluated',
  'ruleFailed',
  'groupUpdatesAdded',
  'groupUpdatesRemoved',
  'ruleEnabled',
  'ruleDisabled',
  'phaseBegun',
  'phasesSuspended',
  'phasesResumed',
  'alertRaised',
  'imageImported',
  'servicingScheduled',
  'servicingNotScheduled',
  'servicingStarted',
  'servicingSucceeded',
  'servicingFailed',
  'servicingCancelled',
  'servicingNotCancelled',
  'imageChosen',
  'templateImageBegun',
  'templateImageReady',
  'collectionUpdateWaits',
  'collectionUpdateStarted',
  'collectionUpdated',
  'collectionUpdateFailed',
] as const;

/** One row per interval and collection. */
export const COLLECTION_COLUMNS = ['t', 'collection', 'members'] as const;
export type CollectionColumn = (typeof COLLECTION_COLUMNS)[number];
