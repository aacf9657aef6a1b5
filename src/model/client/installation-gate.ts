/** What may hold the installation of an update up. */
export interface InstallationGate {
  /** Whether the update may be installed at this instant. Changes nothing. */
  admits(client: number, slot: number): boolean;
  /**
   * The client installs nothing now, and this gate is the first of those that keep it from this update: it calls
   * `Installation.tryAgain` when that may change, unless a scan comes then anyway.
   */
  refused(client: number, slot: number): void;
}

/** How an installation ends. */
export type InstallationOutcome = 'installed' | 'failed';

/** Decides how an installation ends, at its end. */
export interface InstallationEnds {
  outcomeOf(client: number, slot: number): InstallationOutcome;
  /** The client has given up an installation beyond its maximum run time. */
  gaveUp(client: number): void;
}

export const ALWAYS_INSTALLED: InstallationEnds = { outcomeOf: () => 'installed', gaveUp: () => {} };

/** Told when an installation begins, and when it ends as the machine has it. */
export interface InstallationWatcher {
  begins(client: number, slot: number): void;
  ends(client: number, slot: number): void;
}
