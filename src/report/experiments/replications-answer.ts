import { keeps } from '../../experiment/metrics/thresholds.ts';
import type { Outcome } from '../../experiment/outcome.ts';
import { resultsByPoint } from '../../experiment/replications/by-point.ts';
import { type ResponseSummary, summarizeMetrics } from '../../experiment/replications/response-summary.ts';
import type { Threshold } from '../../model/scenario.ts';
import { clipApart } from '../summary/display-width.ts';
import { textTable } from '../summary/text-table.ts';
import { figure, figureScale, intervalText } from './figures.ts';
import { precisionLines } from './precision-lines.ts';

const NAME_WIDTH = 64;

/** What the replications of a scenario say, in words and a small table. `thresholds` are the scenario's. */
export function replicationsAnswer(outcome: Outcome, thresholds: readonly Threshold[]): string {
  const { plan } = outcome;
  const { confidence } = plan.question;
  const [own] = resultsByPoint(outcome);
  const results = own?.replications ?? [];
  const summaries = new Map(
    summarizeMetrics(results, confidence).map((summary) => [summary.metric, summary]),
  );
  const declared = plan.responses.flatMap((name) => summaries.get(name) ?? []);
  const count = results.length;
  const lines = [
    `${plan.name}: ${count} ${count === 1 ? 'replication' : 'replications'}, intervals of ${percentText(confidence)} confidence`,
    ...precisionLines(outcome),
    '',
    ...responseTable(declared, count),
  ];
  const judged = thresholds.map((threshold) => {
    const values = results.map(({ metrics }) => metrics.find(({ name }) => name === threshold.metric)?.value);
    const kept = values.filter((value) => typeof value === 'number' && keeps(threshold, value)).length;
    const mark =
      kept === count ? `✓ met in ${kept} of` : kept === 0 ? '✗ met in none of' : `✗ met only in ${kept} of`;
    return `${mark} ${count} replications: ${threshold.text}`;
  });
  if (judged.length > 0) lines.push('', ...judged);
  return lines.join('\n');
}

function responseTable(summaries: readonly ResponseSummary[], count: number): string[] {
  if (summaries.length === 0)
    return ['No response is declared: write thresholds into the scenario or name metrics with --response.'];
  const names = clipApart(
    summaries.map(({ metric }) => metric),
    NAME_WIDTH,
  );
  const rows = summaries.map(({ metric, unit, interval, spread }) => {
    const scale = figureScale(unit, interval.mean ?? 0, interval.halfWidth);
    const range = spread === null ? '-' : `${figure(spread.p10, scale)} to ${figure(spread.p90, scale)}`;
    const values = interval.n === count ? 'all' : `${interval.n} of ${count}`;
    return [names.get(metric)!, intervalText(interval, unit), range, values];
  });
  return textTable(['Response', 'mean and interval', '8 in 10 runs', 'have a value'], rows);
}

function percentText(share: number): string {
  return `${Number((100 * share).toPrecision(4))} %`;
}
