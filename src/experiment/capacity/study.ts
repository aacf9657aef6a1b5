import type { LimitUse } from '../../scenario/limits.ts';
import type { Outcome } from '../outcome.ts';
import { loadPoint, type Plan } from '../plan/plan.ts';
import { type CapacityFinding, capacityFinding, jobsOf } from './analysis.ts';
import { type ServerLoad, serverLoads } from './server-loads.ts';

/** Everything that a question of capacity is answered with. */
export interface CapacityStudy {
  readonly plan: Plan;
  readonly finding: CapacityFinding;
  /** Units of the responses. */
  readonly units: ReadonlyMap<string, string>;
  /** What holds at the answer, or at the value that came closest; null when there is neither. */
  readonly at: {
    readonly candidate: number;
    readonly servers: readonly ServerLoad[];
    readonly limits: readonly LimitUse[];
  } | null;
}

/** Answers a plan whose jobs have come to an end. */
export function capacityStudy(outcome: Outcome): CapacityStudy {
  const { plan, results } = outcome;
  const finding = capacityFinding(outcome);
  const tried = finding.trials[0];
  const metrics = tried === undefined ? [] : results.read(jobsOf(plan, tried.candidate)[0]!).metrics;
  const units = new Map(metrics.map(({ name, unit }) => [name, unit]));
  const candidate = candidateOf(finding);
  if (candidate === null) return { plan, finding, units, at: null };
  const { scenario, limits } = loadPoint(plan, candidate);
  return {
    plan,
    finding,
    units,
    at: { candidate, servers: serverLoads(outcome, candidate, scenario), limits },
  };
}

function candidateOf({ end }: CapacityFinding): number | null {
  if (end.kind === 'found') return end.candidate;
  return end.kind === 'none' ? end.best : null;
}
