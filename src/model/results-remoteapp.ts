import type { SignOutPolicy } from './scenario.ts';

/* What a run leaves behind of Azure RemoteApp collections. */

/** Where a collection stands in an update of its image. */
export const COLLECTION_STATUSES = ['inService', 'waitingForImage', 'updating', 'grace'] as const;
export type RemoteAppCollectionStatus = (typeof COLLECTION_STATUSES)[number];

/** One row per interval and RemoteApp collection. */
export const REMOTEAPP_COLLECTION_COLUMNS = [
  't',
  'remoteAppCollection',
  /** At the end: what new sessions land on, index into `templateImages`; index into COLLECTION_STATUSES. */
  'templateImage',
  'status',
  /** At the end: all, and those of older host sets, which updates have left behind, also with the same image. */
  'hosts',
  'hostsOnOldImage',
  'sessions',
  'sessionsOnOldImage',
  /** Of the interval: users told to sign out, those who did so in time, those forced off, active ones among them … */
  'told',
  'signedOutInTime',
  'forcedOff',
  'forcedOffActive',
  /** … those of them who lost work, and the time that users lost: not signed in although at work, and lost work. */
  'workLost',
  'lostMs',
  'signIns',
  /** Sign-ins of whoever an update had made leave; the most of all sign-ins, and of these, in any one minute. */
  'reconnections',
  'signInsPerMinuteMax',
  'reconnectionsPerMinuteMax',
  /** Session hosts times time, for every released update that their image lacks. */
  'exposedHostMs',
] as const;
export type RemoteAppCollectionColumn = (typeof REMOTEAPP_COLLECTION_COLUMNS)[number];

/** In the order of the columns `policy` and `askedBy`. */
export const SIGN_OUT_POLICIES = ['grace', 'signOutAtOnce'] as const satisfies readonly SignOutPolicy[];
export const UPDATE_ASKERS = ['administrator', 'provider'] as const;
export type UpdateAsker = (typeof UPDATE_ASKERS)[number];

/** What has become of an update of a collection. */
export const COLLECTION_UPDATE_OUTCOMES = [
  /** For its image, or for the end of the one before. */
  'waiting',
  'underWay',
  'succeeded',
  'failed',
  /** It never began: a later one took its place while it waited. */
  'replaced',
] as const;
export type CollectionUpdateOutcome = (typeof COLLECTION_UPDATE_OUTCOMES)[number];

/**
 * One row per update of a RemoteApp collection, in the order in which they were asked for, over the whole run, also
 * before the measured span. What became of users belongs to the update whose end caused it. Instants −1: not yet.
 */
export const REMOTEAPP_COLLECTION_UPDATE_COLUMNS = [
  'remoteAppCollection',
  /** Of the updates of its collection, from 1 on. */
  'number',
  'templateImage',
  /** Index into SIGN_OUT_POLICIES, into UPDATE_ASKERS, into COLLECTION_UPDATE_OUTCOMES. */
  'policy',
  'askedBy',
  'outcome',
  'askedMs',
  'startedMs',
  'endedMs',
  /** Session hosts that it builds; −1: it has not begun. */
  'hosts',
  /** As in the table of collections. */
  'told',
  'signedOutInTime',
  'forcedOff',
  'forcedOffActive',
  'workLost',
  'lostMs',
  'reconnections',
  'reconnectionsPerMinuteMax',
] as const;
export type RemoteAppCollectionUpdateColumn = (typeof REMOTEAPP_COLLECTION_UPDATE_COLUMNS)[number];

/** What a session is in. Who has none is signed off. */
export const SESSION_STATES = ['active', 'idle', 'disconnected'] as const;
export type SessionState = (typeof SESSION_STATES)[number];

/**
 * Sessions at the end of an interval, by the template image of their host, and whether an update has left that behind, be
 * it with a newer version of the same image; rows of zeros are left out.
 */
export const REMOTEAPP_SESSION_COLUMNS = [
  't',
  'remoteAppCollection',
  'templateImage',
  /** 0: the hosts on which new sessions land; 1: older ones. */
  'outdated',
  'state',
  'sessions',
] as const;
export type RemoteAppSessionColumn = (typeof REMOTEAPP_SESSION_COLUMNS)[number];

/** Sessions that ended in an interval, by cause and the state that they were in; rows of zeros are left out. */
export const REMOTEAPP_SIGN_OFF_COLUMNS = ['t', 'remoteAppCollection', 'cause', 'state', 'count'] as const;
export type RemoteAppSignOffColumn = (typeof REMOTEAPP_SIGN_OFF_COLUMNS)[number];
export const SIGN_OFF_CAUSES = [
  /** The user is done for the day. */
  'user',
  /** The user was told and did it in time. */
  'told',
  /** Disconnected for too long. */
  'timeout',
  /** The grace after an update was over. */
  'graceEnded',
  /** The update signed everybody out at once. */
  'atOnce',
] as const;
export type SignOffCause = (typeof SIGN_OFF_CAUSES)[number];

/**
 * One row per RemoteApp collection and update of a product of its images that was released in the run, or before it and
 * that hosts lacked. Instants −1: not yet.
 */
export const REMOTEAPP_UPDATE_COLUMNS = [
  'remoteAppCollection',
  'update',
  'releasedMs',
  /** From when new sessions land on an image with it; when the last session without it had ended, or it expired. */
  'inServiceMs',
  'lastSessionMs',
  'exposedHostMs',
] as const;
export type RemoteAppUpdateColumn = (typeof REMOTEAPP_UPDATE_COLUMNS)[number];
