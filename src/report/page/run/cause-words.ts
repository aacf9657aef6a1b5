import type { UNFINISHED_CAUSES } from '../../../model/results.ts';

/** Where a client stands that is not compliant at the end of the run, in words that fit beside a bar. */
export const CAUSE_WORDS: Readonly<Record<(typeof UNFINISHED_CAUSES)[number], string>> = {
  left: 'left the fleet',
  updatesDisabled: 'software updates are disabled for them',
  noUpdatePoint: 'no software update point to scan at',
  notDeployed: 'the deployment does not exist at their site',
  neverReachedPolicy: 'the policy has not reached them',
  pendingRestart: 'installed, waits for a restart',
  installing: 'installing',
  superseded: 'superseded or no longer offered',
  updateUnknownToClient: 'their metadata do not know the update',
  waitingForContent: 'the content is nowhere they may look',
  downloading: 'downloading',
  waitingForDeadline: 'waits for the deadline',
  waitingForUser: 'waits for the user, there is no deadline',
  noWindowLongEnough: 'no maintenance window is long enough',
  waitingForWindow: 'waits for a maintenance window',
  waitingForReevaluation: 'waits for the next evaluation of deployments',
  absentSinceDeadline: 'off, asleep or away since the deadline',
  scanning: 'scanning, or waiting to scan',
  required: 'required, nothing holds it back',
};
