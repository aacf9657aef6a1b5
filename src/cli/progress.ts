import type { OnSlice, Progress } from '../experiment/run.ts';
import { groupThousands } from '../report/number.ts';
import { formatDuration, formatMinute } from '../report/time.ts';
import { startBar } from './progress-bar.ts';

/** How often the bar is drawn again and the process looks for an interrupt. */
const PAUSE_EVERY_MS = 60;
const BAR_TOTAL = 1000;
const FORMAT = '{bar} {percentage} %  {date}  {rate} events/s  {compliant} compliant  {left} left';
const AT_FIRST = { date: 'building the fleet', rate: '-', compliant: '-', left: '-' };

export interface ProgressDisplay {
  /** Called after every slice of a run; now and then it waits, so that an interrupt is noticed. */
  readonly onSlice: OnSlice;
  readonly stop: () => void;
}

/** Progress of a run on stderr: a bar in a terminal, one plain line elsewhere, nothing if `quiet`. */
export function showProgress(title: string, startEpochMs: number, quiet: boolean): ProgressDisplay {
  const bar = quiet || !process.stderr.isTTY ? null : startBar(FORMAT, BAR_TOTAL, AT_FIRST);
  if (!quiet && bar === null) process.stderr.write(`${title}\n`);
  const startedMs = performance.now();
  let pausedMs = startedMs;
  const onSlice: OnSlice = async (progress) => {
    const nowMs = performance.now();
    if (nowMs - pausedMs < PAUSE_EVERY_MS) return;
    pausedMs = nowMs;
    bar?.update(
      (BAR_TOTAL * progress.nowMs) / progress.horizonMs,
      payload(progress, startEpochMs, nowMs - startedMs),
    );
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { onSlice, stop: () => bar?.stop() };
}

function payload(
  { nowMs, horizonMs, eventCount, complianceShare }: Progress,
  startEpochMs: number,
  elapsedMs: number,
) {
  return {
    date: formatMinute(startEpochMs, nowMs),
    rate: groupThousands((1000 * eventCount) / Math.max(elapsedMs, 1)),
    compliant: `${(100 * complianceShare).toFixed(1)} %`,
    left: formatDuration((elapsedMs * (horizonMs - nowMs)) / nowMs),
  };
}
