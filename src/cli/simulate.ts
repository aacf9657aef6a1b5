import { clientCountOf } from '../experiment/memory.ts';
import { type OnSlice, RunError } from '../experiment/run.ts';
import type { Scenario } from '../model/scenario.ts';
import { groupThousands } from '../report/number.ts';
import type { Colors } from '../report/summary/colors.ts';
import { formatDuration, formatInstant } from '../report/time.ts';
import { InternalError } from './exit.ts';
import { canDraw, showLive } from './live.ts';
import { showProgress } from './progress.ts';

/**
 * Does work that simulates a scenario, with its progress on stderr unless `quiet`; `live`: how to draw it as a whole
 * where there is a terminal. Says of what the model throws when it happened.
 */
export async function simulating<T>(
  what: string,
  scenario: Scenario,
  quiet: boolean,
  work: (onSlice: OnSlice) => Promise<T>,
  live: Colors | null = null,
): Promise<T> {
  const clients = groupThousands(clientCountOf(scenario));
  const title = `fleetsim: ${what}, ${clients} clients, ${formatDuration(scenario.horizonMs)}`;
  const progress =
    live !== null && canDraw(process.stderr)
      ? showLive(what, scenario, process.stderr, live)
      : showProgress(title, scenario.startEpochMs, quiet);
  try {
    return await work(progress.onSlice);
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    throw new InternalError(
      `at ${formatInstant(scenario.startEpochMs, error.atMs)} of simulated time`,
      error,
    );
  } finally {
    progress.stop();
  }
}
