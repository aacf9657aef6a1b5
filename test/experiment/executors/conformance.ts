import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerRuleOf } from '../../../src/cli/experiments/answers.ts';
import type { Executor } from '../../../src/experiment/executors/executor.ts';
import { InProcess } from '../../../src/experiment/executors/in-process.ts';
import { conduct } from '../../../src/experiment/jobs/conduct.ts';
import { JobFolder } from '../../../src/experiment/jobs/job-folder.ts';
import type { Outcome } from '../../../src/experiment/outcome.ts';
import { jobCountMax, type Plan } from '../../../src/experiment/plan/plan.ts';
import { writeExperimentFolder } from '../../../src/report/experiments/experiment-folder.ts';
import { tinyPlan } from './tiny-plan.ts';

/** A way to carry out all jobs of a plan, with a folder of its own. */
export type Way = (plan: Plan, folder: string) => Promise<Outcome>;

/** Opens what carries out the jobs of a plan until it is closed. */
export type OpenExecutor = (plan: Plan, signal: AbortSignal) => Executor | Promise<Executor>;

const NEVER = new AbortController().signal;

/** Jobs that an executor carries out, as a command has it done. */
export function through(open: OpenExecutor): Way {
  return async (plan, folder) => {
    const executor = await open(plan, NEVER);
    const results = new JobFolder(join(folder, 'jobs'), plan);
    const indices = Array.from({ length: jobCountMax(plan) }, (_, index) => index);
    const work = { indices, isEnough: answerRuleOf(plan).enoughOf?.(plan) };
    try {
      return { plan, results, ...(await conduct(work, executor, results)) };
    } finally {
      await executor.close();
    }
  };
}

/** One job of it fails: its scenario is not valid, which whoever makes a plan would have seen. */
const FAILING = tinyPlan(3, {
  points: [
    { name: 'sound', file: 'tiny.yaml', set: [] },
    { name: 'broken', file: 'tiny.yaml', set: ['horizon=-1 d'] },
  ],
});
const COMPARING = tinyPlan(2, {
  question: { kind: 'comparison', replications: { kind: 'count', count: 2 }, confidence: 0.95 },
  points: [
    { name: 'few', file: 'tiny.yaml', set: [] },
    { name: 'more', file: 'tiny.yaml', set: ['groups.0.count=25'] },
  ],
});
/** Enough before the budget is used up, as a test beside it sees. */
export const ADAPTIVE = tinyPlan(0, {
  question: {
    kind: 'replications',
    replications: {
      kind: 'precision',
      goals: [{ response: null, halfWidth: 0.15, relative: true }],
      budget: 16,
    },
    confidence: 0.95,
  },
  responses: ['installations.hours'],
});

const PLANS = {
  replications: tinyPlan(5),
  'replications until it is enough': ADAPTIVE,
  'two scenarios': COMPARING,
  'jobs of which some fail': FAILING,
} as const;
type PlanName = keyof typeof PLANS;
const ALL = Object.keys(PLANS) as PlanName[];

/** The files of each plan as this process alone makes them, made when they are asked for. */
const ALONE = new Map<PlanName, Promise<Record<string, string>>>();

/** What every way to carry out jobs has to keep to: the same bytes in every file, whatever the way. */
export function describeConformance(name: string, wayOf: () => Way, plans: readonly PlanName[] = ALL): void {
  describe(name, () => {
    let parent: string;
    beforeAll(() => {
      parent = mkdtempSync(join(tmpdir(), 'fleetsim-conformance-'));
    });
    afterAll(() => rmSync(parent, { recursive: true, force: true }));

    const folderOf = (kind: string) => mkdtempSync(join(parent, `${kind}-`));
    const inThisProcess = through((plan, signal) => new InProcess(plan, signal));

    it.each(plans)('gives the files that this process alone gives: %s', async (plan) => {
      const alone = ALONE.get(plan) ?? filesOf(inThisProcess, PLANS[plan], folderOf('alone'));
      ALONE.set(plan, alone);
      expect(Object.keys(await alone)).toContain('replications.csv');
      expect(await filesOf(wayOf(), PLANS[plan], folderOf('other'))).toEqual(await alone);
    });
  });
}

/** SHA-256 of every file of an experiment's results; of its manifest, what is not of this machine. */
async function filesOf(way: Way, plan: Plan, folder: string): Promise<Record<string, string>> {
  const outcome = await way(plan, folder);
  const { tables, text } = await answerRuleOf(plan).answerOf(outcome, new AbortController().signal);
  const target = join(folder, 'out');
  await writeExperimentFolder(target, { outcome, tables, answer: text, circumstance: noCircumstance });
  const contentOf = (file: string) => readFileSync(join(target, file), 'utf8');
  return Object.fromEntries(
    readdirSync(target)
      .sort()
      .map((file) => [file, file === 'manifest.json' ? contentOf(file) : sha256(contentOf(file))]),
  );
}

function noCircumstance() {
  return {
    startedAt: '',
    durationSeconds: 0,
    simulationSeconds: 0,
    memoryPeakBytes: 0,
    stateBytes: 0,
    platform: '',
    node: '',
    overrides: [],
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
