import type { Action } from './scenario-actions.ts';
import type { ClientGroup } from './scenario-clients.ts';
import type { DeploymentPackage } from './scenario-content.ts';
import type {
  Collection,
  Deployment,
  DeploymentRule,
  OrchestrationGroup,
  PhasedDeployment,
} from './scenario-deployments.ts';
import type { OperatingSystemImage } from './scenario-images.ts';
import type { RemoteAppCollection, TemplateImage } from './scenario-remoteapp.ts';
import type { Assumptions, ClientSettings } from './scenario-settings.ts';
import type {
  DistributionPoint,
  Location,
  ManagementPoint,
  Site,
  SoftwareUpdatePoint,
} from './scenario-sites.ts';
import type { Catalog } from './updates/catalog.ts';

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
  readonly packages: readonly DeploymentPackage[];
  readonly collections: readonly Collection[];
  readonly deployments: readonly Deployment[];
  readonly rules: readonly DeploymentRule[];
  readonly phasedDeployments: readonly PhasedDeployment[];
  readonly orchestrationGroups: readonly OrchestrationGroup[];
  readonly images: readonly OperatingSystemImage[];
  readonly templateImages: readonly TemplateImage[];
  readonly remoteAppCollections: readonly RemoteAppCollection[];
  readonly actions: readonly Action[];
  readonly clientSettings: ClientSettings;
  readonly assumptions: Assumptions;
  readonly thresholds: readonly Threshold[];
  /** `servicingLog`: whether what the site writes about the servicing of images is kept. */
  readonly output: {
    readonly intervalMs: number;
    readonly clients: boolean;
    readonly servicingLog: boolean;
  };
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

/** A response of the run and the bound it has to keep. Responses are the metrics of `summary.csv`. */
export interface Threshold {
  readonly metric: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  /** As the scenario wrote it. */
  readonly text: string;
}

export * from './scenario-actions.ts';
export * from './scenario-clients.ts';
export * from './scenario-content.ts';
export * from './scenario-deployments.ts';
export * from './scenario-images.ts';
export * from './scenario-remoteapp.ts';
export * from './scenario-settings.ts';
export * from './scenario-sites.ts';
