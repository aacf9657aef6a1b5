import { readMetrics } from '../../experiment/metrics/index.ts';
import type { Cell, Table } from '../table.ts';

/** The figures of a run, one by one: what thresholds bound and what experiments compare. */
export const summaryTable: Table = {
  name: 'summary',
  meaning: 'The figures of a run, one by one: what thresholds bound and what comparisons compare.',
  rowIs: 'a metric',
  columns: [
    { name: 'metric', type: 'text', meaning: 'Name of the metric; thresholds use it. See the list below.' },
    {
      name: 'value',
      type: 'number',
      meaning: 'Its value; empty if it has none, such as a level never reached.',
    },
    { name: 'unit', type: 'text', meaning: 'Unit; `1` for a share.' },
  ],
  rows: (result) => readMetrics(result).map(({ name, value, unit }): readonly Cell[] => [name, value, unit]),
};
