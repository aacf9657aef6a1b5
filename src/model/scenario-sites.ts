import type { Distribution } from '../sim/distribution.ts';
import type { ContentDelivery, ContentDistribution } from './scenario-content.ts';
import type { ServicingDrive } from './scenario-images.ts';

/* What a scenario says about places, sites and servers. */

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
  /** Index into `zones`: what its clock shows. */
  readonly zone: number;
  readonly synchronization: Synchronization;
  /** Null where no state messages are stored: at central administration and secondary sites. */
  readonly stateSystem: StateSystem | null;
  readonly summarization: { readonly intervalMs: number };
  /** How data travel between the site and its parent; null at the top. */
  readonly replication: Replication | null;
  readonly contentDistribution: ContentDistribution;
  readonly servicingDrive: ServicingDrive;
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
  readonly delivery: ContentDelivery;
}
