/* What a run leaves behind of images: how they were serviced, where they are, which machines came from them. */

/** What the console shows as the state of an image's scheduled updates (seed 001, servicing operations). */
export const SERVICING_STATUSES = [
  'none',
  'scheduled',
  'inProgress',
  'succeeded',
  'failed',
  'cancelled',
] as const;
export type ServicingStatus = (typeof SERVICING_STATUSES)[number];

/** One row per interval and image that has been imported. */
export const IMAGE_COLUMNS = [
  't',
  'image',
  /** Source version: 1 at the import, one more with every run that changed its file. */
  'version',
  /** The version that its distribution points are sent, which is that of the content library; 0: none yet. */
  'distributedVersion',
  /** Index into SERVICING_STATUSES, and the start that is planned; −1: none is. */
  'status',
  'plannedMs',
  'sizeBytes',
  /** Updates in it; and those that servicing could bring into it, but for those that others of them, or others in it, replace. */
  'updates',
  'missing',
  /** On the drive for servicing: at the end, and the most of the interval. */
  'temporaryBytes',
  'temporaryPeakBytes',
  /** Distribution points that are to have it; with what the library has, on the way there, waiting, given up. */
  'distributionPoints',
  'current',
  'onTheWay',
  'waiting',
  'failed',
  /** Bytes of the interval that distribution points have received. */
  'sentBytes',
  /** Time of the interval in which any of these distribution points lacked what the library holds. */
  'outdatedMs',
] as const;
export type ImageColumn = (typeof IMAGE_COLUMNS)[number];

/** The updates that are in an image at its import; those that are planned; and what became of them, at the end of each run. */
export const IMAGE_UPDATE_COLUMNS = [
  /** The import, the wizard that planned it, or the end of the run. */
  't',
  'image',
  /** Runs of the image, from 1: planned ones are for the next; 0: its import. */
  'run',
  'update',
  /** Index into IMAGE_UPDATE_OUTCOMES. */
  'outcome',
  /** The version of the image that it came into; −1: none. */
  'version',
] as const;
export type ImageUpdateColumn = (typeof IMAGE_UPDATE_COLUMNS)[number];
export const IMAGE_UPDATE_OUTCOMES = [
  /** It was in the image at its import. */
  'imported',
  /** It is to be applied, unless another schedule takes the place of this one; what became of it is in a row of its own. */
  'planned',
  /** It is in the image. */
  'applied',
  /** The image refused it. */
  'failed',
  /** Not a component-based package: it was logged and left out (domain, 13.10). */
  'notSupported',
  /** It had been applied to a copy that was not committed. */
  'discarded',
  /** The run ended before its turn. */
  'notReached',
] as const;
export type ImageUpdateOutcome = (typeof IMAGE_UPDATE_OUTCOMES)[number];

/** What the site writes about servicing, in the order in which it happens. Numbers that a line lacks are −1. */
export const SERVICING_LOG_COLUMNS = ['t', 'line', 'image', 'update', 'bytes', 'code'] as const;
export type ServicingLogColumn = (typeof SERVICING_LOG_COLUMNS)[number];
/**
 * Index of `line`. `update`: that the line is about. `bytes`: what is copied, exported or removed, or for which the drive
 * has no room. `code`: of `applyFailed`, `diskFull` and `failed` a Windows error, of the others a count: updates, or
 * distribution points.
 */
export const SERVICING_LOG_LINES = [
  'scheduled',
  'nothingToSchedule',
  'started',
  'copyingUpdates',
  'copyingImage',
  'mounting',
  'checking',
  'applying',
  'applied',
  'applyFailed',
  'notSupported',
  'cleaningUp',
  'committing',
  'exporting',
  'copyingBack',
  'oldVersionRemoved',
  'updatingDistributionPoints',
  'diskFull',
  'cancelled',
  'unmountedWithoutCommit',
  'succeeded',
  'failed',
] as const;
export type ServicingLogLine = (typeof SERVICING_LOG_LINES)[number];

/**
 * Machines that are built from images, of a group in an interval. Rows of zeros are left out. One that turns to another
 * image while it waits has begun with the one and ends with the other: what has begun and what has ended agree by group.
 */
export const IMAGING_COLUMNS = [
  't',
  'group',
  'image',
  /** Of the interval. */
  'started',
  'completed',
  /** Whose machine left the fleet for good before its image was on. */
  'stopped',
  /** At its end: machines that wait for the image at a distribution point, and those being built. */
  'waiting',
  'underWay',
  /** Bytes of images that arrived at machines, also of transfers that broke off. */
  'sentBytes',
  /**
   * Updates that the completed ones lacked as they joined, applicable by servicing or not, but for those that others of
   * them, or others that they have, replace; their bytes.
   */
  'requiredUpdates',
  'requiredBytes',
] as const;
export type ImagingColumn = (typeof IMAGING_COLUMNS)[number];
