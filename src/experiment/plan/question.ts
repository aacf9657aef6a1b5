import type { CapacityQuestion } from '../capacity/question.ts';
import type { SweepQuestion } from '../sweep/question.ts';

/** How narrow the interval of responses has to be. */
export interface PrecisionGoal {
  /** The response that it is about; null: all that have no goal of their own. */
  readonly response: string | null;
  /** Half of the interval's width: a share of the mean's size (`relative`) or in the response's own unit. */
  readonly halfWidth: number;
  readonly relative: boolean;
}

/** When there are replications enough of every point. */
export type ReplicationRule =
  | { readonly kind: 'count'; readonly count: number }
  | {
      /** As many as it takes until the interval of every declared response is narrow enough. */
      readonly kind: 'precision';
      readonly goals: readonly PrecisionGoal[];
      /** No replication beyond these, narrow enough or not. */
      readonly budget: number;
    };

/** How often does a figure come out how? */
export interface ReplicationsQuestion {
  readonly kind: 'replications';
  readonly replications: ReplicationRule;
  /** Confidence of intervals, such as 0.95. */
  readonly confidence: number;
}

/** How do the scenarios differ from the first? */
export interface ComparisonQuestion {
  readonly kind: 'comparison';
  readonly replications: ReplicationRule;
  readonly confidence: number;
}

/** What an experiment asks. */
export type Question = ReplicationsQuestion | ComparisonQuestion | SweepQuestion | CapacityQuestion;

/** The largest number of replications that a rule can ask for. */
export function replicationsMax(rule: ReplicationRule): number {
  return rule.kind === 'count' ? rule.count : rule.budget;
}
