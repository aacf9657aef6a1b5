import type { Distribution } from '../sim/distribution.ts';

/* What a scenario says about content: packages, the way to distribution points, where clients look for it. */

/** Sent before what has less of it; hours of the week may be closed to the lower ones. */
export const PRIORITIES = ['high', 'medium', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

/**
 * A deployment package: what carries the files of updates to the package source, into the content library of its
 * site's server and of distribution points (seed 002, deployment packages).
 */
export interface DeploymentPackage {
  readonly name: string;
  /** Index into `sites`: where it was created, and whose server downloads its files. */
  readonly site: number;
  readonly priority: Priority;
  /** Indices into `distributionPoints`: where its content goes. All of the hierarchy of its site. */
  readonly distributionPoints: readonly number[];
  /** Updates that it holds at the start, indices into `catalog.updates`: there and on its distribution points. */
  readonly updates: readonly number[];
}

/** How a site server sends content to its distribution points (domain, distribution manager). */
export interface ContentDistribution {
  /** Packages and images that are worked on at a time. */
  readonly packagesMax: number;
  /** Transfers of one of them at a time. */
  readonly threadsPerPackage: number;
  /** How often a failed transfer is tried again, and after what wait. */
  readonly retriesMax: number;
  readonly retryMs: number;
  /** A pull-distribution point that finds no source with the content asks again after this. */
  readonly pullRetryMs: number;
}

/** Per hour of the week from Monday 00:00, in the zone of the sending site: the lowest priority that may be sent. */
export type SendingHours = readonly (Priority | 'none')[];

/** How fast a site server may send to a distribution point. */
export type RateLimit =
  /** Per hour of the day: the share of the rate. */
  | { readonly shareByHour: readonly number[] }
  /** Pulse mode: a block, then silence. */
  | { readonly blockBytes: number; readonly silenceMs: number };

/** How content comes to a distribution point. */
export type ContentDelivery =
  | { readonly kind: 'sent'; readonly hours: SendingHours | null; readonly limit: RateLimit | null }
  /** A pull-distribution point: from others, those of the lowest `priority` number first. */
  | {
      readonly kind: 'pulled';
      readonly sources: readonly { readonly point: number; readonly priority: number }[];
    };

/** Where the clients of a group find content, in the order in which they come to use it (domain, boundary groups). */
export interface ContentSources {
  /** Distribution points of their own boundary groups: indices into `distributionPoints`. */
  readonly own: readonly number[];
  /** Of neighbours and of the site's default boundary group, and how long after the first try they join the pool. */
  readonly neighbours: readonly ContentNeighbour[];
  readonly peers: PeerSharing | null;
  /** What each of them gets from Microsoft Update. */
  readonly internetBytesPerSecond: number;
}

export interface ContentNeighbour {
  readonly afterMs: number;
  readonly points: readonly number[];
  readonly isSiteDefault: boolean;
}

/** Content from other clients (domain, peer technologies). */
export interface PeerSharing {
  readonly technology: 'deliveryOptimization' | 'branchCache' | 'peerCache';
  /** Clients with the same number share with each other. */
  readonly peerGroup: number;
  /** Share of a file's bytes that peers give once another client of the peer group has it (ASSUME-DOSHARE). */
  readonly share: number;
  /** Smaller files are not shared. */
  readonly fileBytesMin: number;
  /** How many clients one source serves at a time (ASSUME-PEERCONN). */
  readonly clientsPerSource: number;
  /** What a client gets from its peers. */
  readonly bytesPerSecond: number;
}

/** What other software puts into a client's cache, so that content of updates may have to give way. */
export interface OtherContent {
  readonly every: Distribution;
  readonly bytes: Distribution;
}
