import type { Outcome } from '../../experiment/outcome.ts';
import type { PrecisionGoal } from '../../experiment/plan/question.ts';
import { resultsByPoint } from '../../experiment/replications/by-point.ts';
import { type ResponseSummary, summarizeMetrics } from '../../experiment/replications/response-summary.ts';
import { goalOf, isNarrow } from '../../experiment/replications/stopping-rule.ts';

/** So many responses that miss their precision are named. */
const NAMED_MAX = 4;

/** Whether the precision that was asked for has been reached, and what lacks it; no line if none was asked for. */
export function precisionLines(outcome: Outcome): string[] {
  const { question } = outcome.plan;
  const rule = question.replications;
  if (rule.kind === 'count') return [];
  const asked = rule.goals.map(({ response, halfWidth, relative }) => {
    const width = relative ? `${percentText(halfWidth)} of the mean` : String(halfWidth);
    return `${width}${response === null ? '' : ` for ${response}`}`;
  });
  const missed = [...missedBy(outcome, rule.goals)];
  const reached = missed.length === 0 ? 'reached' : `not reached with ${rule.budget} replications`;
  const more = missed.length - NAMED_MAX;
  return [
    `Half-widths of at most ${asked.join(', ')}: ${reached}.`,
    ...missed.slice(0, NAMED_MAX).map((text) => `  ${text}`),
    ...(more > 0 ? [`  and ${more} more in responses.csv`] : []),
  ];
}

function* missedBy(outcome: Outcome, goals: readonly PrecisionGoal[]): Generator<string> {
  const { points, responses, question } = outcome.plan;
  for (const { point, replications } of resultsByPoint(outcome)) {
    const where = points.length === 1 ? '' : ` of ${points[point]!.name}`;
    for (const summary of summarizeMetrics(replications, question.confidence)) {
      if (!responses.includes(summary.metric)) continue;
      const goal = goalOf(goals, summary.metric);
      if (goal === null || isNarrow(summary.interval, summary.replications, goal)) continue;
      yield `${summary.metric}${where} ${missText(summary, goal)}`;
    }
  }
}

function missText({ interval, replications }: ResponseSummary, { relative }: PrecisionGoal): string {
  const { n, mean, halfWidth } = interval;
  if (n < replications) return 'has no value in some replications, so that its mean cannot be judged';
  if (mean === null || halfWidth === null) return 'has too few replications';
  if (!relative) return `has ${Number(halfWidth.toPrecision(3))}`;
  return mean === 0
    ? 'has a mean of 0, of which there is no share'
    : `has ${percentText(halfWidth / Math.abs(mean))}`;
}

function percentText(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}
