/* What a run leaves behind of single clients, and of those that are not done. */

export type UnfinishedColumn = 'deployment' | 'group' | 'cause' | 'count';
/** Why a targeted client is not compliant at the horizon: the first that holds. */
export const UNFINISHED_CAUSES = [
  'left',
  'updatesDisabled',
  'noUpdatePoint',
  'notDeployed',
  'neverReachedPolicy',
  'pendingRestart',
  'installing',
  'superseded',
  'updateUnknownToClient',
  'waitingForContent',
  'downloading',
  'waitingForDeadline',
  'waitingForUser',
  'noWindowLongEnough',
  'waitingForWindow',
  'waitingForReevaluation',
  'absentSinceDeadline',
  'scanning',
  'required',
] as const;

/** One row per client at the end. Instants −1 when it never happened. */
export type ClientColumn =
  | 'client'
  | 'group'
  | 'numberInGroup'
  /** How often its machine was rebuilt before. */
  | 'build'
  /** 0: it was there from the start. */
  | 'joinedMs'
  | 'leftMs'
  | 'lastOnlineScanMs'
  | 'metadataVersion'
  | 'onlineScans'
  | 'updatePoint'
  | 'updatePointSwitches'
  | 'refusals'
  | 'failedScans'
  | 'restarts'
  | 'requiredUpdates'
  | 'installedUpdates'
  | 'compliantMs'
  | 'storedCompliantMs'
  | 'downloadedBytes';
