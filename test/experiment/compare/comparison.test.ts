import { beforeAll, describe, expect, it } from 'vitest';
import { type Comparison, compare } from '../../../src/experiment/compare/comparison.ts';
import { compared, outcomeOf, planOf } from './comparing.ts';

const P95 = 'coverage.June.actual.p95.sinceReleaseHours';
const SCANS = 'scans.online';
const RESPONSES = [P95, 'exposure.clientHours', SCANS];
/** A client that never waits for another one, and asks WSUS in every scan. */
const ALONE = ['groups[0].count=1', 'clientSettings.scanTimeToLive=1 min'];
const EARLIER = ['deployments[0].deadline=2024-06-16 17:00 UTC'];
const NEVER = new AbortController().signal;

/** The figures of a comparison's differences at a point. */
function figuresAt({ differences }: Comparison, point: number) {
  return differences
    .filter((difference) => difference.point === point)
    .map(({ response, paired, first, other }) => ({
      response,
      mean: paired!.mean,
      sd: paired!.sd,
      n: paired!.n,
      varianceSaved: paired!.varianceSaved,
      means: [first.interval.mean, other.interval.mean],
    }));
}

describe('a comparison of a scenario with itself', () => {
  let same: Comparison;
  beforeAll(async () => {
    same = await compared({ one: [], other: [] }, RESPONSES, 3);
  });

  it('has differences of exactly 0, with intervals of no width', () => {
    for (const { verdict, paired } of same.differences) {
      expect([verdict, paired!.mean, paired!.low, paired!.high]).toEqual(['same', 0, 0, 0]);
    }
    expect(same.differences.length).toBe(RESPONSES.length);
  });

  it('finds nobody changed', () => {
    expect(same.changes).toEqual([]);
    expect(same.changed.map(({ deployment, clients }) => [deployment, clients.mean])).toEqual([['June', 0]]);
  });
});

describe('a deadline two days earlier', () => {
  it('makes a client compliant 48 hours earlier in every replication', async () => {
    const { differences } = await compared({ late: ALONE, early: [...ALONE, ...EARLIER] }, [P95], 3);
    const { verdict, paired } = differences[0]!;
    expect(verdict).toBe('less');
    expect(paired!.mean).toBeCloseTo(-48, 9);
    expect(paired!.halfWidth).toBeLessThan(1e-9);
    // What remains of the luck of either is gone from the difference: all variance is saved, or there was none.
    expect(paired!.varianceSaved ?? 1).toBeCloseTo(1, 9);
  });
});

describe('a run that ends between two deadlines', () => {
  const END = 'horizon=8 d';
  let ended: Comparison;
  beforeAll(async () => {
    ended = await compared({ late: [END], early: [END, ...EARLIER] }, [P95], 3);
  });

  it('changes every client, in every replication', () => {
    const { deployment, clients } = ended.changed[0]!;
    expect([deployment, clients.mean, clients.halfWidth]).toEqual(['June', 20, 0]);
    const all = ended.changes.reduce((sum, change) => sum + change.clients.mean!, 0);
    expect(all).toBeCloseTo(20, 9);
    expect(new Set(ended.changes.map(({ from }) => from))).toEqual(new Set(['waitingForDeadline']));
    expect(ended.changes[0]!.to).toBe('compliantLate');
  });

  it('follows an example of each to where its histories part: the earlier deadline', () => {
    const { example, parting } = ended.changes[0]!;
    expect(example).toEqual({ group: 'offices', numberInGroup: 0, build: 0 });
    expect(parting!.other).toEqual({
      epochMs: Date.UTC(2024, 5, 16, 17),
      text: 'client 0 of offices: deadline (June)',
    });
    expect(parting!.first!.epochMs).toBeGreaterThan(Date.UTC(2024, 5, 16, 17));
  });

  it('tells how many replications reached a level that the others never do, and no mean difference', () => {
    const [p95] = ended.differences;
    expect([p95!.verdict, p95!.paired]).toEqual(['incomplete', null]);
    expect([p95!.first.withValue!.share, p95!.other.withValue!.share]).toEqual([0, 1]);
  });

  it('puts figures that every run has in its place', () => {
    const others = ended.differences.slice(1).map(({ response, verdict }) => [response, verdict]);
    expect(others).toContainEqual(['exposure.clientHours', 'less']);
  });
});

describe('the same scenarios in another order or company', () => {
  const sets = { late: [], early: EARLIER };

  it('have the same differences with other signs', async () => {
    const forth = await compared(sets, RESPONSES, 3);
    const back = await compared({ early: EARLIER, late: [] }, RESPONSES, 3);
    expect(forth.differences.map(({ paired }) => paired!.mean! === 0)).not.toContain(true);
    forth.differences.forEach(({ paired, mannWhitney, ratio }, at) => {
      const other = back.differences[at]!;
      expect([other.paired!.mean, other.paired!.low, other.paired!.high]).toEqual([
        -paired!.mean!,
        -paired!.high!,
        -paired!.low!,
      ]);
      expect(other.paired!.varianceSaved).toBe(paired!.varianceSaved);
      expect(other.mannWhitney!.p).toBe(mannWhitney!.p);
      expect(other.ratio! * ratio!).toBeCloseTo(1, 12);
    });
  });

  it('keep every figure but the wider intervals when a third one joins them', async () => {
    const two = await compared(sets, RESPONSES, 3);
    const three = await compared({ ...sets, again: [] }, RESPONSES, 3);
    expect(figuresAt(three, 1)).toEqual(figuresAt(two, 1));
    expect(three.confidenceEach).toBe(0.975);
    for (const [at, { paired }] of two.differences.entries()) {
      const wider = three.differences[2 * at]!.paired!;
      expect(wider.halfWidth!).toBeGreaterThan(paired!.halfWidth!);
    }
    const [byTime] = three.rankings;
    expect(byTime!.places.map(({ point, rank, probabilityBest }) => [point, rank, probabilityBest])).toEqual([
      [1, 1, 1],
      [0, 2, 0],
      [2, 2, 0],
    ]);
    expect(three.changed.map(({ point, clients }) => [point, clients.mean === 0])).toContainEqual([2, true]);
  });
});

describe('a comparison with jobs that failed', () => {
  it('pairs the replications that have run at both', async () => {
    const plan = planOf({ late: [], early: EARLIER }, [SCANS, 'server.SUP1.served'], 3);
    const whole = await outcomeOf(plan);
    // Job 2 is the first scenario in replication 1.
    const failures = [{ index: 2, message: 'a fault' }];
    const comparison = await compare({ ...whole, failures }, NEVER);
    const values = [0, 2].map((replication) =>
      [0, 1].map((point) => {
        const { metrics } = whole.results.read(2 * replication + point);
        return metrics.find(({ name }) => name === SCANS)!.value!;
      }),
    );
    const mean = values.reduce((sum, [first, other]) => sum + (other! - first!), 0) / 2;
    expect(comparison.differences[0]!.replications).toBe(2);
    expect(comparison.differences[0]!.paired!.mean).toBeCloseTo(mean, 12);
  });
});

describe('a metric that only one of two scenarios has', () => {
  it('is said to be not comparable', async () => {
    const renamed = ['site.softwareUpdatePoints[0].name=SUP2'];
    const comparison = await compared({ one: [], other: renamed }, ['server.SUP2.served'], 1);
    const { verdict, first, other } = comparison.differences[0]!;
    expect([verdict, first.hasMetric, other.hasMetric]).toEqual(['notComparable', false, true]);
    expect(first.interval.mean).toBeNull();
    expect(other.interval.mean).toBeGreaterThan(0);
  });
});

describe('scenarios that end at different instants', () => {
  it('are named, as what adds up differs for that alone', async () => {
    const sets = {
      whole: [],
      other: EARLIER,
      short: ['horizon=8 d'],
      later: ['measureFrom=2024-06-12 00:00 UTC'],
    };
    expect((await compared(sets, [P95], 1)).otherSpans).toEqual(new Set([2, 3]));
  });
});
