import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { answerRuleOf } from '../../../src/cli/experiments/answers.ts';
import { InProcess } from '../../../src/experiment/executors/in-process.ts';
import { WorkerThreads } from '../../../src/experiment/executors/worker-threads.ts';
import { conduct } from '../../../src/experiment/jobs/conduct.ts';
import { JobFolder } from '../../../src/experiment/jobs/job-folder.ts';
import { gather, MergedShards, shardIndices, shardPath } from '../../../src/experiment/jobs/shards.ts';
import { jobCountMax } from '../../../src/experiment/plan/plan.ts';
import { ADAPTIVE, describeConformance, through, type Way } from './conformance.ts';

const NEVER = new AbortController().signal;

/** So many shards, made in reverse order, and merged. */
function inShards(of: number): Way {
  return async (plan, folder) => {
    const target = join(folder, 'shards');
    const shards = Array.from({ length: of }, (_, at) => ({ shard: at + 1, of, command: [], paths: [] }));
    for (const shard of shards.toReversed()) {
      const jobs = new JobFolder(shardPath(target, shard), plan, { shard });
      await conduct({ indices: shardIndices(shard, jobCountMax(plan)) }, new InProcess(plan, NEVER), jobs);
      jobs.close();
    }
    const results = new MergedShards(shards.map((shard) => shardPath(target, shard)));
    const indices = Array.from({ length: jobCountMax(plan) }, (_, index) => index);
    const { missing, ...gathered } = gather(results, indices, answerRuleOf(plan).enoughOf?.(plan));
    if (missing.length > 0) throw new Error(`jobs are missing: ${missing}`);
    return { plan, results, ...gathered };
  };
}

describeConformance('carried out here again', () => through((plan, signal) => new InProcess(plan, signal)));
const threads = (slots: number) => () => through((plan, signal) => new WorkerThreads(plan, slots, signal));
describeConformance('carried out by a thread', threads(1), ['replications']);
describeConformance('carried out by two threads', threads(2));
describeConformance('carried out by three threads', threads(3), ['replications until it is enough']);
for (const of of [1, 2, 3, 5]) describeConformance(`carried out in shards, ${of} in all`, () => inShards(of));

it('an adaptive experiment that a conformance is about ends after its minimum and before its budget', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fleetsim-adaptive-'));
  const { indices } = await inShards(1)(ADAPTIVE, folder);
  rmSync(folder, { recursive: true });
  expect(indices.length).toBeGreaterThan(3);
  expect(indices.length).toBeLessThan(jobCountMax(ADAPTIVE));
});
