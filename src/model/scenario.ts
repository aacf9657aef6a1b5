import type { Distribution } from '../sim/distribution.ts';
import type { Catalog, UpdateKind } from './updates/catalog.ts';

/*
 * What a fleet is built from: plain frozen data, everything resolved. Instants are integer milliseconds since the
 * start of the simulation, durations integer milliseconds, sizes integer bytes, rates bytes per second. `src/scenario`
 * makes it from text; nothing below ever sees a date, a unit or a default.
 */

/** Which documents decide where they differ: the 2017 introduction, or the latest public documentation (2303). */
export type Profile = 'seed2017' | 'cb2303';

export interface Scenario {
  readonly name: string;
  readonly description: string;
  readonly seed: string;
  readonly profile: Profile;
  /** Simulated time 0 as milliseconds since 1970-01-01T00:00Z. */
  readonly startEpochMs: number;
  readonly horizonMs: number;
  /** Where tables start: what comes before is warm-up. */
  readonly measureFromMs: number;
  readonly initial: InitialState;
  readonly catalog: Catalog;
  readonly zones: readonly ZoneTable[];
  readonly locations: readonly Location[];
  /** Parents before their children. */
  readonly sites: readonly Site[];
  /** By site, in the order of `sites`. The first of a site is its default one, the source of the others. */
  readonly softwareUpdatePoints: readonly SoftwareUpdatePoint[];
  readonly managementPoints: readonly ManagementPoint[];
  readonly distributionPoints: readonly DistributionPoint[];
  readonly groups: readonly ClientGroup[];
  readonly deployments: readonly Deployment[];
  readonly actions: readonly Action[];
  readonly clientSettings: ClientSettings;
  readonly assumptions: Assumptions;
  readonly thresholds: readonly Threshold[];
  readonly output: { readonly intervalMs: number; readonly clients: boolean };
}

/** A time zone as offsets from UTC over the simulated span and a margin of 60 days on both sides. */
export interface ZoneTable {
  readonly name: string;
  /** Instants at which `offsetMs` begins to apply, ascending; the first is before everything simulated. */
  readonly transitions: readonly { readonly fromMs: number; readonly offsetMs: number }[];
}

/** How the fleet begins. */
export interface InitialState {
  /** `steadyState`: a fleet long in operation. `enrolment`: newborn clients that have no policy and never scanned. */
  readonly mode: 'steadyState' | 'enrolment';
  /**
   * Share of clients by months of lag at the start: [0] have installed everything released before the start, [1]
   * lack the latest month's updates, and so on. Sums to 1.
   */
  readonly patchedShareByLag: readonly number[];
}

/** A place with clients or servers, and its link to the site's own network. */
export interface Location {
  readonly name: string;
  /** null: on the site server's own network, without a limit worth modelling. */
  readonly link: LinkSpec | null;
}

export interface LinkSpec {
  readonly bytesPerSecond: number;
  readonly latencyMs: number;
  /** No flow gets more than this. */
  readonly flowBytesPerSecondMax: number;
}

/** What a site is in its hierarchy. Only primary sites have clients assigned; secondary sites relay to their parent. */
export type SiteKind = 'centralAdministration' | 'primary' | 'secondary';

/** A site server. Its roles stand in lists of their own and name it. */
export interface Site {
  readonly name: string;
  readonly kind: SiteKind;
  /** Index into `sites`, smaller than its own; −1: top-level, so it synchronizes with the source of updates. */
  readonly parent: number;
  /** Index into `locations`: where the site server stands. */
  readonly location: number;
  readonly synchronization: Synchronization;
  /** Null where no state messages are stored: at central administration and secondary sites. */
  readonly stateSystem: StateSystem | null;
  readonly summarization: { readonly intervalMs: number };
  /** How data travel between the site and its parent; null at the top. */
  readonly replication: Replication | null;
  /** Download of update files from Microsoft to the package source. */
  readonly internetBytesPerSecond: number;
}

export interface Synchronization {
  /** Every scheduled start, ascending; none below the top, where the parent asks. */
  readonly startsMs: readonly number[];
  /**
   * Per update of the catalogue: from when on the source of the top-level site offers it; Infinity: its product or
   * classification is not synchronized. Empty below the top.
   */
  readonly offeredMs: readonly number[];
  /** A synchronization is full when the last full one is at least this old (CF-9). */
  readonly fullEveryMs: number;
  /** WSUS step: fixed part and part per update that it brings. */
  readonly wsusFixedMs: number;
  readonly wsusPerUpdateMs: number;
  /** Metadata per update on the way from one WSUS server to another. */
  readonly updateBytes: number;
  /** Wait for results to settle after the WSUS step. */
  readonly settleMs: number;
  /** Step from the WSUS database to the site database: fixed part and part per update. */
  readonly databaseFixedMs: number;
  readonly databasePerUpdateMs: number;
  /** Retry after a failed synchronization. */
  readonly retryMs: number;
}

/**
 * How data travel between a site and its parent: database replication, of which each direction sends once per interval
 * (ASSUME-DRS), and the state files of a secondary site.
 */
export interface Replication {
  /** Downward: configuration items of updates, and deployments. */
  readonly globalIntervalMs: number;
  readonly itemBytes: number;
  /** Upward, from a primary site: state of clients. */
  readonly stateIntervalMs: number;
  /** Upward, from a secondary site: from the first state file that waits to the package with it (MA-SITE-SENDER). */
  readonly fileIntervalMs: number;
  /** A state message on either way up. */
  readonly messageBytes: number;
}

export interface StateSystem {
  /** From the arrival of a file in the inbox of an idle state system to the start of processing. */
  readonly wakeDelayMs: number;
  readonly loaderThreads: number;
  /** Files per chunk, and chunks that one pass over the inbox fetches at most. */
  readonly chunkFiles: number;
  readonly chunksMax: number;
  /** The state system looks into its inbox at least this often: after an outage nothing else wakes it. */
  readonly inboxPollMs: number;
  /** Work per state message; a file takes as long as its messages together (MA-STATESYS). */
  readonly recordMs: number;
  /** Share of files that arrive damaged and cannot be processed (seed 002, compliance states). */
  readonly corruptShare: number;
  /** A gap in a client's serial numbers this old leads to a resynchronization, at the next check. */
  readonly missingMessageAgeMs: number;
  readonly resyncCheckMs: number;
  /** From one request for a resynchronization to the next while the gap is open; the last repeats. Not empty. */
  readonly resyncRetryMs: readonly number[];
}

interface ServerRole {
  readonly name: string;
  /** Index into `sites`. */
  readonly site: number;
  readonly location: number;
}

export interface SoftwareUpdatePoint extends ServerRole {
  /** Requests of how many clients are worked on at a time. */
  readonly servers: number;
  /** Work of one delta scan at the server. A full scan takes `fullScanFactor` times that. */
  readonly deltaScan: Distribution;
  readonly fullScanFactor: number;
  /** Scans that may wait; further ones are refused (HTTP 503). */
  readonly queueLimit: number;
  /** What becomes of a request whose client has given up: it is dropped, or the server does it in vain. */
  readonly abandonedWork: 'dropped' | 'done';
  /** Servers of one site with the same number share a database: who moves between them needs no full scan. */
  readonly database: number;
}

export interface ManagementPoint extends ServerRole {
  readonly servers: number;
  readonly request: Distribution;
  readonly queueLimit: number;
  /** From the relay of a remote management point to the site server's inbox; 0 on the site server itself. */
  readonly fileMoverMs: number;
}

export interface DistributionPoint extends ServerRole {
  readonly bytesPerSecond: number;
  /** No client gets more than this from the distribution point. */
  readonly flowBytesPerSecondMax: number;
}

export type ClientKind = 'workstation' | 'laptop' | 'server';

/** Clients alike in everything but luck. */
export interface ClientGroup {
  readonly name: string;
  readonly count: number;
  /** Index into `catalog.products`. */
  readonly product: number;
  readonly location: number;
  readonly zone: number;
  readonly kind: ClientKind;
  readonly presence: Presence;
  readonly user: UserPresence;
  /** Index into `sites`: the primary site that its clients are assigned to, or a secondary site of that. */
  readonly site: number;
  /** Where its clients scan; null: they are told of no software update point, for updates are disabled for them. */
  readonly updatePoints: UpdatePointList | null;
  /** Indices into `managementPoints`: each client has one of them. */
  readonly managementPoints: readonly number[];
  /** Index into `distributionPoints`: where its clients fetch content. */
  readonly distributionPoint: number;
  /** Time between two acts of a client's user; null: never. */
  readonly scanCycle: Distribution | null;
  readonly evaluationCycle: Distribution | null;
}

/** The software update points that clients may use: indices into `softwareUpdatePoints`. */
export interface UpdatePointList {
  /** Of their own boundary group. None: their site has none yet. */
  readonly own: readonly number[];
  /** Of neighbours, and how long after the first failure they may be used. */
  readonly neighbours: readonly { readonly afterMs: number; readonly points: readonly number[] }[];
}

/**
 * What being absent is. `shutdown`: timers stop; the boot completes a pending restart and polls policy. `sleep`:
 * timers that came due fire on wake; nothing is completed. `offNetwork`: local work goes on, no server is reached.
 */
export type Absence = 'shutdown' | 'sleep' | 'offNetwork';

export type Presence =
  | { readonly pattern: 'alwaysOn' }
  | {
      /** Present on chosen local weekdays from about `fromMs` to about `toMs` of the local day. */
      readonly pattern: 'officeHours';
      /** Bit 0 is Monday. */
      readonly weekdays: number;
      readonly fromMs: number;
      readonly toMs: number;
      /** Added to both ends of each day, drawn anew for each. */
      readonly jitter: Distribution;
      /** Share of those days on which the client is present at all. */
      readonly attendance: number;
      readonly absence: Absence;
    }
  | {
      /** Periods up and down in turn. */
      readonly pattern: 'upDown';
      readonly up: Distribution;
      readonly down: Distribution;
      readonly absence: Absence;
    };

/** When somebody is signed in, and what they do about a restart countdown. */
export interface UserPresence {
  readonly signedIn: 'never' | 'always' | 'officeHours';
  /** For `officeHours`: bit 0 is Monday; local times of day, beyond 24 h for hours that end on the next day. */
  readonly weekdays: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Share of users who restart by themselves during a countdown, and after how long. */
  readonly restartShare: number;
  readonly restartAfter: Distribution;
}

/** What clients report of their enforcement of a deployment (domain, state messages of the client). */
export const VERBOSITIES = ['none', 'errors', 'successAndErrors', 'all'] as const;
export type Verbosity = (typeof VERBOSITIES)[number];

/** A required deployment of updates to a collection. */
export interface Deployment {
  readonly name: string;
  /** Indices into `catalog.updates`, ascending. */
  readonly updates: readonly number[];
  /** Indices into `groups`: the collection. */
  readonly groups: readonly number[];
  /** When the administrator creates it: content starts to be downloaded, policy is written. */
  readonly createdMs: number;
  /** Per zone (index into `zones`): client-local times differ, UTC ones are all equal. */
  readonly availableMs: readonly number[];
  readonly deadlineMs: readonly number[];
  /** Added to the deadline, drawn per client; null: none. */
  readonly deadlineDelay: Distribution | null;
  /** Which of its enforcement messages clients send. */
  readonly verbosity: Verbosity;
  /** Release of its updates: the latest of them; compliance is measured from here. */
  readonly releasedMs: number;
}

/**
 * What happens at an instant of the run. `target` is an index into the servers of that role, into `sites` for a state
 * system, or into `locations` for a link.
 */
export type Action =
  | { readonly verb: 'outage' | 'restore'; readonly atMs: number; readonly target: ServerTarget }
  | {
      readonly verb: 'setCapacity';
      readonly atMs: number;
      readonly target: ServerTarget;
      readonly value: number;
    }
  /** The longest queue of a software update point or management point. */
  | {
      readonly verb: 'setQueueLimit';
      readonly atMs: number;
      readonly target: ServerTarget;
      readonly value: number;
    }
  /** A top-level site synchronizes. */
  | { readonly verb: 'syncNow'; readonly atMs: number; readonly site: number; readonly full: boolean }
  /** A software update point becomes the default one of its site. */
  | { readonly verb: 'makeDefault'; readonly atMs: number; readonly target: ServerTarget }
  | {
      readonly verb: 'scanNow' | 'switchUpdatePoint';
      readonly atMs: number;
      readonly groups: readonly number[];
    };

export interface ServerTarget {
  readonly role: 'softwareUpdatePoint' | 'managementPoint' | 'stateSystem' | 'distributionPoint' | 'link';
  readonly index: number;
}

export interface ClientSettings {
  readonly policyPollMs: number;
  readonly stateCycleMs: number;
  readonly scanIntervalMs: number;
  readonly scanJitter: Distribution;
  readonly firstScanDelay: Distribution;
  readonly scanTtlMs: number;
  /** The schedule on which deployments are evaluated again, and what is added to each start. */
  readonly reevaluationIntervalMs: number;
  readonly reevaluationJitter: Distribution;
  readonly restartCountdownMs: number;
  /** Local hours in which a restart disturbs; bit 0 is Monday. */
  readonly businessHours: { readonly weekdays: number; readonly fromMs: number; readonly toMs: number };
}

/** What no document says, by the names of `docs/model.md`. */
export interface Assumptions {
  /** Messages of the scans after an installation or a restart leave within this time (MA-STATE-HIGH). */
  readonly stateHighIntervalMs: number;
  /** Wait before a scan that failed with a code worth a retry is tried again (MA-SUP-RETRY). */
  readonly scanRetryMs: number;
  /** Retries at one software update point before the client turns to another. */
  readonly scanRetriesMax: number;
  /** Wait after the last of them, and between tries at further ones (MA-SUP-RETRY, MA-SUP-SHORT). */
  readonly switchExtraMs: number;
  readonly shortCycleMs: number;
  /** The last good software update point is kept at least this long before a neighbour's is used. */
  readonly lastKnownGoodMs: number;
  /** Whether a scan that got no answer in time is tried again like a refused one (MA-NONRETRY). */
  readonly timeoutIsRetried: boolean;
  /** A new update source: wait for group policy, then for it to settle. */
  readonly sourceWait: Distribution;
  readonly sourceSettleMs: number;
  /** Which states of a scan a client reports (topic 501; MA-SCAN-STATE). */
  readonly scanStates: 'changes' | 'all';
  /** Wait before a message batch that no management point took is sent again. */
  readonly stateRetryMs: number;
  /** A scan that has waited this long in the queue of WSUS is given up. */
  readonly scanTimeoutMs: number;
  /** The client's own part of a scan: searching with the metadata it holds. */
  readonly scanEvaluation: Distribution;
  /** Metadata of a delta scan: fixed part and part per new update; of a full scan. */
  readonly deltaMetadataBytes: number;
  readonly deltaMetadataBytesPerUpdate: number;
  readonly fullMetadataBytes: number;
  /** Round trip to a management point for a location request. */
  readonly locationRequestMs: number;
  /** Installation time per kind of update. */
  readonly installDuration: Readonly<Record<UpdateKind, Distribution>>;
  /** Which kinds of update need a restart to finish. */
  readonly restartNeeded: Readonly<Record<UpdateKind, boolean>>;
  /** When awaited content has come, each client looks at its distribution point within this time. */
  readonly contentRetryMs: number;
  /** From the start of a restart until the machine works again. */
  readonly restartDuration: Distribution;
  /** Start of downloads after the available time (profile `cb2303` only; J5). */
  readonly availableDelay: Distribution;
  /** `cb2303`: a newer catalogue version inside the time to live makes a scan go online (MA-CATVER). */
  readonly catalogVersionForcesOnline: boolean;
  /** Offered load of policy polls: service time at the management point. */
  readonly policyPollWork: Distribution;
}

/** A response of the run and the bound it has to keep. Responses are the metrics of `summary.csv`. */
export interface Threshold {
  readonly metric: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** As the scenario wrote it. */
  readonly text: string;
}
