import { type MeanInterval, meanInterval } from '../statistics/mean-interval.ts';
import { isCeiling, isKept, type Requirement } from './requirement.ts';

/**
 * Whether a bound is met with confidence: `yes` if the mean over replications keeps it and so does the confidence bound
 * of its expectation on that side, `no` if the confidence bound on the other side breaks it, else nobody can tell.
 */
export type Verdict = 'yes' | 'no' | 'cannotTell';

/** What replications of a value say of a bound. */
export interface Judgement {
  readonly requirement: Requirement;
  /** One per replication, in their order; null: none, such as the time to a level that was never reached. */
  readonly values: readonly (number | null)[];
  /**
   * Of the values that there are. Its ends are one-sided confidence bounds, each at the confidence of the judgement; null
   * with fewer than two.
   */
  readonly interval: MeanInterval;
  /** Replications that keep the bound, each for itself. */
  readonly keptCount: number;
  readonly verdict: Verdict;
}

/** Judges a bound at `confidence`, one-sided. A figure that has no value in a replication does not keep it. */
export function judgeRequirement(
  requirement: Requirement,
  values: readonly (number | null)[],
  confidence: number,
): Judgement {
  const present = values.filter((value) => value !== null);
  const interval = meanInterval(present, 2 * confidence - 1);
  const keptCount = present.filter((value) => isKept(requirement, value)).length;
  const isWhole = present.length === values.length;
  return {
    requirement,
    values,
    interval,
    keptCount,
    verdict: isWhole ? verdictOf(requirement, interval) : 'no',
  };
}

function verdictOf(requirement: Requirement, { low, high }: MeanInterval): Verdict {
  if (low === null || high === null) return 'cannotTell';
  const [near, far] = isCeiling(requirement) ? [low, high] : [high, low];
  if (isKept(requirement, far)) return 'yes';
  return isKept(requirement, near) ? 'cannotTell' : 'no';
}
