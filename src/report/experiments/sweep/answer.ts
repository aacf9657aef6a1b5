import type { Outcome } from '../../../experiment/outcome.ts';
import { pointResponses } from '../../../experiment/sweep/point-responses.ts';
import { sweepQuestionOf } from '../../../experiment/sweep/question.ts';
import { type FilledTable, filled } from '../experiment-folder.ts';
import { pointsTable } from './points-table.ts';

/** The answer of a sweep: its tables, and which inputs matter, in words. */
export function sweepAnswer(outcome: Outcome): {
  readonly tables: readonly FilledTable[];
  readonly text: string;
} {
  const { plan } = outcome;
  const { axes } = sweepQuestionOf(plan);
  const source = { plan, responses: pointResponses(outcome) };
  const paths = axes.map(({ path }) => path);
  return { tables: [filled(pointsTable(paths), source)], text: `${plan.points.length} points` };
}
