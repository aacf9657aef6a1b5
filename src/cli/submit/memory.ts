import { memoryNeedBytes } from '../../experiment/memory.ts';
import { type Plan, PointLoader } from '../../experiment/plan/plan.ts';

/** Memory that a job of the largest point of a plan needs. */
export function largestNeedBytes(plan: Plan): number {
  const loader = new PointLoader(plan);
  return plan.points.reduce((most, _, point) => Math.max(most, needBytes(loader, point)), 0);
}

/** A scenario that cannot be read fails its jobs, which say so; it needs no memory. */
function needBytes(loader: PointLoader, point: number): number {
  try {
    return memoryNeedBytes(loader.load(point));
  } catch {
    return 0;
  }
}
