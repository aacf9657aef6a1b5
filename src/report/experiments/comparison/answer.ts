import { compare } from '../../../experiment/compare/comparison.ts';
import type { Outcome } from '../../../experiment/outcome.ts';
import { type FilledTable, filled } from '../../table-files.ts';
import { precisionLines } from '../precision-lines.ts';
import { curvesTable, responsesTable } from '../response-tables.ts';
import { changesTable, differencesTable, rankingTable } from './tables.ts';
import { comparisonText } from './text.ts';

/** The answer of a comparison: its tables, and what differs in words. Runs examples of changed clients again. */
export async function comparisonAnswer(
  outcome: Outcome,
  signal: AbortSignal,
): Promise<{ readonly tables: readonly FilledTable[]; readonly text: string }> {
  const comparison = await compare(outcome, signal);
  const rankings = comparison.points.length > 2 ? [filled(rankingTable, comparison)] : [];
  return {
    tables: [
      filled(differencesTable, comparison),
      ...rankings,
      filled(changesTable, comparison),
      filled(responsesTable, outcome),
      filled(curvesTable, outcome),
    ],
    text: comparisonText(comparison, precisionLines(outcome)),
  };
}
