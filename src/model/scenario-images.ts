import type { Distribution } from '../sim/distribution.ts';
import type { Priority } from './scenario-content.ts';
import type { UpdateKind } from './updates/catalog.ts';

/* What a scenario says about images of operating systems, and how the site services them (seed 001). */

/**
 * An operating-system image or upgrade package: one WIM on a site server, with the updates of a product in it (seed 001;
 * domain, offline servicing). Both are serviced alike.
 */
export interface OperatingSystemImage {
  readonly name: string;
  readonly kind: 'image' | 'upgradePackage';
  /** Index into `sites`: whose server holds and services it. At the top of its hierarchy. */
  readonly site: number;
  /** Index into `catalog.products`. */
  readonly product: number;
  /** Which updates of that product it can take: indices into `catalog.updates`, those of its architecture. */
  readonly candidates: readonly number[];
  /** Found in it at the import: indices into `catalog.updates`. */
  readonly updates: readonly number[];
  /** When it is added to the site; 0: it is there, and on its distribution points, from the start. */
  readonly importedMs: number;
  readonly sizeBytes: number;
  /** Editions in the WIM: each is serviced. */
  readonly indexCount: number;
  readonly priority: Priority;
  /** Indices into `distributionPoints`: where it goes. All of the hierarchy of its site. */
  readonly distributionPoints: readonly number[];
  /** Whether binary differential replication sends only what changed in its file (domain, content library). */
  readonly sendsDifferences: boolean;
  /** Updates that cannot be applied to it, however often: indices into `catalog.updates`. */
  readonly failingUpdates: readonly number[];
}

/** What an administrator chooses in the wizard that schedules updates for an image (seed 001, servicing process). */
export interface ServicingChoice {
  /** What is chosen of the list, if it is on the list then: indices into `catalog.updates`. */
  readonly updates: readonly number[];
  /** Whether those are chosen too that another chosen one supersedes (MA-OSVC-CHOICE). */
  readonly takesSuperseded: boolean;
  /** From the wizard to the start of the run. */
  readonly startAfterMs: number;
  readonly continuesOnError: boolean;
  readonly updatesDistributionPoints: boolean;
  /** Cleans superseded updates out of the image and exports it to a new file (domain, optimised servicing). */
  readonly removesSuperseded: boolean;
}

/** The drive of a site server on which images are serviced. */
export interface ServicingDrive {
  readonly name: string;
  /** Room for the temporary files of servicing. */
  readonly freeBytes: number;
}

/** How long the steps of servicing take and how much room they need (ASSUME-OSVC-TIME, ASSUME-OSVC-SPACE). */
export interface OfflineServicing {
  /** Of the image and the files of updates, to the drive and back. */
  readonly copyBytesPerSecond: number;
  readonly mount: Distribution;
  /** Per update: whether it is applicable; then to apply it, per edition. */
  readonly applicabilityCheck: Distribution;
  readonly apply: Readonly<Record<UpdateKind, Distribution>>;
  readonly commit: Distribution;
  /** With superseded updates removed: the clean-up, and the export to a new file. */
  readonly cleanup: Distribution;
  readonly export: Distribution;
  /** Share of updates that fail to apply. */
  readonly failureShare: Readonly<Record<UpdateKind, number>>;
  /** Temporary room while an image is mounted, in sizes of the WIM: for the mount and for scratch files. */
  readonly mountedFactor: number;
  readonly scratchFactor: number;
  /** By what share of the size of a cumulative update its application makes the WIM larger; with clean-up. */
  readonly growthShare: number;
  readonly growthShareCleaned: number;
  /** Share of the old WIM that a serviced one has changed, beside what it grew by (MA-WIM-DELTA). */
  readonly changedShare: number;
}
