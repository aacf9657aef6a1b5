import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programEdition } from '../src/cli/version.ts';
import type { Executor } from '../src/experiment/executors/executor.ts';
import { conduct } from '../src/experiment/jobs/conduct.ts';
import { JobFolder } from '../src/experiment/jobs/job-folder.ts';
import type { JobResult } from '../src/experiment/jobs/result.ts';
import { shardIndices, shardPath } from '../src/experiment/jobs/shards.ts';
import { jobAt, jobCountMax, type Plan } from '../src/experiment/plan/plan.ts';
import { scenarioTemplate } from '../src/scenario/template.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** The program as it is installed: threads of the sources would first have to be translated, each for itself. */
const MAIN = join(ROOT, 'dist/cli/main.js');
const SCENARIO = join(ROOT, 'scenarios/patch-tuesday.yaml');

/** Runs the program quietly; wall-clock seconds. */
function fleetsim(folder: string, ...args: string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args, '--quiet'], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0 && status !== 99) throw new Error(stderr);
  return (performance.now() - started) / 1000;
}

/** One worker against all, in turn, on twelve replications of the main scenario. */
function benchThroughput(folder: string): void {
  const processors = availableParallelism();
  const replicate = (jobs: number) =>
    fleetsim(folder, 'run', SCENARIO, '--replications', '12', '--jobs', String(jobs), '--out', 'throughput');
  const ratios: number[] = [];
  for (let pair = 0; pair < 3; pair++) {
    const alone = replicate(1);
    const together = replicate(processors);
    ratios.push(alone / together);
    console.log(
      `  ${alone.toFixed(1)} s with one worker, ${together.toFixed(1)} s with ${processors}: ${(alone / together).toFixed(2)} ×`,
    );
  }
  console.log(`  median ${ratios.sort((a, b) => a - b)[1]!.toFixed(2)} × on ${processors} processors`);
}

/** A hundred points of the main scenario: ten times to live by ten countdowns. */
function benchSweep(folder: string): void {
  const hours = Array.from({ length: 10 }, (_, at) => `${6 * (at + 1)} h`);
  const minutes = Array.from({ length: 10 }, (_, at) => `${15 * (at + 1)} min`);
  const experiment = join(folder, 'hundred.yaml');
  writeFileSync(
    experiment,
    `name: hundred
base: ${JSON.stringify(SCENARIO)}
axes:
  - { path: clientSettings.scanTimeToLive, values: ${JSON.stringify(hours)} }
  - { path: clientSettings.restartCountdown, values: ${JSON.stringify(minutes)} }
design: fullFactorial
replications: 1
responses: [exposure.clientHours]
`,
  );
  const seconds = fleetsim(folder, 'sweep', experiment, '--out', 'hundred');
  console.log(`  100 points of 25,000 clients: ${seconds.toFixed(0)} s`);
}

/** A plan whose jobs nobody has to run. */
function planOf(count: number): Plan {
  return {
    program: 'fleetsim',
    format: 1,
    ...programEdition(),
    name: 'jobs',
    question: { kind: 'replications', replications: { kind: 'count', count }, confidence: 0.95 },
    responses: [],
    seed: null,
    points: [{ name: 'jobs', file: 'jobs.yaml', set: [] }],
    sources: { files: [{ name: 'jobs.yaml', text: scenarioTemplate('jobs') }], links: [] },
  };
}

/** As much as a job of the main scenario leaves behind. */
function resultOf(plan: Plan, index: number): JobResult {
  const metrics = Array.from({ length: 150 }, (_, at) => ({
    name: `metric number ${at}`,
    unit: 'hours',
    value: at / 7,
  }));
  const counts = Array.from({ length: 672 }, (_, hour) => 3_600_000 * hour);
  const curve = { members: counts, actual: counts, known: counts, stored: counts, shown: counts };
  return {
    ...jobAt(plan, index),
    fingerprint: '0000000000000000',
    eventCount: 0,
    clientCount: 0,
    startEpochMs: 0,
    metrics,
    curves: ['a', 'b'].map((deployment) => ({ deployment, timesMs: counts, ...curve })),
  };
}

/** What it takes to put the jobs of a thousand shards together, and how much of it is for their number. */
function benchMerge(folder: string): void {
  const plan = planOf(1000);
  for (const of of [10, 1000]) {
    const target = join(folder, `merge-${of}`);
    for (let shard = 1; shard <= of; shard++) {
      const jobs = new JobFolder(shardPath(target, { shard, of }), plan, {
        shard: { shard, of, command: ['run', 'jobs.yaml'], paths: [] },
      });
      for (const index of shardIndices({ shard, of }, jobCountMax(plan))) jobs.write(resultOf(plan, index));
      jobs.close();
    }
    const seconds = fleetsim(folder, 'merge', target);
    console.log(`  1,000 jobs from ${String(of).padStart(5)} shards: ${seconds.toFixed(1)} s`);
  }
}

/** Memory that a coordinator holds on to after so many jobs: an executor that answers at once stands in for workers. */
async function benchCoordinator(folder: string): Promise<void> {
  for (const count of [500, 5000]) {
    const plan = planOf(count);
    const executor: Executor = {
      slots: 16,
      execute: async (index) => resultOf(plan, index),
      close: async () => undefined,
    };
    const jobs = new JobFolder(join(folder, `coordinator-${count}.jobs`), plan);
    const indices = Array.from({ length: count }, (_, index) => index);
    globalThis.gc?.();
    const before = process.memoryUsage().heapUsed;
    await conduct({ indices, isEnough: () => false }, executor, jobs);
    globalThis.gc?.();
    const heldBytes = process.memoryUsage().heapUsed - before;
    jobs.remove();
    console.log(`  ${String(count).padStart(6)} jobs: ${(heldBytes / 1e6).toFixed(1)} MB`);
  }
}

/** Prints what experiments cost: throughput, a large sweep, merging, memory of the coordinator. */
export async function benchExperiments(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fleetsim-bench-'));
  try {
    console.log('experiments: throughput of 12 replications of the main scenario');
    benchThroughput(folder);
    console.log('a sweep');
    benchSweep(folder);
    console.log('merging');
    benchMerge(folder);
    console.log('memory that the coordinator holds on to');
    await benchCoordinator(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await benchExperiments();
