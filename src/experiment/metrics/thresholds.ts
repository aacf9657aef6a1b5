import type { Threshold } from '../../model/scenario.ts';
import type { Metric } from './family.ts';

/** Whether a run kept a bound of its scenario. A metric without a value keeps none. */
export interface Verdict {
  readonly threshold: Threshold;
  readonly value: number | null;
  readonly unit: string;
  readonly met: boolean;
}

/** Judges every threshold of a scenario by the figures of a run. */
export function judge(thresholds: readonly Threshold[], metrics: readonly Metric[]): Verdict[] {
  const byName = new Map(metrics.map((metric) => [metric.name, metric]));
  return thresholds.map((threshold) => {
    const metric = byName.get(threshold.metric);
    const value = metric?.value ?? null;
    return { threshold, value, unit: metric?.unit ?? '', met: value !== null && keeps(threshold, value) };
  });
}

export function keeps({ atMost, atLeast }: Threshold, value: number): boolean {
  return (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast);
}
