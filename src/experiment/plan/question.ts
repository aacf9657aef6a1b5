/** When there are replications enough of every point. */
export type ReplicationRule =
  | { readonly kind: 'count'; readonly count: number }
  | {
      /** As many as it takes until the interval of every declared response is narrow enough, judged in index order. */
      readonly kind: 'precision';
      /** Half-width of the interval: a share of the mean's size (`relative`) or in the response's own unit. */
      readonly halfWidth: number;
      readonly relative: boolean;
      /** At least 3, at most `budget`. */
      readonly min: number;
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
export type Question = ReplicationsQuestion | ComparisonQuestion;

/** The largest number of replications that a rule can ask for. */
export function replicationsMax(rule: ReplicationRule): number {
  return rule.kind === 'count' ? rule.count : rule.budget;
}
