import type { Absence } from '../scenario.ts';
import type { Topic } from '../topics.ts';
import type { Actual, Compliance } from '../updates/update-states.ts';

/** Where a machine is: no client of the fleet, working, restarting, or absent in the way of its group. */
export type MachineFact = 'outside' | 'works' | 'restarts' | Absence;

/** What can be said of one update on the client, by the slot of its product. */
export interface UpdateFacts {
  readonly actual: Actual;
  readonly known: Compliance;
  /** What the database of its primary site holds, and whether that knows of a pending restart. */
  readonly stored: Compliance;
  readonly storedRestart: boolean;
  /** Left alone until the next evaluation: it went missing or failed to install. */
  readonly isSetAside: boolean;
  /** Only in the overlay of a write filter. */
  readonly isInOverlay: boolean;
}

/** What can be said of one deployment on the client. */
export interface DeploymentFacts {
  readonly deployment: number;
  /** Bits of `Enforcement`. */
  readonly bits: number;
  readonly revision: number;
  readonly isTargeted: boolean;
  /** By the client's policy and in its zone; Infinity: it has no policy of it, or that has no deadline. */
  readonly availableMs: number;
  readonly deadlineMs: number;
  /** From the deadline until it is enforced at the latest: what the client draws, and the grace. */
  readonly delayMs: number;
  /** Compliant in truth, as the client found, as the site has stored; null: it has no updates. */
  readonly actual: boolean | null;
  readonly known: boolean | null;
  readonly stored: boolean | null;
}

/** A state message that waits on the client. */
export interface MessageFacts {
  readonly topic: Topic;
  /** A slot or a deployment, by topic. */
  readonly subject: number;
  readonly state: number;
  readonly restartPending: boolean;
}

export interface ScanFacts {
  /** Bits of `Trigger`. */
  readonly running: number;
  readonly waiting: number;
  readonly failed: number;
  readonly stage: number;
  readonly kind: number;
  /** Index into `softwareUpdatePoints`; −1: it has none. */
  readonly point: number;
  readonly pointToTry: number;
  readonly lastOnlineMs: number;
  readonly metadataVersion: number;
  readonly refusalCount: number;
  /** Infinity: no retry is pending. */
  readonly retryMs: number;
}

export interface WorkFacts {
  readonly downloadStage: number;
  readonly downloadSlot: number;
  readonly downloadSource: number;
  readonly downloadRestBytes: number;
  /** −1: nothing is installed. */
  readonly installationSlot: number;
  readonly installationOverrun: number;
  readonly installationRestMs: number;
  readonly waitsForWindow: boolean;
  readonly restartStage: number;
  readonly restartMetUser: boolean;
  readonly restartStepMs: number;
  /** −1: no write filter. */
  readonly filterPhase: number;
  /** −1: of no orchestration group. */
  readonly orchestrationStage: number;
}

/** Facts of one client at an instant, copied from the parts of the fleet. */
export interface ClientFacts {
  readonly machine: MachineFact;
  /** When the machine comes or goes by its own pattern; Infinity: never. */
  readonly machineUntilMs: number;
  readonly isInFleet: boolean;
  readonly hasLeft: boolean;
  readonly isKnownToSite: boolean;
  readonly isEnabled: boolean;
  readonly scan: ScanFacts;
  readonly work: WorkFacts;
  readonly updates: readonly UpdateFacts[];
  readonly deployments: readonly DeploymentFacts[];
  readonly messageSerial: number;
  readonly sentSerial: number;
  readonly isPosting: boolean;
  readonly outbox: readonly MessageFacts[];
}

/** What is around the client at an instant: it explains, and no change of it is told. */
export interface Surroundings {
  /** At the software update point that it was to try. */
  readonly waitingAtPoint: number;
  readonly queueLimitAtPoint: number;
  readonly isPointDown: boolean;
  readonly isPointReachable: boolean;
  /** Until the maintenance window that is open ends (0: none is), and when the next one begins; null: it has none. */
  readonly window: { readonly remainingMs: number; readonly nextMs: number } | null;
  /** Whether the client settings keep it from every server, for its connection is a metered one. */
  readonly isBlocked: boolean;
}
