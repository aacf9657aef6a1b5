import { Ending, EXIT } from '../exit.ts';
import { conductExperiment, type ExperimentOptions } from './experiment.ts';
import { openPlan } from './plans.ts';

export interface ReplicateOptions extends ExperimentOptions {
  readonly file: string;
  readonly seed: string | undefined;
  readonly set: readonly string[];
  readonly replications: string;
}

/** `fleetsim run FILE --replications N`: the same scenario with the luck of N replications. */
export async function replicate(options: ReplicateOptions, signal: AbortSignal): Promise<void> {
  const count = Number(options.replications);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new Ending(EXIT.usage, `--replications ${options.replications}: write a whole number from 1`);
  const opened = openPlan({
    question: { kind: 'replications', replications: { kind: 'count', count }, confidence: 0.95 },
    points: [{ file: options.file, set: options.set }],
    seed: options.seed,
    responses: ([scenario]) => scenario!.thresholds.map(({ metric }) => metric),
  });
  await conductExperiment(opened, options, signal);
}
