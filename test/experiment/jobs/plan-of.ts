import type { JobResult } from '../../../src/experiment/jobs/result.ts';
import type { Job, Plan } from '../../../src/experiment/plan/plan.ts';

/** A plan of so many points and replications, whose scenarios nobody reads. */
export function planOf(points: number, count: number): Plan {
  return {
    program: 'fleetsim',
    format: 1,
    version: '1.0.0',
    timeZoneData: '2024a',
    name: 'an experiment',
    question: { kind: 'replications', replications: { kind: 'count', count }, confidence: 0.95 },
    responses: [],
    seed: null,
    points: Array.from({ length: points }, (_, at) => ({ name: `point ${at}`, file: 'a.yaml', set: [] })),
    sources: { files: [], links: [] },
  };
}

/** What a job that nobody ran could have left behind. */
export function resultOf(job: Job): JobResult {
  return {
    ...job,
    fingerprint: String(job.index).padStart(16, '0'),
    eventCount: 10 * job.index,
    startEpochMs: 0,
    clientCount: 5,
    metrics: [{ name: 'a', unit: 'h', value: job.index / 7 }],
    curves: [],
  };
}
