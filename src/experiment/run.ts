import { Fleet } from '../model/fleet.ts';
import type { RunResult } from '../model/results.ts';
import type { Scenario } from '../model/scenario.ts';

/** How far a run has come. */
export interface Progress {
  readonly nowMs: number;
  readonly horizonMs: number;
  readonly eventCount: number;
  /** Share of the targeted clients that are compliant in truth. */
  readonly complianceShare: number;
}

/** A run that failed, with the simulated instant that it had reached. */
export class RunError extends Error {
  override readonly name = 'RunError';
  readonly atMs: number;

  constructor(atMs: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.atMs = atMs;
  }
}

/** A run is cut into slices of this simulated length, between which it can be watched and interrupted. */
const SLICE_MS = 3_600_000;

/**
 * Runs one replication of a scenario to its horizon. `onSlice` hears of the progress after every simulated hour and may
 * return a promise to let other work go on. Throws what `signal` was aborted with, and a RunError for what the model throws.
 */
export async function runScenario(
  scenario: Scenario,
  replication: number,
  onSlice: (progress: Progress) => Promise<void> | void,
  signal: AbortSignal,
): Promise<RunResult> {
  const { horizonMs } = scenario;
  let reachedMs = 0;
  try {
    const fleet = new Fleet(scenario, replication);
    while (reachedMs < horizonMs) {
      const untilMs = Math.min(reachedMs + SLICE_MS, horizonMs);
      fleet.run(untilMs);
      reachedMs = untilMs;
      const { eventCount } = fleet;
      await onSlice({ nowMs: reachedMs, horizonMs, eventCount, complianceShare: fleet.complianceShare() });
      if (signal.aborted) break;
    }
    signal.throwIfAborted();
    return fleet.result();
  } catch (error) {
    if (signal.aborted) throw error;
    throw new RunError(reachedMs, error);
  }
}
