import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { showJobProgress } from '../../../src/cli/experiments/job-progress.ts';
import { jobAt } from '../../../src/experiment/plan/plan.ts';
import { planOf, resultOf } from '../../experiment/jobs/plan-of.ts';

const SECOND_MS = 1000;
const PLAN = planOf(1, 100);
let nowMs: number;
let written: string;

beforeEach(() => {
  nowMs = 5 * SECOND_MS;
  written = '';
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** A job of 10,000 events. */
const done = (index: number) =>
  ({ kind: 'done', result: { ...resultOf(jobAt(PLAN, index)), eventCount: 10_000 } }) as const;
const failed = (index: number) => ({ kind: 'failed', failure: { index, message: 'a fault' } }) as const;

describe('the progress of an experiment, in a terminal', () => {
  it('gives the cursor back when the process is ended in the midst of it', () => {
    const { isTTY } = process.stderr;
    const listeners = process.listeners('exit');
    process.stderr.isTTY = true;
    try {
      const { stop } = showJobProgress('title', 100, false);
      const [onExit] = process.listeners('exit').filter((listener) => !listeners.includes(listener));
      expect([written.includes('\x1b[?25l'), written.includes('\x1b[?25h')]).toEqual([true, false]);
      onExit!(0);
      expect(written).toContain('\x1b[?25h');
      stop();
      expect(process.listeners('exit')).toEqual(listeners);
    } finally {
      process.stderr.isTTY = isTTY;
    }
  });
});

describe('the progress of an experiment, where there is no terminal', () => {
  it('is a line now and then: jobs, events, pace and time left, by what was carried out now', () => {
    const { onEnd, finished } = showJobProgress('title', 100, false);
    expect(written).toBe('title\n');
    for (let index = 0; index < 20; index++) onEnd({ kind: 'kept', index });
    for (let index = 20; index < 29; index++) onEnd(done(index));
    expect(written).toBe('title\n');
    nowMs += 30 * SECOND_MS;
    onEnd(failed(29));
    // Ten jobs in half a minute: the other 70 take three and a half.
    expect(written).toBe('title\n30 of 100 jobs, 90,000 events, 20 jobs/min, 3 min 30 s left, 1 failed\n');
    onEnd(done(30));
    expect(written.split('\n')).toHaveLength(3);
    expect(finished()).toBe(30);
  });

  it('is nothing if it shall be quiet', () => {
    const { onEnd, stop, finished } = showJobProgress('title', 2, true);
    nowMs += 60 * SECOND_MS;
    onEnd(done(0));
    stop();
    expect(written).toBe('');
    expect(finished()).toBe(1);
  });
});
