import type { RunResult } from '../../model/results.ts';

/** A figure of a run. Null: it has no value, such as the time to a level that was never reached. */
export interface Metric {
  readonly name: string;
  readonly value: number | null;
  readonly unit: string;
}

/** The words for the places of a pattern, in their order, and the value. */
export type Figure = readonly [words: readonly string[], value: number | null];

/** Figures of one kind. Each `<place>` of the pattern stands for a name: `server.<server>.queueMax`. */
export interface MetricFamily {
  readonly pattern: string;
  readonly unit: string;
  readonly meaning: string;
  readonly read: (result: RunResult) => readonly Figure[];
}

/** A family of a single metric. */
export function single(
  pattern: string,
  unit: string,
  meaning: string,
  value: (result: RunResult) => number | null,
): MetricFamily {
  return { pattern, unit, meaning, read: (result) => [[[], value(result)]] };
}

/** `scans.<outcome>` and `['refused']` → `scans.refused`. */
export function fill(pattern: string, words: readonly string[]): string {
  let next = 0;
  return pattern.replace(/<\w+>/g, () => words[next++]!);
}
