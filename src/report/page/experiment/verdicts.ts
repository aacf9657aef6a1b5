import { keeps } from '../../../experiment/metrics/thresholds.ts';
import type { Threshold } from '../../../model/scenario.ts';
import { intervalText } from '../../experiments/figures.ts';
import type { Block, VerdictMark } from '../blocks.ts';
import type { ExperimentSource, TableRow } from '../source.ts';
import { meanIntervalOf, textAt, unitOf } from './rows.ts';

type Verdicts = Extract<Block, { readonly kind: 'verdicts' }>;

/**
 * The thresholds of the scenarios, judged by the interval of the mean: met if all of it keeps them, not met if none of it
 * does or some run has no value, else nobody can tell. Of searches for capacity its bounds, at the answer.
 */
export function verdictsOf(source: ExperimentSource): Verdicts | null {
  const items = source.plan.question.kind === 'capacity' ? atAnswer(source) : ofScenarios(source);
  return items.length === 0 ? null : { kind: 'verdicts', items };
}

function ofScenarios({ plan, loadedOf, tables }: ExperimentSource): Verdicts['items'] {
  const { kind } = plan.question;
  if (kind !== 'replications' && kind !== 'comparison') return [];
  const rows = tables.rows('responses');
  return plan.points.flatMap(({ name }, point) =>
    (loadedOf(point)?.scenario.thresholds ?? []).map((threshold) => {
      const row = rows.find((each) => each.point === name && each.response === threshold.metric);
      const who = plan.points.length === 1 ? '' : `${name}: `;
      const mean = row === undefined ? 'no value' : intervalText(meanIntervalOf(row), unitOf(row));
      return { mark: markOf(threshold, row), text: `${who}${threshold.text}: ${mean}` };
    }),
  );
}

function markOf(threshold: Threshold, row: TableRow | undefined): VerdictMark {
  if (row === undefined || row.values === 0) return 'cannotTell';
  if (row.values !== row.replications) return 'notMet';
  const { low, high } = meanIntervalOf(row);
  if (low === null || high === null) return 'cannotTell';
  if (keeps(threshold, low) && keeps(threshold, high)) return 'met';
  const { atMost, atLeast } = threshold;
  const isBeyond = (atMost !== undefined && low > atMost) || (atLeast !== undefined && high < atLeast);
  return isBeyond ? 'notMet' : 'cannotTell';
}

const MARKS: Readonly<Record<string, VerdictMark>> = { yes: 'met', no: 'notMet' };

function atAnswer({ tables }: ExperimentSource): Verdicts['items'] {
  const at = (tables.rows('server-loads')[0] ?? tables.rows('limits')[0])?.value;
  return tables
    .rows('steps')
    .filter(({ value }) => value === at)
    .map((row) => ({
      mark: MARKS[textAt(row, 'met')] ?? 'cannotTell',
      text: `${textAt(row, 'bound')} with ${textAt(row, 'value')}: ${intervalText(meanIntervalOf(row), unitOf(row))}`,
    }));
}
