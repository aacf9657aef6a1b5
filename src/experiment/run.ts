import { Fleet } from '../model/fleet.ts';
import type { RunResult } from '../model/results.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Snapshot } from '../sim/state.ts';

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
 * Hears of the progress after every slice of a run, and may return a promise to let other work go on. It may look into
 * the fleet and change nothing.
 */
export type OnSlice = (progress: Progress, fleet: Fleet) => Promise<void> | void;

/** The state of a run just before an instant, to go on from. */
export interface Past {
  readonly atMs: number;
  readonly snapshot: Snapshot;
  /** The fingerprint after each simulated hour before the instant. */
  readonly hourlyFingerprints: readonly string[];
}

/**
 * Runs one replication of a scenario to its horizon; from the instant of `past` on if it is given, that of a scenario
 * with which it shares this past. Throws what `signal` was aborted with, and a RunError for what the model throws.
 */
export async function runScenario(
  scenario: Scenario,
  replication: number,
  onSlice: OnSlice,
  signal: AbortSignal,
  past: Past | null = null,
): Promise<RunResult> {
  const reached = { ms: past === null ? 0 : past.atMs - 1 };
  return explained(reached, signal, async () => {
    const fleet = new Fleet(scenario, replication);
    if (past !== null) fleet.branch(past.snapshot);
    await advance(fleet, scenario.horizonMs, scenario, reached, onSlice, signal);
    return fleet.result();
  });
}

/** Runs one replication of a scenario up to `atMs`, from 1 to the horizon, what happens at that instant left out. */
export async function replayPast(
  scenario: Scenario,
  replication: number,
  atMs: number,
  onSlice: OnSlice,
  signal: AbortSignal,
): Promise<Past> {
  // Nothing of the start has happened yet either.
  const reached = { ms: -1 };
  return explained(reached, signal, async () => {
    const fleet = new Fleet(scenario, replication);
    await advance(fleet, atMs - 1, scenario, reached, onSlice, signal);
    return { atMs, snapshot: fleet.save(), hourlyFingerprints: fleet.hourlyFingerprints() };
  });
}

/** Runs a fleet to an instant in slices and notes how far it has come. */
async function advance(
  fleet: Fleet,
  endMs: number,
  { horizonMs }: Scenario,
  reached: { ms: number },
  onSlice: OnSlice,
  signal: AbortSignal,
): Promise<void> {
  while (reached.ms < endMs) {
    const untilMs = Math.min(reached.ms + SLICE_MS, endMs);
    fleet.run(untilMs);
    reached.ms = untilMs;
    const progress = { nowMs: reached.ms, horizonMs, eventCount: fleet.eventCount };
    await onSlice({ ...progress, complianceShare: fleet.complianceShare() }, fleet);
    signal.throwIfAborted();
  }
}

/** Says when in the simulated time the model threw. */
async function explained<T>(
  reached: { readonly ms: number },
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) throw error;
    throw new RunError(reached.ms, error);
  }
}
