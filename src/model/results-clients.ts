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

/** How a client stands to a deployment at the end: compliant in time or late, or why not. */
export const CLIENT_OUTCOMES = [
  /** The machine is no client of its number then: it has not joined, or is deleted. */
  'notInFleet',
  'notTargeted',
  /** Compliant, and for the first time not after the deadline of its time zone. */
  'compliantInTime',
  'compliantLate',
  ...UNFINISHED_CAUSES,
] as const;

/** Outcomes of a deployment for the clients of a group that are the `build`-th of their machine. */
export interface GroupOutcomes {
  readonly deployment: number;
  readonly group: number;
  readonly build: number;
  /** By the number in the group: index into CLIENT_OUTCOMES. */
  readonly outcomes: Uint8Array;
}

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
