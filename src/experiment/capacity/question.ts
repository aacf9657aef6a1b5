import type { ReplicationRule } from '../plan/question.ts';
import type { Requirement } from './requirement.ts';
import type { Goal } from './search.ts';

/** Which value of a setting is the smallest or largest that meets all bounds? The points of the plan are the values. */
export interface CapacityQuestion {
  readonly kind: 'capacity';
  readonly replications: ReplicationRule;
  /** Of the whole search. */
  readonly confidence: number;
  /** Path of the setting into the scenario. */
  readonly vary: string;
  readonly goal: Goal;
  readonly requirements: readonly Requirement[];
}
