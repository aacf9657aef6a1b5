import { describe, expect, it } from 'vitest';
import { capacityFinding } from '../../../src/experiment/capacity/analysis.ts';
import type { Requirement } from '../../../src/experiment/capacity/requirement.ts';
import type { CapacityStudy } from '../../../src/experiment/capacity/study.ts';
import type { JobResult } from '../../../src/experiment/jobs/result.ts';
import { jobAt, type Plan } from '../../../src/experiment/plan/plan.ts';
import { CAPACITY_TABLES } from '../../../src/report/experiments/capacity/tables.ts';
import { capacityWords } from '../../../src/report/experiments/capacity/words.ts';
import { LIMITS } from '../../../src/scenario/limits.ts';

const WAIT: Requirement = { response: 'wait', operator: '<', bound: 60, text: 'scan wait p95 < 60 s' };
const REFUSED: Requirement = {
  response: 'refused',
  operator: '<=',
  bound: 0,
  text: 'scans refused at most 0',
};

/** A search whose figures are given per value and replication. */
function study(
  values: readonly string[],
  figures: (candidate: number, replication: number) => Readonly<Record<string, number | null>>,
  changes: Partial<Extract<Plan['question'], { kind: 'capacity' }>> = {},
  at: CapacityStudy['at'] = null,
): CapacityStudy {
  const plan: Plan = {
    program: 'fleetsim',
    format: 1,
    version: '0',
    timeZoneData: '0',
    name: 'capacity',
    question: {
      kind: 'capacity',
      replications: { kind: 'count', count: 4 },
      confidence: 0.95,
      vary: 'servers',
      goal: 'smallest',
      requirements: [WAIT],
      ...changes,
    },
    responses: ['wait', 'refused'],
    seed: null,
    points: values.map((name) => ({ name, file: 's.yaml', set: [] })),
    sources: { files: [], links: [] },
  };
  const read = (index: number) => {
    const job = jobAt(plan, index);
    const metrics = Object.entries(figures(job.point, job.replication)).map(([name, value]) => {
      return { name, unit: name === 'wait' ? 'seconds' : 'requests', value };
    });
    return { ...job, metrics } as unknown as JobResult;
  };
  const finding = capacityFinding({ plan, results: { has: () => true, read }, failures: [] });
  const units = new Map([
    ['wait', 'seconds'],
    ['refused', 'requests'],
  ]);
  return { plan, finding, units, at };
}
const waits =
  (means: readonly number[], spread = 0) =>
  (candidate: number, replication: number) => ({
    wait: means[candidate]! + spread * (replication - 1.5),
  });
const lines = (asked: CapacityStudy) => capacityWords(asked).split('\n');

describe('The answer of a search for capacity', () => {
  it('is the value, its figure, and that of the next better one', () => {
    expect(lines(study(['1', '2', '3', '4'], waits([200, 95, 41, 30]))).slice(0, 2)).toEqual([
      '3 is the smallest value of servers that meets scan wait p95 < 60 s.',
      '  scan wait p95 < 60 s: 41.00 s [41.00, 41.00]; with 2 it is 95.00 s [95.00, 95.00]',
    ]);
  });

  it('says of several bounds which one the next better value fails', () => {
    const both = (candidate: number) => ({ wait: 10, refused: candidate === 0 ? 7 : 0 });
    expect(lines(study(['1', '2'], both, { requirements: [WAIT, REFUSED] })).slice(0, 3)).toEqual([
      '2 is the smallest value of servers that meets all 2 bounds.',
      '  scan wait p95 < 60 s: 10.00 s [10.00, 10.00]',
      '  scans refused at most 0: 0 requests [0, 0]; with 1 it is 7 requests [7, 7]',
    ]);
  });

  it('says where the next better value only cannot be told from the bound', () => {
    const [, second] = lines(study(['1', '2'], waits([61, 20], 4)));
    expect(second).toMatch(/; with 1 it is 61\.0 s \[.*\], which cannot be told from the bound$/);
  });

  it('says where nobody can tell whether anything is enough', () => {
    expect(lines(study(['1', '2'], waits([200, 59], 4)))[0]).toBe(
      'Whether 2 is enough for servers cannot be told with 4 replications; more of them may tell.',
    );
  });

  it('shows what contradicts each other where responses are not in order, and names no value', () => {
    const means = [200, 190, 180, 400, 90, 80, 41, 30];
    const words = lines(study([...'12345678'], waits(means)));
    expect(words.slice(0, 2)).toEqual([
      'No answer: over the values of servers that were tried, responses are not in order, so that the values between them cannot be told.',
      '  wait rises from 1 to 4: 200.0 s to 400.0 s',
    ]);
    expect(words.join('\n')).not.toContain('is the smallest value');
  });

  it('does not say that nothing is enough where bounds pull in opposite directions: 2 of 6 meets both', () => {
    const bounds: Requirement[] = [
      { response: 'wait', operator: '<=', bound: 60, text: 'wait at most 60 s' },
      { response: 'wait', operator: '>=', bound: 45, text: 'wait at least 45 s' },
    ];
    const values = ['1', '2', '3', '4', '5', '6'];
    const asked = study(values, waits([100, 50, 33, 25, 20, 17]), { requirements: bounds });
    expect(asked.finding.end).toEqual({ kind: 'opposed', best: 5, other: 0 });
    expect(lines(asked)[0]).toBe(
      'No answer: the bounds pull in opposite directions over the values of servers. With 6 this is not met: wait at least 45 s; with 1: wait at most 60 s. Values between them may meet all, which a search by halves does not find; try them with fleetsim sweep, or search for each bound alone.',
    );
    // Where it is one bound that no value meets, nothing between the ends can be hoped for.
    const never = study(values, waits([100, 90, 85, 80, 75, 70]), { requirements: bounds });
    expect(never.finding.end).toEqual({ kind: 'none', best: 5 });
  });

  it('tells of small waves and keeps the answer', () => {
    const words = lines(study([...'12345678'], waits([200, 190, 180, 201, 70, 41, 0.2, 0.3])));
    expect(words[0]).toBe('6 is the smallest value of servers that meets scan wait p95 < 60 s.');
    expect(words[2]).toBe(
      'Not quite in order: wait rises from 1 to 4: 200.0 s to 201.0 s, by less than what separates them from the bound.',
    );
  });

  it('says how many runs have no value', () => {
    const figures = (candidate: number, replication: number) => ({
      wait: candidate === 0 && replication < 3 ? null : 20,
    });
    expect(capacityWords(study(['1', '2'], figures))).toContain(
      'with 1 it is 20.00 s, no value in 3 of 4 runs',
    );
  });

  it('fits on a screen with the busiest servers and the limits that are nearest', () => {
    const limit = LIMITS.clientsPerDistributionPoint;
    const limits = Array.from({ length: 40 }, (_, at) => {
      return { path: [], name: `DP${at}`, count: at === 7 ? 4001 : 100 * at, what: 'clients', limit };
    });
    const at = { candidate: 9, servers: [], limits };
    const asked = study(
      Array.from({ length: 256 }, (_, value) => String(value)),
      (candidate) => ({ wait: 600 / (candidate + 1), refused: 0 }),
      { requirements: [WAIT, REFUSED] },
      at,
    );
    const words = lines(asked);
    expect(words.length).toBeLessThanOrEqual(40);
    expect(words.filter((line) => /^DP/.test(line)).map((line) => line.split(/ {2,}/))).toEqual([
      ['DP7', '4,001', '4,000', 'none: not supported', limit.of],
      ['DP39', '3,900', '4,000', '2.500 %', limit.of],
      ['DP38', '3,800', '4,000', '5.000 %', limit.of],
      ['DP37', '3,700', '4,000', '7.500 %', limit.of],
    ]);
  });
});

describe('The tables of a search without an answer', () => {
  it('are its steps alone', () => {
    const asked = study([...'12345678'], waits([200, 190, 180, 400, 90, 80, 41, 30]));
    const rows = CAPACITY_TABLES.map(({ name, rows }) => [name, rows(asked) === null]);
    expect(rows).toEqual([
      ['steps', false],
      ['server-loads', true],
      ['limits', true],
    ]);
  });

  it('keeps the value of a bound in the table of what was tried, however long its name is', () => {
    const text = `coverage.${'a long name '.repeat(8)}.actual.p95.sinceReleaseHours at most 14 d`;
    const asked = study(['1', '2'], waits([70, 20]), { requirements: [{ ...WAIT, text }] });
    const rows = lines(asked).filter((line) => /^[12] {2,}/.test(line));
    expect(rows.map((row) => row.includes('at most 14 d'))).toEqual([true, true]);
  });
});
