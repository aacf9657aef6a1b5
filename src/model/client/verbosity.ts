import type { Verbosity } from '../scenario.ts';
import { stateId, TOPICS, Topic } from '../topics.ts';

const { deploymentCompliance, deploymentEnforcement, deploymentEvaluation, updateEnforcement } = Topic;

/** Topic and state of what went wrong. */
const ERRORS = [
  [deploymentEnforcement, stateId(deploymentEnforcement, 'failed to install')],
  [deploymentEnforcement, stateId(deploymentEnforcement, 'failed to download')],
  [deploymentEvaluation, stateId(deploymentEvaluation, 'failed')],
  [updateEnforcement, stateId(updateEnforcement, 'general failure')],
  [updateEnforcement, stateId(updateEnforcement, 'failed to install')],
  [updateEnforcement, stateId(updateEnforcement, 'failed to download')],
] as const;

/** What is done, or done up to the restart. */
const SUCCESS = [
  [deploymentCompliance, stateId(deploymentCompliance, 'compliant')],
  [deploymentCompliance, stateId(deploymentCompliance, 'non-compliant')],
  [deploymentEnforcement, stateId(deploymentEnforcement, 'installed')],
  [deploymentEnforcement, stateId(deploymentEnforcement, 'pending system restart')],
  [deploymentEvaluation, stateId(deploymentEvaluation, 'succeeded')],
  [updateEnforcement, stateId(updateEnforcement, 'pending system restart')],
  [updateEnforcement, stateId(updateEnforcement, 'installed')],
] as const;

const MASKS: Readonly<Record<Verbosity, readonly number[]>> = {
  none: masksOf([]),
  errors: masksOf(ERRORS),
  successAndErrors: masksOf([...ERRORS, ...SUCCESS]),
  all: TOPICS.map(({ states }) => (1 << states.length) - 1),
};

function masksOf(states: readonly (readonly [Topic, number])[]): number[] {
  return TOPICS.map((_, topic) =>
    states.reduce((mask, [of, state]) => (of === topic ? mask | (1 << state) : mask), 0),
  );
}

/**
 * The states of a topic, as bits, that a client reports of a deployment of this verbosity, or of one of its updates
 * (MA-VERBOSITY).
 */
export function reportedStates(verbosity: Verbosity, topic: Topic): number {
  return MASKS[verbosity][topic]!;
}
