import { loadPoint, type Plan } from '../../../experiment/plan/plan.ts';
import type { ExperimentSource, LoadedPoint, ResultTables } from '../source.ts';

/**
 * What the report of an experiment is made from. `answer`: the text of `answer.txt`; `jobCount`: the jobs that count,
 * those that failed among them; `tables`: those of its answer.
 */
export function experimentSource(
  plan: Plan,
  answer: string,
  jobCount: number,
  failureCount: number,
  tables: ResultTables,
): ExperimentSource {
  const loaded = new Map<number, LoadedPoint>();
  const loadedOf = (point: number): LoadedPoint => {
    const known = loaded.get(point) ?? loadPoint(plan, point);
    loaded.set(point, known);
    return known;
  };
  return { kind: 'experiment', plan, loadedOf, answer: answer.trimEnd(), jobCount, failureCount, tables };
}
