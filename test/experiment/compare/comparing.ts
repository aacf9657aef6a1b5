import { type Comparison, compare } from '../../../src/experiment/compare/comparison.ts';
import { InProcess } from '../../../src/experiment/executors/in-process.ts';
import type { JobResult } from '../../../src/experiment/jobs/result.ts';
import type { Outcome } from '../../../src/experiment/outcome.ts';
import { jobCountMax, type Plan, type Point } from '../../../src/experiment/plan/plan.ts';
import { SMALL } from '../../scenario/loading.ts';

/**
 * The small scenario with 20 clients that are always on and rarely scan; a scan takes a fixed time, so that what happens
 * at the deadline hangs from what the clients draw for it, and from the queue of WSUS alone.
 */
export const QUIET = SMALL.replace(/ {2}- name: branch\n[\s\S]*?(?=deployments:)/, '')
  .replace('count: 100', 'count: 20')
  .replace('horizon: 21 d', 'horizon: 10 d')
  .replace('17:00 client-local', '17:00 UTC')
  .concat('clientSettings: { scanInterval: 30 d }\nassumptions: { scanEvaluation: 10 s }\n')
  .replace('{ name: SUP1, location: Paris }', '{ name: SUP1, location: Paris, deltaScan: 667 ms }');

const NEVER = new AbortController().signal;

export function planOf(
  sets: Readonly<Record<string, readonly string[]>>,
  responses: readonly string[],
  count: number,
): Plan {
  return {
    program: 'fleetsim',
    format: 1,
    version: '1.0.0',
    timeZoneData: '2024a',
    name: 'what if',
    question: { kind: 'comparison', replications: { kind: 'count', count }, confidence: 0.95 },
    responses,
    seed: null,
    points: Object.entries(sets).map(([name, set]): Point => ({ name, file: 'quiet.yaml', set })),
    sources: { files: [{ name: 'quiet.yaml', text: QUIET }], links: [] },
  };
}

/** Carries out all jobs of a plan here and keeps the results in memory. */
export async function outcomeOf(plan: Plan): Promise<Outcome> {
  const executor = new InProcess(plan, NEVER);
  const kept: JobResult[] = [];
  for (let index = 0; index < jobCountMax(plan); index++) kept.push(await executor.execute(index));
  const results = {
    has: (index: number) => kept[index] !== undefined,
    read: (index: number) => kept[index]!,
  };
  return { plan, results, indices: kept.map(({ index }) => index), failures: [] };
}

/** Compares the quiet scenario with itself under other settings; the names are those of `sets`. */
export async function compared(
  sets: Readonly<Record<string, readonly string[]>>,
  responses: readonly string[],
  count: number,
): Promise<Comparison> {
  return compare(await outcomeOf(planOf(sets, responses, count)), NEVER);
}
