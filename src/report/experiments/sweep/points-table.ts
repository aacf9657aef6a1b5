import type { Plan } from '../../../experiment/plan/plan.ts';
import { meanInterval } from '../../../experiment/statistics/mean-interval.ts';
import type { PointResponse } from '../../../experiment/sweep/point-responses.ts';
import { sweepQuestionOf } from '../../../experiment/sweep/question.ts';
import type { Cell, ColumnDescription, Table } from '../../table.ts';
import { POINT, RESPONSE, UNIT } from '../columns.ts';

/** The responses of a sweep, by point. */
export interface SweepResponses {
  readonly plan: Plan;
  readonly responses: readonly PointResponse[];
}

const FIGURES: readonly ColumnDescription[] = [
  RESPONSE,
  UNIT,
  { name: 'n', type: 'integer', meaning: 'Replications in which it had a value.' },
  {
    name: 'valueShare',
    type: 'number',
    meaning: 'Share of the replications in which it had a value; empty if all runs of the point failed.',
  },
  { name: 'mean', type: 'number', meaning: 'Mean over the replications that had a value.' },
  { name: 'sd', type: 'number', meaning: 'Standard deviation between them; empty with fewer than two.' },
  {
    name: 'low',
    type: 'number',
    meaning: 'Lower end of Student’s interval of the mean, at the confidence of the experiment.',
  },
  { name: 'high', type: 'number', meaning: 'Its upper end.' },
];

/** `points.csv` of a sweep over these axes, by their paths. */
export function pointsTable(paths: readonly string[]): Table<SweepResponses> {
  const axes = paths.map((path): ColumnDescription => {
    return { name: path, type: 'text', meaning: 'Value of the axis; empty: as the base has it.' };
  });
  return {
    name: 'points',
    meaning: 'The responses at every point: what the answer is made from.',
    rowIs: 'a response at a point',
    columns: [POINT, ...axes, ...FIGURES],
    rows: pointRows,
  };
}

function* pointRows({ plan, responses }: SweepResponses): Generator<readonly Cell[]> {
  const { values, confidence } = sweepQuestionOf(plan);
  for (const [point, { name }] of plan.points.entries()) {
    for (const { response, unit, values: byPoint } of responses) {
      const runs = byPoint[point]!.filter((value) => value !== undefined);
      const known = runs.filter((value) => value !== null);
      const { n, mean, sd, low, high } = meanInterval(known, confidence);
      const share = runs.length === 0 ? null : n / runs.length;
      yield [name, ...values[point]!, response, unit, n, share, mean, sd, low, high];
    }
  }
}
