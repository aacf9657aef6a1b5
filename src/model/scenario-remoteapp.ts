import type { Distribution } from '../sim/distribution.ts';

/* What a scenario says about Azure RemoteApp: template images, collections and their users (seed 000). */

/** An image that session hosts are made from (seed 000; domain, RemoteApp images). */
export interface TemplateImage {
  readonly name: string;
  /** `platform`: the provider services it and updates its collections. `custom`: the administrator does. */
  readonly kind: 'platform' | 'custom';
  /** Index into `catalog.products`. */
  readonly product: number;
  readonly sizeBytes: number;
  /** In it at the start: indices into `catalog.updates`; null: it is made during the run from `source`. */
  readonly updates: readonly number[] | null;
  /** Index into `templateImages`: what it is made from; −1: none. */
  readonly source: number;
  /** How a custom image comes to the service: uploaded by the top-level site, or imported from a virtual machine. */
  readonly transfer: 'upload' | 'import';
  /** Index into `sites`: the top-level site whose access to the internet an upload uses. */
  readonly site: number;
}

export const REMOTEAPP_PLANS = ['basic', 'standard', 'premium', 'premiumPlus'] as const;
export type RemoteAppPlan = (typeof REMOTEAPP_PLANS)[number];

/** A collection of session hosts and the users who work on them. */
export interface RemoteAppCollection {
  readonly name: string;
  readonly kind: 'cloud' | 'hybrid';
  readonly plan: RemoteAppPlan;
  /** Sessions that one host of the plan takes. */
  readonly usersPerHost: number;
  /** A hybrid one: addresses of its subnet, one per host; null: no limit. */
  readonly addressCount: number | null;
  readonly userCount: number;
  /** Index into `zones`: the clock of its users. */
  readonly zone: number;
  /** Index into `templateImages`: what its hosts are made from at the start. */
  readonly templateImage: number;
  readonly work: RemoteAppWork;
}

/** A day of its users. */
export interface RemoteAppWork {
  /** Bit 0 is Monday; local times of day, beyond 24 h for days that end on the next. */
  readonly weekdays: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Added to both ends, drawn per user and day. */
  readonly jitter: Distribution;
  /** Share of those days on which a user comes at all. */
  readonly attendance: number;
  /** Work with input, then a pause without, in turn. */
  readonly activeFor: Distribution;
  readonly idleFor: Distribution;
  /** At the end of a day: share of users who sign out, and of those who disconnect; the others just go. */
  readonly signOutShare: number;
  readonly disconnectShare: number;
}

/** What becomes of whoever is signed in when an update of a collection has ended (seed 000, step 4). */
export type SignOutPolicy = 'grace' | 'signOutAtOnce';

/** What no document says of the service, or what its documents say (domain, RemoteApp limits and timers). */
export interface RemoteAppService {
  /** Without input for so long a session is disconnected; disconnected for so long it is signed off. */
  readonly idleTimeoutMs: number;
  readonly disconnectedTimeoutMs: number;
  /** An update of a collection: fixed part, and part per batch of hosts (ASSUME-ARA-UPDATE). */
  readonly updateFixedMs: number;
  readonly updatePerBatchMs: number;
  readonly hostsPerBatch: number;
  /** Share of updates of collections that fail; the old image then stays. */
  readonly updateFailureShare: number;
  /** From the message to signing out, for those who do (ASSUME-ARA-USERS). */
  readonly signOutDelay: Distribution;
  /** Share of active users with work that is not saved, the same of idle and disconnected ones, and how much it is. */
  readonly unsavedShare: number;
  readonly unsavedIdleShare: number;
  readonly unsavedWork: Distribution;
  /** From the end of a session to the next sign-in of whoever goes on working, and how long a sign-in takes. */
  readonly reconnectDelay: Distribution;
  readonly signIn: Distribution;
  /** A custom image: to save it under a new name, to import it, and to provision what was transferred. */
  readonly save: Distribution;
  readonly import: Distribution;
  readonly provision: Distribution;
  /** Of what is uploaded (MA-ARA-UPLOAD). */
  readonly uploadBytesPerSecondMax: number;
  /** From the release of an update to the provider's update of platform collections (MA-ARA-PLATFORM). */
  readonly platformUpdate: Distribution;
}
