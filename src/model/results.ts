import type { Rows } from '../sim/rows.ts';
import type { ClientColumn, GroupOutcomes, UnfinishedColumn } from './results-clients.ts';
import type { DownloadColumn } from './results-downloads.ts';
import type { ImageColumn, ImageUpdateColumn, ImagingColumn, ServicingLogColumn } from './results-images.ts';
import type {
  RemoteAppCollectionColumn,
  RemoteAppCollectionUpdateColumn,
  RemoteAppSessionColumn,
  RemoteAppSignOffColumn,
  RemoteAppUpdateColumn,
} from './results-remoteapp.ts';
import type { CollectionColumn, DeploymentColumn, PackageColumn, SiteEventColumn } from './results-sites.ts';
import type { Scenario } from './scenario.ts';

export { DOWNLOAD_COLUMNS, type DownloadColumn } from './results-downloads.ts';

/*
 * What a run leaves behind: numbers in columns, by index into the scenario's lists, no names and no text. The report
 * floor turns them into tables. Times are ms since the start; `t` is the end of the interval that a row speaks of.
 * An index of −1 means "all".
 */

export interface RunResult {
  readonly scenario: Scenario;
  readonly replication: number;
  readonly clientCount: number;
  /** Events executed, and the fingerprint of the history at the end and after each simulated hour. */
  readonly eventCount: number;
  readonly fingerprint: string;
  readonly hourlyFingerprints: readonly string[];
  /** Bytes of model state per client: what a client costs in memory. */
  readonly stateBytes: number;

  /** Servers and links in the order in which `server` and `link` columns number them. */
  readonly serverNames: readonly {
    readonly name: string;
    readonly role: ServerRoleName;
    readonly servers: number;
  }[];
  readonly linkNames: readonly { readonly name: string; readonly bytesPerSecond: number }[];

  readonly compliance: Rows<ComplianceColumn>;
  readonly updateStates: Rows<UpdateStateColumn>;
  readonly coverage: Rows<CoverageColumn>;
  readonly timeToCompliant: Rows<TimeToCompliantColumn>;
  readonly lifeTable: Rows<LifeTableColumn>;
  readonly scans: Rows<ScanColumn>;
  readonly updatePoints: Rows<UpdatePointColumn>;
  readonly servers: Rows<ServerColumn>;
  readonly links: Rows<LinkColumn>;
  readonly stateMessages: Rows<StateMessageColumn>;
  readonly enforcement: Rows<EnforcementColumn>;
  readonly downloads: Rows<DownloadColumn>;
  readonly collections: Rows<CollectionColumn>;
  readonly deployments: Rows<DeploymentColumn>;
  readonly packages: Rows<PackageColumn>;
  readonly installations: Rows<InstallationColumn>;
  readonly restarts: Rows<RestartColumn>;
  readonly orchestrationGroups: Rows<OrchestrationColumn>;
  readonly writeFilters: Rows<WriteFilterColumn>;
  readonly exposure: Rows<ExposureColumn>;
  readonly images: Rows<ImageColumn>;
  readonly imageUpdates: Rows<ImageUpdateColumn>;
  readonly imaging: Rows<ImagingColumn>;
  /** Null when the scenario does not ask for it. */
  readonly servicingLog: Rows<ServicingLogColumn> | null;
  readonly remoteAppCollections: Rows<RemoteAppCollectionColumn>;
  readonly remoteAppCollectionUpdates: Rows<RemoteAppCollectionUpdateColumn>;
  readonly remoteAppSessions: Rows<RemoteAppSessionColumn>;
  readonly remoteAppSignOffs: Rows<RemoteAppSignOffColumn>;
  readonly remoteAppUpdates: Rows<RemoteAppUpdateColumn>;
  /** Status of the site's synchronizations and content: one row per observable event. */
  readonly events: Rows<SiteEventColumn>;
  /** Null when the scenario switches it off. */
  readonly clients: Rows<ClientColumn> | null;
  /** One row per server and per link over the whole measured span. */
  readonly serverTotals: Rows<ServerColumn>;
  readonly linkTotals: Rows<LinkColumn>;
  /** Where the clients that are not compliant at the horizon stand: by deployment, group and cause. */
  readonly unfinished: Rows<UnfinishedColumn>;
  /** How every client stands to every deployment at the horizon. */
  readonly clientOutcomes: readonly GroupOutcomes[];
}

export const SERVER_ROLES = ['softwareUpdatePoint', 'managementPoint', 'stateSystem'] as const;
export type ServerRoleName = (typeof SERVER_ROLES)[number];

/**
 * One row per interval, deployment, client group and site that has the group in its database: its primary site and the
 * central administration site above it. Counts of clients at the end of the interval.
 */
export type ComplianceColumn =
  | 't'
  | 'site'
  /** 0 in the rows of the top-level site of a hierarchy, which count every member once; 1 in those below it. */
  | 'belowTop'
  | 'deployment'
  | 'group'
  | 'members'
  /** The four readings: clients for which no update of the deployment is required (truth, client, database, console). */
  | 'actualCompliant'
  | 'actualBySuperseding'
  | 'knownCompliant'
  | 'storedCompliant'
  | 'shownCompliant'
  /** Clients whose metadata do not contain all updates of the deployment: neither required nor compliant. */
  | 'knownUnknown'
  | 'storedUnknown'
  | 'shownUnknown'
  /** Clients whose installation waits for a restart (truth, and as stored). */
  | 'actualPendingRestart'
  | 'storedPendingRestart'
  | 'policyReceived'
  | 'downloaded'
  /** Clients by what the console says of them from their stored states (MA-STATUS); −1 at a central site. */
  | 'statusSuccess'
  | 'statusInProgress'
  | 'statusError'
  | 'statusUnknown';

/**
 * One row per interval, site and update that the site knows: clients by the state that its database holds at the end of
 * the interval, by the reason for it, and by the state that its last summary shows. A central administration site
 * speaks of all clients below it.
 */
export const UPDATE_STATE_COLUMNS = [
  't',
  'site',
  'update',
  'clients',
  'required',
  'notRequired',
  'installed',
  'unknown',
  /** Required, because … */
  'notDeployed',
  'deployedNotInstalled',
  'installedWaitsForRestart',
  'installedNotYetStored',
  'noLongerRequiredNotYetStored',
  /** Unknown, because … */
  'notScanned',
  'scanFailed',
  'notYetProcessed',
  'notSentByChildSite',
  'corruptFile',
  'shownRequired',
  'shownNotRequired',
  'shownInstalled',
  'shownUnknown',
  /** 1: no package of the hierarchy holds its files, the console shows a red arrow. */
  'withoutContent',
] as const;
export type UpdateStateColumn = (typeof UPDATE_STATE_COLUMNS)[number];

/**
 * First instant at which a reading reached a share of the members; −1 if never. Stored and shown are those of the
 * top-level site. One row per deployment, reading, level.
 */
export type CoverageColumn = 'deployment' | 'reading' | 'level' | 'reachedMs' | 'sinceReleaseMs';

/** The order of the `reading` column. */
export const READINGS = ['actual', 'known', 'stored', 'shown'] as const;
export const COVERAGE_LEVELS = [0.5, 0.9, 0.95, 0.99] as const;

/** Time from release to actual compliance per deployment and group (−1: all). Quantiles −1 when not reached. */
export type TimeToCompliantColumn =
  | 'deployment'
  | 'group'
  | 'members'
  /** Compliant at release already (nothing of the deployment applied or all was installed). */
  | 'compliantAtRelease'
  | 'becameCompliant'
  | 'bySuperseding'
  | 'censored'
  | 'meanMs'
  | 'p50Ms'
  | 'p90Ms'
  | 'p95Ms'
  | 'p99Ms'
  | 'maxMs';

/**
 * The way to actual compliance per deployment, by the time since its release: per bin of less than 0.2 % (a
 * millisecond up to a second), named by its start. Bins in which nothing happened have no row; the last row of a
 * deployment is the end of the run. A deployment whose release does not come within the run has none.
 */
export type LifeTableColumn =
  | 'deployment'
  | 'sinceReleaseMs'
  /** Came under way in this bin: not compliant at the release, or as they became members after it. */
  | 'entered'
  | 'becameCompliant'
  /** Left the collection or the fleet before; in the last row, those still under way. */
  | 'censored'
  /** Exact mean time of those who became compliant in the bin; −1 without any. */
  | 'meanMs';

/** Scans of an interval by trigger, kind and outcome; rows with count 0 are left out. */
export type ScanColumn = 't' | 'trigger' | 'kind' | 'outcome' | 'count';
/** In the order of the seed's table. */
export const SCAN_TRIGGERS = [
  'firstScan',
  'schedule',
  'scanCycle',
  'evaluationCycle',
  'reevaluation',
  'beforeDownload',
  'beforeInstallation',
  'afterInstallation',
  'afterRestart',
  'scanNow',
] as const;
export const SCAN_KINDS = ['offline', 'delta', 'full'] as const;
export const SCAN_OUTCOMES = [
  'started',
  'completed',
  'refused',
  'unreachable',
  'timedOut',
  'notLocated',
  'interrupted',
] as const;

/** One row per interval and software update point; `server` as in `serverNames`. */
export type UpdatePointColumn =
  | 't'
  | 'server'
  /** Clients that stay with it now, and those that switched to it or away from it in the interval. */
  | 'clients'
  | 'came'
  | 'left'
  | 'metadataVersion'
  | 'updates';

/** Books and measures of one server over an interval. */
export type ServerColumn =
  | 't'
  | 'server'
  | 'arrivals'
  | 'served'
  | 'refused'
  | 'abandoned'
  | 'present'
  | 'servedInVain'
  | 'queueMean'
  | 'queueMax'
  | 'utilisation'
  /** Utilisation by offered load that never queues (policy polls without news). */
  | 'offeredUtilisation'
  | 'waitMeanMs'
  | 'waitP50Ms'
  | 'waitP95Ms'
  | 'waitP99Ms';

export type LinkColumn =
  | 't'
  | 'link'
  /** Bytes moved by flows that the link holds, and bytes booked for flows that a narrower link holds. */
  | 'bytes'
  | 'bookedBytes'
  | 'utilisation'
  | 'flowsMean'
  | 'flowsMax'
  | 'started'
  | 'completed'
  | 'aborted';

export type StateMessageColumn =
  | 't'
  | 'emitted'
  | 'batchesSent'
  | 'batchesRefused'
  | 'stored'
  /** Files that could not be read, and the messages lost with them. */
  | 'corruptFiles'
  | 'lost'
  /** Emitted, not yet stored and not lost: at the client, on the way, in the inbox. */
  | 'backlogAtClients'
  | 'backlogAtManagementPoints'
  | 'backlogAtSite'
  /** Clients in whose serial numbers a gap is open; full reports asked for and stored. */
  | 'gapsOpen'
  | 'resyncsRequested'
  | 'resyncsDone'
  /** Stored at a primary site and not yet at the central administration site above it. */
  | 'backlogToParent'
  | 'ageMeanMs'
  | 'ageP50Ms'
  | 'ageP95Ms'
  | 'ageMaxMs';

/** Installations of updates on the clients of a group in an interval; rows of zeros are left out. */
export const INSTALLATION_COLUMNS = [
  't',
  'group',
  'started',
  'completed',
  'failed',
  /** Given up at the maximum run time; the operating system goes on (CF-12). */
  'timedOut',
  /** Broken off by a shutdown. */
  'interrupted',
  'startedByUser',
  /** Started while the client had maintenance windows and none was open. */
  'outsideWindow',
  /** At the end of the interval: installations under way, clients whose installation waits for a window … */
  'running',
  'waitingForWindow',
  /** … and clients whose restart waits: for somebody who makes it, or its deployment's deadline; for a window. */
  'restartWaiting',
  'restartWaitingForWindow',
  /** Time of the interval that clients spent installing, added up: not asleep, but beyond the maximum run time too. */
  'busyMs',
] as const;
export type InstallationColumn = (typeof INSTALLATION_COLUMNS)[number];

/** Restarts of an interval by group and cause; rows with count 0 are left out. */
export type RestartColumn =
  | 't'
  | 'group'
  | 'cause'
  | 'count'
  | 'outsideBusinessHours'
  | 'countdownMetUser'
  /** Those made or forced in the last part of a countdown, which its user could not dismiss. */
  | 'inFinalCountdown';
export const RESTART_CAUSES = ['deadline', 'user', 'shutdown', 'other', 'filter'] as const;

/** One row per interval and group with a write filter. */
export const WRITE_FILTER_COLUMNS = [
  't',
  'group',
  /** Devices at the end of the interval. */
  'filterOn',
  'switching',
  'servicing',
  /** Of the interval. */
  'started',
  'completed',
  'overlaid',
  'lost',
  'refused',
] as const;
export type WriteFilterColumn = (typeof WRITE_FILTER_COLUMNS)[number];

/** One row per interval and orchestration group. */
export const ORCHESTRATION_COLUMNS = [
  't',
  'orchestrationGroup',
  /** Of the interval. */
  'given',
  'completed',
  'stopped',
  /** Members at its end. */
  'idle',
  'waiting',
  'inProgress',
  'failed',
  'pendingRestart',
] as const;
export type OrchestrationColumn = (typeof ORCHESTRATION_COLUMNS)[number];

/** Time during which clients required an update and had not installed it, over the measured span. */
export type ExposureColumn = 'update' | 'group' | 'clients' | 'clientMs' | 'requiredAtEnd';

/**
 * Clients by their last stored state of a topic (index into TOPICS) and what it is about: a deployment, an update of the
 * catalogue, or their scans (both −1). `state`: its documented id. Rows with no clients are left out.
 */
export type EnforcementColumn = 't' | 'site' | 'topic' | 'deployment' | 'update' | 'state' | 'clients';

export * from './results-clients.ts';
export * from './results-images.ts';
export * from './results-remoteapp.ts';
export * from './results-sites.ts';
