import { conductExperiment, type ExperimentOptions } from './experiment.ts';

import { openPlan } from './plans.ts';
import { confidenceOf, type ReplicationOptions, replicationRule } from './replication-options.ts';
import { declaredResponses } from './responses.ts';

export interface ReplicateOptions extends ExperimentOptions, ReplicationOptions {
  readonly file: string;
  readonly seed: string | undefined;
  readonly set: readonly string[];
}

/** `fleetsim run FILE --replications N`, or `--precision`: the same scenario with another luck each time. */
export async function replicate(options: ReplicateOptions, signal: AbortSignal): Promise<void> {
  const replications = replicationRule(options, 1);
  const opened = openPlan({
    question: { kind: 'replications', replications, confidence: confidenceOf(options) },
    points: [{ file: options.file, set: options.set }],
    seed: options.seed,
    responses: (scenarios) => declaredResponses(scenarios, options.response, replications),
  });
  await conductExperiment(opened, options, signal);
}
