import { Fleet } from '../../model/fleet.ts';
import { type OnSlice, RunError } from '../run.ts';
import type { Replayed } from './parting.ts';

/** The part of a run that somebody wants to be told of, in ms since its start. */
export interface WatchedSpan {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** A replay that was watched: the fleet as it is then, and what proves that it is the same run. */
export interface WatchedReplay<T> {
  readonly fleet: Fleet;
  readonly witness: T;
  /** After each simulated hour that has passed, and at the end where the replay went so far. */
  readonly fingerprints: readonly string[];
}

const SLICE_MS = 3_600_000;

/** Chooses what to watch of a fleet of which nothing has run yet; what it returns begins to watch when the span begins. */
export type Stand<T> = (fleet: Fleet) => () => T;

/**
 * Runs a run again up to the end of a span, of which nothing has happened yet when watching begins. Throws what `stand`
 * throws, and else as `runScenario` does.
 */
export async function replayWatched<T>(
  { scenario, replication }: Replayed,
  { fromMs, untilMs }: WatchedSpan,
  stand: Stand<T>,
  onSlice: OnSlice,
  signal: AbortSignal,
): Promise<WatchedReplay<T>> {
  const fleet = new Fleet(scenario, replication);
  const begin = stand(fleet);
  // Nothing of the start has happened yet either.
  let nowMs = -1;
  const runTo = async (endMs: number) => {
    while (nowMs < endMs) {
      nowMs = Math.min(nowMs + SLICE_MS, endMs);
      fleet.run(nowMs);
      const { eventCount } = fleet;
      const progress = { nowMs, horizonMs: untilMs, eventCount };
      await onSlice({ ...progress, complianceShare: fleet.complianceShare() }, fleet);
      signal.throwIfAborted();
    }
  };
  try {
    await runTo(fromMs - 1);
    const witness = begin();
    await runTo(untilMs);
    const end = untilMs === scenario.horizonMs ? [fleet.fingerprint] : [];
    return { fleet, witness, fingerprints: [...fleet.hourlyFingerprints(), ...end] };
  } catch (error) {
    if (signal.aborted) throw error;
    throw new RunError(Math.max(0, nowMs), error);
  }
}
