import type { Distribution } from '../sim/distribution.ts';
import type { Status } from './site/state/deployment-status.ts';
import type { Compliance } from './updates/update-states.ts';

/* What a scenario says about deployments: collections, windows, rules, phases, orchestration groups. */

/** Clients that deployments and maintenance windows are meant for. */
export interface Collection {
  readonly name: string;
  /** Indices into `groups`: among whose clients its members are. */
  readonly groups: readonly number[];
  /** Which of these clients; null: all. */
  readonly query: CollectionQuery | null;
  readonly windows: readonly MaintenanceWindow[];
  /** From a change that the site knows of to the evaluation of membership, at most (incremental evaluation). */
  readonly evaluationIntervalMs: number;
}

/** Every condition given has to hold. What clients report decides as it is stored at their site. */
export interface CollectionQuery {
  /** A fixed part of the clients: those whose draw for `key` is in [from, to). Two queries of one key are disjoint. */
  readonly share: { readonly key: string; readonly from: number; readonly to: number } | null;
  /** Clients with one of these stored states in a deployment: an index into `deployments`. */
  readonly status: { readonly deployment: number; readonly states: readonly Status[] } | null;
  /** Clients that have one of these stored compliance states of one of the updates. */
  readonly compliance: { readonly updates: readonly number[]; readonly states: readonly Compliance[] } | null;
}

/** When updates may be installed and machines restarted (domain, maintenance windows). */
export interface MaintenanceWindow {
  readonly name: string;
  readonly kind: 'allDeployments' | 'softwareUpdates';
  readonly durationMs: number;
  /** Per zone (index into `zones`): every start, ascending; those of a window in UTC are equal. */
  readonly startsMs: readonly (readonly number[])[];
}

/** Which of its candidates a deployment or rule takes, when it is created or evaluated. */
export interface UpdateSelection {
  /** Only those that the site shows as required on more clients than this; null: all. */
  readonly requiredOnMoreThan: number | null;
  /** Only those released at most this long before; null: all. */
  readonly releasedWithinMs: number | null;
  /** Whether those are taken too that another known update supersedes. */
  readonly superseded: boolean;
}

/** Times of a deployment that something else creates: counted from that instant. */
export interface RelativeTimes {
  readonly availableAfterMs: number;
  /** From the available time; null: no deadline. */
  readonly deadlineAfterMs: number | null;
  /** Whether these are wall times: what the clock of the site showed then, each client's clock has to show. */
  readonly clientLocal: boolean;
}

/** What becomes of restarts, windows, filters and users (the wizard's pages: user experience, download settings). */
export interface DeploymentOptions {
  /** Past the deadline, outside of every maintenance window. */
  readonly installOutsideWindows: boolean;
  readonly restartOutsideWindows: boolean;
  /** Kinds of clients that do not restart by themselves for it. */
  readonly suppressRestart: { readonly workstations: boolean; readonly servers: boolean };
  /** Commit changes at the deadline or in a maintenance window: write filters are switched off for it. */
  readonly commitsChanges: boolean;
  /** Whether the grace period of the client settings holds for it. */
  readonly grace: boolean;
  /** Whether users see it, and so can install it before its deadline. */
  readonly isShown: boolean;
  /** Wakes sleeping clients at the deadline that require something of it. */
  readonly wakeOnLan: boolean;
  /** A full evaluation after the restart, not only the forced offline scan. */
  readonly evaluatesAfterRestart: boolean;
  readonly neighbourContent: boolean;
  readonly siteDefaultContent: boolean;
  readonly microsoftUpdateContent: boolean;
  /** Past the deadline clients on a metered connection download it too. */
  readonly meteredAtDeadline: boolean;
}

/** Raised when at this time after the deadline a smaller share than this is shown as compliant. */
export interface DeploymentAlert {
  readonly share: number;
  readonly afterDeadlineMs: number;
}

/** An automatic deployment rule (seed 002, automatic deployment). */
export interface DeploymentRule {
  readonly name: string;
  /** Index into `sites`: whose database it reads. At the top of its hierarchy. */
  readonly site: number;
  /** What its criteria may choose from, by what the catalogue says: indices into `catalog.updates`. */
  readonly candidates: readonly number[];
  readonly selection: UpdateSelection;
  /** Every scheduled evaluation, ascending. */
  readonly startsMs: readonly number[];
  /** Whether it is evaluated after every synchronization of its site. */
  readonly afterSynchronization: boolean;
  /** A new software update group for each run, or one that is emptied and refilled. */
  readonly group: 'new' | 'existing';
  /** Index into `packages`: what it downloads to; −1: nothing is downloaded. */
  readonly package: number;
  readonly enabled: boolean;
  readonly deployments: readonly RuleDeployment[];
}

/** One of the deployments of a rule. Each is created anew with every new group. */
export interface RuleDeployment {
  readonly name: string;
  /** Whether it is there from the start, or an act adds it. */
  readonly isInitial: boolean;
  /** Indices into `deployments`: what each evaluation creates, also where one creates none; one of an existing group. */
  readonly slots: readonly number[];
}

/** A phased deployment: each phase begins when the one before has succeeded (domain, phased deployments). */
export interface PhasedDeployment {
  readonly name: string;
  readonly phases: readonly Phase[];
}

export interface Phase {
  /** Index into `deployments`. That of the first phase has a time of its own. */
  readonly deployment: number;
  /** What the phase before has to reach, as the site shows it; null: the first phase, or one begun by hand. */
  readonly success: { readonly share: number } | { readonly clients: number } | null;
  /** From that success to the beginning. */
  readonly delayMs: number;
}

/** Clients that install one after another (domain, orchestration groups). */
export interface OrchestrationGroup {
  readonly name: string;
  /** Indices into `groups`, in the order of a sequence. All of one site. */
  readonly groups: readonly number[];
  /** How many install at a time: a share of the members, a number, or one after another in order. */
  readonly rule:
    | { readonly kind: 'share'; readonly share: number }
    | { readonly kind: 'number'; readonly count: number }
    | { readonly kind: 'sequence' };
  /** How long a member may hold its place (MA-OG-TIMEOUT). */
  readonly memberTimeoutMs: number;
  readonly groupTimeoutMs: number;
  /** Scripts before and after the installation of a member; null: none. */
  readonly preScript: Script | null;
  readonly postScript: Script | null;
}

export interface Script {
  readonly duration: Distribution;
  /** Share of its runs that end with another code than 0. */
  readonly failureShare: number;
}

/** What clients report of their enforcement of a deployment (domain, state messages of the client). */
export const VERBOSITIES = ['none', 'errors', 'successAndErrors', 'all'] as const;
export type Verbosity = (typeof VERBOSITIES)[number];

/**
 * A deployment of updates to a collection. `createdMs` and times per zone, or, when a rule, a phase or an act creates
 * it, times `relative` to that.
 */
export interface Deployment {
  readonly name: string;
  /** What it may deploy: indices into `catalog.updates`, ascending. */
  readonly updates: readonly number[];
  /** Which of these, asked when it is created; null: all. A rule chooses for its deployments. */
  readonly selection: UpdateSelection | null;
  /** Index into `collections`. */
  readonly collection: number;
  /** Indices into `packages` that its updates are downloaded to, one per hierarchy at most; none: not downloaded. */
  readonly packages: readonly number[];
  /** When the administrator creates it: content starts to be downloaded, policy is written. */
  readonly createdMs: number | null;
  /** Per zone (index into `zones`): client-local times differ, UTC ones are all equal. */
  readonly availableMs: readonly number[];
  /** Null: none, the deployment is an available one. Empty with `relative` times. */
  readonly deadlineMs: readonly number[] | null;
  readonly relative: RelativeTimes | null;
  /** Whether clients get it from its creation on, or first when it is enabled. */
  readonly enabled: boolean;
  /** Clients are made available over this time (gradual availability of phases); 0: all at once. */
  readonly gradualMs: number;
  /** Added to the deadline, drawn per client; null: none. */
  readonly deadlineDelay: Distribution | null;
  readonly options: DeploymentOptions;
  readonly alert: DeploymentAlert | null;
  /** Which of its enforcement messages clients send. */
  readonly verbosity: Verbosity;
  /** Release of its updates: the latest of them; compliance is measured from here. */
  readonly releasedMs: number;
}
