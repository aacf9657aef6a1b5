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
  const loaded = new Map<number, LoadedPoint | null>();
  const loadedOf = (point: number): LoadedPoint | null => {
    if (!loaded.has(point)) loaded.set(point, soundPoint(plan, point));
    return loaded.get(point)!;
  };
  return { kind: 'experiment', plan, loadedOf, answer: answer.trimEnd(), jobCount, failureCount, tables };
}

/** Null: its jobs have said why. */
function soundPoint(plan: Plan, point: number): LoadedPoint | null {
  try {
    return loadPoint(plan, point);
  } catch {
    return null;
  }
}
