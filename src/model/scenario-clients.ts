import type { Distribution } from '../sim/distribution.ts';
import type { ContentSources, OtherContent } from './scenario-content.ts';

/* What a scenario says about clients and their users. */

export type ClientKind = 'workstation' | 'laptop' | 'server';

/** Clients alike in everything but luck. */
export interface ClientGroup {
  readonly name: string;
  /** All that are ever members of it: those at the start, then those who join. */
  readonly count: number;
  /** How many of them, the last ones, join during the run, each at an instant of its own. */
  readonly joiningCount: number;
  /** From the start, or from joining, until a client leaves for good; null: none does. */
  readonly stay: Distribution | null;
  /** Time between two rebuilds of a machine from its image; null: none is rebuilt (MA-REBUILD). */
  readonly rebuild: Distribution | null;
  /** Index into `images`: what machines that join or are rebuilt come from; −1: they come patched as at the start. */
  readonly image: number;
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
  readonly content: ContentSources;
  /** Share of its clients whose connection is a metered one. */
  readonly meteredShare: number;
  /** What fills the cache of a client beside updates; null: nothing. */
  readonly otherContent: OtherContent | null;
  /** Time between two losses of an installed update on a client; null: none goes missing. */
  readonly updateLoss: Distribution | null;
  readonly writeFilter: WriteFilter | null;
  /** Share of users who install what is available before its deadline, and how long after it is; null: none. */
  readonly userInstalls: { readonly share: number; readonly after: Distribution } | null;
  /** Time between two acts of a client's user; null: never. */
  readonly scanCycle: Distribution | null;
  readonly evaluationCycle: Distribution | null;
}

/** The write filter of Windows Embedded devices (seed 002, embedded devices; domain, write filters). */
export interface WriteFilter {
  readonly kind: 'FBWF' | 'EWF' | 'UWF';
  /** Whether exclusions keep the state of the client through a restart. */
  readonly hasExclusions: boolean;
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
