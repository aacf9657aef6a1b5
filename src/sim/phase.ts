/**
 * What comes first among events of the same millisecond. An event may schedule another one for its own instant only
 * in a later place of the order (time, phase, kind, entity, argument); the simulation checks it.
 */
export const Phase = {
  /** Faults and administrators' acts: an outage at 10:00 is in force for everything else that happens at 10:00. */
  control: 0,
  /** A server or link lets go before anybody seizes: a job that ends at t makes room for one that arrives at t. */
  release: 1,
  /** A machine comes, goes, starts or stops before its own timers of that instant fire. */
  presence: 2,
  /** Work arrives where it is waited for: messages, policies, content. */
  delivery: 3,
  /** Everything that clients and servers decide by themselves. */
  activity: 4,
  /** Seizes that follow from the decisions above, and abandonment of what was not seized in time. */
  seize: 5,
  /** Summaries and measurements see the instant as it ends. */
  observation: 6,
} as const;

export type Phase = (typeof Phase)[keyof typeof Phase];
