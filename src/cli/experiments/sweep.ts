import { REPLICATIONS_MAX } from '../../scenario/schema-experiment.ts';
import { Ending, EXIT } from '../exit.ts';
import { conductExperiment, type ExperimentOptions } from './experiment.ts';
import { openSweep } from './open-sweep.ts';

export interface SweepOptions extends ExperimentOptions {
  readonly file: string;
  readonly replications: string | undefined;
  readonly seed: string | undefined;
}

/** `fleetsim sweep FILE`: runs the points of an experiment file and tells which inputs matter. */
export async function sweep(options: SweepOptions, signal: AbortSignal): Promise<void> {
  const { file, seed } = options;
  const replications = replicationsOf(options.replications);
  await conductExperiment(await openSweep({ file, seed, replications }, signal), options, signal);
}

function replicationsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= REPLICATIONS_MAX) return count;
  throw new Ending(
    EXIT.usage,
    `--replications ${text}: write a whole number from 1 to ${REPLICATIONS_MAX}; all points of a sweep have the same`,
  );
}
