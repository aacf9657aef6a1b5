import type { JobEnd } from '../../experiment/jobs/conduct.ts';
import { groupThousands } from '../../report/number.ts';
import { formatDuration } from '../../report/time.ts';
import { startBar } from '../progress-bar.ts';
import { writeLines } from '../terminal.ts';

/** Where there is no terminal, a line is written at most this often. */
const LINE_EVERY_MS = 15_000;
const MINUTE_MS = 60_000;
const FORMAT = '{bar} {value} of {total} jobs  {events} events  {rate} jobs/min  {left} left{failed}';
const AT_FIRST = { events: '0', rate: '-', left: '-', failed: '' };

export interface JobProgress {
  readonly onEnd: (end: JobEnd) => void;
  readonly stop: () => void;
  /** Jobs that have a result. */
  readonly finished: () => number;
}

/**
 * Progress of an experiment on stderr: a bar in a terminal, a plain line now and then elsewhere, nothing if `quiet`.
 * `jobCount`: how many there are at most.
 */
export function showJobProgress(title: string, jobCount: number, quiet: boolean): JobProgress {
  const bar = quiet || !process.stderr.isTTY ? null : startBar(FORMAT, jobCount, AT_FIRST);
  if (!quiet && bar === null) writeLines(process.stderr, title);
  const startedMs = performance.now();
  const count = { done: 0, kept: 0, failed: 0, events: 0 };
  let writtenMs = startedMs;
  const onEnd = (end: JobEnd): void => {
    count[end.kind]++;
    if (end.kind === 'done') count.events += end.result.eventCount;
    if (quiet) return;
    const nowMs = performance.now();
    const payload = payloadOf(count, jobCount, nowMs - startedMs);
    if (bar !== null) bar.update(endedOf(count), payload);
    else if (nowMs - writtenMs >= LINE_EVERY_MS && endedOf(count) < jobCount) {
      writtenMs = nowMs;
      const { rate, events, left, failed } = payload;
      const ended = groupThousands(endedOf(count));
      process.stderr.write(
        `${ended} of ${groupThousands(jobCount)} jobs, ${events} events, ${rate} jobs/min, ${left} left${failed}\n`,
      );
    }
  };
  return { onEnd, stop: () => bar?.stop(), finished: () => count.done + count.kept };
}

interface Count {
  readonly done: number;
  readonly kept: number;
  readonly failed: number;
  readonly events: number;
}

function endedOf({ done, kept, failed }: Count): number {
  return done + kept + failed;
}

/** Rates are those of jobs carried out now: what an earlier attempt has left says nothing of this machine. */
function payloadOf(count: Count, jobCount: number, elapsedMs: number) {
  const carriedOut = count.done + count.failed;
  const perMs = carriedOut / Math.max(elapsedMs, 1);
  const left = carriedOut === 0 ? '-' : formatDuration((jobCount - endedOf(count)) / perMs);
  return {
    events: groupThousands(count.events),
    rate: carriedOut === 0 ? '-' : rateText(MINUTE_MS * perMs),
    left,
    failed: count.failed === 0 ? '' : `, ${count.failed} failed`,
  };
}

function rateText(perMinute: number): string {
  return perMinute < 10 ? perMinute.toFixed(1) : groupThousands(perMinute);
}
