import { memoryNeedBytes } from '../../experiment/memory.ts';
import { type Plan, PointLoader } from '../../experiment/plan/plan.ts';

/** Memory that a job of the largest point of a plan needs. */
export function largestNeedBytes(plan: Plan): number {
  const loader = new PointLoader(plan);
  return plan.points.reduce((most, _, point) => Math.max(most, memoryNeedBytes(loader.load(point))), 0);
}
