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
 * `content`: what a distribution point got or is not going to get, packages first, then images; the template image of
 * an update of a collection; of other events −1. `cause`: index into EVENT_CAUSES, or −1.
 *
 * Of images, `detail` is: imported and sent, the bytes of its file; scheduled and started, the updates chosen; succeeded,
 * those that came into it; failed and cancelled, those that had been applied and were discarded; chosen, the client group
 * that is built from it. Of template images: begun, the updates that are applied; ready, the bytes of the image. Of the
 * others it is 0.
 */
export const SITE_EVENT_COLUMNS = [
  't',
  'site',
  'code',
  'subject',
  'detail',
  'full',
  'content',
  'cause',
] as const;
export type SiteEventColumn = (typeof SITE_EVENT_COLUMNS)[number];
/** Why servicing of an image, or the update of a RemoteApp collection, failed. */
export const EVENT_CAUSES = [
  /** The drive for servicing has no room. */
  'diskFull',
  /** An update could not be applied to the image. */
  'updateFailed',
  /** The files of an update have left the content library. */
  'contentMissing',
  /** The subnet has too few addresses for the new session hosts. */
  'addresses',
  /** The service failed for reasons of its own. */
  'service',
] as const;
export type EventCause = (typeof EVENT_CAUSES)[number];
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
  'imageSent',
] as const;

/** One row per interval and collection. */
export const COLLECTION_COLUMNS = ['t', 'collection', 'members'] as const;
export type CollectionColumn = (typeof COLLECTION_COLUMNS)[number];
