import { meanInterval } from '../../../experiment/statistics/mean-interval.ts';
import type { SweepFindings } from '../../../experiment/sweep/sweep-effects.ts';
import type { Cell, ColumnDescription, Table } from '../../table.ts';
import { POINT, RESPONSE, UNIT } from '../columns.ts';

const FIGURES: readonly ColumnDescription[] = [
  RESPONSE,
  UNIT,
  { name: 'n', type: 'integer', meaning: 'Replications in which it has a value.' },
  {
    name: 'valueShare',
    type: 'number',
    meaning:
      'Share of the replications that ran to their end in which it has a value; empty if none did. Where it is less than 1, what follows speaks of these alone.',
  },
  { name: 'mean', type: 'number', meaning: 'Mean; empty without a value.' },
  {
    name: 'sd',
    type: 'number',
    meaning: 'Standard deviation between replications. Empty with fewer than two values.',
  },
  {
    name: 'low',
    type: 'number',
    meaning: 'Lower end of the interval of the mean (Student’s t). Empty with fewer than two values.',
  },
  { name: 'high', type: 'number', meaning: 'Its upper end. Empty with fewer than two values.' },
];

/** `points.csv` of a sweep over the axes with these paths. */
export function pointsTable(paths: readonly string[]): Table<SweepFindings> {
  const axes = paths.map((path): ColumnDescription => {
    const meaning = 'What is set there, a column for each axis; empty: what the base has.';
    return { name: path, type: 'text', meaning };
  });
  return {
    name: 'points',
    meaning: 'The responses of a sweep at each of its points.',
    rowIs: 'a point and a response',
    columns: [POINT, ...axes, ...FIGURES],
    rows: pointRows,
  };
}

function* pointRows({ question, pointNames, responses }: SweepFindings): Generator<readonly Cell[]> {
  for (const [point, name] of pointNames.entries()) {
    for (const { response, unit, values } of responses) {
      const runs = values[point]!.filter((value) => value !== undefined);
      const known = runs.filter((value) => value !== null);
      const { n, mean, sd, low, high } = meanInterval(known, question.confidence);
      const share = runs.length === 0 ? null : n / runs.length;
      yield [name, ...question.values[point]!, response, unit, n, share, mean, sd, low, high];
    }
  }
}
