import { describe, expect, it, vi } from 'vitest';
import { Ending, EXIT } from '../../../src/cli/exit.ts';
import { openLocalExecutor, slotsOf } from '../../../src/cli/experiments/local-executor.ts';
import { tinyPlan } from '../../experiment/executors/tiny-plan.ts';

vi.mock('piscina', () => {
  throw new Error('the pool was loaded');
});

const GB = 1e9;
const work = (changes: { jobs?: string; jobCount?: number }) => ({
  jobs: undefined,
  jobCount: 100,
  memoryNeedBytes: 2 * GB,
  ...changes,
});

describe('how many jobs a machine carries out at once', () => {
  it('is one per processor, but no more than there are', () => {
    expect(slotsOf(work({}), 64 * GB, 8)).toBe(8);
    expect(slotsOf(work({ jobCount: 3 }), 64 * GB, 8)).toBe(3);
  });

  it('is what somebody asks for, whatever the processors', () => {
    expect(slotsOf(work({ jobs: '1' }), 64 * GB, 8)).toBe(1);
    expect(slotsOf(work({ jobs: '12' }), 64 * GB, 8)).toBe(12);
  });

  it('is what fits into the memory, if nobody asks for more', () => {
    expect(slotsOf(work({}), 7 * GB, 8)).toBe(3);
  });

  it('is refused with the number that would fit', () => {
    const refused = new Ending(
      EXIT.scenarioInvalid,
      '4 runs at once need about 8.0 GB of memory and this machine has 7.0 GB; write --jobs 3',
    );
    expect(() => slotsOf(work({ jobs: '4' }), 7 * GB, 8)).toThrow(refused);
    expect(slotsOf(work({ jobs: '3' }), 7 * GB, 8)).toBe(3);
  });

  it('is refused if not even one fits', () => {
    expect(() => slotsOf(work({}), GB, 8)).toThrow('a run needs about 2.0 GB');
    expect(() => slotsOf(work({ jobs: '1' }), GB, 8)).toThrow('use fewer clients or a larger machine');
  });

  it.each(['0', '-1', 'two', '1.5', ''])('is no number such as "%s"', (jobs) => {
    expect(() => slotsOf(work({ jobs }), 64 * GB, 8)).toThrow('write a whole number from 1');
  });
});

describe('the pool of threads', () => {
  const open = (jobs: string) =>
    openLocalExecutor(tinyPlan(4), { jobs, jobCount: 4, memoryNeedBytes: 1 }, new AbortController().signal);

  it('is not loaded for one job at a time', async () => {
    const executor = await open('1');
    expect(await executor.execute(0)).toMatchObject({ index: 0 });
  });

  it('is loaded for two', async () => {
    await expect(open('2')).rejects.toMatchObject({ cause: new Error('the pool was loaded') });
  });
});
