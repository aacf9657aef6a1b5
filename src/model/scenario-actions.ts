import type { ServicingChoice } from './scenario-images.ts';
import type { SignOutPolicy } from './scenario-remoteapp.ts';

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
      readonly verb: 'scanNow' | 'evaluateNow' | 'switchUpdatePoint';
      readonly atMs: number;
      readonly groups: readonly number[];
    }
  | {
      readonly verb: 'enableDeployment' | 'disableDeployment' | 'deleteDeployment';
      readonly atMs: number;
      readonly deployment: number;
    }
  /** Its collection becomes another one. */
  | {
      readonly verb: 'retarget';
      readonly atMs: number;
      readonly deployment: number;
      readonly collection: number;
    }
  /** Members of its software update group come or go. */
  | {
      readonly verb: 'addUpdates' | 'removeUpdates';
      readonly atMs: number;
      readonly deployment: number;
      readonly updates: readonly number[];
    }
  | { readonly verb: 'enableRule' | 'disableRule' | 'runRule'; readonly atMs: number; readonly rule: number }
  /** A rule gets a further deployment: an index into its `deployments`. */
  | { readonly verb: 'addDeployment'; readonly atMs: number; readonly rule: number; readonly added: number }
  /** A phase begins by hand; or those to come wait until they are resumed. */
  | {
      readonly verb: 'startPhase' | 'suspendPhases' | 'resumePhases';
      readonly atMs: number;
      readonly phasedDeployment: number;
      readonly phase: number;
    }
  | {
      readonly verb: 'downloadUpdates';
      readonly atMs: number;
      readonly package: number;
      readonly updates: readonly number[];
    }
  | { readonly verb: 'deletePackage'; readonly atMs: number; readonly package: number }
  /** Further distribution points get a package. */
  | {
      readonly verb: 'distributePackage';
      readonly atMs: number;
      readonly package: number;
      readonly distributionPoints: readonly number[];
    }
  /** A group that stopped after a failure goes on. */
  | {
      readonly verb: 'resetOrchestrationGroup';
      readonly atMs: number;
      readonly orchestrationGroup: number;
    }
  /** The wizard that schedules updates for an image is run; what it lists is decided then. */
  | {
      readonly verb: 'scheduleServicing';
      readonly atMs: number;
      readonly image: number;
      readonly choice: ServicingChoice;
    }
  /** A run in progress is cancelled; or the current version of an image goes to its distribution points. */
  | {
      readonly verb: 'cancelServicing' | 'updateDistributionPoints';
      readonly atMs: number;
      readonly image: number;
    }
  /** Further distribution points get an image. */
  | {
      readonly verb: 'distributeImage';
      readonly atMs: number;
      readonly image: number;
      readonly distributionPoints: readonly number[];
    }
  /** Machines of the groups that join or are rebuilt come from another image from now on. */
  | {
      readonly verb: 'chooseImage';
      readonly atMs: number;
      readonly groups: readonly number[];
      readonly image: number;
    }
  /** A custom template image is made from its source: patched, saved under its name, brought to the service. */
  | {
      readonly verb: 'makeTemplateImage';
      readonly atMs: number;
      readonly templateImage: number;
      readonly updates: readonly number[];
    }
  /** A RemoteApp collection is updated with another template image, once that is ready. */
  | {
      readonly verb: 'updateCollection';
      readonly atMs: number;
      readonly remoteAppCollection: number;
      readonly templateImage: number;
      readonly policy: SignOutPolicy;
      /** How long who is told may stay; 0 with `signOutAtOnce`. */
      readonly graceMs: number;
    };

export interface ServerTarget {
  readonly role: 'softwareUpdatePoint' | 'managementPoint' | 'stateSystem' | 'distributionPoint' | 'link';
  readonly index: number;
}
