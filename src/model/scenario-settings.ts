import type { Distribution } from '../sim/distribution.ts';
import type { OfflineServicing } from './scenario-images.ts';
import type { RemoteAppService } from './scenario-remoteapp.ts';
import type { UpdateKind } from './updates/catalog.ts';

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
  /** From the deadline's installation to the restart, of which the last part cannot be dismissed. */
  readonly restartCountdownMs: number;
  readonly restartFinalMs: number;
  /** Whether a client may restart by itself at all; else it waits for its user. */
  readonly forcesRestart: boolean;
  /** After the deadline, for deployments that allow it: installation waits for a time outside business hours. */
  readonly graceMs: number;
  /** With windows for software updates a client uses those for all deployments too. */
  readonly usesAllDeploymentsWindows: boolean;
  /** At a deadline, deployments whose own is at most this far ahead are installed too; 0: none. */
  readonly lookAheadMs: number;
  /** What clients do on a metered connection: as always; only the necessary; nothing. */
  readonly metered: 'allow' | 'limit' | 'block';
  readonly cacheBytes: number;
  /** Content younger than this is not evicted from the cache. */
  readonly cacheAgeMinMs: number;
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
  /** How long a client tries a distribution point that does not answer before it turns to the next. */
  readonly distributionPointTryMs: number;
  /** How long a transfer that has begun may stand still before the client looks elsewhere (ASSUME-DPTIMEOUT). */
  readonly stalledTransferMs: number;
  /** From joining to the registration at the site, and how long after leaving the site deletes the client. */
  readonly registration: Distribution;
  readonly deletedAfterMs: number;
  /** Share of installations that fail, per kind of update (MA-INSTALL-RETRY). */
  readonly installFailureShare: Readonly<Record<UpdateKind, number>>;
  /** What a window has to hold beside the maximum run time of an update. */
  readonly windowRestartMs: number;
  /** How long a client that was woken stays awake at least. */
  readonly wokenForMs: number;
  /** Switching a write filter, without the restart that it takes. */
  readonly filterSwitch: Distribution;
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
  readonly offlineServicing: OfflineServicing;
  /** From the arrival of an image at a machine to a client that works on it (MA-IMAGING-TIME). */
  readonly imagingDuration: Distribution;
  readonly remoteApp: RemoteAppService;
}
