import { READINGS, RESTART_CAUSES, SCAN_OUTCOMES, UNFINISHED_CAUSES } from '../model/results.ts';
import type { Scenario, Threshold } from '../model/scenario.ts';
import { suggestion } from '../scenario/closest.ts';
import { LEVEL_WORDS, QUANTILE_WORDS } from './metrics/compliance.ts';
import { type Metric, match } from './metrics/family.ts';
import { METRIC_FAMILIES } from './metrics/index.ts';

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

function keeps({ atMost, atLeast }: Threshold, value: number): boolean {
  return (atMost === undefined || value <= atMost) && (atLeast === undefined || value >= atLeast);
}

/** What the words of a metric's name can be, by place. Servers and links are only known once a fleet is built. */
function wordsOf(place: string, pattern: string, { deployments }: Scenario): readonly string[] | null {
  switch (place) {
    case 'deployment':
      return deployments.map(({ name }) => name);
    case 'reading':
      return READINGS;
    case 'level':
      return LEVEL_WORDS;
    case 'quantile':
      return QUANTILE_WORDS;
    case 'outcome':
      return SCAN_OUTCOMES;
    case 'cause':
      return pattern.startsWith('restarts') ? RESTART_CAUSES : UNFINISHED_CAUSES;
    default:
      return null;
  }
}

/** One line per threshold that bounds a metric that no run of the scenario has: found before the run, not after it. */
export function thresholdMistakes(scenario: Scenario): string[] {
  return scenario.thresholds.flatMap(({ metric }) => {
    const mistake = metricMistake(metric, scenario);
    return mistake === null ? [] : [`thresholds  the metric ${metric} ${mistake}`];
  });
}

function metricMistake(name: string, scenario: Scenario): string | null {
  let mistake = 'does not exist; docs/outputs.md lists the metrics';
  for (const { pattern } of METRIC_FAMILIES) {
    const places = match(pattern, name);
    if (places === null) continue;
    const wrong = places.find(
      ({ place, word }) => wordsOf(place, pattern, scenario)?.includes(word) === false,
    );
    if (wrong === undefined) return null;
    const known = wordsOf(wrong.place, pattern, scenario)!;
    mistake = `names the unknown ${wrong.place} "${wrong.word}"${suggestion(wrong.word, known)}`;
  }
  return mistake;
}
