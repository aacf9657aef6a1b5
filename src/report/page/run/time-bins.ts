import type { Scenario } from '../../../model/scenario.ts';
import type { TableRow } from '../source.ts';

const DAY_MS = 86_400_000;
/** How far beyond the shortest possible length a rounder one is looked for. */
const LONGER_MAX = 4;

/** Times of a run from an instant on to another one. */
export interface TimeSpan {
  readonly from: Date;
  readonly to: Date;
}

/** The measured span of a run in so few parts that a picture has room for them: whole intervals of its tables each. */
export interface TimeBins {
  readonly spans: readonly TimeSpan[];
  /** Number of the part that an interval belongs to, by the end of the interval. */
  readonly binAt: (elapsedSeconds: number) => number;
}

/**
 * At most `countMax` parts, as short as that allows; where days can be divided into such parts they begin with the day in
 * UTC.
 */
export function timeBins(scenario: Scenario, countMax: number): TimeBins {
  const { startEpochMs, measureFromMs, horizonMs, output } = scenario;
  const { intervalMs } = output;
  const epochMs = startEpochMs + measureFromMs;
  const intervals = Math.max(1, Math.ceil((horizonMs - measureFromMs) / intervalMs));
  const length = lengthOf(intervals, intervalMs, countMax);
  const binMs = length * intervalMs;
  const before = Math.floor((((epochMs % binMs) + binMs) % binMs) / intervalMs);
  const count = Math.ceil((intervals + before) / length);
  const edge = (bin: number) => {
    const elapsedMs = measureFromMs + (bin * length - before) * intervalMs;
    return new Date(startEpochMs + Math.min(horizonMs, Math.max(measureFromMs, elapsedMs)));
  };
  const spans = Array.from({ length: count }, (_, bin) => ({ from: edge(bin), to: edge(bin + 1) }));
  const binAt = (elapsedSeconds: number) => {
    const interval = Math.ceil((1000 * elapsedSeconds - measureFromMs) / intervalMs) - 1;
    return Math.min(count - 1, Math.max(0, Math.floor((interval + before) / length)));
  };
  return { spans, binAt };
}

/** In intervals. */
function lengthOf(intervals: number, intervalMs: number, countMax: number): number {
  const shortest = Math.max(1, intervals <= countMax ? 1 : Math.ceil(intervals / (countMax - 1)));
  for (let length = shortest; length <= LONGER_MAX * shortest; length++) {
    const binMs = length * intervalMs;
    if (DAY_MS % binMs === 0 || binMs % DAY_MS === 0) return length;
  }
  return shortest;
}

/** Per part of the span the largest value of its rows; null where they have none. */
export function largestPerBin(
  rows: readonly TableRow[],
  bins: TimeBins,
  measureOf: (row: TableRow) => number | null,
): readonly (number | null)[] {
  const largest: (number | null)[] = bins.spans.map(() => null);
  for (const row of rows) {
    const value = measureOf(row);
    const bin = bins.binAt(Number(row.elapsedSeconds));
    if (value !== null) largest[bin] = Math.max(largest[bin] ?? value, value);
  }
  return largest;
}
