import { describe, expect, it } from 'vitest';
import { capacityFinding, capacityJobs } from '../../../src/experiment/capacity/analysis.ts';
import type { JobResult } from '../../../src/experiment/jobs/result.ts';
import { jobAt, type Plan } from '../../../src/experiment/plan/plan.ts';
import { inverseNormal } from '../../../src/sim/math.ts';
import { Luck, uniform } from '../../../src/sim/random.ts';

const RESPONSE = 'servers.softwareUpdatePoint.waitP95Seconds';
const BOUND = 60;

/** A search among 16 values with `count` replications of each. */
function plan(count: number, confidence: number): Plan {
  const requirement = { response: RESPONSE, operator: '<=', bound: BOUND, text: 'wait' } as const;
  return {
    program: 'fleetsim',
    format: 1,
    version: '0',
    timeZoneData: '0',
    name: 'synthetic',
    question: {
      kind: 'capacity',
      replications: { kind: 'count', count },
      confidence,
      vary: 'servers',
      goal: 'smallest',
      requirements: [requirement],
    },
    responses: [RESPONSE],
    seed: null,
    points: Array.from({ length: 16 }, (_, at) => ({ name: String(at + 1), file: 's.yaml', set: [] })),
    sources: { files: [], links: [] },
  };
}

/** Searches a response; `draw` gives it for a value and a replication. */
function search(plan: Plan, draw: (candidate: number, replication: number) => number | null) {
  const results = new Map<number, JobResult>();
  const store = { has: (index: number) => results.has(index), read: (index: number) => results.get(index)! };
  for (;;) {
    const indices = capacityJobs({ plan, results: store, failures: [] });
    if (indices.length === 0) break;
    for (const index of indices) {
      const job = jobAt(plan, index);
      const value = draw(job.point, job.replication);
      results.set(index, {
        ...job,
        metrics: [{ name: RESPONSE, unit: 'seconds', value }],
      } as unknown as JobResult);
    }
  }
  return { finding: capacityFinding({ plan, results: store, failures: [] }), jobCount: results.size };
}

const EXPERIMENTS = 500;

/** Of 500 searches among means in falling order: how many name a value whose mean truly keeps the bound. */
function shareTrue(means: readonly number[], sdOwn: number, sdShared: number, count: number) {
  const truth = means.map((mean) => mean <= BOUND);
  let named = 0;
  let right = 0;
  for (let experiment = 0; experiment < EXPERIMENTS; experiment++) {
    const key = new Luck('capacity', experiment).key('noise');
    const draw = (candidate: number, replication: number) => {
      const shared = inverseNormal(uniform(key, 1, 0, replication));
      const own = inverseNormal(uniform(key, 2, candidate, replication));
      return means[candidate]! + sdShared * shared + sdOwn * own;
    };
    const { end } = search(plan(count, 0.95), draw).finding;
    if (end.kind !== 'found') continue;
    named++;
    if (truth[end.candidate]) right++;
  }
  return { named: named / EXPERIMENTS, wrong: (named - right) / EXPERIMENTS };
}

describe('A search through noise', () => {
  it('names a value that truly keeps the bound in at least 95 of 100 searches, be the values hard to tell apart', () => {
    const slope = Array.from({ length: 16 }, (_, at) => 68 - at);
    for (const [sdOwn, sdShared] of [
      [5, 0],
      [1, 5],
    ] as const) {
      const { named, wrong } = shareTrue(slope, sdOwn, sdShared, 10);
      expect(wrong).toBeLessThanOrEqual(0.05);
      expect(named).toBeGreaterThan(0.3);
    }
  });

  it('does so where every value but the last is just not enough: the most chances to go wrong', () => {
    const cliff = Array.from({ length: 16 }, (_, at) => (at < 15 ? BOUND + 1e-9 : 0));
    const { named, wrong } = shareTrue(cliff, 5, 0, 10);
    expect(wrong).toBeLessThanOrEqual(0.05);
    expect(named).toBeGreaterThan(0.9);
  });

  it('names the very value where differences are large against luck', () => {
    const steep = Array.from({ length: 16 }, (_, at) => 600 / (at + 1) + 1);
    const finding = search(
      plan(10, 0.95),
      (candidate, replication) => steep[candidate]! + (replication % 3) / 10,
    );
    expect(finding.finding.end).toEqual({ kind: 'found', candidate: 10, better: 9 });
  });
});

describe('A search without luck', () => {
  it('finds the value that a formula gives, in a few values of many', () => {
    for (const work of [40, 60, 61, 119, 500, 959, 960]) {
      const { finding, jobCount } = search(plan(2, 0.95), (candidate) => work / (candidate + 1));
      const enough = Math.ceil(work / BOUND);
      expect(finding.end).toMatchObject({ kind: 'found', candidate: enough - 1 });
      expect(jobCount).toBeLessThanOrEqual(2 * 6);
    }
    expect(search(plan(2, 0.95), (candidate) => 961 / (candidate + 1)).finding.end).toEqual({
      kind: 'none',
      best: 15,
    });
  });

  it('does not answer where the response is not in order', () => {
    const hump = (candidate: number) => (candidate === 7 ? 400 : 200 - 10 * candidate);
    expect(search(plan(2, 0.95), hump).finding.end).toEqual({ kind: 'notMonotone' });
    const hollow = (candidate: number) => (candidate === 7 ? 30 : 70);
    expect(search(plan(2, 0.95), hollow).finding.end).toMatchObject({ kind: 'outOfOrder' });
  });

  it('answers all the same where the very first value is enough: that hangs from no order', () => {
    const rising = (candidate: number) => 10 + 10 * candidate;
    expect(search(plan(2, 0.95), rising).finding.end).toEqual({ kind: 'found', candidate: 0, better: null });
  });

  it('takes a response without a value for one that breaks the bound', () => {
    const sparse = (candidate: number, replication: number) =>
      candidate < 5 && replication === 1 ? null : 1;
    expect(search(plan(3, 0.95), sparse).finding.end).toMatchObject({ kind: 'found', candidate: 5 });
  });
});

describe('A search with jobs that failed', () => {
  it('ends there and says at which value', () => {
    const asked = plan(2, 0.95);
    const nothing = { has: () => false, read: () => null as never };
    const known = { plan: asked, results: nothing, failures: [{ index: 15, message: 'no memory' }] };
    expect(capacityJobs(known)).toEqual([0, 16, 15, 31]);
    const some: JobResult = {
      ...jobAt(asked, 0),
      metrics: [{ name: RESPONSE, unit: 'seconds', value: 100 }],
    } as unknown as JobResult;
    const results = { has: (index: number) => index === 0 || index === 16 || index === 31, read: () => some };
    expect(capacityJobs({ ...known, results })).toEqual([]);
    expect(capacityFinding({ ...known, results }).end).toEqual({ kind: 'failed', candidate: 15 });
  });
});
